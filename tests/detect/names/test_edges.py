"""Where values begin and end."""

from __future__ import annotations

import pytest

from isthmus.detect.names.edges import ADDRESS, NAME, PLACE, joined, tidied
from isthmus.detect.names.tokens import numbers, shape, tokens


@pytest.mark.parametrize(
    ("marked", "left"),
    [
        ("Dr. Anna Kowalski", "Anna Kowalski"),
        ("Mr & Mrs Smith", "Smith"),
        ("Anna's", "Anna"),
        ("(Anna Kowalski),", "Anna Kowalski"),
        ("John F.", "John F."),
        ("Anna Kowalski.", "Anna Kowalski"),
        ("Grace", "Grace"),
        ("@anna", "@anna"),
        ("@ anna", "@ anna"),
        ("@", None),
        ("...", None),
        ("", None),
    ],
)
def test_titles_possessives_and_signs_are_no_part_of_a_name(marked: str, left: str | None) -> None:
    found = [marked[start:end] for start, end in tidied(marked, tokens(marked), NAME)]
    assert found == ([left] if left else [])


def test_a_value_is_parted_where_something_of_ours_was() -> None:
    text = "Anna \x00\x00\x00 Kowalski"
    assert [text[start:end] for start, end in tidied(text, tokens(text), NAME)] == ["Anna", "Kowalski"]


def test_street_city_and_postcode_side_by_side_are_one_address() -> None:
    text = "1 High St, Bath\nBA1 1AA and Rome, Italy"
    pieces = [
        (0, 9, ADDRESS, 0.9),
        (11, 15, PLACE, 0.8),
        (16, 23, ADDRESS, 0.7),
        (28, 32, PLACE, 1.0),
        (34, 39, PLACE, 1.0),
    ]
    assert joined(text, pieces) == [(0, 23, ADDRESS, 0.7), (28, 32, PLACE, 1.0), (34, 39, PLACE, 1.0)]


def test_an_address_does_not_swallow_what_is_no_address() -> None:
    text = "1 High St, Anna, Bath"
    pieces = [(0, 9, ADDRESS, 0.9), (11, 15, NAME, 0.8), (17, 21, PLACE, 1.0)]
    assert joined(text, pieces) == pieces


def test_words_of_every_script_are_parted_at_their_places() -> None:
    for text, words in {
        "snake_case O'Brien": ["snake", "_", "case", "O", "'", "Brien"],
        "über Zoe\u0308 東京taro": ["über", "Zoe\u0308", "東", "京", "taro"],
        "S3 v1.2\n\n 😀": ["S3", "v1", ".", "2", "\n\n ", "😀"],
        "\x00a\x00": ["a"],
    }.items():
        assert [text[start:end] for start, end in tokens(text)] == words


def test_plain_and_foreign_text_is_parted_alike() -> None:
    text = "Hello, J. O'Neil-Smith_2: see\n\n  S3/EKS (v1.2) \t at 10:30!"
    parted = tokens(text)
    assert [text[a:b] for a, b in parted] == [(text + "é")[a:b] for a, b in tokens(text + " é")[:-1]]


def test_what_a_word_becomes_is_fixed_since_the_model_was_trained_on_it() -> None:
    assert numbers("Sanchez", lambda low: 3 if low == "sanchez" else 0) == (
        18480, 31135, 7271, 15937, 13374, 12735, 17024, 19134, 2724, 13923, 19798, 228, 323,
    )  # fmt: skip
    assert [shape(word) for word in ("word", "Word", "S3", "2024", "7f9c2ba4", "é")] == [
        "xx", "Xxx", "X9", "9999", "9x9x9xx9", "x",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("marked", "left"),
    [
        ("e.g. Bogotá, Colombia", "Bogotá, Colombia"), ("g. Bogotá", "g. Bogotá"),
        ("z.B. Anna Kowalski", "Anna Kowalski"), ("J.R. Kowalski", "J.R. Kowalski"),
    ],
)  # fmt: skip
def test_an_abbreviation_is_no_part_of_a_value(marked: str, left: str) -> None:
    assert [marked[start:end] for start, end in tidied(marked, tokens(marked), ADDRESS)] == [left]
    begun = tokens(marked)[2:]
    if marked[1] == "." and marked.startswith(("e", "z")):
        assert [marked[start:end] for start, end in tidied(marked, begun, ADDRESS)] == [left]
