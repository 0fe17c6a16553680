"""Labelled data taken apart: Presidio's JSON, CoNLL-style columns, and JSON Lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import msgspec

from isthmus.domain.errors import SettingsError


class Gold(msgspec.Struct, frozen=True, gc=False):
    """Characters `start` to `end` (exclusive) are what `label` says."""

    start: int
    end: int
    label: str


class Document(msgspec.Struct, frozen=True):
    """A text and what is in it. Documents of one `group` were made from one template or source and are not
    independent of each other."""

    text: str
    gold: tuple[Gold, ...]
    group: str


def read_documents(content: str, form: str, name: str = "") -> list[Document]:
    """The documents of one file; complaints call it by `name`. Raises `SettingsError`, which never holds content."""
    return FORMATS[form](content, name)


def format_of(content: str, name: str) -> str:
    """The format that a file's name and beginning tell; empty when neither does."""
    head = content.lstrip()[:1]
    if name.endswith(".jsonl"):
        return "jsonl"
    if name.endswith(".json") and head == "[":
        return "presidio"
    if head == "{":
        return "jsonl"
    lines = [line for line in content[:4_000].splitlines()[:-1] if line.strip()]
    return "conll" if len(lines) > 1 and all(_COLUMNS.search(line) for line in lines) else ""


# -- JSON -------------------------------------------------------------------------------------------------------


def _presidio(content: str, name: str) -> list[Document]:
    try:
        listed = msgspec.json.decode(content)
    except msgspec.DecodeError:
        raise SettingsError("this is no JSON", place=name, remedy="--format says how it is to be read") from None
    if not isinstance(listed, list):
        raise SettingsError("a list of texts with their spans is expected", place=name)
    return [_document(said, f"{name}: item {n}", f"{name}#{n}") for n, said in enumerate(listed)]


def _jsonl(content: str, name: str) -> list[Document]:
    documents = []
    for number, line in enumerate(content.split("\n"), 1):
        if not line.strip():
            continue
        place = f"{name}:{number}"
        try:
            documents.append(_document(msgspec.json.decode(line), place, place))
        except msgspec.DecodeError:
            raise SettingsError("this line is no JSON", place=place) from None
    return documents


_TEXT, _SPANS = ("text", "full_text"), ("spans", "entities")
_START, _END = ("start", "start_position"), ("end", "end_position")
_LABEL, _GROUP = ("label", "entity_type"), ("group", "template_id")


def _document(said: Any, place: str, alone: str) -> Document:
    if not isinstance(said, dict):
        raise SettingsError("an object with `text` and `spans` is expected", place=place)
    text, spans, group = _first(said, _TEXT), _first(said, _SPANS), _first(said, _GROUP)
    if not isinstance(text, str) or not isinstance(spans, list):
        raise SettingsError("it needs a `text` and a list of `spans`", place=place)
    gold = sorted((_gold(span, len(text), place) for span in spans), key=lambda g: (g.start, g.end))
    for a, b in pairwise(gold):
        if b.start < a.end:
            raise SettingsError(f"two spans overlap at character {b.start}", place=place, remedy="keep one of them")
    return Document(text, tuple(gold), alone if group is None else str(group))


def _gold(said: Any, length: int, place: str) -> Gold:
    if isinstance(said, list | tuple) and len(said) == 3:
        start, end, label = said
    elif isinstance(said, dict):
        start, end, label = _first(said, _START), _first(said, _END), _first(said, _LABEL)
    else:
        start, end, label = None, None, None
    if type(start) is not int or type(end) is not int or not isinstance(label, str):
        raise SettingsError("a span needs `start`, `end` and `label`", place=place)
    if not 0 <= start < end <= length:
        raise SettingsError(f"the span {start} to {end} is not within its text of {length} characters", place=place)
    return Gold(start, end, label)


def _first(said: dict[str, Any], keys: Iterable[str]) -> Any:
    return next((said[key] for key in keys if key in said), None)


# -- CoNLL ------------------------------------------------------------------------------------------------------

_COLUMNS = re.compile(r"^\s*$|^\S*[ \t](?:.*[ \t])?(?:O|[BIES]-[\w-]+)\s*$")
_NO_SPACE_BEFORE = frozenset(". , ; : ! ? ) ] } % … 's n't 're 've 'll 'm 'd".split())
_NO_SPACE_AFTER = frozenset("( [ { @ # $ £ €".split())


def _conll(content: str, name: str) -> list[Document]:
    """One document a sentence, in one group with its neighbours up to the next -DOCSTART- where there are any."""
    documents: list[Document] = []
    source = 0
    for number, rows in _sentences(content, name):
        if rows[0][0] == "-DOCSTART-":
            source, rows = number, rows[1:]
        if rows:
            text, gold = _joined(rows)
            documents.append(Document(text, gold, f"{name}:{source or number}"))
    return documents


def _sentences(content: str, name: str) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    """Line number and (token, tag) rows of each. A row is split at tabs, or where there are none at white space."""
    rows: list[tuple[str, str]] = []
    began = 1
    for number, line in enumerate(content.split("\n"), 1):
        if not line.strip():
            if rows:
                yield began, rows
            rows, began = [], number + 1
            continue
        columns = line.rstrip("\r").split("\t") if "\t" in line else line.split()
        if len(columns) < 2 or not _TAG.fullmatch(columns[-1]):
            raise SettingsError(
                "a token and, in the last column, a tag such as O, B-PER or I-PER are expected",
                place=f"{name}:{number}",
            )
        if columns[0].strip():
            rows.append((columns[0], columns[-1]))
    if rows:
        yield began, rows


_TAG = re.compile(r"O|[BIES]-\S+")


def _joined(rows: Sequence[tuple[str, str]]) -> tuple[str, tuple[Gold, ...]]:
    """The sentence as it would be written, and the spans in it. Takes IOB1, BIO and BIOES alike: a span begins at a
    B or S, or where the label changes. Spans of one label without a space between them are one (`@` and a handle)."""
    text, gold = "", list[Gold]()
    quoted, before = False, "O"
    glued = True
    for word, tag in rows:
        closing = word == '"' and quoted
        if not glued and word not in _NO_SPACE_BEFORE and not closing:
            text += " "
        start = len(text)
        text += word
        quoted = quoted ^ (word == '"')
        glued = word in _NO_SPACE_AFTER or (word == '"' and quoted)
        kind, _, label = tag.partition("-")
        if label:
            goes_on = kind in "IE" and before.partition("-")[2] == label
            if gold and gold[-1].label == label and (goes_on or gold[-1].end == start):
                gold[-1] = Gold(gold[-1].start, len(text), label)
            else:
                gold.append(Gold(start, len(text), label))
        before = tag
    return text, tuple(gold)


FORMATS: dict[str, Callable[[str, str], list[Document]]] = {"presidio": _presidio, "conll": _conll, "jsonl": _jsonl}
