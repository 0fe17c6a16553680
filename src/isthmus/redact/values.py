"""The values of a request that are to be disguised, and by which other texts they are mentioned."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import msgspec

from isthmus.domain.labels import matches
from isthmus.domain.lots import breathe, each, in_order
from isthmus.redact.escapes import plain
from isthmus.redact.mentions import NOBODY, Beside, Manner, People, Person, beside, is_prose, manner_of
from isthmus.redact.pseudonyms import type_of
from isthmus.redact.sight import SHORT, folded

_STOPS = ".,;:!?"
_MARK = 4
"""Letters of a word that may be taken for a part of a number."""
_PLACE = "personal.location"
_COORDINATE = re.compile(r"[-+]?\d{1,3}\.\d{3,}")


class Found(msgspec.Struct, frozen=True, gc=False):
    """A value as a recogniser found it, and its category. `beside` are the words before and after each place where it
    was found: of use to prose alone, where `42` or `Will` means a value in one place and not in another."""

    category: str
    text: str
    beside: tuple[Beside, ...] = ()

    @classmethod
    def at(cls, category: str, text: str, start: int, end: int) -> Found:
        """Characters `start` to `end` of a text."""
        if is_prose(category):
            return cls(category, text[start:end], (beside(text, start, end),))
        return cls(category, text[start:end])

    def __repr__(self) -> str:
        return f"Found({self.category!r})"


class Value(msgspec.Struct, frozen=True, gc=False):
    """`entity` is whom or what it names, which may have other texts too."""

    text: str
    says: str
    type: str
    categories: tuple[str, ...]
    entity: str
    manner: Manner | None = None
    person: Person = NOBODY

    def __repr__(self) -> str:
        return f"Value({self.categories!r})"


def chosen_of(values: Iterable[Found], patterns: Sequence[str]) -> list[Value]:
    """Each text once, in order of text and not of finding, so that every turn decides alike.

    A recogniser of tokens may take the full stop of a sentence for a part of one, which stands elsewhere without it.
    """
    asked = tuple(patterns)
    texts: dict[str, tuple[str, ...]] = {}
    besides: dict[str, set[Beside]] = {}
    any_prose = False
    for found in values:
        breathe()
        text, category = found.text, found.category
        chosen, prose, of = _concern(asked, category)
        if not chosen or text.isspace():
            continue
        any_prose = any_prose or prose
        several = " " in text or text[-1:] in _STOPS or category == _PLACE
        for said in _said(category, text, prose) if several else (text,):
            if texts.setdefault(said, of) is not of:
                texts[said] = tuple(sorted({*texts[said], category}))
            if found.beside:
                besides.setdefault(said, set()).update(found.beside)
    texts.pop("", None)
    if any_prose:
        return _of_prose(texts, besides)
    chosen_values = []
    for said in in_order([*texts]):
        breathe()
        of, says = texts[said], plain(said)
        chosen_values.append(Value(said, says, type_of(of[0]), of, says))
    return chosen_values


def _said(category: str, text: str, prose: bool) -> list[str]:
    """The value as it was found, without a full stop, a number without a word beside it, and the halves of a place."""
    said = [text]
    core = text.rstrip(_STOPS) if text[-1:] in _STOPS else text
    if core != text and len(core) >= SHORT:
        said.append(core)
    if not prose and " " in core and (core[0].isalpha() or core[-1].isalpha()):
        said += _numbers_in(core)
    if category == _PLACE:
        said += [half for half in _COORDINATE.findall(text) if half != text]
    return said


def _numbers_in(text: str) -> list[str]:
    """The number without a short word before or behind it (`CBU 1605…`, `XYZ 133… C`): it may stand elsewhere alone."""
    words = text.split(" ")
    first, last = int(_is_mark(words[0])), len(words) - _is_mark(words[-1])
    numbers = []
    for start, end in dict.fromkeys(((first, last), (0, last), (first, len(words)))):
        number = " ".join(words[start:end])
        if number != text and sum(map(str.isdigit, number)) >= SHORT:
            numbers.append(number)
    return numbers


def _is_mark(word: str) -> bool:
    return len(word) <= _MARK and word.isalpha()


def _of_prose(texts: dict[str, tuple[str, ...]], besides: dict[str, set[Beside]]) -> list[Value]:
    """The same where some are words of a language: how they are meant, whom they name, and by which other words."""
    people = People([text for text, of in each(texts.items()) if _is_name(of)])
    chosen = []
    for text, of in each(in_order([*texts.items()])):
        says, shown = plain(text), type_of(of[0])
        if not all(map(is_prose, of)):
            chosen.append(Value(text, says, shown, of, says))
            continue
        manner = manner_of(of[0], text, tuple(sorted(besides.get(text, ()))))
        person = people.named(text) if _is_name(of) else NOBODY
        chosen.append(Value(text, says, shown, of, person.entity or says, manner, person))
    known = {(folded(value.text), value.manner and value.manner.kind) for value in each(chosen)}
    for text, (person, manner, name) in each(in_order([*people.derived().items()])):
        if known.isdisjoint([(text, None), (text, "word"), (text, manner.kind)]):  # found as such, as widely meant
            of = texts[name]
            chosen.append(Value(text, text, type_of(of[0]), of, person.entity, manner, person))
    return chosen


def _is_name(categories: tuple[str, ...]) -> bool:
    return any(category.startswith("personal.name") for category in categories)


@lru_cache(maxsize=1024)
def _concern(patterns: tuple[str, ...], category: str) -> tuple[bool, bool, tuple[str, ...]]:
    """Whether a category falls under one of the patterns, whether it is of prose, and the categories of one value."""
    return any(matches(pattern, category) for pattern in patterns), is_prose(category), (category,)
