"""The provenance token: a JWT (RFC 7519) signed with Ed25519 (RFC 9864), on every answer.

It carries where the evidence of this answer stands and its leaf hash, so that whoever remembers a token notices
when the log later says something else.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

import msgspec

from isthmus.domain.records import Position

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def _b64(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


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

    __slots__ = ("_head", "_secret", "_sign", "issuer", "jwk", "kid")

    def __init__(self, key: Ed25519PrivateKey, issuer: str) -> None:
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
        from nacl.bindings import crypto_sign, crypto_sign_seed_keypair  # libsodium signs in a third of OpenSSL's time

        x = _b64(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
        canonical = b'{"crv":"Ed25519","kty":"OKP","x":"' + x.encode() + b'"}'
        self.kid = _b64(hashlib.sha256(canonical).digest()).decode()
        self.jwk = {"kty": "OKP", "crv": "Ed25519", "x": x, "kid": self.kid, "alg": "Ed25519", "use": "sig"}
        self.issuer = issuer
        self._sign = crypto_sign
        self._secret = crypto_sign_seed_keypair(key.private_bytes_raw())[1]
        self._head = _b64(msgspec.json.encode({"alg": "Ed25519", "typ": "JWT", "kid": self.kid})) + b"."

    def sign(self, claims: Claims) -> str:
        signed = self._head + _b64(msgspec.json.encode(claims))
        return (signed + b"." + _b64(self._sign(signed, self._secret)[:64])).decode()

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
