"""The laws of the label lattice: joining never loosens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.domain.labels import PUBLIC, UNREAD, Integrity, Label, Level, join_all, matches

_words = st.frozensets(st.sampled_from(["a", "b", "c", "personal.email", "EU", "DE"]), max_size=4)
labels = st.builds(
    Label,
    level=st.sampled_from(Level),
    categories=_words,
    owners=_words,
    purposes=st.none() | _words,
    residency=st.none() | _words,
    retention_days=st.none() | st.integers(0, 400),
    integrity=st.sampled_from(Integrity),
)


@given(labels, labels, labels)
def test_join_is_associative(a: Label, b: Label, c: Label) -> None:
    assert a.join(b).join(c) == a.join(b.join(c))


@given(labels, labels)
def test_join_is_commutative(a: Label, b: Label) -> None:
    assert a.join(b) == b.join(a)


@given(labels)
def test_join_is_idempotent_and_public_is_neutral(a: Label) -> None:
    assert a.join(a) == a
    assert a.join(Label(**{f: getattr(a, f) for f in a.__struct_fields__})) == a
    assert a.join(PUBLIC) == a == PUBLIC.join(a)
    assert a.join(Label()) == a == Label().join(a)


@given(labels, labels)
def test_a_join_is_at_least_as_strict_as_either_in_every_respect(a: Label, b: Label) -> None:
    joined = a.join(b)
    assert joined.covers(a)
    assert joined.covers(b)
    assert joined.level >= max(a.level, b.level)
    assert joined.integrity >= max(a.integrity, b.integrity)
    assert joined.categories >= a.categories | b.categories
    assert joined.owners >= a.owners | b.owners
    for field in ("purposes", "residency"):
        allowed = getattr(joined, field)
        for source in (getattr(a, field), getattr(b, field)):
            assert source is None or (allowed is not None and allowed <= source)
    for days in (a.retention_days, b.retention_days):
        assert days is None or (joined.retention_days is not None and joined.retention_days <= days)


@given(labels, labels, labels)
def test_join_is_monotone(a: Label, b: Label, c: Label) -> None:
    if b.covers(a):
        assert b.join(c).covers(a.join(c))
    assert a.join(b).join(c).covers(a.join(c))


@given(labels, labels)
def test_covering_both_ways_is_equality(a: Label, b: Label) -> None:
    if a.covers(b) and b.covers(a):
        assert a == b


@given(st.lists(labels, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_many_does_not_matter(many: list[Label], random: object) -> None:
    joined = join_all(many)
    random.shuffle(many)  # type: ignore[attr-defined]  # hypothesis hands a random.Random
    assert join_all(many) == joined
    assert all(joined.covers(label) for label in many)


def test_joining_nothing_is_public() -> None:
    assert join_all([]) == PUBLIC


@given(labels)
def test_the_unread_stays_restricted_and_untrusted_whatever_joins_it(a: Label) -> None:
    joined = UNREAD.join(a)
    assert joined.level is Level.RESTRICTED
    assert joined.integrity is Integrity.UNTRUSTED


def test_an_empty_set_of_purposes_allows_nothing_and_never_becomes_no_limit() -> None:
    research, billing = Label(purposes=frozenset({"research"})), Label(purposes=frozenset({"billing"}))
    nothing = research.join(billing)
    assert nothing.purposes == frozenset()
    assert nothing.join(research).purposes == frozenset()
    assert nothing.join(PUBLIC).purposes == frozenset()


@pytest.mark.parametrize("level", Level)
def test_a_level_is_read_back_from_its_word(level: Level) -> None:
    assert Level.parse(level.word) is level


def test_an_unknown_level_is_an_error_and_not_public() -> None:
    with pytest.raises(KeyError):
        Level.parse("pubic")


@pytest.mark.parametrize(
    ("pattern", "category", "answer"),
    [
        ("*", "personal.email", True),
        ("personal.*", "personal.email", True),
        ("personal.*", "personal", True),
        ("personal.*", "personal.email.work", True),
        ("personal.*", "personality.type", False),
        ("personal", "personal.email", False),
        ("personal.email", "personal.email", True),
        ("personal.email", "personal.emails", False),
    ],
)
def test_a_category_falls_under_a_pattern_by_whole_words(pattern: str, category: str, answer: bool) -> None:
    assert matches(pattern, category) is answer
