"""Disguise: every found value of the patterns becomes a pseudonym, wherever and however the request writes it.

1. Choose the values whose category is to be disguised.
2. Lay the request out flat, without the wire's own words, and read its escapes.
3. Claim every place: values in all their renderings, and text of the caller's that looks like a pseudonym (which
   otherwise could name another's value and have it restored).
4. Settle claims that overlap into one, so that no half of a value stays behind; cut through no escape.
5. Name each claim, and write the request anew. In JSON text a literal without quotes is given quotes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Sequence
from functools import partial
from operator import itemgetter
from typing import Any

import msgspec

from isthmus.domain.breath import LOT
from isthmus.domain.lots import breathe, each, free, in_order
from isthmus.redact.escapes import Reading, readings
from isthmus.redact.mentions import Manner, names_a_field
from isthmus.redact.operators import Operators
from isthmus.redact.pseudonyms import CODE, Derive, Namer, blake2, keyed, lookalikes, normalise
from isthmus.redact.renderings import Renderings, alone, renderings, run, stands_alone, uncoded
from isthmus.redact.residue import Watch
from isthmus.redact.sight import MANY, PER_VALUE, Sight, longest_run
from isthmus.redact.standins import StandIns
from isthmus.redact.surfaces import RestoreMap
from isthmus.redact.tree import Flat, rebuilt
from isthmus.redact.values import Found, Value, chosen_of
from isthmus.redact.writing import Claim, Writer

_PSEUDONYMS: Operators = {}
_NO_WORDS: frozenset[str] = frozenset()
_ANYWHERE, _ALONE, _MANNERED, _DERIVED = (0,), (1, 0), (2, 1, 0), (2,)

_Form = tuple[Value, Renderings, Renderings | None]
"""A value in its renderings, and in those of what it says where it was found escaped."""
_Span = tuple[int, int, Value | None]
"""Characters of the flat text that are a value's; None: they look like a pseudonym."""
_START = itemgetter(0)
_LOT = b"\0"
"""Before what lots are drawn of: no pseudonym's message begins so."""


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
    vocabulary: frozenset[str] = _NO_WORDS,
) -> Disguised:
    """`tree` without the values whose category matches one of `patterns`. The tree itself is left as it is.

    `keep` holds the words of the wire: a string or key that *is* one of them is never rewritten, nor is a small
    number that stands directly under one. `operators` say what stands in for values, a pseudonym unless said
    otherwise; hashes are made with the key `tenant`, or else with that of the conversation. A word of the `vocabulary`
    that names a tool or a field is never rewritten for what only language tells apart. Raises `CrossingRefused` when
    pseudonyms cannot be told apart.
    """
    chosen = chosen_of(values, patterns)
    if not chosen:
        return Disguised(tree, RestoreMap(), Watch())
    flat = Flat(tree, keep)
    stages = readings(flat.text)
    forms = _forms(chosen, flat.text, bool(stages))
    named = keyed(key, derive)
    namer = Namer(named)
    own = keyed(tenant, derive) if operators and tenant else named
    writer = Writer(namer, operators, partial(_stand_ins, named, own, flat, stages, chosen))
    claimed = _claimed(flat, stages, forms, vocabulary)
    claims = _settled(claimed, flat.text, named)
    free(claimed)
    changed = _written(flat, claims, writer)
    asked = [(v.text, v.categories[0], (s, t) if t else (s,), v.manner) for v, s, t in each(forms)]
    watched = Watch.over(asked, flat.kept, vocabulary)
    if changed:
        tree = rebuilt(tree, changed)
    places = len(claims)
    for of in (forms, claims, chosen):
        free(of)
    namer.let_go()
    hidden = frozenset([c for s in each(namer.surfaces.values()) for c in s.categories])
    stands = writer.stands
    if stands is None:
        return Disguised(tree, RestoreMap(namer.surfaces), watched, hidden, places)
    map = RestoreMap(namer.surfaces | stands.surfaces, frozenset(stands.surfaces))
    return Disguised(tree, map, watched, hidden | stands.hidden, places, frozenset(stands.made))


def _stand_ins(
    named: Callable[[bytes], bytes],
    own: Callable[[bytes], bytes],
    flat: Flat,
    stages: list[Reading],
    chosen: list[Value],
) -> StandIns:
    return StandIns(named, own, [flat.text, *[stage.text for stage in stages]], [value.text for value in chosen])


def _forms(chosen: list[Value], flat: str, escaped: bool) -> list[_Form]:
    """Hexadecimal and base64 only of those values whose would fit into a run of the text."""
    longest = -1  # not known yet
    made: list[_Form] = []
    for value in chosen:
        breathe()
        text, says, manner = value.text, value.says, value.manner
        if manner is not None and manner.kind != "word":
            made.append((value, alone(text), None))
            continue
        size = 0 if escaped else run(text)
        if size > CODE and longest < 0:
            longest = longest_run(flat.encode("utf-8", "surrogatepass"), CODE)
        shapes = uncoded(text) if size > CODE and size > longest else renderings(text)
        made.append((value, shapes, None if says == text else renderings(says)))
    return made


def _claimed(flat: Flat, stages: list[Reading], forms: list[_Form], vocabulary: frozenset[str]) -> list[_Span]:
    """Every place to be rewritten: of the text itself, and, where it holds escapes, of what it reads as."""
    words: list[str] = []
    if len(forms) * PER_VALUE > MANY:
        words = [word for _, *both in each(forms) for shapes in both if shapes for word in shapes.announced]
    sight = Sight(flat.text, words)
    deeper = [(Sight(stage.text, words), stage) for stage in stages]
    claimed: list[_Span] = []
    for value, shapes, said in forms:
        breathe()
        for strict in _levels(value.manner, shapes.short or (said is not None and said.short)):
            spans = _spans(sight, shapes, strict, value)
            for other, stage in deeper:
                read = _spans(other, shapes, strict, value)
                if said:
                    read += _spans(other, said, strict, value)
                spans += [stage.origin(start, end) for start, end in each(read)]
            if stages:  # many that were found in one run are one
                spans = list(dict.fromkeys([stages[0].whole(start, end) for start, end in each(spans)]))
            if value.manner is not None or "\0" in value.says:  # nothing else could reach across pieces
                spans = [span for span in each(spans) if _meant(flat, value.manner, *span)]
            if vocabulary and value.manner is not None:
                spans = [span for span in each(spans) if not names_a_field(flat.text, *span, vocabulary)]
            for start, end in each(spans):
                claimed.append((start, end, value))
            if spans:
                break
    for seen in (sight, *[other for other, _ in deeper]):
        seen.let_go()
    if "-" in flat.text:
        claimed += [(start, end, None) for start, end in each(lookalikes(flat.text))]
    for other, stage in deeper:
        claimed += [(*stages[0].whole(*stage.origin(start, end)), None) for start, end in each(lookalikes(other.text))]
    return claimed


def _meant(flat: Flat, manner: Manner | None, start: int, end: int) -> bool:
    """Whether the place lies in one piece, and means the value there if the piece is a number."""
    number = flat.piece(start, end)
    if number is None or manner is None:
        return number is not None
    return number not in flat.numbers or manner.meant_by_number(flat.text, start, end)


def _levels(manner: Manner | None, short: bool) -> tuple[int, ...]:
    """How strictly a value is looked for: 2 as its manner says, 1 where it stands alone, 0 anywhere. What was found
    is somewhere: when it is nowhere as it should be, it is less strictly."""
    if manner is not None:
        return _DERIVED if manner.derived else _MANNERED
    return _ALONE if short else _ANYWHERE


def _spans(sight: Sight, shapes: Renderings, strict: int, value: Value) -> list[tuple[int, int]]:
    words = sight.starts(shapes.words)
    if not (strict or shapes.codes or value.person.parts):
        return words
    codes = sight.codes(shapes.codes)
    if not words and not codes:
        return []
    text = sight.text
    if strict == 2 and value.manner is not None:
        meant = value.manner.meant
        coded = len(shapes.words[-1]) if shapes.codes else 0  # in hexadecimal
        words = [span for span in each(words) if span[1] - span[0] == coded or meant(text, *span)]
    if strict and (shapes.short or (value.manner is not None and strict == 1)):
        words = [span for span in each(words) if stands_alone(text, *span)]
        codes = [span for span in each(codes) if stands_alone(text, *span)]
    if value.person.parts:
        words = [value.person.widened(text, *span) for span in each(words)]
    return words + [sight.run(start, end) for start, end in each(codes)] if codes else words


def _settled(claimed: list[_Span], text: str, named: Callable[[bytes], bytes]) -> list[Claim]:
    """Places in order, and none that overlap."""
    claimed = in_order(claimed, key=_START)
    settled: list[Claim] = []
    reached = 0
    for start, end, value in each(claimed):
        if start < reached:
            free(settled)
            return _merged(claimed, text, named)
        reached = end
        settled.append((start, end, value, () if value is None else value.categories, False))
    return settled


def _merged(claimed: list[_Span], text: str, named: Callable[[bytes], bytes]) -> list[Claim]:
    """Places that overlap become one, of all their categories; the longest of them gives it its name, and of values
    with the same place (two in one run of base64, or the same in two letter cases) the one that stands there."""
    claimed = in_order(claimed, key=lambda c: (c[0], -c[1], c[2] is None or not _stands(c[2], text, c[0], c[1])))
    settled: list[Claim] = []
    longest = 0
    for start, end, found in claimed:
        breathe()
        own = found.categories if found else ()
        if not settled or start >= settled[-1][1]:
            settled.append((start, end, found, own, False))
            longest = end - start
            continue
        first, last, value, categories, merged = settled[-1]
        merged = merged or not _same(value, found)
        if end - start > longest or value is None:
            value, longest = found or value, end - start
        elif found is not None and found is not value and start == first and end - start == longest:
            value = value if _stands(value, text, start, end) else _drawn(value, found, named)
        if own != categories:
            categories = tuple(sorted({*categories, *own}))
        settled[-1] = (first, max(last, end), value, categories, merged)
    return settled


def _stands(value: Value, text: str, start: int, end: int) -> bool:
    """Whether the value stands there letter for letter: told by the lengths first, since a place may be a whole run."""
    return len(value.text) == end - start and text.startswith(value.text, start)


def _drawn(one: Value, other: Value, named: Callable[[bytes], bytes]) -> Value:
    """Of two that do not stand there the longer, or else one by lot. Every turn draws alike, and nobody without the key
    learns from the name which of them sorts first."""
    if len(one.text) > len(other.text):
        return one
    if len(one.text) < len(other.text):
        return other
    return min(one, other, key=lambda value: named(_LOT + value.text.encode("utf-8", "surrogatepass")))


def _written(flat: Flat, claims: list[Claim], writer: Writer) -> dict[int, str]:
    """The pieces that hold claims, written anew, by number."""
    changed: dict[int, str] = {}
    starts, at = flat.starts, 0
    while at < len(claims):
        number = bisect_right(starts, claims[at][0]) - 1
        first, limit = at, starts[number + 1]
        while at < len(claims) and claims[at][0] < limit:
            at += 1
            if not at % LOT:
                breathe()
        piece = flat.pieces[number]
        if number in flat.numbers:
            changed[number] = writer.number(piece, claims[first])
        else:
            changed[number] = writer.piece(piece, starts[number], claims[first:at], number in flat.keys)
    return changed


def _same(one: Value | None, other: Value | None) -> bool:
    """Whether both are spellings or mentions of one thing."""
    if one is None or other is None or one is other:
        return one is other
    if one.type != other.type or one.entity == other.entity:
        return one.type == other.type
    return normalise(one.type, one.entity) == normalise(other.type, other.entity)
