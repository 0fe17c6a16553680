"""An older Python is told which one is needed and what to do, before anything fails for want of it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OLDER = 'import sys; sys.version_info = (3, 10, 13, "final", 0); '


@pytest.mark.parametrize(
    "how", ["import isthmus", "import isthmus.cli", "import isthmus.cli.root", "import isthmus.server"]
)
def test_an_older_python_is_told_what_is_needed_and_what_to_do(how: str) -> None:
    done = subprocess.run([sys.executable, "-c", OLDER + how], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "Python 3.11 or newer is needed" in done.stderr
    assert "3.10" in done.stderr
    assert "python3.11 -m venv" in done.stderr


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not here")
@pytest.mark.parametrize("made", [False, True])
def test_make_tells_an_older_python_before_it_installs_anything(tmp_path: Path, made: bool) -> None:
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    older = tmp_path / (".venv/bin/python" if made else "older")
    older.parent.mkdir(parents=True, exist_ok=True)
    run = f"{OLDER}code = sys.argv[2]; del sys.argv[1:3]; exec(code)"
    older.write_text(f"#!/bin/sh\nexec '{sys.executable}' -c '{run}' \"$@\"\n")
    older.chmod(0o755)
    asked = ["make", "build", f"PYTHON={sys.executable if made else older}"]
    done = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode != 0
    assert "needs Python 3.11 or newer" in done.stderr
    assert "3.10" in done.stderr
    assert "make run PYTHON=python3.11" in done.stderr
    assert ("Remove .venv" in done.stderr) is made
    assert "pip" not in done.stdout + done.stderr
    assert (tmp_path / ".venv").exists() is made
