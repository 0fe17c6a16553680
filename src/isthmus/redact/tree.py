"""A JSON tree as one flat text and back: all its strings, keys and numbers side by side, searched at once.

The pieces are separated by NUL. A match that spans a separator is no match.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Mapping
from itertools import accumulate
from typing import Any

SMALL = 9999
"""Numbers up to this size identify nobody where the wire's own words name them (`max_tokens`)."""


class Flat:
    """The pieces of a tree. Words of the wire stand here empty, so that nothing rewrites them; `kept` lists them."""

    __slots__ = ("_starts", "_words", "kept", "numbers", "pieces", "text")

    def __init__(self, tree: Any, words: Container[str]) -> None:
        self._words = words
        self.pieces: list[str] = []
        self.numbers: set[int] = set()
        self.kept: set[str] = set()
        self._visit(tree, False)
        self.text = "\0".join(self.pieces)
        self._starts: list[int] = []

    def _visit(self, node: Any, named: bool) -> None:
        kind = type(node)
        if kind is str:
            self._add(node)
        elif kind is dict:
            for key, value in node.items():
                self._add(key)
                self._visit(value, key in self._words)
        elif kind is list or kind is tuple:
            for value in node:
                self._visit(value, False)
        elif kind is int or kind is float:
            if named and abs(node) <= SMALL:
                self.kept.add(repr(node))
                self.pieces.append("")
            else:
                self.numbers.add(len(self.pieces))
                self.pieces.append(repr(node))

    def _add(self, text: str) -> None:
        if text in self._words:
            self.kept.add(text)
            text = ""
        self.pieces.append(text)

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """The number of the piece that holds this span of the flat text, and where the piece begins."""
        if not self._starts:
            self._starts = list(accumulate((len(p) + 1 for p in self.pieces), initial=0))
        number = bisect_right(self._starts, start) - 1
        begin = self._starts[number]
        return (number, begin) if end < self._starts[number + 1] else None


def rebuilt(tree: Any, changed: Mapping[int, str]) -> Any:
    """The tree with some of its pieces replaced, counted as `Flat` counts them. What did not change is shared."""
    return _Rebuilding(changed).visit(tree)


class _Rebuilding:
    __slots__ = ("at", "changed")

    def __init__(self, changed: Mapping[int, str]) -> None:
        self.at, self.changed = -1, changed

    def visit(self, node: Any) -> Any:
        kind = type(node)
        if kind is str or kind is int or kind is float:
            self.at += 1
            return self.changed.get(self.at, node)
        if kind is dict:
            copy = {}
            for key, value in node.items():
                self.at += 1
                new = self.changed.get(self.at, key)
                copy[new] = self.visit(value)
            return copy
        if kind is list or kind is tuple:
            return [self.visit(value) for value in node]
        return node
