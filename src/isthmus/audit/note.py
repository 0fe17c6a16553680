"""C2SP verifier keys, signed notes and checkpoints, read strictly.

Strictly means: one way only to write each of them. Base64 with stray bits, a size with leading zeroes or a
second blank line would let a byte change unseen.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from hashlib import sha256

import msgspec

_HEAD = re.compile(r"([^\n]+)\n(0|[1-9][0-9]{0,18})\n([A-Za-z0-9+/]{43}=)\n")
_SIGNATURE = re.compile(r"\u2014 ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
SIGNATURES_AT_MOST = 64


class NotGenuine(Exception):
    """The argument says why."""


class Key(msgspec.Struct, frozen=True):
    """An Ed25519 verifier key under its name."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n\x01" + self.public).digest()[:4]

    def named(self, name: str) -> "Key":
        """The same key under another name: one key signs all logs of an installation."""
        return Key(name, self.public)


class Head(msgspec.Struct, frozen=True):
    origin: str
    size: int
    root: bytes


def parse_vkey(text: str) -> Key:
    """ValueError when it is not `<name>+<id>+<base64>` of an Ed25519 key, or its id does not match."""
    name, _, rest = text.strip().partition("+")
    given_id, _, encoded = rest.partition("+")
    try:
        material = b64decode(encoded, validate=True)
    except NotBase64:
        material = b""
    key = Key(name, material[1:])
    if len(material) != 33 or material[0] != 1 or not name or given_id != key.id.hex():
        raise ValueError("not an Ed25519 verifier key: expected NAME+8 hex digits+base64, as `isthmus` prints it")
    return key


def open_checkpoint(data: bytes, key: Key) -> Head:
    """The head that `key` signed under its own name. Raises NotGenuine."""
    try:
        note = data.decode()
    except UnicodeDecodeError:
        raise NotGenuine("it is not text") from None
    text, blank, tail = note.rpartition("\n\n")
    head = _HEAD.fullmatch(text + "\n")
    if not blank or head is None or not tail.endswith("\n"):
        raise NotGenuine("it is not of the form of a checkpoint")
    root = _canonical_base64(head[3])
    lines = tail[:-1].split("\n")
    if len(lines) > SIGNATURES_AT_MOST:
        raise NotGenuine(f"it carries more than {SIGNATURES_AT_MOST} signatures")
    signatures = []
    for line in lines:
        match = _SIGNATURE.fullmatch(line)
        if match is None:
            raise NotGenuine("a signature line is malformed")
        signature = _canonical_base64(match[2])
        if match[1] == key.name and signature[:4] == key.id:
            signatures.append(signature[4:])
    if head[1] != key.name:
        raise NotGenuine(f"it speaks for another log than {key.name}")
    if len(signatures) != 1:
        raise NotGenuine(f"it carries {len(signatures)} signatures of {key.name} where one is expected")
    _check_signature(key, signatures[0], (text + "\n").encode())
    return Head(head[1], int(head[2]), root)


def _canonical_base64(text: str) -> bytes:
    try:
        data = b64decode(text, validate=True)
    except NotBase64:
        raise NotGenuine("it holds malformed base64") from None
    if b64encode(data).decode() != text:
        raise NotGenuine("it holds base64 that is not canonical")
    return data


def _check_signature(key: Key, signature: bytes, text: bytes) -> None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, text)
    except InvalidSignature:
        raise NotGenuine("the signature does not match the text") from None
