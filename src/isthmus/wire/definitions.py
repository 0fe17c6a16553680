"""The names that a request's own definitions give to tools, functions and fields."""

from __future__ import annotations

import re
from typing import Any

_DEFINING = ("tools", "functions", "response_format", "tool_choice")
_NAMING = frozenset(["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"])
"""Keywords of JSON Schema whose keys are names."""
_VALUES = frozenset(["enum", "const", "default", "examples", "example"])
"""Keywords below which there are values, also those of somebody."""
_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$.:/-]{0,63}", re.ASCII)


def vocabulary(tree: Any) -> frozenset[str]:
    """Names of tools and functions, keys of their parameters, and required entries of a request that `parts.walk` read.
    What is no identifier is none of them: an object may be keyed by whatever somebody is called."""
    found: set[str] = set()
    for field in _DEFINING:
        if defined := tree.get(field):
            _collect(defined, found)
    return frozenset([name for name in found if _IDENTIFIER.fullmatch(name)])


def _collect(node: Any, found: set[str]) -> None:
    if type(node) is list:
        for each in node:
            _collect(each, found)
    elif type(node) is dict:
        for key, value in node.items():
            if key in _VALUES:
                continue
            if key in _NAMING and type(value) is dict:
                found.update(value)
                for each in value.values():
                    _collect(each, found)
            elif key == "required" and type(value) is list:
                found.update([name for name in value if type(name) is str])
            elif key == "name" and type(value) is str:
                found.add(value)
            else:
                _collect(value, found)
