"""Two worlds that differ in their secrets alone look the same from every side."""

from __future__ import annotations

from pathlib import Path

import pytest

from .pairs import differences
from .values import detector

SAMPLE = [*range(24)]
CAMPAIGN, BATCH = 2_000, 50


@pytest.mark.req("B2")
def test_nothing_tells_two_worlds_with_other_secrets_apart(tmp_path: Path) -> None:
    assert differences(tmp_path, SAMPLE, detector()) == []


@pytest.mark.soak
@pytest.mark.parametrize("start", range(0, CAMPAIGN, BATCH))
def test_nothing_tells_two_worlds_apart_in_the_whole_campaign(tmp_path: Path, start: int) -> None:
    assert differences(tmp_path, range(start, start + BATCH), detector()) == []
