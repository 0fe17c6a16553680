"""Documents as numbers: for each word its row, how it is glued, which kinds it may be, and whether a value begins."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from zlib import crc32

import msgspec
import numpy as np
from numpy.typing import NDArray

from isthmus.detect.names.tagger import glued
from isthmus.detect.names.tokens import BORDER, BREAK, numbers, tokens
from tools.names.corpora import Sentence
from tools.names.grammar import Document
from tools.names.values import Values, listed

Array = NDArray[np.integer]


class Example(msgspec.Struct):
    """One document: word numbers, glue, allowed kinds (bits), beginnings (1, 0, or -1 where unknown)."""

    words: Array
    glue: Array
    allowed: Array
    begins: Array


class Vocabulary:
    """Every word seen once, with its row."""

    def __init__(self, known: Callable[[str], int]) -> None:
        self._known = known
        self._numbers: dict[str, int] = {}
        self.rows: list[tuple[int, ...]] = []

    def number(self, word: str) -> int:
        word = BREAK if word[0] == BREAK else word
        found = self._numbers.get(word)
        if found is None:
            found = self._numbers[word] = len(self.rows)
            self.rows.append(numbers(word, self._known))
        return found


def example_of(document: Document, vocabulary: Vocabulary) -> Example:
    words, spans = [vocabulary.number(BORDER)], [(-9, -9)]
    allowed, begins = [1], [0]
    for text, marked in zip(document.texts, document.spans, strict=True):
        at, inside = 0, False
        for start, end in tokens(text):
            while at < len(marked) and marked[at][1] <= start:
                at, inside = at + 1, False
            kind = marked[at][2] if at < len(marked) and marked[at][0] < end else 0
            words.append(vocabulary.number(text[start:end]))
            spans.append((start, end))
            allowed.append(1 << kind)
            begins.append(int(bool(kind) and not inside))
            inside = bool(kind)
        words.append(vocabulary.number(BORDER))
        spans.append((-9, -9))
        allowed.append(1)
        begins.append(0)
    return _example(words, spans, allowed, begins)


def example_of_sentence(sentence: Sentence, vocabulary: Vocabulary) -> Example:
    border = vocabulary.number(BORDER)
    words = [border, *(vocabulary.number(sentence.text[a:b]) for a, b in sentence.words), border]
    spans = [(-9, -9), *sentence.words, (-9, -9)]
    return _example(words, spans, [1, *sentence.allowed, 1], [0, *sentence.begins, 0])


def _example(words: list[int], spans: list[tuple[int, int]], allowed: list[int], begins: list[int]) -> Example:
    return Example(
        np.array(words, np.int32),
        glued(np.array(spans, np.int64)),
        np.array(allowed, np.int32),
        np.array(begins, np.int8),
    )


_COMMON = set(
    "the of and to in for on at a an is was saint san santa de la le los las el new old city north south east west "
    "upon under am im der die das von van den da di do del della with by or not no all".split()
)


def word_lists(values: Values) -> tuple[frozenset[int], ...]:
    """What is known of words, as checksums: given names, family names, places, countries, professions, companies."""
    pools = [pool for group in values.pools.values() for pool in group]
    lists: list[Iterable[str]] = [
        (name for pool in pools for name in pool.first),
        (name for pool in pools for name in pool.last),
        [*(city for pool in pools for city in pool.cities if len(pool.cities) < 600), *values.cities],
        [*values.countries, *values.states, *values.regions],
        [*values.jobs, *values.long_jobs],
        [*values.origins],
        [*listed("organisations.txt")],
    ]
    return tuple(_checksums(entries) for entries in lists)


def _checksums(entries: Iterable[str]) -> frozenset[int]:
    words = {word.lower().strip(",.()") for entry in entries for word in entry.replace("-", " ").split()}
    return frozenset(crc32(word.encode()) for word in words if len(word) > 1 and word not in _COMMON)
