"""A web page that is open on the same machine directs nothing here, and sees nothing of what was recorded."""

from __future__ import annotations

import http.client

import pytest

from isthmus.sandbox import SandboxServer

JSON = {"Content-Type": "application/json"}
STEP = b'{"status": 503}'


def ask(sandbox: SandboxServer, method: str, path: str, headers: dict[str, str], body: bytes | None = None) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=20)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


PAGES = {
    "text": {"Content-Type": "text/plain;charset=UTF-8"},
    "a form": {"Content-Type": "application/x-www-form-urlencoded"},
    "no type": {},
    "text that says JSON": {"Content-Type": "text/plain; application/json"},
    "an origin": {**JSON, "Origin": "https://evil.example"},
    "no origin": {**JSON, "Origin": "null"},
    "a foreign site": {**JSON, "Sec-Fetch-Site": "cross-site"},
    "a name of its own": {**JSON, "Host": "evil.example:8091"},
    "a name that begins as ours": {**JSON, "Host": "localhost.evil.example"},
    "an address that is not ours": {**JSON, "Host": "203.0.113.9"},
}


@pytest.mark.parametrize("headers", PAGES.values(), ids=PAGES)
def test_a_web_page_cannot_script_it(sandbox: SandboxServer, headers: dict[str, str]) -> None:
    assert ask(sandbox, "POST", "/script", headers, STEP) == 403
    assert not sandbox.app.script.remaining()


@pytest.mark.parametrize("method", ["GET", "DELETE"])
@pytest.mark.parametrize("path", ["/script", "/seen", "/seen/raw"])
@pytest.mark.parametrize(
    "headers",
    [{"Host": "evil.example"}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}],
    ids=["name", "origin", "site"],
)
def test_nor_see_or_forget_what_was_recorded(
    sandbox: SandboxServer, method: str, path: str, headers: dict[str, str]
) -> None:
    sandbox.script({"status": 503})
    assert ask(sandbox, method, path, headers) == 403
    assert sandbox.app.script.remaining()


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:8091", "[::1]", "[::1]:8091"])
def test_who_is_on_this_machine_may(sandbox: SandboxServer, host: str) -> None:
    typed = {"Content-Type": "application/json; charset=utf-8", "Host": host}
    assert ask(sandbox, "POST", "/script", typed, STEP) == 200
    assert ask(sandbox, "GET", "/seen", {"Host": host}) == 200
    assert ask(sandbox, "DELETE", "/script", {"Host": host}) == 200


def test_it_is_asked_by_the_address_it_listens_on(sandbox: SandboxServer) -> None:
    with SandboxServer(host="127.0.0.2") as other:
        connection = http.client.HTTPConnection("127.0.0.2", other.port, timeout=20)
        connection.request("GET", "/seen")
        assert connection.getresponse().status == 200
        connection.close()
