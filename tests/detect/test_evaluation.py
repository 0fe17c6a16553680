"""The figures of an evaluation, against counts made by hand."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.detect.evaluation import (
    CONLL,
    PRESIDIO,
    Comparison,
    Document,
    Gold,
    Mapping,
    Rate,
    Row,
    checked_identifiers,
    compare,
    format_of,
    rates,
    read_documents,
    read_mapping,
)
from isthmus.detect.evaluation.counting import MEASURES
from isthmus.detect.evaluation.figures import wilson
from isthmus.domain.content import Span
from isthmus.domain.errors import SettingsError

NAME, PLACE, PROFESSION = "personal.name", "quasi.place", "quasi.profession"
TABLE = Mapping(
    labels={"PERSON": (NAME,), "PLACE": (PLACE, "personal.address"), "TITLE": ()}, unannotated=(PROFESSION,)
)


def document(text: str, *gold: tuple[int, int, str], group: str = "") -> Document:
    return Document(text, tuple(Gold(*g) for g in gold), group or text)


def span(start: int, end: int, category: str = NAME) -> Span:
    return Span(start, end, category, 0.9)


def compared(*pairs: tuple[Document, list[Span]], mapping: Mapping = TABLE, examples: int = 0) -> Comparison:
    return compare([d for d, _ in pairs], [found for _, found in pairs], mapping, examples=examples)


def row(comparison: Comparison, measure: str, name: str = "all") -> Row:
    return next(r for r in rates(comparison, measure) if r.name == name)


def values(row: Row) -> tuple[float | None, float | None]:
    return row.precision and row.precision.value, row.recall and row.recall.value


# -- counting ---------------------------------------------------------------------------------------------------

DR_ADA = document("Dr. Ada Byron of Ockham", (0, 3, "TITLE"), (4, 13, "PERSON"), (17, 23, "PLACE"))
"""Nine characters of a person, six of a place."""


def test_characters_are_counted_one_by_one() -> None:
    comparison = compared((DR_ADA, [span(4, 7), span(14, 23, PLACE)]))  # "Ada", "of Ockham"
    assert values(row(comparison, "character")) == (9 / 12, 9 / 15)
    assert values(row(comparison, "character", "PERSON")) == (1.0, 3 / 9)
    assert values(row(comparison, "character", "PLACE")) == (6 / 9, 1.0)


def test_f2_weighs_recall_twice() -> None:
    comparison = compared((DR_ADA, [span(4, 7), span(14, 23, PLACE)]))
    f2 = row(comparison, "character").f2
    assert f2
    assert f2.value == pytest.approx(5 * 0.75 * 0.6 / (4 * 0.75 + 0.6))


def test_spans_count_when_they_touch_or_when_they_agree() -> None:
    comparison = compared((DR_ADA, [span(4, 7), span(17, 23, PLACE), span(14, 16)]))
    assert values(row(comparison, "overlap")) == (2 / 3, 1.0)
    assert values(row(comparison, "exact")) == (1 / 3, 1 / 2)


def test_a_wrong_category_is_missed_and_wrong_but_covered() -> None:
    comparison = compared((DR_ADA, [span(4, 13, PLACE)]))
    assert values(row(comparison, "character")) == (0.0, 0.0)
    assert values(row(comparison, "covered")) == (1.0, 9 / 15)
    assert comparison.outcomes["PERSON"] == {PLACE: 1}
    assert values(row(comparison, "character", "PLACE")) == (0.0, 0.0)


def test_each_accepted_category_is_right() -> None:
    comparison = compared((DR_ADA, [span(17, 23, "personal.address")]))
    assert values(row(comparison, "character", "PLACE")) == (1.0, 1.0)


def test_what_touches_only_a_left_out_label_is_neither_right_nor_wrong() -> None:
    comparison = compared((DR_ADA, [span(0, 3)]))
    for measure in MEASURES:
        assert values(row(comparison, measure)) == (None, 0.0)
    assert not comparison.stray


def test_a_left_out_label_at_the_edge_of_a_finding_does_not_count_against_it() -> None:
    comparison = compared((DR_ADA, [span(0, 13)]))  # "Dr. Ada Byron"
    assert values(row(comparison, "exact", "PERSON")) == (1.0, 1.0)
    assert values(row(comparison, "character", "PERSON")) == (9 / 10, 1.0)  # the blank between them was taken too


def test_a_finding_where_nothing_is_marked_is_wrong_unless_the_data_does_not_mark_its_category() -> None:
    comparison = compared((DR_ADA, [span(14, 16, "secret.token"), span(14, 16, PROFESSION)]))
    assert comparison.stray == {"secret.token": 1}
    assert comparison.unannotated == {PROFESSION: 1}
    assert values(row(comparison, "exact")) == (0.0, 0.0)
    assert row(comparison, "exact").found == 1
    assert row(comparison, "exact", "secret.token").found == 1


def test_an_unmarked_category_on_a_marked_value_is_still_wrong() -> None:
    comparison = compared((DR_ADA, [span(4, 13, PROFESSION)]))
    assert values(row(comparison, "overlap")) == (0.0, 0.0)
    assert comparison.outcomes["PERSON"] == {PROFESSION: 1}


def test_what_became_of_a_gold_span_is_told() -> None:
    cases = {
        "exactly": [span(4, 13)], "and more": [span(4, 16)], "in part": [span(8, 13)], "missed": [],
        PLACE: [span(4, 8), span(4, 13, PLACE)][1:],
    }  # fmt: skip
    for outcome, found in cases.items():
        assert compared((DR_ADA, found)).outcomes["PERSON"] == {outcome: 1}


def test_a_span_taken_for_two_things_was_taken_for_the_larger() -> None:
    found = [span(4, 7, "secret.token"), span(8, 13, PLACE)]  # "Ada", "Byron"
    assert compared((DR_ADA, found)).outcomes["PERSON"] == {PLACE: 1}


def test_examples_are_kept_only_when_they_are_asked_for() -> None:
    assert not compared((DR_ADA, [])).examples
    assert compared((DR_ADA, []), (DR_ADA, []), examples=1).examples["PERSON", "missed"] == [
        "Dr. [Ada Byron] of Ockham"
    ]


def test_an_unknown_label_is_refused_and_a_category_stands_for_itself() -> None:
    with pytest.raises(SettingsError, match="PET"):
        compared((document("Rex", (0, 3, "PET")), []))
    comparison = compared((document("Rex", (0, 3, "custom.pet")), [span(0, 3, "custom.pet")]))
    assert values(row(comparison, "exact")) == (1.0, 1.0)


# -- intervals --------------------------------------------------------------------------------------------------


def test_wilsons_interval_is_the_published_one() -> None:
    """Newcombe, 1998: 81 of 263 gives 0.2553 to 0.3662; 0 of 20 gives 0 to 0.1611."""
    made = wilson(81 / 263, 263)
    assert (round(made.low, 4), round(made.high, 4)) == (0.2553, 0.3662)
    assert (round(wilson(0.0, 20).low, 4), round(wilson(0.0, 20).high, 4)) == (0.0, 0.1611)


def test_values_of_one_template_are_not_as_good_as_independent_ones() -> None:
    def recall(groups: int) -> Rate:
        texts = [document("Ada", (0, 3, "PERSON"), group=str(n % groups)) for n in range(400)]
        found = [[span(0, 3)] if n % groups < groups // 2 else [] for n in range(400)]
        rate = rates(compare(texts, found, TABLE), "exact")[0].recall
        assert rate
        return rate

    assert recall(400).value == recall(4).value == 0.5
    assert recall(4).high - recall(4).low > 3 * (recall(400).high - recall(400).low)


def test_four_templates_that_stand_or_fall_whole_are_worth_three_observations() -> None:
    """By hand: without a found one the rate is 1/3, without a missed one 2/3; the variance is 3/4 · 4 · (1/6)² = 1/12,
    which a share of one half has at n = 3."""
    texts = [document("Ada", (0, 3, "PERSON"), group=str(n % 4)) for n in range(40)]
    found = [[span(0, 3)] if n % 4 < 2 else [] for n in range(40)]
    recall = rates(compare(texts, found, TABLE), "exact")[0].recall
    assert recall
    assert (recall.low, recall.high) == pytest.approx((wilson(0.5, 3).low, wilson(0.5, 3).high))


@pytest.mark.parametrize("groups", [1, 4])
def test_where_all_agree_every_text_is_one_observation(groups: int) -> None:
    texts = [document("Ada", (0, 3, "PERSON"), group=str(n % groups)) for n in range(40)]
    for row in rates(compare(texts, [[span(0, 3)]] * 40, TABLE), "character"):
        assert row.recall == wilson(1.0, 40)


def test_independent_texts_give_the_plain_interval() -> None:
    texts = [document(f"Ada{n}", (0, 3, "PERSON")) for n in range(200)]
    found = [[span(0, 3)] if n < 50 else [] for n in range(200)]
    recall = rates(compare(texts, found, TABLE), "exact")[0].recall
    plain = wilson(0.25, 200)
    assert recall
    assert recall.low == pytest.approx(plain.low, abs=0.001)
    assert recall.high == pytest.approx(plain.high, abs=0.001)


CATEGORIES = (NAME, PLACE, "personal.address", PROFESSION, "secret.token")


@st.composite
def documents(draw: st.DrawFn) -> tuple[Document, list[Span]]:
    text = draw(st.text(alphabet="abc ", min_size=12, max_size=40))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=8)))
    labels = draw(st.lists(st.sampled_from(["PERSON", "PLACE", "TITLE", ""]), min_size=len(cuts) - 1))
    gold = [Gold(a, b, label) for (a, b), label in zip(pairwise(cuts), labels, strict=False) if label]
    marks = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=8)))
    found = [
        span(a, b, draw(st.sampled_from(CATEGORIES)))
        for a, b in pairwise(marks)
        if draw(st.booleans())
    ]
    return Document(text, tuple(gold), draw(st.sampled_from("xyz"))), found


def everything(comparison: Comparison) -> list[Row]:
    return [r for measure in MEASURES for r in rates(comparison, measure)]


@given(st.lists(documents(), max_size=8))
def test_every_rate_is_a_share_and_its_interval_holds_it(pairs: list[tuple[Document, list[Span]]]) -> None:
    for made in everything(compared(*pairs)):
        for rate in (made.precision, made.recall, made.f2):
            assert rate is None or 0 <= rate.low <= rate.value <= rate.high <= 1


@given(st.lists(documents(), max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_texts_and_findings_does_not_matter(
    pairs: list[tuple[Document, list[Span]]], random: Random
) -> None:
    shuffled = [(d, random.sample(found, len(found))) for d, found in random.sample(pairs, len(pairs))]

    def rounded(comparison: Comparison) -> dict[tuple[str, int, int], list[float]]:
        return {
            (r.name, r.gold, r.found): [
                round(x, 9) for rate in (r.precision, r.recall, r.f2) if rate for x in (rate.value, rate.low, rate.high)
            ]
            for r in everything(comparison)
        }

    assert rounded(compared(*pairs)) == rounded(compared(*shuffled))


@given(st.lists(documents(), min_size=1, max_size=8))
def test_perfect_findings_score_one_and_none_score_nothing(pairs: list[tuple[Document, list[Span]]]) -> None:
    texts = [d for d, _ in pairs]
    perfect = [[span(g.start, g.end, TABLE.labels[g.label][0]) for g in d.gold if TABLE.labels[g.label]] for d in texts]
    for made in everything(compare(texts, perfect, TABLE)):
        assert {rate.value for rate in (made.precision, made.recall, made.f2) if rate} <= {1.0}
    for made in everything(compare(texts, [[] for _ in texts], TABLE)):
        assert made.precision is None
        assert {rate.value for rate in (made.recall, made.f2) if rate} <= {0.0}


@given(st.lists(documents(), max_size=6))
def test_covering_more_never_lowers_recall(pairs: list[tuple[Document, list[Span]]]) -> None:
    fewer = compare([d for d, _ in pairs], [found[:1] for _, found in pairs], TABLE)
    more = compared(*pairs)
    for measure in MEASURES:
        for a, b in zip(rates(fewer, measure)[:1], rates(more, measure)[:1], strict=True):
            assert a.recall is None or b.recall is None or a.recall.value <= b.recall.value


# -- identifiers ------------------------------------------------------------------------------------------------


def test_only_identifiers_whose_check_digits_hold_are_asked_for() -> None:
    good, bad = "4111 1111 1111 1111", "4111 1111 1111 1112"
    texts = [
        document(good, (0, len(good), "CREDIT_CARD")),
        document(bad, (0, len(bad), "CREDIT_CARD")),
        document("DE89 3704 0044 0532 0130 00", (0, 27, "IBAN_CODE")),
        document("078-05-1120", (0, 11, "US_SSN")),  # never given out
        document("Ada", (0, 3, "PERSON")),
    ]
    found = [[span(0, len(good), "financial.card")], [], [span(0, 20, "financial.iban")], [], []]
    made = checked_identifiers(texts, found, PRESIDIO)
    assert [(i.label, i.gold, i.valid, i.found) for i in made] == [
        ("CREDIT_CARD", 2, 1, 1), ("IBAN_CODE", 1, 1, 0), ("US_SSN", 1, 0, 0),
    ]  # fmt: skip


def test_an_identifier_taken_for_something_else_is_not_found() -> None:
    texts = [document("4111111111111111", (0, 16, "CREDIT_CARD"))]
    (made,) = checked_identifiers(texts, [[span(0, 16, "personal.phone")]], PRESIDIO)
    assert made.found == 0


def test_an_identifier_found_in_two_pieces_is_found() -> None:
    texts = [document("4111 1111 1111 1111", (0, 19, "CREDIT_CARD"))]
    found = [[span(0, 9, "financial.card"), span(10, 19, "financial.card")]]
    (made,) = checked_identifiers(texts, found, PRESIDIO)
    assert made.found == 1


# -- reading ----------------------------------------------------------------------------------------------------


def test_presidios_json_is_read_with_its_templates_as_groups() -> None:
    said = [
        {
            "full_text": "Ada is here", "template_id": 7,
            "spans": [{"entity_type": "PERSON", "entity_value": "Ada", "start_position": 0, "end_position": 3}],
        }
    ]  # fmt: skip
    content = json.dumps(said)
    assert format_of(content, "x.json") == "presidio"
    assert read_documents(content, "presidio", "x") == [Document("Ada is here", (Gold(0, 3, "PERSON"),), "7")]


def test_json_lines_are_read_with_spans_as_objects_or_lists() -> None:
    content = (
        '{"text": "Ada", "spans": [{"start": 0, "end": 3, "label": "PERSON"}]}\n\n{"text": "B", "spans": [[0, 1, "X"]]}'
    )
    assert format_of(content, "x.jsonl") == "jsonl"
    first, second = read_documents(content, "jsonl", "x")
    assert (first.gold, second.gold) == ((Gold(0, 3, "PERSON"),), (Gold(0, 1, "X"),))
    assert first.group != second.group


CONLL_TEXT = """-DOCSTART- -X- O O

The DT O
Mad NNP I-ORG
Capsule NNP I-ORG
( ( O
Mr NNP O
. . O
Ada NNP I-PER
Byron NNP I-PER
) ) O
Rome NNP I-LOC
Milan NNP B-LOC

@ X B-PER
ada X B-PER
hi X O
"""


def test_conll_columns_become_sentences_as_they_would_be_written() -> None:
    assert format_of(CONLL_TEXT, "x.txt") == "conll"
    first, second = read_documents(CONLL_TEXT, "conll", "x")
    assert first.text == "The Mad Capsule (Mr. Ada Byron) Rome Milan"
    assert [(first.text[g.start : g.end], g.label) for g in first.gold] == [
        ("Mad Capsule", "ORG"), ("Ada Byron", "PER"), ("Rome", "LOC"), ("Milan", "LOC"),
    ]  # fmt: skip
    assert second.text == "@ada hi"
    assert second.gold == (Gold(0, 4, "PER"),)
    assert first.group == second.group


def test_tabs_part_columns_and_quotations_close() -> None:
    (made,) = read_documents('He\tO\nsaid\tO\n"\tO\nHi\tO\n"\tO\nto\tO\nAda\tB-person\n', "conll", "x")
    assert made.text == 'He said "Hi" to Ada'
    assert made.gold == (Gold(16, 19, "person"),)


BAD = {
    "presidio": ["{", "{}", "[3]", '[{"full_text": "a"}]', '[{"full_text": "a", "spans": [{"start": 0}]}]',
                 '[{"text": "ab", "spans": [[0, 3, "X"]]}]', '[{"text": "ab", "spans": [[0, 2, "X"], [1, 2, "Y"]]}]',
                 '[{"text": "ab", "spans": [[true, 2, "X"]]}]'],
    "jsonl": ["{", "[]", '{"text": 1, "spans": []}'],
    "conll": ["secretword", "secretword X\n", "a O\nsecretword B_PER\n"],
}  # fmt: skip


@pytest.mark.parametrize(("form", "content"), [(form, content) for form, listed in BAD.items() for content in listed])
def test_what_cannot_be_read_is_told_by_place_and_without_content(form: str, content: str) -> None:
    with pytest.raises(SettingsError) as wrong:
        read_documents(content, form, "data.x")
    assert "data.x" in wrong.value.message
    assert "secretword" not in wrong.value.message


def test_a_note_beside_the_data_has_no_format() -> None:
    assert format_of("Source: somewhere\nLicence: CC BY\n", "NOTICE.txt") == ""


# -- the table --------------------------------------------------------------------------------------------------


def test_a_mapping_is_read_and_a_misspelt_key_refused() -> None:
    made = read_mapping({"labels": {"X": ["custom.x"], "Y": []}, "unannotated": ["quasi.*"]})
    assert made.accepts("X", "custom.x")
    assert made.left_out("Y")
    assert not made.marks("quasi.date")
    for wrong in ({"label": {}}, {"labels": {"X": "custom.x"}}, [], None):
        with pytest.raises(SettingsError):
            read_mapping(wrong)


def test_people_places_and_organisations_alone_are_marked_in_conll_data() -> None:
    assert CONLL.marks(NAME)
    assert not CONLL.marks("personal.phone")
    assert PRESIDIO.marks("secret.token")
    assert PRESIDIO.marks("quasi.date")
    assert not PRESIDIO.marks(PROFESSION)


def test_the_page_shows_the_table_as_it_is() -> None:
    page = (Path(__file__).parents[2] / "docs" / "detect-eval.md").read_text(encoding="utf-8")
    rows = page.partition("| label | accepted |")[2].partition("\n\n")[0].strip().splitlines()[1:]
    shown = {}
    for line in rows:
        labels, accepted = (re.findall(r"`([^`]+)`", cell) for cell in line.strip("|").split("|"))
        shown.update({label: tuple(accepted) for label in labels})
    assert shown == {**PRESIDIO.labels, **CONLL.labels}


def test_a_wrong_finding_counts_in_the_row_of_the_label_that_it_usually_is() -> None:
    assert PRESIDIO.row_of("quasi.place", ["ADDRESS", "LOCATION"]) == "LOCATION"
    assert PRESIDIO.row_of("personal.address", ["ADDRESS", "LOCATION"]) == "ADDRESS"
    assert PRESIDIO.row_of("personal.address", ["LOCATION"]) == "LOCATION"
    assert PRESIDIO.row_of("secret.token", ["LOCATION"]) == "secret.token"
