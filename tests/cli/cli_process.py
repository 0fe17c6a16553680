"""The installed `isthmus` as a process, and a gateway directory to run it in."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from isthmus.sandbox import SandboxServer

ISTHMUS = str(Path(sys.executable).with_name("isthmus"))
Run = Callable[..., "subprocess.CompletedProcess[str]"]

CONFIG = """
zones:
  hosted: {{trust: hosted, jurisdiction: EU, retention_days: 0, trains: false, private_addresses: true}}
models:
  faq: {{kind: rules, file: rules.yaml}}
  gpt: {{kind: chat, zone: hosted, base_url: "{url}", model: sandbox}}
  slow: {{kind: chat, zone: hosted, base_url: "{url}", model: slow}}
purposes: [general, support]
routes:
  chat: {{plan: [faq, gpt]}}
  slow: {{plan: [slow]}}
policy: policy
"""
POLICY = """
@id("local") permit(principal, action, resource) when { resource.trust == "device" };
@id("hosted-disguised") @disguise("personal.*, financial.*")
permit(principal, action, resource) when { resource.trust == "hosted" && context.level <= 2 };
"""
TESTS = """
cases:
  - name: an address goes disguised
    zone: hosted
    facts: {level: confidential, categories: [personal.email]}
    expect: allow
  - {name: a key stays, zone: hosted, facts: {level: restricted, categories: [secret.token]}, expect: deny}
"""
RULES = """
rules:
  - {id: hours, exact: ["opening hours"], answer: "We are open from 9 to 18."}
"""


@pytest.fixture(scope="session")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer() as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path, sandbox: SandboxServer) -> Path:
    sandbox.clear()
    (tmp_path / "isthmus.yaml").write_text(CONFIG.format(url=sandbox.base_url))
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy" / "main.cedar").write_text(POLICY)
    (tmp_path / "policy" / "tests.yaml").write_text(TESTS)
    return tmp_path


def environment() -> dict[str, str]:
    """This process's, without what would change the commands."""
    ours = ("ISTHMUS_", "OPENAI_", "ANTHROPIC_", "OLLAMA_", "NO_COLOR", "COLUMNS")
    return {k: v for k, v in os.environ.items() if not k.startswith(ours)}


@pytest.fixture
def run(folder: Path) -> Run:
    """Runs the installed command in the folder, to its end."""

    def run(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [ISTHMUS, *words], cwd=folder, env={**environment(), **more}, capture_output=True, text=True, timeout=60
        )

    return run


class Serving:
    """A running `isthmus serve`."""

    def __init__(self, process: subprocess.Popen[str], said: str) -> None:
        self.process, self.said = process, said
        found = re.search(r"http://127\.0\.0\.1:(\d+)/v1", said)
        assert found, said
        self.port = int(found[1])

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Its exit code, and what it still said."""
        self.process.send_signal(number)
        _, said = self.process.communicate(timeout=40)
        return self.process.returncode, said


@contextmanager
def serving(folder: Path, *words: str, before: Callable[[], None] | None = None) -> Iterator[Serving]:
    """`before` is done in the new process, before it becomes the command."""
    process = subprocess.Popen(
        [ISTHMUS, "serve", "--port", "0", *words],
        cwd=folder, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        preexec_fn=before,
    )  # fmt: skip
    assert process.stderr is not None
    try:
        yield Serving(process, process.stderr.readline())
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()
