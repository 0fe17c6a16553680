"""`isthmus demo --once`: the whole main job, as `make run ONCE=1` runs it."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest
from cli_process import ISTHMUS, Run, environment

from isthmus.cli.desk import with_real
from isthmus.cli.sheet import sheet
from isthmus.cli.witness import Witnessed, said
from isthmus.demo import REQUESTS
from isthmus.sandbox import SandboxServer
from isthmus.settings import Offer, load, offers


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path]:
    folder = tmp_path_factory.mktemp("demo")
    ended = subprocess.run(
        [ISTHMUS, "demo", "--once", "--dir", "desk"], cwd=folder, env=environment(), capture_output=True, text=True,
        timeout=120,
    )  # fmt: skip
    return ended, folder / "desk"


def test_every_request_does_what_it_should(shown: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    ended, _ = shown
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert f"{len(REQUESTS)} of {len(REQUESTS)} requests did what they should" in ended.stdout
    assert "the hosted side saw none" in ended.stdout
    assert "audit verify passes" in ended.stdout


def test_its_evidence_and_its_policies_are_in_order(
    shown: tuple[subprocess.CompletedProcess[str], Path], run: Run
) -> None:
    _, desk = shown
    assert run("audit", "verify", "--config", str(desk)).returncode == 0
    assert run("policy", "test", "--config", str(desk)).returncode == 0


def test_what_it_leaves_is_nobodys_to_commit(shown: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    assert (shown[1] / ".gitignore").read_text() == "*\n"


@pytest.mark.parametrize("width", [80, 120])
def test_the_table_fits_its_terminal(width: int) -> None:
    from rich.console import Console

    console = Console(width=width, record=True, file=io.StringIO())
    rows = [Witnessed(request, 200, {}, "", {}, (), 1234.5, ("it did not cross",)) for request in REQUESTS]
    console.print(sheet(rows, width))
    text = console.export_text()
    assert max(map(len, text.splitlines())) <= width
    assert "it did not" in text


def test_an_answer_is_read_whole_or_streamed() -> None:
    streamed = (
        b'data: {"choices":[{"delta":{"content":"Good "}}]}\n\ndata: {"choices":[{"delta":{"content":"day"}}]}\n\n'
    )
    assert said(streamed + b"data: [DONE]\n\n") == "Good day"
    assert said(b'{"choices":[{"message":{"content":"Good day"}}]}') == "Good day"
    assert said(b'{"error":{"message":"no"}}') == "no"


def test_the_environment_offers_what_is_there() -> None:
    assert offers({}) == ()
    assert [offer.name for offer in offers({"OPENAI_API_KEY": "x", "ANTHROPIC_API_KEY": "y"})] == [
        "openai",
        "anthropic",
    ]
    (local,) = offers({"OLLAMA_HOST": "127.0.0.1:11434", "ISTHMUS_MODEL": "qwen"})
    assert local.model == {"base_url": "http://127.0.0.1:11434/v1", "model": "qwen"}


def test_a_real_model_takes_the_sandboxs_place_and_nothing_elses(
    shown: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    config = shown[1] / "isthmus.yaml"
    before = load(config).document
    offer = Offer("openai", {"provider": "openai", "model": "gpt-5-mini", "credential": "env:OPENAI_API_KEY"})
    other = config.with_name("real.yaml")
    other.write_text(with_real(config.read_text(), offer))
    after = load(other, {"OPENAI_API_KEY": "sk"}).document
    assert after.models["hosted"].url == "https://api.openai.com/v1"  # type: ignore[union-attr]  # a chat model
    assert {k: v for k, v in after.models.items() if k != "hosted"} == {
        k: v for k, v in before.models.items() if k != "hosted"
    }


def test_a_real_run_asks_the_model_that_the_environment_offers(tmp_path: Path, sandbox: SandboxServer) -> None:
    sandbox.clear()
    offered = {"ISTHMUS_LOCAL_URL": sandbox.url, "ISTHMUS_MODEL": "sandbox"}
    ended = subprocess.run(
        [ISTHMUS, "demo", "--once", "--real"], cwd=tmp_path, env={**environment(), **offered}, capture_output=True,
        text=True, timeout=120,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert len(sandbox.seen()) == sum(request.answered_by == "hosted" for request in REQUESTS)
    assert "nobody in it is a person" in ended.stderr


def test_real_without_an_offer_is_refused(run: Run) -> None:
    ended = run("demo", "--once", "--real")
    assert ended.returncode == 2
    assert "OPENAI_API_KEY" in ended.stderr
