"""Every token is what RFC 7515 says, signed so that any other implementation of Ed25519 accepts it."""

import json
from base64 import urlsafe_b64decode

import pytest
from cryptography.exceptions import InvalidSignature
from hypothesis import given
from hypothesis import strategies as st

from isthmus.audit import Token, read_token
from isthmus.ledger import Position, vkey
from isthmus.ledger.token import Claims, TokenSigner
from ledger.history import KEY, ORIGIN, OTHER_KEY

SIGNER = TokenSigner(KEY, "example.org/isthmus")
WORDS = st.text(max_size=60)


def part(text: str) -> bytes:
    assert not set(text) & set("+/=")
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def claims(request: str = "r", model: str = "m") -> Claims:
    return Claims("example.org/isthmus", 7, request, "d", model, "p", log=ORIGIN, index=4, leaf="ab" * 32)


@given(WORDS, WORDS)
def test_a_token_says_what_was_claimed_and_openssl_accepts_its_signature(request: str, model: str) -> None:
    token = SIGNER.sign(claims(request, model))
    head, body, signature = (part(text) for text in token.split("."))
    assert json.loads(head) == {"alg": "Ed25519", "typ": "JWT", "kid": SIGNER.kid}
    assert (json.loads(body)["jti"], json.loads(body)["model"]) == (request, model)
    signed = token.rpartition(".")[0].encode()
    KEY.public_key().verify(signature, signed)
    assert signature == KEY.sign(signed)  # Ed25519 is deterministic: both libraries make the same
    with pytest.raises(InvalidSignature):
        OTHER_KEY.public_key().verify(signature, signed)


def test_tokens_signed_one_after_the_other_do_not_disturb_each_other() -> None:
    tokens = [SIGNER.sign(claims("r" * length)) for length in (900, 1, 300)]
    for token, length in zip(tokens, (900, 1, 300), strict=True):
        assert json.loads(part(token.split(".")[1]))["jti"] == "r" * length
        assert read_token(token, vkey("example.org/isthmus", KEY.public_key())) == Token(ORIGIN, 4, b"\xab" * 32)


def test_a_token_without_a_position_names_no_place_in_the_evidence() -> None:
    said = {"now": 7.9, "request": "r", "decision": "d", "model": "m", "version": "", "policy": "p"}
    position = Position(ORIGIN, 4, b"\xab" * 32)
    placed, unplaced = (
        json.loads(part(SIGNER.about(place, **said).split(".")[1]))  # type: ignore[arg-type]
        for place in (position, None)
    )
    assert (placed["log"], placed["index"], placed["leaf"], placed["iat"]) == (ORIGIN, 4, "ab" * 32, 7)
    assert not {"log", "index", "leaf"} & unplaced.keys()
