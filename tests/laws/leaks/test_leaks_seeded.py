"""A leak made on purpose is seen: each by the test that the table in docs/privacy-tests.md names."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from .conversations import conversation
from .mutants import MUTANTS, Mutant, broken
from .pairs import differences
from .people import named_conversation
from .stage import LINKS, Stage
from .values import detector

MOST = 14
_PAGE = Path(__file__).parents[3] / "docs" / "privacy-tests.md"


def seen_by_scan(folder: Path, mutant: Mutant) -> str:
    """The sink in which the scan of a few conversations first sees it; empty when it sees nothing."""
    linked = mutant.writer == "linked"
    seeds = iter(range(0, MOST * LINKS, LINKS) if linked else range(1, MOST * 3))
    named = mutant.caught == "names"
    write = named_conversation if named else conversation
    with Stage(folder, names=named) as stage:
        while some := list(islice(seeds, 6)):
            for seed in some:
                talk = write(seed, stage.detector, writer="prose" if linked else mutant.writer)
                if slip := next(stage.play(talk), None):
                    return slip.sink
            if slip := next(stage.remains(), None):
                return slip.sink
    return ""


@pytest.mark.req("B2")
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_leak_that_was_made_on_purpose_is_seen(tmp_path: Path, mutant: Mutant) -> None:
    by = detector()
    with broken(mutant):
        if mutant.caught != "pair":
            assert seen_by_scan(tmp_path, mutant)
        else:
            assert differences(tmp_path, [0, 22, 44], by)


def test_the_page_lists_every_leak_that_is_made() -> None:
    page = _PAGE.read_text(encoding="utf-8")
    missing = [m.name for m in MUTANTS if f"| {m.name} | {m.about} | {m.caught} |" not in page]
    assert len(MUTANTS) >= 20
    assert missing == []
