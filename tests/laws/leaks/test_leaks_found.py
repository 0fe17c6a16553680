"""What these campaigns found once, small enough to be read."""

from __future__ import annotations

import pytest

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
