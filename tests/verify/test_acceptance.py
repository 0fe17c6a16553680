from __future__ import annotations

import pytest

from isthmus.domain.events import Begin
from isthmus.domain.plans import Accept
from isthmus.verify import judge


@pytest.mark.parametrize(
    ("conditions", "begin", "accepted"),
    [
        (Accept(), Begin("m"), True),
        (Accept(confidence=0.8), Begin("m", 0.8), True),
        (Accept(confidence=0.8), Begin("m", 0.79), False),
        (Accept(confidence=0.8), Begin("m"), False),
        (Accept(rule=True), Begin("m", 1.0, "opening-hours"), True),
        (Accept(rule=True), Begin("m", 1.0), False),
        (Accept(confidence=0.5, rule=True), Begin("m", 0.4, "r"), False),
    ],
)
def test_an_answer_is_accepted_when_every_condition_of_its_step_holds(
    conditions: Accept, begin: Begin, accepted: bool
) -> None:
    judgement = judge(conditions, begin)
    assert judgement.accepted is accepted
    assert judgement.why
