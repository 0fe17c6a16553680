"""What is to be looked at again of texts that were looked at before, with a few of them changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import compress, count
from operator import ne

_FIELD = re.compile("[a-z_\\x00]*")
"""What stands as a whole between the halves of a value in two texts; the automaton sees a NUL as a border of texts."""
_SEEN = 8
"""Texts beside a changed one that may be read as one with it: fields between two halves, and the other half."""


def renewed(texts: Sequence[str], before: Sequence[str]) -> Sequence[str]:
    """The texts from the first to the last that differ, with those beside them that a value may reach into.

    Valid where the automata found nothing in `before`. What they could find in `texts` now touches a changed text, and
    reaches from there no further than the first text that is more than the name of a field (`seams`).
    """
    if texts == before:
        return ()
    same = min(len(texts), len(before))
    start = next(compress(count(), map(ne, texts, before)), same)
    tail = next(compress(count(), map(ne, reversed(texts), reversed(before))), same)
    first, last = start, len(texts) - min(tail, same - start)
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
