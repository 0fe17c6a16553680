"""Values in writings that a model reads and a search does not: found, disguised wherever they stand, and put back."""

from __future__ import annotations

import json

import pytest
from gateway import Gateway

EMAIL, CARD = "alice@example.org", "4111111111111111"
TOLD = {"note": f"card\n{CARD}", "mail": EMAIL}
JSON = json.dumps(TOLD)

WRITINGS = {
    "JSON behind a prefix": f"Result: {JSON}",
    "JSON in a fence": f"```json\n{json.dumps(TOLD, indent=1)}\n```",
    "lines of JSON": f"{JSON}\n{JSON}",
    "a comma too many": f"{JSON[:-1]},}}",
    "JSON twice": json.dumps(JSON),
    "JSON twice, behind a prefix": f"Result: {json.dumps(JSON)}",
    "JSON twice, without its quotes": json.dumps(JSON)[1:-1],
    "escaped twice": r"see alice\\u0040example.org",
    "a code point in braces": r"see alice\u{40}example.org",
    "Perl's braces": r"see alice\x{40}example.org",
    "eight digits": r"see alice\U00000040example.org",
    "octal": r"see alice\100example.org",
    "octal digits": r"card \064\061\061\061 1111 1111 1111",
    "backslashes between digits, which are no octal": r"card 4111\1111\1111\1111",
    "%u": "see alice%u0040example.org",
    "an entity without its end": "see alice&#x40example.org",
    "a decimal entity without its end": "see alice&#64example.org",
    "quoted-printable": "see alice=40example.org",
    "quoted-printable, broken": "Write to alice=40exam=\nple.org soon",
    "quoted-printable throughout": "".join(f"={byte:02X}" for byte in EMAIL.encode()),
    "Unicode tags": "see " + "".join(chr(0xE0000 + ord(letter)) for letter in EMAIL) + " there",
    "bytes as variation selectors": "see" + "".join(chr(0xE0100 + ord(letter) - 16) for letter in EMAIL),
    "variation selectors between": "\U000e0101".join(EMAIL),
    "a local part in quotes": 'see "alice b"@example.org',
}
SAID = (EMAIL, CARD, "example.org", "1111", chr(0xE0000 + ord("@")), chr(0xE0100 + ord("@") - 16))


@pytest.mark.req("E1")
@pytest.mark.parametrize("said", WRITINGS.values(), ids=WRITINGS)
@pytest.mark.parametrize("role", ["user", "tool"])
def test_a_value_in_another_writing_is_disguised_and_put_back(gateway: Gateway, said: str, role: str) -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    before = [{"role": "assistant", "content": None, "tool_calls": [call]}] if role == "tool" else []
    message = {"role": role, "content": said, **({"tool_call_id": "c1"} if role == "tool" else {})}
    status, headers, answer = gateway.chat([*before, message], route="echo")
    assert status == 200, answer
    assert "disguised=" in headers["x-isthmus-crossed"]
    [seen] = gateway.sandbox.seen()
    crossed = json.loads(seen.body)["messages"][-1]["content"]
    assert not [hidden for hidden in SAID if hidden in crossed]
    assert "-" in crossed
    if role == "user":
        assert said in answer["choices"][0]["message"]["content"]


def test_ordinary_text_with_backslashes_signs_and_entities_crosses_as_it_is(gateway: Gateway) -> None:
    said = (
        "print(\"a\\tb\\n\")  C:\\new\\1000 x=40 width=40px ?size=40x30.png&#x9;a &amp;b 100%u \\d{3}\\.\\w+ "
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f \u2764\ufe0f {\\\"a\\\": \\\"b\\\"}"
    )
    status, _, answer = gateway.chat(said, route="echo")
    assert status == 200
    [seen] = gateway.sandbox.seen()
    assert json.loads(seen.body)["messages"][0]["content"] == said
    assert said in answer["choices"][0]["message"]["content"]
