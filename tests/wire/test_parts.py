"""What a request holds, read to a bound: also JSON in strings, and in strings of that."""

from __future__ import annotations

import json

import pytest

from isthmus.domain.errors import TooLarge
from isthmus.wire import parts


def nested(depth: int, said: str = "alice@example.org") -> str:
    """JSON in a string, so often; written so that each level is only a little longer than the one inside."""
    text = json.dumps(said)
    for _ in range(depth):
        text = '"' + text.replace("\\", "\\u005c").replace('"', "\\u0022") + '"'
    return text


def test_json_in_strings_is_read_to_the_innermost() -> None:
    assert '"alice@example.org"' in parts.walk({"content": nested(10)}).texts


def test_json_in_strings_deeper_than_a_request_may_be_is_refused() -> None:
    with pytest.raises(TooLarge):
        parts.walk({"content": nested(80)})


def test_of_json_in_strings_no_more_is_read_than_a_detector_reads_and_the_rest_is_unread() -> None:
    said = nested(20, "x" * 200_000)
    read = parts.walk({"content": said})
    assert read.unread == {"unread.text"}
    assert sum(map(len, read.texts)) < parts.NESTED + 2 * len(said)
