"""What people say of secrets and numbers without telling one stays as it is."""

from __future__ import annotations

import pytest

from isthmus.detect import Detector, built_in

from .harmless import HARMLESS

ALL = Detector(built_in())


@pytest.mark.parametrize("text", HARMLESS)
def test_a_sentence_that_tells_no_secret_and_no_number_stays_as_it_is(text: str) -> None:
    assert ALL.scan([text]).findings == ()


def test_there_are_sentences_enough() -> None:
    assert len(set(HARMLESS)) >= 150
