"""Reading a log, also one that is being written to: for `isthmus explain`, not for auditors."""

from collections.abc import Iterator

from isthmus.domain.disk import Disk
from isthmus.ledger import wal
from isthmus.ledger.errors import LogCorrupt
from isthmus.ledger.tiles import WIDTH, tile_path


def entries(
    disk: Disk, directory: str, start: int = 0, stop: int | None = None, words: bytes = b""
) -> Iterator[tuple[int, bytes]]:
    """(index, entry) of everything durable from `start` on, in order. Raises LogCorrupt on bytes that do not parse.

    Nothing is read from the bundle behind `stop` on, and whole bundles are passed over that hold no such `words`.
    """
    directory = directory.rstrip("/")
    while True:
        size = sealed_size(disk, directory)
        while start < size:
            if stop is not None and start >= stop:
                return
            yield from _bundle(disk, directory, start, size, words)
            start = min(size, (start // WIDTH + 1) * WIDTH)
        gap = False
        for index, entry in _journal(disk, directory, start):
            if gap := index != start:
                break
            yield index, entry
            start += 1
        if sealed_size(disk, directory) > start:
            continue  # the journal was cut while we read: what it held is in tiles by now
        if gap:
            raise LogCorrupt(f"{directory}/wal", f"entry {start} is missing")
        return


def sealed_size(disk: Disk, directory: str) -> int:
    """The size that the published checkpoint names, its signature unchecked; 0 when there is none."""
    try:
        return int(disk.read(f"{directory}/checkpoint").split(b"\n", 2)[1])
    except FileNotFoundError:
        return 0
    except (ValueError, IndexError):
        raise LogCorrupt(f"{directory}/checkpoint", "not a checkpoint") from None


def _bundle(disk: Disk, directory: str, start: int, size: int, words: bytes) -> Iterator[tuple[int, bytes]]:
    index = start // WIDTH
    path = tile_path("entries", index)
    try:
        data = disk.read(f"{directory}/{path}")
    except FileNotFoundError:
        path = tile_path("entries", index, min(WIDTH, size - index * WIDTH))
        try:
            data = disk.read(f"{directory}/{path}")
        except FileNotFoundError:
            try:
                data = disk.read(f"{directory}/{tile_path('entries', index)}")  # became full while we looked
            except FileNotFoundError:
                raise LogCorrupt(f"{directory}/{path}", "the file is missing") from None
    if words not in data:
        return
    at = 0
    for entry_index in range(index * WIDTH, min(size, (index + 1) * WIDTH)):
        stop = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if stop > len(data) or stop == at + 2:
            raise LogCorrupt(f"{directory}/{path}", f"it does not hold entry {entry_index}")
        if entry_index >= start:
            yield entry_index, data[at + 2 : stop]
        at = stop


def _journal(disk: Disk, directory: str, start: int) -> Iterator[tuple[int, bytes]]:
    names = [name for name in disk.names(f"{directory}/wal") if name.isdigit()]
    if not names:
        return
    tag = wal.origin_tag(disk.read(f"{directory}/checkpoint").split(b"\n", 1)[0].decode())
    for name, follower in zip(names, [*names[1:], None], strict=True):
        if follower is not None and int(follower) <= start:
            continue
        try:
            data = disk.read(f"{directory}/wal/{name}")
        except FileNotFoundError:
            continue  # cut meanwhile
        try:
            for batch in wal.read_segment(data, int(name), tag):
                for index, entry in enumerate(batch.entries(), batch.first):
                    if index >= start:
                        yield index, entry
        except wal.Damage as damage:
            if follower is None:
                return  # a batch that is being written just now looks no different
            raise LogCorrupt(f"{directory}/wal/{name}, byte {damage.offset}", damage.wrong) from None
