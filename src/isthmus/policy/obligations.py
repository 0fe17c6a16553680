"""Obligations: what must hold for a permit to count, written as annotations.

@disguise("personal.*, secret")   these categories may be in the bytes only under a pseudonym
@retain("0d")                     nobody may keep the content longer than this many days
@approve                          a person must agree first
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping

from isthmus.domain.labels import matches
from isthmus.domain.places import Obligation, Verdict, Zone

_PATTERN = re.compile(r"(?:\*|[a-z0-9_]+(?:\.[a-z0-9_]+)*(?:\.\*)?)\Z")
_DAYS = re.compile(r"([0-9]{1,5})d\Z")


def _disguise(value: str) -> tuple[Obligation, ...]:
    patterns = [pattern.strip() for pattern in value.split(",")]
    if not all(_PATTERN.match(pattern) for pattern in patterns):
        raise ValueError('a list of category patterns, as in @disguise("personal.*, secret.key")')
    return tuple(Obligation("disguise", pattern) for pattern in patterns)


def _retain(value: str) -> tuple[Obligation, ...]:
    if not (days := _DAYS.match(value)):
        raise ValueError('a number of days, as in @retain("0d")')
    return (Obligation("retain", f"{int(days[1])}d"),)


def _approve(value: str) -> tuple[Obligation, ...]:
    if value:
        raise ValueError("nothing: write @approve alone")
    return (Obligation("approve"),)


OBLIGATIONS: Mapping[str, Callable[[str], tuple[Obligation, ...]]] = {
    "disguise": _disguise,
    "retain": _retain,
    "approve": _approve,
}


def parse(name: str, value: str) -> tuple[Obligation, ...]:
    """The obligations an annotation states. Raises `ValueError`, whose message says what the value should be."""
    return OBLIGATIONS[name](value)


def unite(obligations: Iterable[Obligation]) -> tuple[Obligation, ...]:
    """All of them, without repetition, in a fixed order; of several retentions the shortest, which keeps them all."""
    every = set(obligations)
    retentions = sorted((o for o in every if o.name == "retain"), key=_days)
    return tuple(sorted(every.difference(retentions[1:]), key=str))


def _days(obligation: Obligation) -> int:
    return int(obligation.value[:-1])


def impossible(obligations: Iterable[Obligation], zone: Zone) -> tuple[str, ...]:
    """Reasons why a zone can never keep these, whatever is done to the content first."""
    reasons = []
    for obligation in obligations:
        if obligation.name == "approve":
            reasons.append("built-in:approval-not-available")
        if obligation.name == "retain" and keeps_longer(zone, _days(obligation)):
            reasons.append("built-in:retained-too-long")
    return tuple(reasons)


def keeps_longer(zone: Zone, days: int) -> bool:
    """Whether the operator keeps content longer than so many days. A hosted one that does not say how long does."""
    if zone.retention_days is None:
        return zone.trust == "hosted"
    return zone.retention_days > days


def unmet(verdict: Verdict, residual: Collection[str]) -> tuple[Obligation, ...]:
    """The obligations that bytes do not keep, which still hold values of the `residual` categories.

    `retain` was held against the zone's terms when the verdict was given. An obligation unknown here is never kept.
    """
    return tuple(o for o in verdict.obligations if not _kept(o, residual))


def _kept(obligation: Obligation, residual: Collection[str]) -> bool:
    if obligation.name == "disguise":
        return not any(matches(obligation.value, category) for category in residual)
    return obligation.name == "retain"
