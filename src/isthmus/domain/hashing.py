"""The two hash functions of RFC 6962, section 2.1: the only code that the ledger and its auditor share.

The prefix byte keeps a leaf from ever being mistaken for a node (a second-preimage attack otherwise).
"""

from hashlib import sha256

LEAF, NODE = b"\x00", b"\x01"
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    return sha256(LEAF + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(NODE + left + right).digest()
