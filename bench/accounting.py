"""Processor time and memory of a process and all its descendants, from outside it, and who runs where."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

_PROC = Path("/proc")


class Cores(msgspec.Struct, frozen=True):
    """The core the gateways share, and the ones for what drives them."""

    gateway: int
    load: int
    upstream: int


def cores(allowed: set[int] | None = None) -> Cores:
    """The last core for the gateways; the load generator and the upstream share another, or have one
    each where there are three."""
    order = sorted(os.sched_getaffinity(0) if allowed is None else allowed)
    if len(order) < 2:
        raise SystemExit(
            "The benchmark needs two cores: one for the gateway, one for the load and the fake upstream. "
            f"This process may use only core {order[0]}."
        )
    return Cores(gateway=order[-1], load=order[0], upstream=order[1] if len(order) > 2 else order[0])


def pinned_to(core: int) -> Callable[[], None]:
    """For `Popen(preexec_fn=...)`: the process and all that it starts stay on `core`."""
    return lambda: os.sched_setaffinity(0, {core})


def tree(root: int) -> list[int]:
    """`root` and its living descendants."""
    children: dict[int, list[int]] = {}
    for entry in _PROC.iterdir():
        if entry.name.isdigit() and len(fields := _stat(int(entry.name))) > 1:
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [root]
    for pid in found:
        found.extend(children.get(pid, ()))
    return found


def cpu_seconds(root: int) -> float:
    """User and system time of the tree, all threads included, those that ended too.

    Read from each process's CPU clock: the same account that /proc/PID/stat shows as utime + stime, in
    nanoseconds where that file has steps of 10 ms. Children that ended and were waited for are added
    from the file.
    """
    return sum(_clock_seconds(pid) + _ended_children_seconds(pid) for pid in tree(root))


def thread_seconds(root: int) -> dict[int, float]:
    """Time on a processor of each living thread of the tree so far, by thread id."""
    found = {}
    for pid in tree(root):
        for task in (_PROC / str(pid) / "task").glob("*"):
            if spent := _read(task / "schedstat").split():
                found[int(task.name)] = int(spent[0]) / 1e9
    return found


def rss_mb(root: int) -> float:
    """Resident memory of the tree in MB (10^6 bytes); pages that its processes share count for each."""
    lines = [line for pid in tree(root) for line in _read(_PROC / str(pid) / "status").splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) * 1024 / 1e6


def _clock_seconds(pid: int) -> float:
    # The clock id that clock_getcpuclockid(3) makes for a process: the complement of its id, shifted past
    # the three bits in which 2 asks for scheduler time. Python has this only for threads of its own.
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:  # it ended between being listed and being read; its parent's file has its time
        return 0.0


def _ended_children_seconds(pid: int) -> float:
    fields = _stat(pid)
    if len(fields) < 15:
        return 0.0
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the third on (state, parent, …); none if it has ended."""
    return _read(_PROC / str(pid) / "stat").rpartition(")")[2].split()


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
