"""Inclusion and consistency proofs (RFC 6962, sections 2.1.1 and 2.1.2), made from the tiles beneath a checkpoint.

An entry is provable from the checkpoint that follows it, at most about a second later.
"""

from isthmus.domain.disk import Disk
from isthmus.domain.hashing import EMPTY_ROOT, node_hash
from isthmus.ledger.errors import LogCorrupt
from isthmus.ledger.read import sealed_size
from isthmus.ledger.tiles import HASH, WIDTH, root_of, tile_path


class Tree:
    """The tree beneath the checkpoint that was current when this was made. Reads a tile at most once."""

    def __init__(self, disk: Disk, directory: str) -> None:
        self._disk, self._directory = disk, directory.rstrip("/")
        self.size = sealed_size(disk, self._directory)
        self._tiles: dict[tuple[int, int], bytes] = {}

    def leaf(self, index: int) -> bytes:
        self._within(index + 1, self.size)
        return self._perfect(0, index)

    def root(self, size: int | None = None) -> bytes:
        size = self.size if size is None else size
        self._within(size, self.size)
        return self._range(0, size) if size else EMPTY_ROOT

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """The audit path of entry `index` in the tree of the first `size` entries, leaf side first."""
        size = self.size if size is None else size
        self._within(size, self.size)
        self._within(index + 1, size)
        low, high, path = 0, size, []
        while high - low > 1:
            middle = low + _split(high - low)
            if index < middle:
                path.append(self._range(middle, high))
                high = middle
            else:
                path.append(self._range(low, middle))
                low = middle
        return path[::-1]

    def consistency(self, old: int, new: int | None = None) -> list[bytes]:
        """The proof that the tree of `new` entries begins with that of `old` ones."""
        new = self.size if new is None else new
        self._within(new, self.size)
        self._within(old, new)
        if old in (0, new):
            return []
        low, high, path = 0, new, []
        while high != old:
            middle = low + _split(high - low)
            if old <= middle:
                path.append(self._range(middle, high))
                high = middle
            else:
                path.append(self._range(low, middle))
                low = middle
        if low:
            path.append(self._range(low, high))
        return path[::-1]

    def _within(self, value: int, limit: int) -> None:
        if not 0 <= value <= limit:
            raise ValueError(f"beyond the tree: {value} of {limit} entries")

    def _range(self, low: int, high: int) -> bytes:
        """The root over leaves low to high-1, where low is a multiple of the power of two that covers them."""
        width = high - low
        if width & (width - 1) == 0:
            height = width.bit_length() - 1
            return self._perfect(height, low >> height)
        middle = low + _split(width)
        return node_hash(self._range(low, middle), self._range(middle, high))

    def _perfect(self, height: int, index: int) -> bytes:
        """The root of a perfect subtree of 2**height leaves."""
        level, below = divmod(height, 8)
        first = index << below
        data = self._tile(level, first // WIDTH)
        start = first % WIDTH * HASH
        return root_of(data[start : start + (HASH << below)])

    def _tile(self, level: int, index: int) -> bytes:
        known = self._tiles.get((level, index))
        if known is None:
            width = min(WIDTH, (self.size >> 8 * level) - index * WIDTH)
            path = tile_path(level, index, width)
            for candidate in (path, tile_path(level, index)):
                try:
                    known = self._disk.read(f"{self._directory}/{candidate}")
                    break
                except FileNotFoundError:
                    continue
            if known is None or len(known) < width * HASH:
                raise LogCorrupt(f"{self._directory}/{path}", "the file is missing or too short")
            self._tiles[level, index] = known
        return known


def _split(width: int) -> int:
    """The largest power of two below `width`."""
    return 1 << (width - 1).bit_length() - 1
