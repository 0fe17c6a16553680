"""Whatever passes the check of a recogniser, in the spelling of one of its examples, is found: all of it."""

from __future__ import annotations

import random
import re
import string

import pytest

from isthmus.detect import Detector, built_in
from isthmus.detect.built_ins import BUILT_INS
from isthmus.detect.patterns import PatternRecogniser

from .examples import EXAMPLES, read

CHECKED = [
    row
    for row in BUILT_INS
    if row.check is not None and row.category.startswith(("personal.national", "financial", "health", "personal.p"))
    and EXAMPLES[row.name] and not row.name.startswith("alone_")
    and row.name not in ("bic", "mrz", "base58_address", "bech32_address", "btc_address", "passport")
]  # fmt: skip
TRIES, WANTED = 3_000, 12


def like(value: str, draw: random.Random) -> str:
    """Up to four other digits, and at the end perhaps another letter."""
    letters = list(value)
    places = [at for at, c in enumerate(value) if c.isascii() and c.isdigit()]
    for at in draw.sample(places, min(len(places), draw.randint(1, 4))):
        letters[at] = draw.choice(string.digits)
    if letters[-1] in string.ascii_uppercase:
        letters[-1] = draw.choice(string.ascii_uppercase)
    return "".join(letters)


def valid_ones(row: PatternRecogniser, value: str, draw: random.Random) -> list[str]:
    found: list[str] = []
    shape = re.compile(row.pattern)
    for _ in range(TRIES):
        candidate = like(value, draw)
        if shape.fullmatch(candidate) and row.check is not None and row.check(candidate) == len(candidate):
            found.append(candidate)
            if len(found) == WANTED:
                break
    return found


@pytest.mark.req("B2")
@pytest.mark.parametrize("row", CHECKED, ids=lambda row: row.name)
def test_every_valid_number_is_found_in_the_usual_spellings(row: PatternRecogniser) -> None:
    draw = random.Random(row.name)
    detector = Detector(built_in([row.name]))
    tried = 0
    for marked in EXAMPLES[row.name]:
        text, value = read(marked)
        for candidate in valid_ones(row, value, draw):
            sentence = text.replace(value, candidate)
            found = [sentence[f.start : f.end] for f in detector.scan([sentence]).findings]
            assert candidate in found, sentence
            tried += 1
    assert tried >= 3


@pytest.mark.parametrize("row", CHECKED, ids=lambda row: row.name)
def test_among_all_recognisers_every_digit_of_it_is_covered(row: PatternRecogniser) -> None:
    draw = random.Random(row.name)
    detector = Detector(built_in())
    text, value = read(EXAMPLES[row.name][0])
    for candidate in valid_ones(row, value, draw)[:4]:
        sentence = text.replace(value, candidate)
        covered = {at for f in detector.scan([sentence]).findings for at in range(f.start, f.end)}
        at = sentence.index(candidate)
        assert all(n in covered for n in range(at, at + len(candidate)) if sentence[n].isdigit()), sentence
