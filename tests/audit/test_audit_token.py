"""A provenance token that somebody kept says where a leaf must be; a forged one says nothing."""

import json
from base64 import urlsafe_b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from ledger.history import KEY, ORIGIN, OTHER_KEY

from isthmus.audit import Token, read_token
from isthmus.ledger import vkey

VKEY = vkey("example.org/isthmus", KEY.public_key())
CLAIMS = {"iss": "i", "log": ORIGIN, "index": 4, "leaf": "ab" * 32}


def jwt(claims: object, key: Ed25519PrivateKey = KEY, alg: str = "Ed25519") -> str:
    parts = [urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in ({"alg": alg}, claims)]
    signed = b".".join(parts)
    return (signed + b"." + urlsafe_b64encode(key.sign(signed)).rstrip(b"=")).decode()


@pytest.mark.req("J8")
def test_a_genuine_token_names_log_index_and_leaf() -> None:
    assert read_token(jwt(CLAIMS), VKEY) == Token(ORIGIN, 4, b"\xab" * 32)


@pytest.mark.parametrize(
    "text",
    [
        jwt(CLAIMS, OTHER_KEY), jwt(CLAIMS, alg="none"), jwt({"iss": "i"}), jwt({**CLAIMS, "leaf": "xy"}), jwt(3),
        "", "a.b", "a.b.c", jwt(CLAIMS)[:-4], jwt(CLAIMS).replace(".", "..", 1),
    ],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="token"):
        read_token(text, VKEY)
