"""The demonstration's stage: a directory, a trained classifier, the sandbox provider and a gateway on real ports.

The gateway is a process of its own, the very one that `isthmus serve` is; the sandbox is a thread of this one, so
that what the hosted side saw can simply be looked at.
"""

from __future__ import annotations

import hashlib
import re
import socket
import subprocess
import sys
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING

import msgspec

from isthmus.cli.terminal import Stopped

if TYPE_CHECKING:
    from isthmus.sandbox import SandboxServer
    from isthmus.settings import Offer

SANDBOX_PORT = 8091
_ADDRESS = re.compile(r"serving http://[^ /]+:(\d+)/v1")
_STOP_WITHIN = 30
"""Seconds that the gateway is given to end before it is killed."""


class Desk:
    """`with Desk(directory, port) as desk:` and requests can be sent to `desk.port`."""

    def __init__(self, directory: Path, port: int, real: Offer | None = None) -> None:
        self.directory, self.real = directory, real
        self.config = directory / "isthmus.yaml"
        self.port = 0
        self._wanted = port
        self._open = ExitStack()
        self.sandbox: SandboxServer

    def __enter__(self) -> Desk:
        from isthmus.sandbox import SandboxServer

        with ExitStack() as opening:
            port = free(SANDBOX_PORT)
            self.sandbox = opening.enter_context(SandboxServer(port=port))
            opening.callback(self._stop)
            self._process: subprocess.Popen[str] | None = None
            prepare(self.directory, self.sandbox.base_url, self.real)
            self._process = self._start()
            self.port = self._listening(self._process)
            self._open = opening.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def _start(self) -> subprocess.Popen[str]:
        where = ["--config", str(self.config), "--host", "127.0.0.1", "--port", str(free(self._wanted))]
        return subprocess.Popen(  # noqa: S603 (our own interpreter and our own command)
            [sys.executable, "-m", "isthmus.cli", "serve", *where],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _listening(self, process: subprocess.Popen[str]) -> int:
        """Waits for the line that says where; what the gateway says later goes to a file."""
        assert process.stderr is not None
        said = []
        for line in process.stderr:
            said.append(line)
            if match := _ADDRESS.search(line):
                log = (self.directory / "gateway.log").open("w", encoding="utf-8")
                threading.Thread(target=_copy, args=(process.stderr, log), name="gateway log", daemon=True).start()
                return int(match[1])
        raise Stopped("the gateway did not start", "".join(said[-20:]))

    def _stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_STOP_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def wait(self) -> int:
        """Until the gateway ends by itself, which it should not; its exit code."""
        assert self._process is not None
        return self._process.wait()


def _copy(source: IO[str], target: IO[str]) -> None:
    with source, target:
        for line in source:
            target.write(line)
            target.flush()


def free(port: int) -> int:
    """This port if nothing listens there, otherwise 0: any."""
    try:
        with socket.create_server(("127.0.0.1", port)):
            return port
    except OSError:
        return 0


def prepare(directory: Path, sandbox: str, real: Offer | None = None) -> None:
    """Lays out the demonstration's files, and trains its classifier when they changed. Raises `SettingsError`."""
    from isthmus.demo import lay_out
    from isthmus.state import private

    private.make(directory)
    (directory / ".gitignore").write_text("*\n", encoding="utf-8")  # evidence and keys are nobody's to commit
    config = lay_out(directory, sandbox)
    if real is not None:
        config.write_text(with_real(config.read_text(encoding="utf-8"), real), encoding="utf-8")
    sources = [(directory / name).read_bytes() for name in ("intents.csv", "answers.yaml")]
    stamp = hashlib.sha256(b"\0".join(sources)).hexdigest()
    made = directory / "intents.made-from"
    if not (directory / "intents").is_dir() or not made.is_file() or made.read_text() != stamp:
        _train(directory)
        made.write_text(stamp)


def _train(directory: Path) -> None:
    from isthmus.learn import read_examples, train

    examples = read_examples((directory / "intents.csv").read_text(encoding="utf-8"), "intents.csv")
    train(examples, (directory / "answers.yaml").read_text(encoding="utf-8"), directory / "intents")


def with_real(text: str, real: Offer) -> str:
    """The configuration with its model `hosted` replaced by what the environment offers."""
    model = {"kind": "chat", "zone": "hosted-eu", **real.model}
    written = msgspec.json.encode(model).decode()  # JSON is YAML
    return re.sub(r"(?m)^  hosted:.*$", lambda _: f"  hosted: {written}", text, count=1)
