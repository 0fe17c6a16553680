"""Disguise: every found value of the patterns becomes a pseudonym, wherever and however the request writes it.

1. Choose the values whose category is to be disguised.
2. Lay the request out flat, without the wire's own words, and read its escapes.
3. Claim every place: values in all their renderings, and text of the caller's that looks like a pseudonym (which
   otherwise could name another's value and have it restored).
4. Settle claims that overlap into one, so that no half of a value stays behind; cut through no escape.
5. Name each claim, and write the request anew. In JSON text a literal without quotes is given quotes.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from functools import lru_cache
from typing import Any

import msgspec

from isthmus.domain.labels import matches
from isthmus.redact.escapes import Reading, plain, readings
from isthmus.redact.literals import Literal, holding, is_json, is_literal, literals
from isthmus.redact.mentions import NOBODY, Beside, Manner, People, Person, beside, is_prose, manner_of
from isthmus.redact.nesting import Nesting
from isthmus.redact.pseudonyms import CODE, Derive, Namer, hmac_sha256, lookalikes, type_of
from isthmus.redact.renderings import Renderings, alone, renderings, run, stands_alone, uncoded
from isthmus.redact.residue import Watch
from isthmus.redact.sight import MANY, PER_VALUE, SHORT, Runs, Sight, folded
from isthmus.redact.surfaces import RestoreMap
from isthmus.redact.tree import Flat, rebuilt

_STOPS = ".,;:!?"
_ANYWHERE, _ALONE, _MANNERED, _DERIVED = (0,), (1, 0), (2, 1, 0), (2,)


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


class Disguised(msgspec.Struct, frozen=True):
    """A request that may cross. `count` tells how many places were rewritten, `categories` what was hidden."""

    tree: Any
    map: RestoreMap
    watch: Watch
    categories: frozenset[str] = frozenset()
    count: int = 0

    def __repr__(self) -> str:
        return f"Disguised(categories={sorted(self.categories)}, count={self.count})"


class _Value(msgspec.Struct, frozen=True, gc=False):
    """`entity` is whom or what it names, which may have other texts too."""

    text: str
    says: str
    type: str
    categories: tuple[str, ...]
    entity: str
    manner: Manner | None = None
    person: Person = NOBODY

    def __repr__(self) -> str:
        return f"_Value({self.categories!r})"


class _Form(msgspec.Struct, frozen=True, gc=False):
    """A value in its renderings, and in those of what it says where it was found escaped."""

    value: _Value
    shapes: Renderings
    said: Renderings | None

    def all(self) -> tuple[Renderings, ...]:
        return (self.shapes,) if self.said is None else (self.shapes, self.said)


class _Claim(msgspec.Struct, frozen=True, gc=False):
    """Characters `start` to `end` of a piece (or of the flat text) belong to `value`; None: they look like a token."""

    start: int
    end: int
    value: _Value | None
    categories: tuple[str, ...]


def disguise(
    tree: Any,
    values: Iterable[Found],
    patterns: Sequence[str],
    key: bytes,
    *,
    keep: Container[str] = frozenset(),
    derive: Derive = hmac_sha256,
) -> Disguised:
    """`tree` without the values whose category matches one of `patterns`. The tree itself is left as it is.

    `keep` holds the words of the wire: a string or key that *is* one of them is never rewritten, nor is a small
    number that stands directly under one. Raises `CrossingRefused` when pseudonyms cannot be told apart.
    """
    chosen = _chosen(values, patterns)
    if not chosen:
        return Disguised(tree, RestoreMap(), Watch())
    flat = Flat(tree, keep)
    stages = readings(flat.text)
    forms = _forms(chosen, None if stages else Runs(flat.text.encode("utf-8", "surrogatepass")))
    namer = Namer(key, derive)
    changed: dict[int, str] = {}
    count = 0
    for number, wanted in _claims(flat, stages, forms).items():
        piece = flat.pieces[number]
        settled = _settled(wanted, piece) if len(wanted) > 1 else wanted
        count += len(settled)
        changed[number] = _number(piece, settled, namer) if number in flat.numbers else _piece(piece, settled, namer)
    hidden = frozenset([c for s in namer.surfaces.values() for c in s.categories])
    watched = Watch.over([(f.value.text, f.value.categories[0], f.all(), f.value.manner) for f in forms], flat.kept)
    return Disguised(rebuilt(tree, changed) if changed else tree, RestoreMap(namer.surfaces), watched, hidden, count)


def _forms(chosen: list[_Value], runs: Runs | None) -> list[_Form]:
    """Hexadecimal and base64 only of those values whose would fit into a run of the text."""
    made = []
    for value in chosen:
        text, says = value.text, value.says
        if value.manner is not None and value.manner.kind != "word":
            made.append(_Form(value, alone(text), None))
            continue
        lean = runs is not None and (size := run(text)) > CODE and not runs.reach(size)
        shapes = uncoded(text) if lean else renderings(text)
        made.append(_Form(value, shapes, None if says == text else renderings(says)))
    return made


def _chosen(values: Iterable[Found], patterns: Sequence[str]) -> list[_Value]:
    """Each text once, in order of text and not of finding, so that every turn decides alike.

    A recogniser of tokens may take the full stop of a sentence for a part of one, which stands elsewhere without it.
    """
    asked = tuple(patterns)
    texts: dict[str, tuple[str, ...]] = {}
    besides: dict[str, set[Beside]] = {}
    prose = False
    for found in values:
        text, category = found.text, found.category
        if _falls_under(asked, category) and not text.isspace():
            core = text.rstrip(_STOPS) if text[-1:] in _STOPS else text
            for said in (text,) if core == text or len(core) < SHORT else (text, core):
                before = texts.get(said)
                texts[said] = (category,) if before is None else tuple(sorted({*before, category}))
                if found.beside:
                    besides.setdefault(said, set()).update(found.beside)
            prose = prose or is_prose(category)
    texts.pop("", None)
    if prose:
        return _of_prose(texts, besides)
    return [_Value(text, says := plain(text), type_of(of[0]), of, says) for text, of in sorted(texts.items())]


def _of_prose(texts: dict[str, tuple[str, ...]], besides: dict[str, set[Beside]]) -> list[_Value]:
    """The same where some are words of a language: how they are meant, whom they name, and by which other words."""
    people = People([text for text, of in texts.items() if _is_name(of)])
    chosen = []
    for text, of in sorted(texts.items()):
        near = tuple(sorted(besides.get(text, ())))
        manners = [manner_of(category, text, near) for category in of]
        manner = None if None in manners else manners[0]
        says = plain(text)
        person = people.named(text) if _is_name(of) else NOBODY
        chosen.append(_Value(text, says, type_of(of[0]), of, person.entity or says, manner, person))
    known = {folded(text) for text in texts}
    for text, (person, manner, name) in sorted(people.derived().items()):
        if text not in known:
            of = texts[name]
            chosen.append(_Value(text, text, type_of(of[0]), of, person.entity, manner, person))
    return chosen


def _is_name(categories: tuple[str, ...]) -> bool:
    return any(category.startswith("personal.name") for category in categories)


@lru_cache(maxsize=1024)
def _falls_under(patterns: tuple[str, ...], category: str) -> bool:
    return any(matches(pattern, category) for pattern in patterns)


def _claims(flat: Flat, stages: list[Reading], forms: list[_Form]) -> dict[int, list[_Claim]]:
    """Every place to be rewritten, by piece, relative to the piece."""
    claims: dict[int, list[_Claim]] = {}
    many = len(forms) * PER_VALUE > MANY
    words = [word for form in forms for shapes in form.all() for word in shapes.announced] if many else ()
    sights: list[tuple[Sight, Reading | None]] = [(Sight(flat.text, words), None)]
    for stage in stages:
        sights.append((Sight(stage.text, words), stage))
    whole = stages[0] if stages else None
    for form in forms:
        value, shapes, said = form.value, form.shapes, form.said
        for strict in _levels(form):
            anywhere = False
            for sight, of in sights:
                spans = _spans(sight, shapes, strict, value)
                if said and of:
                    spans += _spans(sight, said, strict, value)
                if spans:
                    anywhere = _claim(flat, claims, spans, value, of, whole) or anywhere
            if anywhere:
                break
    for sight, of in sights:
        if "-" in sight.text and (spans := lookalikes(sight.text)):
            _claim(flat, claims, spans, None, of, whole)
    return claims


def _claim(
    flat: Flat,
    claims: dict[int, list[_Claim]],
    spans: list[tuple[int, int]],
    value: _Value | None,
    of: Reading | None,
    whole: Reading | None,
) -> bool:
    """Notes spans of a text, which is the flat one or a reading `of` it. Tells whether there was any."""
    categories = value.categories if value else ()
    manner, any_noted = value.manner if value else None, False
    for start, end in spans:
        if of is not None:
            start, end = of.origin(start, end)
        if whole is not None:
            start, end = whole.whole(start, end)
        place = flat.place(start, end)
        if place:
            number, begin = place
            if manner is not None and number in flat.numbers and not manner.meant_by_number(flat.text, start, end):
                continue
            any_noted = True
            claim = _Claim(start - begin, end - begin, value, categories)
            if number in claims:
                claims[number].append(claim)
            else:
                claims[number] = [claim]
    return any_noted


def _levels(form: _Form) -> tuple[int, ...]:
    """How strictly a value is looked for: 2 as its manner says, 1 where it stands alone, 0 anywhere. What was found
    is somewhere: when it is nowhere as it should be, it is less strictly."""
    manner = form.value.manner
    if manner is not None:
        return _DERIVED if manner.derived else _MANNERED
    return _ALONE if form.shapes.short or (form.said and form.said.short) else _ANYWHERE


def _spans(sight: Sight, shapes: Renderings, strict: int, value: _Value) -> list[tuple[int, int]]:
    words, text = sight.starts(shapes.words), sight.text
    codes = sight.codes(shapes.codes) if shapes.codes else ()
    if not words and not codes:
        return []
    if strict == 2 and value.manner is not None:
        meant = value.manner.meant
        coded = len(shapes.words[-1]) if shapes.codes else 0  # in hexadecimal
        words = [span for span in words if span[1] - span[0] == coded or meant(text, *span)]
    if strict and (shapes.short or (value.manner is not None and strict == 1)):
        words = [span for span in words if stands_alone(text, *span)]
        codes = [span for span in codes if stands_alone(text, *span)]
    if value.person.parts:
        words = [value.person.widened(text, *span) for span in words]
    return [*words, *[sight.run(start, end) for start, end in codes]] if codes else list(words)


def _settled(claims: list[_Claim], piece: str) -> list[_Claim]:
    """Claims that overlap become one, of all their categories; the longest of them gives it its name, and of
    values that differ in letter case the one that stands there."""
    claims.sort(key=lambda c: (c.start, -c.end, c.value is None or c.value.text != piece[c.start : c.end]))
    settled = [claims[0]]
    longest = claims[0].end - claims[0].start
    for claim in claims[1:]:
        last = settled[-1]
        if claim.start >= last.end:
            settled.append(claim)
            longest = claim.end - claim.start
            continue
        value = last.value
        if claim.end - claim.start > longest or value is None:
            value, longest = claim.value or value, claim.end - claim.start
        categories = last.categories
        if claim.categories != categories:
            categories = tuple(sorted({*categories, *claim.categories}))
        settled[-1] = _Claim(last.start, max(last.end, claim.end), value, categories)
    return settled


def _number(text: str, settled: list[_Claim], namer: Namer) -> str:
    """A number of the tree: a part of it gives all of it away."""
    value = settled[0].value
    return _name(value, text, settled[0].categories, True, 0, namer)


def _piece(text: str, settled: list[_Claim], namer: Namer) -> str:
    written: list[str] = []
    at = 0
    bare: list[Literal] | None = None
    nesting: Nesting | None = None
    read = 0
    container = text.lstrip()[:1] in ("{", "[")
    for claim in settled:
        start, end, quote, depth = claim.start, claim.end, "", 0
        surface = text[start:end]
        escaped = container and "\\" in surface
        if escaped or (container and is_literal(surface)):
            if bare is None:
                bare = literals(text)
            literal = holding(bare, start, end)
            if literal:
                start, end, quote = min(start, literal.start), max(end, literal.end), literal.quote
            if start < at:  # a second value in one literal: the first took all of it
                continue
            surface = text[start:end]
            if escaped and not quote and is_json(text):
                # Counted as the way back will count it, so that what matters, the difference, is right.
                nesting = nesting or Nesting()
                nesting.read(text[read:start])
                read, depth = start, nesting.depth
        token = _name(claim.value, surface, claim.categories, bool(quote), depth, namer)
        written += (text[at:start], quote, token, quote)
        at = end
    written.append(text[at:])
    return "".join(written)


def _name(
    value: _Value | None, text: str, categories: tuple[str, ...], bare: bool, depth: int, namer: Namer
) -> str:
    if value is None:
        return namer.name("TEXT", text, text, categories, bare, depth)
    return namer.name(value.type, value.entity, text, categories, bare, depth)
