"""Values that begin at the end of one text and go on in another, as when they are sent in two messages.

Between two texts of a request stand others that are only names of fields.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

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
_CUT = "._+-@:/"
"""Signs at which a value may be cut: what ends or begins so is a half, and no word of its own."""
Span = tuple[int, int]


def seamless(text: str, hints: frozenset[str], apart: Callable[[int], bool] = lambda at: False) -> View | None:
    """`apart` says of a character whether its text is whole by itself: an id, a key, the name of a tool."""
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
        if apart(start - 1) or apart(end):
            continue
        for between in ("", " ") if text[start - 1].isdigit() and text[end].isdigit() else ("",):
            writer.copy(low, start)
            writer.put(between, start, start)
            writer.copy(end, high)
            writer.cut()
    return writer.view(seam=True)


def adds_nothing(text: str, start: int, end: int, wholes: Sequence[Span]) -> bool:
    """Whether of a value across texts one side is a value by itself (`wholes`: what was found in the texts as they
    stand), and the other a word that was not cut: `node.js`, and then somebody's address."""
    border = text.find("\x00", start, end)
    other = text.rfind("\x00", start, end) + 1
    for first, last in wholes:
        if first == other and last == end and text[border - 1] not in _CUT:
            return True
        if first == start and last == border and text[other] not in _CUT:
            return True
    return False


def _telling(half: str) -> bool:
    return any(c in "0123456789@._" for c in half)
