"""Law 2, as the kernel saw it: the sync of a contract has returned before the first byte of its request leaves."""

from __future__ import annotations

import http.client
import json
import threading
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from gateway import Gateway

from isthmus.sandbox import SandboxServer
from laws.served import DIGESTS_ONLY, serving
from laws.syscalls import NEEDS, SENDING, Descriptors, available, read, strace

CALLERS, TURNS = 4, 8
HEAD = "POST /v1/chat/completions"


class Crossed(msgspec.Struct, frozen=True):
    """One request: the word that only its body holds, and the id that its contract holds."""

    word: str
    id: str


def asked(port: int, caller: int, into: list[Crossed]) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        for turn in range(TURNS):
            word = f"lantern-{caller}-{turn}-"
            said = word + (" for carol@example.org" if turn % 2 else "")
            body = {"model": "chat", "stream": turn % 3 == 0, "messages": [{"role": "user", "content": said}]}
            connection.request("POST", "/v1/chat/completions", json.dumps(body))
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200
            into.append(Crossed(word, answer.headers["x-isthmus-request-id"]))


@pytest.mark.req("B7", "D12")
@pytest.mark.skipif(not available(), reason=NEEDS)
def test_the_sync_returns_before_the_first_byte_of_its_request_leaves(tmp_path: Path) -> None:
    trace, crossed = tmp_path / "trace", list[Crossed]()
    with SandboxServer() as sandbox:
        config = Gateway(tmp_path, sandbox=sandbox, evidence=DIGESTS_ONLY).write()
        with serving(config, strace(trace)) as (process, port):
            callers = [threading.Thread(target=asked, args=(port, n, crossed)) for n in range(CALLERS)]
            for caller in callers:
                caller.start()
            for caller in callers:
                caller.join()
        upstream, saw = ("127.0.0.1", sandbox.port), len(sandbox.seen())
    assert len(crossed) == CALLERS * TURNS

    calls = read(trace, process.pid)
    where = Descriptors(calls)
    leaving = [c for c in calls if c.name in SENDING and where.at(c.fd, c.began) == ("peer", upstream)]
    assert sum(c.words.count(HEAD) for c in leaving) == saw, "the trace does not hold all that left"
    syncs = [c for c in calls if c.name in ("fdatasync", "fsync") and c.result == 0]
    for one in crossed:
        sent = next(c for c in leaving if one.word in c.words)
        head = [c for c in leaving if c.fd == sent.fd and c.began <= sent.began and HEAD in c.words][-1]
        contract = f'\\"intent\\",\\"request\\":\\"{one.id}\\"'
        written = next(c for c in calls if c.name == "pwrite64" and contract in c.words)
        assert written.ended < head.began, "the contract was written after the first byte had left"
        synced = [s for s in syncs if s.fd == written.fd and s.began > written.ended and s.ended < head.began]
        assert synced, "no sync of the contract had returned when the first byte left"
