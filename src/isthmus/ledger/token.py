"""The provenance token: a JWT (RFC 7519) signed with Ed25519 (RFC 9864), on every answer.

It carries where the evidence of this answer stands and its leaf hash, so that whoever remembers a token notices
when the log later says something else.
"""

from __future__ import annotations

import hashlib
from binascii import b2a_base64
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from isthmus.domain.records import Position

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


_URL_SAFE = bytes.maketrans(b"+/", b"-_")


def _b64(data: Buffer) -> bytes:
    """URL-safe and without padding, as RFC 7515 has it."""
    return b2a_base64(data, newline=False).translate(_URL_SAFE, b"=")


def _signing(seed: bytes) -> Callable[[bytes], Buffer]:
    """Ed25519 by libsodium, which signs in half of OpenSSL's time.

    `nacl.bindings.crypto_sign` calls the same function. It asks for the length besides, which is known, and makes
    one object of signature and message, of which only the signature is wanted.
    """
    from nacl._sodium import ffi, lib  # type: ignore[import-not-found]  # compiled, and ships no stub
    from nacl.bindings import crypto_sign_BYTES, crypto_sign_seed_keypair

    _, secret = crypto_sign_seed_keypair(seed)
    new, buffer, crypto_sign = ffi.new, ffi.buffer, lib.crypto_sign
    characters, no_length = ffi.typeof("unsigned char[]"), ffi.NULL

    def sign(message: bytes) -> Buffer:
        signed = new(characters, crypto_sign_BYTES + len(message))
        if crypto_sign(signed, no_length, message, len(message), secret):
            raise RuntimeError("libsodium did not sign")
        view: Buffer = buffer(signed, crypto_sign_BYTES)
        return view

    return sign


class Claims(msgspec.Struct, frozen=True, omit_defaults=True):
    """`iat` in seconds; `leaf` and `decision` in hexadecimal; `index` is the position in log `log`."""

    iss: str
    iat: int
    jti: str
    decision: str
    model: str
    policy: str
    version: str = ""
    log: str = ""
    index: int = -1
    leaf: str = ""


class TokenSigner:
    """Signs claims. The key's id is the RFC 7638 thumbprint of its public half."""

    __slots__ = ("_encode", "_head", "_sign", "issuer", "jwk", "kid")

    def __init__(self, key: Ed25519PrivateKey, issuer: str) -> None:
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        x = _b64(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
        canonical = b'{"crv":"Ed25519","kty":"OKP","x":"' + x.encode() + b'"}'
        self.kid = _b64(hashlib.sha256(canonical).digest()).decode()
        self.jwk = {"kty": "OKP", "crv": "Ed25519", "x": x, "kid": self.kid, "alg": "Ed25519", "use": "sig"}
        self.issuer = issuer
        self._sign = _signing(key.private_bytes_raw())
        self._encode = msgspec.json.Encoder().encode
        self._head = _b64(self._encode({"alg": "Ed25519", "typ": "JWT", "kid": self.kid})) + b"."

    def sign(self, claims: Claims) -> str:
        signed = self._head + _b64(self._encode(claims))
        return (signed + b"." + _b64(self._sign(signed))).decode("ascii")

    def about(
        self,
        position: Position | None,
        *,
        now: float,
        request: str,
        decision: str,
        model: str,
        version: str,
        policy: str,
    ) -> str:
        """The token of one answer. Without a position it says, by leaving it out, that it has no evidence yet."""
        return self.sign(
            Claims(
                iss=self.issuer, iat=int(now), jti=request, decision=decision, model=model, policy=policy,
                version=version,
                log=position.log if position else "",
                index=position.index if position else -1,
                leaf=position.leaf.hex() if position else "",
            )
        )

    def jwks(self) -> bytes:
        """The key set for `/.well-known/jwks.json`."""
        return msgspec.json.encode({"keys": [self.jwk]})
