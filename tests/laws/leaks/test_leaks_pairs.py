"""Two worlds that differ in their secrets alone look the same from every side."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conversations import Conversation
from .pairs import Roles, differences
from .values import detector

ONCE = [266, 504, 663, 733]
"""Told apart once: by a number inside a card, by which of two values sorts first, by an escape, by half a place."""
SAMPLE = [*range(24), *ONCE]
CAMPAIGN, BATCH = 2_000, 50


@pytest.mark.req("B2")
def test_nothing_tells_two_worlds_with_other_secrets_apart(tmp_path: Path) -> None:
    assert differences(tmp_path, SAMPLE, detector()) == []


@pytest.mark.soak
@pytest.mark.parametrize("start", range(0, CAMPAIGN, BATCH))
def test_nothing_tells_two_worlds_apart_in_the_whole_campaign(tmp_path: Path, start: int) -> None:
    assert differences(tmp_path, range(start, start + BATCH), detector()) == []


def test_a_secret_that_holds_an_escape_has_its_place_in_both_worlds_as_what_it_says() -> None:
    numbers = set()
    for said, meant in (("mN3vS2%3EaE5r", "mN3vS2>aE5r"), ("z8tS2h%3CqW7d", "z8tS2h<qW7d")):
        roles = Roles()
        roles.learn(Conversation(0, "", turns=(), planted=(), canary="", pieces=((0, "plain", said),)))
        numbers.add(roles.derive(b"", b"SECRET\0" + meant.encode()))
    assert len(numbers) == 1
