"""A value in its texts, as it stands and in disguise."""

from __future__ import annotations

from typing import NamedTuple


class Planted(NamedTuple):
    """A value, what stands before and behind it in its text, and the texts of the request around that one.

    `form` says what it was made of: an example, or the name of a maker."""

    category: str
    row: str
    value: str
    texts: tuple[str, ...]
    before: str
    after: str
    behind: tuple[str, ...] = ()
    form: str = ""

    def told(self, hidden: str) -> Told:
        start, part = len(self.before), len(self.texts)
        texts = [*self.texts, self.before + hidden + self.after, *self.behind]
        return Told(texts, [(part, start, start + len(hidden))])

    def parted(self, at: int) -> Told:
        """The value in two messages, from this place on in the second."""
        start, part = len(self.before), len(self.texts)
        halves = [self.before + self.value[:at], "role", "user", "content", self.value[at:] + self.after]
        places = [(part, start, start + at), (part + 4, 0, len(self.value) - at)]
        return Told([*self.texts, *halves, *self.behind], places)


class Told(NamedTuple):
    """Texts of a request, and what of them is the value: part number, first and last place in it."""

    texts: list[str]
    places: list[tuple[int, int, int]]
