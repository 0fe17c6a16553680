"""What is to be looked at again of texts that were looked at before, with a few of them changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import compress, count
from operator import ne

_FIELD = re.compile("[a-z_\\x00]*")
"""What stands as a whole between the halves of a value in two texts; the automaton sees a NUL as a border of texts."""
_REACH = 1_024
"""Characters around a change that are looked at again: several times what a value and its word reach over."""
_SEEN = 8
"""Texts beside a changed one that may be read as one with it: fields between two halves, and the other half."""


def renewed(texts: Sequence[str], before: Sequence[str]) -> Sequence[str]:
    """The texts from the first to the last that differ, with those beside them that a value may reach into.

    Valid where the automata found nothing in `before`. What they could find in `texts` now touches a changed text, and
    reaches from there no further than the first text that is more than the name of a field (`seams`).
    """
    if texts == before:
        return ()
    first, last = start, _ = _differing(texts, before)
    while first > 0 and start - first < _SEEN:
        first -= 1
        if _FIELD.fullmatch(texts[first]) is None:
            break
    end = last
    while last < len(texts) and last - end < _SEEN:
        last += 1
        if _FIELD.fullmatch(texts[last - 1]) is None:
            break
    return texts[first:last]


def around(texts: Sequence[str], before: Sequence[str]) -> Sequence[str]:
    """The texts from the first to the last that differ, and of those beside them all that is within reach.

    Valid where nothing was found in `before`, though there were words and halves that the automata saw: what could be
    found in `texts` now has a character, or a word for it, in what differs.
    """
    first, last = start, end = _differing(texts, before)
    ahead: list[str] = []
    behind: list[str] = []
    room = _REACH
    while first > 0 and room > 0:
        first -= 1
        ahead.append(texts[first][-room:])
        room -= len(ahead[-1]) + 1
    room = _REACH
    while last < len(texts) and room > 0:
        behind.append(texts[last][:room])
        room -= len(behind[-1]) + 1
        last += 1
    return [*reversed(ahead), *texts[start:end], *behind]


def _differing(texts: Sequence[str], before: Sequence[str]) -> tuple[int, int]:
    """Where the texts begin and end that differ."""
    same = min(len(texts), len(before))
    start = next(compress(count(), map(ne, texts, before)), same)
    tail = next(compress(count(), map(ne, reversed(texts), reversed(before))), same)
    return start, len(texts) - min(tail, same - start)
