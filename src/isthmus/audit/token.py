"""Provenance tokens (JWT, Ed25519) as somebody else kept them: what each remembers of the log."""

import json
from base64 import urlsafe_b64decode
from binascii import Error as NotBase64

from isthmus.audit.note import parse_vkey
from isthmus.audit.report import Token

REMEDY = "give the value of an x-isthmus-provenance header, and the verifier key of the gateway that sent it"


def read_token(jwt: str, vkey: str) -> Token:
    """The position and leaf that a genuine token names. ValueError when it is forged or has no place in a log."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        head, body, signature = jwt.strip().split(".")
        claims = json.loads(_decode(body))
        algorithm = json.loads(_decode(head))["alg"]
        Ed25519PublicKey.from_public_bytes(parse_vkey(vkey).public).verify(
            _decode(signature), f"{head}.{body}".encode()
        )
    except InvalidSignature:
        raise ValueError(f"the token's signature is not of this key: {REMEDY}") from None
    except (ValueError, NotBase64, KeyError, TypeError, RecursionError):
        raise ValueError(f"not a provenance token: {REMEDY}") from None
    if algorithm not in ("Ed25519", "EdDSA"):
        raise ValueError(f"the token is signed with another algorithm than Ed25519: {REMEDY}")
    try:
        return Token(str(claims["log"]), int(claims["index"]), bytes.fromhex(claims["leaf"]))
    except (KeyError, ValueError, TypeError):
        raise ValueError("the token says that its answer has no place in the evidence") from None


def _decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
