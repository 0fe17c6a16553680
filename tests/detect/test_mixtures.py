"""However little is looked at, in texts mixed at random all is found that looking at everything finds."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

import pytest
from msgspec.structs import replace

from isthmus.detect import Detector, built_in, pattern_recogniser
from isthmus.detect.built_ins import BUILT_INS
from isthmus.detect.documents import documents
from isthmus.detect.occasions import BUILT_IN_DOCUMENTS

from .mixtures import texts

RULES = documents(BUILT_IN_DOCUMENTS)
OWN = pattern_recogniser("ends", "custom.ends", r"^\d{4,}|[a-z]+@$")
ALL = Detector([*built_in(), OWN], documents=RULES)
EVERYWHERE = Detector(
    [*(replace(row, marks=b"", near=False, gate="", least=0, sooner=None) for row in BUILT_INS), OWN], documents=RULES
)
"""Looks for everything in all of the bytes, with RE2 alone."""


def mixtures(count: int, seed: int) -> Iterable[list[str]]:
    draw = Random(seed)
    return (texts(draw) for _ in range(count))


def compare(count: int, seed: int) -> int:
    found = 0
    for mixed in mixtures(count, seed):
        scan = ALL.scan(mixed)
        assert scan == EVERYWHERE.scan(mixed)
        assert scan.about == RULES.about(mixed)
        found += len(scan.findings)
    return found


@pytest.mark.req("B2")
def test_looking_only_where_a_value_can_stand_finds_what_looking_everywhere_does() -> None:
    assert compare(400, seed=1) > 1_000


@pytest.mark.soak
@pytest.mark.req("B2")
def test_and_so_in_a_hundred_thousand_mixtures() -> None:
    assert compare(100_000, seed=2) > 250_000


@pytest.mark.parametrize("name", ["eu_vat", "vin", "domain", "email", "iban"])
def test_a_looser_pattern_for_the_first_pass_matches_wherever_the_pattern_itself_does(name: str) -> None:
    alone = Detector(built_in([name]))
    exact = Detector([replace(row, trigger="", gate="") for row in built_in([name])])
    for mixed in mixtures(600, seed=3):
        for text in mixed:
            assert alone.scan([text]).findings == exact.scan([text]).findings


def test_texts_with_some_changed_are_looked_at_again_as_if_for_the_first_time() -> None:
    draw, detector = Random(4), ALL.structured
    for mixed in mixtures(600, seed=4):
        before = list(mixed)
        for _ in range(draw.randint(0, 2)):
            place = draw.randrange(len(before))
            before[place : place + draw.randrange(2)] = draw.choice(([], ["changed"], ["a", "role"]))
            before = before or [""]
        assert detector.again(mixed, before, detector.scan(before)) == detector.scan(mixed)
