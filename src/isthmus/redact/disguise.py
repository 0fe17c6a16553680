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
from typing import Any

import msgspec

from isthmus.redact.escapes import Reading, readings
from isthmus.redact.operators import Operators
from isthmus.redact.pseudonyms import CODE, Derive, Namer, blake2, keyed, lookalikes, normalise
from isthmus.redact.renderings import Renderings, alone, renderings, run, stands_alone, uncoded
from isthmus.redact.residue import Watch
from isthmus.redact.sight import MANY, PER_VALUE, Runs, Sight
from isthmus.redact.standins import StandIns
from isthmus.redact.surfaces import RestoreMap
from isthmus.redact.tree import Flat, rebuilt
from isthmus.redact.values import Found, Value, chosen_of
from isthmus.redact.writing import Claim, Writer

_PSEUDONYMS: Operators = {}
_ANYWHERE, _ALONE, _MANNERED, _DERIVED = (0,), (1, 0), (2, 1, 0), (2,)


class Disguised(msgspec.Struct, frozen=True):
    """A request that may cross. `count` tells how many places were rewritten, `categories` what was hidden."""

    tree: Any
    map: RestoreMap
    watch: Watch
    categories: frozenset[str] = frozenset()
    count: int = 0
    made: frozenset[str] = frozenset()
    """Texts in it that are ours without being pseudonyms: masks, look-alikes, years."""

    def ours(self, text: str, start: int, end: int) -> bool:
        """Whether characters `start` to `end` of a text that crosses lie in one of them: what a recogniser finds in
        a look-alike, or in a part of one, is nobody's."""
        return any(text.find(made, max(0, end - len(made)), start + len(made)) >= 0 for made in self.made)

    def __repr__(self) -> str:
        return f"Disguised(categories={sorted(self.categories)}, count={self.count})"


class _Form(msgspec.Struct, frozen=True, gc=False):
    """A value in its renderings, and in those of what it says where it was found escaped."""

    value: Value
    shapes: Renderings
    said: Renderings | None

    def all(self) -> tuple[Renderings, ...]:
        return (self.shapes,) if self.said is None else (self.shapes, self.said)


def disguise(
    tree: Any,
    values: Iterable[Found],
    patterns: Sequence[str],
    key: bytes,
    *,
    keep: Container[str] = frozenset(),
    derive: Derive = blake2,
    operators: Operators = _PSEUDONYMS,
    tenant: bytes = b"",
) -> Disguised:
    """`tree` without the values whose category matches one of `patterns`. The tree itself is left as it is.

    `keep` holds the words of the wire: a string or key that *is* one of them is never rewritten, nor is a small
    number that stands directly under one. `operators` say what stands in for values, a pseudonym unless said
    otherwise; hashes are made with the key `tenant`, or else with that of the conversation. Raises `CrossingRefused`
    when pseudonyms cannot be told apart.
    """
    chosen = chosen_of(values, patterns)
    if not chosen:
        return Disguised(tree, RestoreMap(), Watch())
    flat = Flat(tree, keep)
    stages = readings(flat.text)
    forms = _forms(chosen, None if stages else Runs(flat.text.encode("utf-8", "surrogatepass")))
    named = keyed(key, derive)

    def stand_ins() -> StandIns:
        own = keyed(tenant, derive) if tenant else named
        return StandIns(named, own, [flat.text, *[stage.text for stage in stages]], [value.text for value in chosen])

    namer = Namer(named)
    writer = Writer(namer, operators, stand_ins)
    changed: dict[int, str] = {}
    count = 0
    for number, wanted in _claims(flat, stages, forms).items():
        piece = flat.pieces[number]
        settled = _settled(wanted, piece) if len(wanted) > 1 else wanted
        count += len(settled)
        if number in flat.numbers:
            changed[number] = writer.number(piece, settled)
        else:
            changed[number] = writer.piece(piece, settled, number in flat.keys)
    watched = Watch.over([(f.value.text, f.value.categories[0], f.all(), f.value.manner) for f in forms], flat.kept)
    if changed:
        tree = rebuilt(tree, changed)
    hidden = frozenset([c for s in namer.surfaces.values() for c in s.categories])
    stands = writer.stands
    if stands is None:
        return Disguised(tree, RestoreMap(namer.surfaces), watched, hidden, count)
    map = RestoreMap(namer.surfaces | stands.surfaces, frozenset(stands.surfaces))
    return Disguised(tree, map, watched, hidden | stands.hidden, count, frozenset(stands.made))


def _forms(chosen: list[Value], runs: Runs | None) -> list[_Form]:
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


def _claims(flat: Flat, stages: list[Reading], forms: list[_Form]) -> dict[int, list[Claim]]:
    """Every place to be rewritten, by piece, relative to the piece."""
    claims: dict[int, list[Claim]] = {}
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
    claims: dict[int, list[Claim]],
    spans: list[tuple[int, int]],
    value: Value | None,
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
            claim = Claim(start - begin, end - begin, value, categories)
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


def _spans(sight: Sight, shapes: Renderings, strict: int, value: Value) -> list[tuple[int, int]]:
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


def _settled(claims: list[Claim], piece: str) -> list[Claim]:
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
        merged = last.merged or claim.merged or not _same(last.value, claim.value)
        settled[-1] = Claim(last.start, max(last.end, claim.end), value, categories, merged)
    return settled


def _same(one: Value | None, other: Value | None) -> bool:
    """Whether both are spellings or mentions of one thing."""
    if one is None or other is None or one is other:
        return one is other
    if one.type != other.type or one.entity == other.entity:
        return one.type == other.type
    return normalise(one.type, one.entity) == normalise(other.type, other.entity)
