"""Long word lists find what short ones do, at exact offsets, however long they are."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from isthmus.detect import Detector, PatternRecogniser, built_in, word_list_recogniser
from isthmus.detect.words import WordListRecogniser
from isthmus.domain.content import Recogniser

SYLLABLES = "ka lo mi ra ten dor vel sha pri gol bun est ari non que fal con her ron blu ice sto ne win d mon".split()


def long_list(count: int = 100_000) -> list[str]:
    draw = random.Random(7)

    def word() -> str:
        return "".join(draw.choices(SYLLABLES, k=draw.randint(2, 4)))

    return [" ".join(word() for _ in range(draw.randint(1, 3))) for _ in range(count)]


LONG = WordListRecogniser("long", "custom.long", [*long_list(), "Blue Heron", "Straße des Südens", "計画", "C++ (new)"])


def values(recogniser: Recogniser, text: str) -> list[str]:
    return [text[span.start : span.end] for span in recogniser.find(text)]


def test_a_long_list_finds_whole_words_and_phrases_with_any_white_space_and_letter_case() -> None:
    text = "İ: BLUE\n\u2003heron, blue herons, (Blue Heron) STRASSE  des südens! 計画 計画s C++ (new)"
    assert values(LONG, text) == [
        "BLUE\n\u2003heron", "Blue Heron", "STRASSE  des südens", "計画", "C++ (new)",
    ]  # fmt: skip


def test_a_short_list_is_a_pattern_and_a_long_one_an_automaton() -> None:
    words = [f"codename {n:05d} kestrel" for n in range(1_000)]
    assert isinstance(word_list_recogniser("w", "custom.w", words[:100]), PatternRecogniser)
    assert isinstance(word_list_recogniser("w", "custom.w", words), WordListRecogniser)


words = st.text(alphabet="abAB ßİſ_-.1é\n\t", min_size=1, max_size=5).filter(lambda w: w.split() != [])
texts = st.text(alphabet="abAB ßİſ_-.1é\n\t\x00", max_size=24)


@given(st.lists(words, min_size=1, max_size=6), texts)
@example(["a b", "b a"], "xa b a")
@example(["ss", "s"], "ß ẞ ſ")
@example(["1"], "İ1")
def test_it_agrees_with_looking_at_every_place_for_every_word(listed: list[str], text: str) -> None:
    row = WordListRecogniser("w", "custom.w", listed)
    phrases = {" ".join(word.casefold().split()) for word in listed}

    def whole(start: int, end: int) -> bool:
        edges = text[start - 1 : start] + text[end : end + 1]
        inside = text[start:end]
        return (
            " ".join(inside.casefold().split()) in phrases
            and inside == inside.strip()
            and not any(c.isalnum() or c == "_" for c in edges)
        )

    expected, at = [], 0
    while at < len(text):
        ends = [end for end in range(len(text), at, -1) if whole(at, end)]
        if ends:
            expected.append((at, ends[0]))
        at = ends[0] if ends else at + 1
    assert [(span.start, span.end) for span in row.find(text)] == expected


@given(st.lists(texts, max_size=5))
def test_all_texts_together_are_each_alone(many: list[str]) -> None:
    row = WordListRecogniser("w", "custom.w", ["a b", "a", "ß", "b-a"])
    assert list(row.find_all(many)) == [row.find(text) for text in many]


def test_letter_case_counts_when_told_so() -> None:
    row = WordListRecogniser("w", "custom.w", ["Falcon", "Blue  Heron"], ignore_case=False)
    assert values(row, "falcon Falcon FALCON Blue Heron blue heron") == ["Falcon", "Blue Heron"]


def test_a_lone_surrogate_hides_nothing_beside_it() -> None:
    assert values(LONG, "\ud800 blue heron \udc00") == ["blue heron"]


def test_beside_the_built_in_recognisers_a_long_list_is_one_more() -> None:
    detector = Detector([LONG, *built_in()])
    text = "Blue Heron is run by alice@example.com"
    found = [(f.recogniser, text[f.start : f.end]) for f in detector.scan([text]).findings]
    assert found == [("long", "Blue Heron"), ("email", "alice@example.com")]


def test_the_digest_of_a_list_changes_with_its_words_and_not_with_their_order() -> None:
    first, same, other = (WordListRecogniser("w", "custom.w", w) for w in (["a", "B"], ["b", "A"], ["a", "c"]))
    assert first.version == same.version != other.version


@pytest.mark.parametrize("text", ["blue " * 100_000, "ka" * 200_000, " " * 500_000])
def test_a_hostile_text_is_read_to_its_end(text: str) -> None:
    assert values(LONG, f"{text} Blue Heron")[-1] == "Blue Heron"
