"""Templates with choices and slots, written out as texts whose characters are labelled.

`[a|b|]` is a choice, choices may be nested; `{person}` a slot, `{city@de}` one in German, `{name|lower}` one in small
letters; `\\n` a line break, `¦` the border between two texts of one request, `{s}` another sentence of the chat
templates, `&Will&` a literal first name.
"""

from __future__ import annotations

import re
from hashlib import sha256

import msgspec

from tools.names.values import HERE, NAME, Piece, Values

_PARTS = re.compile(r"\{([a-z_]+)(?:@([a-z]+))?(?:\|(lower|upper))?\}|&(\w+)&|([\[\]|])|([^\[\]|{&]+|[{&])")
BORDER_SIGN = "¦"


class Document(msgspec.Struct):
    """Texts of one request, each with labelled spans: start, end, kind."""

    texts: list[str]
    spans: list[list[tuple[int, int, int]]]


class Template:
    """One line of a template file, taken apart once."""

    def __init__(self, line: str) -> None:
        self.line = line
        self._marks = list(_PARTS.finditer(line.replace("\\n", "\n")))
        self.language = "".join(sorted({m.group(2) for m in self._marks if m.group(2)})[:1]) or None

    @property
    def held_out(self) -> bool:
        """One template in ten is kept for the figures."""
        return sha256(self.line.encode()).digest()[0] % 10 == 0

    def pieces(self, values: Values, sentences: list[Template]) -> list[Piece]:
        made, _ = self._sequence(0, values, sentences, top=True)
        return made

    def _sequence(self, at: int, values: Values, sentences: list[Template], *, top: bool) -> tuple[list[Piece], int]:
        """What stands from `at` up to the bar or bracket that ends it."""
        made: list[Piece] = []
        while at < len(self._marks):
            slot, _, case, literal, sign, plain = self._marks[at].groups()
            if sign in ("|", "]") and not top:
                return made, at
            at += 1
            if sign == "[":
                chosen, at = self._choice(at, values, sentences)
                made += chosen
            elif slot == "s":
                inner = values.draw.choice(sentences)
                made += inner.pieces(values, sentences) if inner is not self else []
            elif slot:
                filled = values.slot(slot)
                change = {"lower": str.lower, "upper": str.upper}.get(case or "", str)
                made += [(change(text), kind) for text, kind in filled]
            elif literal:
                made.append((literal, NAME))
            else:
                made.append((plain or sign, 0))
        return made, at

    def _choice(self, at: int, values: Values, sentences: list[Template]) -> tuple[list[Piece], int]:
        starts, depth, end = [at], 0, at
        while end < len(self._marks):
            sign = self._marks[end].group(5)
            if sign == "[":
                depth += 1
            elif sign == "]":
                if not depth:
                    break
                depth -= 1
            elif sign == "|" and not depth:
                starts.append(end + 1)
            end += 1
        made, _ = self._sequence(values.draw.choice(starts), values, sentences, top=False)
        return made, end + 1


def templates(file: str) -> list[Template]:
    lines = (HERE / "templates" / file).read_text("utf-8").splitlines()
    return [Template(line) for line in lines if line.strip()]


_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def noisy(pieces: list[Piece], values: Values) -> list[Piece]:
    """Small letters, capitals, slips of the keyboard: as people write."""
    draw = values.draw
    chance = draw.random()
    if chance < 0.07:
        return [(text.lower(), kind) for text, kind in pieces]
    if chance < 0.1:
        return [(text.upper(), kind) for text, kind in pieces]
    if chance < 0.16:
        return [(_slip(text, values), kind) if draw.random() < 0.4 else (text, kind) for text, kind in pieces]
    if chance < 0.19:
        return [(text.rstrip(".,!?") if not kind else text, kind) for text, kind in pieces]
    if chance < 0.21:
        return [(text.lower() if kind else text, kind) for text, kind in pieces]
    return pieces


def _slip(text: str, values: Values) -> str:
    if len(text) < 4 or BORDER_SIGN in text:
        return text
    at = values.draw.randrange(1, len(text) - 1)
    middle = values.draw.choice(
        [text[at + 1] + text[at], text[at] * 2 + text[at + 1], text[at + 1], text[at : at + 2]]
    )
    if not text[at : at + 2].isalpha():
        return text
    return text[:at] + middle + text[at + 2 :]


def document(pieces: list[Piece]) -> Document:
    """The pieces as texts, parted at the border sign, with what is labelled in each."""
    made = Document([""], [[]])
    for text, kind in pieces:
        chunks = [text] if kind else text.split(BORDER_SIGN)
        for number, chunk in enumerate(chunks):
            if number:
                made.texts.append("")
                made.spans.append([])
            start = len(made.texts[-1])
            made.texts[-1] += chunk
            if kind and chunk:
                made.spans[-1].append((start, start + len(chunk), kind))
    return made


def written(template: Template, values: Values, sentences: list[Template], *, noise: bool = True) -> Document:
    values.choose(template.language)
    pieces = template.pieces(values, sentences)
    return document(noisy(pieces, values) if noise else pieces)
