"""The Merkle tree of RFC 6962 as C2SP tlog-tiles: paths, and the right edge of a growing tree. No I/O."""

from collections.abc import Iterable, Iterator
from hashlib import sha256

from isthmus.domain.hashing import EMPTY_ROOT, NODE

WIDTH = 256
HASH = 32
PAIR = 2 * HASH


def tile_path(level: int | str, index: int, width: int = WIDTH) -> str:
    """Relative to the log directory. `level` is a number, or "entries"; 1234067 becomes x001/x234/067."""
    digits = f"{index % 1000:03d}"
    while index := index // 1000:
        digits = f"x{index % 1000:03d}/{digits}"
    return f"tile/{level}/{digits}" + (f".p/{width}" if width < WIDTH else "")


def root_of(row: bytes) -> bytes:
    """The root over equal perfect subtrees, of which the last may be smaller (RFC 6962, section 2.1).

    The hashes of a row lie one behind the other, as in a tile, and a row is hashed at once: this runs for every
    record that was ever written.
    """
    if not row:
        return EMPTY_ROOT
    while len(row) > HASH:
        nodes = [sha256(NODE + row[i : i + PAIR]).digest() for i in range(0, len(row) - HASH, PAIR)]
        nodes.append(row[len(nodes) * PAIR :])  # the odd one out stands for itself
        row = b"".join(nodes)
    return row


def widths(size: int) -> list[int]:
    """How many hashes the incomplete last tile of each level holds, in a tree of `size` leaves."""
    found = []
    while size:
        found.append(size % WIDTH)
        size //= WIDTH
    return found


class Edge:
    """The incomplete last tile of every level: all that is needed to go on, and to name the root."""

    def __init__(self, size: int = 0, levels: Iterable[bytes] = ()) -> None:
        self.size = size
        self.levels = list(levels)

    @property
    def room(self) -> int:
        """How many leaves still fit into the last tile of level 0."""
        return WIDTH - self.size % WIDTH

    def extend(self, leaves: bytes) -> Iterator[tuple[int, int, bytes]]:
        """Add at most `room` leaf hashes; yields (level, index, bytes) of every tile that became full."""
        self.size += len(leaves) // HASH
        carried = leaves
        level = 0
        while carried:
            if level == len(self.levels):
                self.levels.append(b"")
            self.levels[level] = tile = self.levels[level] + carried
            if len(tile) < WIDTH * HASH:
                return
            yield level, (self.size >> 8 * (level + 1)) - 1, tile
            self.levels[level] = b""
            carried = root_of(tile)
            level += 1

    def partial(self) -> Iterator[tuple[int, int, bytes]]:
        """(level, index, bytes) of the incomplete tiles."""
        for level, tile in enumerate(self.levels):
            if tile:
                yield level, self.size >> 8 * (level + 1), tile

    def root(self) -> bytes:
        below = b""
        for tile in self.levels:
            if tile or below:
                below = root_of(tile + below)
        return root_of(below)
