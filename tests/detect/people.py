"""What the tagger of names reads, in sentences of its templates that training never saw.

The sentences are those of `tools/names/templates` that are kept for the figures (one in ten, by a digest of the line).
What stands in their slots is put together from lists of our own: training drew its values from elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from random import Random

from .planted import Planted

_TOOLS = Path(__file__).parents[2] / "tools" / "names"
_BORDER, _HERE = "¦", "\x1a"
"""Between two texts of a request; where the value stands."""
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{([a-z_]+)(?:@([a-z]+))?(?::(lower|upper))?\}")
_SLOT_NAME = re.compile(r"\{([a-z_]+)[@|}]")
_CASED = re.compile(r"\|(lower|upper)\}")
_WRITTEN = frozenset({"hi"})
"""Languages of slots whose values would be of scripts that the lists here have not."""

PEOPLE = (
    ("Harriet Desmond Winifred Callum Beatrix Alasdair", "Thistlewood Carmichael Penhaligon Fairbairn Ravenscroft"),
    ("Gisela Eckhard Liesel Rüdiger Mechthild", "Baumgärtner Kesselring Grünwald Oberländer Vogelsang"),
    ("Apolline Gaspard Solène Benoît Clémence", "Rousselot Charpentier Delaunay Guérin Maréchal"),
    ("Macarena Gonzalo Inmaculada Rodrigo Ximena", "Zubizarreta Carrasco Olivares Bermúdez Peñalver"),
    ("Fabrizio Ginevra Raffaele Ludovica Tommaso", "Bianchini Santoro Pellegrini Caruso Moretti"),
    ("Wojciech Halina Bogumił Jadwiga", "Zawadzki Lewandowska Pawlak Czarnecki"),
    ("Torbjørn Ragnhild Gustaf Maj-Britt", "Haugen Sørensen Bergström Lindholm"),
    ("Arjun Lakshmi Sanjay Meenakshi", "Banerjee Subramanian Deshmukh Nair"),
    ("Folasade Emeka Chiamaka Babatunde", "Ogunleye Obiora Afolabi Nnamdi"),
    ("Nurcan Serkan Elif Cemal", "Aydın Kılıç Şahin Erdoğan"),
    ("Zainab Rashid Samira Bilal", "Qureshi Khoury Rahmani Siddiqui"),
    ("Xiuying Daiki Hyun-woo Thuy", "Zheng Fujimoto Kwon Truong"),
)
_PLACES = tuple(
    "Antwerp|Leeds|Rotterdam|Valladolid|Graz|Bologna|Kraków|Uppsala|Chennai|Ibadan|Ankara|Amman|Osaka|Hanoi|Cardiff"
    "|Regensburg|Grenoble|Tampere|Omaha|Winnipeg|Cape Town|San Antonio|Porto Alegre|Ho Chi Minh City|East Sussex"
    .split("|")
)
_COUNTRIES = tuple("Portugal Uruguay Slovenia Ghana Malaysia Norway Bolivia Lebanon Latvia".split())
_STATES = tuple("Oregon Vermont Bavaria Ontario Queensland Andalusia Tasmania Nebraska".split())
_FIRMS = tuple("Halberd Quintrell Osterhagen Mirabeau Kestrel Valdemar Northgate Tarrant Ironbridge Solberg".split())
_TRADES = (
    "{} GmbH", "{} Ltd", "{} & Co", "{} Pharmaceuticals", "University of {}", "{} Insurance", "{} Group plc",
    "{} Engineering Inc", "St. {} Hospital", "{} AG",
)  # fmt: skip
_JOBS = tuple(
    "plumber|midwife|tax adviser|bus driver|software engineer|dental nurse|head chef|notary|bricklayer|pharmacist"
    "|social worker|translator|electrician|art teacher|sales manager|veterinarian|security guard|librarian".split("|")
)
_ORIGINS = tuple("Peruvian Catholic Lithuanian Muslim Kenyan Buddhist Scottish Moroccan Jewish Belgian Thai".split())
_ROADS = ("Street", "Road", "Avenue", "Lane", "Close", "Drive")
_STREETS = ("Alder", "Foundry", "Harbour", "Mulberry", "Priory", "Quarry", "Saddlers", "Wellington")
_ABROAD = ("Lerchenweg {n}", "{n} rue des Carmes", "Calle Serrano {n}", "Via Manzoni {n}", "Prinsenstraat {n}")
_MONTHS = tuple("January February March April May June July August September October November December".split())


class _Filling:
    """Values for slots, as one document draws them."""

    def __init__(self, draw: Random) -> None:
        self._draw = draw
        givens, families = draw.choice(PEOPLE)
        self._given, self._family = givens.split(), families.split()

    def first(self) -> str:
        return self._draw.choice(self._given)

    def last(self) -> str:
        return self._draw.choice(self._family)

    def person(self) -> str:
        between = self._draw.choice(("", "", "", f"{self._draw.choice('ABEJMRT')}. "))
        return f"{self.first()} {between}{self.last()}"

    def name(self) -> str:
        return self.person() if self._draw.random() < 0.6 else self.first()

    def city(self) -> str:
        return self._draw.choice(_PLACES)

    def country(self) -> str:
        return self._draw.choice(_COUNTRIES)

    def state(self) -> str:
        return self._draw.choice(_STATES)

    def place(self) -> str:
        return self._draw.choice((*_PLACES, *_COUNTRIES, *_STATES))

    def org(self) -> str:
        return self._draw.choice(_TRADES).format(self._draw.choice(_FIRMS))

    def job(self) -> str:
        return self._draw.choice(_JOBS)

    def origin(self) -> str:
        return self._draw.choice(_ORIGINS)

    def age(self) -> str:
        return str(self._draw.randint(18, 95))

    def street(self) -> str:
        draw, number = self._draw, self._draw.randint(2, 199)
        if draw.random() < 0.4:
            return draw.choice(_ABROAD).format(n=number)
        return f"{number} {draw.choice(_STREETS)} {draw.choice(_ROADS)}"

    def postcode(self) -> str:
        draw = self._draw
        town, rest = draw.choice(("LS", "BS", "CF")), draw.choice(("QT", "AB"))
        british = f"{town}{draw.randint(1, 9)} {draw.randint(1, 9)}{rest}"
        return draw.choice((str(draw.randint(10_000, 99_999)), british))

    def address(self) -> str:
        return f"{self.street()}, {self.city()} {self.postcode()}"

    def year(self) -> str:
        return str(self._draw.randint(1945, 2024))

    def date(self) -> str:
        day, month, year = self._draw.randint(1, 28), self._draw.randint(1, 12), self.year()
        form = self._draw.choice(("{d} {word} {y}", "{word} {d}, {y}", "{d:02}.{m:02}.{y}", "{y}-{m:02}-{d:02}"))
        return form.format(d=day, m=month, y=year, word=_MONTHS[month - 1])


_SLOTS: dict[str, dict[str, Callable[[_Filling], str]]] = {
    "personal.name": {
        "person": _Filling.person, "name": _Filling.name, "first": _Filling.first, "last": _Filling.last,
    },
    "personal.address": {
        "street": _Filling.street, "address": _Filling.address, "postcode": _Filling.postcode,
    },
    "personal.age": {"age": _Filling.age},
    "personal.origin": {"origin": _Filling.origin},
    "quasi.place": {
        "place": _Filling.place, "city": _Filling.city, "country": _Filling.country, "state": _Filling.state,
    },
    "quasi.organisation": {"org": _Filling.org},
    "quasi.date": {"date": _Filling.date, "year": _Filling.year},
    "quasi.profession": {"job": _Filling.job},
}  # fmt: skip
CATEGORIES = tuple(_SLOTS)
_MAKERS = {slot: make for slots in _SLOTS.values() for slot, make in slots.items()}


@cache
def held_out() -> tuple[str, ...]:
    """The lines of the templates that training never saw, as `tools.names.grammar` chooses them."""
    files = sorted((_TOOLS / "templates").glob("*.txt"))
    lines = [line for file in files for line in file.read_text("utf-8").splitlines() if line.strip()]
    kept = [line for line in lines if sha256(line.encode()).digest()[0] % 10 == 0]
    return tuple(line for line in kept if not _WRITTEN & {slot[2] for slot in _SLOT.finditer(line)})


@cache
def _plain_words() -> dict[str, list[str]]:
    """What slots hold that are nobody's: titles, subjects, pronouns."""
    lines = (_TOOLS / "lists" / "technical.txt").read_text("utf-8").splitlines()
    parted = [line.partition(":") for line in lines if line]
    words = {key: rest.strip().split(", ") for key, _, rest in parted}
    counted = {"num": ["12", "7", "250"], "money": ["€1,250.00"], "time": ["14:30"]}
    return words | counted | {"email": ["office@example.org"]}


def named(count: int) -> Iterator[Planted]:
    """So many of each category, in the sentences that have such, in turn."""
    for category in CATEGORIES:
        draw = Random(f"names {category}")
        having = [line for line in held_out() if _SLOTS[category].keys() & _SLOT_NAME.findall(line)]
        for number in range(count):
            yield _planted(category, having[number % len(having)], draw)


def _planted(category: str, line: str, draw: Random) -> Planted:
    while True:
        text = _CASED.sub(r":\1}", line).replace("\\n", "\n")
        while _CHOICE.search(text):
            text = _CHOICE.sub(lambda choice: draw.choice(choice[1].split("|")), text, count=1)
        slots = [slot for slot in _SLOT.finditer(text) if slot[1] in _SLOTS[category]]
        if slots:
            break
    chosen, filling = draw.choice(slots), _Filling(draw)
    value = _filled(chosen, filling, draw)
    shown = _SLOT.sub(lambda slot: _HERE if slot.start() == chosen.start() else _filled(slot, filling, draw), text)
    texts = shown.split(_BORDER)
    at = next(n for n, one in enumerate(texts) if _HERE in one)
    before, after = texts[at].split(_HERE)
    return Planted(category, "names", value, tuple(texts[:at]), before, after, tuple(texts[at + 1 :]))


def _filled(slot: re.Match[str], filling: _Filling, draw: Random) -> str:
    make = _MAKERS.get(slot[1])
    value = make(filling) if make else draw.choice(_plain_words()[slot[1]])
    return value.lower() if slot[3] == "lower" else value.upper() if slot[3] == "upper" else value
