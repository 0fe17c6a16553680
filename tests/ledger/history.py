"""What the tests of the ledger and of the audit share: a key, records, and histories on a virtual disk."""

import asyncio

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from isthmus.domain.disk import VirtualDisk
from isthmus.ledger import Ledger, Position
from isthmus.ledger.journal import Sizes

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
ORIGIN = "example.org/isthmus/0"
WHERE = "evidence/0"
NEVER = 1e6
"""Seconds between seals in histories that seal when told to."""


def record(number: int, size: int = 0) -> bytes:
    return b'{"kind":"note","number":%d,"fill":"%s"}' % (number, b"." * size)


def open_log(disk: VirtualDisk, *, seal_every: float = NEVER, segment: int = 2**20, reserve: int = 1_500) -> Ledger:
    return Ledger.open(
        disk, WHERE, ORIGIN, KEY, lambda: 0.0, seal_every=seal_every, sizes=Sizes(segment=segment, reserve=reserve)
    )


async def append_all(ledger: Ledger, records: list[bytes]) -> list[Position]:
    return list(await asyncio.gather(*(ledger.append(record) for record in records)))


async def log_of(sizes: list[int], disk: VirtualDisk | None = None, *, fill: int = 0) -> VirtualDisk:
    """A log written in as many sessions as `sizes` has numbers, each closed properly."""
    disk = disk or VirtualDisk()
    number = 0
    for size in sizes:
        ledger = open_log(disk)
        await append_all(ledger, [record(number + i, fill) for i in range(size)])
        await ledger.close()
        number += size
    return disk


class VirtualFiles:
    """A virtual disk as the auditor sees it."""

    def __init__(self, disk: VirtualDisk, place: str = WHERE) -> None:
        self.disk, self.place = disk, place

    def names(self) -> list[str]:
        return [path[len(self.place) + 1 :] for path in self.disk.paths() if path.startswith(self.place + "/")]

    def read(self, name: str) -> bytes | None:
        try:
            return self.disk.read(f"{self.place}/{name}")
        except FileNotFoundError:
            return None
