"""Whatever is sent, the answer is an honest status: never a 500, never a word of what was said."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from gateway import Gateway
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain_http import HEAD, chunked, raw

from isthmus.server.protocol import BoundedProtocol

SECRET = "alice.liddell@example.org"


def asked(**fields: Any) -> dict[str, Any]:
    return {"model": "echo", "messages": [{"role": "user", "content": SECRET}], **fields}


def nested(depth: int) -> bytes:
    body = json.dumps(asked(tools="HERE")).encode()
    return body.replace(b'"HERE"', b'[{"a":' * (depth // 2) + b"1" + b"}]" * (depth // 2))


MALFORMED = {
    "empty": b"",
    "not JSON": b"alice.liddell@example.org",
    "cut": json.dumps(asked()).encode()[:-5],
    "two values": json.dumps(asked()).encode() * 2,
    "a list": b'["alice.liddell@example.org"]',
    "null": b"null",
    "invalid UTF-8": b'{"model":"echo","messages":[{"role":"user","content":"alice.liddell@example.org \xff"}]}',
    "UTF-16": json.dumps(asked()).encode("utf-16"),
    "a lone surrogate": b'{"model":"echo","messages":[{"role":"user","content":"alice.liddell@example.org \\ud800"}]}',
    "NaN": b'{"model":"echo","temperature":NaN,"messages":[{"role":"user","content":"alice.liddell@example.org"}]}',
    "infinite": b'{"model":"echo","temperature":1e999,"messages":[{"role":"user","content":"x"}]}',
    "a giant number": b'{"model":"echo","max_tokens":%s,"messages":[{"role":"user","content":"x"}]}' % (b"9" * 5000),
    "no messages": json.dumps(asked(messages=[])).encode(),
    "no model": json.dumps({"messages": asked()["messages"]}).encode(),
    "an empty model": json.dumps(asked(model="")).encode(),
    "a role of its own": json.dumps(asked(messages=[{"role": SECRET, "content": "x"}])).encode(),
    "content of a wrong type": json.dumps(asked(messages=[{"role": "user", "content": 5}])).encode(),
    "metadata of a wrong type": json.dumps(asked(metadata={SECRET: {"a": SECRET}})).encode(),
    "a stop of a wrong type": json.dumps(asked(stop={"a": SECRET})).encode(),
    "n of zero": json.dumps(asked(n=0)).encode(),
    "n of a million": json.dumps(asked(n=1_000_000)).encode(),
    "a purpose of its own": json.dumps(asked(metadata={"isthmus_purpose": SECRET})).encode(),
    "nested ten thousand deep": nested(10_000),
}


def honest(gateway: Gateway, status: int, headers: dict[str, str], body: bytes, *expected: int) -> Any:
    """An OpenAI error body of an expected status, and no word of the request anywhere."""
    assert status in expected, body
    error = json.loads(body)["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert headers["content-type"] == "application/json"
    assert "alice" not in body.decode()
    assert "alice" not in gateway.log.getvalue()
    return error


@pytest.mark.req("A1", "J6", "D2")
@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_body_is_a_400(gateway: Gateway, body: bytes) -> None:
    honest(gateway, *gateway.request("POST", "/v1/chat/completions", body), 400)
    assert gateway.sandbox.seen() == ()


@pytest.mark.req("J6")
@pytest.mark.parametrize("depth", [64, 400])
def test_what_is_nested_past_the_limit_is_a_413(gateway: Gateway, depth: int) -> None:
    error = honest(gateway, *gateway.request("POST", "/v1/chat/completions", nested(depth)), 413)
    assert "64" in error["message"]


@pytest.mark.req("J6")
def test_more_parts_than_the_limit_is_a_413(build: Callable[..., Gateway]) -> None:
    gateway = build(server={"max_parts": 1000})
    body = asked(messages=[{"role": "user", "content": SECRET}] * 1001)
    honest(gateway, *gateway.request("POST", "/v1/chat/completions", body), 413)
    assert gateway.chat([{"role": "user", "content": SECRET}] * 999, "echo")[0] == 200


def test_a_hundred_thousand_messages_are_refused_and_the_next_request_answered(gateway: Gateway) -> None:
    body = asked(messages=[{"role": "user", "content": SECRET}] * 100_000)
    honest(gateway, *gateway.request("POST", "/v1/chat/completions", body), 413)
    assert gateway.chat("hello", "echo")[0] == 200


def test_numbers_of_any_size_cross_as_they_are(gateway: Gateway) -> None:
    status, _, _ = gateway.chat("hello", "echo", seed=12345678901234567890123, logit_bias={"1": -1e300})
    assert status == 200
    assert b"12345678901234567890123" in gateway.sandbox.seen()[0].body


def test_of_two_equal_keys_the_last_is_judged_and_the_last_is_sent(gateway: Gateway) -> None:
    body = b'{"model":"x","model":"echo","messages":[{"role":"user","content":"1"}],'
    body += b'"messages":[{"role":"user","content":"%s"}]}' % SECRET.encode()
    assert gateway.request("POST", "/v1/chat/completions", body)[0] == 200
    assert SECRET.encode() not in gateway.sandbox.raw()
    assert gateway.sandbox.seen()[0].body.count(b'"messages"') == 1


@pytest.mark.req("J6")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_request_makes_a_500(gateway: Gateway, data: st.DataObject) -> None:
    values = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=6,
    )
    fields = ["messages", "tools", "stop", "metadata", "n", "response_format", "stream_options", "user", "seed"]
    body = asked(stream=data.draw(st.booleans()))
    for field in data.draw(st.lists(st.sampled_from(fields), unique=True, max_size=3)):
        body[field] = data.draw(values)
    if data.draw(st.booleans()):
        body["messages"] = [{"role": "user", "content": SECRET, **data.draw(st.dictionaries(st.text(), values))}]
    status, _, _ = gateway.request("POST", "/v1/chat/completions", body)
    assert status in (200, 400, 403, 413)


@pytest.mark.parametrize("encoding", ["gzip", "zstd", "identity, gzip"])
def test_a_compressed_body_is_told_so(gateway: Gateway, encoding: str) -> None:
    body = gzip.compress(json.dumps(asked()).encode())
    error = honest(gateway, *gateway.request("POST", "/v1/chat/completions", body, {"Content-Encoding": encoding}), 415)
    assert "Content-Encoding" in error["message"]
    assert gateway.sandbox.seen() == ()


def test_a_body_that_says_that_it_is_not_compressed_is_read(gateway: Gateway) -> None:
    assert gateway.chat("hello", "echo", {"Content-Encoding": "Identity"})[0] == 200


# -- paths and methods -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/chat/completions", 405),
        ("PUT", "/v1/chat/completions", 405),
        ("POST", "/v1/models", 405),
        ("DELETE", "/healthz", 405),
        ("GET", "/alice", 404),
        ("POST", "/v1/chat/completions/alice", 404),
        ("GET", "/v1/requests/alice", 404),
        ("GET", "/v1/requests/0-0-alice", 404),
        ("GET", "/v1/requests/../../etc/passwd", 404),
        ("GET", "/v1/requests/0-zz-1", 404),
        ("GET", "/v1/requests/", 404),
    ],
)
def test_wrong_paths_and_methods_are_told_so(gateway: Gateway, method: str, path: str, status: int) -> None:
    got = gateway.request(method, path)
    honest(gateway, *got, status)
    assert got[1].get("allow") == (("POST" if "chat" in path else "GET") if status == 405 else None)


def test_the_small_endpoints_answer(gateway: Gateway) -> None:
    for path in ("/healthz", "/readyz", "/metrics", "/v1/models", "/.well-known/jwks.json"):
        assert gateway.request("GET", path)[0] == 200, path
        status, _, body = gateway.request("HEAD", path)
        assert (status, body) == (200, b""), path


# -- the raw socket ----------------------------------------------------------------------------------------------


@pytest.mark.req("A1")
def test_a_chunked_body_is_a_body(gateway: Gateway) -> None:
    body = json.dumps(asked()).encode()
    with raw(gateway) as connection:
        connection.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(*(bytes([b]) for b in body)))
        status, _, answer = connection.answer()
    assert status == 200
    assert SECRET.encode() in answer


@pytest.mark.req("J6")
def test_a_body_past_the_limit_is_refused_without_a_declared_length(build: Callable[..., Gateway]) -> None:
    gateway = build(server={"max_body_bytes": 10_000})
    with raw(gateway) as connection:
        connection.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        for _ in range(11):
            connection.send(b"3e8\r\n" + b"x" * 1000 + b"\r\n")
        honest(gateway, *connection.answer(), 413)


@pytest.mark.req("J6")
@pytest.mark.parametrize("length", [b"99999999999", b"9" * 19])
def test_a_declared_length_past_the_limit_is_refused_before_the_body(gateway: Gateway, length: bytes) -> None:
    with raw(gateway) as connection:
        connection.send(HEAD + b"Content-Length: " + length + b"\r\n\r\n")
        honest(gateway, *connection.answer(), 413)


@pytest.mark.req("J6", "D20")
def test_a_body_that_trickles_in_is_given_up(build: Callable[..., Gateway]) -> None:
    def hurried(app: Any) -> Any:
        app.body_seconds = 0.05
        return app

    gateway = build(wrap=hurried)
    with raw(gateway) as connection:
        connection.send(HEAD + b"Content-Length: 500\r\n\r\n" + b'{"model":')
        error = honest(gateway, *connection.answer(), 408)
    assert error["code"] == "request_timeout"
    assert gateway.house.runtime.gate.inside == 0


@pytest.mark.parametrize(
    "bytes_sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 50,
        b"alice\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        HEAD + b"Content-Length: -1\r\n\r\n",
        HEAD + b"Content-Length: alice\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nalice\r\n",
        HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    ids=["TLS", "no request", "no version", "negative", "no number", "bad chunk", "two lengths"],
)
def test_what_is_no_http_ends_with_a_400(gateway: Gateway, bytes_sent: bytes) -> None:
    with raw(gateway) as connection:
        connection.send(bytes_sent)
        error = honest(gateway, *connection.answer(), 400)
    assert error["code"] in ("invalid_http", "invalid_json")
    assert gateway.chat("hello", "echo")[0] == 200


def test_a_caller_who_leaves_in_the_middle_of_a_body_leaves_nothing_behind(gateway: Gateway) -> None:
    with raw(gateway) as connection:
        connection.send(HEAD + b"Content-Length: 500\r\n\r\n" + b'{"model":')
    assert gateway.chat("hello", "echo")[0] == 200
    assert gateway.house.runtime.gate.inside == 0
    assert "crashed" not in gateway.log.getvalue()


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [("level", "restricted", "public"), ("residency", "DE", "US"), ("purpose", "general", "general"),
     ("residency", "DE", ""), ("retention-days", "0", "30"), ("subject", "a", "b")],
)  # fmt: skip
def test_of_a_header_that_stands_twice_none_wins_unseen_and_two_are_no_list(
    gateway: Gateway, name: str, one: str, other: str
) -> None:
    body = json.dumps(asked()).encode()
    twice = f"x-isthmus-{name}: {one}\r\nX-Isthmus-{name}: {other}\r\n".encode()
    with raw(gateway) as connection:
        connection.send(HEAD + twice + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        error = honest(gateway, *connection.answer(), 400)
    assert error["param"] == f"x-isthmus-{name}"


def test_requests_may_follow_each_other_on_one_connection(gateway: Gateway) -> None:
    body = json.dumps(asked()).encode()
    one = HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body
    with raw(gateway) as connection:
        for _ in range(3):
            connection.send(one)
            assert connection.answer()[0] == 200


# -- the head ----------------------------------------------------------------------------------------------------


@pytest.mark.req("J6", "D20")
@pytest.mark.parametrize("line", [b"x-more: alice\r\n", b"alice"], ids=["headers without end", "a header without end"])
def test_a_head_without_end_is_refused(gateway: Gateway, line: bytes) -> None:
    sent = 0
    with raw(gateway) as connection, suppress(ConnectionError):  # it may be cut off while it is still sending
        connection.send(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nx-first: ")
        while sent < 50_000_000:
            connection.send(line * 1000)
            sent += len(line) * 1000
    assert sent < 50_000_000
    assert gateway.request("GET", "/healthz")[0] == 200


@pytest.mark.req("J6", "D20")
def test_a_head_that_trickles_in_is_given_up(build: Callable[..., Gateway]) -> None:
    class Hurried(BoundedProtocol):
        head_seconds = 0.05

    gateway = build(protocol=Hurried)
    with raw(gateway) as connection:
        connection.send(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nx-first: ")
        honest(gateway, *connection.answer(), 408)
    with raw(gateway) as connection:
        connection.send(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert connection.answer()[0] == 200
        connection.send(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nx-first: ")
        honest(gateway, *connection.answer(), 408)


@pytest.mark.req("D20")
def test_a_connection_that_says_nothing_is_closed(build: Callable[..., Gateway]) -> None:
    class Hurried(BoundedProtocol):
        head_seconds = 0.05

    gateway = build(protocol=Hurried)
    with raw(gateway) as connection:
        assert connection.ended()


def test_large_headers_within_the_bound_and_large_bodies_pass(gateway: Gateway) -> None:
    headers = {f"x-{n}": "v" * 1000 for n in range(50)}
    status, _, _ = gateway.chat("hello " * 100_000, "echo", headers)
    assert status == 200
