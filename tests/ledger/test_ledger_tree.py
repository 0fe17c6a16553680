"""The tree is RFC 6962's, and its proofs convince a verifier written from the book."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus.domain.disk import VirtualDisk
from isthmus.domain.hashing import EMPTY_ROOT, leaf_hash, node_hash
from isthmus.ledger import Tree, vkey
from isthmus.ledger.tiles import Edge, root_of, tile_path
from ledger.history import KEY, ORIGIN, WHERE, append_all, log_of, open_log, record
from ledger.reference import consistent, included, leaf, root

# The seven entries of the reference test vectors used across Certificate Transparency implementations.
VECTOR_ENTRIES = [
    bytes.fromhex(entry)
    for entry in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
VECTOR_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_known_answers_of_rfc_6962() -> None:
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert node_hash(b"N123", b"N456").hex() == "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"
    leaves = [leaf_hash(entry) for entry in VECTOR_ENTRIES]
    for size, expected in enumerate(VECTOR_ROOTS, 1):
        assert root_of(b"".join(leaves[:size])).hex() == expected


@given(st.integers(0, 1200), st.lists(st.integers(1, 256), max_size=4))
@settings(max_examples=30, deadline=None)
def test_the_edge_of_a_growing_tree_has_the_root_that_the_definition_gives(size: int, cuts: list[int]) -> None:
    leaves = [leaf(number.to_bytes(4, "big")) for number in range(size)]
    edge = Edge()
    rows: dict[tuple[int, int], bytes] = {}
    step = 0
    while edge.size < size:
        width = min(edge.room, cuts[step % len(cuts)] if cuts else 256, size - edge.size)
        for level, index, data in edge.extend(b"".join(leaves[edge.size : edge.size + width])):
            rows[level, index] = data
        step += 1
    assert edge.root() == root(leaves)
    assert set(rows) == {(level, i) for level in range(4) for i in range(size >> 8 * (level + 1))}


def test_tile_paths_are_those_of_the_specification() -> None:
    assert tile_path(0, 1234067) == "tile/0/x001/x234/067"
    assert tile_path("entries", 0, 3) == "tile/entries/000.p/3"
    assert tile_path(63, 1000, 256) == "tile/63/x001/000"


def test_the_verifier_key_is_that_of_the_specification() -> None:
    """The key id of c2sp.org/signed-note, spelled out."""
    public = KEY.public_key().public_bytes_raw()
    name, key_id, _ = vkey("example.org/log", KEY.public_key()).split("+", 2)
    assert (name, key_id) == ("example.org/log", sha256(b"example.org/log\n\x01" + public).digest()[:4].hex())


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 700])
async def test_every_proof_convinces_the_verifier_of_the_rfc(size: int) -> None:
    disk = await log_of([size])
    leaves = [leaf(record(number)) for number in range(size)]
    tree = Tree(disk, WHERE)
    assert tree.root() == root(leaves)
    roots = {n: root(leaves[:n]) for n in {1, 2, 3, 255, 256, 257, size // 2, size - 1, size} if 0 < n <= size}
    for n, n_root in roots.items():
        assert consistent(n, size, n_root, tree.root(), tree.consistency(n))
        for index in {0, 1, n // 2, 254, 255, 256, n - 1}:
            if index < n:
                path = tree.inclusion(index, n)
                assert included(index, n, leaves[index], path, n_root)
                assert not included(index, n, leaf(b"another"), path, n_root)


async def test_proofs_beyond_the_checkpoint_are_refused() -> None:
    tree = Tree(await log_of([5]), WHERE)
    for wrong in (lambda: tree.inclusion(5), lambda: tree.inclusion(0, 6), lambda: tree.consistency(6)):
        with pytest.raises(ValueError, match="beyond the tree"):
            wrong()


async def test_a_proof_never_shows_a_rewritten_history_to_be_consistent() -> None:
    disk = await log_of([9])
    old = Tree(disk, WHERE).root()
    other = VirtualDisk()
    ledger = open_log(other)
    await append_all(ledger, [record(number + 1) for number in range(20)])
    await ledger.close()
    tree = Tree(other, WHERE)
    assert ledger.origin == ORIGIN
    assert not consistent(9, 20, old, tree.root(), tree.consistency(9))
