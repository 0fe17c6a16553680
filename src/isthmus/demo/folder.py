"""Puts the demonstration's files into a directory, ready for `isthmus serve`."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

SANDBOX = "http://127.0.0.1:8091/v1"
"""Where the configuration expects the sandbox provider unless told otherwise."""

FILES = ("isthmus.yaml", "rules.yaml", "intents.csv", "answers.yaml", "policy/desk.cedar", "policy/tests.yaml")


def lay_out(directory: Path, sandbox: str = SANDBOX) -> Path:
    """Writes the files and gives the configuration's path. `sandbox` is the provider's address, with its `/v1`.

    The classifier named in the configuration, `intents`, is still to be trained from `intents.csv` and `answers.yaml`.
    """
    source = files("isthmus.demo")
    for name in FILES:
        text = source.joinpath(name).read_text(encoding="utf-8")
        target = directory / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.replace(SANDBOX, sandbox) if name == "isthmus.yaml" else text, encoding="utf-8")
    return directory / "isthmus.yaml"
