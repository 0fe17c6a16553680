"""Plans: which models to try, as data. `attempt` holds the one interpreter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import msgspec


class Accept(msgspec.Struct, frozen=True):
    """When an answer is good enough to stop. `confidence` in 0..1; `rule` asks that a rule matched."""

    confidence: Annotated[float, msgspec.Meta(ge=0.0, le=1.0)] = 0.0
    rule: bool = False


class Ask(msgspec.Struct, frozen=True, tag="ask"):
    """Ask one model."""

    model: str
    accept: Accept = Accept()


class InOrder(msgspec.Struct, frozen=True, tag="in_order"):
    """Try each until one answer is accepted."""

    steps: tuple[Plan, ...]


class Together(msgspec.Struct, frozen=True, tag="together"):
    """Ask all at once; take the accepted answer that stands first in the list."""

    steps: tuple[Plan, ...]


class QuickThenBetter(msgspec.Struct, frozen=True, tag="quick_then_better"):
    """Give the quick answer when the better one fails before it has begun; otherwise the better one."""

    quick: Plan
    better: Plan


Plan = Ask | InOrder | Together | QuickThenBetter

NOTHING = InOrder(steps=())


def asks(plan: Plan) -> Iterator[Ask]:
    """Every model the plan may ask, in the order it is written."""
    match plan:
        case Ask():
            yield plan
        case InOrder(steps) | Together(steps):
            for step in steps:
                yield from asks(step)
        case QuickThenBetter(quick, better):
            yield from asks(quick)
            yield from asks(better)
