"""Every example of `docs/api.md` runs, and its tables name what there is."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from gateway import Gateway

from isthmus.domain import errors
from isthmus.server import app, messages
from isthmus.settings import ServerSettings
from isthmus.work import Limits

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
HERE = "http://127.0.0.1:8080"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def served(build: Callable[..., Gateway]) -> Gateway:
    return build(keys=[{"id": "k", "secret": "isk_example"}])


def test_the_python_examples_run(served: Gateway, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {"ISTHMUS_KEY": "isk_example"}
    for block in blocks("python"):
        exec(compile(block.replace(HERE, served.address), "docs/api.md", "exec"), names)
    names["client"].close()
    said = capsys.readouterr().out
    assert said.count("You wrote: Write to alice@example.org") == 3
    assert "hosted;level=confidential;disguised=personal.email" in said
    assert "answered" in said
    assert b"alice" not in served.sandbox.raw()


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not on this machine")
def test_the_curl_examples_run(served: Gateway) -> None:
    for block in blocks("sh"):
        script = block.replace(HERE, served.address)
        environment = {"ISTHMUS_KEY": "isk_example", "PATH": "/usr/local/bin:/usr/bin:/bin"}
        ran = subprocess.run(["sh", "-c", script], capture_output=True, text=True, env=environment, check=True)
        assert json.loads(ran.stdout)["object"] == "chat.completion"


def kinds(of: type[errors.IsthmusError]) -> Iterator[type[errors.IsthmusError]]:
    for kind in of.__subclasses__():
        yield kind
        yield from kinds(kind)


def test_every_error_that_a_caller_can_meet_stands_on_the_page() -> None:
    table = PAGE.partition("## Errors")[2].partition("## Limits")[0]
    # What configures it stops it from starting, and a kind of error that others refine is none by itself.
    unmet = {errors.SettingsError, errors.AttemptFailed}
    rooms = {errors.__name__, app.__name__, messages.__name__}
    met = [k for k in kinds(errors.IsthmusError) if k.__module__ in rooms and k not in unmet]
    assert len(met) > 18
    for kind in met:
        row = next((row for row in table.splitlines() if f"`{kind.code}`" in row and str(kind.status) in row), None)
        assert row, kind


def test_the_limits_on_the_page_are_those_in_force() -> None:
    server = ServerSettings()
    assert Limits() == Limits(server.max_body_bytes, server.max_depth, server.max_parts)
    assert (server.max_body_bytes, server.max_answer_bytes) == (8 * 2**20, 16 * 2**20)
    for name, said in {"max_depth": "64 levels", "max_parts": "50,000", "in_flight": "512"}.items():
        assert re.sub(r"\D", "", said) == str(getattr(server, name))
        assert said in PAGE
        assert f"`server.{name}`" in PAGE


def test_a_stream_is_what_the_page_says(served: Gateway) -> None:
    messages = [{"role": "user", "content": "Hello"}]
    body = {"model": "chat", "stream": True, "stream_options": {"include_usage": True}, "messages": messages}
    headers = {"authorization": "Bearer isk_example"}
    status, got, data = served.request("POST", "/v1/chat/completions", body, headers)
    assert (status, got["content-type"]) == (200, "text/event-stream; charset=utf-8")
    assert (got["cache-control"], got["transfer-encoding"]) == ("no-cache", "chunked")
    first, *_, finish, usage, done, end = data.split(b"\n\n")
    assert json.loads(first[6:])["choices"][0]["delta"]["role"] == "assistant"
    assert json.loads(finish[6:])["choices"][0] == {
        "index": 0, "delta": {}, "logprobs": None, "finish_reason": "stop",
    }  # fmt: skip
    assert json.loads(usage[6:])["choices"] == []
    assert set(json.loads(usage[6:])["isthmus"]) == {"request_id", "outcome", "cost", "fallback"}
    assert (done, end) == (b"data: [DONE]", b"")
