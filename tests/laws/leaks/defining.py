"""What a request defines its tools, functions and answers with: language is sought nowhere there (docs/names.md).

A name that stands in definitions alone crosses as it is. One that was found elsewhere is replaced in them too, but
where it is a part of what a field is called, written as programs write fields. Shares nothing with the runtime.
"""

from __future__ import annotations

import json
import re
from typing import Any

from .conversations import Conversation
from .people import Person
from .reading import Search

_DEFINING = ("tools", "functions", "response_format", "tool_choice")
_FIELD = re.compile(r"[A-Za-z_$][A-Za-z\d_$.:/-]{0,63}")
_LETTERS, _SPLIT = re.compile("[A-Za-z]+"), re.compile("[ -]")


def told(tree: dict[str, Any]) -> dict[str, Any]:
    """The request without its definitions."""
    return {name: value for name, value in tree.items() if name not in _DEFINING}


def definitions(tree: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in tree.items() if name in _DEFINING}


def only_defined(talk: Conversation, tree: dict[str, Any]) -> set[str]:
    """Who stands whole in the definitions, and is not mentioned in any way elsewhere in the request."""
    said, defined = _said(told(tree)), _said(definitions(tree))
    found = set()
    for number, value in enumerate(talk.planted):
        if isinstance(value, Person) and Search([value.text]).within(defined):
            mentions = {value.text, *value.parts, *(text for n, _, text in talk.pieces if n == number)}
            if not Search(mentions).within(said):
                found.add(value.text)
    return found


def _said(node: Any) -> bytes:
    return json.dumps(node, ensure_ascii=False).encode("utf-8", "surrogatepass")


def without_fields(seen: bytes, tree: dict[str, Any], talk: Conversation) -> bytes:
    """What the other side saw, without the names of schemas' properties that may stay."""
    people = [value for value in talk.planted if isinstance(value, Person)]
    for name in sorted(properties(definitions(tree))):
        if _as_programs_write(name) and _one_part(name.lower(), people):
            seen = seen.replace(b'"%s":{' % name.encode(), b'"":{')
    return seen


def _as_programs_write(name: str) -> bool:
    """`units`, `USER_ID`, `userId`; but no `Oslo`, no `Maria_Lopez`."""
    words = [word for word in _LETTERS.findall(name) if len(word) > 1]
    return _FIELD.fullmatch(name) is not None and not any(word.istitle() for word in words)


def _one_part(name: str, people: list[Person]) -> bool:
    """Whether it says, as it is written, one word of a name, or a place of one word."""
    said = [{part for whole in (*one.parts, one.text.lower()) for part in _SPLIT.split(whole)} for one in people]
    held = [sum(part in name for part in parts if len(part) > 2) for parts in said]
    return max(held, default=0) == 1


def properties(node: Any) -> set[str]:
    """The names of all properties of all schemas."""
    if isinstance(node, list):
        return {name for value in node for name in properties(value)}
    if not isinstance(node, dict):
        return set()
    own = node.get("properties")
    return set(own if isinstance(own, dict) else ()) | {n for value in node.values() for n in properties(value)}
