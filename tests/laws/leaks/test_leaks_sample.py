"""No planted value that a recogniser labels gets out, whatever the conversation; and every answer comes back whole."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from .conversations import conversation
from .people import named_conversation
from .stage import Slip, Stage

SAMPLE, CAMPAIGN, BATCH = 150, 10_000, 100
NAMES, NAMES_CAMPAIGN = 72, 2_400
ONCE = [160, 510, 780, 1145]
"""With names only a tool's definition says, and fields called after a town, with a surname and by all of a name."""


def slips_of(folder: Path, seeds: Iterable[int], *, names: bool = False) -> list[Slip]:
    """All slips of these conversations, on one gateway."""
    write = named_conversation if names else conversation
    with Stage(folder, names=names) as stage:
        found = [slip for seed in seeds for slip in stage.play(write(seed, stage.detector))]
        return found + list(stage.remains())


@pytest.mark.req("B2")
@pytest.mark.parametrize("start", range(0, SAMPLE, BATCH // 2))
def test_no_value_gets_out_and_every_answer_comes_back_whole(tmp_path: Path, start: int) -> None:
    assert slips_of(tmp_path, range(start, start + BATCH // 2)) == []


@pytest.mark.req("B2")
def test_nobody_who_was_found_once_is_told_of_anywhere(tmp_path: Path) -> None:
    assert slips_of(tmp_path, [*range(NAMES), *ONCE], names=True) == []


@pytest.mark.soak
@pytest.mark.parametrize("start", range(0, NAMES_CAMPAIGN, BATCH))
def test_nobody_is_told_of_in_the_whole_campaign(tmp_path: Path, start: int) -> None:
    assert slips_of(tmp_path, range(start, start + BATCH), names=True) == []


@pytest.mark.soak
@pytest.mark.parametrize("start", range(0, CAMPAIGN, BATCH))
def test_none_of_ten_thousand_conversations_gives_anything_away(tmp_path: Path, start: int) -> None:
    assert slips_of(tmp_path, range(start, start + BATCH)) == []
