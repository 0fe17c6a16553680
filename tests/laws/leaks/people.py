"""People, addresses, places and organisations to plant, and the texts by which they are mentioned again.

Values are put together from lists of our own, of many countries; one is planted in a sentence in which the detector
labels exactly it, alone and with other words around. How it is mentioned elsewhere is what docs/disguise.md promises.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

import msgspec

from isthmus.detect import Detector
from isthmus.redact.ordinary import ORDINARY, PARTICLES, TITLES

from . import conversations as writers
from .conversations import WORD, WRITINGS, Conversation, Ink, Turn, _chosen, _style, _user, _way
from .reading import exactly_within, words_within
from .values import Planted, planted

PEOPLE: tuple[tuple[str, str], ...] = (
    ("Oliver Amelia Charlotte Theodore Imogen Rupert", "Whitcombe Harrington Blackwood Ellsworth Pemberton Ashdown"),
    ("Annegret Jürgen Thorsten Käthe Wolfgang Sabine", "Müller Schönfeld Großmann Hoffmeister Zimmermann Brückner"),
    ("Geneviève Thibault Élodie François Mathilde", "Lefèvre Beauchamp Desrosiers Châtelain Moreau"),
    ("Ignacio Guadalupe Rocío Joaquín Begoña", "Fernández Ibáñez Villanueva Echeverría Muñoz"),
    ("Giuseppe Francesca Lorenzo Chiara Alessandro", "Esposito Ferrari Colombo Marchetti Lombardi"),
    ("Agnieszka Krzysztof Małgorzata Zbigniew", "Kowalczyk Wiśniewski Jabłoński Szymańska"),
    ("Søren Ingrid Bjørn Astrid Håkon Solveig", "Kjærgaard Lindqvist Ødegård Åkesson Halvorsen"),
    ("Priya Rajesh Ananya Vikram Deepika", "Chakraborty Venkataraman Mukherjee Krishnamurthy Iyer"),
    ("Oluwaseun Chinedu Ngozi Adaeze", "Adebayo Okonkwo Eze Nwachukwu"),
    ("Mehmet Ayşe Zeynep Emre", "Yılmaz Demirtaş Kaya Öztürk"),
    ("Kim Eva Ian Lea", "Johansson Petrov Tanaka Nakamura Ivanov"),
    ("Fatima Youssef Khadija Tariq", "Benali Hussaini Mansour Haddad"),
)
"""Given names and surnames, by country."""
COMMON = (("Will", "Hope", "Grace", "Mark", "Rose"), ("Green", "Young", "Banks", "Field", "Moody"))
"""Names that are words as well: alone they are looked for inside a sentence, with a capital."""
BETWEEN = ("", "", "", "", "", "van der ", "de ", "M. ", "von ")
STREETS = (
    "{n} Alder Lane, Thornbury", "{n} Harbour Street, Bristol BS{d} {d}QT", "Rosenweg {n}, {z} Köln",
    "{n} rue des Tanneurs, {z} Lyon", "Calle de Atocha {n}, {z} Madrid", "Via Garibaldi {n}, {z} Torino",
    "{n} Maple Avenue, Springfield, IL {z}", "Kirchstraße {n}, {z} Nürnberg", "{n} Elm Street", "P.O. Box {z}",
)  # fmt: skip
PLACES = (
    "Ljubljana", "Gothenburg", "San Sebastián", "Wolverhampton", "Düsseldorf", "Albuquerque", "New South Wales",
    "Reykjavík", "Thessaloniki", "Saarbrücken", "Burkina Faso", "Nairobi", "Kyrgyzstan", "Buenos Aires", "Bratislava",
)  # fmt: skip
FIRMS = ("Larkhill", "Brennecke", "Ostermann", "Quillfeather", "Varnholt", "Delacourt", "Sandoval", "Whitmore", "Åberg")
TRADES = ("{} GmbH", "{} Ltd", "{} & Sons", "{} Logistics Inc", "University of {}", "{} Bank", "{} Holdings")

SENTENCES = {
    "personal.name": (
        "Please ask {} to call back before noon.", "I spoke with {} about the contract.",
        "Our colleague {} wrote to us again.", "{} has signed the form.", "The patient is {}, as agreed.",
        "Dear {}, thank you for the letter.", "The letter came from {} last week.", "Her manager, {}, has agreed.",
    ),
    "personal.address": (
        "She lives at {}.", "Please send it to {} as before.", "Our address is {} and has not changed.",
        "The parcel goes to {}, please.",
    ),
    "quasi.place": (
        "She moved to {} with her family.", "We met in {} and talked.", "The office in {} is closed.",
        "He was born in {} and grew up there.", "They flew from {} on time.",
    ),
    "quasi.organisation": (
        "He works for {} as before.", "She left {} after a quarrel.", "The invoice of {} was paid.",
        "They were hired by {} together.",
    ),
}  # fmt: skip
NAMES = "names"
"""The recogniser."""
_AROUND = (("please look into it. ", ""), ("", " It costs 12.50 EUR."), ("Grüße aus dem Büro\n", "\nno. 7"))


class Person(Planted, frozen=True):
    """Somebody or something that prose names. `given` and `family` are of people alone."""

    given: str = ""
    family: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that mean this person wherever one stands alone, in any letter case (docs/disguise.md)."""
        words = [word.lower() for word in f"{self.given} {self.family}".split()]
        shown = [word for word in words if len(word) > 2 and not word.endswith(".")]
        telling = [word for word in shown if word not in ORDINARY | PARTICLES | TITLES]
        return (*telling, *[word.upper().lower() for word in telling])  # of `ß` and the dotless `ı` these are others

    @property
    def ordinary(self) -> tuple[str, ...]:
        """The parts that are words as well."""
        return tuple(word for word in f"{self.given} {self.family}".split() if word.lower() in ORDINARY - PARTICLES)


def person(rng: Random, shape: Random, by: Detector) -> Person:
    """Somebody or something; `shape` draws of what category, `rng` all else."""
    category = shape.choice(("personal.name",) * 5 + ("personal.address", "quasi.place", "quasi.organisation"))
    for _ in range(500):
        text, given, family = _drawn(category, rng)
        sentence = rng.choice(SENTENCES[category])
        if _labelled(category, text, sentence, by):
            return Person(NAMES, category, text, sentence.format(text), given, family)
    raise AssertionError(f"nothing of {category} is labelled")


def _drawn(category: str, rng: Random) -> tuple[str, str, str]:
    if category == "personal.name":
        givens, families = rng.choice(PEOPLE)
        given, family = rng.choice(givens.split()), rng.choice(families.split())
        match rng.randrange(8):
            case 0:
                given = rng.choice(COMMON[0])
            case 1:
                family = rng.choice(COMMON[1])
            case 2:
                family = f"{family} {rng.choice(families.split())}"
            case 3:
                given, family = given, f"{family}-{rng.choice(families.split())}"
        family = rng.choice(BETWEEN) + family
        return f"{given} {family}", given, family
    if category == "personal.address":
        street = rng.choice(STREETS)
        return street.format(n=rng.randrange(11, 199), z=rng.randrange(10_000, 99_999), d=rng.randrange(1, 9)), "", ""
    if category == "quasi.place":
        return rng.choice(PLACES), "", ""
    return rng.choice(TRADES).format(rng.choice(FIRMS)), "", ""


def _labelled(category: str, text: str, sentence: str, by: Detector) -> bool:
    """Whether the detector finds exactly this, whatever stands around the sentence."""
    said = sentence.format(text)
    for before, after in (("", ""), *_AROUND):
        whole = before + said + after
        if not any(f.category == category and whole[f.start : f.end] == text for f in by.scan([whole]).findings):
            return False
    return True


# -- how somebody is mentioned again -------------------------------------------------------------------------------

CODED = tuple(how for how in WRITINGS if how != "glued")
"""Prose counts as whole words alone."""
MENTIONS: dict[str, Callable[[Person], str]] = {
    "surname first": lambda p: f"{p.family}, {p.given}",
    "surname in capitals": lambda p: f"{p.family.upper()} {p.given}",
    "given name": lambda p: p.given,
    "surname": lambda p: p.family,
    "SURNAME": lambda p: p.family.upper(),
    "surname, small": lambda p: p.family.lower(),
    "possessive": lambda p: f"{p.family}'s",
    "possessive, typeset": lambda p: f"{p.given}’s",
    "initial": lambda p: f"{p.given[0]}. {p.family}",
    "initial behind": lambda p: f"{p.given} {p.family[0]}.",
    "dotted": lambda p: f"{p.given}.{p.family.split()[-1]}".lower(),
    "underscored": lambda p: f"{p.given}_{p.family.split()[-1]}",
    "in one word": lambda p: p.text.replace(" ", ""),
    "surname first, in one word": lambda p: (p.family + p.given).replace(" ", ""),
    "over two lines": lambda p: p.text.replace(" ", "\n", 1),
    "surname, percent": lambda p: WRITINGS["percent, all"](p.family),
    "surname, escaped": lambda p: WRITINGS["every unit escaped"](p.family),
    "given name, HTML": lambda p: WRITINGS["HTML numbers"](p.given),
}
_WORDS = ("given name", "surname", "SURNAME", "surname, small")
_WITHIN = (
    "/home/{}/notes.txt", "*{}*", "@{}", "#{}", "“{}”", "{}.pdf", "{}2024", "__{}__", "${}", "{}@", "a/{}/b", "-{}-",
    "({})", "https://example.org/{}?q=1",
)  # fmt: skip
_SAID = ("and then {} went", "see cc {} -> ok", "all on the list ({}, others)", "yesterday asked {} about it")
AS_WORD = "as an ordinary word"


class NameInk(Ink):
    """Writes people, and what else was planted, again in other words."""

    def write(self, number: int, how: str) -> str:
        value = self.values[number]
        if not isinstance(value, Person):
            return super().write(number, how)
        if value.ordinary and self.shape.random() < 0.5:
            text = self.shape.choice(_SAID).format(self.shape.choice(value.ordinary))
            self.pieces.append((number, AS_WORD, text))
            return text
        if value.given and self.shape.random() < 0.7:
            how = self.shape.choice(list(MENTIONS))
            text = MENTIONS[how](value)
            if how in _WORDS and self.shape.random() < 0.5:
                text = self.shape.choice(_WITHIN).format(text)
        else:
            how = self.shape.choice(CODED)
            text = WRITINGS[how](value.text)
        self.pieces.append((number, how, text))
        return text

    def said(self, number: int) -> str:
        """In a key or an argument: in a sentence, or with nothing around."""
        return self.write(number, "plain") if self.shape.random() < 0.6 else self.anchor(number)


def mentions(ink: Ink, shape: Random) -> dict[str, Any]:
    """Found in one text, mentioned in all other places, and in a later turn."""
    some = range(len(ink.values))

    def again() -> str:
        return ink.write(shape.choice(some), "plain")

    arguments = json.dumps({"to": again(), again(): [again(), {"about": again()}], "deep": ink.json(depth=1)})
    call = {"id": "call_1", "type": "function", "function": {"name": "look", "arguments": arguments}}
    schema = {"type": "object", "properties": {again(): {"type": "string", "description": again()}}}
    says = [
        {"role": "system", "content": f"{again()} · {ink.filler()}"},
        _user(ink.prose(more=0), name=again()[:200]),
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": json.dumps({again(): again()})},
    ]
    fields, step = _way(shape, _style(shape))
    fields |= {
        "metadata": {"ticket": again(), again(): ink.filler()}, "user": again(), "stop": [again()],
        "tools": [{"type": "function", "function": {"name": "look", "description": again(), "parameters": schema}}],
        "tool_choice": "none",
    }  # fmt: skip
    later = Turn([_user(f"{ink.filler()} — {again()}, {again()}?")], *_way(shape, _style(shape)))
    return {"turns": (Turn(says, fields, step), later)}


WRITERS: tuple[Callable[[Ink, Random], dict[str, Any]], ...] = (
    writers.prose, writers.writings, writers.tools, mentions, writers.nested, writers.structured, mentions,
    writers.turns, writers.places, writers.lookalikes, writers.endings, mentions, writers.failing, writers.entitled,
    writers.wrong, writers.headers, writers.alone, mentions,
)  # fmt: skip
_RARE = 60


def named_conversation(seed: int, by: Detector, *, secrets: int | None = None, writer: str = "") -> Conversation:
    """The conversation about people of this number. `secrets` draws its values alone."""
    shape, drawn = Random(f"names {seed}"), Random(f"people {seed if secrets is None else secrets}")
    write = WRITERS[seed % len(WRITERS)] if seed % _RARE != _RARE - 1 else writers.every_split
    if writer:
        write = next(w for w in (*WRITERS, writers.every_split) if w.__name__ == writer)
    mode = "strict" if shape.random() < 0.7 else "all"
    values: list[Planted] = [person(drawn, shape, by) for _ in range(shape.randrange(1, 4))]
    if write is writers.alone or write is writers.every_split:
        values = values[:1]
    elif shape.random() < 0.3:
        values.append(planted(WORD if shape.random() < 0.3 else _chosen("prose", shape, "strict")[0], drawn, by))
    values = list({value.text: value for value in values}.values())
    ink = NameInk(shape, values, f"canary{Random(f'canary {seed}').getrandbits(48):012x}")
    said = write(ink, shape)
    return Conversation(
        seed, write.__name__, planted=tuple(values), canary=ink.canary, pieces=tuple(ink.pieces), mode=mode, **said
    )


class Named(msgspec.Struct, frozen=True):
    """What tells of the people found in a request: texts, parts alone as whole words, and words exactly as they
    stand."""

    texts: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    exact: frozenset[str] = frozenset()

    def within(self, data: bytes) -> set[str]:
        """What of them but whole texts can be read in `data`."""
        return words_within(data, self.parts) | exactly_within(data, self.exact)


NOBODY = Named()


def telling(talk: Conversation, found: list[tuple[str, str]]) -> Named:
    """Of what was planted, what tells of those that are `found` (category and exact text)."""
    texts, parts, exact = set(), set(), set()
    for number, value in enumerate(talk.planted):
        if not isinstance(value, Person) or not any(text == value.text for _, text in found):
            continue
        texts.update((value.text, value.text.upper().lower()))
        if any(text == value.text and category == "personal.name" for category, text in found):
            parts.update(value.parts)
            exact.update(text for n, how, text in talk.pieces if n == number and how == AS_WORD)
    return Named(frozenset(texts), frozenset(parts), frozenset(exact))
