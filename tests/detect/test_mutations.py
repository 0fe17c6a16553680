"""Values in disguise: what is promised of them holds for a sample here, and for thousands in `make soak`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import islice
from operator import attrgetter
from random import Random

import pytest

from isthmus.detect import Detector, built_in
from isthmus.detect.built_ins import BUILT_INS

from .disguises import DISGUISES, PROMISED
from .limits import LIMITS, limit_of
from .making import kinds, walk
from .mutations import Campaign, applies, by_category, campaign, caught, printed, share, structured
from .people import CATEGORIES, held_out
from .planted import Told


@cache
def sample() -> Campaign:
    """A value of every row, and sixteen of each category at least, in every disguise."""
    return campaign(16)


def held(made: Campaign) -> Iterator[tuple[str, str, float]]:
    """Disguise, category and the share caught, without the forms that are known to be hidden."""
    table = made.table(lambda tried: "" if limit_of(tried.disguise, tried.row, tried.form) else tried.category)
    for disguise in PROMISED:
        for category, cell in table[disguise].items():
            yield disguise, category, share([cell])


@pytest.mark.req("B2")
def test_odd_characters_and_separators_hide_next_to_no_value_of_any_category() -> None:
    for disguise, category, rate in held(sample()):
        assert rate >= 0.99, (disguise, category)


def test_what_is_known_to_be_hidden_is() -> None:
    why = sample().table(lambda tried: getattr(limit_of(tried.disguise, tried.row, tried.form), "why", ""))
    for limit in LIMITS:
        assert share(why[disguise][limit.why] for disguise in limit.disguises) < 0.99, limit.why


def test_every_row_has_values_that_are_found_when_nothing_hides_them() -> None:
    tried = sample().table(attrgetter("row"))[""]
    assert set(tried) == {row.name for row in BUILT_INS}
    assert share(tried.values()) > 0.99
    assert min(share([cell]) for cell in tried.values()) >= 0.5


def test_every_form_of_a_value_varies() -> None:
    for rows in kinds().values():
        for kind in (kind for forms in rows for kind in forms):
            assert len(set(islice(walk(kind, Random(3)), 8))) > 3, kind


def test_every_disguise_is_tried_and_most_values_in_it_are_caught() -> None:
    table = sample().table()
    assert list(table) == ["", *DISGUISES]
    assert all(share(row.values()) > 0.4 for row in table.values())


def test_the_same_values_are_planted_every_time() -> None:
    assert list(structured(2)) == list(structured(2))


def test_a_value_is_grouped_only_where_people_group_such() -> None:
    of = {what.row: what for what in structured(1)}
    assert [applies("separators", of[row]) for row in ("iban", "in_pan", "aws_access_key", "card_code", "mrz")] == [
        True, True, False, False, False,
    ]  # fmt: skip


@cache
def named_sample() -> Campaign:
    return campaign(24, names=True)


def test_names_are_tried_in_the_same_disguises() -> None:
    pytest.importorskip("onnxruntime")
    table = named_sample().table()
    assert set(DISGUISES) - set(table) == {"spelled-out address"}
    assert set(table[""]) == set(CATEGORIES)
    assert share(table[""].values()) > 0.85
    assert share(table["look-alikes"].values()) > 0.7
    assert share(table["separators"].values()) > 0.5


def test_names_stand_in_sentences_that_training_never_saw() -> None:
    assert len(held_out()) > 40
    assert "{person} [studied|teaches|taught] [law|physics|music] at {org}[ in {city}|]." in held_out()


@pytest.mark.soak
@pytest.mark.req("B2")
def test_a_thousand_values_of_each_category_in_each_disguise(capsys: pytest.CaptureFixture[str]) -> None:
    made = campaign(1_000)
    with capsys.disabled():
        print(f"\n{printed(made.table())}\n\n{by_category(made.table(), PROMISED)}")
    for disguise, category, rate in held(made):
        assert rate >= 0.99, (disguise, category)
    mended = [
        tried for tried, cell in made.counts.items()
        if limit_of(tried.disguise, tried.row, tried.form) and share([cell]) >= 0.99
    ]  # fmt: skip
    assert mended == []


@pytest.mark.soak
def test_a_thousand_names_of_each_kind_in_each_disguise(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("onnxruntime")
    made = campaign(1_000, names=True)
    with capsys.disabled():
        print(f"\n{printed(made.table())}\n\n{by_category(made.table(), PROMISED)}")
    assert share(made.table()[""].values()) > 0.85


def test_a_number_half_covered_is_not_caught() -> None:
    detector = Detector(built_in())
    assert caught(detector, Told(["I am 48 years old"], [(0, 5, 7)]))
    assert not caught(detector, Told(["I am 4/8 years old"], [(0, 5, 8)]))


def test_the_tables_name_what_is_caught_least() -> None:
    table = {"upside down": {"email": (3, 4), "card": (4, 4)}}
    assert printed(table).splitlines()[-1] == "| upside down | 8 | 87.5% | `email` 75.0% |"
    assert by_category(table, ["upside down"]).splitlines()[-2:] == ["| `email` | 75.0% |", "| `card` | 100.0% |"]
    assert share([]) == 1.0
