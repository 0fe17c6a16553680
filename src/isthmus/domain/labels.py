"""Labels: what a piece of content is, and therefore where it may go.

Labels form a join semilattice: joining two contents gives a label at least as strict as either.
The laws (associative, commutative, idempotent, monotone, `PUBLIC` neutral) are property-tested.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

import msgspec


class Level(IntEnum):
    """Sensitivity, ordered. Compared as numbers, never as words."""

    PUBLIC = 0
    INTERNAL = 1
    CONFIDENTIAL = 2
    RESTRICTED = 3

    @property
    def word(self) -> str:
        return self.name.lower()

    @classmethod
    def parse(cls, word: str) -> Level:
        """The level a word names. Raises `KeyError` for any other word: an unknown level is never public."""
        return cls[word.upper()]


class Integrity(IntEnum):
    """May the content steer us? Untrusted content is data and nothing more."""

    TRUSTED = 0
    UNTRUSTED = 1


def _meet(a: frozenset[str] | None, b: frozenset[str] | None) -> frozenset[str] | None:
    if a is None:
        return b
    return a if b is None else a & b


class Label(msgspec.Struct, frozen=True):
    """What is known of some content. `None` in `purposes`, `residency` and `retention_days` means no limit.

    `purposes` and `residency` are what is *allowed*, so they shrink when joined; an empty set allows nothing.
    """

    level: Level = Level.PUBLIC
    categories: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()
    purposes: frozenset[str] | None = None
    residency: frozenset[str] | None = None
    retention_days: int | None = None
    integrity: Integrity = Integrity.TRUSTED

    def join(self, other: Label) -> Label:
        if other is PUBLIC or self is other:
            return self
        if self is PUBLIC:
            return other
        days = [d for d in (self.retention_days, other.retention_days) if d is not None]
        return Label(
            level=max(self.level, other.level),
            categories=self.categories | other.categories,
            owners=self.owners | other.owners,
            purposes=_meet(self.purposes, other.purposes),
            residency=_meet(self.residency, other.residency),
            retention_days=min(days) if days else None,
            integrity=max(self.integrity, other.integrity),
        )

    def covers(self, other: Label) -> bool:
        """Whether this label is at least as strict as `other` in every respect."""
        return self.join(other) == self


PUBLIC = Label()
UNREAD = Label(
    level=Level.RESTRICTED, categories=frozenset({"unread.text"}), integrity=Integrity.UNTRUSTED
)
"""Law 4: what could not be read, scanned or labelled."""


def unread(kinds: frozenset[str]) -> Label:
    """Content of a kind that no recogniser here can read (`unread.image`): just as strict, but known for what it is,
    so that a policy may speak of it."""
    return Label(level=Level.RESTRICTED, categories=kinds, integrity=Integrity.UNTRUSTED)


def join_all(labels: Iterable[Label]) -> Label:
    joined = PUBLIC
    for label in labels:
        joined = joined.join(label)
    return joined


def matches(pattern: str, category: str) -> bool:
    """Whether a dotted category falls under a pattern: `*`, `personal.*` (and `personal` itself) or an exact name."""
    if pattern == "*" or pattern == category:
        return True
    return pattern.endswith(".*") and (category == pattern[:-2] or category.startswith(pattern[:-1]))
