"""A JSON tree as one flat text and back: all its strings, keys and numbers side by side, searched at once.

The pieces are separated by NUL. A match that spans a separator is no match.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Mapping
from typing import Any

from isthmus.domain.lots import breathe, each

DEEPEST = 900
SMALL = 9999
"""Numbers up to this size identify nobody where the wire's own words name them (`max_tokens`)."""


class Flat:
    """The pieces of a tree. Words of the wire stand here empty, so that nothing rewrites them; `kept` lists them.

    `starts` tells where each piece begins in the text, and where a further one would.
    """

    __slots__ = ("_words", "kept", "keys", "numbers", "pieces", "starts", "text")

    def __init__(self, tree: Any, words: Container[str]) -> None:
        self._words = words
        self.pieces: list[str] = []
        self.numbers: set[int] = set()
        self.keys: set[int] = set()
        self.kept: set[str] = set()
        self._visit(tree, False, DEEPEST)
        self.text = "\0".join(self.pieces)
        self.starts: list[int] = [0]
        start = 0
        for piece in each(self.pieces):
            start += len(piece) + 1
            self.starts.append(start)

    def _visit(self, node: Any, named: bool, room: int) -> None:
        """`named`: the key it stands under is the wire's own; `room` is how much deeper it may go, since compiled code
        has no other bound. Texts are taken where they hang."""
        if not room:
            raise RecursionError(f"the tree is deeper than {DEEPEST} levels")
        breathe()
        kind, words, pieces = type(node), self._words, self.pieces
        if kind is dict:
            for key, value in node.items():
                wired = key in words
                if wired:
                    self.kept.add(key)
                    pieces.append("")
                else:
                    self.keys.add(len(pieces))
                    pieces.append(key)
                if type(value) is not str:
                    self._visit(value, wired, room - 1)
                elif value in words:
                    self.kept.add(value)
                    pieces.append("")
                else:
                    pieces.append(value)
        elif kind is list or kind is tuple:
            for value in node:
                self._visit(value, False, room - 1)
        elif kind is str:
            if node in words:
                self.kept.add(node)
                node = ""
            pieces.append(node)
        elif kind is int or kind is float:
            if named and abs(node) <= SMALL:
                self.kept.add(repr(node))
                pieces.append("")
            else:
                self.numbers.add(len(pieces))
                pieces.append(repr(node))

    def piece(self, start: int, end: int) -> int | None:
        """The number of the piece that holds this span of the text."""
        number = bisect_right(self.starts, start) - 1
        return number if end < self.starts[number + 1] else None


def rebuilt(tree: Any, changed: Mapping[int, str]) -> Any:
    """The tree with some of its pieces replaced, counted as `Flat` counts them. What did not change is shared."""
    return _Rebuilding(changed).visit(tree)


class _Rebuilding:
    __slots__ = ("at", "changed")

    def __init__(self, changed: Mapping[int, str]) -> None:
        self.at, self.changed = -1, changed

    def visit(self, node: Any) -> Any:
        kind, changed, at = type(node), self.changed, self.at
        if kind is dict:
            copy = {}
            for key, value in node.items():
                at += 1
                if at in changed:
                    key = changed[at]
                if type(value) is str:
                    at += 1
                    copy[key] = changed.get(at, value)
                else:
                    self.at = at
                    copy[key] = self.visit(value)
                    at = self.at
            self.at = at
            return copy
        if kind is list or kind is tuple:
            return [self.visit(value) for value in node]
        if kind is str or kind is int or kind is float:
            self.at = at + 1
            return changed.get(self.at, node)
        return node
