from __future__ import annotations

import pytest

from isthmus.domain.labels import Level
from isthmus.domain.places import Facts, Zone
from isthmus.domain.records import Contract, Crossing
from isthmus.synthesis import crossed_header


def crossing(zone: str, level: Level, disguised: tuple[str, ...] = ()) -> Crossing:
    contract = Contract(
        {"level": level.word, "categories": []}, "p", {}, {}, {}, {}, {"disguised": list(disguised)}, "", "error"
    )
    return Crossing("c", "r", "m", "d", contract, Facts(Zone(zone), level), "t")


@pytest.mark.req("B11")
def test_the_caller_reads_which_zones_saw_what_and_how_it_was_disguised() -> None:
    assert crossed_header(()) == "none"
    once = crossing("eu", Level.CONFIDENTIAL, ("personal.email", "personal.phone"))
    assert crossed_header((once,)) == "eu;level=confidential;disguised=personal.email+personal.phone"
    assert crossed_header((once, once, crossing("us", Level.PUBLIC))) == (
        "eu;level=confidential;disguised=personal.email+personal.phone, us;level=public"
    )
