"""Policy text cut into its statements, each with its place, so that a complaint can name file and line.

Cedar's parser gives no positions. Its grammar makes this safe: outside strings and comments a `;` only ever ends
a policy. `loading` checks the cut against Cedar's own reading of the whole file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from isthmus.domain.errors import SettingsError

_TOKEN = re.compile(
    r"""
    (?P<blank>\s+|//[^\n]*)
  | (?P<string>"(?:\\.|[^"\\])*")
  | (?P<end>;)
  | (?P<word>@?[A-Za-z_][A-Za-z0-9_]*)
  | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)


DEEPEST = 64
"""Brackets within brackets. Cedar's parser recurses on them, and overflows its stack somewhere past 500."""
OPERATORS = 2_500
"""Of one policy: each may stand inside the one before (`a && b && c`, `if … else if …`, `a.b.c`), and what recurses on
them overflows its stack somewhere past 4,000. An overflow cannot be caught: it ends the process."""
DOTS = 16
"""In a row: Cedar writes `has a.b.c` out as one condition for each, each longer than the one before."""
_NESTING = frozenset("&|!+-*.([{")


class Statement(msgspec.Struct, frozen=True):
    """One policy as written. `words` pairs every word and sign outside strings with its line."""

    file: str
    line: int
    text: str
    words: tuple[tuple[str, int], ...]

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"

    def place_of(self, word: str) -> str:
        """Where a word first stands; the statement's own place when it does not, or stands there more than once."""
        lines = {line for found, line in self.words if found == word}
        return f"{self.file}:{lines.pop()}" if len(lines) == 1 else self.place


def statements(file: str, text: str) -> Iterator[Statement]:
    """The policies of a file, in order. Raises `SettingsError` where a string or the last policy is left open."""
    begin, first, line, depth, operators, dots = 0, 0, 1, 0, 0, 0
    words: list[tuple[str, int]] = []
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        if kind != "blank" and not first:
            begin, first = token.start(), line
        if kind == "end":
            yield Statement(file, first, text[begin : token.end()], tuple(words))
            first, depth, operators, dots, words = 0, 0, 0, 0, []
        elif token[0] == '"':
            raise SettingsError("a string is not closed", place=f"{file}:{line}", remedy='Close it with a second ".')
        elif kind in ("word", "sign"):
            words.append((token[0], line))
            depth += (token[0] in "([{") - (token[0] in ")]}")
            operators += token[0] in _NESTING or token[0] == "if"
            dots = dots + (token[0] == ".") if kind == "word" or token[0] == "." else 0
            if depth > DEEPEST or dots > DOTS:
                what = "brackets" if depth > DEEPEST else "names"
                raise SettingsError(
                    f"{what} are nested too deeply", place=f"{file}:{line}", remedy="Write several policies."
                )
            if operators > OPERATORS:
                raise SettingsError("a policy is too long", place=f"{file}:{first}", remedy="Write it as several.")
        line += token[0].count("\n")
    if first:
        raise SettingsError(
            "the last policy is not ended", place=f"{file}:{first}", remedy="End every policy with a semicolon."
        )
