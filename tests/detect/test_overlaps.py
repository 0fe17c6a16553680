"""Of findings that overlap one wins, the same one always, and nothing long is uncovered by it."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from isthmus.detect.overlaps import without_overlaps
from isthmus.domain.content import Finding

PRIORITY = {"a": 0, "b": 1, "c": 2}
TEXTS = ["x" * 40, "y" * 40]

findings = st.lists(
    st.builds(
        lambda part, start, length, name: Finding(part, start, start + length, f"custom.{name}", 0.9, name),
        st.integers(0, 1), st.integers(0, 29), st.integers(1, 10), st.sampled_from("abc"),
    ),
    max_size=12,
)  # fmt: skip


def characters(many: tuple[Finding, ...] | list[Finding]) -> set[tuple[int, int]]:
    return {(f.part, i) for f in many for i in range(f.start, f.end)}


@given(findings)
def test_what_is_kept_is_apart_and_in_order(raw: list[Finding]) -> None:
    kept = without_overlaps(raw, PRIORITY, TEXTS)
    for one, two in pairwise(kept):
        assert (one.part, one.end) <= (two.part, two.start) or one.part < two.part
    assert sum(f.end - f.start for f in kept) == len(characters(kept))


@given(findings, st.randoms(use_true_random=False))
def test_the_order_they_came_in_does_not_matter(raw: list[Finding], random: object) -> None:
    kept = without_overlaps(raw, PRIORITY, TEXTS)
    random.shuffle(raw)  # type: ignore[attr-defined]  # hypothesis hands a random.Random
    assert without_overlaps(raw, PRIORITY, TEXTS) == kept


@given(findings)
def test_nothing_that_was_found_is_uncovered_but_short_ends(raw: list[Finding]) -> None:
    kept = without_overlaps(raw, PRIORITY, TEXTS)
    assert characters(kept) <= characters(raw)
    lost = characters(raw) - characters(kept)
    run = 0
    for part, i in sorted(lost):
        run = run + 1 if (part, i - 1) in lost else 1
        assert run < 4 + 3  # two losers' ends may lie side by side


@given(findings)
def test_a_finding_of_the_first_priority_is_kept_unless_one_of_its_own_beats_it(raw: list[Finding]) -> None:
    kept = without_overlaps(raw, PRIORITY, TEXTS)
    first = [f for f in raw if f.recogniser == "a"]
    for f in first:
        others = [g for g in first if g != f and g.part == f.part and g.start < f.end and f.start < g.end]
        if not others:
            assert f in kept


def test_length_then_place_decide_between_equals() -> None:
    short, long = Finding(0, 0, 5, "custom.a", 0.9, "a"), Finding(0, 2, 12, "custom.a", 0.9, "a")
    assert without_overlaps([short, long], PRIORITY, TEXTS) == (long,)
    left, right = Finding(0, 0, 6, "custom.a", 0.9, "a"), Finding(0, 3, 9, "custom.a", 0.9, "a")
    assert without_overlaps([right, left], PRIORITY, TEXTS) == (left,)


def test_digits_too_few_to_stand_alone_are_covered_with_what_they_touch_of_their_category() -> None:
    winner, loser = Finding(0, 4, 12, "custom.a", 0.9, "a"), Finding(0, 0, 8, "custom.a", 0.9, "b")
    other = Finding(0, 0, 8, "custom.b", 0.9, "b")
    text = ["12 3 555 0132"]
    assert characters(without_overlaps([winner, loser], PRIORITY, text)) == {(0, i) for i in range(12)}
    assert without_overlaps([winner, other], PRIORITY, text) == (winner,)
