"""Generated requests with planted values, and a reader of bytes that shares nothing with the room it judges."""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
from collections.abc import Callable
from urllib.parse import quote, unquote

from hypothesis import strategies as st

from isthmus.redact import Found

KEY = b"k" * 32
WORDS = frozenset("messages role user assistant system tool content type text function name arguments metadata".split())

PLANTED = {
    "alice.wonder@example.org": "personal.email",
    "Alice.Wonder@Example.org": "personal.email",
    "DE89370400440532013000": "financial.iban",
    "4111111111111111": "financial.card",
    "+49 30 901820": "personal.phone",
    '-----BEGIN KEY-----\nMIIB/+x"y\\z\n-----END KEY-----': "secret.private_key",
    "nora\\böhm@example.org": "personal.email",
    "Søren Kierkegård": "custom.person",
    "北京市朝阳区建国路": "custom.place",
    "tide & <sons>": "custom.client",
}
FOUND = [Found(category, text) for text, category in PLANTED.items()]


def json_escaped(text: str) -> str:
    return "".join(f"\\u{unit:04x}" for unit in _units(text))


def _units(text: str) -> list[int]:
    raw = text.encode("utf-16-be")
    return [int.from_bytes(raw[i : i + 2], "big") for i in range(0, len(raw), 2)]


RENDERINGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "json": lambda v: json.dumps(v)[1:-1],
    "json twice": lambda v: json.dumps(json.dumps(v)[1:-1])[1:-1],
    "every letter escaped": json_escaped,
    "slashes escaped": lambda v: json.dumps(v)[1:-1].replace("/", "\\/"),
    "percent": lambda v: quote(v, safe=""),
    "percent, lower case": lambda v: "".join(f"%{b:02x}" for b in v.encode()),
    "form": lambda v: quote(v, safe=" ").replace(" ", "+"),
    "base64": lambda v: base64.b64encode(v.encode()).decode(),
    "base64, URL-safe": lambda v: base64.urlsafe_b64encode(v.encode()).decode().rstrip("="),
    "base64, second alignment": lambda v: base64.b64encode(b":" + v.encode() + b"!").decode(),
    "base64, third alignment": lambda v: base64.b64encode(b"u:" + v.encode() + b"??").decode(),
    "hexadecimal": lambda v: v.encode().hex(),
    "HEXADECIMAL": lambda v: v.encode().hex().upper(),
    "HTML": html.escape,
    "HTML numbers": lambda v: "".join(f"&#{ord(c)};" for c in v),
    "HTML hexadecimal": lambda v: "".join(f"&#x{ord(c):X};" for c in v),
}


# -- an independent reader: in which of these does a value still stand? ----------------------------------------


def sightings(payload: bytes, values: list[str]) -> set[str]:
    """The values that somebody who tries hard can read in `payload`."""
    texts = {payload.decode()}
    frontier = set(texts)
    for _ in range(4):
        frontier = {said for text in frontier for said in _readings(text)} - texts
        texts |= frontier
    return {v for v in values if any(v in text for text in texts)}


def _readings(text: str) -> set[str]:
    said = {unquote(text), unquote(text.replace("+", " ")), html.unescape(text)}
    try:
        said.update(_strings(json.loads(text)))
    except (ValueError, RecursionError):
        said.add(re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text))
        said.add(_loosely(text))
    for run in re.findall(r"[A-Za-z0-9+/_-]{8,}", text):
        said.update(_decoded(run))
    return {s for s in said if s}


def _loosely(text: str) -> str:
    try:
        return str(json.loads('"' + re.sub(r'(?<!\\)"', '\\"', text).replace("\n", "\\n") + '"'))
    except ValueError:
        return ""


def _decoded(run: str) -> set[str]:
    said = set()
    standard = run.replace("-", "+").replace("_", "/")
    for skip in range(4):
        piece = standard[skip:]
        piece = piece[: len(piece) // 4 * 4]
        said.add(base64.b64decode(piece).decode("utf-8", "ignore"))
    for digits in re.findall(r"(?:[0-9a-f]{2}){6,}|(?:[0-9A-F]{2}){6,}", run):
        said.add(binascii.unhexlify(digits).decode("utf-8", "ignore"))
    return said


def _strings(tree: object) -> list[str]:
    if isinstance(tree, str):
        return [tree]
    if isinstance(tree, dict):
        return [s for k, v in tree.items() for s in (k, *_strings(v))]
    if isinstance(tree, list):
        return [s for v in tree for s in _strings(v)]
    return [repr(tree)] if isinstance(tree, int | float) else []


# -- generated requests ------------------------------------------------------------------------------------------

_letters = st.characters(codec="utf-8", exclude_characters="\0")
_filler = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "\n",
            "\\",
            '"',
            "'",
            "/",
            ":",
            ", ",
            "\\n",
            "n",
            "%",
            "%4",
            "&",
            "E",
            "EMAIL-",
            "CARD",
            "=",
            "7",
            "é",
        ]
    ),
    st.text(_letters, max_size=6),
)
lookalikes = st.sampled_from(
    ["EMAIL-bcdfbcdfbcdfbcdfbcdf", "TEXT-tttttttttttttttttttt", "xIBAN-bcdfghjklmnpqrstbcdfgh"]
)
values = st.sampled_from(sorted(PLANTED))
rendered = st.builds(lambda value, how: RENDERINGS[how](value), values, st.sampled_from(sorted(RENDERINGS)))
prose = st.lists(st.one_of(_filler, values, rendered, lookalikes), max_size=5).map("".join)
numbers = st.one_of(
    st.integers(-(2**53), 2**53),
    st.sampled_from([4111111111111111, 41111111111111110, 0, 7, 12345]),
    st.floats(-1e9, 1e9),
)
scalars = st.one_of(prose, prose, numbers, st.booleans(), st.none())
trees = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(prose, inner, max_size=3)),
    max_leaves=6,
)
containers = st.one_of(st.lists(trees, max_size=3), st.dictionaries(prose, trees, max_size=3))


def written(tree: object, plain: bool) -> str:
    return json.dumps(tree, ensure_ascii=not plain)


json_texts = st.builds(written, containers, st.booleans())
nested_texts = st.builds(lambda t, a, b: written({"payload": t, "n": 1}, b), json_texts, st.booleans(), st.booleans())
messages = st.fixed_dictionaries(
    {"role": st.sampled_from(["user", "assistant", "tool"]), "content": st.one_of(prose, json_texts, nested_texts)},
    optional={
        "name": prose,
        "tool_calls": st.lists(
            st.fixed_dictionaries(
                {
                    "type": st.just("function"),
                    "function": st.fixed_dictionaries(
                        {"name": prose, "arguments": st.one_of(json_texts, nested_texts)}
                    ),
                }
            ),
            max_size=2,
        ),
    },
)
requests = st.fixed_dictionaries(
    {"messages": st.lists(messages, min_size=1, max_size=3)},
    optional={"metadata": st.dictionaries(prose, scalars, max_size=2)},
)
