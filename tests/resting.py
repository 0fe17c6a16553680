"""How often long work lets others go on."""

from __future__ import annotations

import sys
from collections.abc import Callable

from isthmus.domain.lots import taken_aside


def rests(work: Callable[[], object]) -> int:
    """How often Python's own code began meanwhile, which is where others may go on, as in a thread of its own."""
    counted = [0]

    def noted(_frame: object, event: str, _arg: object) -> None:
        counted[0] += event == "call"

    taken_aside(True)
    sys.setprofile(noted)
    try:
        work()
    finally:
        sys.setprofile(None)
        taken_aside(False)
    return counted[0]
