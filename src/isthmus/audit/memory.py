"""Checkpoints remembered from one audit to the next, in a JSON file of the auditor's: origin to signed note.

Keep it where the operator of the log cannot write; it is what makes rollback and rewriting visible.
"""

import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from isthmus.audit.files import NotPlain, read_plain
from isthmus.audit.report import AuditReport

LARGEST = 16 * 2**20


def recall(path: str | Path) -> dict[str, str]:
    """Nothing when there is no such file yet; ValueError when it is not such a file."""
    try:
        found = json.loads(read_plain(os.path.realpath(path), LARGEST)[0])
    except FileNotFoundError:
        return {}
    except (ValueError, RecursionError, NotPlain):
        found = None
    if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
        raise ValueError(f"{path} does not hold remembered checkpoints; name another file, or restore it from a backup")
    return found


def remember(path: str | Path, logs: Iterable[AuditReport]) -> None:
    """Keep the checkpoints of logs that were found in order; what was remembered of others stays."""
    known = recall(path)
    known |= {log.origin: log.checkpoint for log in logs if log.ok and log.checkpoint}
    real = Path(os.path.realpath(path))
    descriptor, temporary = tempfile.mkstemp(prefix=f".{real.name}.", dir=real.parent)
    try:
        with os.fdopen(descriptor, "w") as file:
            json.dump(known, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, real)
    except BaseException:
        os.unlink(temporary)
        raise
