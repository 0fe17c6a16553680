"""No planted value that a recogniser labels gets out, whatever the conversation; and every answer comes back whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conversations import conversation
from .stage import Slip, Stage

SAMPLE, CAMPAIGN, BATCH = 150, 10_000, 100


def slips_of(folder: Path, seeds: range) -> list[Slip]:
    """All slips of these conversations, on one gateway."""
    with Stage(folder) as stage:
        found = [slip for seed in seeds for slip in stage.play(conversation(seed, stage.detector))]
        return found + list(stage.remains())


@pytest.mark.req("B2")
@pytest.mark.parametrize("start", range(0, SAMPLE, BATCH // 2))
def test_no_value_gets_out_and_every_answer_comes_back_whole(tmp_path: Path, start: int) -> None:
    assert slips_of(tmp_path, range(start, start + BATCH // 2)) == []


@pytest.mark.soak
@pytest.mark.parametrize("start", range(0, CAMPAIGN, BATCH))
def test_none_of_ten_thousand_conversations_gives_anything_away(tmp_path: Path, start: int) -> None:
    assert slips_of(tmp_path, range(start, start + BATCH)) == []
