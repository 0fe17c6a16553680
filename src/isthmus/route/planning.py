"""A route's plan, without the models this content may not reach. Order and shape stay as the route has them."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from isthmus.domain.plans import NOTHING, Ask, InOrder, Plan, QuickThenBetter, Together, asks


class Left(msgspec.Struct, frozen=True):
    """What may be tried, and which models were taken out."""

    plan: Plan
    models: tuple[str, ...]
    denied: tuple[str, ...]


def leave(plan: Plan, permitted: Collection[str]) -> Left:
    """Only what is permitted of `plan`. Authority only shrinks: nothing is ever added."""
    names = tuple(dict.fromkeys(ask.model for ask in asks(plan)))
    pruned = _prune(plan, permitted) or NOTHING
    return Left(
        plan=pruned,
        models=tuple(n for n in names if n in permitted),
        denied=tuple(n for n in names if n not in permitted),
    )


def _prune(plan: Plan, permitted: Collection[str]) -> Plan | None:
    match plan:
        case Ask(model):
            return plan if model in permitted else None
        case InOrder(steps):
            left = _all(steps, permitted)
            return InOrder(steps=left) if left else None
        case Together(steps):
            left = _all(steps, permitted)
            return Together(steps=left) if left else None
        case QuickThenBetter(quick, better):
            first, second = _prune(quick, permitted), _prune(better, permitted)
            return QuickThenBetter(quick=first, better=second) if first and second else first or second


def _all(steps: tuple[Plan, ...], permitted: Collection[str]) -> tuple[Plan, ...]:
    return tuple(left for step in steps if (left := _prune(step, permitted)) is not None)
