"""Values that begin at the end of one text and go on in another, as when they are sent in two messages.

Between two texts of a request stand others that are only names of fields.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from isthmus.detect.views import View, Writer
from isthmus.domain.breath import matches

_FIELDS = r"\x00(?:[a-z_]+\x00){0,6}"
_BESIDE = r"\x00(?:cache_control\x00ephemeral\x00)?"
"""Between two texts of one message, or of two that follow each other."""
_KEY = (
    r"(?:(?:sk|pplx|xai|tskey|nvapi|pypi|GOCSPX|gl[a-z]{2,4}|xox[abeoprs]|xapp)-"
    r"|(?:gh[pousr]|github_pat|[prsw]k_(?:live|test)|whsec|hf|npm|dop_v1|lin_api|ntn|gsk|r8|fw|shp[a-z]{2})_"
    r"|A(?:KI|SI|BI|CC)A|AIza|eyJ|LTAI|AKID|SG\.|ya29\.)"
)
"""How keys begin that say what they are: no half of theirs need hold a digit."""
_CUT_KEY = (
    r"s\x00k-|sk\x00-|gh?\x00h?[pousr]_|gh[pousr]\x00_|A\x00KIA|AK\x00IA|AKI\x00A|x\x00ox[bp]-|xo\x00x[bp]-"
    r"|xox\x00[bp]-|xox[bp]\x00-|A\x00Iza|AI\x00za|AIz\x00a|e\x00yJ|ey\x00J|h\x00f_|hf\x00_"
    r"|[A-Z]{2}\x00\d\d ?[0-9A-Z]{4}"
)
"""The commonest of these, and an IBAN, cut before they say so."""
_LIKE_CUT = (
    rf"\b(?:sk?|g|gh[pousr]?|A|AKI|xo?|xox[bp]?|AIz|ey?|hf?|[A-Z]{{2}}){_BESIDE}"
    r"(?:k?-|h?[pousr]?_|K?I?A|o?x?[bp]?-|I?z?a|y?J|f?_|\d\d ?[0-9A-Z]{4})"
)
"""Looser, and small: what the first pass looks for."""
HINTS = {
    # Without upper bounds on what may follow a digit: with them an automaton would have to remember where digits stood.
    "seam": rf"@[0-9A-Za-z.-]*{_FIELDS}[0-9A-Za-z.-]*\.[A-Za-z]{{2}}"
    rf"|[0-9A-Za-z]{_FIELDS}@[0-9A-Za-z]"
    rf"|[0-9._][0-9A-Za-z+-]+{_FIELDS}[0-9A-Za-z._+-]+@"
    rf"|[^\x00]{{3}}\d[ ./-]?\d[ ./()-]{{0,2}}{_FIELDS}[ ./()-]{{0,2}}\d[ ./()-]{{0,2}}\d"
    rf"|[0-9A-Z:][0-9A-Za-z_:.-]{{3,}}{_FIELDS}[0-9A-Za-z_:.-]*[0-9]"
    rf"|\x00\d[\d .-]*{_BESIDE}\d"
    rf"|\b{_KEY}[0-9A-Za-z_.-]*{_FIELDS}[0-9A-Za-z_-]{{3}}|{_LIKE_CUT}"
}
_SEAM = re.compile(r"(?<=[0-9A-Za-z@.+ :_/()-])" + _FIELDS + r"(?=[0-9A-Za-z@. :_/()-])")
_AROUND = 64
_CUT = "._+-@:/"
"""Signs at which a value may be cut: what ends or begins so is a half, and no word of its own."""
_KEY_ENDS = re.compile(rf"\b{_KEY}[0-9A-Za-z_.-]*\Z")
_KEY_IS_CUT = re.compile(rf"\b(?:{_CUT_KEY})")
_NEAR = re.compile(_BESIDE)
_RANDOM = re.compile(r"[0-9A-Za-z_-]{8,}\Z")
_LONGEST_NUMBER = 19
_WEAK = "id"
"""Before a number that proves itself by one check digit alone it says that it is another (`alone`)."""
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
        before, behind = text[low:start], text[end:high]
        if not (_telling(before) and _telling(behind)) and not _cuts_key(before, behind):
            continue
        if apart(start - 1) or apart(end):
            continue
        numbers = before[-1].isdigit() and behind[0].isdigit()
        if numbers:
            _number(writer, text, (start, end), apart)
            if not (before.strip("0123456789.") or behind.strip("0123456789.")):
                continue  # no words that could say what they are
        for between in ("", " ") if numbers else ("",):
            writer.copy(low, start)
            writer.put(between, start, start)
            writer.copy(end, high)
            writer.cut()
    return writer.view(seam=True)


def _number(writer: Writer, text: str, seam: Span, apart: Callable[[int], bool]) -> None:
    """The digits on both sides, as if they stood alone: a number that proves itself needs no words. Texts that are
    numbers and nothing else are halves of one if they are two that stand beside each other, and no list of them."""
    (start, end), first, last = seam, seam[0], seam[1]
    while start - first <= _LONGEST_NUMBER and text[first - 1].isdigit():
        first -= 1
    while last - end <= _LONGEST_NUMBER and text[last : last + 1].isdigit():
        last += 1
    if start - first + last - end > _LONGEST_NUMBER:
        return
    alone = text[first - 1 : first] == "\x00" and text[last : last + 1] in ("\x00", "")
    if alone and not _two(text, (first, last), seam, apart):
        return
    if not alone:
        writer.put(_WEAK, first, first)
        writer.cut()
    writer.copy(first, start)
    writer.copy(end, last)
    writer.cut()


def _two(text: str, number: Span, seam: Span, apart: Callable[[int], bool]) -> bool:
    first, last = number
    ahead, behind = text[max(0, first - 2) : first - 1], text[last + 1 : last + 2]
    return not (ahead.isdigit() or behind.isdigit() or apart(first - 2)) and _NEAR.fullmatch(text, *seam) is not None


def adds_nothing(text: str, start: int, end: int, wholes: Sequence[Span], secret: bool = False) -> bool:
    """Whether of a value across texts one side is a value by itself (`wholes`: what was found in the texts as they
    stand), and the other a word that was not cut: `node.js`, and then somebody's address. What is as random as the
    rest of a key is no word."""
    border = text.find("\x00", start, end)
    other = text.rfind("\x00", start, end) + 1
    for first, last in wholes:
        if first == other and last == end and text[border - 1] not in _CUT:
            return True
        if first == start and last == border and text[other] not in _CUT:
            return not (secret and _random(text[other:end]))
    return False


def _random(rest: str) -> bool:
    mixed = any(map(str.isdigit, rest)) and any(map(str.isalpha, rest))
    return mixed and _RANDOM.match(rest) is not None


def _telling(half: str) -> bool:
    return any(c in "0123456789@._" for c in half)


def _cuts_key(before: str, behind: str) -> bool:
    return _KEY_ENDS.search(before) is not None or _KEY_IS_CUT.search(f"{before[-6:]}\x00{behind[:8]}") is not None
