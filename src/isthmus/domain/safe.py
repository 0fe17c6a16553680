"""Types that cannot hold raw content (law 6): what may enter a log line, span, metric label, event or error.

A `Name` is a short word from a closed alphabet, made from the configuration or from words of our own, never from
a request. Numbers, booleans and enums are safe as they are. The type checker keeps the two kinds of text apart;
at run time a name is a plain string that has been looked at.
"""

from __future__ import annotations

import re
from functools import lru_cache

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:@/+-]{0,127}\Z")


class Name(str):
    """A name that was looked at. Raises `ValueError` for anything that could be a sentence."""

    __slots__ = ()

    def __new__(cls, word: str) -> Name:
        return _looked_at(word)  # type: ignore[return-value]  # a plain string, so that every encoder takes it


@lru_cache(maxsize=4096)
def _looked_at(word: str) -> str:
    if not _NAME.match(word):
        raise ValueError("a name holds letters, digits and _ . : @ / + - only, at most 128 of them")
    return str(word)
