"""What a request holds, read to a bound: also JSON in strings, and in strings of that."""

from __future__ import annotations

import json

import pytest

from isthmus.domain import content
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


def kinds_of(tree: object) -> dict[str, int]:
    read = parts.walk(tree)
    assert len(read.kinds) == len(read.texts)
    return dict(zip(read.texts, read.kinds, strict=True))


def test_each_text_says_whether_it_is_prose_or_what_else() -> None:
    weather = {"name": "weather", "parameters": {"properties": {"units": {"enum": ["celsius"]}}}}
    called = {"id": "call_7", "type": "function", "function": {"name": "weather_of", "arguments": '{"at":"a\\nb"}'}}
    kinds = kinds_of(
        {
            "messages": [
                {"role": "system", "content": [{"type": "text", "text": "Reply in English."}], "name": "house"},
                {"role": "user", "content": "How warm is it?", "name": "lena"},
                {"role": "assistant", "content": None, "tool_calls": [called]},
                {"role": "tool", "tool_call_id": "call_8", "name": "weather_at", "content": "cold"},
            ],
            "tools": [{"type": "function", "function": weather}],
            "metadata": {"colour": "blue", "name": "", "id": "7"},
        }
    )
    assert kinds == {
        "Reply in English.": content.INSTRUCTION, "house": content.INSTRUCTION | content.LABEL,
        "How warm is it?": content.PROSE, "lena": content.LABEL,
        "call_7": content.NAME, "weather_of": content.NAME, '{"at":"a\\nb"}': content.PROSE, "at": content.KEY,
        "a\nb": content.PROSE, "call_8": content.NAME, "weather_at": content.NAME, "cold": content.PROSE,
        "weather": content.DEFINITION | content.LABEL, "units": content.DEFINITION | content.KEY,
        "celsius": content.DEFINITION, "colour": content.KEY, "blue": content.PROSE, "7": content.LABEL,
    }  # fmt: skip


@pytest.mark.parametrize("tree", ["alice", ["alice", {"k": 1}], {"type": "file", "messages": []}, {"messages": [None]}])
def test_a_tree_that_is_no_request_is_read_too(tree: object) -> None:
    assert len(parts.walk(tree).kinds) == len(parts.walk(tree).texts)


def test_a_request_nested_as_deep_as_it_may_be_is_read_and_deeper_is_refused() -> None:
    def deep(levels: int) -> object:
        return [deep(levels - 1)] if levels else "at the bottom"

    for field in ("messages", "tools", "metadata"):
        assert "at the bottom" in parts.walk({field: deep(7)}, max_depth=8).texts
        with pytest.raises(TooLarge):
            parts.walk({field: deep(8)}, max_depth=8)
