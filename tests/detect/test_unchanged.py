"""What was looked at before and found empty is not looked at again, and nothing is missed for it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.detect import Detector, Reading, built_in, pattern_recogniser
from isthmus.detect.documents import documents
from isthmus.detect.occasions import BUILT_IN_DOCUMENTS
from isthmus.detect.unchanged import renewed
from isthmus.domain.content import CLEAN

from .examples import EXAMPLES, read
from .figures import PROSE
from .test_detector import Fake

ALL = Detector(built_in())
HALVES = (
    ("password", "hunter2"), ("date_of_birth", "1985-03-12"), ("patient", "age", "12"), ("phone", "5550132"),
    ("card 4111 1111", "1111 1111 ok"), ("my mail is alice@exam", "role", "user", "content", "ple.com, you know"),
    ("pay DE89 3704 0044 05", "a", "b", "c", "d", "e", "f", "32 0130 00 now"), ("+49 30 90", "1820"),
    ("write to al_ice", "a", "b", "c", "d", "e", "f", "@example.kitchen today"),
)  # fmt: skip


class Counting(Detector):
    """Remembers how much it scanned."""

    read = 0

    def scan(self, texts: Sequence[str], *reading: Reading):  # type: ignore[no-untyped-def]
        self.read += sum(map(len, texts))
        return super().scan(texts, *reading)


def again(detector: Detector, texts: Sequence[str], before: Sequence[str]):  # type: ignore[no-untyped-def]
    return detector.again(texts, before, detector.scan(before))


def test_only_what_changed_and_what_stands_beside_it_is_read_again() -> None:
    detector = Counting(built_in())
    texts = ["gpt", *PROSE, "end"]
    assert detector.scan(texts) is CLEAN
    detector.read = 0
    assert detector.again(list(texts), texts, CLEAN) is CLEAN
    assert detector.read == 0
    assert detector.again(["gpt-mini", *texts[1:]], texts, CLEAN) is CLEAN
    assert 0 < detector.read < 100


@pytest.mark.parametrize("halves", HALVES)
def test_a_value_that_a_change_completes_is_found_whichever_text_changed(halves: tuple[str, ...]) -> None:
    around = ["Where is my parcel?", *halves, "Thanks."]
    expected = ALL.scan(around)
    assert expected.findings
    for place in range(1, len(halves) + 1):
        for other in ([], ["changed"], ["two", "texts"]):
            before = [*around[:place], *other, *around[place + 1 :]]
            assert again(ALL, around, before) == expected
            assert again(ALL, around[1:-1], before[1:-1]) == ALL.scan(around[1:-1])


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_value_cut_over_texts_is_found_as_in_a_first_scan(name: str) -> None:
    for marked in EXAMPLES[name]:
        text, value = read(marked)
        at = text.index(value)
        for first in (at, at + len(value) // 2, at + len(value) - 2):
            for second in (first + 2, first + 5):
                texts = [text[:first], text[first:second], text[second:]]
                for place in range(3):
                    before = [*texts[:place], "x", *texts[place + 1 :]]
                    assert again(ALL, texts, before) == ALL.scan(texts)


@given(st.lists(st.text("ab _\x00", max_size=4), max_size=12), st.data())
def test_what_is_renewed_is_a_run_of_the_texts_with_all_that_differs(texts: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(texts)))
    end = data.draw(st.integers(start, len(texts)))
    before = [*texts[:start], *data.draw(st.lists(st.text("ab", max_size=2), max_size=3)), *texts[end:]]
    news = list(renewed(texts, before))
    assert news in [texts[a:b] for a in range(len(texts) + 1) for b in range(a, len(texts) + 1)]
    if len(texts) == len(before):
        assert all(text in news for text, other in zip(texts, before, strict=True) if text != other)


def test_nothing_is_left_out_where_more_is_asked_than_patterns() -> None:
    before, texts = ["falcon", "of x"], ["falcon", "of y"]
    plugged = Detector([*built_in(), Fake()])
    assert again(plugged, texts, before) == plugged.scan(texts)
    ruled = Detector(built_in(), documents=documents(BUILT_IN_DOCUMENTS))
    texts = ["due diligence", "on the target company", "and more", "and more", "and the data room"]
    assert again(ruled, texts, [*texts[:4], "nothing"]).about == ruled.scan(texts).about != frozenset()


def test_texts_that_became_too_long_are_unread() -> None:
    detector = Detector(built_in(), max_chars=30)
    assert not again(detector, ["short", "x" * 40], ["short", "text"]).complete


def test_a_pattern_of_one_s_own_sees_each_changed_text() -> None:
    rest, whole = pattern_recogniser("rest", "custom.rest", r"x[^,]+"), pattern_recogniser("all", "custom.a", "^q$")
    detector = Detector([rest, whole])
    for texts in (["ax", "b", "c"], ["a", "xb", "c"], ["a", "b", "q"]):
        for place in range(3):
            before = [*texts[:place], "o", *texts[place + 1 :]]
            assert again(detector, texts, before) == detector.scan(texts)
