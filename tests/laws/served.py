"""What the tests of the laws share: a real `isthmus serve` that is killed and started again, and what was promised."""

from __future__ import annotations

import hmac
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from isthmus import settings
from isthmus.audit import EvidenceReport, Token, read_token, verify_all
from isthmus.domain.records import Intent, decode
from isthmus.ledger import entries, load_or_create_key, vkey
from isthmus.sandbox import SandboxServer
from isthmus.settings import Settings
from isthmus.state.disk import LocalDisk
from isthmus.state.keys import KeyStore

ADDRESS = re.compile(r"serving http://[^ /]+:(\d+)/v1")
DIGESTS_ONLY = {"origin": "example.org/isthmus", "payloads": "none"}
"""Evidence that names each payload by a keyed digest of its bytes: what crossed can be compared with it exactly."""


@contextmanager
def serving(config: Path, before: Sequence[str] = ()) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """`isthmus serve` as a process of its own, and its port; `before` stands in front of the command."""
    process = begin(config, before)
    try:
        yield process, port_of(process)
    finally:
        end(process)


def begin(config: Path, before: Sequence[str] = ()) -> subprocess.Popen[str]:
    command = [*before, sys.executable, "-m", "isthmus.cli", "serve", "--config", str(config), "--port", "0"]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment())


def environment() -> dict[str, str]:
    """libuv is told not to hand its work to io_uring, where a trace of system calls would not see it. (The ring that it
    opens all the same carries calls of epoll_ctl only.)"""
    return {**os.environ, "UV_USE_IO_URING": "0"}


def port_of(process: subprocess.Popen[str]) -> int:
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if match := ADDRESS.search(line):
            thread = threading.Thread(target=_drain, args=(process.stderr,), name=f"stderr {process.pid}", daemon=True)
            thread.start()
            return int(match[1])
    raise AssertionError("the gateway did not start: " + "".join(said))


def _drain(stream: IO[str]) -> None:
    with stream:
        for _ in stream:
            pass


def kill(process: subprocess.Popen[str]) -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    _let_go(process)


def end(process: subprocess.Popen[str]) -> int:
    if process.poll() is None:
        process.terminate()
    code = process.wait(30)
    _let_go(process)
    return code


def _let_go(process: subprocess.Popen[str]) -> None:
    drains = [thread for thread in threading.enumerate() if thread.name == f"stderr {process.pid}"]
    for thread in drains:
        thread.join()
    if process.stderr is not None:
        process.stderr.close()


class Witness:
    """Whoever stands outside: with the verifier key, the tokens of answers, and the bytes the other side saw."""

    def __init__(self, config: Path) -> None:
        self.settings: Settings = settings.load(config, credentials=False)
        self.evidence = self.settings.data / "evidence"
        self.tokens: list[Token] = []
        self.remembered: dict[str, str] = {}

    @property
    def key(self) -> str:
        """There once the gateway has started for the first time."""
        signer = load_or_create_key(str(self.settings.data / "keys" / "evidence.pem"))
        return vkey(self.settings.document.evidence.origin, signer.public_key())

    def believe(self, tokens: Iterable[str]) -> list[Token]:
        """Genuine tokens that name a place; those that say they have none are left out."""
        key = self.key
        read = [read_token(token, key) for token in tokens if placed(token)]
        self.tokens += read
        return read

    def audit(self) -> EvidenceReport:
        """With everything that is remembered, which is then remembered anew."""
        report = verify_all(self.evidence, self.key, self.remembered, self.tokens)
        assert report.ok, report.all_findings()
        self.remembered = {log.origin: log.checkpoint for log in report.logs}
        return report

    def contracts(self) -> Counter[str]:
        """The keyed digests of the bytes for which a contract is durable."""
        found: Counter[str] = Counter()
        for slot in sorted(self.evidence.iterdir()):
            found += Counter(contracts_in(entry for _, entry in entries(LocalDisk(), str(slot))))
        return found

    def marks(self, sandbox: SandboxServer) -> Counter[str]:
        """The same digests of every body that the other side saw."""
        assert not sandbox.dropped
        return Counter(mark(self.settings, seen.body) for seen in sandbox.seen() if seen.method == "POST")


def contracts_in(found: Iterable[bytes]) -> Iterator[str]:
    return (record.payload for entry in found if isinstance(record := decode(entry), Intent))


def mark(loaded: Settings, body: bytes) -> str:
    secrets = KeyStore(loaded.data / "keys", os.urandom)
    key = secrets.existing("evidence", loaded.document.evidence.origin)
    assert key is not None
    return hmac.digest(key, body, "sha256").hex()


def placed(token: str) -> bool:
    """Whether it says that its answer has a place in the evidence."""
    import base64

    body = token.split(".")[1]
    return "leaf" in json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
