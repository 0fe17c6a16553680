"""Law 2, from outside: a real `isthmus serve` is killed with signal 9 while applications use it.

Afterwards the audit passes, everything acknowledged is where its token says, every body that the other side saw has
a durable contract for exactly these bytes, and the next process goes on with the same log.
"""

from __future__ import annotations

import http.client
import json
import random
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from gateway import Gateway

from isthmus.sandbox import SandboxServer
from laws.served import DIGESTS_ONLY, Witness, begin, end, kill, port_of

CLIENTS = 6
SOAK_KILLS = 200


class Load:
    """Applications asking at once, each remembering the token of every answer it was given whole."""

    def __init__(self, port: int, life: int, enough: int) -> None:
        self.port, self.life, self.enough = port, life, enough
        self.tokens: list[str] = []
        self.reached, self.over = threading.Event(), threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(n,), daemon=True) for n in range(CLIENTS)]

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for thread in self._threads:
            thread.join(20)
            assert not thread.is_alive()

    def _ask(self, number: int) -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)) as connection:
            self._keep_asking(connection, number)

    def _keep_asking(self, connection: http.client.HTTPConnection, number: int) -> None:
        turn = 0
        while not self.over.is_set():
            turn += 1
            try:
                connection.request("POST", "/v1/chat/completions", json.dumps(self._body(number, turn)))
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                return  # killed: this one was not acknowledged
            assert answer.status == 200, answer.status
            self.tokens.append(answer.headers["x-isthmus-provenance"])
            if len(self.tokens) >= self.enough:
                self.reached.set()

    def _body(self, number: int, turn: int) -> dict[str, object]:
        """Each of its own kind and with words of its own, so that no two bodies that cross are the same."""
        own = f"life {self.life} caller {number} turn {turn}"
        kind = (number + turn) % 4
        if kind == 0:
            return {"model": "local", "messages": [{"role": "user", "content": "opening hours"}]}
        said = f"{own}: write to alice{turn}@example.org" if kind == 1 else own
        return {"model": "ladder", "stream": kind == 2, "messages": [{"role": "user", "content": said}]}


def campaign(folder: Path, kills: int, seed: int) -> None:
    rng = random.Random(seed)
    with SandboxServer(record=2_000_000) as sandbox:
        config = Gateway(folder, sandbox=sandbox, evidence=DIGESTS_ONLY).write()
        witness = Witness(config)
        highest = -1
        for life in range(kills):
            process = begin(config)
            if life and rng.random() < 0.15:  # while it starts and recovers
                threading.Event().wait(rng.uniform(0.0, 1.0))
                kill(process)
                witness.audit()
                continue
            with Load(port_of(process), life, rng.choice((1, rng.randrange(1, 40), rng.randrange(1, 500)))) as load:
                load.reached.wait(30)
                threading.Event().wait(rng.uniform(0.0, 0.01))
                kill(process)
            assert load.reached.is_set()
            given = witness.believe(load.tokens)
            assert len(given) == len(load.tokens)
            witness.audit()
            assert not witness.marks(sandbox) - witness.contracts()
            assert {token.log for token in given} == {"example.org/isthmus/0"}
            assert min(token.index for token in given) > highest
            highest = max(token.index for token in given)
        process = begin(config)
        with Load(port_of(process), kills, 20) as load:
            load.reached.wait(30)
        assert end(process) == 0
        witness.believe(load.tokens)
        assert witness.audit().size > highest
        assert len(witness.marks(sandbox)) > kills
        assert all(count == 1 for count in witness.marks(sandbox).values())
    passes(config)


def passes(config: Path) -> None:
    """What an operator would run says the same."""
    command = [sys.executable, "-m", "isthmus.cli", "audit", "verify", "--config", str(config)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr


@pytest.mark.req("B7", "D12", "D13")
def test_nothing_acknowledged_is_lost_and_nothing_crossed_without_contract_after_kill_9(tmp_path: Path) -> None:
    campaign(tmp_path, 6, seed=7)


@pytest.mark.soak
@pytest.mark.req("B7", "D12", "D13")
def test_the_same_at_two_hundred_points(tmp_path: Path) -> None:
    campaign(tmp_path, SOAK_KILLS, seed=8)
