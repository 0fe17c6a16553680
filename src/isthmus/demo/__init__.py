"""The demonstration: a small support desk of a lamp shop that does not exist, and requests that show what happens.

Everything is written for it. Nobody in it is a person: addresses end in example.org or example.com, the card, the
account and the key are published test values, and the telephone numbers come from the range kept for fiction.
"""

from isthmus.demo.folder import SANDBOX, lay_out
from isthmus.demo.requests import REQUESTS, Shown

__all__ = ["REQUESTS", "SANDBOX", "Shown", "lay_out"]
