"""What an answer cost: tokens in disjoint classes times the price per million."""

from __future__ import annotations

import msgspec

from isthmus.domain.events import Usage


class Price(msgspec.Struct, frozen=True):
    """Currency units per million tokens. Cached input costs as input where nothing else is said."""

    input: float = 0.0
    output: float = 0.0
    cached: float | None = None
    currency: str = "USD"


def cost(usage: Usage, price: Price) -> float:
    """In the price's currency. `usage.cached` is part of `usage.prompt`, so it is taken out of it first."""
    cached = min(usage.cached, usage.prompt)
    cached_price = price.input if price.cached is None else price.cached
    millionths = (usage.prompt - cached) * price.input + cached * cached_price + usage.completion * price.output
    return millionths / 1e6
