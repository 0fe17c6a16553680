"""Figures for docs/evidence.md: `python tests/ledger/measure.py [DIRECTORY]`. CPU is user and system, all threads."""

import asyncio
import resource
import shutil
import sys
import tempfile
import time

import uvloop
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from isthmus.audit import verify
from isthmus.ledger import Ledger
from isthmus.state.disk import LocalDisk

ENTRY = b'{"kind":"note","fill":"%s"}' % (b"." * 420)
ROUNDS = 4


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def measure(directory: str, together: int, total: int) -> tuple[float, float]:
    """CPU and wall clock, in microseconds a record, with sealing once a second."""
    shutil.rmtree(directory, ignore_errors=True)
    ledger = Ledger.open(LocalDisk(), directory, "measured/0", Ed25519PrivateKey.generate(), time.time)

    async def work() -> None:
        for _ in range(total // together):
            await ledger.append(ENTRY)

    used, began = cpu(), time.perf_counter()
    await asyncio.gather(*(work() for _ in range(together)))
    figures = (cpu() - used) / total * 1e6, (time.perf_counter() - began) / total * 1e6
    await ledger.close()
    if together == 32:
        began = time.perf_counter()
        assert verify(directory, ledger.vkey).ok
        print(f"audit: {(time.perf_counter() - began) / total * 1e6:.1f} µs a record")
        began = time.perf_counter()
        key = Ed25519PrivateKey.generate()
        await Ledger.open(LocalDisk(), directory + "-new", "measured/1", key, time.time).close()
        print(f"opening and closing a new log: {(time.perf_counter() - began) * 1e3:.1f} ms")
        shutil.rmtree(directory + "-new")
    return figures


async def main(directory: str) -> None:
    for together, total in ((1, 2_000), (8, 16_000), (32, 32_000)):
        rounds = [await measure(directory, together, total) for _ in range(ROUNDS)]
        used, wall = min(rounds)
        print(f"{together:>2} together: {used:5.1f} µs CPU, {wall:6.1f} µs a record; best of {ROUNDS}")
    shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp() + "/0"))
