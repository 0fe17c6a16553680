"""Which parts of content are no text: pictures, sound, video, files, and whatever has a shape that is not known.

Where the wire has a list of parts, a part can be read only if its `type` is known to be text; every other part, and a
part without a type, is unread (law 4). Elsewhere (arguments and results of tools, schemas, metadata) objects have types
of all sorts, `{"type": "invoice"}`; there it is an object that carries media that is unread.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from isthmus.wire.opaque import AUDIO, DATA, FILE, IMAGE, VIDEO, long_run, of_mime

READ = frozenset(
    """text input_text output_text refusal thinking reasoning reasoning_text summary_text tool_use tool_result
    tool_call function_call function_call_output""".split()
)
"""Types of parts that are text, or hold further parts or plain JSON."""
PART = "unread.part"
"""Of a part of which nothing tells what it is."""
KINDS = (AUDIO, DATA, FILE, IMAGE, PART, "unread.text", VIDEO)
"""All that is said of what is not read; `unread.text` is text that was not read or scanned whole."""
_WITHIN = ("content", "thinking", "summary", "output")
"""Keys of such a part under which further parts may stand."""
_DEEPEST = 64
_LOOK = 64
"""Characters without a blank that data begins with at least, if it has as many."""

_KINDS = (
    ("image", IMAGE), ("img", IMAGE), ("picture", IMAGE), ("photo", IMAGE), ("audio", AUDIO), ("sound", AUDIO),
    ("voice", AUDIO), ("video", VIDEO), ("file", FILE), ("document", FILE), ("pdf", FILE), ("blob", FILE),
)  # fmt: skip
"""What a type or a key says of its part."""
_MIME = ("mimeType", "mime_type", "media_type", "mediaType", "contentType", "content_type")
_HELD = ("data", "blob", "bytes", "base64", "b64_json")
_MEDIA = {"image": IMAGE, "audio": AUDIO, "video": VIDEO}
_WIRED = {
    "image_url": IMAGE, "input_image": IMAGE, "image_embeds": IMAGE, "input_audio": AUDIO, "audio_url": AUDIO,
    "video_url": VIDEO, "input_video": VIDEO, "input_file": FILE,
}  # fmt: skip
"""Types that objects have in wires alone: they carry what their type says, or what a key of files names."""
_FILED = ("file_data", "file_id", "file_url", "image_url", "data")
MARKS = frozenset({*_WIRED, *_MEDIA, *_HELD, *_FILED, "file", "document", "inline_data", "inlineData", "fileData"})
"""Keys of which every object that carries media has one."""
_NAMED = ("mimeType", "media_type")
_HINTS = ("mime", "edia", "ontent_type", "ontentType", "image", "audio", "video", '"file', "input_file")
"""JSON texts with such an object hold one of these; most are not asked for them."""
_TEXTUAL = ("json", "xml", "javascript", "yaml", "x-www-form", "x-sh", "sql", "graphql", "toml", "csv", "x-ndjson")


def in_messages(tree: Any, found: set[str]) -> None:
    """The kinds of unread parts in a chat request's own lists of parts."""
    if type(tree) is not dict:
        return
    messages = tree.get("messages")
    if type(messages) is list:
        for message in messages:
            if type(message) is dict and type(content := message.get("content")) is list:
                _in_parts(content, found, _DEEPEST)
    prediction = tree.get("prediction")
    if type(prediction) is dict and type(content := prediction.get("content")) is list:
        _in_parts(content, found, _DEEPEST)


def _in_parts(parts: Sequence[Any], found: set[str], room: int) -> None:
    for part in parts:
        if type(part) is not dict:
            continue
        told = part.get("type")
        if type(told) is not str or told not in READ or not MARKS.isdisjoint(part):
            found.add(_kind(part))
        elif room > 0:
            for key in _WITHIN:
                if type(further := part.get(key)) is list:
                    _in_parts(further, found, room - 1)


def _kind(part: Mapping[str, Any]) -> str:
    """What kind a part is that is not known to be text: as its type says, or its keys, or the media type inside."""
    told = part.get("type")
    for said in (told, *part):
        if type(said) is str:
            low = said.lower()
            for word, kind in _KINDS:
                if word in low:
                    return kind
    for inside in (part, *part.values()):
        if type(inside) is dict and (kind := of_mime(_mime(inside))):
            return kind
    return PART


def carried(node: Mapping[str, Any]) -> str:
    """The kind of media that an object with one of the `MARKS` carries, wherever it stands; empty if it does not."""
    held = any(type(said := node.get(key)) is str and said and " " not in said[:_LOOK] for key in _HELD)
    if held and (mime := _mime(node)):
        textual = mime.startswith("text/") or any(word in mime for word in _TEXTUAL)
        return "" if textual else of_mime(mime) or FILE
    told = node.get("type")
    if type(told) is not str:
        return ""
    told = told.strip().lower()
    if told == "file":
        inside = node.get("file")
        return FILE if type(inside) is dict and any(inside.get(key) for key in _FILED) else ""
    if kind := _WIRED.get(told):
        return kind if node.get(told) or any(node.get(key) for key in _FILED) else ""
    return _MEDIA.get(told, "") if held else ""


def _mime(node: Mapping[str, Any]) -> str:
    for key in _MIME:
        said = node.get(key)
        if type(said) is str and "/" in said:
            return said.strip().lower()
    return ""


def may_carry(text: str) -> bool:
    """Whether objects of a JSON text may carry media: it names a media type, or holds something as long."""
    if any(name in text for name in _NAMED):
        return True
    return long_run(text, 0) >= 0 and any(hint in text for hint in _HINTS)


def in_json(node: Any, found: set[str], room: int) -> None:
    """The kinds of media that objects in a JSON text carry."""
    if room <= 0:
        return
    if type(node) is dict:
        if not MARKS.isdisjoint(node) and (kind := carried(node)):
            found.add(kind)
        for value in node.values():
            in_json(value, found, room - 1)
    elif type(node) is list:
        for value in node:
            in_json(value, found, room - 1)
