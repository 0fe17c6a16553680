"""Whether an answer is good enough: accepted, or on to the next model of the plan. A refusal is an answer."""

from isthmus.verify.acceptance import ACCEPTED, Judgement, judge

__all__ = ["ACCEPTED", "Judgement", "judge"]
