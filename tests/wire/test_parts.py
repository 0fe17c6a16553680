"""What a request holds, read to a bound: also JSON in strings, and in strings of that."""

from __future__ import annotations

import base64
import json
import random
from typing import Any

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


PNG = b"\x89PNG\r\n\x1a\n" + random.Random(7).randbytes(480)
CODE = base64.b64encode(PNG).decode()
TEXT = {"type": "text", "text": "what is it"}

UNREAD: dict[str, tuple[Any, set[str]]] = {
    "a picture as Anthropic has it": (
        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": CODE}}, {"unread.image"},
    ),
    "a document": (
        {"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0xLjQK"}},
        {"unread.file"},
    ),
    "a picture as Gemini has it": ({"inline_data": {"mime_type": "image/png", "data": CODE}}, {"unread.image"}),
    "a video": ({"type": "video", "video": ["https://img.example.org/p.png"]}, {"unread.video"}),
    "a sound's address": ({"type": "audio_url", "audio_url": {"url": "https://a.example.org"}}, {"unread.audio"}),
    "what a picture was embedded as": ({"type": "image_embeds", "image_embeds": CODE}, {"unread.image"}),
    "a picture without a type": ({"image_url": {"url": "https://img.example.org/p.png"}}, {"unread.image"}),
    "a type in capitals": ({"type": "IMAGE_URL", "image_url": {"url": "https://x"}}, {"unread.image"}),
    "a type with a blank": ({"type": " image_url", "image_url": {"url": "https://x"}}, {"unread.image"}),
    "a type nobody knows": ({"type": "hologram", "hologram": "x"}, {"unread.part"}),
    "text without a type": ({"text": "hello"}, {"unread.part"}),
    "nothing": ({}, {"unread.part"}),
    "a picture in a part of text": ({**TEXT, "image_url": {"url": "https://x"}}, {"unread.image"}),
    "a picture in a tool's result": (
        {"type": "tool_result", "content": [TEXT, {"type": "image", "source": {"type": "url"}}]}, {"unread.image"},
    ),
    "a picture in Markdown": ({"type": "text", "text": f"![x](data:image/png;base64,{CODE})"}, {"unread.image"}),
    "a scheme in capitals": ({"type": "text", "text": f" DATA:image/png;BASE64,{CODE}"}, {"unread.image"}),
    "data of no kind": ({"type": "text", "text": "see data:;base64,gYKDhIWGh4iJig=="}, {"unread.data"}),
    "a short sound": ({"type": "text", "text": "data:audio/mpeg;base64,//uQZAAAAAA="}, {"unread.audio"}),
    "slashes escaped": ({"type": "text", "text": r"x data:;base64,\/9j\/4AAQSkZJRgABAQ=="}, {"unread.image"}),
    "bare base64": ({"type": "text", "text": CODE}, {"unread.image"}),
    "bare base64 behind a name": ({"type": "text", "text": f"logo-{CODE}"}, {"unread.image"}),
    "hexadecimal, as databases write it": ({"type": "text", "text": f"0x{PNG.hex().upper()}"}, {"unread.image"}),
    "a key that is a picture": ({"type": "tool_use", "input": {CODE: 1}}, {"unread.image"}),
}  # fmt: skip


@pytest.mark.req("B1")
@pytest.mark.parametrize(("part", "kinds"), UNREAD.values(), ids=UNREAD)
def test_a_part_that_is_not_known_to_be_text_is_unread_and_of_what_kind_is_told(part: Any, kinds: set[str]) -> None:
    for message in ({"role": "user", "content": [TEXT, part]}, {"role": "tool", "content": [part]}):
        assert parts.walk({"messages": [message]}).unread == kinds
    assert parts.walk({"messages": [], "prediction": {"type": "content", "content": [part]}}).unread == kinds


BEGINNINGS = {
    "unread.image": [PNG, b"\xff\xd8\xff\xe0\0\x10JFIF", b"GIF89a\x01\0\x01\0",
                     b"RIFF\x24\0\0\0WEBPVP8 ", b"\0\0\0\x1cftypavif"],
    "unread.audio": [b"OggS\0\x02", b"ID3\x03\0", b"RIFF\x24\0\0\0WAVEfmt ", b"fLaC\0\0", b"\xff\xfb\x90\x64"],
    "unread.video": [b"\0\0\0\x20ftypisom", b"\x1aE\xdf\xa3\x9f"],
    "unread.file": [b"%PDF-1.7\n%", b"\x1f\x8b\x08\0", b"PK\x03\x04\x14\0", b"\x7fELF\x02\x01", b"x\x9c", b"BZh91AY"],
}  # fmt: skip


@pytest.mark.req("B1")
@pytest.mark.parametrize(("kind", "begins"), [(kind, some) for kind, every in BEGINNINGS.items() for some in every])
def test_a_long_run_that_begins_as_a_known_format_is_unread(kind: str, begins: bytes) -> None:
    raw = begins + random.Random(3).randbytes(300)
    written = [base64.b64encode(raw), base64.urlsafe_b64encode(raw), base64.encodebytes(raw)]
    if len(begins) > 2 and begins[0] != 255:
        written.append(raw.hex().encode())
    for code in written:
        read = parts.walk({"messages": [{"role": "user", "content": f"here:\n{code.decode()}\nwhat is it?"}]})
        assert read.unread == {kind}


@pytest.mark.req("B1")
@pytest.mark.parametrize(
    ("result", "kind"),
    [
        ({"content": [{"type": "image", "data": CODE, "mimeType": "image/png"}]}, "unread.image"),
        ({"content": [{"type": "audio", "data": "AAAAAAAAAA", "mimeType": "audio/wav"}]}, "unread.audio"),
        ({"contents": [{"uri": "x:/a", "mimeType": "application/zip", "blob": "AAAAAAAAAA"}]}, "unread.file"),
        ({"note": "a\nb", "parts": [{"inlineData": {"mimeType": "image/png", "data": "AAAAAAAA"}}]}, "unread.image"),
    ],
)  # fmt: skip
def test_media_in_a_tools_result_is_unread(result: Any, kind: str) -> None:
    for text in (json.dumps(result), json.dumps(result, indent=2), "\n" + json.dumps(result, indent=1) + "\n"):
        assert parts.walk({"messages": [{"role": "tool", "content": text}]}).unread == {kind}


@pytest.mark.req("B1")
def test_what_only_pretends_to_be_data_is_scanned() -> None:
    for said in ("data:;base64, key AKIAIOSFODNN7EXAMPLE", "data:text/plain;base64,(AKIAIOSFODNN7EXAMPLE)"):
        assert parts.walk({"user": said}).texts == [said]
    code = base64.b64encode(b"Write to alice@example.org").decode()
    read = parts.walk({"content": f"see data:text/plain;base64,{code} please"})
    assert "Write to alice@example.org" in read.texts
    assert not read.unread


@pytest.mark.req("B1")
def test_long_unread_data_is_told_and_what_stands_round_it_is_scanned() -> None:
    code = base64.b64encode(PNG * 9).decode()
    read = parts.walk({"content": f"before data:image/png;base64,{code} behind"})
    assert read.texts == ["before data:image/png;base64, behind"]
    assert read.unread == {"unread.image"}


STRING = {"type": "string"}
SCHEMA = {"type": "object", "properties": {"type": STRING, "image_url": STRING, "data": STRING, "file": STRING}}
READ: dict[str, Any] = {
    "text": [{"type": "text", "text": "hi", "cache_control": {"type": "ephemeral"}}],
    "a refusal": [{"type": "refusal", "refusal": "No."}],
    "thinking": [
        {"type": "thinking", "thinking": [TEXT], "signature": "QUJDRA=="}, {"type": "thinking", "thinking": "hm"},
    ],
    "a tool's use and its result": [
        {"type": "tool_use", "id": "1", "name": "find", "input": {"type": "invoice", "file": "a.txt", "image": "b"}},
        {"type": "tool_result", "tool_use_id": "1", "content": [TEXT]},
        {"type": "tool_result", "tool_use_id": "1", "content": "a lamp"},
    ],
    "an invoice": '{"type":"invoice","data":"two lamps","total":12}',
    "a listing": json.dumps([{"type": "file", "name": "README.md", "path": "a\nb", "size": 5}, {"type": "dir"}]),
    "what was extracted": json.dumps({"mimeType": "application/pdf", "name": "a.pdf", "content": "Two lamps."}),
    "a page": json.dumps({"type": "doc", "content": [{"type": "paragraph", "content": [TEXT]}, {"type": "media"}]}),
    "search results": json.dumps([{"type": "image", "url": "https://img.example.org/a.png"}, {"type": "video"}]),
    "text as data": json.dumps({"mimeType": "text/plain", "data": "SGVsbG8="}),
    "how to write a data URL": "Write `data:image/png;base64,iVBORw0KGgo...` or f\"data:image/png;base64,{code}\".",
    "base64 in prose": "It is encoded in base64, Javascript says, and base64,Something else; see RFC 4648.",
    "a long path": "/srv/build/node_modules/some-package_with-a-long-name/dist/esm/internal/operators/withLatestFrom",
    "digests": "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 and /9j/",
    "a key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl user@host",
    "a long name": "https://localhost/AbstractSingletonProxyFactoryBean1AbstractSingletonProxyFactoryBean2/x",
    "base64 of text": base64.b64encode(b"FORM letters are sent to everybody, in the morning and at night.").decode(),
}  # fmt: skip


@pytest.mark.req("B1")
@pytest.mark.parametrize("content", READ.values(), ids=READ)
def test_ordinary_content_stays_readable(content: Any) -> None:
    for role in ("user", "tool", "assistant"):
        assert not parts.walk({"messages": [{"role": role, "content": content}]}).unread


@pytest.mark.req("B1")
def test_objects_with_a_type_that_are_no_parts_stay_readable() -> None:
    request = {
        "messages": [
            {"role": "user", "content": "hello"},
            {"role": "assistant", "content": None, "audio": {"id": "audio_1"}, "tool_calls": [
                {"id": "a", "type": "function", "function": {"name": "f", "arguments": '{"type":"file","file":"a"}'}},
                {"id": "b", "type": "custom", "custom": {"name": "apply_patch", "input": "*** Begin Patch"}},
            ]},
            {"role": "tool", "tool_call_id": "a", "content": '{"type":"invoice","items":[{"type":"lamp"}]}'},
        ],
        "tools": [
            {"type": "function", "function": {"name": "f", "parameters": SCHEMA}}, {"type": "custom", "custom": {}},
        ],
        "response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": SCHEMA}},
        "metadata": {"type": "image", "file": "a.txt", "content": "x"},
        "prediction": {"type": "content", "content": [TEXT]},
    }  # fmt: skip
    assert not parts.walk(request).unread


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
