"""`isthmus serve` as a process: it says where it is, obeys signals, and refuses what would be unsafe."""

from __future__ import annotations

import contextlib
import http.client
import json
import resource
import signal
import socket
import threading
from pathlib import Path
from typing import Any

import pytest
from cli_process import Run, serving

from isthmus.sandbox import SandboxServer, Step


def post(port: int, body: Any, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("POST", "/v1/chat/completions", json.dumps(body), headers or {})
        response = connection.getresponse()
        return response.status, {k.lower(): v for k, v in response.getheaders()}, json.loads(response.read())
    finally:
        connection.close()


def asking(text: str, route: str = "chat") -> dict[str, Any]:
    return {"model": route, "messages": [{"role": "user", "content": text}]}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly_and_the_evidence_verifies(folder: Path, run: Run, number: signal.Signals) -> None:
    with serving(folder) as server:
        assert "routes: chat, slow" in server.said
        assert "this machine only" in server.said
        assert str(folder / ".isthmus" / "evidence") in server.said
        status, _, body = post(server.port, asking("Write to alice@example.org"))
        assert status == 200
        assert "alice@example.org" in body["choices"][0]["message"]["content"]
        assert server.stop(number) == (0, "")
    verified = json.loads(run("audit", "verify", "--json").stdout)
    assert verified["ok"]
    assert verified["logs"][0]["unsealed"] == 0


def test_a_request_under_way_is_finished_before_it_ends(folder: Path, sandbox: SandboxServer) -> None:
    arrived, answered = threading.Event(), []
    sandbox.script(Step(latency=1.0))
    with serving(folder) as server:

        def ask() -> None:
            answered.append(post(server.port, asking("Tell me about the moon", "slow")))

        asker = threading.Thread(target=ask)
        asker.start()
        while not sandbox.seen():
            arrived.wait(0.01)
        code, said = server.stop()
        asker.join()
    assert (code, said) == (0, "")
    assert answered[0][0] == 200


@pytest.mark.req("D20")
def test_more_connections_than_descriptors_do_not_end_the_evidence(folder: Path, run: Run) -> None:
    """Whoever has no key can open connections; files of the evidence must open all the same."""
    few = 256

    with serving(folder, before=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (few, few))) as server:
        with contextlib.ExitStack() as stack:
            for _ in range(few + 50):
                stack.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=30))
            for _ in range(3):
                status, headers, _ = post(server.port, asking("Write to alice@example.org"))
                assert (status, headers["x-isthmus-crossed"][:6]) == (200, "hosted")
        assert post(server.port, asking("Write to bob@example.org"))[0] == 200
        assert server.stop() == (0, "")
    assert json.loads(run("audit", "verify", "--json").stdout)["ok"]


def test_several_workers_share_one_address_and_leave_one_body_of_evidence(folder: Path, run: Run) -> None:
    with serving(folder, "--workers", "2") as server:
        assert "2 processes" in server.said
        ids = {post(server.port, asking("opening hours"))[1]["x-isthmus-request-id"] for _ in range(8)}
        assert server.stop()[0] == 0
    assert len(ids) == 8
    assert json.loads(run("audit", "verify", "--json").stdout)["ok"]
    assert json.loads(run("explain", ids.pop(), "--json").stdout)["account"]["outcome"] == "answered"


def test_without_keys_another_address_is_refused_with_the_way_out(run: Run) -> None:
    ended = run("serve", "--host", "0.0.0.0")
    assert ended.returncode == 2
    assert "no keys are configured" in ended.stderr
    assert "isthmus key new" in ended.stderr


def test_with_a_key_only_its_holder_is_answered(folder: Path, run: Run) -> None:
    made = run("key", "new", "--tenant", "acme", "--application", "web")
    entry = made.stderr.splitlines()[-1]
    with (folder / "isthmus.yaml").open("a") as file:
        file.write(f"keys:\n{entry}\n")
    with serving(folder, "--host", "127.0.0.1") as server:
        assert "this machine only" not in server.said
        assert post(server.port, asking("opening hours"))[0] == 401
        bearer = {"authorization": f"Bearer {made.stdout.strip()}"}
        assert post(server.port, asking("opening hours"), bearer)[0] == 200


def test_a_port_that_is_taken_is_said_with_exit_code_3(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = run("serve", "--port", str(taken.getsockname()[1]))
    assert ended.returncode == 3
    assert "cannot listen" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("policy: policy", "polcy: policy", "isthmus.yaml:"),
        ("file: rules.yaml", "file: rules.yml", "rules.yml"),
        ("zone: hosted,", "zone: hostd,", "hosted"),
    ],
)
def test_settings_that_cannot_work_are_one_complaint_with_exit_code_2(
    folder: Path, run: Run, written: str, instead: str, said: str
) -> None:
    config = folder / "isthmus.yaml"
    config.write_text(config.read_text().replace(written, instead))
    for command in ("serve", "check"):
        ended = run(command)
        assert ended.returncode == 2
        assert said in ended.stderr
        assert "Traceback" not in ended.stderr


def test_a_mistake_ends_several_workers_before_they_begin(folder: Path, run: Run) -> None:
    (folder / "policy" / "main.cedar").write_text('@id("x") permit(principal, action, resource) when { nonsense };')
    ended = run("serve", "--workers", "2", "--port", "0")
    assert ended.returncode == 2
    assert "main.cedar:1" in ended.stderr
