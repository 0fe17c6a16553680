"""What a process asked of the kernel, as strace saw it: calls in the order in which they began and ended.

strace is one observer of all threads, and writes a line the moment it sees a call begin or end. So the line numbers
are one total order: a call that ended on an earlier line than another began on had returned before that.
"""

from __future__ import annotations

import re
import shutil
import threading
from pathlib import Path

import msgspec

TRACED = "write,writev,pwrite64,pwritev,pwritev2,sendfile,splice,fsync,fdatasync,close,dup,dup2,%network"
_FAMILY = "execve,clone,clone3,fork,vfork"
_LINE = re.compile(r"(?P<pid>\d+) +(?P<at>[\d.]+) (?P<rest>.*)")
_RESUMED = re.compile(r"<\.\.\. (?P<name>\w+) resumed>(?P<rest>.*)")
_RESULT = re.compile(r"\) += (?P<result>-?\d+|\?)(?P<why>.*)$")
_PEER = re.compile(
    r'sin6?_port=htons\((?P<port>\d+)\).*?(?:inet_addr\("(?P<v4>[^"]+)"\)|inet_pton\(AF_INET6, "(?P<v6>[^"]+)")'
)
SENDING = frozenset({"write", "writev", "sendto", "sendmsg", "sendmmsg", "sendfile", "splice"})


class Call(msgspec.Struct, frozen=True):
    """`began` and `ended` are line numbers; `result` is None for one that never returned."""

    pid: int
    name: str
    words: str
    began: int
    ended: int
    result: int | None
    at: float

    @property
    def fd(self) -> int:
        """The file descriptor that stands first, or -1."""
        number = re.match(r"\d+", self.words)
        return int(number[0]) if number else -1

    @property
    def peer(self) -> tuple[str, int] | None:
        """The address of the internet that is named in it."""
        found = _PEER.search(self.words)
        return (found["v4"] or found["v6"], int(found["port"])) if found else None


def strace(output: Path, *, whole: int = 65_536) -> list[str]:
    """The words to put before a command: every thread, every child, and so many bytes of whatever is written. The
    process is the command itself; who observes stands aside (-D)."""
    assert available()
    return [
        "strace", "-D", "-f", "-q", "-ttt", "--seccomp-bpf", "-s", str(whole), "-e", f"trace={TRACED},{_FAMILY}",
        "-e", "signal=none", "-o", str(output),
    ]  # fmt: skip


def available() -> bool:
    return shutil.which("strace") is not None


NEEDS = "strace is not installed: `apt-get install strace` lets the kernel be asked what the gateway does"


def read(output: Path, pid: int) -> list[Call]:
    """In the order in which they began, once the observer has written down that this process ended."""
    last = f"{pid} ".encode()
    for _ in range(2_000):
        if any(line.startswith(last) and b"+++" in line for line in output.read_bytes().splitlines()[-50:]):
            break
        threading.Event().wait(0.01)
    else:
        raise AssertionError("strace did not see the process end")
    calls: list[Call] = []
    open_calls: dict[int, tuple[str, str, int, float]] = {}
    for number, line in enumerate(output.read_text(errors="replace").splitlines()):
        if not (match := _LINE.match(line)):
            continue
        pid, at, rest = int(match["pid"]), float(match["at"]), match["rest"]
        if resumed := _RESUMED.match(rest):
            name, words, began, at = open_calls.pop(pid)
            calls.append(_call(pid, name, words + resumed["rest"], began, number, at))
            continue
        name, bracket, words = rest.partition("(")
        if not bracket or not name.isidentifier():
            continue
        if words.endswith("<unfinished ...>"):
            open_calls[pid] = (name, words.removesuffix("<unfinished ...>"), number, at)
        else:
            calls.append(_call(pid, name, words, number, number, at))
    for pid, (name, words, began, at) in open_calls.items():
        calls.append(Call(pid, name, words, began, 1 << 62, None, at))
    return sorted(calls, key=lambda call: call.began)


def _call(pid: int, name: str, words: str, began: int, ended: int, at: float) -> Call:
    found = _RESULT.search(words)
    result = None if found is None or found["result"] == "?" else int(found["result"])
    return Call(pid, name, words[: found.start()] if found else words, began, ended, result, at)


def of_process(calls: list[Call], pid: int) -> list[Call]:
    """The calls of all threads of one process, and of no other."""
    threads = {pid}
    for call in calls:
        if call.name in ("clone", "clone3") and call.pid in threads and "CLONE_THREAD" in call.words and call.result:
            threads.add(call.result)
    return [call for call in calls if call.pid in threads]


class Descriptors:
    """Which descriptor led where at any line: to a peer it was connected to, to a caller it was accepted from, or
    to something else (a file). Threads share descriptors, so this holds for one process."""

    def __init__(self, calls: list[Call]) -> None:
        self._spans: dict[int, list[tuple[int, str, tuple[str, int] | None]]] = {}
        for call in calls:
            if call.name == "connect" and call.peer:
                self._add(call.fd, call.began, "peer", call.peer)
            elif call.name in ("accept", "accept4") and call.result is not None and call.result >= 0:
                self._add(call.result, call.began, "caller", call.peer)
            elif call.name == "close" and call.fd >= 0:
                self._add(call.fd, call.began, "closed", None)

    def _add(self, fd: int, line: int, kind: str, peer: tuple[str, int] | None) -> None:
        self._spans.setdefault(fd, []).append((line, kind, peer))

    def at(self, fd: int, line: int) -> tuple[str, tuple[str, int] | None]:
        """(`peer`, `caller`, `closed` or `file`) and the address."""
        found: tuple[str, tuple[str, int] | None] = ("file", None)
        for began, kind, peer in self._spans.get(fd, ()):
            if began > line:
                break
            found = (kind, peer)
        return found
