"""Who may ask a gateway that has no keys, and what is said to strangers of one that has: by the head alone."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from gateway import Gateway
from plain_http import HEAD, asking, chunked, raw

from isthmus.settings import ServerSettings

CHAT = "/v1/chat/completions"
BODY = json.dumps({"model": "echo", "messages": [{"role": "user", "content": "hello"}]}).encode()
JSON = {"Content-Type": "application/json"}
EVIL = {"Origin": "https://evil.example"}
SITE = {"Sec-Fetch-Site": "cross-site"}
BEHIND_A_KEY = ("/v1/models", "/v1/requests/0-0-0000000000000000")
OTHERS = ("/metrics", "/readyz", "/health/readiness", "/.well-known/jwks.json", "/nowhere")

ORIGIN, HOST, TYPE = (403, "origin_not_allowed"), (403, "host_not_allowed"), (415, "unsupported_media_type")
FOREIGN: dict[str, tuple[dict[str, str], tuple[int, str]]] = {
    "a page's text": ({**EVIL, **SITE, "Content-Type": "text/plain;charset=UTF-8"}, ORIGIN),
    "a page's form": ({**EVIL, "Content-Type": "application/x-www-form-urlencoded"}, ORIGIN),
    "a page's JSON": ({**EVIL, **JSON}, ORIGIN),
    "a page without origin": ({"Origin": "null", **JSON}, ORIGIN),
    "a page of a file": ({"Origin": "file://", **JSON}, ORIGIN),
    "an origin that begins as ours": ({"Origin": "http://localhost.evil.example", **JSON}, ORIGIN),
    "an origin with a name before": ({"Origin": "http://localhost@evil.example", **JSON}, ORIGIN),
    "two origins": ({"Origin": "http://localhost, https://evil.example", **JSON}, ORIGIN),
    "a foreign site": ({**SITE, **JSON}, ORIGIN),
    "a name led here": ({"Host": "evil.example:8080", "Origin": "http://evil.example:8080", **JSON}, HOST),
    "a name alone": ({"Host": "evil.example", **JSON}, HOST),
    "a name that begins as ours": ({"Host": "localhost.evil.example", **JSON}, HOST),
    "a name that ends as ours": ({"Host": "evil-localhost", **JSON}, HOST),
    "another address": ({"Host": "203.0.113.9:8080", **JSON}, HOST),
    "all addresses": ({"Host": "0.0.0.0:8080", **JSON}, HOST),
    "another address of IPv6": ({"Host": "[2001:db8::1]:8080", **JSON}, HOST),
    "a browser's text": ({"Sec-Fetch-Site": "same-origin", "Content-Type": "text/plain"}, TYPE),
    "a browser's form": ({"Origin": "http://localhost:3000", "Content-Type": "multipart/form-data"}, TYPE),
    "a browser's nothing": ({"Origin": "http://localhost:3000"}, TYPE),
}  # fmt: skip


@pytest.mark.req("J6")
@pytest.mark.parametrize(("headers", "refused"), FOREIGN.values(), ids=FOREIGN)
def test_without_keys_no_web_page_asks_a_model(
    gateway: Gateway, headers: dict[str, str], refused: tuple[int, str]
) -> None:
    status, _, body = gateway.request("POST", CHAT, BODY, headers)
    assert (status, json.loads(body)["error"]["code"]) == refused
    assert gateway.sandbox.seen() == ()


@pytest.mark.req("J6")
@pytest.mark.parametrize("path", [*BEHIND_A_KEY, *OTHERS])
@pytest.mark.parametrize("headers", [{"Host": "evil.example:8080"}, EVIL, SITE], ids=["name", "origin", "site"])
def test_nor_anything_else(gateway: Gateway, path: str, headers: dict[str, str]) -> None:
    assert gateway.request("GET", path, headers=headers)[0] == 403
    assert gateway.request("HEAD", path, headers=headers)[0] == 403


def test_whether_it_lives_anybody_may_ask(gateway: Gateway) -> None:
    for path in ("/healthz", "/health/liveliness", "/healthz?a"):
        assert gateway.request("GET", path, headers={"Host": "gateway.internal"})[0] == 200


@pytest.mark.req("J6")
def test_the_first_line_names_no_other_host_either(gateway: Gateway) -> None:
    assert gateway.request("GET", "http://evil.example/v1/models", headers={"Host": "localhost"})[0] == 403


NAMES = ("127.0.0.1", "localhost", "LocalHost", "[::1]", "127.0.0.53")
OURS = [name + port for name in NAMES for port in ("", ":8080")]


@pytest.mark.parametrize("host", OURS)
def test_without_keys_this_machine_is_served_by_all_its_names(gateway: Gateway, host: str) -> None:
    assert gateway.request("POST", CHAT, BODY, {"Host": host})[0] == 200
    assert gateway.request("GET", "/v1/models", headers={"Host": host})[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},  # no browser sent it: curl -d says it is a form
        {"Content-Type": "application/x-www-form-urlencoded"},
        {},
        {"Origin": "http://localhost:3000", "Sec-Fetch-Site": "same-site", **JSON},
        {"Origin": "http://127.0.0.1:8080", "Sec-Fetch-Site": "cross-site", **JSON},
        {"Sec-Fetch-Site": "same-origin", "Content-Type": "Application/JSON; charset=utf-8"},
    ],
    ids=["text", "a form", "nothing", "a page of this machine", "under another name", "JSON with a charset"],
)
def test_who_is_no_foreign_page_is_served(gateway: Gateway, headers: dict[str, str]) -> None:
    assert gateway.request("POST", CHAT, BODY, headers)[0] == 200


def test_a_name_that_is_configured_is_ours(build: Callable[..., Gateway]) -> None:
    gateway = build(server={"hosts": ["Gateway.Test"]})
    for host in ("gateway.test", "gateway.test:8080", "GATEWAY.test"):
        page = {"Host": host, "Origin": "http://gateway.test", **JSON}
        assert gateway.request("POST", CHAT, BODY, page)[0] == 200
    assert gateway.request("POST", CHAT, BODY, {"Host": "other.test"})[0] == 403


@pytest.mark.parametrize("host", ["http://gateway", "gateway:80", "a b", "", "*"])
def test_a_configured_name_is_a_name(host: str) -> None:
    with pytest.raises(ValueError, match="no host name"):
        ServerSettings(hosts=(host,))


@pytest.fixture
def keyed(build: Callable[..., Gateway]) -> Gateway:
    return build(keys=[{"id": "k", "secret": "isk_example"}])


KEY = {"Authorization": "Bearer isk_example"}


def test_with_keys_it_is_the_key_that_counts(keyed: Gateway) -> None:
    page = {"Host": "gateway.example", **EVIL, **SITE, "Content-Type": "text/plain"}
    assert keyed.request("POST", CHAT, BODY, {**page, **KEY})[0] == 200
    assert keyed.request("POST", CHAT, BODY, page)[0] == 401


UNKNOWN = {"no key": b"", "another": b"Authorization: Bearer isk_other\r\n", "no bearer": b"Authorization: x\r\n"}
FRAMINGS = {"length": b"Content-Length: 8000000", "chunks": b"Transfer-Encoding: chunked"}


@pytest.mark.req("J1", "J6")
@pytest.mark.parametrize("line", UNKNOWN.values(), ids=UNKNOWN)
@pytest.mark.parametrize("framing", FRAMINGS.values(), ids=FRAMINGS)
@pytest.mark.parametrize("path", ["/v1/chat/completions", "/healthz", "/nowhere"])
def test_of_strangers_no_body_is_read(keyed: Gateway, line: bytes, framing: bytes, path: str) -> None:
    """Nothing of the body was sent: the answer comes by the head alone, and no stranger is asked to go on."""
    head = HEAD.replace(b"/v1/chat/completions", path.encode())
    with raw(keyed) as wire:
        wire.send(head + line + b"Expect: 100-continue\r\n" + framing + b"\r\n\r\n")
        status, headers, body = wire.answer()
        assert (status, headers["connection"], json.loads(body)["error"]["code"]) == (401, "close", "invalid_api_key")
        assert wire.ended()
    assert b'isthmus_refused_total{code="invalid_api_key"' in keyed.request("GET", "/metrics")[2]


@pytest.mark.req("J1")
def test_who_has_a_key_is_asked_to_go_on(keyed: Gateway) -> None:
    said = b"Authorization: Bearer isk_example\r\nExpect: 100-continue\r\n"
    head, _, body = asking(headers=said).partition(b"\r\n\r\n")
    with raw(keyed) as wire:
        wire.send(head + b"\r\n\r\n")
        assert wire.answer()[0] == 100
        wire.send(body)
        assert wire.answer()[0] == 200


@pytest.mark.req("J1")
def test_a_stranger_who_sends_everything_at_once_still_hears_why(keyed: Gateway) -> None:
    with raw(keyed) as wire:
        wire.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(b"x" * 4_000_000))
        assert wire.answer()[0] == 401
        assert wire.ended()


def test_what_needs_no_key_needs_none(keyed: Gateway) -> None:
    for path in ("/healthz", "/readyz", "/metrics", "/.well-known/jwks.json"):
        assert keyed.request("GET", path)[0] == 200

