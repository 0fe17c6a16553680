"""Groups of capitals and digits as one: a number plate, a serial number or a Medicare number with signs put between.

Capitals and digits stand beside each other in too many texts, so they are read together only where a word for such a
value stands somewhere, and only those rows find it there that look for a word.
"""

from __future__ import annotations

import re

from isthmus.detect.sought import Sought, plain_bytes
from isthmus.detect.views import View, Writer, behind

HINT = "groups"
"""Fires with a word for such a value; no pattern of its own is looked for."""
ROWS = frozenset(
    "de_id_card nl_id_card it_id_card medical_record us_mbi health_insurance passport driving_licence in_ifsc bic "
    "vin_named plate serial_number".split()
)
"""Built-in rows whose values are such, and whose words the first pass looks for in all texts (no gate before them)."""

_RUNS = Sought(r"\b[A-Z0-9]{1,8}(?:[ ._/?-]{1,3}[A-Z0-9]{1,8})+")
"""A question mark stands for what is not ASCII."""
_ALIKE = re.compile(
    "[A-Z0-9]{1,8}([ ._/–·\u00a0\u202f-]{1,3})[A-Z0-9]{1,8}(?:\\1[A-Z0-9]{1,8})*(?![A-Za-z0-9])"
)
_BLANK = re.compile("\\s+")
_WORDS = re.compile("[A-Z]{2,}(?: [A-Z]{2,})*")
_LEAST, _MOST, _LONGEST = 5, 34, 80
_BIC = (8, 11)
"""Letters of a bank's code, which may have no digit."""


def whole(text: str, hints: frozenset[str]) -> View | None:
    if HINT not in hints:
        return None
    writer = Writer(text)
    for start, end in _RUNS.places(plain_bytes(text)):
        run = _ALIKE.search(text, start, end + 1) if end - start <= _LONGEST else None
        last = -1
        while run is not None:
            last = _write(writer, text, run, run.start() == last)
            run = _ALIKE.search(text, last, end + 1) if run.end() < end else None
    return writer.view()


def _write(writer: Writer, text: str, run: re.Match[str], shared: bool) -> int:
    """Where the last group begins: with another sign behind it, it may be the first of the next. So is a `shared` one;
    if words alone follow it they are those for what stands behind them."""
    sign = run[1]
    groups, blank = run.group().split(sign), _BLANK.fullmatch(sign) is not None
    if not (shared and _WORDS.fullmatch(text, run.end(1), run.end())):
        _join(writer, text, run.start(), groups, len(sign), blank)
        if len(groups) > 2 and blank and groups[0].isalpha():  # the first may be the word for it
            _join(writer, text, run.start() + len(groups[0]) + len(sign), groups[1:], len(sign), blank)
    return run.end() - len(groups[-1])


def _join(writer: Writer, text: str, at: int, groups: list[str], sign: int, blank: bool) -> None:
    """Groups from there on, with so many characters between."""
    value = "".join(groups)
    size = len(value)
    if not _LEAST <= size <= _MOST or value.isdigit() or (value.isalpha() and (blank or size not in _BIC)):
        return
    end = at + size + sign * (len(groups) - 1)
    writer.lead(at, end)
    for group in groups:
        writer.copy(at, at + len(group))
        at += len(group) + sign
    writer.copy(end, behind(text, end))
    writer.cut()
