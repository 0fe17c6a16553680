"""The Merkle tree of RFC 6962 as C2SP tlog-tiles: paths, and the right edge of a growing tree. No I/O."""

from collections.abc import Iterable, Iterator, Sequence

from isthmus.domain.hashing import EMPTY_ROOT, node_hash

WIDTH = 256
HASH = 32


def tile_path(level: int | str, index: int, width: int = WIDTH) -> str:
    """Relative to the log directory. `level` is a number, or "entries"; 1234067 becomes x001/x234/067."""
    digits = f"{index % 1000:03d}"
    while index := index // 1000:
        digits = f"x{index % 1000:03d}/{digits}"
    return f"tile/{level}/{digits}" + (f".p/{width}" if width < WIDTH else "")


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over equal perfect subtrees, of which the last may be smaller (RFC 6962, section 2.1)."""
    if not hashes:
        return EMPTY_ROOT
    row = list(hashes)
    while len(row) > 1:
        above = [node_hash(row[i], row[i + 1]) for i in range(0, len(row) - 1, 2)]
        if len(row) % 2:
            above.append(row[-1])
        row = above
    return row[0]


def widths(size: int) -> list[int]:
    """How many hashes the incomplete last tile of each level holds, in a tree of `size` leaves."""
    found = []
    while size:
        found.append(size % WIDTH)
        size //= WIDTH
    return found


class Edge:
    """The incomplete last tile of every level: all that is needed to go on, and to name the root."""

    def __init__(self, size: int = 0, levels: Iterable[Iterable[bytes]] = ()) -> None:
        self.size = size
        self.levels = [list(level) for level in levels]

    @property
    def room(self) -> int:
        """How many leaves still fit into the last tile of level 0."""
        return WIDTH - len(self.levels[0]) if self.levels else WIDTH

    def extend(self, leaves: Sequence[bytes]) -> Iterator[tuple[int, int, bytes]]:
        """Add at most `room` leaves; yields (level, index, bytes) of every tile that became full."""
        self.size += len(leaves)
        carried: Sequence[bytes] = leaves
        level = 0
        while carried:
            if level == len(self.levels):
                self.levels.append([])
            tile = self.levels[level]
            tile.extend(carried)
            if len(tile) < WIDTH:
                return
            yield level, (self.size >> 8 * (level + 1)) - 1, b"".join(tile)
            carried = [root_of(tile)]
            tile.clear()
            level += 1

    def partial(self) -> Iterator[tuple[int, int, bytes]]:
        """(level, index, bytes) of the incomplete tiles."""
        for level, tile in enumerate(self.levels):
            if tile:
                yield level, self.size >> 8 * (level + 1), b"".join(tile)

    def root(self) -> bytes:
        below: list[bytes] = []
        for tile in self.levels:
            if tile or below:
                below = [root_of(tile + below)]
        return root_of(below)
