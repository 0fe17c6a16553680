"""Fences that say `run` are run: in the README and beside it, against the demonstration and in an empty directory."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from documents import OURS, ROOT, Fence, all_fences
from gateway import Gateway

from isthmus.demo import REQUESTS, lay_out
from isthmus.learn import read_examples, train

SHOWN = "http://127.0.0.1:8080/v1"
"""The address in the pages; the demonstration of the tests is elsewhere."""


def run_by(*languages: str) -> list[Fence]:
    return [fence for fence in all_fences(*languages, pages=OURS) if fence.note == "run"]


def place(fence: Fence) -> str:
    return fence.place


def load(file: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_" + Path(file).stem, ROOT / file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


node = load("tests/clients/test_openai_javascript.py").node
"""The fixture: Node, with the official client installed beside the script of those tests."""


class Desk(Gateway):
    """A gateway with the demonstration's own files."""

    def write(self) -> Path:
        path = lay_out(self.folder, self.sandbox.base_url)
        examples = read_examples((self.folder / "intents.csv").read_text(), "intents.csv")
        train(examples, (self.folder / "answers.yaml").read_text(), self.folder / "intents")
        return path


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with Desk(tmp_path_factory.mktemp("desk")) as desk:
        yield desk


def here(fence: Fence, desk: Desk) -> str:
    return fence.code.replace(SHOWN, desk.url)


def test_there_is_something_to_run() -> None:
    assert {fence.language for fence in run_by("python", "js", "sh")} == {"python", "js", "sh"}


@pytest.mark.parametrize("fence", run_by("python"), ids=place)
def test_python_runs_and_prints_what_its_comments_say(fence: Fence, desk: Desk) -> None:
    printed: list[str] = []
    exec(compile(here(fence, desk), fence.place, "exec"), {"print": lambda said: printed.append(str(said))})
    said = re.findall(r"^print\(.*\)  # (.+)$", fence.code, re.MULTILINE)
    assert len(printed) == len(said)
    assert "ada@example.org" in printed[0]
    assert printed[1] == said[1]
    assert b"ada@example.org" not in desk.sandbox.raw()


@pytest.mark.parametrize("fence", run_by("js"), ids=place)
def test_javascript_runs(fence: Fence, desk: Desk, node: list[str], tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(ROOT / "tests" / "clients" / "js" / "node_modules")
    (tmp_path / "page.mjs").write_text(here(fence, desk))
    ran = subprocess.run([*node, "page.mjs"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    assert "ada@example.org" in ran.stdout


@pytest.mark.parametrize("fence", run_by("sh"), ids=place)
def test_shell_runs(fence: Fence, desk: Desk, tmp_path: Path) -> None:
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", here(fence, desk)],
        cwd=tmp_path, env={"PATH": programs, "HOME": str(tmp_path)}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    if "curl" in fence.code:
        assert "200 OK" in ran.stdout
        assert "ada@example.org" in ran.stdout
    elif "isthmus detect" in fence.code:
        assert "personal.name" in ran.stdout
        assert "financial.card" in ran.stdout
    else:
        assert "We are open" in ran.stdout or "Monday" in ran.stdout
        assert "audit verify passes" in ran.stdout + ran.stderr


def test_the_table_in_the_readme_shows_requests_of_the_demonstration() -> None:
    (table,) = [f.code for f in all_fences("text", pages=("README.md",)) if f.note == "table"]
    names = [" ".join(n.split()) for n in re.findall(r"^✓ (.{14})", table, re.MULTILINE)]
    assert len(names) >= 5
    shown = [request.name for request in REQUESTS]
    assert [name for name in names if not any(s.startswith(name) for s in shown)] == []
    assert f"{len(REQUESTS)} of {len(REQUESTS)} requests did what they should" in table
