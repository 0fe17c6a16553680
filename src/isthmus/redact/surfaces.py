"""What a pseudonym stands for: the exact piece of text it replaced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

import msgspec

from isthmus.domain.labels import matches
from isthmus.domain.lots import each


class Surface(msgspec.Struct, frozen=True, gc=False):
    """`text` is the piece as it was written, escapes included. `bare` marks a JSON literal without quotes (a number).

    `depth` counts how often the piece is escaped as a JSON string; `categories` are all that was found there:
    a caller must be entitled to each. Without any it is the caller's own text and always comes back.
    """

    text: str
    categories: tuple[str, ...] = ()
    bare: bool = False
    depth: int = 0

    def __repr__(self) -> str:
        return f"Surface(categories={self.categories!r})"

    def same(self, other: Surface) -> bool:
        return self.text == other.text and self.bare == other.bare and self.depth == other.depth

    def joined(self, other: Surface) -> Surface:
        if self.categories == other.categories:
            return self
        both = tuple(sorted({*self.categories, *other.categories}))
        return Surface(self.text, both, self.bare, self.depth)


class RestoreMap(msgspec.Struct, frozen=True):
    """Pseudonyms of one request and what they stand for. Belongs to that request alone; never shows a value."""

    surfaces: Mapping[str, Surface] = {}
    alike: frozenset[str] = frozenset()
    """Those of them that are spelt like values, not like pseudonyms."""

    def __repr__(self) -> str:
        return f"RestoreMap({len(self.surfaces)} pseudonyms)"

    def __len__(self) -> int:
        return len(self.surfaces)

    def seen_by(self, may_see: Iterable[str]) -> RestoreMap:
        """The part of the map that a caller entitled to these patterns may have."""
        patterns = tuple(may_see)
        if "*" in patterns:
            return self
        seen = {t: s for t, s in each(self.surfaces.items()) if _entitled(s.categories, patterns)}
        if len(seen) == len(self.surfaces):
            return self
        return RestoreMap(seen, self.alike.intersection(seen))


@lru_cache(maxsize=1024)
def _entitled(categories: tuple[str, ...], patterns: tuple[str, ...]) -> bool:
    return all(any(matches(p, c) for p in patterns) for c in categories)
