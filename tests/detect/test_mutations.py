"""Values in disguise: what is promised of them holds for a sample here, and for thousands in `make soak`."""

from __future__ import annotations

import pytest

from . import mutations
from .mutations import DISGUISES, PROMISED, VALUES, printed, rates, share


@pytest.mark.req("B2")
def test_odd_characters_and_separators_hide_next_to_no_value() -> None:
    table = rates(12)
    for disguise in PROMISED:
        assert share(table[disguise].values()) >= 0.99, disguise


def test_every_disguise_is_tried_and_most_values_in_it_are_caught() -> None:
    table = rates(6)
    assert list(table) == list(DISGUISES)
    assert all(share(row.values()) > 0.6 for row in table.values())


def test_values_are_caught_when_nothing_hides_them() -> None:
    for category in VALUES:
        ((_, known),) = rates(6, [category])["percent-encoded"].values()
        assert known >= 5, category


@pytest.mark.soak
@pytest.mark.req("B2")
def test_a_thousand_values_of_each_category_in_each_disguise(capsys: pytest.CaptureFixture[str]) -> None:
    table = rates(1_000)
    with capsys.disabled():
        print(f"\n{printed(table)}")
    for disguise in PROMISED:
        assert share(table[disguise].values()) >= 0.99, disguise


def test_the_table_names_what_is_caught_least() -> None:
    table = {"upside down": {"email": (3, 4), "card": (4, 4)}}
    assert printed(table).splitlines()[-1] == "| upside down | 87.5% | `email` 75.0% |"
    assert mutations.share([]) == 1.0
