"""Where a value really begins and ends: without titles, possessives and signs around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

NAME, ADDRESS, PLACE = 1, 2, 5
_BETWEEN_LINES = re.compile(r"[ \t\r\n,.·|-]{0,4}")
"""What parts the street of an address from its city, and the city from its postcode."""
_TITLES = frozenset(
    """
    mr mrs ms miss mx dr prof professor sir madam dame lord lady rev reverend fr father sr sra srta don doña señor
    señora herr frau m mme mlle monsieur madame mademoiselle dott dottssa sig signor signora sheikh hon judge dear hi
    hello hey
    """.split()
)
_OPENING, _CLOSING = frozenset("(["), frozenset(")]")
_ABBREVIATIONS = frozenset("e.g i.e z.b d.h u.a p.ex p.es v.a o.ä s.o s.u a.m p.m n.b cf.e".split())
_NEAR = 12
"""Words among which the sign is looked for that a closing one belongs to."""
_APOSTROPHES = frozenset("'’")
_Places = list[tuple[int, int]]
Value = tuple[int, int, int, float]
"""First character, character behind the last, kind and confidence."""


def joined(text: str, values: Sequence[Value]) -> list[Value]:
    """Values in order, with the street, city and postcode that stand side by side as one address."""
    made: list[Value] = []
    beside: list[Value] = []
    for value in values:
        if beside and not _BETWEEN_LINES.fullmatch(text, beside[-1][1], value[0]):
            made += _one_address(beside)
            beside = []
        if value[2] in (ADDRESS, PLACE):
            beside.append(value)
            continue
        made += _one_address(beside)
        beside = []
        made.append(value)
    return made + _one_address(beside)


def _one_address(beside: list[Value]) -> list[Value]:
    if len(beside) < 2 or all(kind == PLACE for _, _, kind, _ in beside):
        return beside
    return [(beside[0][0], beside[-1][1], ADDRESS, min(sure for *_, sure in beside))]


def tidied(text: str, words: _Places, kind: int) -> Iterator[tuple[int, int]]:
    """The span of these words; several where something of our own stood between them, none where nothing is left."""
    piece: _Places = []
    for place in words:
        if piece and "\x00" in text[piece[-1][0] : place[0]]:
            yield from _trimmed(text, piece, kind)
            piece = []
        piece.append(place)
    yield from _trimmed(text, piece, kind)


def _trimmed(text: str, words: _Places, kind: int) -> Iterator[tuple[int, int]]:
    first, last = 0, len(words)
    while first < last and not _may_begin(text, words, first, last, kind):
        first += 1
    while last > first and not _may_end(text, words, first, last):
        last -= 1
    if first < last:
        yield words[first][0], words[last - 1][1]


def _may_begin(text: str, words: _Places, at: int, last: int, kind: int) -> bool:
    start, end = words[at]
    word = text[start:end]
    if _abbreviated(text, start, end):
        return False
    if not word[0].isalnum():
        return at + 1 < last and (word == "@" or (word in "#+" and words[at + 1][0] == end))
    return not (kind == NAME and at + 1 < last and word.lower() in _TITLES)


def _abbreviated(text: str, start: int, end: int) -> bool:
    """Whether this is a letter of an abbreviation such as `e.g.` or `z.B.`, which are nobody's initials."""
    low, high = start, end
    while low > 1 and text[low - 1] == "." and text[low - 2].isalpha():
        low -= 2
    while text[high : high + 1] == "." and text[high + 1 : high + 2].isalpha():
        high += 2
    return high - low > 1 and end - start == 1 and text[low:high].lower() in _ABBREVIATIONS


def _may_end(text: str, words: _Places, first: int, last: int) -> bool:
    start, end = words[last - 1]
    word = text[start:end]
    if word in ("s", "S") and last - 1 > first and text[start - 1] in _APOSTROPHES:
        return False
    if word == "." and last - 1 > first:  # the point of an initial or an abbreviation belongs to it
        before, stop = words[last - 2]
        return stop == start and stop - before == 1 and text[before].isupper()
    if word in _CLOSING:
        return any(text[a:b] in _OPENING for a, b in words[max(first, last - _NEAR) : last])
    return word[0].isalnum()
