"""What a request is as a whole: a board paper is confidential though no single word of it is.

Most texts hold none of the rules' terms, which one automaton says in a quarter of the time that counting takes. Of the
others the different terms are counted: one pass for all words, one for all literals (Aho and Corasick, as for long
word lists).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any

import msgspec

from isthmus.detect.patterns import finder, quoted
from isthmus.domain import lots
from isthmus.domain.breath import PIECE
from isthmus.domain.errors import SettingsError

NOTHING: frozenset[str] = frozenset()
_WAYS = (("\\'", "['’ʼ]"), ("\\-", "[-‐‑–]"), ("ss", "(?:ss|ß)"))
"""As quoted in a pattern, and how else it may be written."""
_LONGEST = 20_000
"""Characters of a hint that is still looked for together with everything else."""
_ONE_KIND = {ord(c): "'" for c in "’ʼ"} | {ord(c): "-" for c in "‐‑–"}


class DocumentRule(msgspec.Struct, frozen=True, kw_only=True):
    """The texts are of `category` when all of `all_of` occur and at least `at_least` different ones of `any_of`.

    Terms are whole words or phrases in any letter case, with any white space between their words; with `literal` they
    are characters as they stand, line breaks too (a text begins on a line of its own).
    """

    name: str
    category: str
    any_of: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    at_least: int = 1
    literal: bool = False


class _Demand(msgspec.Struct, frozen=True):
    """A rule by the numbers of its terms."""

    category: str
    any_of: frozenset[int]
    all_of: frozenset[int]
    at_least: int

    def holds(self, terms: Collection[int]) -> bool:
        enough = not self.any_of or len(self.any_of.intersection(terms)) >= self.at_least
        return enough and self.all_of.issubset(terms)


class Documents:
    """Immutable after construction, safe between threads."""

    def __init__(self, rules: Sequence[DocumentRule]) -> None:
        for rule in rules:
            _need_terms(rule)
        self.categories = frozenset(rule.category for rule in rules)
        self.version = sha256(msgspec.json.encode(list(rules))).hexdigest()
        loosely = "|".join(sorted({_loosely(term, rule.literal) for rule in rules for term in _terms(rule)}))
        self.hint = loosely if len(loosely) <= _LONGEST else ""
        """A pattern of all texts that are something as a whole, also where NUL stands between them. What looks for
        others in one pass looks for this with them, which costs a tenth of a pass. Empty when it is too long."""
        self._any = finder(loosely)[0]
        self._words = _Words([rule for rule in rules if not rule.literal])
        self._literals = _Literals([rule for rule in rules if rule.literal])

    def about(self, texts: Sequence[str]) -> frozenset[str]:
        """The categories of all these texts together."""
        told = "\n".join(("", *texts, ""))
        data = lots.written(told, "replace")
        if self._any(data, 0, len(data))[0][0] < 0:
            return NOTHING
        words, literals = self._words.about(told), self._literals.about(told)
        return words | literals if words or literals else NOTHING


def documents(rules: Sequence[DocumentRule]) -> Documents:
    """The rules made ready. Raises `SettingsError` for one that asks for nothing, or for more than it names."""
    return Documents(rules)


def _terms(rule: DocumentRule) -> tuple[str, ...]:
    return (*rule.any_of, *rule.all_of)


def _loosely(term: str, literal: bool) -> str:
    """A pattern that matches wherever the term could occur, whatever stands around it."""
    if literal:
        return quoted(term).replace("\\\n", r"[\n\x00]")
    phrase = r"[\s\x00\x1c-\x1f\x{85}\pZ]+".join(quoted(word) for word in _plain(term).split())
    for written, ways in _WAYS:
        phrase = phrase.replace(written, ways)
    return f"(?i:{phrase})"


class _Literals:
    def __init__(self, rules: Sequence[DocumentRule]) -> None:
        self._terms, self._demands = _numbered(rules, str)
        self._automaton = _automaton(self._terms)
        self._lap = max(map(len, self._terms), default=0)

    def about(self, told: str) -> frozenset[str]:
        found: set[int] = set()
        for piece, *_ in _pieces(told, self._lap):
            found.update([match[0] for match in _matches(self._automaton, piece)])
        return _kept(self._demands, found)


class _Words:
    def __init__(self, rules: Sequence[DocumentRule]) -> None:
        self._terms, self._demands = _numbered(rules, _plain)
        self._automaton = _automaton(self._terms)
        self._lap = max(map(len, self._terms), default=0) + 2

    def about(self, told: str) -> frozenset[str]:
        found: set[int] = set()
        for text, first, last in _pieces(_all_plain(told), self._lap):
            if matches := _matches(self._automaton, text):
                text = f"{text} "  # so that what is before the first letter, and behind the last, is no letter
                found |= {
                    number
                    for number, start, end in matches
                    if first <= start
                    and end <= last
                    and not (text[start].isalnum() and _joins(text[start - 1]))
                    and not (text[end - 1].isalnum() and _joins(text[end]))
                }
        return _kept(self._demands, found)


def _kept(demands: Iterable[_Demand], terms: Collection[int]) -> frozenset[str]:
    return frozenset([demand.category for demand in demands if demand.holds(terms)]) if terms else NOTHING


def _plain(text: str) -> str:
    """Letter case folded, words apart by single blanks, and one kind of apostrophe and of hyphen."""
    folded = text.casefold().replace("\n", " ")
    if not folded.isascii():
        return " ".join(folded.translate(_ONE_KIND).split())
    if "\t" in folded or "\r" in folded or "  " in folded:
        return " ".join(folded.split())
    return folded.strip(" ")


def _all_plain(text: str) -> str:
    """The same of a long one, piece by piece."""
    if len(text) <= PIECE:
        return _plain(text)
    plain: list[str] = []
    blank = True
    for at in range(0, len(text), PIECE):
        folded = text[at : at + PIECE].casefold()
        words = (folded if folded.isascii() else folded.translate(_ONE_KIND)).split()
        if words:
            plain += ("" if blank or not folded[0].isspace() else " ", " ".join(words))
            blank = folded[-1].isspace()
            plain += " " if blank else ""
        elif not blank:
            plain.append(" ")
            blank = True
    return lots.joined(plain).strip(" ")


def _pieces(text: str, lap: int) -> Iterator[tuple[str, int, int]]:
    """A long text piece by piece, and between which places of it a word is whole: what the edge of a piece may have cut
    stands in the one beside it too, with what is on both its sides."""
    size = len(text)
    if size <= PIECE:
        yield text, 0, size
        return
    for at in range(0, size, PIECE):
        low, high = max(at - lap, 0), min(at + PIECE, size)
        yield text[low:high], 1 if low else 0, high - low - (high < size)


def _joins(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def _numbered(rules: Sequence[DocumentRule], form: Any) -> tuple[list[str], list[_Demand]]:
    numbers: dict[str, int] = {}

    def of(terms: Iterable[str]) -> frozenset[int]:
        return frozenset(numbers.setdefault(form(term), len(numbers)) for term in terms)

    demands = [_Demand(rule.category, of(rule.any_of), of(rule.all_of), rule.at_least) for rule in rules]
    return list(numbers), demands


def _automaton(terms: Sequence[str]) -> Any:
    if not terms:
        return None
    import ahocorasick_rs

    return ahocorasick_rs.AhoCorasick(
        terms, store_patterns=False, implementation=ahocorasick_rs.Implementation.DFA
    )


def _matches(automaton: Any, text: str) -> list[tuple[int, int, int]]:
    if automaton is None:
        return []
    try:
        found: list[tuple[int, int, int]] = automaton.find_matches_as_indexes(text, overlapping=True)
    except UnicodeEncodeError:  # a lone surrogate; one "?" keeps every offset
        return _matches(automaton, text.encode("utf-8", "replace").decode())
    return found


def _need_terms(rule: DocumentRule) -> None:
    where = f"document rule {rule.name}"
    form = str if rule.literal else _plain
    different = {form(term) for term in rule.any_of}
    if not different and not rule.all_of:
        raise SettingsError(f"{where}: it names no words", remedy="give it any_of or all_of")
    if not all(form(term) for term in (*rule.any_of, *rule.all_of)):
        raise SettingsError(f"{where}: one of its words is empty", remedy="leave it out")
    if different and not 1 <= rule.at_least <= len(different):
        raise SettingsError(
            f"{where}: at_least is {rule.at_least}, of {len(different)} different words",
            remedy=f"choose a number from 1 to {len(different)}",
        )
