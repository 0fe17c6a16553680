"""How local models read a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.models.text import features, normalise


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("What's THIS?!", "whats this"),
        ("What’s this", "whats this"),
        ("  a\tb\n c ", "a b c"),
        ("Straße", "strasse"),
        ("ﬁre ＡＢＣ ²", "fire abc 2"),
        ("?!", ""),
        ("\ud800", ""),
        ("中文 test", "中文 test"),
    ],
)
def test_only_words_remain_in_one_form(text, plain):
    assert normalise(text) == plain


def test_every_digit_is_a_nought_to_the_classifier():
    assert features("Order LM-20418") == "order lm 00000"


@given(st.text(max_size=100))
def test_reading_twice_changes_nothing_and_the_result_can_be_encoded(text):
    plain = normalise(text)
    plain.encode()
    assert normalise(plain) == plain
