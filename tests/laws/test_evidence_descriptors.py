"""Law 2 when descriptors run out: nothing is lost, and it goes on by itself when there are some again."""

from __future__ import annotations

import http.client
import json
import re
import resource
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from gateway import Gateway

from isthmus.sandbox import SandboxServer
from laws.served import DIGESTS_ONLY, Witness, serving

PATIENCE = 20_000
"""Requests until what should happen within a second or two must have happened."""


def ask(connection: http.client.HTTPConnection, route: str, said: str) -> tuple[int, str]:
    body = {"model": route, "messages": [{"role": "user", "content": said}]}
    connection.request("POST", "/v1/chat/completions", json.dumps(body))
    answer = connection.getresponse()
    answer.read()
    return answer.status, answer.headers.get("x-isthmus-provenance", "")


def unsealed(connection: http.client.HTTPConnection) -> float:
    connection.request("GET", "/metrics")
    text = connection.getresponse().read().decode()
    found = re.search(r"^isthmus_evidence_unsealed_seconds (\S+)$", text, re.MULTILINE)
    assert found
    return float(found[1])


def until(happens: Callable[[], bool]) -> None:
    assert any(happens() for _ in range(PATIENCE))


@pytest.mark.req("D12")
def test_a_process_without_a_descriptor_left_goes_on_when_it_has_some_again(tmp_path: Path) -> None:
    with SandboxServer() as sandbox:
        config = Gateway(tmp_path, sandbox=sandbox, evidence=DIGESTS_ONLY).write()
        with serving(config) as (process, port), closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
            tokens = [ask(connection, "chat", "hello")[1]]
            usual = resource.prlimit(process.pid, resource.RLIMIT_NOFILE)
            resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (3, usual[1]))
            tokens += [token for status, token in [ask(connection, "local", "opening hours")] if status == 200]
            until(lambda: unsealed(connection) > 1.5)  # more than one round of sealing has come and gone
            resource.prlimit(process.pid, resource.RLIMIT_NOFILE, usual)
            until(lambda: unsealed(connection) == 0)
            for said in ("opening hours", "hello again"):
                status, token = ask(connection, "chat", said)
                assert status == 200
                tokens.append(token)
            connection.request("GET", "/readyz")
            assert connection.getresponse().status == 200
        witness = Witness(config)
        assert len(witness.believe(tokens)) == 4
        witness.audit()
