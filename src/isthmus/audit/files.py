"""Where the auditor reads from: the files of one log directory, or anything that can stand for them."""

from pathlib import Path
from typing import Protocol


class Files(Protocol):
    place: str

    def names(self) -> list[str]:
        """Every file, as a path relative to the log directory with `/`, sorted."""

    def read(self, name: str) -> bytes | None:
        """The whole file, or None when there is none (any more)."""


class PlainFiles:
    """A directory as it lies on the disk."""

    def __init__(self, directory: str | Path) -> None:
        self.place = str(directory)
        self._root = Path(directory)

    def names(self) -> list[str]:
        return sorted(path.relative_to(self._root).as_posix() for path in self._root.rglob("*") if not path.is_dir())

    def read(self, name: str) -> bytes | None:
        try:
            return (self._root / name).read_bytes()
        except FileNotFoundError:
            return None
