"""Values that begin at the end of one text and go on in another, as when they are sent in two messages.

Between two texts of a request stand others that are only names of fields.
"""

from __future__ import annotations

import re

from isthmus.detect.sought import matches
from isthmus.detect.views import View, Writer

_FIELDS = r"\x00(?:[a-z_]+\x00){0,6}"
HINTS = {
    # Without upper bounds on what may follow a digit: with them an automaton would have to remember where digits stood.
    "seam": rf"@[0-9A-Za-z.-]*{_FIELDS}[0-9A-Za-z.-]*\.[A-Za-z]{{2}}"
    rf"|[0-9A-Za-z]{_FIELDS}@[0-9A-Za-z]"
    rf"|[0-9._][0-9A-Za-z+-]+{_FIELDS}[0-9A-Za-z._+-]+@"
    rf"|[^\x00]{{3}}\d[ ./-]?\d[ ./()-]{{0,2}}{_FIELDS}[ ./()-]{{0,2}}\d[ ./()-]{{0,2}}\d"
    rf"|[0-9A-Z:][0-9A-Za-z_:.-]{{3,}}{_FIELDS}[0-9A-Za-z_:.-]*[0-9]"
}
_SEAM = re.compile(r"(?<=[0-9A-Za-z@.+ :_/()-])" + _FIELDS + r"(?=[0-9A-Za-z@. :_/()-])")
_AROUND = 64


def seamless(text: str, hints: frozenset[str]) -> View | None:
    if "seam" not in hints:
        return None
    writer = Writer(text)
    for seam in matches(_SEAM, text):
        start, end = seam.span()
        low = max(text.rfind("\x00", 0, start) + 1, start - _AROUND)
        high = text.find("\x00", end, end + _AROUND)
        high = end + _AROUND if high < 0 else high
        if text[low:start].strip("0123456789.") == "" and text[end:high].strip("0123456789.") == "":
            continue  # numbers of a list are no halves of one
        if not (_telling(text[low:start]) and _telling(text[end:high])):
            continue
        for between in ("", " ") if text[start - 1].isdigit() and text[end].isdigit() else ("",):
            writer.copy(low, start)
            writer.put(between, start, start)
            writer.copy(end, high)
            writer.cut()
    return writer.view(seam=True)


def _telling(half: str) -> bool:
    return any(c in "0123456789@._" for c in half)
