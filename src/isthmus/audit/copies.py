"""Sealed copies of what crossed, which the auditor cannot open: whether they are those that the contracts name.

A copy that is not there has expired, or was lost in a crash, and is no finding. The format is in docs/evidence.md.
"""

import hashlib
import json
import os
import re
from pathlib import Path

from isthmus.audit.files import NotPlain, open_plain

HEADER = 65_536
PIECE = 2**20
_REF = re.compile(r"((?:[A-Za-z0-9_-][A-Za-z0-9._-]*/){1,2}[A-Za-z0-9_-][A-Za-z0-9._-]*)@([0-9]{1,18})")
ANOTHER = "what lies there is not the copy that the contract names"


class Copies:
    """The directory of all of them."""

    def __init__(self, directory: str | Path) -> None:
        self.place = str(directory)
        self._root = Path(directory)

    def wrong(self, ref: str, digest: str) -> str:
        """What is wrong with the copy that a contract names; nothing when it is the one, or is not there."""
        where = _REF.fullmatch(ref)
        if where is None:
            return "a contract names a copy by what is no place"
        path = self._root
        try:
            for word in where[1].split("/")[:-1]:
                path /= word
                if path.is_symlink():
                    raise NotPlain("it lies behind a link")
            fd = open_plain(self._root / where[1])
        except FileNotFoundError:
            return ""
        except NotPlain as why:
            return str(why)
        try:
            return _compared(fd, int(where[2]), digest)
        finally:
            os.close(fd)


def _compared(fd: int, offset: int, digest: str) -> str:
    line, newline, _ = os.pread(fd, HEADER, offset).partition(b"\n")
    if not line.strip(b"\0"):
        return ""  # behind the end, or never written: lost in a crash
    try:
        _, _, nonce, size = json.loads(line)
        found = hashlib.sha256(bytes.fromhex(nonce))
        start = offset + len(line) + len(newline)
        whole = start + size <= os.fstat(fd).st_size
    except (ValueError, TypeError, RecursionError):
        return ANOTHER
    if not whole:
        return ""  # its end was lost
    while size > 0 and (piece := os.pread(fd, min(size, PIECE), start)):
        found.update(piece)
        start += len(piece)
        size -= len(piece)
    return "" if found.hexdigest() == digest else ANOTHER
