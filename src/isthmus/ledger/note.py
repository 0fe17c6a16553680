"""The C2SP signed note and checkpoint, written and read back by the log that signs them."""

from base64 import b64decode, b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"


class Checkpoint(msgspec.Struct, frozen=True):
    """A tree head: `note` is the signed text as published."""

    origin: str
    size: int
    root: bytes
    note: bytes


def check_origin(origin: str) -> str:
    if not origin or "+" in origin or any(c.isspace() or ord(c) < 32 for c in origin):
        raise ValueError("an origin is not empty and holds neither spaces nor `+`, like example.org/isthmus/0")
    return origin


def vkey(name: str, key: "Ed25519PublicKey") -> str:
    """The verifier key: `<name>+<key id>+<base64 of type and key>`."""
    public = ED25519 + key.public_bytes_raw()
    return f"{name}+{_key_id(name, key).hex()}+{b64encode(public).decode()}"


def sign(origin: str, size: int, root: bytes, signer: "Ed25519PrivateKey") -> Checkpoint:
    text = _text(origin, size, root)
    signature = _key_id(origin, signer.public_key()) + signer.sign(text)
    note = text + b"\n" + f"\u2014 {origin} {b64encode(signature).decode()}\n".encode()
    return Checkpoint(origin, size, root, note)


def read_back(note: bytes, origin: str, key: "Ed25519PublicKey") -> Checkpoint:
    """Our own checkpoint, byte for byte as `sign` makes it (cosignatures may follow). ValueError says what differs."""
    from cryptography.exceptions import InvalidSignature

    text, blank, signatures = note.partition(b"\n\n")
    lines = text.split(b"\n")
    if not blank or len(lines) != 3 or lines[0] != origin.encode() or not lines[1].isdigit():
        raise ValueError(f"not a checkpoint of {origin}")
    size, root = int(lines[1]), b64decode(lines[2], validate=True)
    if _text(origin, size, root) != text + b"\n":
        raise ValueError("the checkpoint is not in its canonical form")
    start = f"\u2014 {origin} ".encode()
    for line in signatures.split(b"\n"):
        signature = b64decode(line.removeprefix(start)) if line.startswith(start) else b""
        if signature[:4] == _key_id(origin, key):
            try:
                key.verify(signature[4:], text + b"\n")
            except InvalidSignature:
                raise ValueError("the signature does not match the text") from None
            return Checkpoint(origin, size, root, note)
    raise ValueError("it carries no signature of the configured key")


def _text(origin: str, size: int, root: bytes) -> bytes:
    return f"{origin}\n{size}\n{b64encode(root).decode()}\n".encode()


def _key_id(name: str, key: "Ed25519PublicKey") -> bytes:
    return sha256(name.encode() + b"\n" + ED25519 + key.public_bytes_raw()).digest()[:4]
