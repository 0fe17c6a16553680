"""The one door: content leaves for another zone here and nowhere else.

`Door.record` makes the contract durable and gives a receipt for exactly these bytes; `Door.send` takes nothing
but such a receipt, once. `HttpTransport` is what sends; `guard` refuses every other socket of the process.
"""

from isthmus.egress.door import Door
from isthmus.egress.http import HttpTransport

__all__ = ["Door", "HttpTransport"]
