"""Where the auditor reads from: the files of one log directory, or anything that can stand for them.

The copy may be hostile. So only plain files are opened, links are not followed, and no file is read that is larger
than the format lets it be: a pipe would wait for ever, a device and a file of nothing but a hole have no end.
"""

import os
import re
import stat
from errno import ELOOP, ENAMETOOLONG, ENXIO
from pathlib import Path
from typing import Protocol

SMALL = 65_536
TILE = 256 * 32
BUNDLE = 256 * (2 + 65_535)
SEGMENT = 64 * 2**20
"""16 MiB after which another segment is begun, the last batch, and what is reserved behind it."""
JOURNAL = 256 * 2**20
"""All segments of a log together: they are read at once, and cut about every second."""
LARGEST = (
    (re.compile(r"lock"), 0),
    (re.compile(r"checkpoint"), SMALL),
    (re.compile(r"wal/[0-9]{20}"), SEGMENT),
    (re.compile(r"tile/entries/[x0-9/]+(\.p/[0-9]+)?"), BUNDLE),
    (re.compile(r"tile/[0-9]+/[x0-9/]+(\.p/[0-9]+)?"), TILE),
)
"""By name, with or without the ending of a file that was not finished."""


class NotPlain(Exception):
    """It is there, and nothing that the writer makes. The argument says what is wrong."""


class Files(Protocol):
    place: str

    def names(self) -> list[str]:
        """Every file, as a path relative to the log directory with `/`, sorted. A link is a file."""

    def read(self, name: str) -> bytes | None:
        """The whole file, or None when there is none (any more). NotPlain when it cannot be a file of a log."""


class PlainFiles:
    """A directory as it lies on the disk. `linked` are those files read so far that have another name elsewhere."""

    def __init__(self, directory: str | Path) -> None:
        self.place = str(directory)
        self._root = Path(directory)
        self.linked: set[str] = set()

    def names(self) -> list[str]:
        found, open_directories = [], [""]
        while open_directories:
            inside = open_directories.pop()
            try:
                for entry in os.scandir(self._root / inside):
                    name = f"{inside}{entry.name}"
                    if entry.is_dir(follow_symlinks=False):
                        open_directories.append(f"{name}/")
                    else:
                        found.append(name)
            except OSError as wrong:
                if wrong.errno not in (ENAMETOOLONG, ELOOP):
                    raise
                found.append(inside)
        return sorted(found)

    def read(self, name: str) -> bytes | None:
        try:
            data, links = read_plain(self._root / name, _largest(name))
        except FileNotFoundError:
            return None
        except OSError as wrong:
            if wrong.errno == ENAMETOOLONG:
                raise NotPlain("its path is longer than a path can be") from None
            raise
        if links > 1:
            self.linked.add(name)
        return data


def _largest(name: str) -> int | None:
    return next((size for form, size in LARGEST if form.fullmatch(name.removesuffix(".tmp"))), None)


def open_plain(path: str | Path) -> int:
    """A descriptor of a plain file. FileNotFoundError, NotPlain."""
    _check_plain(os.lstat(path))  # before it is opened: opening some devices does something
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as wrong:
        if wrong.errno in (ELOOP, ENXIO):
            raise NotPlain("it is no plain file") from None
        raise
    try:
        _check_plain(os.fstat(fd))
    except NotPlain:
        os.close(fd)
        raise
    return fd


def read_plain(path: str | Path, at_most: int | None) -> tuple[bytes, int]:
    """The whole of it, and how many names it has. Without a size no file of this name is read."""
    fd = open_plain(path)
    with os.fdopen(fd, "rb", buffering=0) as file:
        found = os.fstat(fd)
        if at_most is None:
            raise NotPlain("no file of a log has such a name")
        if found.st_size > at_most:
            raise NotPlain(f"it has {found.st_size} bytes, where at most {at_most} can be")
        pieces, left = [], at_most + 1
        while left and (piece := file.read(min(left, 2**20))):
            pieces.append(piece)
            left -= len(piece)
    if not left:
        raise NotPlain(f"it has more than {at_most} bytes, and grows")
    return b"".join(pieces), found.st_nlink


def _check_plain(found: os.stat_result) -> None:
    if stat.S_ISLNK(found.st_mode):
        raise NotPlain("it is a link: what it leads to can be changed from elsewhere")
    if not stat.S_ISREG(found.st_mode):
        raise NotPlain("it is no plain file")
