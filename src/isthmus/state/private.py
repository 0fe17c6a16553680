"""Directories and files that are their owner's alone: made so whatever the umask, and looked at before use."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from isthmus.domain.errors import SettingsError

OTHERS = 0o077
OTHERS_WRITE = 0o022
SUBJECTS = "subject"
"""Keys of subjects may be many: each is looked at when it is used."""


def make(directory: Path) -> None:
    """With everything above it that is missing."""
    if directory.is_dir():
        return
    for path in reversed([directory, *directory.parents]):
        if not path.is_dir():
            path.mkdir(mode=0o700, exist_ok=True)


def check(data: Path) -> None:
    """Whether keys and sealed payloads below a data directory are closed to others. Raises `SettingsError`."""
    wrong = list(_wrong(data))
    if wrong:
        path, what, remedy = wrong[0]
        more = f" (and {len(wrong) - 1} more like it)" if wrong[1:] else ""
        raise SettingsError(what + more, place=str(path), remedy=remedy)


def _wrong(data: Path) -> Iterator[tuple[Path, str, str]]:
    mode = _mode(data)
    if mode is not None and mode & OTHERS_WRITE and not mode & stat.S_ISVTX:
        remedy = f"chmod 700 {data}, or name a directory inside it as `data`"
        yield data, f"others may write into the data directory (mode {stat.S_IMODE(mode):04o})", remedy
    for top in (data / "keys", data / "vault"):
        for directory, inside, files in os.walk(top):
            yield from _open_to_others(Path(directory), 700, "directory")
            if directory == str(top / SUBJECTS):
                inside.clear()
            elif top.name == "keys":
                for name in files:
                    yield from _open_to_others(Path(directory, name), 600, "file")


def _open_to_others(path: Path, right: int, what: str) -> Iterator[tuple[Path, str, str]]:
    mode = _mode(path)
    if mode is not None and mode & OTHERS:
        said = f"the {what} of keys or sealed payloads is open to others (mode {stat.S_IMODE(mode):04o})"
        yield path, said, f"chmod {right} {path}"


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None
