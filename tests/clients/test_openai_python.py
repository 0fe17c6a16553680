"""The official Python client, unchanged, against a gateway on a real port."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import openai
import pytest
from gateway import POLICY, ROUTES, Gateway
from openai import AsyncOpenAI
from openai.types.chat import ChatCompletion
from pydantic import BaseModel

EMAIL = "alice.liddell@example.org"
IBAN = "DE89370400440532013000"
SAID = f"Write to {EMAIL} about {IBAN}, please."
ASKED: list[Any] = [{"role": "user", "content": SAID}]


def tool(name: str, **properties: str) -> Any:
    parameters = {
        "type": "object", "properties": {n: {"type": t} for n, t in properties.items()}, "required": list(properties),
    }  # fmt: skip
    return {"type": "function", "function": {"name": name, "description": "Does it.", "parameters": parameters}}


REFUND = tool("refund", email="string", iban="string")
NOTIFY = tool("notify", email="string")


class Contact(BaseModel):
    email: str
    iban: str


def keeps_what_is_personal(gateway: Gateway) -> bool:
    return EMAIL.encode() not in gateway.sandbox.raw() and IBAN.encode() not in gateway.sandbox.raw()


# -- answers -----------------------------------------------------------------------------------------------------


@pytest.mark.req("A1", "A5", "B2")
def test_a_whole_answer_is_complete_and_restored(gateway: Gateway) -> None:
    answer = gateway.client().chat.completions.create(model="echo", messages=ASKED)
    assert answer.choices[0].message.content == SAID
    assert answer.choices[0].message.role == "assistant"
    assert (answer.choices[0].finish_reason, answer.choices[0].index) == ("stop", 0)
    assert (answer.object, answer.model) == ("chat.completion", "echo")
    assert answer.id.startswith("chatcmpl-")
    assert answer.created > 1_700_000_000
    assert answer.usage
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens > 0
    assert keeps_what_is_personal(gateway)


@pytest.mark.req("A1", "A5", "B2")
@pytest.mark.parametrize("chunk", [1, 7, 1000])
def test_a_streamed_answer_is_the_whole_one_in_pieces(gateway: Gateway, chunk: int) -> None:
    gateway.sandbox.script({"match": "sandbox-echo", "chunk": chunk, "style": "echo"})
    with gateway.client().chat.completions.create(model="echo", messages=ASKED, stream=True) as stream:
        chunks = list(stream)
    assert "".join(c.choices[0].delta.content or "" for c in chunks) == SAID
    assert chunks[0].choices[0].delta.role == "assistant"
    assert [c.choices[0].finish_reason for c in chunks] == [None] * (len(chunks) - 1) + ["stop"]
    assert len({(c.id, c.created, c.model, c.object) for c in chunks}) == 1
    assert all(c.usage is None for c in chunks)
    assert keeps_what_is_personal(gateway)


def test_usage_is_streamed_when_it_is_asked_for(gateway: Gateway) -> None:
    asked = {"model": "echo", "messages": ASKED}
    whole = gateway.client().chat.completions.create(**asked)
    stream = gateway.client().chat.completions.create(**asked, stream=True, stream_options={"include_usage": True})
    *chunks, last = list(stream)
    assert last.choices == []
    assert last.usage == whole.usage
    assert all(c.usage is None for c in chunks)


@pytest.mark.req("B11")
def test_a_stream_says_at_its_end_what_its_headers_could_not(gateway: Gateway) -> None:
    *_, last = gateway.client().chat.completions.create(model="chat", messages=ASKED, stream=True)
    said = last.model_extra["isthmus"]
    assert said["outcome"] == "answered"
    assert said["cost"] > 0
    assert gateway.account(said["request_id"]).cost == pytest.approx(said["cost"])


def test_several_choices_come_back_whole_and_streamed(gateway: Gateway) -> None:
    answer = gateway.client().chat.completions.create(model="echo", messages=ASKED, n=3)
    assert [(c.index, c.message.content) for c in answer.choices] == [(n, SAID) for n in range(3)]
    texts, finished = {0: "", 1: "", 2: ""}, []
    for chunk in gateway.client().chat.completions.create(model="echo", messages=ASKED, n=3, stream=True):
        for choice in chunk.choices:
            texts[choice.index] += choice.delta.content or ""
            finished += [choice.index] if choice.finish_reason else []
    assert texts == dict.fromkeys(range(3), SAID)
    assert sorted(finished) == [0, 1, 2]


def test_a_local_answer_is_streamed_as_any_other(gateway: Gateway) -> None:
    asked: list[Any] = [{"role": "user", "content": "Opening hours?"}]
    chunks = list(gateway.client().chat.completions.create(model="local", messages=asked, stream=True))
    assert chunks[0].choices[0].delta.role == "assistant"
    assert "".join(c.choices[0].delta.content or "" for c in chunks) == "We are open from 9 to 18."
    assert (chunks[-1].choices[0].delta.content, chunks[-1].choices[0].finish_reason) == (None, "stop")
    assert gateway.sandbox.seen() == ()


# -- tools -------------------------------------------------------------------------------------------------------


@pytest.mark.req("A5", "B2")
def test_tool_calls_have_real_values_in_their_arguments(gateway: Gateway) -> None:
    answer = gateway.client().chat.completions.create(model="chat", messages=ASKED, tools=[REFUND])
    (call,) = answer.choices[0].message.tool_calls or []
    assert answer.choices[0].finish_reason == "tool_calls"
    assert call.type == "function"
    assert call.id
    assert call.function.name == "refund"
    assert json.loads(call.function.arguments) == {"email": EMAIL, "iban": IBAN}
    assert keeps_what_is_personal(gateway)


@pytest.mark.req("A5", "B2")
@pytest.mark.parametrize("chunk", [1, 5, 1000])
def test_streamed_tool_calls_have_real_values_too(gateway: Gateway, chunk: int) -> None:
    gateway.sandbox.script({"chunk": chunk, "parallel": True, "interleave": True})
    with gateway.client().chat.completions.stream(model="chat", messages=ASKED, tools=[REFUND, NOTIFY]) as stream:
        done = [e for e in stream if e.type == "tool_calls.function.arguments.done"]
        answer = stream.get_final_completion()
    calls = answer.choices[0].message.tool_calls or []
    assert [(c.function.name, json.loads(c.function.arguments)) for c in calls] == [
        ("refund", {"email": EMAIL, "iban": IBAN}),
        ("notify", {"email": EMAIL}),
    ]
    assert len({c.id for c in calls}) == 2
    assert len(done) >= 1
    assert keeps_what_is_personal(gateway)


def test_several_calls_in_one_answer_stay_apart(gateway: Gateway) -> None:
    gateway.sandbox.script({"parallel": True})
    answer = gateway.client().chat.completions.create(model="chat", messages=ASKED, tools=[REFUND, NOTIFY])
    calls = answer.choices[0].message.tool_calls or []
    assert [c.function.name for c in calls] == ["refund", "notify"]


@pytest.mark.req("B2")
def test_the_turn_after_a_tool_call_crosses_under_the_same_names(gateway: Gateway) -> None:
    client = gateway.client()
    first = client.chat.completions.create(model="chat", messages=ASKED, tools=[REFUND])
    call = first.choices[0].message
    result = {"role": "tool", "tool_call_id": call.tool_calls[0].id, "content": json.dumps({"paid_to": IBAN})}
    messages: list[Any] = [*ASKED, call.model_dump(exclude_none=True), result]
    answer = client.chat.completions.create(model="chat", messages=messages, tools=[REFUND])
    assert IBAN in (answer.choices[0].message.content or "")
    assert keeps_what_is_personal(gateway)
    one, two = (json.loads(seen.body) for seen in gateway.sandbox.seen())
    assert two["messages"][0] == one["messages"][0]
    assert two["messages"][1]["tool_calls"][0]["id"] == call.tool_calls[0].id


# -- structured output -------------------------------------------------------------------------------------------


@pytest.mark.req("A5", "B2")
def test_structured_output_is_parsed_with_real_values(gateway: Gateway) -> None:
    answer = gateway.client().chat.completions.parse(model="chat", messages=ASKED, response_format=Contact)
    assert answer.choices[0].message.parsed == Contact(email=EMAIL, iban=IBAN)
    assert keeps_what_is_personal(gateway)


def test_structured_output_streams(gateway: Gateway) -> None:
    gateway.sandbox.script({"chunk": 3})
    with gateway.client().chat.completions.stream(model="chat", messages=ASKED, response_format=Contact) as stream:
        answer = stream.get_final_completion()
    assert answer.choices[0].message.parsed == Contact(email=EMAIL, iban=IBAN)


def test_a_json_object_is_a_json_object(gateway: Gateway) -> None:
    answer = gateway.client().chat.completions.create(
        model="chat", messages=ASKED, response_format={"type": "json_object"}
    )
    assert EMAIL in json.loads(answer.choices[0].message.content or "")["answer"]


# -- what goes in ------------------------------------------------------------------------------------------------

IMAGE: list[Any] = [
    {"role": "user", "content": [
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}},
    ]}
]  # fmt: skip


@pytest.mark.req("B1", "A2")
def test_an_image_cannot_be_read_so_it_stays(gateway: Gateway) -> None:
    with pytest.raises(openai.PermissionDeniedError):
        gateway.client().chat.completions.create(model="chat", messages=IMAGE)
    assert gateway.sandbox.seen() == ()


@pytest.mark.req("A2")
def test_an_image_crosses_labelled_where_policy_speaks_of_images(build: Callable[..., Gateway]) -> None:
    permits = '@id("images") permit(principal, action, resource) when { context.categories.contains("unread.image") };'
    gateway = build(policy=POLICY + permits)
    answer = gateway.client().chat.completions.with_raw_response.create(model="chat", messages=IMAGE)
    assert "level=restricted" in answer.headers["x-isthmus-crossed"]
    assert [json.loads(seen.body)["messages"] for seen in gateway.sandbox.seen()] == [IMAGE]


@pytest.mark.req("A5")
def test_unknown_fields_pass_only_to_models_that_list_them(build: Callable[..., Gateway]) -> None:
    listing = {"kind": "chat", "zone": "hosted", "model": "sandbox-echo", "fields": ["top_k"]}
    gateway = build(models={"listing": listing}, routes={"listing": {"plan": ["listing"]}})
    for route in ("echo", "listing"):
        gateway.client().chat.completions.create(
            model=route, messages=ASKED, extra_body={"top_k": 5, "surprise": EMAIL}
        )
    plain, listed = (json.loads(seen.body) for seen in gateway.sandbox.seen())
    assert "top_k" not in plain
    assert listed["top_k"] == 5
    assert "surprise" not in listed
    assert EMAIL not in str(gateway.sandbox.raw())


def test_a_listed_field_is_scanned_like_the_rest(build: Callable[..., Gateway]) -> None:
    listing = {"kind": "chat", "zone": "hosted", "model": "sandbox-echo", "fields": ["guided"]}
    gateway = build(models={"listing": listing}, routes={"listing": {"plan": ["listing"]}})
    answer = gateway.client().chat.completions.with_raw_response.create(
        model="listing", messages=[{"role": "user", "content": "Hello"}], extra_body={"guided": {EMAIL: [IBAN]}}
    )
    assert "personal.email" in answer.headers["x-isthmus-crossed"]
    assert b"EMAIL-" in gateway.sandbox.seen()[0].body
    assert keeps_what_is_personal(gateway)


# -- errors ------------------------------------------------------------------------------------------------------


@pytest.mark.req("J1")
def test_an_unknown_key_is_an_authentication_error(build: Callable[..., Gateway]) -> None:
    gateway = build(keys=[{"id": "k1", "secret": "isk_right"}])
    with pytest.raises(openai.AuthenticationError) as wrong:
        gateway.client("isk_wrong").chat.completions.create(model="echo", messages=ASKED)
    assert wrong.value.code == "invalid_api_key"
    assert gateway.client("isk_right").chat.completions.create(model="echo", messages=ASKED).choices
    with pytest.raises(openai.AuthenticationError):
        gateway.client("isk_wrong").models.list()


@pytest.mark.req("A2")
def test_what_policy_forbids_is_a_permission_error(gateway: Gateway) -> None:
    with pytest.raises(openai.PermissionDeniedError) as wrong:
        gateway.client().chat.completions.create(
            model="chat", messages=ASKED, extra_headers={"x-isthmus-level": "restricted"}
        )
    assert (wrong.value.code, wrong.value.type) == ("policy_denied", "permission_error")
    assert gateway.sandbox.seen() == ()
    account = gateway.account(wrong.value.request_id or "")
    assert account.outcome == "policy_denied"


def test_an_unknown_route_is_not_found(gateway: Gateway) -> None:
    with pytest.raises(openai.NotFoundError) as wrong:
        gateway.client().chat.completions.create(model="gpt-9", messages=ASKED)
    assert (wrong.value.code, wrong.value.param) == ("model_not_found", "model")


def test_a_wrong_field_is_named(gateway: Gateway) -> None:
    with pytest.raises(openai.BadRequestError) as wrong:
        gateway.client().chat.completions.create(model="chat", messages=ASKED, n="two")  # type: ignore[call-overload]
    assert (wrong.value.param, wrong.value.type) == ("n", "invalid_request_error")


def test_a_body_past_the_limit_is_a_413(build: Callable[..., Gateway]) -> None:
    gateway = build(server={"max_body_bytes": 2000})
    with pytest.raises(openai.APIStatusError) as wrong:
        gateway.client().chat.completions.create(model="chat", messages=[{"role": "user", "content": "x" * 3000}])
    assert (wrong.value.status_code, wrong.value.code) == (413, "request_too_large")


@pytest.mark.req("D1")
@pytest.mark.parametrize("streamed", [False, True])
def test_when_all_are_rate_limited_the_caller_learns_for_how_long(gateway: Gateway, streamed: bool) -> None:
    gateway.sandbox.script({"status": 429, "retry_after": "7"})
    with pytest.raises(openai.RateLimitError) as wrong:
        gateway.client().chat.completions.create(model="chat", messages=ASKED, stream=streamed)
    assert wrong.value.response.headers["retry-after"] == "7"
    assert wrong.value.code == "rate_limit_exceeded"


@pytest.mark.req("D12")
def test_without_evidence_nothing_crosses_and_local_answers_say_so(build: Callable[..., Gateway]) -> None:
    gateway = build()
    gateway.run(gateway.house.ledger.close())
    with pytest.raises(openai.InternalServerError) as wrong:
        gateway.client().chat.completions.create(model="chat", messages=ASKED)
    assert (wrong.value.status_code, wrong.value.code) == (503, "evidence_unavailable")
    assert gateway.sandbox.seen() == ()
    local = gateway.client().chat.completions.with_raw_response.create(
        model="local", messages=[{"role": "user", "content": "Opening hours"}]
    )
    assert local.headers["x-isthmus-evidence"] == "unavailable"
    assert gateway.request("GET", "/readyz")[0] == 503


def test_an_error_in_the_middle_of_a_stream_is_raised(gateway: Gateway) -> None:
    gateway.sandbox.script({"chunk": 1, "pace": 0.03, "fail_after": 12})
    stream = gateway.client().chat.completions.create(model="chat", messages=ASKED, stream=True)
    heard: list[str] = []
    with pytest.raises(openai.APIError) as wrong:
        heard.extend(chunk.choices[0].delta.content or "" for chunk in stream)
    assert "".join(heard)
    assert wrong.value.code == "upstream_unavailable"


# -- cancellation ------------------------------------------------------------------------------------------------

ENDLESS = {"size": 20_000, "chunk": 20, "pace": 0.01, "text": "x" * 20_000}


@pytest.mark.req("A1")
def test_closing_a_stream_cancels_the_hosted_side(gateway: Gateway) -> None:
    gateway.sandbox.script(ENDLESS)
    raw = gateway.client().chat.completions.with_raw_response.create(model="chat", messages=ASKED, stream=True)
    stream = raw.parse()
    next(iter(stream))
    stream.close()
    assert gateway.eventually(lambda: gateway.sandbox.seen()[-1].disconnected)
    request = raw.headers["x-isthmus-request-id"]
    assert gateway.account(request).outcome == "cancelled"
    assert [o.result for o in gateway.outcomes(request)] == ["cancelled"]


@pytest.mark.req("A1")
@pytest.mark.parametrize("streamed", [False, True])
async def test_cancelling_the_task_cancels_the_hosted_side(gateway: Gateway, streamed: bool) -> None:
    gateway.sandbox.script({"latency": 30})
    async with AsyncOpenAI(base_url=gateway.url, api_key="any", max_retries=0) as client:
        asking = asyncio.create_task(client.chat.completions.create(model="chat", messages=ASKED, stream=streamed))
        await asyncio.to_thread(gateway.eventually, gateway.sandbox.seen)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
    assert await asyncio.to_thread(gateway.eventually, lambda: gateway.sandbox.seen()[-1].disconnected)
    request = await asyncio.to_thread(gateway.eventually, lambda: left(gateway))
    assert [o.result for o in gateway.outcomes(request)] == ["cancelled"]


def left(gateway: Gateway) -> str | None:
    """The id of the request that the log says was cancelled."""
    lines = [json.loads(line) for line in gateway.log.getvalue().splitlines()]
    return next((line["request"] for line in lines if line.get("outcome") == "cancelled"), None)


@pytest.mark.req("A1")
def test_a_client_that_waits_no_longer_cancels_the_hosted_side(gateway: Gateway) -> None:
    gateway.sandbox.script({"latency": 30})
    with pytest.raises(openai.APITimeoutError):
        gateway.client(timeout=0.3).chat.completions.create(model="chat", messages=ASKED)
    assert gateway.eventually(lambda: gateway.sandbox.seen()[-1].disconnected)
    assert gateway.eventually(lambda: gateway.house.runtime.gate.inside == 0)


# -- what the caller can see -------------------------------------------------------------------------------------


@pytest.mark.req("B11", "A7")
def test_headers_say_what_was_decided(gateway: Gateway) -> None:
    raw = gateway.client().chat.completions.with_raw_response.create(model="chat", messages=ASKED)
    said = {name: value for name, value in raw.headers.items() if name.startswith("x-isthmus-")}
    assert set(said) == {
        f"x-isthmus-{name}"
        for name in ("request-id", "route", "model", "zone", "crossed", "fallback", "provenance", "cost")
    }
    assert (said["x-isthmus-route"], said["x-isthmus-model"], said["x-isthmus-zone"]) == ("chat", "gpt", "hosted")
    assert said["x-isthmus-crossed"] == "hosted;level=confidential;disguised=financial.iban+personal.email"
    assert said["x-isthmus-fallback"] == "none"
    assert float(said["x-isthmus-cost"]) > 0
    answer = raw.parse()
    assert answer.id == f"chatcmpl-{said['x-isthmus-request-id']}"
    assert answer._request_id == said["x-isthmus-request-id"]


@pytest.mark.req("J8", "A7")
@pytest.mark.parametrize(("route", "asked"), [("chat", SAID), ("local", "Opening hours")])
@pytest.mark.parametrize("streamed", [False, True])
def test_the_provenance_token_is_signed_and_leads_to_the_evidence(
    gateway: Gateway, route: str, asked: str, streamed: bool
) -> None:
    from joserfc import jwt
    from joserfc.jwk import KeySet

    raw = gateway.client().chat.completions.with_raw_response.create(
        model=route, messages=[{"role": "user", "content": asked}], stream=streamed
    )
    keys = KeySet.import_key_set(json.loads(gateway.request("GET", "/.well-known/jwks.json")[2]))
    claims = jwt.decode(raw.headers["x-isthmus-provenance"], keys, algorithms=["Ed25519"]).claims
    request = raw.headers["x-isthmus-request-id"]
    assert claims["jti"] == request
    assert claims["log"] == gateway.house.ledger.origin
    entry = dict(gateway.entries())[claims["index"]]
    assert claims["leaf"] == hashlib.sha256(b"\0" + entry).hexdigest()
    assert json.loads(entry)["request"] == request
    if streamed:
        list(raw.parse())
    account = gateway.account(request)
    assert (claims["decision"], claims["policy"], claims["model"]) == (account.decision, account.policy, account.model)


@pytest.mark.req("A7")
def test_a_request_can_be_looked_up_afterwards(gateway: Gateway) -> None:
    raw = gateway.client().chat.completions.with_raw_response.create(model="chat", messages=ASKED)
    request = raw.headers["x-isthmus-request-id"]
    gateway.account(request)
    status, _, body = gateway.request("GET", f"/v1/requests/{request}")
    assert status == 200
    assert json.loads(body)["outcome"] == "answered"
    assert EMAIL.encode() not in body


def test_models_are_the_routes(gateway: Gateway) -> None:
    models = list(gateway.client().models.list())
    assert sorted(m.id for m in models) == sorted(ROUTES)
    assert all(m.object == "model" for m in models)


# -- many at once ------------------------------------------------------------------------------------------------


@pytest.mark.req("A1")
async def test_fifty_at_once_each_get_their_own_values_back(gateway: Gateway) -> None:
    def said(n: int) -> list[Any]:
        return [{"role": "user", "content": f"I am customer.{n}@example.org, number {n}"}]

    async with AsyncOpenAI(base_url=gateway.url, api_key="any", max_retries=0) as client:

        async def whole(n: int) -> ChatCompletion:
            return await client.chat.completions.create(model="echo", messages=said(n))

        async def streamed(n: int) -> str:
            stream: AsyncIterator[Any] = await client.chat.completions.create(
                model="echo", messages=said(n), stream=True
            )
            return "".join([chunk.choices[0].delta.content or "" async for chunk in stream])

        answers = await asyncio.gather(*(whole(n) for n in range(25)))
        texts = await asyncio.gather(*(streamed(n) for n in range(25, 50)))
    heard = [a.choices[0].message.content or "" for a in answers] + list(texts)
    assert heard == [said(n)[0]["content"] for n in range(50)]
    assert len({a.id for a in answers}) == 25
    assert b"customer." not in gateway.sandbox.raw()
