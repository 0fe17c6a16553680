"""The demonstration, asked for real: each request is answered by whom it says, and the hosted side sees no secret."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from gateway import Gateway

from isthmus.demo import REQUESTS, Shown, lay_out
from isthmus.learn import read_examples, train


class Desk(Gateway):
    """A gateway with the demonstration's own files."""

    def write(self) -> Path:
        path = lay_out(self.folder, self.sandbox.base_url)
        examples = read_examples((self.folder / "intents.csv").read_text(), "intents.csv")
        train(examples, (self.folder / "answers.yaml").read_text(), self.folder / "intents")
        return path


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with Desk(tmp_path_factory.mktemp("desk")) as desk:
        yield desk


def ask(desk: Desk, shown: Shown) -> tuple[dict[str, str], str, bytes]:
    """The answer's headers, its text with the arguments of its tool calls, and what the sandbox saw."""
    desk.sandbox.clear()
    status, headers, body = desk.request("POST", "/v1/chat/completions", shown.body, shown.headers)
    assert status == 200, body
    if shown.body.get("stream"):
        lines = [line[6:] for line in body.decode().split("\n") if line.startswith("data: {")]
        pieces = [choice["delta"] for line in lines for choice in json.loads(line)["choices"]]
    else:
        pieces = [choice["message"] for choice in json.loads(body)["choices"]]
    calls = [call["function"].get("arguments", "") for piece in pieces for call in piece.get("tool_calls") or ()]
    return headers, "".join([piece.get("content") or "" for piece in pieces] + calls), desk.sandbox.raw()


@pytest.mark.parametrize("shown", REQUESTS, ids=lambda shown: shown.name)
def test_each_request_is_answered_by_whom_it_says(desk, shown):
    headers, text, seen = ask(desk, shown)
    assert text
    assert headers["x-isthmus-model"].partition(":")[0] == shown.answered_by
    assert (headers["x-isthmus-fallback"] != "none") is (shown.answered_by == "fallback")
    reached = shown.crosses or shown.name == "provider down"
    assert bool(seen) is reached


@pytest.mark.parametrize("shown", [s for s in REQUESTS if s.secrets], ids=lambda shown: shown.name)
def test_no_secret_of_a_request_is_seen_by_the_hosted_side(desk, shown):
    _, _, seen = ask(desk, shown)
    for secret in shown.secrets:
        assert secret.encode() not in seen
        assert secret.replace(" ", "").encode() not in seen


@pytest.mark.parametrize("name", ["disguised", "streamed", "follow-up", "tool call", "tool result"])
def test_the_caller_gets_real_values_back(desk, name):
    shown = next(s for s in REQUESTS if s.name == name)
    _, text, _ = ask(desk, shown)
    assert any(secret in text for secret in shown.secrets)
    assert "EMAIL-" not in text


def test_a_follow_up_uses_the_pseudonyms_of_the_turn_before(desk):
    first, second = (next(s for s in REQUESTS if s.name == name) for name in ("disguised", "follow-up"))

    def pseudonyms(shown: Shown) -> set[str]:
        _, _, seen = ask(desk, shown)
        words = seen.decode("utf-8", "replace").replace('"', " ").replace(",", " ").split()
        return {word.strip(".") for word in words if word.startswith(("EMAIL-", "PHONE-", "IBAN-"))}

    before, after = pseudonyms(first), pseudonyms(second)
    assert before
    assert before <= after
