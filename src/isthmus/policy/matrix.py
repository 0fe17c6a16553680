"""Everything a set of policies lets happen, as a table: level × category × purpose against every zone."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Sequence

import msgspec

from isthmus.domain.labels import Level
from isthmus.domain.places import Facts, Obligation
from isthmus.policy.deciding import PolicySet
from isthmus.policy.obligations import unmet

GOES, DISGUISED, NEVER = "goes", "goes disguised", "never"


class Cell(msgspec.Struct, frozen=True):
    """What becomes of one kind of content in one zone. `category` is empty for content with nothing found in it."""

    level: Level
    category: str
    purpose: str
    zone: str
    outcome: str
    obligations: tuple[Obligation, ...] = ()
    reasons: tuple[str, ...] = ()


def matrix(
    policies: PolicySet,
    *,
    categories: Iterable[str] = (),
    purposes: Iterable[str] = (),
    levels: Sequence[Level] = tuple(Level),
    zones: Iterable[str] | None = None,
    like: Facts | None = None,
) -> tuple[Cell, ...]:
    """One cell for each combination, with content without a category and requests without a purpose among them.

    Everything else (who asks, roles, consent, route, residency) is as in `like`; without it, nobody in particular.
    """
    chosen = [policies.zones[name] for name in (policies.zones if zones is None else zones)]
    rows = itertools.product(levels, _with_none(categories), _with_none(purposes), chosen)
    cells = []
    for level, category, purpose, zone in rows:
        start = like or Facts(zone, level)
        found = frozenset({category} if category else ())
        facts = msgspec.structs.replace(start, zone=zone, level=level, categories=found, purpose=purpose)
        verdict = policies.decide(facts)
        permitted = DISGUISED if unmet(verdict, found) else GOES
        outcome = permitted if verdict.allowed else NEVER
        cells.append(Cell(level, category, purpose, zone.name, outcome, verdict.obligations, verdict.reasons))
    return tuple(cells)


def _with_none(words: Iterable[str]) -> Collection[str]:
    return ("", *(word for word in dict.fromkeys(words) if word))
