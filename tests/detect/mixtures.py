"""Texts of a request mixed at random: values plain, mutilated and in disguise, sentences about them, ordinary text with
numbers in it, words in several scripts, terms of documents, and whatever may stand between all of these."""

from __future__ import annotations

from functools import cache
from random import Random

from .disguises import DISGUISES
from .examples import EXAMPLES, read
from .mutations import structured
from .ordinary import samples
from .planted import Planted
from .technical import LINES

_SENTENCES = [read(marked)[0] for many in EXAMPLES.values() for marked in many]
_VALUES = [read(marked)[1] for many in EXAMPLES.values() for marked in many]
_ORDINARY = list(samples().values())
_PROSE = "The quick brown fox jumps over the dog, the account of the customer is kept. Straße и так далее 日本語 née "
_TERMS = ("the patient", "diagnosis", "board of directors", "strictly confidential", "merger", "Aufsichtsrat", "def f")
_BETWEEN = (
    " ", "  ", ", ", ",", "; ", "/", " / ", "\n", "\t", " | ", " and ", "", "-", ".", "@", "+", "(", ") ", "\u200b",
    "é", "K", "ſ", "\u212a", " phone ", " account ",
)  # fmt: skip
_SIGNS = "0123456789 -./@ABKabk\né\u200b\u212a\x00"
_ALONE = ("password", "EMAIL-bcdfghjklmnpqrstbcdf", "role", "user", "age", "phone", "", "0.2", "a@", "4111")


def texts(draw: Random) -> list[str]:
    made = [_text(draw) for _ in range(draw.choice((1, 1, 2, 3, 4, 6)))]
    for _ in range(draw.choice((0, 0, 0, 1, 2))):
        made.insert(draw.randrange(len(made) + 1), draw.choice(_ALONE))
    return [text.encode("ascii", "ignore").decode() for text in made] if draw.random() < 0.3 else made


def _text(draw: Random) -> str:
    return "".join(_piece(draw) + draw.choice(_BETWEEN) for _ in range(draw.choice((1, 1, 2, 3, 5, 8))))


def _piece(draw: Random) -> str:
    kind = draw.randrange(12)
    if kind < 3:
        return _value(draw)
    if kind < 6:
        return _mutilated(draw, draw.choice(_SENTENCES)) if kind == 3 else draw.choice(_SENTENCES)
    if kind == 6:
        return "".join(draw.choices("0123456789", k=draw.choice((draw.randint(1, 4), draw.randint(5, 40)))))
    if kind == 7:
        return "".join(draw.choices("ABCDEFXYZabcdefk0123456789-_.+/@ K", k=draw.randint(1, 40)))
    if kind == 8:
        return _part(draw, draw.choice(_ORDINARY), 300)
    if kind == 9:
        return draw.choice(LINES)
    return draw.choice(_TERMS) if draw.random() < 0.3 else _part(draw, _PROSE, len(_PROSE))


def _value(draw: Random) -> str:
    kind = draw.randrange(4)
    if kind == 0:
        return draw.choice(_VALUES)
    if kind == 1:
        return _mutilated(draw, draw.choice(_VALUES))
    planted = draw.choice(_planted())
    value = planted.value if kind == 2 else draw.choice(list(DISGUISES.values()))(planted.value, draw)
    return planted.before + value + planted.after


@cache
def _planted() -> list[Planted]:
    return list(structured(1))


def _part(draw: Random, text: str, longest: int) -> str:
    start = draw.randrange(len(text))
    return text[start : start + draw.randint(1, longest)]


def _mutilated(draw: Random, text: str) -> str:
    letters = list(text)
    for _ in range(draw.randint(0, 3)):
        place = draw.randrange(len(letters)) if letters else 0
        letters[place : place + draw.randrange(2)] = draw.choice(("", draw.choice(_SIGNS)))
    return "".join(letters)
