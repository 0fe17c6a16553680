"""An instance that satisfies a (simple) JSON schema, made of a conversation's words."""

from __future__ import annotations

import re
from typing import Any

from isthmus.sandbox.words import Words, kind_of

Schema = dict[str, Any]
DEEPEST = 12

_PLACEHOLDER = {
    "email": "nobody@sandbox.invalid",
    "phone": "+49 30 0000000",
    "iban": "DE00000000000000000000",
    "card": "0000 0000 0000 0000",
    "ip": "192.0.2.1",
    "mac": "00:00:5e:00:53:00",
    "url": "https://sandbox.invalid/",
    "date": "2000-01-01",
    "reference": "sandbox-1",
    "name": "Sandbox",
}
_FORMAT = {"email": "email", "uri": "url", "url": "url", "date": "date", "ipv4": "ip"}
_FIXED_FORMAT = {
    "date-time": "2000-01-01T00:00:00Z",
    "time": "00:00:00Z",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "ipv6": "2001:db8::1",
    "hostname": "sandbox.invalid",
}


def make_instance(schema: Schema, words: Words) -> Any:
    """Every property filled: typed ones from words of that type, other strings with the latest text."""
    return _value(schema, "", words, schema, 0)


def _value(schema: Any, name: str, words: Words, root: Schema, depth: int) -> Any:
    if not isinstance(schema, dict):
        return words.whole
    schema = _resolve(schema, root)
    for key in ("const", "default"):
        if key in schema:
            return schema[key]
    if schema.get("enum"):
        return schema["enum"][0]
    match _type(schema):
        case "object":
            return _object(schema, words, root, depth)
        case "array":
            return _array(schema, name, words, root, depth)
        case "integer":
            return _integer(schema)
        case "number":
            return float(_integer(schema)) if "multipleOf" not in schema else schema["multipleOf"]
        case "boolean":
            return True
        case "null":
            return None
    return _string(schema, name, words)


def _resolve(schema: Schema, root: Schema) -> Schema:
    """Follow $ref, take the first branch of anyOf/oneOf that is not null, join allOf."""
    for _ in range(DEEPEST):
        if isinstance(ref := schema.get("$ref"), str):
            rest = {key: value for key, value in schema.items() if key != "$ref"}
            schema = {**_at(root, ref), **rest}
        elif branches := schema.get("anyOf") or schema.get("oneOf"):
            rest = {key: value for key, value in schema.items() if key not in ("anyOf", "oneOf")}
            usable = [b for b in branches if isinstance(b, dict) and b.get("type") != "null"]
            schema = {**rest, **(usable[0] if usable else {"type": "null"})}
        elif joined := schema.get("allOf"):
            schema = {key: value for key, value in schema.items() if key != "allOf"}
            for branch in joined:
                schema = _join(schema, _resolve(branch, root))
        else:
            break
    return schema


def _at(root: Schema, ref: str) -> Schema:
    found: Any = root
    for step in ref.removeprefix("#").split("/"):
        if step:
            found = found.get(step.replace("~1", "/").replace("~0", "~"), {}) if isinstance(found, dict) else {}
    return found if isinstance(found, dict) else {}


def _join(one: Schema, other: Schema) -> Schema:
    properties = {**one.get("properties", {}), **other.get("properties", {})}
    return {**one, **other, **({"properties": properties} if properties else {})}


def _type(schema: Schema) -> str:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((k for k in kind if k != "null"), "null")
    if isinstance(kind, str):
        return kind
    if "properties" in schema:
        return "object"
    return "array" if "items" in schema else "string"


def _object(schema: Schema, words: Words, root: Schema, depth: int) -> dict[str, Any]:
    properties = schema.get("properties") or {}
    wanted = (
        properties if depth < DEEPEST else {k: properties[k] for k in schema.get("required", ()) if k in properties}
    )
    if depth > 2 * DEEPEST:  # required recursion without end cannot be satisfied by anybody
        return {}
    return {name: _value(inner, name, words, root, depth + 1) for name, inner in wanted.items()}


def _array(schema: Schema, name: str, words: Words, root: Schema, depth: int) -> list[Any]:
    least = schema.get("minItems", 0)
    if depth >= DEEPEST or schema.get("maxItems", 1) == 0:
        return []
    items = schema.get("items", {})
    return [_value(items, name, words, root, depth + 1) for _ in range(max(1, least))]


def _integer(schema: Schema) -> int:
    least, most = schema.get("minimum"), schema.get("maximum")
    if (above := schema.get("exclusiveMinimum")) is not None:
        least = above + 1
    if (below := schema.get("exclusiveMaximum")) is not None:
        most = below - 1
    value = 1 if least is None else max(1, least)
    value = value if most is None else min(value, most)
    step = schema.get("multipleOf")
    return int(-(-value // step) * step) if step else int(value)


def _string(schema: Schema, name: str, words: Words) -> str:
    wanted = schema.get("format")
    if wanted in _FIXED_FORMAT:
        return _FIXED_FORMAT[wanted]
    kind = _FORMAT.get(wanted or "") or kind_of(name)
    found = (words.find(kind) or _PLACEHOLDER[kind]) if kind else words.whole
    return _within(schema, found, words)


def _within(schema: Schema, found: str, words: Words) -> str:
    if pattern := schema.get("pattern"):
        try:
            compiled = re.compile(pattern)
        except re.error:
            return found
        if not compiled.search(found):
            found = words.matching(compiled) or found
    most, least = schema.get("maxLength"), schema.get("minLength", 0)
    if most is not None and len(found) > most:  # whole words only: a torn pseudonym could not be restored
        kept = ""
        for word in found.split():
            if len(kept) + len(word) + bool(kept) > most:
                break
            kept = f"{kept} {word}" if kept else word
        found = kept
    return found.ljust(least, ".")
