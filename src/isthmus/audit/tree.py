"""The Merkle tree, built one leaf at a time as a row of perfect subtrees, like a binary counter with carries."""

from isthmus.domain.hashing import EMPTY_ROOT, node_hash


class GrowingTree:
    """`rows[k]` collects the roots of all perfect subtrees of 256**k leaves: what the tiles of level k must hold."""

    def __init__(self) -> None:
        self.size = 0
        self.rows: list[bytearray] = []
        self._peaks: list[bytes] = []  # perfect subtrees, largest first: one for each bit set in `size`

    def push(self, leaf: bytes) -> None:
        self._note(0, leaf)
        peak, height, carry = leaf, 0, self.size
        while carry & 1:
            peak = node_hash(self._peaks.pop(), peak)
            height += 1
            carry >>= 1
            if height % 8 == 0:
                self._note(height // 8, peak)
        self._peaks.append(peak)
        self.size += 1

    def root(self) -> bytes:
        if not self._peaks:
            return EMPTY_ROOT
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node_hash(peak, root)
        return root

    def leaf(self, index: int) -> bytes:
        return bytes(self.rows[0][32 * index : 32 * index + 32])

    def row(self, level: int) -> bytearray:
        return self.rows[level] if level < len(self.rows) else bytearray()

    def _note(self, level: int, value: bytes) -> None:
        if level == len(self.rows):
            self.rows.append(bytearray())
        self.rows[level] += value
