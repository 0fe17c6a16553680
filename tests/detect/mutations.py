"""How many values that are caught plainly are still caught in each disguise.

`python -m tests.detect.mutations [values] [-v]` prints the shares for values of every structured category, with
`--names` for what the tagger of names reads. `-v` adds, for each disguise, the rows and texts that were missed.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import attrgetter
from random import Random
from typing import NamedTuple

from isthmus.detect import Detector, built_in
from isthmus.detection import tagger

from .disguises import DISGUISES, PROMISED, SPLIT
from .making import Kind, kinds, walk
from .people import named
from .planted import Planted, Told

SEED = 8


# -- what is planted, and which disguises say something of it --------------------------------------------------------

_NUMBERS = frozenset(
    "personal.phone personal.national_id personal.passport personal.licence personal.vehicle personal.device "
    "personal.birth_date financial.iban financial.card financial.tax financial.account health.record "
    "health.insurance".split()
)
"""Categories whose values people group as they like: of any other the signs are part of the value."""
_AS_THEY_STAND = frozenset("mrz mrz_names advertising_id".split())
_LEAST = 6
"""Letters and digits of a number that can be grouped, or of a value that can be parted in two."""


def structured(count: int) -> Iterator[Planted]:
    """So many values of each category, of its rows and of their forms in turn; of each row one at least."""
    for category, rows in kinds().items():
        draw = Random(f"{SEED} {category}")
        turns = [_turns(row, draw) for row in rows]
        for number in range(max(count, len(rows))):
            yield next(turns[number % len(rows)])


def _turns(forms: list[Kind], draw: Random) -> Iterator[Planted]:
    walks = [walk(kind, draw) for kind in forms]
    while True:
        for kind, values in zip(forms, walks, strict=True):
            before, after = kind.texts[-1].split("{}")
            yield Planted(kind.category, kind.row, next(values), kind.texts[:-1], before, after, form=kind.form)


def applies(disguise: str, what: Planted) -> bool:
    """Whether this is a way to write such a value."""
    value, number = what.value, what.category in _NUMBERS and what.row not in _AS_THEY_STAND
    spoken = what.row == "names"
    size = sum(map(str.isalnum, value))
    match disguise:
        case "separators":
            return (number and size >= _LEAST) or (spoken and size > 4)
        case "spaced out":
            return (number and size >= _LEAST and what.category != "personal.birth_date") or (spoken and size > 4)
        case "spelled-out digits":
            numeral = size >= _LEAST and not any(map(str.isalpha, value))
            return numeral and (number or spoken or what.category == "personal.ip")
        case "spelled-out address":
            return what.category == "personal.email"
        case "leetspeak":
            return (number and what.category != "personal.birth_date") or what.category == "personal.email" or spoken
        case "line break" | "split over two messages":
            return len(value) >= _LEAST
    return True


def disguised(what: Planted, disguise: str, draw: Random) -> Told | None:
    """The value in this disguise, or nothing where it would stand as it was."""
    if not applies(disguise, what):
        return None
    if disguise == SPLIT:
        return what.parted(draw.randint(3, len(what.value) - 3))
    hidden = DISGUISES[disguise](what.value, draw)
    return what.told(hidden) if hidden != what.value else None


# -- what is caught --------------------------------------------------------------------------------------------------


def caught(detector: Detector, what: Told, category: str = "") -> bool:
    """Whether fewer than four letters or digits of the value, and less than half of them, are left uncovered.

    By whatever finding, or by those of one category."""
    found = [f for f in detector.scan(what.texts).findings if not category or f.category == category]
    covered = {(f.part, at) for f in found for at in range(f.start, f.end)}
    places = [(part, at) for part, start, end in what.places for at in range(start, end)]
    signs = [(part, at) for part, at in places if what.texts[part][at].isalnum()]
    left = sum(sign not in covered for sign in signs)
    return left < 4 and 2 * left < len(signs)


class Missed(NamedTuple):
    disguise: str
    row: str
    value: str
    texts: list[str]


class Tried(NamedTuple):
    """What is counted together. The first disguise is none."""

    disguise: str
    category: str
    row: str
    form: str


Cell = tuple[int, int]
"""How many are caught, of how many."""
Table = Mapping[str, Mapping[str, Cell]]


class Campaign:
    """Tries every value in every disguise, once it is caught plainly and as what it is."""

    def __init__(self, detector: Detector, values: Iterable[Planted], disguises: Iterable[str] = DISGUISES) -> None:
        self.counts: dict[Tried, Cell] = {}
        self.missed: list[Missed] = []
        draw = Random(SEED)
        for what in values:
            plain = what.told(what.value)
            if not self._count("", what, plain, caught(detector, plain, what.category)):
                continue
            for disguise in disguises:
                if hidden := disguised(what, disguise, draw):
                    self._count(disguise, what, hidden, caught(detector, hidden))

    def _count(self, disguise: str, what: Planted, texts: Told, hit: bool) -> bool:
        key = Tried(disguise, what.category, what.row, what.form)
        hits, total = self.counts.get(key, (0, 0))
        self.counts[key] = hits + hit, total + 1
        if not hit:
            self.missed.append(Missed(disguise, what.row, what.value, texts.texts))
        return hit

    def table(self, by: Callable[[Tried], str] = attrgetter("category")) -> dict[str, dict[str, Cell]]:
        """By disguise, and then by category; what `by` has no name for is left out."""
        made: dict[str, dict[str, Cell]] = {disguise: {} for disguise in ("", *DISGUISES)}
        for tried, (hits, total) in self.counts.items():
            if name := by(tried):
                before = made[tried.disguise].get(name, (0, 0))
                made[tried.disguise][name] = before[0] + hits, before[1] + total
        return {disguise: cells for disguise, cells in made.items() if cells}


def share(cells: Iterable[Cell]) -> float:
    pairs = list(cells)
    known = sum(total for _, total in pairs)
    return sum(hits for hits, _ in pairs) / known if known else 1.0


def printed(table: Table) -> str:
    lines = ["| disguise | values | caught | least |", "|---|--:|--:|---|"]
    for disguise, row in table.items():
        worst = sorted(row, key=lambda category: share([row[category]]))[:3]
        least = ", ".join(f"`{c}` {share([row[c]]):.1%}" for c in worst if share([row[c]]) < 0.995)
        total = sum(total for _, total in row.values())
        lines.append(f"| {disguise or 'none'} | {total:,} | {share(row.values()):.1%} | {least} |")
    return "\n".join(lines)


def by_category(table: Table, disguises: Iterable[str]) -> str:
    """How many values of each category are caught in these disguises; nothing where it was not tried."""
    shown = list(disguises)
    lines = [f"| category | {' | '.join(shown)} |", f"|---|{'--:|' * len(shown)}"]
    for category in table[shown[0]]:
        cells = [table[disguise].get(category) for disguise in shown]
        lines.append(f"| `{category}` | {' | '.join(f'{share([cell]):.1%}' if cell else '' for cell in cells)} |")
    return "\n".join(lines)


def campaign(count: int, *, names: bool = False) -> Campaign:
    if names:
        return Campaign(Detector([*built_in(), tagger()]), named(count))
    return Campaign(Detector(built_in()), structured(count))


def main() -> None:
    asks = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asks.add_argument("values", nargs="?", type=int, default=100)
    asks.add_argument("--names", action="store_true")
    asks.add_argument("-v", "--verbose", action="store_true")
    asked = asks.parse_args()
    made = campaign(asked.values, names=asked.names)
    print(printed(made.table()))
    print(f"\n{by_category(made.table(), PROMISED)}")
    if asked.verbose:
        for disguise, row, value, texts in made.missed:
            print(f"{disguise or 'none'}\t{row}\t{value!r}\t{texts}")


if __name__ == "__main__":
    main()
