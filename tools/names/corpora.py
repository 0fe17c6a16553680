"""The open corpora: sentences as documents, and which kinds each word may be where a corpus does not say.

They know people, places and organisations, not dates, ages or professions. What they leave unmarked is therefore
"nothing" only for words that could not be one of the missing kinds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from pydoc_data.topics import topics
from zlib import crc32

import msgspec

from isthmus.detect.names.tokens import tokens
from tools.names.replacing import Block, replaced
from tools.names.values import ADDRESS, AGE, DATE, NAME, ORGANISATION, ORIGIN, PLACE, PROFESSION, Values

ANY_UNMARKED = 1 | 1 << ORIGIN | 1 << DATE | 1 << ORGANISATION | 1 << PROFESSION
_KINDS = {
    "PER": 1 << NAME,
    "person": 1 << NAME,
    "LOC": 1 << PLACE,
    "location": 1 << PLACE,
    "ORG": 1 << ORGANISATION,
    "corporation": 1 << ORGANISATION,
    "group": 1 << ORGANISATION,
    "MISC": ANY_UNMARKED,
    "product": 1 | 1 << ORGANISATION,
    "creative-work": 1 | 1 << ORGANISATION | 1 << NAME,
}
_ROLES = {"borrower", "lender", "borrowers", "lenders"}
"""Marked as people in loan agreements, where they are parts of a contract."""
_NO_BLANK_BEFORE = set(".,!?;:)%'’]") | {"n't", "'s", "'m", "'re", "'ll", "'ve", "'d"}
_MONTHS = set(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug "
    "sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday".split()
)


class Sentence(msgspec.Struct):
    """A text, and for each of its words (start, end) the kinds it may be, as bits, and whether a value begins."""

    corpus: str
    text: str
    words: list[tuple[int, int]]
    allowed: list[int]
    begins: list[int]


def _blocks(path: Path) -> Iterator[Block]:
    block: Block = []
    for line in path.read_text("utf-8").splitlines():
        fields = line.split()
        if len(fields) >= 2 and fields[0] != "-DOCSTART-":
            block.append((fields[0], fields[-1]))
        elif block and len(fields) < 2:
            yield block
            block = []
    if block:
        yield block


def sentence(corpus: str, block: Block, *, close: bool, unmarked: dict[str, int]) -> Sentence:
    """The block as text, its signs joined to their words when `close`, with what each of our words may be."""
    text, places = "", []
    for word, tag in block:
        glue = close and (word in _NO_BLANK_BEFORE or text.endswith((" @", "(", " #")) or text in ("@", "#"))
        text += word if glue or not text else f" {word}"
        places.append((len(text) - len(word), len(text), tag))
    words, allowed, begins, at, last = tokens(text), [], [], 0, "O"
    for start, end in words:
        while places[at][1] <= start:
            last = places[at][2]
            at += 1
        word, tag = text[start:end], places[at][2]
        first = start == places[at][0]
        allowed.append(_allowed(word, tag, block[at][0], unmarked))
        if tag == "O" or not first:
            begins.append(0)
        elif tag.startswith("B-"):
            begins.append(1)
        else:
            begins.append(1 if last[1:] != tag[1:] else 0 if "conll" in corpus and "wiki" not in corpus else -1)
    return Sentence(corpus, text, words, allowed, begins)


def _allowed(word: str, tag: str, whole: str, unmarked: dict[str, int]) -> int:
    low = word.lower()
    if tag == "O" or low in _ROLES:
        may = 1 | unmarked.get(low, 0)
        if whole.startswith("@") and len(whole) > 1:
            may |= 1 << NAME
        if re.search(r"\d", word):
            may |= 1 << DATE | 1 << AGE | 1 << ADDRESS
        if low in _MONTHS or word in ",/-.":
            may |= 1 << DATE
        return may
    return _KINDS[tag[2:]]


def open_sentences(data: Path, unmarked: dict[str, int], values: Values) -> tuple[list[Sentence], list[Sentence]]:
    """Training and validation parts: of ner_open each tenth run of twenty sentences, of wnut17 its own split."""
    files = [*sorted((data / "ner_open").glob("*.conll*")), data / "ner_open" / "SEC-FIN5.txt"]
    train: list[Sentence] = []
    held: list[Sentence] = []
    for path in files:
        for number, block in enumerate(_blocks(path)):
            part = held if number // 20 % 10 == 3 else train
            part += _variants(path.name, block, part is held, unmarked, values)
    for name, part in (("wnut17train.conll", train), ("emerging.dev.conll", held)):
        for block in _blocks(data / "wnut17" / name):
            part += _variants(name, block, part is held, unmarked, values)
    return train, held


def _variants(name: str, block: Block, held: bool, unmarked: dict[str, int], values: Values) -> list[Sentence]:
    """As it is for the figures; for training also with its signs joined, and twice with other values."""
    if held:
        return [sentence(name, block, close=False, unmarked=unmarked)]
    blocks = [block, block, replaced(block, values), replaced(block, values)]
    return [
        sentence(name, b, close=number % 2 == 1, unmarked=unmarked)
        for number, b in enumerate(blocks)
        if b is not None
    ]


def language_reference(given_names: frozenset[int]) -> list[Sentence]:
    """Paragraphs of the Python language reference that comes with the interpreter: technical text that names nobody.

    A capitalised word that is also a given name may be one.
    """
    made = []
    for topic in sorted(topics):
        for number, paragraph in enumerate(re.split(r"\n\s*\n", topics[topic])):
            text = paragraph.strip()[:1500]
            text = text.lower() if number % 4 == 3 else text
            words = tokens(text)
            if len(words) < 4 or "Guido" in text:
                continue
            allowed = [
                1 | 1 << NAME if text[a].isupper() and crc32(text[a:b].lower().encode()) in given_names else 1
                for a, b in words
            ]
            made.append(Sentence("language reference", text, words, allowed, [0] * len(words)))
    return made
