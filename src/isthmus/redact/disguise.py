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
from isthmus.redact.nesting import Nesting
from isthmus.redact.pseudonyms import CODE, Derive, Namer, hmac_sha256, lookalikes, type_of
from isthmus.redact.renderings import Renderings, renderings, run, stands_alone, uncoded
from isthmus.redact.residue import Watch
from isthmus.redact.sight import MANY, PER_VALUE, SHORT, Runs, Sight
from isthmus.redact.surfaces import RestoreMap
from isthmus.redact.tree import Flat, rebuilt

_STOPS = ".,;:!?"
_ANYWHERE = (False,)


class Found(msgspec.Struct, frozen=True, gc=False):
    """A value as a recogniser found it, and its category."""

    category: str
    text: str

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
    text: str
    says: str
    type: str
    categories: tuple[str, ...]

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
    watched = Watch.over([(f.value.text, f.value.categories[0], f.all()) for f in forms], flat.kept)
    return Disguised(rebuilt(tree, changed) if changed else tree, RestoreMap(namer.surfaces), watched, hidden, count)


def _forms(chosen: list[_Value], runs: Runs | None) -> list[_Form]:
    """Hexadecimal and base64 only of those values whose would fit into a run of the text."""
    made = []
    for value in chosen:
        text, says = value.text, value.says
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
    for found in values:
        text, category = found.text, found.category
        if _falls_under(asked, category) and not text.isspace():
            core = text.rstrip(_STOPS) if text[-1:] in _STOPS else text
            for said in (text,) if core == text or len(core) < SHORT else (text, core):
                before = texts.get(said)
                texts[said] = (category,) if before is None else tuple(sorted({*before, category}))
    texts.pop("", None)
    return [_Value(text, plain(text), type_of(of[0]), of) for text, of in sorted(texts.items())]


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
        for alone in (True, False) if shapes.short or (said and said.short) else _ANYWHERE:
            anywhere = False
            for sight, of in sights:
                spans = _spans(sight, shapes, alone)
                if said and of:
                    spans += _spans(sight, said, alone)
                if spans:
                    _claim(flat, claims, spans, value, of, whole)
                    anywhere = True
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
) -> None:
    """Notes spans of a text, which is the flat one or a reading `of` it."""
    categories = value.categories if value else ()
    for start, end in spans:
        if of is not None:
            start, end = of.origin(start, end)
        if whole is not None:
            start, end = whole.whole(start, end)
        place = flat.place(start, end)
        if place:
            number, begin = place
            claim = _Claim(start - begin, end - begin, value, categories)
            if number in claims:
                claims[number].append(claim)
            else:
                claims[number] = [claim]


def _spans(sight: Sight, shapes: Renderings, alone: bool) -> list[tuple[int, int]]:
    words, text = sight.starts(shapes.words), sight.text
    codes = sight.codes(shapes.codes) if shapes.codes else ()
    if alone and shapes.short:
        words = [span for span in words if stands_alone(text, *span)]
        codes = [span for span in codes if stands_alone(text, *span)]
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
    return namer.name(value.type, value.says, text, categories, bare, depth)
