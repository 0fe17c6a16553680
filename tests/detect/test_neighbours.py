"""Several values side by side: none hides the other, and no half of one is left."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus.detect import Detector, built_in

from .examples import EXAMPLES, read

ALL = Detector(built_in())
BETWEEN = (" ", "  ", ", ", ",", "; ", "/", " / ", "\n", "\t", " | ", " and ")
SINGLE = {
    "bearer", "password", "password_assigned", "password_in_prose", "url_credentials", "geo_uri", "geo_single",
    "us_state_zip", "minor", "minor_aged", "age", "age_named",
}  # fmt: skip
"""What is recognised by what it is called alone: a second word behind a password is an ordinary word."""
NUMBERS = {
    row.name: [s for s in EXAMPLES[row.name] if "@" not in read(s)[1]]
    for row in built_in()
    if row.name not in SINGLE and not row.name.endswith("_key") and not row.name.startswith("alone_")
    and row.category.startswith(("personal", "financial")) and row.name != "email"
}  # fmt: skip
SHAPES = {
    "phone_trunk": ("or ", ("0##/#######", "0## #### ####", "(0##) ######", "0# ## ## ## ##", "0#### ######")),
    "phone_named": ("Tel. ", ("## ## ## ##", "#######", "(##) ######", "##-######", "# ## ## ## ##")),
    "phone_international": ("call ", ("+49 ## ######", "0049 ## ######", "+1 (###) ###-####", "0033 # ## ## ## ##")),
    "phone_north_america": ("or ", ("2##-2##-####", "(3##) 3##-####", "4##.4##.####", "5## 5## ####")),
}


def uncovered(before: str, values: list[str], between: str) -> str:
    """The digits of the values that nothing covers."""
    text, places = before, []
    for value in values:
        text += between if places else ""
        places.append((len(text), len(text) + len(value)))
        text += value
    covered = {at for f in ALL.scan([text]).findings for at in range(f.start, f.end)}
    return "".join(text[at] for a, b in places for at in range(a, b) if text[at].isdigit() and at not in covered)


@pytest.mark.req("B2")
@pytest.mark.parametrize("name", NUMBERS)
def test_the_same_value_several_times_in_a_row_is_found_every_time(name: str) -> None:
    for sentence in NUMBERS[name]:
        for between in BETWEEN:
            for count in (2, 3, 5):
                before = sentence.partition("«")[0]
                assert uncovered(before, [read(sentence)[1]] * count, between) == "", (sentence, between)


@st.composite
def telephone_numbers(draw: st.DrawFn) -> tuple[str, list[str], str]:
    before, shapes = SHAPES[draw(st.sampled_from(sorted(SHAPES)))]
    alike = st.sampled_from(shapes).flatmap(lambda shape: st.lists(st.just(shape), min_size=1, max_size=5))
    values = []
    for shape in draw(alike | st.lists(st.sampled_from(shapes), min_size=1, max_size=3)):
        digits = draw(st.text("123456789", min_size=shape.count("#"), max_size=shape.count("#")))
        value = shape
        for digit in digits:
            value = value.replace("#", digit, 1)
        values.append(value)
    return before, values, draw(st.sampled_from(BETWEEN))


@pytest.mark.req("B2")
@settings(max_examples=400, deadline=None)
@given(telephone_numbers())
def test_no_digit_of_several_telephone_numbers_is_left(case: tuple[str, list[str], str]) -> None:
    before, values, between = case
    if not any(uncovered(before, [value], "") for value in values):
        assert uncovered(before, values, between) == ""


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("059/5169053 059/5169053", ["059/5169053"] * 2),
        ("059/5169053/089/1234567", ["059/5169053", "089/1234567"]),
        ("059/5169053 0891 234567", ["059/5169053", "0891 234567"]),
        ("Tel. 30 79 84 12 30 79 84 12 30 79 84 12", ["30 79 84 12"] * 3),
        ("Tel. 36 12 34 56 78 36 12 34 56 78", ["36 12 34 56 78"] * 2),
        ("phone 5550132 / 5550133", ["5550132", "5550133"]),
        ("0049 30 901820 0049 30 901821", ["0049 30 901820", "0049 30 901821"]),
        ("list: 020 7946 0018,020 7946 0019", ["020 7946 0018", "020 7946 0019"]),
        ("name,020 7946 0018", ["020 7946 0018"]),
    ],
)
def test_numbers_side_by_side_are_told_apart(text: str, numbers: list[str]) -> None:
    assert [text[f.start : f.end] for f in ALL.scan([text]).findings] == numbers


def test_digits_that_cannot_be_told_apart_are_covered_as_one() -> None:
    digits = "123456 12345679 12"
    (found,) = ALL.scan([f"Tel. {digits}"]).findings
    assert (found.start, found.end) == (5, 5 + len(digits))


def test_a_word_speaks_for_the_whole_list_behind_it_and_for_nothing_further() -> None:
    text = "phones: 5550132, 5550133, 5550134, 5550135 and 5550136, then order 5550137"
    assert [text[f.start : f.end] for f in ALL.scan([text]).findings] == [f"555013{n}" for n in range(2, 7)]


def test_telephone_numbers_side_by_side_are_no_card() -> None:
    text = "415 555 0132 415 000"  # its sixteen digits pass a card's check digit
    assert not any(f.category == "financial.card" for f in ALL.scan([text]).findings)
