"""Values for the slots of templates: names, addresses, dates and the rest, in many countries' ways."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

import msgspec
from faker import Faker

from tools.names.dates import dated
from tools.names.words import (
    COMMON,
    COMPANIES,
    ENDINGS,
    FACILITIES,
    FIELDS,
    LOCALES,
    MADE,
    MADE_ENDS,
    MIX,
    ROMANISED,
    STREETS,
    STREETS_OF,
    SUFFIXES,
    SURNAME_ENDS,
    SURNAME_STARTS,
    TRADES,
)

HERE = Path(__file__).parent
KINDS = ("name", "address", "age", "origin", "place", "organisation", "date", "profession")
"""What is labelled, in the order of the tagger's categories; 0 is nothing of these."""
NAME, ADDRESS, AGE, ORIGIN, PLACE, ORGANISATION, DATE, PROFESSION = range(1, 9)
Piece = tuple[str, int]


def listed(name: str) -> list[str]:
    text = (HERE / "lists" / name).read_text("utf-8")
    return [entry.strip() for entry in text.replace("\n", " ").split(",") if entry.strip()]


def technical() -> dict[str, list[str]]:
    lines = (HERE / "lists" / "technical.txt").read_text("utf-8").splitlines()
    rows = [line.partition(":") for line in lines if line]
    return {key: [entry.strip() for entry in rest.split(", ")] for key, _, rest in rows}


class Pool(msgspec.Struct):
    """Values of one country."""

    first: list[str]
    last: list[str]
    cities: list[str]
    streets: list[str]
    postcodes: list[str]
    companies: list[str]


def _sampled(make: Callable[[], str], count: int) -> list[str]:
    return list(dict.fromkeys(" ".join(make().split()) for _ in range(count)))


def pools_of(seed: int, size: int) -> dict[str, list[Pool]]:
    """For each language the pools of its countries, drawn once from Faker."""
    made: dict[str, Pool] = {}
    for locale in dict.fromkeys(" ".join(LOCALES.values()).split()):
        fake = Faker(locale)
        fake.seed_instance(seed)
        made[locale] = Pool(
            _sampled(fake.first_name, size),
            _sampled(fake.last_name, size),
            _sampled(fake.city, size // 4),
            _sampled(fake.street_address, size // 4),
            _sampled(fake.postcode, size // 8),
            _sampled(fake.company, size // 8),
        )
    return {language: [made[name] for name in names.split()] for language, names in LOCALES.items()}


class Values:
    """Draws values for slots. Everything comes from the seed."""

    def __init__(self, seed: int, size: int = 3000) -> None:
        self.draw = Random(seed)  # noqa: S311
        self.pools = pools_of(seed, size)
        self.cities, self.regions = listed("cities.txt"), listed("regions.txt")
        self.origins, self.famous = listed("origins.txt"), listed("organisations.txt")
        self.jobs = listed("jobs.txt")
        fake = Faker("en_US")
        fake.seed_instance(seed)
        self.countries = _sampled(fake.country, 1500)
        self.states = _sampled(fake.state, 600)
        self.state_codes = _sampled(fake.state_abbr, 600)
        self.long_jobs = _sampled(fake.job, 1500)
        self.technical = technical()
        self.pool = self.pools["en"][0]
        self.language = "en"

    def choose(self, language: str | None = None) -> None:
        """The country whose values come next."""
        draw = self.draw
        self.language = language or draw.choices([m[0] for m in MIX], [m[1] for m in MIX])[0]
        self.pool = draw.choice(self.pools[self.language])

    def slot(self, name: str) -> list[Piece]:
        made = getattr(self, f"_{name}", None)
        if made is not None:
            pieces: list[Piece] = made()
            return pieces
        return [(self.draw.choice(self.technical[name]), 0)]

    def _pick(self, weighted: dict[str, int]) -> str:
        return self.draw.choices(list(weighted), list(weighted.values()))[0]

    def first_name(self) -> str:
        if self.language == "en" and self.draw.random() < 0.06:
            return self.draw.choice(ROMANISED)
        return self.draw.choice(self.pool.first)

    def last_name(self) -> str:
        draw, chance = self.draw, self.draw.random()
        if self.language in ("zh", "ja", "ko", "ar", "hi", "el", "ru"):
            return draw.choice(self.pool.last)
        if chance < 0.06:
            return draw.choice(SURNAME_STARTS.split()) + draw.choice("aeiou") + draw.choice(SURNAME_ENDS.split())
        if chance < 0.12:
            return draw.choice(ROMANISED)
        if chance < 0.15:
            return f"{draw.choice(self.pool.last)}-{draw.choice(self.pool.last)}"
        if chance < 0.18:
            return draw.choice(
                ["O'", "Mc", "Mac", "van ", "de ", "von ", "Di ", "El-", "de la ", "D'"]
            ) + draw.choice(self.pool.last)
        return draw.choice(self.pool.last)

    def _person(self) -> list[Piece]:
        draw, first, last = self.draw, self.first_name(), self.last_name()
        if self.language in ("zh", "ja", "ko"):
            return [(last + draw.choice(["", " "] if self.language == "ja" else [""]) + first, NAME)]
        initial = draw.choice("ABCDEFGHJKLMNPRSTW")
        form = self._pick({"fl": 78, "fil": 7, "il": 4, "ffl": 4, "fli": 2, "f": 2, "fll": 2, "nick": 1})
        full = {
            "fl": f"{first} {last}",
            "fil": f"{first} {initial}. {last}",
            "il": f"{initial}. {last}",
            "ffl": f"{first} {self.first_name()} {last}",
            "fli": f"{first} {initial} {last}",
            "f": first,
            "fll": f"{first} {last} {self.last_name()}",
            "nick": f'{first} "{self.first_name()}" {last}',
        }[form]
        return [(full, NAME)]

    def _first(self) -> list[Piece]:
        return [(self.first_name(), NAME)]

    def _last(self) -> list[Piece]:
        return [(self.last_name(), NAME)]

    def _name(self) -> list[Piece]:
        chance = self.draw.random()
        if chance < 0.42:
            return self._first()
        if chance < 0.85:
            return self._person()
        if chance < 0.93:
            return [*self._title(), (" ", 0), *self._last()]
        return [*self._title(), (" ", 0), *self._person()]

    def _title(self) -> list[Piece]:
        return [(self.draw.choice(self.technical["title"]), 0)]

    def _handle(self) -> list[Piece]:
        low = self.first_name().lower().replace(" ", "")
        tail = self.draw.choice(
            ["", str(self.draw.randrange(100)), "_" + self.last_name().lower().split()[-1], "x", "official"]
        )
        return [(low + tail, NAME)]

    def city_name(self) -> str:
        if self.draw.random() < (0.65 if self.language == "en" else 0.3) and self.language not in ("zh", "ja", "ru"):
            return self.draw.choice(self.cities)
        return self.draw.choice(self.pool.cities)

    def _city(self) -> list[Piece]:
        return [(self.city_name(), PLACE)]

    def _country(self) -> list[Piece]:
        return [(self.draw.choice(self.countries), PLACE)]

    def _state(self) -> list[Piece]:
        return [(self.draw.choice(self.state_codes if self.draw.random() < 0.6 else self.states), PLACE)]

    def _place(self) -> list[Piece]:
        draw, chance = self.draw, self.draw.random()
        if chance < 0.5:
            return self._city()
        if chance < 0.65:
            return self._country()
        if chance < 0.8:
            region = draw.choice(self.regions)
            return [("the ", 0), (region[4:], PLACE)] if region.startswith("the ") else [(region, PLACE)]
        if chance < 0.87:
            return [(draw.choice(self.states), PLACE)]
        return [*self._city(), (", ", 0), *(self._country() if draw.random() < 0.6 else self._state())]

    def _facility(self) -> list[Piece]:
        made = self.filled(self.draw.choice(FACILITIES.split("|")).strip())
        return [("the ", 0), (made[4:], PLACE)] if made.startswith("the ") else [(made, PLACE)]

    def filled(self, form: str) -> str:
        draw = self.draw
        made = form
        while "{" in made:
            slot = made[made.index("{") + 1 : made.index("}")]
            value = {  # type: ignore[no-untyped-call]
                "last": self.last_name,
                "first": self.first_name,
                "city": self.city_name,
                "country": lambda: draw.choice(self.countries),
                "suffix": lambda: draw.choice(SUFFIXES),
                "trade": lambda: draw.choice(TRADES),
                "common": lambda: draw.choice(COMMON),
                "field": lambda: draw.choice(FIELDS.split("|")),
                "famous": lambda: draw.choice(self.famous),
                "company": lambda: draw.choice(self.pool.companies),
                "letters": lambda: "".join(draw.choice("ABCDEFGHIKLMNOPRSTVW") for _ in range(draw.randint(2, 4))),
                "made": lambda: (draw.choice(MADE.split()) + draw.choice(MADE_ENDS.split())).title(),
            }[slot]()
            made = made.replace("{" + slot + "}", value, 1)
        return made

    def _org(self) -> list[Piece]:
        made = self.filled(" ".join(self.draw.choice(COMPANIES.split("|")).split()))
        return [("the ", 0), (made[4:], ORGANISATION)] if made.startswith("the ") else [(made, ORGANISATION)]

    def _origin(self) -> list[Piece]:
        return [(self.draw.choice(self.origins), ORIGIN)]

    def _job(self) -> list[Piece]:
        chance = self.draw.random()
        job = self.draw.choice(self.jobs if chance < 0.7 else self.long_jobs)
        if chance > 0.6 and job[0].isupper() and not job.isupper() and self.draw.random() < 0.4:
            job = job.lower()
        elif chance < 0.2 and job.isascii():
            job = job.title() if job.islower() else job
        return [(job, PROFESSION)]

    def _age(self) -> list[Piece]:
        return [(str(self.draw.choices([self.draw.randint(18, 95), self.draw.randint(1, 17)], [4, 1])[0]), AGE)]

    def street_line(self) -> str:
        draw, language, number = self.draw, self.language, str(self.draw.randint(1, 250))
        if draw.random() < 0.35:
            return draw.choice(self.pool.streets)
        if language in ("de", "nl", "it", "es", "fr") and draw.random() < 0.8:
            known = STREETS_OF[language]
            street = draw.choice(known.split("|") if "|" in known else known.split())
            if draw.random() < 0.3:
                last = self.last_name()
                street = {"de": f"{last}straße", "nl": f"{last}laan", "it": f"Via {last}", "es": f"Calle {last}"}.get(
                    language, f"rue {last}"
                )
            number += draw.choice(["", "", "", "", "a", "b", "-3"])
            return (
                f"{number}{draw.choice([' ', ', '])}{street}"
                if language == "fr"
                else f"{street}{draw.choice([' ', ' ', ', ']) if language != 'de' else ' '}{number}"
            )
        number = str(draw.choice([draw.randint(1, 99), draw.randint(100, 9999), draw.randint(10000, 29999)]))
        name = draw.choice(STREETS) if draw.random() < 0.5 else draw.choice([self.last_name, self.first_name])()
        prefix = draw.choice(["", "", "", "", "N ", "S. ", "West ", "East ", "Old ", "NW "])
        line = f"{number} {prefix}{name} {draw.choice(ENDINGS)}"
        if draw.random() < 0.2:
            line += (
                draw.choice([", ", " "])
                + draw.choice(["Apt", "Apt.", "Suite", "Unit", "#", "Flat", "Floor"])
                + f" {draw.randint(1, 999)}{draw.choice(['', '', 'B'])}"
            )
        elif draw.random() < 0.05:
            line = f"Flat {draw.randint(1, 40)}, {line}"
        return line

    def _street(self) -> list[Piece]:
        line = self.street_line()
        if self.draw.random() < 0.12 and line[0].isdigit() and " " in line:
            line = line.split(" ", 1)[1]
        return [(line, ADDRESS)]

    def postcode_text(self) -> str:
        draw = self.draw
        if self.language == "en" and draw.random() < 0.3:
            return f"{draw.randint(501, 99950):05d}" + draw.choice(["", "", "", f"-{draw.randint(1, 9999):04d}"])
        return draw.choice(self.pool.postcodes)

    def _postcode(self) -> list[Piece]:
        return [(self.postcode_text(), ADDRESS)]

    def _pobox(self) -> list[Piece]:
        form = self.draw.choice(["PO Box", "P.O. Box", "Postfach", "PO BOX", "P O Box"])
        return [(f"{form} {self.draw.randint(1, 99999)}", ADDRESS)]

    def _address(self) -> list[Piece]:
        draw = self.draw
        street = self._street() if draw.random() < 0.93 else self._pobox()
        gap: Piece = (draw.choice([", ", ", ", ", ", "\n", " ", " - "]), 0)
        city, code, state = self._city(), self._postcode(), self._state()
        if self.language in ("de", "fr", "es", "it", "nl", "xx") and draw.random() < 0.8:
            made = [*street, gap, *code, (" ", 0), *city]
        else:
            made = draw.choice(
                [
                    [*street, gap, *city, (", ", 0), *state, (" ", 0), *code],
                    [*street, gap, *city, (", ", 0), *state, (" ", 0), *code],
                    [*street, gap, *city, (" ", 0), *code],
                    [*street, gap, *city],
                    [*street, gap, *city, (", ", 0), *code],
                    [*street, gap, *city, (" ", 0), *state, (" ", 0), *code],
                    [*street, gap, *code, (" ", 0), *city],
                ]
            )
        return [*made, gap, *self._country()] if draw.random() < 0.25 else made

    def _date(self) -> list[Piece]:
        return [(dated(self.draw, self.language), DATE)]

    def _year(self) -> list[Piece]:
        return [(str(self.draw.randint(1940, 2025)), DATE)]

    def _num(self) -> list[Piece]:
        top = self.draw.choice([10, 30, 100, 1000, 10000, 100000])
        return [(str(self.draw.randint(1, top)), 0)]

    def _money(self) -> list[Piece]:
        amount = self.draw.choice(["{:,.2f}", "{:.2f}", "{:,.0f}"]).format(self.draw.random() * 9000 + 1)
        return [(self.draw.choice(["${}", "{} EUR", "€{}", "£{}", "{} USD", "{} dollars"]).format(amount), 0)]

    def _time(self) -> list[Piece]:
        hour, minute = self.draw.randint(0, 23), self.draw.randint(0, 59)
        return [
            (self.draw.choice([f"{hour}:{minute:02d}", f"{hour % 12 + 1} pm", f"{hour % 12 + 1}:{minute:02d}am"]), 0)
        ]

    def _hex(self, size: int) -> str:
        return f"{self.draw.getrandbits(size * 4):0{size}x}"

    def _hash(self) -> list[Piece]:
        return [(self._hex(self.draw.choice([7, 8, 12, 32, 40, 64])), 0)]

    def _uuid(self) -> list[Piece]:
        return [("-".join(self._hex(size) for size in (8, 4, 4, 4, 12)), 0)]

    def _version(self) -> list[Piece]:
        draw = self.draw
        made = f"{draw.randint(0, 24)}.{draw.randint(0, 30)}" + draw.choice(
            ["", f".{draw.randint(0, 40)}", ".x", ".0-rc1"]
        )
        return [(draw.choice(["", "", "v"]) + made, 0)]

    def _timestamp(self) -> list[Piece]:
        draw = self.draw
        day = date(2015, 1, 1) + timedelta(days=draw.randrange(4300))
        clock = f"{draw.randint(0, 23):02d}:{draw.randint(0, 59):02d}:{draw.randint(0, 59):02d}"
        forms = [
            f"{day}T{clock}Z",
            f"{day} {clock},{draw.randint(100, 999)}",
            f"{day:%d/%b/%Y}:{clock} +0000",
            f"{day}T{clock}.{draw.randint(100, 999)}+02:00",
            f"{day} {clock}",
            str(draw.randint(1500000000, 1800000000)),
        ]
        return [(draw.choice(forms), 0)]

    def _ip(self) -> list[Piece]:
        return [(".".join(str(self.draw.randrange(256)) for _ in range(4)), 0)]

    def _id(self) -> list[Piece]:
        draw = self.draw
        forms = [
            str(draw.randrange(10**6, 10**9)),
            f"INC-{draw.randrange(10**5)}",
            f"{draw.choice('ABCDRT')}{draw.randrange(10**6)}",
            f"{draw.randrange(100)}-{draw.randrange(10**5)}",
        ]
        return [(draw.choice(forms), 0)]

    def _phone(self) -> list[Piece]:
        return [
            (
                "".join(
                    self.draw.choice("0123456789") if c == "9" else c
                    for c in self.draw.choice(
                        ["999-999-9999", "(999) 999-9999", "+99 999 9999999", "0999 999999", "+1 999 999 9999"]
                    )
                ),
                0,
            )
        ]

    def _email(self) -> list[Piece]:
        name = (
            self.draw.choice([self.first_name(), f"{self.first_name()[:1]}.{self.last_name()}"])
            .lower()
            .replace(" ", "")
        )
        return [(f"{name}@{self.draw.choice(['example.com', 'gmail.com', 'mail.de', 'corp.example.org'])}", 0)]
