"""Room for so many requests at once: past it, a quick honest refusal instead of a slow queue."""

from __future__ import annotations

from isthmus.domain.errors import Overloaded


class Gate:
    __slots__ = ("inside", "limit")

    def __init__(self, limit: int) -> None:
        self.limit, self.inside = limit, 0

    def enter(self) -> None:
        if self.inside >= self.limit:
            raise Overloaded(f"{self.limit} requests are under way, which is all there is room for; try again shortly")
        self.inside += 1

    def leave(self) -> None:
        self.inside -= 1
