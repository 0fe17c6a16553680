"""A piece of the request written anew: for each claim what stands in for its value."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from isthmus.redact.literals import Literal, holding, is_json, is_literal, literals
from isthmus.redact.nesting import Nesting
from isthmus.redact.operators import Operator, Operators, operator_for
from isthmus.redact.pseudonyms import Namer
from isthmus.redact.standins import StandIns, Subject
from isthmus.redact.surfaces import Surface
from isthmus.redact.values import Value


class Claim(msgspec.Struct, frozen=True, gc=False):
    """Characters `start` to `end` of the flat text belong to `value`, `merged` with others; None: they look like a
    token."""

    start: int
    end: int
    value: Value | None
    categories: tuple[str, ...]
    merged: bool = False


class Writer:
    """Writes pieces. With operators there are `stands`, made when the first is asked for."""

    __slots__ = ("_chosen", "_key", "_make", "_namer", "_operators", "stands")

    def __init__(self, namer: Namer, operators: Operators, make: Callable[[], StandIns]) -> None:
        self._namer, self._operators, self._make = namer, operators, make
        self._chosen: dict[tuple[str, ...], Operator | None] = {}
        self._key = False
        self.stands: StandIns | None = None

    def number(self, text: str, claim: Claim) -> str:
        """A number of the tree: a part of it gives all of it away."""
        self._key = False
        return self._name(claim, text, True, 0)

    def piece(self, text: str, begin: int, claims: list[Claim], is_key: bool) -> str:
        """A text of the tree, which begins there. In JSON text a literal without quotes is given quotes."""
        self._key = is_key
        if text.lstrip()[:1] in ("{", "["):
            return self._json(text, begin, claims)
        written: list[str] = []
        at = 0
        for claim in claims:
            start, end = claim.start - begin, claim.end - begin
            written.append(text[at:start])
            written.append(self._name(claim, text[start:end], False, 0))
            at = end
        written.append(text[at:])
        return "".join(written)

    def _json(self, text: str, begin: int, claims: list[Claim]) -> str:
        """The same for what may be JSON."""
        written: list[str] = []
        at = 0
        bare: list[Literal] | None = None
        nesting: Nesting | None = None
        read = 0
        for claim in claims:
            start, end, quote, depth = claim.start - begin, claim.end - begin, "", 0
            surface = text[start:end]
            escaped = "\\" in surface
            if escaped or is_literal(surface):
                if bare is None:
                    bare = literals(text)
                literal = holding(bare, start, end)
                if literal:
                    start, end, quote = min(start, literal.start), max(end, literal.end), literal.quote
                if start < at:  # a second value in one literal: the first took all of it
                    continue
                surface = text[start:end]
                if escaped and not quote and is_json(text):
                    # Counted as the way back will count it, so that what matters, the difference, is right.
                    nesting = nesting or Nesting()
                    nesting.read(text[read:start])
                    read, depth = start, nesting.depth
            written += (text[at:start], quote, self._name(claim, surface, bool(quote), depth), quote)
            at = end
        written.append(text[at:])
        return "".join(written)

    def _name(self, claim: Claim, text: str, bare: bool, depth: int) -> str:
        value, categories = claim.value, claim.categories
        if value is None:
            return self._namer.name("TEXT", text, text, categories, bare, depth)
        if self._operators and (instead := self._instead(claim, value, Surface(text, categories, bare, depth))):
            return instead
        return self._namer.name(value.type, value.entity, text, categories, bare, depth)

    def _instead(self, claim: Claim, value: Value, surface: Surface) -> str | None:
        categories = claim.categories
        if categories in self._chosen:
            operator = self._chosen[categories]
        else:
            operator = self._chosen[categories] = operator_for(self._operators, categories)
        if operator is None or (claim.merged and operator.kind != "drop"):
            return None
        if self._key and operator.kind != "synthetic":  # keys must stay apart from one another
            return None
        if self.stands is None:
            self.stands = self._make()
        return self.stands.instead(operator, Subject(value.type, value.entity, value.says, value.person), surface)
