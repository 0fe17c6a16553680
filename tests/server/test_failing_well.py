"""The hosted side misbehaves; the gateway answers well: the plan goes on, or ends as it should, and nothing hangs."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from gateway import Gateway, events, said

QUESTION = "Tell alice.liddell@example.org about the moon."

FAILURES: dict[str, dict[str, Any]] = {
    "429": {"status": 429, "retry_after": "2"},
    "401": {"status": 401},
    "403": {"status": 403},
    "404": {"status": 404},
    "500": {"status": 500},
    "503": {"status": 503},
    "cut before": {"cut": "before"},
    "reset before": {"cut": "before", "reset": True},
    "cut after the headers": {"cut": "headers"},
    "cut during": {"cut": "during", "cut_after": 60},
    "reset during": {"cut": "during", "cut_after": 20, "reset": True},
    "malformed": {"malformed": True},
    "renamed": {"rename": {"choices": "results"}},
    "another type": {"replace": {"choices": "many"}},
    "html": {"body": "<html>alice.liddell@example.org</html>", "content_type": "text/html"},
    "nothing": {"body": ""},
    "redirect": {"status": 307, "location": "/v1/elsewhere"},
    "compressed": {"headers": {"content-encoding": "gzip"}},
    "invalid UTF-8 escape": {"body": '{"choices":[{"index":0,"message":{"content":"\\ud800"},"finish_reason":null}]}'},
}


@pytest.mark.req("D1", "D4", "D5")
@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_a_failed_model_is_followed_by_the_next(gateway: Gateway, failure: dict[str, Any], streamed: bool) -> None:
    gateway.sandbox.script({"match": "sandbox", **failure})
    status, headers, body = gateway.chat(QUESTION, "ladder", stream=streamed)
    assert status == 200, body
    assert (headers["x-isthmus-model"], headers["x-isthmus-fallback"]) == ("second", "model")
    assert "You wrote" in said(body)
    assert len(gateway.sandbox.seen()) == 2
    assert b"alice" not in gateway.sandbox.raw()
    results = [o.result for o in gateway.outcomes(headers["x-isthmus-request-id"])]
    assert results[-1] == "answered"
    assert len(results) == 2
    assert results[0] != "answered"


@pytest.mark.req("D1", "D4")
@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
def test_when_nobody_is_left_the_error_is_honest_and_quotes_nothing(
    gateway: Gateway, failure: dict[str, Any]
) -> None:
    gateway.sandbox.script(failure)
    status, _, body = gateway.chat(QUESTION, "chat")
    assert status == (429 if failure.get("status") == 429 else 502)
    assert body["error"]["type"] in ("server_error", "rate_limit_error")
    assert "alice" not in json.dumps(body) + gateway.log.getvalue()
    assert gateway.house.runtime.gate.inside == 0


@pytest.mark.req("D5", "A2")
def test_when_nobody_is_left_the_routes_own_words_stand_in(gateway: Gateway) -> None:
    gateway.sandbox.script({"status": 503, "times": 2})
    status, headers, body = gateway.chat(QUESTION, "ladder")
    assert (status, headers["x-isthmus-fallback"]) == (200, "unavailable")
    assert body["choices"][0]["message"]["content"] == "We have noted your question."


def test_after_all_of_it_a_missing_end_is_no_loss(gateway: Gateway) -> None:
    """A connection that dies after the finish, without `[DONE]`: the answer is whole."""
    gateway.sandbox.script({"cut": "after"}, {"done": False})
    for _ in range(2):
        body = gateway.chat(QUESTION, "chat", stream=True)[2]
        assert body.endswith(b"data: [DONE]\n\n")


@pytest.mark.req("A2")
@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_request_that_the_model_refuses_is_not_taken_elsewhere(gateway: Gateway, status: int) -> None:
    gateway.sandbox.script({"status": status, "error": {"message": "alice.liddell@example.org is too long"}})
    got, _, body = gateway.chat(QUESTION, "ladder")
    assert got == status
    assert body["error"]["code"] == "upstream_rejected"
    assert body["error"]["type"] == "invalid_request_error"
    assert "alice" not in json.dumps(body)
    assert len(gateway.sandbox.seen()) == 1


@pytest.mark.req("A2")
@pytest.mark.parametrize("streamed", [False, True])
def test_a_refusal_is_an_answer_and_not_taken_elsewhere(gateway: Gateway, streamed: bool) -> None:
    gateway.sandbox.script({"refusal": "I will not."})
    status, _, body = gateway.chat(QUESTION, "ladder", stream=streamed)
    assert status == 200
    if not streamed:
        assert body["choices"][0]["message"]["refusal"] == "I will not."
        assert body["choices"][0]["message"]["content"] is None
    assert len(gateway.sandbox.seen()) == 1


@pytest.mark.parametrize("finish", ["length", "content_filter"])
def test_an_answer_cut_short_by_the_model_says_so(gateway: Gateway, finish: str) -> None:
    gateway.sandbox.script({"finish": finish})
    assert gateway.chat(QUESTION, "chat")[2]["choices"][0]["finish_reason"] == finish


@pytest.mark.req("D1")
@pytest.mark.parametrize("slow", [{"latency": 30}, {"body_latency": 30}, {"pace": 5, "write_every": 10}], ids=str)
@pytest.mark.parametrize("streamed", [False, True])
def test_a_slow_model_ends_at_its_deadline(build: Callable[..., Gateway], slow: dict[str, Any], streamed: bool) -> None:
    hasty = {"kind": "chat", "zone": "hosted", "model": "sandbox", "deadline": "100ms"}
    routes = {"hasty": {"plan": ["hasty", "second"]}, "only": {"plan": ["hasty"]}}
    gateway = build(models={"hasty": hasty}, routes=routes)
    gateway.sandbox.script({"match": "sandbox", "times": 2, **slow})
    status, headers, _ = gateway.chat(QUESTION, "hasty", stream=streamed)
    assert (status, headers["x-isthmus-model"]) == (200, "second")
    status, _, body = gateway.chat(QUESTION, "only", stream=streamed)
    assert (status, body["error"]["code"]) == (504, "upstream_timeout")
    assert gateway.eventually(lambda: all(s.disconnected for s in gateway.sandbox.seen() if b'"sandbox"' in s.body))


@pytest.mark.req("A1")
def test_the_callers_deadline_ends_everything(gateway: Gateway) -> None:
    gateway.sandbox.script({"latency": 30})
    status, _, body = gateway.chat(QUESTION, "chat", {"x-isthmus-deadline-ms": "100"})
    assert status == 504, body


@pytest.mark.req("A1", "D5")
def test_past_the_callers_deadline_the_routes_own_words_stand_in(gateway: Gateway) -> None:
    gateway.sandbox.script({"latency": 30, "times": 2})
    status, headers, _ = gateway.chat(QUESTION, "ladder", {"x-isthmus-deadline-ms": "100"})
    assert (status, headers["x-isthmus-fallback"]) == (200, "unavailable")


@pytest.mark.parametrize("streamed", [False, True])
def test_an_oversized_answer_is_cut_off(build: Callable[..., Gateway], streamed: bool) -> None:
    gateway = build(server={"max_answer_bytes": 100_000})
    gateway.sandbox.script({"size": 5_000_000})
    status, _, body = gateway.chat(QUESTION, "chat", stream=streamed)
    if streamed:
        assert events(body)[-1]["error"]["code"] == "upstream_malformed"
        assert len(body) < 200_000
        assert gateway.eventually(lambda: gateway.sandbox.seen()[-1].disconnected)
    else:
        assert (status, body["error"]["code"]) == (502, "upstream_malformed")


BROKEN = {
    "cut": {"cut": "during", "cut_after": 4000},
    "reset": {"cut": "during", "cut_after": 4000, "reset": True},
    "an error event": {"fail_after": 12},
}


@pytest.mark.req("D1", "D13")
@pytest.mark.parametrize("failure", BROKEN.values(), ids=BROKEN)
def test_after_the_first_content_the_only_remedy_is_an_error_event(gateway: Gateway, failure: dict[str, Any]) -> None:
    gateway.sandbox.script({"chunk": 2, "pace": 0.02, **failure})
    status, headers, body = gateway.chat(QUESTION * 3, "ladder", stream=True)
    *chunks, last = events(body)
    assert status == 200
    assert any(chunk["choices"][0]["delta"].get("content") for chunk in chunks)
    assert set(last["error"]) == {"message", "type", "param", "code"}
    assert b"[DONE]" not in body
    assert len(gateway.sandbox.seen()) == 1
    account = gateway.account(headers["x-isthmus-request-id"])
    assert account.outcome == last["error"]["code"]


def test_comments_pings_and_empty_chunks_of_the_hosted_side_are_passed_over(gateway: Gateway) -> None:
    plain = gateway.chat(QUESTION, "chat", stream=True)[2]
    gateway.sandbox.script({"pings": True, "crlf": True, "empty_choices": True, "write_every": 3})
    noisy = gateway.chat(QUESTION, "chat", stream=True)[2]
    assert said(noisy) == said(plain)
    assert all(len(chunk["choices"]) == 1 for chunk in events(noisy))


def test_a_whole_answer_where_a_stream_was_asked_for_is_streamed(gateway: Gateway) -> None:
    gateway.sandbox.script({"unstreamed": True})
    body = gateway.chat(QUESTION, "chat", stream=True)[2]
    assert QUESTION in said(body)
    chunks = events(body)
    assert chunks[0]["choices"][0]["delta"]["role"] == "assistant"
    assert chunks[-1]["choices"][0]["finish_reason"] == "stop"


def test_an_answer_without_usage_has_none_counted(gateway: Gateway) -> None:
    gateway.sandbox.script({"usage": False})
    assert gateway.chat(QUESTION, "chat")[2]["usage"]["total_tokens"] == 0


@pytest.mark.req("D4")
def test_a_model_that_answers_as_another_version_is_not_believed(build: Callable[..., Gateway]) -> None:
    pinned = {"kind": "chat", "zone": "hosted", "model": "sandbox", "version": "sandbox-1"}
    gateway = build(models={"pinned": pinned}, routes={"pinned": {"plan": ["pinned"]}})
    status, _, body = gateway.chat(QUESTION, "pinned")
    assert (status, body["error"]["code"]) == (502, "upstream_malformed")
    gateway.sandbox.script({"replace": {"model": "sandbox-1"}})
    assert gateway.chat(QUESTION, "pinned")[0] == 200


@pytest.mark.req("D20")
def test_past_the_room_there_is_a_quick_refusal(build: Callable[..., Gateway]) -> None:
    import threading

    gateway = build(server={"in_flight": 1})
    gateway.sandbox.script({"latency": 0.5})
    first = threading.Thread(target=gateway.chat, args=(QUESTION,))
    first.start()
    gateway.eventually(gateway.sandbox.seen)
    status, headers, body = gateway.chat(QUESTION)
    assert (status, body["error"]["code"], headers["retry-after"]) == (503, "overloaded", "1")
    first.join()
    assert gateway.chat(QUESTION)[0] == 200
