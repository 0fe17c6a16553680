"""The gateways that are compared: how each is started, and how it is stopped.

Each runs on the same core, alone in its process tree, with a log of its own in the scratch directory.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter
from typing import IO

import msgspec

from bench.accounting import pinned_to, rss_mb
from bench.load import Address, Generator
from bench.workload import PUBLIC, requests

HERE = Path(__file__).parent
PROJECT = HERE.parent
HOME = PROJECT / ".bench"
"""Everything the benchmark writes: environments, scratch directories, results."""

OLD = HOME / "scratch" / "old"
LITELLM_VENV = HOME / "litellm-venv"
START_SECONDS = 120.0


class GatewayFailed(Exception):
    """A contestant did not start, or stopped; the message says where its log is and how it ends."""


class Contestant:
    """A gateway to be measured. Subclasses say how it is started."""

    name = ""
    title = ""
    slow = False
    """Costs milliseconds per request: it gets fewer rounds of the long scenarios in a quick run."""

    def command(self, port: int, upstream: str, scratch: Path) -> list[str]:
        """The command line; what it needs is written into `scratch`, which is also its directory."""
        raise NotImplementedError

    def environment(self) -> Mapping[str, str]:
        """Variables it needs beside those of this process."""
        return {}

    def version(self) -> str:
        """Which release is measured."""
        return ""


class Bare(Contestant):
    """uvicorn and aiohttp with nothing between them."""

    name = "bare"
    title = "bare pass-through"

    def command(self, port: int, upstream: str, scratch: Path) -> list[str]:
        return [sys.executable, "-m", "bench.passthrough", "--upstream", upstream, "--port", str(port)]

    def environment(self) -> Mapping[str, str]:
        return {"PYTHONPATH": str(PROJECT)}

    def version(self) -> str:
        from importlib.metadata import version

        return f"uvicorn {version('uvicorn')}, aiohttp {version('aiohttp')}"


class BareOwn(Bare):
    """The same over the HTTP client of Isthmus's own door: what is left of Isthmus's cost above it is its work."""

    name = "bare-own"
    title = "bare, own client"

    def command(self, port: int, upstream: str, scratch: Path) -> list[str]:
        return [*super().command(port, upstream, scratch), "--client", "isthmus"]

    def version(self) -> str:
        from importlib.metadata import version

        return f"uvicorn {version('uvicorn')}, isthmus.egress"


class Isthmus(Contestant):
    """This project's gateway, one worker, durable evidence on, configured by `bench/isthmus/`."""

    name = "isthmus"
    title = "Isthmus"

    def command(self, port: int, upstream: str, scratch: Path) -> list[str]:
        executable = Path(sys.executable).with_name("isthmus")
        if not executable.exists():
            raise GatewayFailed(f"There is no {executable}. Install the project first: pip install -e .")
        for source in sorted(path for path in (HERE / "isthmus").rglob("*") if path.is_file()):
            target = scratch / source.relative_to(HERE / "isthmus")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(source.read_text().replace("UPSTREAM", upstream))
        serve = ["serve", "--config", "isthmus.yaml", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
        return [str(executable), *serve]

    def version(self) -> str:
        from importlib.metadata import PackageNotFoundError, version

        try:
            return version("isthmus")
        except PackageNotFoundError:
            return "not installed"


class LiteLLM(Contestant):
    """LiteLLM's proxy in its own environment, one worker, no database, no guardrail."""

    name = "litellm"
    title = "LiteLLM"
    slow = True

    def command(self, port: int, upstream: str, scratch: Path) -> list[str]:
        config = scratch / "litellm.yaml"
        config.write_text((HERE / "litellm.yaml").read_text().replace("UPSTREAM", upstream))
        serve = ["--config", str(config), "--host", "127.0.0.1", "--port", str(port), "--num_workers", "1"]
        return [str(LITELLM_VENV / "bin" / "litellm"), *serve]

    def environment(self) -> Mapping[str, str]:
        # The cost map is the packaged one, or start-up retries the network; the rest is what its
        # documentation recommends for production.
        return {
            "LITELLM_LOCAL_MODEL_COST_MAP": "True",
            "LITELLM_MODE": "PRODUCTION",
            "LITELLM_LOG": "ERROR",
            "LITELLM_TELEMETRY": "False",
            "NO_DOCS": "True",
        }

    def version(self) -> str:
        found = sorted(LITELLM_VENV.glob("lib/python*/site-packages/litellm-*.dist-info"))
        return found[0].name.removesuffix(".dist-info").removeprefix("litellm-") if found else "not installed"


def install_litellm() -> str:
    """Make LiteLLM's environment from the pinned, hashed list; empty when it is there, or why it is not."""
    wanted = (HERE / "litellm.lock").read_bytes()
    stamp = LITELLM_VENV / "installed.lock"
    if stamp.exists() and stamp.read_bytes() == wanted:
        return ""
    print("Making LiteLLM's environment in .bench/litellm-venv (about 750 MB, once) …", flush=True)
    HOME.mkdir(exist_ok=True)
    python = str(LITELLM_VENV / "bin" / "python")
    install = [python, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes"]
    for command in (
        [sys.executable, "-m", "venv", "--clear", str(LITELLM_VENV)],
        [*install, "-r", str(HERE / "litellm.lock")],
    ):
        ran = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if ran.returncode:
            errors = [line for line in ran.stderr.splitlines() if not line.startswith("WARNING")]
            return f"LiteLLM could not be installed: {errors[-1] if errors else 'pip failed'}"
    stamp.write_bytes(wanted)
    return ""


class Running:
    """A started contestant: where it answers, and what it is as a process."""

    def __init__(self, contestant: Contestant, process: subprocess.Popen[bytes], address: Address) -> None:
        self.contestant = contestant
        self.process = process
        self.address = address
        self.cold_start_seconds = 0.0
        self.rss_at_start_mb = 0.0

    @property
    def pid(self) -> int:
        return self.process.pid

    def stop(self, with_signal: int = signal.SIGTERM) -> None:
        """Ask it to end, and end its process group if it does not within ten seconds."""
        if self.process.poll() is not None:
            return
        self.process.send_signal(with_signal)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Upstream:
    """The fake provider as a process of its own."""

    def __init__(self, core: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.upstream"],
            stdout=subprocess.PIPE,
            cwd=PROJECT,
            preexec_fn=pinned_to(core),
            start_new_session=True,
        )
        assert self._process.stdout is not None
        self.address = Address(int(self._process.stdout.readline()))
        self.url = f"http://127.0.0.1:{self.address.port}"

    async def planted_seen(self) -> int:
        """How many bodies with planted personal data in plain have arrived so far."""
        reader, writer = await asyncio.open_connection(self.address.host, self.address.port)
        writer.write(b"GET /seen HTTP/1.1\r\nhost: fake\r\n\r\n")
        seen: dict[str, int] = msgspec.json.decode((await reader.readuntil(b"}")).rpartition(b"\r\n")[2])
        writer.close()
        return seen["planted"]

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()


async def start(contestant: Contestant, upstream: Upstream, core: int, wrap: tuple[str, ...] = ()) -> Running:
    """Start it on `core` and wait for its first successful answer, which is what a cold start lasts.

    `wrap` goes before the command line: an interpreter with a profiler that runs the script or module."""
    scratch = HOME / "scratch" / contestant.name
    _put_aside(scratch)
    scratch.mkdir(parents=True)
    port = _free_port()
    command = contestant.command(port, upstream.url, scratch)
    if wrap:
        command = [*wrap, *(command[1:] if command[0] == sys.executable else command)]
    log = scratch / "log.txt"
    with log.open("wb") as output:
        began = perf_counter()
        running = Running(contestant, _spawn(command, contestant, scratch, core, output), Address(port))
    await _first_answer(running, began, log)
    running.cold_start_seconds = perf_counter() - began
    running.rss_at_start_mb = rss_mb(running.pid)
    return running


def _put_aside(scratch: Path) -> None:
    """What an earlier start left is deleted after the run: for a minute ext4 makes new files slowly where many were
    deleted, since it passes over the inodes that they had."""
    if scratch.exists():
        OLD.mkdir(parents=True, exist_ok=True)
        scratch.rename(OLD / f"{scratch.name}.{time.time_ns()}")


def tidy() -> None:
    """Deletes what starts of this run, and of others, put aside."""
    shutil.rmtree(OLD, ignore_errors=True)


def _spawn(
    command: list[str], contestant: Contestant, scratch: Path, core: int, output: IO[bytes]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        stdout=output,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        cwd=scratch,
        env={**os.environ, **contestant.environment()},
        preexec_fn=pinned_to(core),
        start_new_session=True,
    )


async def _first_answer(running: Running, began: float, log: Path) -> None:
    """Ask every five milliseconds; before it listens there is nobody to disturb."""
    ask = Generator(running.address, requests(PUBLIC, 1), streamed=False)
    why = f"gave no successful answer within {START_SECONDS:.0f} seconds"
    status = 0
    while perf_counter() - began < START_SECONDS:
        if running.process.poll() is not None:
            why = f"ended with code {running.process.returncode} before its first answer"
            break
        answer = await ask.one()
        if answer is not None and answer.status == 200:
            return
        if answer is not None and answer.status != status:
            status = answer.status
            why = f"answered {status}: {answer.body[:300].decode(errors='replace')}"
        await asyncio.sleep(0.005)
    running.stop()
    raise GatewayFailed(f"{running.contestant.title} {why}. {_log_tail(log)}")


def _log_tail(log: Path) -> str:
    tail = "\n".join(f"    {line}" for line in log.read_text(errors="replace").splitlines()[-15:])
    return f"Its log ({log.relative_to(PROJECT)}) ends:\n{tail or '    (empty)'}"


def _free_port() -> int:
    """A port that was free a moment ago; LiteLLM cannot choose one and say which."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def contestants(only: frozenset[str]) -> list[Contestant]:
    """Those named, or all, in the order in which they take turns."""
    every: list[Contestant] = [Bare(), BareOwn(), Isthmus(), LiteLLM()]
    unknown = only - {contestant.name for contestant in every}
    if unknown:
        known = ", ".join(contestant.name for contestant in every)
        raise SystemExit(f"No contestant is called {', '.join(sorted(unknown))}: there are {known}.")
    return [contestant for contestant in every if not only or contestant.name in only]
