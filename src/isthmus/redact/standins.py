"""What stands in for values under an operator that is no pseudonym, for one request.

Nothing here may give a value back: what would hold one, of this request, is not used. A look-alike moreover must not
be anything that the request says itself, or the caller's own text would be restored as another's value, and pass the
door as one of ours: then the next of its kind is taken. Where none is left, or the value is written in a way that has
no look-alike (base64, a number in hexadecimal), a pseudonym stands there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cached_property

import msgspec

from isthmus.redact.generalise import coarser, day_of
from isthmus.redact.mentions import Person
from isthmus.redact.nesting import special
from isthmus.redact.operators import Operator
from isthmus.redact.pseudonyms import lookalikes, normalise, spelt
from isthmus.redact.renderings import stands_alone
from isthmus.redact.sight import SHORT, folded
from isthmus.redact.surfaces import Surface
from isthmus.redact.synthetic import alike, mention, person

_TRIES = 16
_TELLING = frozenset("PERSON AGE DATE BIRTH PLACE ADDRESS ORG PROFESSION ORIGIN DOMAIN SECRET".split())
"""Types of which a few letters tell too much: a mask keeps none."""
_DATED = frozenset({"DATE", "BIRTH"})
_MOST = 200
"""Look-alikes of one request; a way back for more of them would be slow to build."""


class Subject(msgspec.Struct, frozen=True, gc=False):
    """Of what it is: the value's type and entity, what it says, and, of a name, the person."""

    type: str
    entity: str
    says: str
    person: Person

    def __repr__(self) -> str:
        return f"Subject({self.type!r})"


class StandIns:
    """`made` are the exact texts that this request is given instead of values; `surfaces` what may be restored."""

    def __init__(
        self,
        derive: Callable[[bytes], bytes],
        tenant: Callable[[bytes], bytes],
        texts: Sequence[str],
        values: Iterable[str],
    ) -> None:
        self._derive, self._tenant = derive, tenant
        self._texts = [folded(text) for text in texts]
        self._heads: dict[str, list[str]] = {}
        self._values = list(values)
        for value in self._values:
            small = folded(value)
            self._heads.setdefault(small[:3], []).append(small)
        self._given: dict[tuple[str, str, str, bool, int], str] = {}
        self._people: dict[str, tuple[str, str]] = {}
        self.surfaces: dict[str, Surface] = {}
        self.made: set[str] = set()
        self.hidden: set[str] = set()

    def instead(self, operator: Operator, of: Subject, surface: Surface) -> str | None:
        """None: a pseudonym must stand there."""
        plain = folded(surface.text) == folded(of.says)
        says = surface.text if plain else of.says
        if operator.kind == "synthetic":
            spelt_out = (plain or of.person.parts) and not surface.bare
            made = self._alike(of, surface) if spelt_out else None
        else:
            made = self._other(operator, of, says, surface.categories)
            if made is not None and made not in self.made and not self._fits(made):
                made = None
        if made is not None:
            self.made.add(made)
            self.hidden.update(surface.categories)
        return made

    def _other(self, operator: Operator, of: Subject, says: str, categories: tuple[str, ...]) -> str | None:
        match operator.kind:
            case "drop":
                return operator.text
            case "mask":
                tells = of.type in _TELLING or any(category.startswith("secret") for category in categories)
                return masked(says, 0 if tells else operator.keep, operator.sign, operator.shape)
            case "hash":
                digest = self._tenant(
                    f"hash\0{of.type}\0{normalise(of.type, of.entity)}".encode("utf-8", "surrogatepass")
                )
                return f"{of.type}#{spelt(digest[:16])[: operator.length]}"
            case _:
                if operator.to == "relative" and of.type in _DATED:
                    return self._distance(says)
                return coarser(of.type, says, operator.to)

    def _distance(self, says: str) -> str | None:
        """How many days after the earliest date of the request; None where the day is not certain."""
        day = day_of(says)
        return None if day is None else f"(day {day - min(day, self._first_day)})"

    @cached_property
    def _first_day(self) -> int:
        return min([day for value in self._values if (day := day_of(value)) is not None], default=date.max.toordinal())

    def _alike(self, of: Subject, surface: Surface) -> str | None:
        asked = (of.type, of.entity, surface.text, surface.bare, surface.depth)
        if asked in self._given:
            given = self._given[asked]
            self.surfaces[given] = self.surfaces[given].joined(surface)
            return given
        if len(self.surfaces) >= _MOST:
            return None
        entity = f"alike\0{of.type}\0{normalise(of.type, of.entity)}".encode("utf-8", "surrogatepass")
        head = self._derive(entity)
        text = surface.text.encode("utf-8", "surrogatepass")
        for attempt in range(_TRIES):
            if of.person.parts:
                made = self._mention(of, surface.text, entity, attempt)
            else:
                made = alike(of.type, surface.text, head, self._derive(entity + b"\0" + text + bytes((attempt,))))
            if made is None:
                return None
            if made not in self.surfaces and not self._said(made) and not self._gives_away(made):
                self._given[asked] = made
                self.surfaces[made] = surface
                return made
        return None

    def _mention(self, of: Subject, written: str, entity: bytes, attempt: int) -> str | None:
        """People keep their look-alike for the whole request, so that its parts name the same person."""
        known = self._people.get(of.entity)
        if known is None:
            taken = {part for name in self._people.values() for part in name}
            for more in range(attempt, attempt + _TRIES):
                name = person(self._derive(entity + bytes((more,))))
                if not taken.intersection(name) and not any(self._said(part) for part in name):
                    known = self._people[of.entity] = name
                    break
            else:
                return None
        return mention(written, of.person.parts, known)

    def _fits(self, made: str) -> bool:
        """Whether it gives no value away, breaks no JSON that it may stand in, and is no pseudonym's look-alike."""
        return not (special(made) or lookalikes(made) or self._gives_away(made))

    def _said(self, made: str) -> bool:
        """Whether the request says that itself."""
        small = folded(made)
        return any(small in text for text in self._texts)

    def _gives_away(self, made: str) -> bool:
        """Whether a value of the request can be read in it."""
        small, heads = folded(made), self._heads
        for at in range(len(small)):
            for size in (1, 2, 3):
                head = small[at : at + size]
                for value in heads.get(head, ()):
                    end = at + len(value)
                    if small.startswith(value, at) and (len(value) >= SHORT or stands_alone(small, at, end)):
                        return True
        return False


def masked(value: str, keep: int, sign: str, shape: bool) -> str:
    """All but the last `keep` letters and digits, of which a third at the most, behind signs."""
    places = [n for n, letter in enumerate(value) if letter.isalnum()]
    keep = min(keep, len(places) // 3)
    if not shape:
        return sign * 4 + "".join([value[n] for n in places[len(places) - keep :]])
    kept = set(places[len(places) - keep :]) if keep else set()
    # Only signs of ASCII that no syntax uses stay where they are.
    return "".join([c if n in kept or c in " -./:@()+," else sign for n, c in enumerate(value)])
