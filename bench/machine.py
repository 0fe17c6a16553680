"""The machine and the versions a run was measured on."""

from __future__ import annotations

import os
import platform
import re
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import msgspec

LIBRARIES = ("uvicorn", "httptools", "uvloop", "aiohttp", "msgspec", "cedarpy", "google-re2", "cryptography")


class Machine(msgspec.Struct, frozen=True):
    """Read when the run starts. `load` is the load average then: what else was running."""

    cpu: str
    cores: int
    memory_gb: float
    kernel: str
    python: str
    load: float
    libraries: dict[str, str]
    compiled: bool
    """Whether Isthmus's own modules are."""


def describe() -> Machine:
    """This machine."""
    return Machine(
        cpu=_field(Path("/proc/cpuinfo"), "model name") or platform.machine(),
        cores=os.cpu_count() or 0,
        memory_gb=round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9, 1),
        kernel=f"{platform.system()} {platform.release()}",
        python=f"{platform.python_implementation()} {platform.python_version()}",
        load=round(os.getloadavg()[0], 2),
        libraries={name: found for name in LIBRARIES if (found := _version(name))},
        compiled=_compiled(),
    )


def _compiled() -> bool:
    found = find_spec("isthmus.detect.detector")
    return found is not None and not str(found.origin).endswith(".py")


def _field(path: Path, name: str) -> str:
    try:
        match = re.search(rf"^{name}\s*:\s*(.+)$", path.read_text(), re.MULTILINE)
    except OSError:
        return ""
    return match[1].strip() if match else ""


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
