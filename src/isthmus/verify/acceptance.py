"""The conditions that a step of a plan lays on its answer."""

from __future__ import annotations

import msgspec

from isthmus.domain.events import Begin
from isthmus.domain.plans import Accept


class Judgement(msgspec.Struct, frozen=True):
    accepted: bool
    why: str


ACCEPTED = Judgement(True, "no condition")


def judge(conditions: Accept, begin: Begin) -> Judgement:
    """Judges what is known when an answer begins: its confidence and the rule behind it."""
    if conditions.rule and not begin.rule:
        return Judgement(False, "no rule matched")
    if conditions.confidence > 0.0:
        if begin.confidence is None:
            return Judgement(False, "the model gives no confidence")
        enough = begin.confidence >= conditions.confidence
        sign = "≥" if enough else "<"
        return Judgement(enough, f"confidence {begin.confidence:.3f} {sign} {conditions.confidence:g}")
    return ACCEPTED
