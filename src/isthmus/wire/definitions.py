"""The names that a request's own definitions give to tools, functions and fields."""

from __future__ import annotations

import re
from binascii import Error, a2b_base64
from collections.abc import Iterable
from typing import Any

_DEFINING = ("tools", "functions", "response_format", "tool_choice")
_NAMING = frozenset(["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"])
"""Keywords of JSON Schema whose keys are names."""
_TYPES = frozenset(["$defs", "definitions"])
"""Of them those whose keys name kinds of things."""
_VALUES = frozenset(["enum", "const", "default", "examples", "example"])
"""Keywords below which there are values, also those of somebody."""
_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$.:/-]{0,63}", re.ASCII)
_CODE = 10
_HEX = re.compile("[0-9A-Fa-f]+")
_URL_SAFE = str.maketrans("-_", "+/")
_LIKE_A_NAME = re.compile(r"(?<![A-Za-z])[A-Z][a-z]+(?![A-Za-z])")
"""A field may be called after somebody, or a town (`Oslo`, `Maria_Lopez`). A tool called so (`Read`) is a tool."""


def vocabulary(tree: Any) -> frozenset[str]:
    """Names of tools and functions, keys of their parameters, and required entries of a request that `parts.walk` read.
    What is no identifier is none of them: an object may be keyed by whatever somebody is called."""
    found: set[str] = set()
    for field in _DEFINING:
        if defined := tree.get(field):
            _collect(defined, found)
    return frozenset([name for name in found if _IDENTIFIER.fullmatch(name) and not _encoded(name)])


def _encoded(name: str) -> bool:
    """Whether it says something else in base64 or hexadecimal: whoever writes a name so is not naming a field."""
    if len(name) < _CODE:
        return False
    if _HEX.fullmatch(name):
        return True
    code = name.translate(_URL_SAFE)
    try:
        said = a2b_base64(code[: len(code) - (len(code) % 4 == 1)] + "=" * (-len(code) % 4)).decode()
    except (Error, UnicodeDecodeError):
        return False
    return said.isprintable()


def _collect(node: Any, found: set[str]) -> None:
    if type(node) is list:
        for each in node:
            _collect(each, found)
    elif type(node) is dict:
        for key, value in node.items():
            if key in _VALUES:
                continue
            if key in _NAMING and type(value) is dict:
                found.update(value if key in _TYPES else _fields(value))
                for each in value.values():
                    _collect(each, found)
            elif key == "required" and type(value) is list:
                found.update(_fields([name for name in value if type(name) is str]))
            elif key == "name" and type(value) is str:
                found.add(value)
            else:
                _collect(value, found)


def _fields(names: Iterable[str]) -> Iterable[str]:
    return (name for name in names if not _LIKE_A_NAME.search(name))
