"""Customers' own patterns and word lists."""

from __future__ import annotations

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from isthmus.detect import Detector, built_in, pattern_recogniser, word_list_recogniser
from isthmus.detect.patterns import finder
from isthmus.domain.content import Recogniser
from isthmus.domain.errors import SettingsError


def values(recogniser: Recogniser, *texts: str) -> list[str]:
    scan = Detector([recogniser]).scan(texts)
    assert scan.complete
    return [texts[f.part][f.start : f.end] for f in scan.findings]


def test_a_pattern_finds_its_value_or_its_first_group() -> None:
    assert values(pattern_recogniser("ticket", "custom.ticket", r"\bT-\d{4}\b"), "see T-4711 and T-0815") == [
        "T-4711",
        "T-0815",
    ]
    assert values(pattern_recogniser("room", "custom.room", r"room (\d+)"), "in room 12, room 7") == [
        "12",
        "7",
    ]


def test_a_pattern_ignores_case_only_when_told_to() -> None:
    assert values(pattern_recogniser("t", "custom.t", "abc"), "ABC") == []
    assert values(pattern_recogniser("t", "custom.t", "abc", ignore_case=True), "ABC") == ["ABC"]


def test_a_pattern_may_ask_for_a_word_nearby() -> None:
    row = pattern_recogniser("badge", "custom.badge", r"\b\d{5}\b", context="badge|staff")
    assert values(row, "Badge 12345") == ["12345"]
    assert values(row, "order 12345") == []


def test_anchors_hold_at_the_ends_of_each_text() -> None:
    row = pattern_recogniser("whole", "custom.whole", "^[a-z]+$")
    assert values(row, "one", "two three", "four") == ["one", "four"]


def test_a_pattern_that_matches_anything_stays_inside_its_text() -> None:
    row = pattern_recogniser("greedy", "custom.greedy", r"(?s)x.*")
    assert values(row, "ax1", "b", "é x2\ny") == ["x1", "x2\ny"]


def test_offsets_are_those_of_the_text_also_through_the_protocol() -> None:
    row = pattern_recogniser("ticket", "custom.ticket", r"T-\d+")
    text = "größer als T-12 😀 T-3"
    assert [text[s.start : s.end] for s in row.find(text)] == ["T-12", "T-3"]


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("(", "missing"),
        (r"(?=x)y", "not a valid RE2 pattern"),
        (r"(a)\1", "not a valid RE2 pattern"),
        ("a*", "matches empty"),
        ("", "matches empty"),
        (r"\Aabc", "use \\^ and \\$"),
    ],
)
def test_an_unusable_pattern_is_refused_with_its_name_and_a_remedy(pattern: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says) as caught:
        pattern_recogniser("mine", "custom.mine", pattern)
    assert "recogniser mine" in caught.value.message
    assert caught.value.remedy


@pytest.mark.parametrize("category", ["", "Custom", "custom.", "custom..x", "cus tom", ".x"])
def test_a_category_is_dotted_lower_case_words(category: str) -> None:
    with pytest.raises(SettingsError, match="not a category"):
        pattern_recogniser("mine", category, "x")


def test_a_word_list_finds_whole_words_and_phrases_in_any_script() -> None:
    row = word_list_recogniser(
        "projects", "custom.project", ["Falcon", "Blue Heron", "Škoda", "C++ (new)", "計画"]
    )
    text = "falcon, falcons; BLUE\n heron škoda! C++ (new) 計画 計画s"
    assert values(row, text) == ["falcon", "BLUE\n heron", "škoda", "C++ (new)", "計画"]


def test_a_word_list_finds_neighbours_and_prefers_the_longest() -> None:
    row = word_list_recogniser("w", "custom.w", ["ab", "ab cd", "x"], ignore_case=False)
    assert values(row, "ab ab cd ab x x", "AB", "x") == ["ab", "ab cd", "ab", "x", "x", "x"]


@given(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=5))
def test_any_word_can_be_listed_and_is_then_found_alone(words: list[str]) -> None:
    listed = [w for w in words if w.split() and w == w.strip() and "\x00" not in w and not w.isspace()]
    if not listed:
        return
    row = word_list_recogniser("w", "custom.w", listed, ignore_case=False)
    for word in listed:
        if word == " ".join(word.split()):
            assert word in values(row, f" {word} "), word


def test_ten_thousand_words_are_one_list() -> None:
    words = [f"codename {n:05d} kestrel" for n in range(10_000)]
    row = word_list_recogniser("many", "custom.project", words)
    assert values(row, "about Codename 04711 Kestrel and codename 10000 kestrel") == [
        "Codename 04711 Kestrel"
    ]


def test_a_list_without_words_or_with_too_many_is_refused_without_repeating_them() -> None:
    with pytest.raises(SettingsError, match="is empty"):
        word_list_recogniser("none", "custom.w", ["", "  "])
    with pytest.raises(SettingsError, match="too many") as caught:
        word_list_recogniser("many", "custom.w", [f"hidden{n:08d}" * 60 for n in range(10_000)])
    assert "hidden" not in caught.value.message


def test_the_first_of_two_recognisers_wins_and_the_rest_of_the_loser_stays_found() -> None:
    own = pattern_recogniser("handle", "custom.handle", r"alice@example\.com/desk\d+")
    text = "to alice@example.com/desk12345 now"
    for order, expected in (
        ([own, *built_in()], [("handle", "alice@example.com/desk12345")]),
        ([*built_in(), own], [("email", "alice@example.com"), ("handle", "/desk12345")]),
    ):
        found = Detector(order).scan([text]).findings
        assert [(f.recogniser, text[f.start : f.end]) for f in found] == expected


TEXT = "año 4711, ab-12 ab  x\x00ab 12".encode()


@pytest.mark.parametrize("pattern", [r"\bab\b", r"(\d+)", r"x(?:(y)|(\x00))", "ñ", "^a", r"12\z", "b*", "(?i)AB", "zz"])
def test_re2_s_own_search_answers_as_its_package_does(pattern: str) -> None:
    find, groups = finder(pattern)
    compiled = re2.compile(pattern)
    assert groups == compiled.groups
    for data in (TEXT, bytearray(TEXT)):
        for start in range(len(data) + 1):
            for stop in range(start, len(data) + 1):
                match = compiled.search(data, start, stop)
                wanted = [match.span(n) for n in range(groups + 1)] if match else [(-1, -1)] * (groups + 1)
                assert find(data, start, stop) == wanted


def test_borders_of_a_search_are_no_borders_of_words() -> None:
    find, _ = finder(r"\bab\b")
    assert find(b"xab", 1, 3) == find(b"abx", 0, 2) == [(-1, -1)]
    assert find(b" ab ", 1, 3) == [(1, 3)]


def test_a_pattern_that_re2_cannot_read_is_an_error_of_its_package() -> None:
    with pytest.raises(re2.error):
        finder("(")
