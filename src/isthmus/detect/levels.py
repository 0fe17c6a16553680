"""From what was found to how strictly it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from isthmus.domain.content import Scan
from isthmus.domain.labels import PUBLIC, UNREAD, Label, Level, matches

DEFAULT_LEVELS: Mapping[str, Level] = {
    "personal.*": Level.CONFIDENTIAL,
    "financial.*": Level.CONFIDENTIAL,
    "secret.*": Level.RESTRICTED,
    "health.*": Level.RESTRICTED,
    "legal.*": Level.CONFIDENTIAL,
    "custom.*": Level.CONFIDENTIAL,
    "document.*": Level.CONFIDENTIAL,
    "document.medical": Level.RESTRICTED,
    "quasi.*": Level.INTERNAL,
    "code.*": Level.INTERNAL,
}
"""Used where the configuration says nothing else. A category under no pattern is restricted (law 4)."""

_MEMORY = 1_000


def level_of(category: str, levels: Mapping[str, Level] = DEFAULT_LEVELS) -> Level:
    """The level of the longest pattern that the category falls under, and the stricter of two as long."""
    best: tuple[int, Level] | None = None
    for pattern, level in levels.items():
        if matches(pattern, category):
            candidate = (len(pattern), level)
            best = candidate if best is None or candidate > best else best
    return Level.RESTRICTED if best is None else best[1]


def labels_of(scan: Scan, texts: Sequence[str], levels: Mapping[str, Level] = DEFAULT_LEVELS) -> list[Label]:
    """One label per text. An incomplete scan does not say which text was unread, so all of them are."""
    ground = PUBLIC if scan.complete else UNREAD
    labels = [ground] * len(texts)
    for part in {finding.part for finding in scan.values}:
        found = frozenset([f.category for f in scan.values if f.part == part])
        labels[part] = ground.join(_label(found, levels))
    return labels


def label_of(scan: Scan, levels: Mapping[str, Level] = DEFAULT_LEVELS) -> Label:
    """The label of all texts together: the join of `labels_of`, and of what they are about as a whole."""
    ground = PUBLIC if scan.complete else UNREAD
    if not scan.findings and not scan.about:
        return ground
    return ground.join(_label(scan.about.union([finding.category for finding in scan.values]), levels))


_made: tuple[Mapping[str, Level], dict[frozenset[str], Label]] = ({}, {})
"""Labels of sets of categories, under these levels. A process has one configuration at a time."""


def _label(categories: frozenset[str], levels: Mapping[str, Level]) -> Label:
    global _made
    of, made = _made
    if of != levels or len(made) > _MEMORY:
        of, made = _made = dict(levels), {}
    label = made.get(categories)
    if label is None:
        level = max(level_of(category, levels) for category in categories)
        label = made[categories] = Label(level=level, categories=categories)
    return label
