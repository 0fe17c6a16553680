"""Values to plant: for every recogniser of the built-in list, and for a word list, as many different ones as wanted.

A value is made of an example of its kind by drawing some of its letters and digits anew until the detector labels
exactly it. So two values of one example have the same type and length, and any two differ.
"""

from __future__ import annotations

import re
import string
from random import Random

import msgspec
from detect.examples import EXAMPLES, read

from isthmus.detect import Detector, built_in, word_list_recogniser
from isthmus.detection import tagger

LEAST = 9
"""Bytes. Something shorter is found in any megabyte of digests sooner or later, without being there."""

WORDS = tuple(
    f"{first}{second}"
    for first in ("Kranich", "Sturmtaucher ", "Ørsted-", "Halbmond ", "Тёплый", "藍鷺計画之", "Zahnrad", "Vol d'")
    for second in ("quelle", "Ålesund", "Zwölf", "Огонь", "oiseau", "nähe & Co", "x/Projekt", "東京支社第九")
)
"""A customer's own list: several scripts, blanks, and what JSON, HTML and URLs write otherwise."""

LISTED = {"name": "projects", "category": "custom.project", "words": list(WORDS)}


def detector(*, names: bool = False) -> Detector:
    reading = [tagger()] if names else []
    return Detector([word_list_recogniser("projects", "custom.project", WORDS), *built_in(), *reading])


class Planted(msgspec.Struct, frozen=True):
    """`text` stands in `anchor`, a sentence in which the detector labels it."""

    recogniser: str
    category: str
    text: str
    anchor: str

    @property
    def family(self) -> str:
        return self.category.partition(".")[0]


class Kind(msgspec.Struct, frozen=True):
    """An example to make values of. `before` and `after` are the sentence around it."""

    recogniser: str
    example: str
    before: str
    after: str


_FIXED = frozenset({"azure_devops_key", "uy_rut", "btc_address", "bech32_address", "base58_address"})
"""Their checksums, of four bytes and more, or their fixed digits: nothing drawn meets them."""
_OWN_WORDS = re.compile("acme|huber|wiki|mail|macbook|muenchner")
"""The letters of a host's name that may be others."""
_HOSTS = frozenset({"internal_url", "internal_host", "intranet", "url", "domain"})
_DIGITS = {"au_ihi": slice(6, 16), "cz_account": slice(0, 12), "nz_account": slice(6, 13)}
"""Which digits may be others, where some must not."""


def _kinds() -> tuple[Kind, ...]:
    found = []
    for name, sentences in EXAMPLES.items():
        for sentence in sentences:
            host = name in _HOSTS and not _OWN_WORDS.search(read(sentence)[1])
            if len(read(sentence)[1].encode()) >= LEAST and name not in _FIXED and not host:
                before, rest = sentence.split("«")
                example, after = rest.split("»")
                found.append(Kind(name, example, before, after))
    return tuple(found)


KINDS = _kinds()
WORD = Kind("projects", "", "the name is ", " of course")
_FREE = frozenset({"url_credentials", "password_assigned", "password", "password_in_prose", "bearer"})
_HEX = frozenset({"ipv6", "mac"})
_DATED = frozenset(row.name for row in built_in() if row.category == "personal.national_id")


def planted(kind: Kind, rng: Random, by: Detector) -> Planted:
    """A value of this kind, as `rng` draws it."""
    if kind is WORD:
        word = rng.choice(WORDS)
        return Planted("projects", "custom.project", word, kind.before + word + kind.after)
    for _ in range(20_000):
        text = _drawn(kind, rng)
        sentence = kind.before + text + kind.after
        for finding in by.scan([sentence]).findings:
            if finding.recogniser == kind.recogniser and sentence[finding.start : finding.end] == text:
                return Planted(finding.recogniser, finding.category, text, sentence)
    raise AssertionError(f"nothing like the example of {kind.recogniser} is labelled")


def _drawn(kind: Kind, rng: Random) -> str:
    letters = list(kind.example)
    for at in _loose(kind):
        letter = letters[at]
        letters_like = string.ascii_uppercase if letter.isupper() else string.ascii_lowercase
        alike = string.digits if letter.isdigit() else letters_like
        if kind.recogniser in _HEX or kind.recogniser.endswith("_key") or not letter.isascii():
            alike = "".join(sorted({one for one in kind.example[-32:] if _class(one) == _class(letter)} | {letter}))
        letters[at] = rng.choice(alike)
    return "".join(letters)


def _class(letter: str) -> tuple[bool, ...]:
    return letter.isupper(), letter.islower(), letter.isdigit()


def _loose(kind: Kind) -> list[int]:
    """Which characters may be drawn anew without making it something else."""
    text, name = kind.example, kind.recogniser
    plain = [at for at, letter in enumerate(text) if letter.isascii() and letter.isalnum()]
    if name in _HOSTS:
        return [at for word in _OWN_WORDS.finditer(text) for at in range(*word.span())]
    if name in _HEX:
        return [at for at in plain if text[at].lower() in "0123456789abcdef"]
    if name in _FREE:
        return plain
    if name == "email":
        return [at for at, letter in enumerate(text[: text.index("@")]) if letter.isalnum()]
    if name == "private_key":
        inside = text.index("KEY-----") + 13
        return [at for at in plain if inside < at < text.rindex("-----END") - 2]
    if name.endswith("_key") or name == "jwt":
        return plain[-16:]
    digits = [at for at in plain if text[at].isdigit()]
    if name in _DIGITS:
        return digits[_DIGITS[name]]
    if name in _DATED:  # the digits before are a date and a place, of which few exist
        return plain[-5:]
    return digits + [at for at in plain[-1:] if text[at].isalpha() and name != "birth_date"]
