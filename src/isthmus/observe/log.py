"""The log: one JSON line for each thing that happened.

Our own lines are happenings, whose types cannot hold content. Of a line by any other library only its place is
written, never its message: an exception's text, or a task's representation, may quote a prompt (law 6).
"""

from __future__ import annotations

import logging
import sys
import time
import traceback
from typing import TextIO

import msgspec

from isthmus.domain.happenings import Happening

_logger = logging.getLogger("isthmus")


class _Line(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)),
            "level": record.levelname.lower(),
        }
        if isinstance(record.msg, msgspec.Struct):
            line["event"] = type(record.msg).__name__.lower()
            line.update(msgspec.to_builtins(record.msg))
        else:
            line["event"] = "foreign"
            line["logger"], line["place"] = record.name, f"{record.module}:{record.lineno}"
        if record.exc_info and record.exc_info[0]:
            line["raised"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])
            line["through"] = [f"{f.filename.rpartition('/')[2]}:{f.lineno}" for f in frames[-6:]]
        return msgspec.json.encode(line).decode()


def configure(level: str = "warning", stream: TextIO | None = None) -> None:
    """Every logger of the process writes these lines, and no others."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_Line())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    _logger.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "asyncio"):
        logger = logging.getLogger(name)
        logger.handlers[:], logger.propagate = [], True
    logging.captureWarnings(True)


def log(level: int, happening: Happening | msgspec.Struct) -> None:
    if _logger.isEnabledFor(level):
        _logger.log(level, happening)


class Crashed(msgspec.Struct, frozen=True):
    """Something of ours threw what nobody expected."""

    where: str = "server"


def crashed() -> None:
    """Call while handling the exception: its kind and places are written, its text is not."""
    _logger.error(Crashed(), exc_info=True)
