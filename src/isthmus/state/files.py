"""Files that people name: read whole, when they are files, and of a reasonable size."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from isthmus.domain.errors import SettingsError

MOST = 16 * 2**20


def read_file(path: Path, most: int = MOST) -> bytes:
    """Raises `OSError` where there is none to read, and `SettingsError` for what would hang us or fill the memory:
    a pipe, a device, a file of more than `most` bytes."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # a pipe would wait for its other end
    except ValueError:  # a null byte, or half a surrogate pair
        raise SettingsError("no file can have such a name", place=ascii(str(path))[:100]) from None
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise SettingsError("this is no regular file", place=str(path), remedy="write what it gives to a file")
        content = file.read(most + 1)
    if len(content) > most:
        raise SettingsError(f"the file is larger than {most} bytes", place=str(path), remedy="make it several")
    return content
