"""YAML in which every value knows its line, so that an error can say where.

A scalar is always text: `no`, `24` and `1e3` are words a customer may use, not a boolean and two numbers.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable

import msgspec
import yaml

from isthmus.domain.errors import SettingsError
from isthmus.wire.placed import compose


class Value(msgspec.Struct, frozen=True):
    """A piece of a document: text, a list or a mapping, with the place it was written at."""

    raw: str | list[Value] | dict[str, Value]
    filename: str
    line: int
    key_lines: dict[str, int] = {}

    @property
    def place(self) -> str:
        return f"{self.filename}:{self.line}"

    def error(self, message: str, remedy: str = "") -> SettingsError:
        return SettingsError(message, place=self.place, remedy=remedy)

    def text(self, what: str) -> str:
        if isinstance(self.raw, str) and self.raw.strip():
            return self.raw
        raise self.error(f"{what} must be a text that is not empty", "write it in quotation marks")

    def texts(self, what: str) -> list[str]:
        """One text, or a list of them."""
        if isinstance(self.raw, list) and self.raw:
            return [item.text(f"each of {what}") for item in self.raw]
        return [self.text(what)]

    def items(self, what: str) -> list[Value]:
        if isinstance(self.raw, list):
            return self.raw
        raise self.error(f"{what} must be a list", "begin each entry with a hyphen")

    def fields(self, what: str, known: Collection[str] | None = None) -> dict[str, Value]:
        """The mapping, refused when it holds a key outside `known`."""
        if not isinstance(self.raw, dict):
            raise self.error(f"{what} must be a mapping of names to values")
        for key in self.raw:
            if known is not None and key not in known:
                place = f"{self.filename}:{self.key_lines[key]}"
                raise SettingsError(f"unknown key {key!r} in {what}", place=place, remedy=suggest(key, known))
        return self.raw


def suggest(word: str, known: Iterable[str]) -> str:
    """`did you mean …?` when something known is close, otherwise what is known."""
    known = sorted(known)
    close = difflib.get_close_matches(word, known, n=1)
    return f"did you mean {close[0]!r}?" if close else f"known here: {', '.join(known) or 'nothing'}"


def read_yaml(text: str, filename: str) -> Value:
    """The document. Raises `SettingsError` for text that is not YAML, repeats a key, or is empty."""
    return _value(compose(text, filename), filename)


def _value(node: yaml.Node, filename: str) -> Value:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        null = node.tag == "tag:yaml.org,2002:null"
        return Value("" if null else str(node.value), filename, line)
    if isinstance(node, yaml.SequenceNode):
        return Value([_value(item, filename) for item in node.value], filename, line)
    fields: dict[str, Value] = {}
    lines: dict[str, int] = {}
    for key_node, value_node in node.value:
        key, key_line = key_node.value, key_node.start_mark.line + 1
        if not isinstance(key, str):
            raise SettingsError("a key must be a text", place=f"{filename}:{key_line}")
        if key in fields:
            raise SettingsError(
                f"{key!r} is written twice", place=f"{filename}:{key_line}", remedy=f"first on line {lines[key]}"
            )
        fields[key], lines[key] = _value(value_node, filename), key_line
    return Value(fields, filename, line, lines)
