"""The door's check sees what was left, and nothing else."""

from __future__ import annotations

import base64
import json

from isthmus.redact import Found, disguise, residue

from .worlds import KEY

MAIL = ("alice@x.org", "personal.email")
PIN = ("4711", "secret.pin")


def test_every_form_is_seen_at_every_alignment() -> None:
    for before in ("", "a", "ab", "abc"):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            blob = encode(f"{before}alice@x.org?>{before}".encode())
            assert residue(b'{"c":"Basic ' + blob + b'"}', [MAIL]) == {"personal.email"}
    for left in (
        b"alice@x.org".hex(),
        b"alice@x.org".hex().upper(),
        "alice%40x.org",
        "alice&#64;x.org",
        "alice\\u0040x.org",
        "alice\\\\u{40}x.org",
        "alice\\\\x{40}x.org",
        "alice\\\\U00000040x.org",
        "alice\\\\100x.org",
        "alice%u0040x.org",
        "alice&#x40x.org",
        "alice&#64x.org",
        "alice=40x.org",
        "=61=6C=69=63=65=40=78=2E=6F=72=67",
    ):
        assert residue(f'{{"c":"{left}"}}'.encode(), [MAIL]) == {"personal.email"}, left


def test_clean_bytes_are_clean() -> None:
    for clean in (
        b"{}",
        b'{"c":"alice at x.org, 50% of A&B; \\n\\u00e9"}',
        b'{"n":99471177,"t":"x14711"}',
        b'{"c":"size=40x.org iban=DE89 C:\\\\1000 &#x9;"}',
        b"\xff\xfe",
    ):
        assert residue(clean, [MAIL, PIN]) == frozenset()
    assert residue(b'{"n":4711}', [MAIL, PIN]) == {"secret.pin"}


def test_a_term_that_a_pseudonym_happens_to_hold_is_no_leak() -> None:
    found = [Found("custom.term", "EMAIL-"), Found("personal.email", "alice@x.org")]
    done = disguise({"c": "alice@x.org: EMAIL-address"}, found, ("*",), KEY)
    assert done.watch.residue(json.dumps(done.tree).encode()) == frozenset()
    assert done.watch.residue(b"EMAIL-address") == {"custom.term"}


def test_what_the_patterns_let_pass_is_not_watched() -> None:
    done = disguise({"c": "alice@x.org"}, [Found("personal.email", "alice@x.org")], ("financial.*",), KEY)
    assert done.watch.residue(b"alice@x.org") == frozenset()
