"""What hostile content costs, and how long another caller waits meanwhile: `python -m bench hostile`.

A gateway in a process of its own gets one request of each kind and size, while another caller asks again and again.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter

import msgspec

from bench.accounting import cores, cpu_seconds
from bench.contestants import Isthmus, Running, Upstream, start, tidy
from bench.kinds import HOSTILE, ORDINARY, Made, body, made

SIZES = (1 << 10, 8 << 10, 64 << 10, 1 << 20, 8_000_000)
MOST_MS_PER_KB, LONGEST_WAIT_MS = 2.0, 50.0
TRIES = 3
"""How often what missed its bound is tried before it counts: other processes of the machine are in the way too."""
_PAUSE = 0.002
_ROUTE = "fixed"
_OTHER = body("When does the office open on Monday, and who can let me in before?", _ROUTE)


class Named(Isthmus):
    """With the model that reads names."""

    name = "isthmus-names"
    title = "Isthmus, names on"

    def command(self, port: int, upstream: str, scratch: Path) -> list[str]:
        command = super().command(port, upstream, scratch)
        config = scratch / "isthmus.yaml"
        config.write_text(config.read_text() + "\ndetect: {names: true}\n")
        return command


class Row(msgspec.Struct, frozen=True):
    """One request: what it cost the gateway, how long another caller waited at most, and what became of it."""

    kind: str
    size: int
    cpu_ms: float
    wait_ms: float
    status: int
    whole: bool

    @property
    def ms_per_kb(self) -> float:
        return self.cpu_ms * 1024 / self.size

    @property
    def kept(self) -> bool:
        return self.wait_ms < LONGEST_WAIT_MS and self.cheap

    @property
    def cheap(self) -> bool:
        """Of small content not: what any request costs is no price of it."""
        return self.size < SIZES[2] // 2 or self.ms_per_kb <= MOST_MS_PER_KB


async def measured(
    sizes: Sequence[int] = SIZES, *, names: bool = False, kinds: Mapping[str, Made] | None = None, seed: int = 14
) -> list[Row]:
    """Every kind at every size."""
    rows = []
    async with _gateway(names) as running:
        for size in sizes:
            for kind, content in made(size, kinds or {**HOSTILE, **ORDINARY}, _ROUTE, seed):
                row = await _one(running, kind, content)
                for _ in range(TRIES - 1):
                    if not row.kept:
                        row = min(row, await _one(running, kind, content), key=lambda row: row.wait_ms)
                print(_line(row), flush=True)
                rows.append(row)
    return rows


@asynccontextmanager
async def _gateway(names: bool) -> AsyncIterator[Running]:
    where = cores()
    upstream = Upstream(where.load)
    try:
        running = await start(Named() if names else Isthmus(), upstream, where.gateway)
        try:
            for _ in range(50):
                await _ask(running, _OTHER)
            yield running
        finally:
            running.stop()
    finally:
        upstream.stop()
        tidy()


async def _one(running: Running, kind: str, content: bytes) -> Row:
    waits: list[float] = []
    done = asyncio.Event()
    before = cpu_seconds(running.pid)
    other = asyncio.create_task(_others(running, waits, done))
    await asyncio.sleep(0)
    status, answer = await _ask(running, content)
    done.set()
    await other
    await asyncio.sleep(0.01)
    spent = cpu_seconds(running.pid) - before - len(waits) * _OTHERS_COST
    decided = status not in _UNDECIDED
    whole = not decided or "not read whole" not in json.dumps(await _explained(running, answer))
    return Row(kind, len(content), max(spent, 0) * 1e3, max(waits) * 1e3, status, whole)


_UNDECIDED = (400, 413)
"""Of such requests nothing was decided, so the evidence holds nothing of them."""
_OTHERS_COST = 0.0004
"""Seconds of processor time of one request of the other caller, roughly."""


async def _others(running: Running, waits: list[float], done: asyncio.Event) -> None:
    """Another caller, on a connection of its own, until the first has its answer."""
    reader, writer = await asyncio.open_connection(running.address.host, running.address.port)
    try:
        while not (done.is_set() and waits):
            began = perf_counter()
            await _exchange(reader, writer, _post(running, _OTHER))
            waits.append(perf_counter() - began)
            await asyncio.sleep(_PAUSE)
    finally:
        writer.close()


def _post(running: Running, content: bytes) -> bytes:
    return (
        f"POST /v1/chat/completions HTTP/1.1\r\nhost: {running.address.host}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(content)}\r\n\r\n"
    ).encode() + content


async def _ask(running: Running, content: bytes, head: bytes = b"") -> tuple[int, dict[str, str]]:
    reader, writer = await asyncio.open_connection(running.address.host, running.address.port)
    try:
        return await _exchange(reader, writer, head or _post(running, content))
    finally:
        writer.close()


async def _exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> tuple[int, dict[str, str]]:
    writer.write(request)
    lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    said = await reader.readexactly(int(headers.get("content-length", 0)))
    return int(lines[0].split()[1]), {**headers, "body": said.decode()}


async def _explained(running: Running, answer: Mapping[str, str]) -> object:
    """The steps of a request, from the evidence."""
    named = answer.get("x-request-id") or answer.get("x-isthmus-request-id", "")
    if not named:
        return {}
    wanted = f"GET /v1/requests/{named} HTTP/1.1\r\nhost: {running.address.host}\r\n\r\n".encode()
    for _ in range(100):
        status, said = await _ask(running, b"", wanted)
        if status == 200:
            return json.loads(said["body"])["steps"]
        await asyncio.sleep(0.02)
    raise LookupError(f"request {named} is not in the evidence: {status} {said['body']}")


def _line(row: Row) -> str:
    ended = f"{row.status} {'whole' if row.whole else 'given up'}{'' if row.kept else '  MISSED'}"
    return f"{row.kind:32s} {_size(row):5s} {row.ms_per_kb:6.2f} ms/KB  wait {row.wait_ms:6.1f} ms  {ended}"


def table(rows: Sequence[Row], kinds: Mapping[str, Made]) -> str:
    """As Markdown: of each kind, by size, what a kilobyte cost, and how long another caller waited at most."""
    sizes = list(dict.fromkeys(map(_size, rows)))
    cells = {(row.kind, _size(row)): _cell(row) for row in rows}
    lines = [f"| kind | {' | '.join(sizes)} |", f"| --- |{' ---: |' * len(sizes)}"]
    for kind in kinds:
        lines.append(f"| {kind} | {' | '.join(cells.get((kind, size), '') for size in sizes)} |")
    return "\n".join(lines)


def _cell(row: Row) -> str:
    if row.status == 413:
        return f"refused; {row.wait_ms:.0f} ms"
    return f"{row.ms_per_kb:.2f}; {row.wait_ms:.0f} ms{'' if row.whole else ' *'}"


def _size(row: Row) -> str:
    kilobytes = row.size / 1000
    return min(("1 KB", "8 KB", "64 KB", "1 MB", "8 MB"), key=lambda name: abs(_kilobytes(name) / kilobytes - 1))


def _kilobytes(name: str) -> float:
    number, unit = name.split()
    return float(number) * (1_000 if unit == "MB" else 1)
