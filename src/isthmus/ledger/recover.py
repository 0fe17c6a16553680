"""Recovery: from whatever a crash left behind to a sealed log and an empty journal, or a loud refusal.

1. the checkpoint is ours, signed by the configured key;
2. the right edge of the tree gives its root, and the last bundle its leaves (a tile that changed is found here);
3. the journal is replayed from its bytes; a torn tail is cut off; anything else that does not add up is refused;
4. what was replayed is written again, first as journal and then as tiles, because after a failed sync the page
   cache may show bytes that the disk never got (and later syncs say nothing of it);
5. a new journal begins; only then is the old one removed.
"""

from typing import TYPE_CHECKING

from isthmus.domain.disk import Disk
from isthmus.domain.hashing import leaf_hash
from isthmus.ledger import note, wal
from isthmus.ledger.errors import LogCorrupt
from isthmus.ledger.journal import Journal, Sizes
from isthmus.ledger.seal import Sealer
from isthmus.ledger.tiles import HASH, WIDTH, Edge, tile_path, widths

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def recover(
    disk: Disk, directory: str, origin: str, signer: "Ed25519PrivateKey", sizes: Sizes
) -> tuple[Sealer, Journal]:
    checkpoint = _checkpoint(disk, directory, origin, signer)
    if checkpoint is None:
        fresh = note.sign(origin, 0, Edge().root(), signer)
        sealer = Sealer(disk, directory, signer, fresh, Edge(), b"")
        sealer.publish()
        return sealer, Journal(disk, directory, origin, 0, sizes)
    edge = _edge(disk, directory, checkpoint)
    sealer = Sealer(disk, directory, signer, checkpoint, edge, _bundle(disk, directory, edge))
    segments = _segments(disk, directory)
    _replay(disk, segments, sealer, edge, origin)
    if edge.size > checkpoint.size:
        sealer.publish(after_crash=True)
    journal = Journal(disk, directory, origin, edge.size, sizes)
    for first, path in segments:
        if first != edge.size:
            disk.remove(path)
    return sealer, journal


def _checkpoint(
    disk: Disk, directory: str, origin: str, signer: "Ed25519PrivateKey"
) -> note.Checkpoint | None:
    path = f"{directory}/checkpoint"
    try:
        text = disk.read(path)
    except FileNotFoundError:
        if disk.names(f"{directory}/tile") or disk.names(f"{directory}/wal"):
            raise LogCorrupt(path, "there are entries but no checkpoint") from None
        return None
    try:
        return note.read_back(text, origin, signer.public_key())
    except ValueError as error:
        raise LogCorrupt(path, f"{error} (or the log was written under another origin or key)") from None


def _edge(disk: Disk, directory: str, checkpoint: note.Checkpoint) -> Edge:
    levels = []
    for level, width in enumerate(widths(checkpoint.size)):
        data = b""
        if width:
            index = checkpoint.size >> 8 * (level + 1)
            data = _read_tile(disk, directory, level, index, width)[: width * HASH]
        levels.append(data)
    edge = Edge(checkpoint.size, levels)
    if edge.root() != checkpoint.root:
        raise LogCorrupt(f"{directory}/tile", "the tiles do not give the root that the checkpoint signs")
    return edge


def _bundle(disk: Disk, directory: str, edge: Edge) -> bytes:
    width = edge.size % WIDTH
    if not width:
        return b""
    index = edge.size // WIDTH
    data = _read_tile(disk, directory, "entries", index, width)
    leaves: list[bytes] = []
    at = 0
    while at < len(data) and len(leaves) < width:
        start = at + 2
        at = start + int.from_bytes(data[at:start], "big")
        leaves.append(leaf_hash(data[start:at]))
    if b"".join(leaves) != edge.levels[0]:
        raise LogCorrupt(f"{directory}/{tile_path('entries', index, width)}", "entries do not match their leaf hashes")
    return data[:at]


def _read_tile(disk: Disk, directory: str, level: int | str, index: int, width: int) -> bytes:
    """The incomplete tile, or the full one that has replaced it."""
    path = f"{directory}/{tile_path(level, index, width)}"
    try:
        return disk.read(path)
    except FileNotFoundError:
        try:
            return disk.read(f"{directory}/{tile_path(level, index)}")
        except FileNotFoundError:
            raise LogCorrupt(path, "the file is missing") from None


def _segments(disk: Disk, directory: str) -> list[tuple[int, str]]:
    found = []
    for name in disk.names(f"{directory}/wal"):
        path = f"{directory}/wal/{name}"
        if name.endswith(".tmp"):
            disk.remove(path)  # a crash came between writing it and giving it its name
        elif name.isdigit() and len(name) == 20:
            found.append((int(name), path))
        else:
            raise LogCorrupt(path, "not the name of a segment")
    return found


def _replay(disk: Disk, segments: list[tuple[int, str]], sealer: Sealer, edge: Edge, origin: str) -> None:
    """Entries behind the checkpoint go into the tree; those before it are there already."""
    tag = wal.origin_tag(origin)
    sealed = reached = edge.size
    for position, (first, path) in enumerate(segments):
        last = position + 1 == len(segments)
        if not last and segments[position + 1][0] <= sealed:
            continue  # sealed long since; its removal did not outlive the crash
        if first > edge.size:
            raise LogCorrupt(path, f"it begins at entry {first}, and entries from {edge.size} on are missing")
        data = disk.read(path)
        batches, end = _batches(data, first, path, tag)
        reached = batches[-1].next if batches else first
        if not last and data[end:].strip(b"\0"):
            raise LogCorrupt(f"{path}, byte {end}", "incomplete, though a later segment follows")
        if reached > sealed:
            disk.publish(path, data[:end])
        sealer.add(batch.beyond(edge.size) for batch in batches if batch.next > sealed)
    if reached < sealed or (sealed and not segments):
        raise LogCorrupt(f"{sealer.directory}/wal", f"the journal ends before entry {sealed}, which is sealed")


def _batches(data: bytes, first: int, path: str, tag: bytes) -> tuple[list[wal.Batch], int]:
    try:
        batches = list(wal.read_segment(data, first, tag))
    except wal.Damage as damage:
        raise LogCorrupt(f"{path}, byte {damage.offset}", damage.wrong) from None
    return batches, batches[-1].end if batches else wal.SEGMENT_HEADER
