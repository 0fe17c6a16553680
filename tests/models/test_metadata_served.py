"""What a template says of `metadata` is what the request said, through the gateway and as text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from gateway import Gateway, said

from isthmus.models.templates import LONGEST_VALUE

RULES = """
rules:
  - id: where
    pattern: '(?i)where is order (?P<number>[0-9]+)'
    answers:
      - "{{ metadata.first_name }}, order {{ number }} is on its way."
      - "Order {{ number }} is on its way."
  - {id: hello, exact: hello, answer: "Hello {{ metadata.name | default('you') }}."}
  - {id: tier, exact: my tier, answer: "{% if metadata.tier == 'gold' %}Gold.{% else %}None.{% endif %}"}
  - {id: strict, exact: my name, answer: "{{ metadata.name }}"}
"""


@pytest.fixture
def desk(build: Callable[..., Gateway]) -> Gateway:
    return build(rules=RULES)


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize(
    ("question", "metadata", "answer"),
    [
        ("Where is order 42?", {"first_name": "Ada"}, "Ada, order 42 is on its way."),
        ("Where is order 42?", {"last_name": "L"}, "Order 42 is on its way."),
        ("Where is order 42?", None, "Order 42 is on its way."),
        ("hello", {"name": "Ada"}, "Hello Ada."),
        ("hello", {}, "Hello you."),
        ("my tier", {"tier": "gold"}, "Gold."),
        ("my name", {"name": "<b>&amp; \N{SNOWMAN}"}, "<b>&amp; \N{SNOWMAN}"),
        ("my name", {}, "Please ask something else."),
        ("my name", {"name": "x" * (LONGEST_VALUE + 1)}, "Please ask something else."),
        ("my name", {"name": " "}, "Please ask something else."),
    ],
)
def test_a_template_is_filled_with_what_the_requests_metadata_says(
    desk: Gateway, question: str, metadata: dict[str, str] | None, answer: str, streamed: bool
) -> None:
    fields = {} if metadata is None else {"metadata": metadata}
    assert said(desk.chat(question, "local", stream=streamed, **fields)[2]) == answer


@pytest.mark.parametrize(
    "value",
    ["{{ 7 * 7 }}", "{{ metadata }}", "{% for x in metadata %}{{ x }}{% endfor %}", "{{ ''.__class__.__mro__ }}", "{#",
     "${7*7}", "{% raw %}", "%s", "{0.__class__}"],
)  # fmt: skip
def test_a_value_is_text_and_never_a_template(desk: Gateway, value: str) -> None:
    assert said(desk.chat("my name", "local", metadata={"name": value})[2]) == value
    assert said(desk.chat("hello", "local", metadata={value: "x", "name": value})[2]) == f"Hello {value}."


def test_what_metadata_says_stays_with_the_local_answer(desk: Gateway) -> None:
    desk.chat("my name", "local", metadata={"name": "Ada"})
    assert "Ada" not in desk.log.getvalue()
    assert not desk.sandbox.seen()
