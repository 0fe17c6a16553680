"""Events that hold no more than their text are read."""

from __future__ import annotations

from isthmus.domain.events import Delta
from isthmus.wire import openai


def test_an_event_without_index_id_and_model_is_of_the_first_choice() -> None:
    (event,) = openai.chunk(b'{"choices":[{"delta":{"content":"x"}}]}')
    assert isinstance(event, Delta)
    assert (event.choice, event.text) == (0, "x")
