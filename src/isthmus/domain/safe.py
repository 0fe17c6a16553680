"""Types that cannot hold raw content (law 6): what may enter a log line, span, metric label, event or error.

A `Name` is a short word from a closed alphabet, made at start from the configuration, never from a request;
a `Digest` is lower-case hexadecimal. Numbers, booleans and enums are safe as they are.
"""

from __future__ import annotations

import re

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:@/+-]{0,127}\Z")
_DIGEST = re.compile(r"[0-9a-f]{8,128}\Z")


class Name(str):
    """A configured name. Raises `ValueError` for anything that could be a sentence."""

    __slots__ = ()

    def __new__(cls, word: str) -> Name:
        if not _NAME.match(word):
            raise ValueError("a name holds letters, digits and _ . : @ / + - only, at most 128 of them")
        return super().__new__(cls, word)


class Digest(str):
    """Hexadecimal of a digest. Raises `ValueError` for anything else."""

    __slots__ = ()

    def __new__(cls, word: str) -> Digest:
        if not _DIGEST.match(word):
            raise ValueError("a digest is 8 to 128 lower-case hexadecimal digits")
        return super().__new__(cls, word)
