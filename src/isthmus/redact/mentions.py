"""What counts as a mention of something that prose names: people, places, dates, ages.

A card number means itself wherever it stands. A word does not: `Will` is a man and a verb, `42` an age and a limit.
So a value of prose counts only as a whole word, and

- a word that is also an ordinary one (`Will`, `May`, `Reading`, `Green`) only where it is capitalised inside a
  sentence, or stands beside a word that it was found beside;
- two or three letters (`US`; of a name, two) only as they were found, or in capitals;
- a number (`42`, `2019`), or one letter, only where it stands beside a word that it was found beside (the same word
  before it, or after it, and no article or preposition), or, an age, beside a word for age.

The door asks the same of the exact bytes.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from itertools import pairwise, permutations

import msgspec

from isthmus.domain.lots import breathe
from isthmus.redact.ordinary import FUNCTION, MONTHS, ORDINARY, PARTICLES, TITLES
from isthmus.redact.renderings import stands_alone
from isthmus.redact.sight import SHORT, folded

Beside = tuple[str, str]
"""The words before and after a value, folded; empty where there is none in the same sentence or text."""

_REACH = 40
_WORD = r"[^\W\d_]+"
_BEFORE = re.compile(rf"({_WORD})[ \t.,:;()\-–/]{{0,3}}\Z")
_AFTER = re.compile(rf"[ \t.,:;()\-–/]{{0,3}}({_WORD})")
_AGED_BEFORE = re.compile(r"\b(?:age|aged|alter|âge|edad|età)[\s\0\"'\\:=,-]{0,9}\Z", re.IGNORECASE)
_AGED_AFTER = re.compile(r"[\s-]{0,2}(?:years?|yrs?|y/?o|jahre?|jährige?[rns]?|ans|años|anni)\b", re.IGNORECASE)
_DATED_BEFORE = re.compile(
    r"(?:\d\.?|\b(?:in|of|since|until|till|by|last|next|early|mid|late|this|every|during|from|to))\s+\Z", re.IGNORECASE
)
_DATED_AFTER = re.compile(r",?\s+\d")
_OPENING = " \t'“”‘’(*_#>-"
_ENDS = '\0\n\r.!?:;•"\\|'
_RIGHT = re.compile(rf"(?:,?\s+|[,._+\-])({_WORD}(?:['’\-]{_WORD})*)(?![^\W\d_])")
_LEFT = re.compile(rf"(?<![^\W\d_])({_WORD}(?:['’\-]{_WORD})*)(\.?)(?:,?\s+|[,._+\-])\Z")
_JOINING, _EDGES = "_$.-/:", "\0\"'\\"
_LONGEST = 64
_FIELD_WORDS, _PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])"), 4
"""The words of a field, as programs join them; and how many parts of a name are looked for there."""
_ADDRESS = re.compile(r"[\w.+\-]{0,64}@")
_SPLIT = re.compile(r"[\s,]+")
_JOINED = 8
_TELLING, _DIGITS = 9, 3


class Manner(msgspec.Struct, frozen=True, gc=False):
    """How a value of prose is meant: any whole `word`, a `capital` one, the `exact` letters, `beside` some word."""

    kind: str
    text: str
    beside: tuple[Beside, ...] = ()
    age: bool = False
    derived: bool = False

    def __repr__(self) -> str:
        return f"Manner({self.kind!r})"

    def meant(self, text: str, start: int, end: int) -> bool:
        """Whether characters `start` to `end` of a text, which say the value, mean it."""
        if not stands_alone(text, start, end) or _literal(text, start, end):
            return False
        kind = self.kind
        if kind == "word":
            return True
        if kind == "exact":
            written = text[start:end]
            return written == self.text or written.isupper()
        if self.beside and _near(self.beside, text, start, end):
            return True
        if kind == "capital":
            return _titled(text, start, end, bool(self.beside) or self.derived, self.age)
        return self.age and aged(text, start, end)

    def meant_by_number(self, text: str, start: int, end: int) -> bool:
        """The same where the place is all or a part of a number of the request."""
        return self.kind != "beside" or (self.age and aged(text, start, end))


def _literal(text: str, start: int, end: int) -> bool:
    """Whether the place is JSON's own `null`, which is nobody of that name."""
    if text[start:end] not in ("null", "true", "false"):
        return False
    return text[max(0, start - 4) : start].rstrip()[-1:] in (":", ",", "[") and (
        text[end : end + 4].lstrip()[:1] in (",", "}", "]")
    )


def names_a_field(text: str, start: int, end: int, vocabulary: Container[str]) -> bool:
    """Whether the place is, alone or in quotes, a word that names a field, a tool or a function of the request."""
    low, high = max(0, start - _LONGEST), end + _LONGEST
    while start > low and (text[start - 1].isalnum() or text[start - 1] in _JOINING):
        start -= 1
    size = min(len(text), high)
    while end < size and (text[end].isalnum() or text[end] in _JOINING):
        end += 1
    return text[start:end] in vocabulary and text[start - 1 : start] in _EDGES and text[end : end + 1] in _EDGES


def without_people(
    vocabulary: frozenset[str], values: Iterable[tuple[str, str]], everyday: Container[str]
) -> frozenset[str]:
    """The words that name fields, without those that spell two parts of one name of the `values` (category and text)
    and nothing `everyday`: `mark` may be a field where there is a Mark, `maria_lopez` or `LopezMaria` is just her."""
    said = " ".join(vocabulary).lower()
    told: set[str] = set()
    for category, name in values:
        breathe()
        if category.startswith("personal.name") and (parts := _parts_in(said, name)):
            told |= {"".join(some) for size in (2, 3) for some in permutations(parts, size)}
            told |= {" ".join(two) for two in permutations(parts, 2)}
    return frozenset([word for word in vocabulary if not _spells(word, told, everyday)]) if told else vocabulary


def _parts_in(said: str, name: str) -> list[str]:
    """The parts of a name that stand there, where there are several."""
    parts = [part for whole in parts_of(name) for part in whole.split("-") if part not in PARTICLES]
    parts = [part for part in parts if part in said]
    return parts[:_PARTS] if len(parts) > 1 else []


def _spells(field: str, told: set[str], everyday: Container[str]) -> bool:
    words = [word for said in _FIELD_WORDS.findall(field) if (word := said.lower()) not in PARTICLES]
    told_here = any(word in told for word in (*words, *map(" ".join, pairwise(words))))
    return told_here and not any(word in everyday for word in words)


def is_prose(category: str) -> bool:
    """Whether values of this category are words of a language, and mean themselves only where they stand as such."""
    return category.startswith(("quasi.", "personal.name")) or category in (
        "personal.age", "personal.origin", "personal.address",
    )  # fmt: skip


def manner_of(category: str, text: str, beside: tuple[Beside, ...] = ()) -> Manner | None:
    """None: wherever it stands. A site's name is a word; with its scheme before it, it is no word of any language."""
    if not is_prose(category) or "://" in text or (category == "personal.address" and _numbered(text)):
        return None
    is_name = category.startswith("personal.name")
    if not any(letter.isalpha() for letter in text):
        if len(text) >= SHORT and not text.isdigit():
            return Manner("word", text)
        return Manner("beside", text, beside, category == "personal.age") if beside else None
    if text.isalpha():
        if len(text) == 1 and beside and text.upper() != text.lower():  # the `s` of a possessive is everywhere
            return Manner("beside", text, beside)
        if len(text) <= (2 if is_name else 3) and text.upper() != text.lower():
            return Manner("exact", text)
        if folded(text) in ORDINARY:
            return Manner("capital", text, beside, not is_name)
    return Manner("word", text)


def _numbered(text: str) -> bool:
    """Whether letters and a number after them are so much that nothing else holds them (`P.O. Box 4175`)."""
    return len(text) >= _TELLING and text[0].isalpha() and sum(map(str.isdigit, text)) >= _DIGITS


def beside(text: str, start: int, end: int) -> Beside:
    """The words directly before and after a place."""
    before = _BEFORE.search(text[max(0, start - _REACH) : start])
    after = _AFTER.match(text, end)
    return folded(before[1]) if before else "", folded(after[1]) if after else ""


def aged(text: str, start: int, end: int) -> bool:
    """Whether the place stands beside a word for age, or under a key that is one."""
    return (
        _AGED_AFTER.match(text, end) is not None
        or _AGED_BEFORE.search(text[max(0, start - _REACH) : start]) is not None
    )


def _near(known: tuple[Beside, ...], text: str, start: int, end: int) -> bool:
    here = beside(text, start, end)
    if here == ("", ""):  # a number of JSON is none of them
        before = text[max(0, start - 4) : start].rstrip()
        return here in known and before[-1:] not in (":", ",", "[")
    before, after = here
    for was_before, was_after in known:
        if here == (was_before, was_after):
            return True
        if (before and before == was_before and before not in FUNCTION) or (
            after and after == was_after and after not in FUNCTION
        ):
            return True
    return False


def _titled(text: str, start: int, end: int, inside: bool, date: bool) -> bool:
    """Whether a word is capitalised, where it would not be anyhow: `inside` a sentence. A month is no name."""
    written = text[start:end]
    if not (written[0].isupper() and written[1:].islower()):
        return False
    if not date and folded(written) in MONTHS:
        near = text[max(0, start - _REACH) : start]
        if _DATED_BEFORE.search(near) or _DATED_AFTER.match(text, end):
            return False
    at = start - 1
    while inside and at >= 0 and text[at] in _OPENING:
        at -= 1
    return not inside or (at >= 0 and text[at] not in _ENDS)


# -- people -------------------------------------------------------------------------------------------------------


class Person(msgspec.Struct, frozen=True, gc=False):
    """Somebody by all the parts of the name that are known: `parts` folded, in order; `entity` names them."""

    entity: str
    parts: tuple[str, ...]

    def __repr__(self) -> str:
        return "Person()"

    def widened(self, text: str, start: int, end: int) -> tuple[int, int]:
        """A mention with the other parts of the name beside it: `Maria` of `M. Lopez`, `Lopez, Maria`."""
        if len(self.parts) < 2 or (text.find("@", end, end + _LONGEST) > 0 and _ADDRESS.match(text, end)):
            return start, end  # in an address, which is a value of its own
        left = [part for part in self.parts if part not in folded(text[start:end])]
        while left and (match := _RIGHT.match(text, end)):
            if match[0][0] in ", " and _ADDRESS.match(text, match.end()):
                break
            if not _one_of(left, match[1], text.startswith(".", match.end())):
                break
            end = match.end() + (len(match[1]) == 1 and text.startswith(".", match.end()))
        while left and (match := _LEFT.search(text, max(0, start - _REACH), start)):
            if not _one_of(left, match[1], bool(match[2])):
                break
            start = match.start()
        return start, end


def _one_of(left: list[str], word: str, dotted: bool) -> bool:
    """Whether a word is a part of the name that was not there yet, or its initial; then it is there."""
    small = folded(word)
    if len(word) == 1:
        fits = [part for part in left if part[0] == small] if word.isupper() and (dotted or word not in "AI") else []
    else:
        fits = [small] if small in left and (small not in ORDINARY or word[0].isupper()) else []
    for part in fits[:1]:
        left.remove(part)
    return bool(fits)


NOBODY = Person("", ())


def parts_of(name: str) -> tuple[str, ...]:
    """The parts of a name, folded, without titles, initials and possessives."""
    parts = []
    for word in _SPLIT.split(name):
        word = folded(word).strip(".,;:!?'’\"()")
        for ending in ("'s", "’s"):
            word = word.removesuffix(ending)
        if len(word) > 1 and word not in TITLES:
            parts.append(word)
    return tuple(parts)


class People:
    """Whom the names of a request name. A part that two people share is neither's."""

    def __init__(self, names: Iterable[str]) -> None:
        self._known = {name: parts_of(name) for name in names}
        self._whole: dict[str, list[tuple[str, ...]]] = {}
        """For each part the longest names that hold it."""
        for parts in sorted(set(self._known.values()), key=lambda p: (-len(set(p)), p)):
            if parts and not self._holders(parts):
                for part in set(parts):
                    self._whole.setdefault(part, []).append(parts)

    def _holders(self, parts: Sequence[str]) -> list[tuple[str, ...]]:
        wanted = set(parts)
        return [whole for whole in self._whole.get(parts[0], ()) if wanted <= set(whole)]

    def _person(self, parts: Sequence[str]) -> Person:
        holders = self._holders(parts)
        whole = holders[0] if len(holders) == 1 else tuple(parts)
        return Person(" ".join(sorted(whole)), whole)

    def named(self, name: str) -> Person:
        parts = self._known[name]
        return self._person(parts) if parts else Person(name, ())

    def derived(self) -> dict[str, tuple[Person, Manner, str]]:
        """Further texts that mention somebody: parts of the name alone, and all of it in one word; with the person,
        how the text is meant, and the name that it comes from."""
        found: dict[str, tuple[Person, Manner, str]] = {}
        for name, parts in self._known.items():
            if len(parts) < 2:
                continue
            whole = self._person(parts)
            for order in (parts, (*parts[1:], parts[0]), (parts[-1], *parts[:-1])):
                if len(joined := "".join(order)) >= _JOINED:
                    found.setdefault(joined, (whole, Manner("word", joined, derived=True), name))
            for part in parts:
                if len(part) < 3 or part in PARTICLES or part in found:
                    continue
                kind = "capital" if part in ORDINARY else "word"
                found[part] = self._person((part,)), Manner(kind, part, derived=True), name
        return found
