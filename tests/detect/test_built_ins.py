"""The built-in recognisers find what they promise, and nothing else."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban as stdnum_iban

from isthmus.detect import Detector, built_in
from isthmus.detect.built_ins import BUILT_INS
from isthmus.detect.patterns import finder
from isthmus.domain.errors import SettingsError

from .examples import CHECKED, EXAMPLES, TECHNICAL, read

ALL = Detector(built_in())
CASES = [(name, marked) for name, many in EXAMPLES.items() for marked in many]


def values(detector: Detector, text: str) -> list[tuple[str, str]]:
    scan = detector.scan([text])
    assert scan.complete
    return [(f.recogniser, text[f.start : f.end]) for f in scan.findings]


def test_every_recogniser_has_an_example() -> None:
    assert {row.name for row in BUILT_INS} - set(EXAMPLES) == {
        "secret_field", "unknown_secret_field"
    }  # fmt: skip


@pytest.mark.parametrize(("name", "marked"), CASES, ids=[f"{n}-{i}" for i, (n, _) in enumerate(CASES)])
def test_a_recogniser_finds_its_value_exactly(name: str, marked: str) -> None:
    text, value = read(marked)
    assert (name, value) in values(Detector(built_in([name])), text)


@pytest.mark.parametrize(("name", "marked"), CASES, ids=[f"{n}-{i}" for i, (n, _) in enumerate(CASES)])
def test_among_all_recognisers_the_value_is_found_whole_and_under_its_category(
    name: str, marked: str
) -> None:
    text, value = read(marked)
    (category,) = built_in([name])[0].categories
    found = [(row.category, v) for n, v in values(ALL, text) for row in built_in([n])]
    assert (category, value) in found
    assert len(found) == 1


@pytest.mark.parametrize("name", CHECKED)
def test_an_identifier_with_a_wrong_check_digit_is_not_found(name: str) -> None:
    detector = Detector(built_in([name]))
    for marked in EXAMPLES[name]:
        text, value = read(marked)
        place = max(i for i, c in enumerate(value) if c.isdigit())
        for digit in "0123456789":
            broken = value[:place] + digit + value[place + 1 :]
            if digit != value[place]:
                assert (name, broken) not in values(detector, text.replace(value, broken))


@pytest.mark.parametrize("name", [row.name for row in BUILT_INS if row.context])
def test_what_needs_a_word_beside_it_is_silent_without(name: str) -> None:
    for marked in EXAMPLES[name]:
        _, value = read(marked)
        detector = Detector(built_in([name]))
        assert values(detector, f"order {value} arrived") == []
        words = read(marked)[0].replace(value, "-")
        assert (
            values(detector, f"{words}{' and so on' * 20}, then {value}{' and so on' * 20}, then {words}")
            == []
        )


@pytest.mark.parametrize("text", TECHNICAL, ids=range(len(TECHNICAL)))
def test_ordinary_technical_text_is_left_alone(text: str) -> None:
    assert values(ALL, text) == []


NARROW = {
    "jwk_private", "grafana_key", "azure_sas_key", "minor", "minor_aged", "age", "age_named", "domain",
}  # fmt: skip
"""Rows that are meant for less than their patterns match: in a whole key, by one white space, in small letters."""


@pytest.mark.parametrize(
    "name", [row.name for row in BUILT_INS if row.trigger and not row.context and row.name not in NARROW]
)
@given(st.data())
def test_the_first_pass_sees_whatever_a_pattern_matches(name: str, data: st.DataObject) -> None:
    (row,) = built_in([name])
    value = data.draw(st.from_regex(re.compile(row.pattern, re.ASCII), fullmatch=True))
    text = f"\x00{value}\x00".encode("utf-8", "replace")
    if finder(row.pattern)[0](text, 0, len(text))[0][0] >= 0:
        assert finder(row.trigger)[0](text, 0, len(text))[0][0] >= 0


def test_random_hashes_identifiers_and_times_are_left_alone() -> None:
    draw = random.Random(11)
    noisy = 0
    for _ in range(2_000):
        uuid = f"{draw.getrandbits(128):032x}"
        text = (
            f"{uuid[:8]}-{uuid[8:12]}-{uuid[12:16]}-{uuid[16:20]}-{uuid[20:]} {draw.getrandbits(256):064x} "
            f"{draw.getrandbits(160):040x} 17{draw.randrange(10**8, 10**9)}.{draw.randrange(10**6):06d} "
            f"{draw.random()!r} {draw.randrange(10)}.{draw.randrange(60)}.{draw.randrange(200)}"
        )
        noisy += len(values(ALL, text))
    assert noisy <= 2


def test_ibans_agree_with_an_independent_check() -> None:
    draw = random.Random(5)
    seen = 0
    for country, length in (("DE", 22), ("FR", 27), ("NL", 18), ("MT", 31), ("NO", 15), ("GB", 22)):
        for _ in range(60):
            bban = "".join(draw.choices("0123456789", k=length - 4))
            digits = stdnum_iban.calc_check_digits(f"{country}00{bban}")
            value = f"{country}{digits}{bban}"
            assert ("iban", value) in values(ALL, f"to {value} today")
            seen += 1
    assert seen == 360


@pytest.mark.parametrize("separator", ["", " ", "-"])
def test_cards_are_found_with_each_separator_and_leave_the_expiry_date_out(separator: str) -> None:
    card = separator.join(("4111", "1111", "1111", "1111"))
    assert ("card", card) in values(ALL, f"{card} 12/27")
    assert ("card", card) in values(ALL, f"22 {card} 12")


def test_a_key_and_its_value_in_neighbouring_texts_are_understood_together() -> None:
    scan = ALL.scan(["password", "hunter2", "date_of_birth", "1985-03-12", "user_secret", "type"])
    assert [(f.part, f.category) for f in scan.findings] == [
        (1, "secret.password"),
        (3, "personal.birth_date"),
    ]


def test_recognisers_are_chosen_by_name_and_keep_the_order_of_the_list() -> None:
    assert [row.name for row in built_in(["card", "email"])] == ["email", "card"]
    assert built_in() == list(BUILT_INS)
    assert built_in([]) == []


def test_an_unknown_name_is_refused_with_a_suggestion() -> None:
    with pytest.raises(SettingsError, match="did you mean email"):
        built_in(["emial"])
