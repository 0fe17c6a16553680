"""Content of megabytes is gone through in pieces, and what is found in it is what is found at once."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from resting import rests

from isthmus.detect import encoded, places, separated
from isthmus.detect.built_ins import BUILT_INS
from isthmus.detect.patterns import finder
from isthmus.domain import breath

from .test_documents import ALL, CASES

LONG = 3_000_000
"""Characters, of which no call may take all."""
runs = st.lists(
    st.sampled_from(
        ("ab", "A1/", "x" * 30, "0x", "\n", "\r\n", "  ", "\t", "=", "==", "abcd", "abc", ".", "deadbeef" * 4)
    )
).map("".join)


@settings(max_examples=400)
@given(runs, st.integers(4, 40))
def test_a_run_of_base64_ends_where_it_ends(text: str, piece: int) -> None:
    whole = encoded._RUN.match(text)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(encoded, "PIECE", piece)
        assert encoded._run_end(text, 0) == (whole.end() if whole else -1)


@given(st.text("abAB01xX+/=f", min_size=1, max_size=60), st.integers(2, 9))
def test_a_run_says_what_it_says(run: str, piece: int) -> None:
    word, digits = encoded._is_word(run), encoded._hexadecimal(run)
    said = encoded._said(run, (0, 1, 2, 3))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(encoded, "PIECE", 4 * piece)
        assert encoded._is_word(run) == word
        assert (encoded._hexadecimal(run) if len(run) >= 14 else digits) == digits
        assert encoded._said(run, (0, 1, 2, 3)) == said


@pytest.mark.parametrize("around", ["x ", "lorem  ipsum\n", "é", "one two\t"])
@pytest.mark.parametrize("case", CASES[::4], ids=range(len(CASES[::4])))
def test_a_long_document_is_known_for_what_it_is(case: tuple[str, str], around: str) -> None:
    category, text = case
    for before in (0, 5, 50):
        filling = around * ((breath.PIECE - before) // len(around))
        assert category in ALL.about([filling, text, around * breath.PIECE])


def test_what_a_piece_cuts_off_is_no_word() -> None:
    word = "Personalakte eine Abmahnung"
    for at in range(len(word) + 3):
        text = "-" * (breath.PIECE - at) + f"x{word}x " + "-" * breath.PIECE
        assert ALL.about([text]) == frozenset()
        text = "-" * (breath.PIECE - at) + f"{word} " + "-" * breath.PIECE
        assert ALL.about([text]) == {"document.personnel"}


@given(st.binary(max_size=300).map(lambda raw: bytes(b"x17 "[byte % 4] if byte < 250 else byte for byte in raw)))
def test_digits_are_the_same_in_pieces(data: bytes) -> None:
    def told() -> tuple[object, ...]:
        return (
            places.digits(data), [places.fewer(data, n) for n in range(8)], places.islands(data),
            places.whole(data, places.DIGITS), places.left(data, [(0, len(data))], 6),
        )  # fmt: skip

    count = len(re.findall(rb"\d", data))
    assert told()[:2] == (count, [count < n for n in range(8)])
    far = data + b"y" * 200_000
    assert places.digits(far + data) == 2 * count
    assert [places.fewer(far, n) for n in range(8)] == told()[1]
    assert places.islands(far) == places.islands(data)
    assert places.whole(far, places.DIGITS)[:1] == tuple(
        (a, b, len(far)) for a, b, _ in places.whole(data, places.DIGITS)
    )


@given(st.text("a\x00é\ud800", max_size=200), st.integers(1, 9))
def test_a_text_is_split_and_written_the_same_in_pieces(text: str, piece: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(breath, "PIECE", piece)
        patched.setattr(breath, "_LONGER", piece)
        assert breath.split(text, "\x00") == text.split("\x00")
        assert breath.encoded(text, "replace") == text.encode("utf-8", "replace")


@pytest.mark.parametrize("name", ["iban", "domain"])
def test_a_search_of_our_own_lets_others_go_on(name: str) -> None:
    row = next(row for row in BUILT_INS if row.name == name)
    assert row.sooner is not None
    search, data = row.sooner(finder(row.pattern)[0]), bytearray(b"ab12. " * (LONG // 6))
    assert rests(lambda: search.first(data, 0, len(data))) > LONG // breath.PIECE - 2


@pytest.mark.parametrize("of", [places.islands, places.digits, lambda data: places.fewer(data, 6)])
def test_so_does_what_looks_for_digits(of: Callable[[bytes], object]) -> None:
    data = b"." * LONG
    assert rests(lambda: of(data)) > LONG // 100_000


def test_of_one_long_run_only_a_piece_is_looked_at_in_one_call() -> None:
    longest = [0]

    def noted(frame: object, event: str, called: object) -> None:
        if event == "c_call" and isinstance(getattr(called, "__self__", None), str):
            longest[0] = max(longest[0], len(called.__self__) if called.__name__ in _LOOKS else 0)  # type: ignore[attr-defined]

    text = "SGVsbG8g" * (LONG // 8)
    sys.setprofile(noted)
    try:
        view = encoded.decoded(text, frozenset({"run"}))
    finally:
        sys.setprofile(None)
    assert view is not None
    assert "Hello Hello" in view.text
    assert 0 < longest[0] <= encoded.PIECE


def test_behind_what_is_given_up_nothing_is_looked_at() -> None:
    """It counts as unread whatever it is, so looking at it would cost and tell nothing."""
    looked: list[str] = []

    def noted(frame: FrameType, event: str, _arg: object) -> None:
        if event == "call" and frame.f_code.co_name == "_could_be_one":
            looked.append("run")

    text, runs = "4111.1111.1111.1111 within ", 20_000
    sys.setprofile(noted)
    try:
        view = separated.joined(text * runs, frozenset({"separated"}))
    finally:
        sys.setprofile(None)
    assert view is not None
    assert not view.whole
    assert len(looked) < 0.4 * runs


_LOOKS = {"isalpha", "islower", "isupper", "istitle", "isalnum", "translate", "isprintable", "lstrip", "casefold"}
