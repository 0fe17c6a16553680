"""Labelled examples, read from CSV, JSON Lines or YAML, with an error for every line that could not teach anything."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from isthmus.domain.errors import SettingsError
from isthmus.domain.safe import Name
from isthmus.models.documents import read_yaml, suggest
from isthmus.models.text import features

LEAST_PER_INTENT = 2
_COLUMNS = ("text", "intent")
_Row = tuple[int, dict[str, str]]


class Example(msgspec.Struct, frozen=True):
    """A question and the intent it was asked with."""

    text: str
    intent: str


def read_examples(content: str, filename: str) -> tuple[Example, ...]:
    """The examples of a `.csv`, `.jsonl` or `.yaml` file with the fields `text` and `intent`.

    Raises `SettingsError` naming the line: an unknown column, an empty text, the same text with two intents, an
    intent with fewer than two examples.
    """
    ending = filename.rsplit(".", 1)[-1].lower()
    readers = {"csv": _csv_rows, "jsonl": _json_rows, "ndjson": _json_rows, "yaml": _yaml_rows, "yml": _yaml_rows}
    if ending not in readers:
        raise SettingsError("cannot tell its format", place=filename, remedy="name it .csv, .jsonl or .yaml")
    examples: list[Example] = []
    seen: dict[str, tuple[int, str]] = {}
    lines: dict[str, int] = {}
    for line, row in readers[ending](content, filename):
        example, place = _example(row, f"{filename}:{line}"), f"{filename}:{line}"
        plain = features(example.text)
        first = seen.setdefault(plain, (line, example.intent))
        if first[1] != example.intent:
            raise SettingsError(
                f"the same text is {example.intent!r} here and {first[1]!r} on line {first[0]}",
                place=place,
                remedy="keep one of the two",
            )
        if first[0] == line:  # a repetition teaches nothing, and would sit on both sides of a held-out part
            examples.append(example)
            lines.setdefault(example.intent, line)
    _check_classes(examples, lines, filename)
    return tuple(examples)


def digest(examples: Sequence[Example]) -> str:
    """SHA-256 over the examples in their order."""
    return hashlib.sha256(msgspec.json.encode([(e.text, e.intent) for e in examples])).hexdigest()


def _example(row: dict[str, str], place: str) -> Example:
    text, intent = row["text"].strip(), row["intent"].strip()
    if not features(text):
        raise SettingsError("the text has no words", place=place, remedy="write a question, or drop the line")
    try:
        return Example(text, str(Name(intent)))
    except ValueError as error:
        raise SettingsError(f"the intent is no name: {error}", place=place) from None


def _check_classes(examples: Sequence[Example], lines: dict[str, int], filename: str) -> None:
    counts = Counter(example.intent for example in examples)
    for intent, count in sorted(counts.items()):
        if count < LEAST_PER_INTENT:
            close = suggest(intent, [other for other in counts if other != intent])
            raise SettingsError(
                f"the intent {intent!r} has {count} example, and {LEAST_PER_INTENT} are the least",
                place=f"{filename}:{lines[intent]}",
                remedy=f"add examples (ten or more work well), or {close}",
            )
    if len(counts) < 2:
        raise SettingsError(
            "there are fewer than two intents",
            place=filename,
            remedy="add examples of another intent, or of 'out_of_scope'",
        )


def _checked(row: object, place: str) -> dict[str, str]:
    if not isinstance(row, dict):
        raise SettingsError("an example must be an object with text and intent", place=place)
    for key in row:
        if key not in _COLUMNS:
            raise SettingsError(f"unknown column {key!r}", place=place, remedy=suggest(str(key), _COLUMNS))
    for key in _COLUMNS:
        if not isinstance(row.get(key), str):
            raise SettingsError(f"{key!r} is missing, or is no text", place=place, remedy="each needs text and intent")
    return row


def _csv_rows(content: str, filename: str) -> Iterator[_Row]:
    reader = csv.reader(io.StringIO(content.removeprefix("\ufeff"), newline=""), strict=True)
    header: list[str] = []
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise SettingsError(f"this is not CSV: {error}", place=f"{filename}:{line}") from None
        if cells is None:
            break
        if not any(cell.strip() for cell in cells):
            continue
        if not header:
            header = [cell.strip() for cell in cells]
            _checked(dict.fromkeys(header, ""), f"{filename}:{line}")
        elif len(cells) != len(header):
            raise SettingsError(
                f"{len(cells)} cells where the header has {len(header)}",
                place=f"{filename}:{line}",
                remedy="put a text that holds a comma in double quotation marks",
            )
        else:
            yield line, dict(zip(header, cells, strict=True))


def _json_rows(content: str, filename: str) -> Iterator[_Row]:
    for line, text in enumerate(content.split("\n"), start=1):
        if not text.strip():
            continue
        place = f"{filename}:{line}"
        try:
            row = msgspec.json.decode(text.encode("utf-8", "replace"))
        except msgspec.DecodeError:
            raise SettingsError("this is not JSON", place=place, remedy="write one object per line") from None
        yield line, _checked(row, place)


def _yaml_rows(content: str, filename: str) -> Iterator[_Row]:
    for item in read_yaml(content, filename).items("the examples"):
        fields = item.fields("an example", _COLUMNS)
        yield item.line, _checked({key: value.raw for key, value in fields.items()}, item.place)
