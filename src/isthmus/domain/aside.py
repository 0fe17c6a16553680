"""Work on long content, beside the event loop: there it would hold up all other requests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

LONG = 64 * 1024
"""Bytes from which on a step over content takes longer than other requests may wait."""

_T = TypeVar("_T")


async def aside(size: int, step: Callable[..., _T], *given: object) -> _T:
    """A pure step over content of so many bytes: at once when it is short, in a thread when it is long."""
    return await asyncio.to_thread(step, *given) if size > LONG else step(*given)
