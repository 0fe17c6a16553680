"""What these campaigns found once, small enough to be read."""

from __future__ import annotations

import json

import pytest
from gateway import Gateway

from isthmus.redact import Found, disguise, restore

KEY = b"k" * 32


@pytest.mark.req("B2")
def test_a_value_in_another_letter_case_is_the_value() -> None:
    found = [Found("secret.api_key", "sk-aB3dE5fG7h"), Found("custom.project", "Тёплый Огонь")]
    said = "SK-AB3DE5FG7H, sk-aB3dE5fG7h, ТЁПЛЫЙ ОГОНЬ"
    done = disguise({"content": said}, found, ("*",), KEY)
    shown = done.tree["content"]
    assert "AB3D" not in shown.upper()
    assert "ТЁПЛЫЙ" not in shown.upper()
    assert restore(shown, done.map) == said
    assert done.watch.residue(b'{"content": "key SK-ab3de5FG7H"}') == {"secret.api_key"}


def test_two_secrets_that_differ_in_letter_case_keep_their_own_names() -> None:
    first, second = Found("secret.api_key", "Token-AbcdefgH"), Found("secret.api_key", "token-aBCDEFGh")
    alone = disguise({"content": second.text}, [second], ("*",), KEY).tree["content"]
    both = disguise({"content": second.text}, [first, second], ("*",), KEY).tree["content"]
    assert both == alone


def test_a_number_with_separators_is_the_number_without_them() -> None:
    found = [Found("personal.national_id", "526 01 8159")]
    done = disguise({"said": "SSN 526 01 8159", "number": 526018159}, found, ("*",), KEY)
    assert "526" not in str(done.tree)
    assert restore(f'"{done.tree["number"]}"', done.map) == "526018159"


def test_a_token_that_was_found_with_the_full_stop_behind_it_is_the_token_without() -> None:
    found = [Found("secret.token", "lX5vH2dX0lF1gSyS9pA6.")]
    done = disguise({"content": "Bearer lX5vH2dX0lF1gSyS9pA6. And lX5vH2dX0lF1gSyS9pA6 again"}, found, ("*",), KEY)
    assert "lX5v" not in done.tree["content"]


def test_what_is_escaped_in_a_json_string_within_json_comes_back_as_deep_as_it_stands() -> None:
    said = '{"more": "\\"an vevtxx@m\\\\u00fcller.de\\""}'
    done = disguise({"content": said}, [Found("personal.email", "vevtxx@müller.de")], ("*",), KEY)
    answer = json.dumps({"answer": done.tree["content"]})
    assert restore(answer, done.map, json=True) == json.dumps({"answer": said})


def test_a_consent_that_is_somebodys_number_is_refused(gateway: Gateway) -> None:
    for headers, metadata in (({"x-isthmus-consent": "70262073-v"}, {}), ({}, {"isthmus_consent": "1e41.eb3f.190c"})):
        status, _, body = gateway.chat("hello", headers=headers, metadata=metadata)
        assert status == 400
        assert body["error"]["param"] == "x-isthmus-consent"


def test_the_subject_of_a_payload_is_nowhere_in_the_clear(gateway: Gateway) -> None:
    gateway.chat("hello", headers={"x-isthmus-subject": "subject@example.org"})
    gateway.house.vault.flush()
    kept = list((gateway.house.settings.data / "vault").rglob("*.sealed"))
    assert kept
    assert not any(b"subject@example.org" in path.read_bytes() for path in kept)
