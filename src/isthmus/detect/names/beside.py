"""Names that what stands beside them tells: an address with a part of the name in it, a column that is called so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_PART = r"[A-ZÀ-ÖØ-Þ][^\W\d_]+(?:['’-][^\W\d_]+)*"
_ADDRESSED = re.compile(rf"(?<![\w@])({_PART}(?: {_PART}){{1,2}})[ \t]*[|,;:(<\[]{{1,2}}[ \t]*([\w.+-]{{2,64}})@")
_COLUMN = re.compile(rf"(?i:\b(\w{{0,32}}name))\s*(?:=|==|(?i:like))\s*['\"]({_PART}(?: {_PART}){{0,2}})['\"]")
_PERSONS = re.compile(
    r"(?:last|first|sur|given|family|full|maiden|patient|customer|employee|contact)_?name", re.IGNORECASE
)
GIVEN, FAMILY = 1, 2
"""Bits of the lists that hold a word."""


def told(text: str, known: Callable[[str], int]) -> Iterator[tuple[int, int]]:
    """Characters from which to which such names stand."""
    if "@" in text:
        for match in _ADDRESSED.finditer(text):
            local = match[2].lower()
            if any(len(part) > 2 and part in local for part in match[1].lower().split(" ")):
                yield match.span(1)
    if "'" in text or '"' in text:
        for match in _COLUMN.finditer(text):
            words = match[2].lower().split(" ")
            if _PERSONS.fullmatch(match[1]) or all(known(word) & (GIVEN | FAMILY) for word in words):
                yield match.span(2)
