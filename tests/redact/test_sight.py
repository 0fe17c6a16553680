"""What texts are searched by says the same, however it is searched: loops are held to plain expressions for it."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from isthmus.redact import Found, disguise, residue
from isthmus.redact.renderings import uncoded
from isthmus.redact.sight import MANY, Sight, longest_run

from .worlds import KEY

_GROUPED = re.compile(r"\+?\(?[a-z0-9]+(?:[ ./:()-]{1,3}[a-z0-9]+)+")


@given(st.lists(st.sampled_from(["a", "Z", "09", "x" * 9, " ", "-", "\xe9", "\xff"])), st.integers(0, 25))
def test_the_longest_run_is_of_letters_and_digits_side_by_side(pieces: list[str], least: int) -> None:
    raw = "".join(pieces).encode("latin-1")
    assert longest_run(raw, least) == max([least, *map(len, re.findall(rb"[A-Za-z0-9]+", raw))])


@given(st.lists(st.sampled_from(["+", "(", ") ", " ", "-", "./:", "_", "1234", "567", "8", "ab"]), min_size=1))
def test_a_number_is_looked_for_without_its_groups_too_if_it_has_any(pieces: list[str]) -> None:
    value = "".join(pieces)
    bare = re.sub(r"[^a-z0-9]", "", value)
    grouped = _GROUPED.fullmatch(value) and sum(map(str.isdigit, bare)) >= 6
    assert (bare in uncoded(value).words[1:]) == bool(grouped)


@given(st.text("ab12 ", max_size=60), st.lists(st.text("ab12 ", min_size=1, max_size=8)))
def test_words_stand_where_they_stand_one_by_one_and_when_there_are_many(text: str, words: list[str]) -> None:
    many = [*words, *[f"other word {number}" for number in range(MANY)]]
    assert Sight(text, many).starts(words) == Sight(text, []).starts(words)


def test_the_door_sees_a_long_word_in_letters_that_are_read_as_its_own() -> None:
    long = "kelvin" * 5
    assert residue(b"x " + long.encode() + b"@x.org", [(f"{long}@x.org", "personal.email")]) == {"personal.email"}
    for word in (long, long.upper(), long.replace("k", "\N{KELVIN SIGN}"), long[:6] + "\N{KELVIN SIGN}" + long[7:]):
        assert residue(word.encode(), [(long, "custom.term")]) == {"custom.term"}
        done = disguise({"c": long}, [Found("custom.term", long)], ("*",), KEY)
        assert done.watch.residue(word.encode()) == {"custom.term"}


def test_a_number_and_the_same_digits_in_a_text_have_pseudonyms_of_their_own() -> None:
    card = "4111111111111111"
    done = disguise({"n": int(card), "t": card, "m": int(card)}, [Found("financial.card", card)], ("*",), KEY)
    assert done.tree["n"] == done.tree["m"] != done.tree["t"]
    assert [(surface.text, surface.bare) for surface in done.map.surfaces.values()] == [(card, True), (card, False)]
