"""Ordinary text full of numbers is not taken for values in disguise, nor read twice where that can be helped."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.detect import Detector, built_in, encoded, separated

from .ordinary import samples

ALL = Detector(built_in())
SAMPLES = {name: text for name, text in samples().items() if not name.startswith("technical")}


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_is_found_in_ordinary_text(name: str) -> None:
    scan = ALL.scan([SAMPLES[name]])
    assert (scan.findings, scan.complete) == ((), True)


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-12T10:15:33.412Z processed 1532 rows in 0.482 s",
        "costs of 9,870,300 and 48,213.50 euros, 0.398112 each",
        "| north | 21535 | 16199 | 80867 | 7.4 % |\n| south | 31313 | 73551 | 2128 | 4.3 % |",
        "12.50,13.75,4711\n12.51,13.76,4712",
        "commit 3b18e512dba79e4c8300dd08aeb37f8e728b8dad\nMerge: 4ed2f1a 7c3e9b0",
        "id 7f3c2b1a-9d8e-4c6b-a5f4-0e1d2c3b4a59\n2024-03-12 next line",
        "[100, 200, 400, 800]",
        "Chrome/122.0.0.0 on port 9100:9100",
        "order 4711-0815 of Invoice 2024-004711, seen from 2019-2024",
        "52.520008 and 13.404954, 1234.5678 in all",
    ],
)
def test_dates_amounts_tables_and_hashes_have_no_other_reading(text: str) -> None:
    assert separated.joined(text, frozenset(separated.HINTS)) is None


@pytest.mark.parametrize(
    "text",
    [
        "shippingMethodCode, preferredCarrierName and self._max_connections",
        "/usr/lib/python3.11/asyncio/base_events.py, x86_64-unknown-linux-gnu",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ],
)
def test_names_paths_and_hashes_say_nothing(text: str) -> None:
    assert encoded.decoded(text, frozenset(encoded.HINTS)) is None


@given(st.integers(0, 3), st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=9))
def test_a_value_in_base64_is_told_whatever_stands_before_it(letters: int, before: str) -> None:
    code = base64.b64encode(f"{before} alice@example.com".encode()).decode()
    view = encoded.decoded("/" * letters + code, frozenset(encoded.HINTS))
    assert view is not None
    assert "alice@example.com" in view.text


def test_a_telephone_number_beside_a_word_is_found_behind_many_that_are_not() -> None:
    text = "12 3456 7890 and " * 20 + "her phone is 12 3456 7890"
    assert [text[f.start : f.end] for f in ALL.scan([text]).findings] == ["12 3456 7890"]
