"""One pass over many texts: exact offsets, nothing overlapping, nothing passed over in silence."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from isthmus.detect import Detector, built_in, pattern_recogniser
from isthmus.detect.built_ins import BUILT_INS
from isthmus.domain.content import CLEAN, Scan, Span
from isthmus.domain.errors import SettingsError

from .examples import EXAMPLES, read

ALL = Detector(built_in())
VALUES = (
    "alice@example.com",
    "+49 30 901820",
    "DE89370400440532013000",
    "4111 1111 1111 1111",
    "203.0.113.42",
)
SENTENCES = [read(marked)[0] for many in EXAMPLES.values() for marked in many]

fillers = st.text(st.characters(codec="utf-8"), max_size=20)
texts_of_request = st.lists(
    st.lists(st.one_of(fillers, st.sampled_from(VALUES), st.sampled_from(SENTENCES)), max_size=5).map(
        " ".join
    ),
    max_size=8,
)


class Fake:
    """A plug-in that finds one word, or throws what it is told to."""

    name = "fake"
    categories: Sequence[str] = ("custom.fake",)

    def __init__(self, word: str = "falcon", error: Exception | None = None, stretch: int = 0) -> None:
        self.word, self.error, self.stretch = word, error, stretch

    def find(self, text: str) -> Sequence[Span]:
        if self.error:
            raise self.error
        at = text.find(self.word)
        return [] if at < 0 else [Span(at, at + len(self.word) + self.stretch, "custom.fake", 0.5)]


@given(st.lists(st.tuples(fillers, st.sampled_from(VALUES), fillers), min_size=1, max_size=6))
def test_offsets_are_exact_in_any_script(pieces: list[tuple[str, str, str]]) -> None:
    # Blanks that are no digits' or letters' neighbours keep the value's own borders.
    texts = [f"{before} ◆ {value} ◆ {after}" for before, value, after in pieces]
    found = {(f.part, texts[f.part][f.start : f.end]) for f in ALL.scan(texts).findings}
    for part, (_, value, _) in enumerate(pieces):
        assert (part, value) in found


@given(texts_of_request)
def test_findings_never_overlap_and_lie_inside_their_text(texts: list[str]) -> None:
    scan = ALL.scan(texts)
    at, end = -1, 0
    for finding in scan.findings:
        if finding.part != at:
            at, end = finding.part, 0
        assert end <= finding.start < finding.end <= len(texts[finding.part])
        end = finding.end
    assert [f.part for f in scan.findings] == sorted(f.part for f in scan.findings)


@settings(deadline=None)  # the first one to be read builds what all others use
@given(texts_of_request)
def test_the_same_texts_give_the_same_scan(texts: list[str]) -> None:
    assert ALL.scan(texts) == ALL.scan(list(texts)) == Detector(built_in()).scan(texts)


@pytest.mark.parametrize("row", BUILT_INS, ids=lambda row: row.name)
def test_no_pattern_reaches_from_one_text_into_the_next(row: object) -> None:
    name = row.name  # type: ignore[attr-defined]  # a row
    detector = Detector(built_in([name]))
    for marked in EXAMPLES.get(name, ()):
        text, value = read(marked)
        at = text.index(value)
        for cut in range(at + 1, at + len(value)):
            texts = [text[:cut], text[cut:]]
            for f in detector.scan(texts).findings:
                assert f.end <= len(texts[f.part])
                assert "\x00" not in texts[f.part][f.start : f.end]


def test_nothing_found_is_the_shared_clean_scan() -> None:
    assert ALL.scan(["Where is my parcel?", "", "Thanks."]) is CLEAN
    assert ALL.scan([]) is CLEAN


def test_a_lone_surrogate_makes_the_scan_incomplete_and_the_rest_is_still_read() -> None:
    texts = ["broken \ud800 here: alice@example.com", "and +49 30 901820"]
    scan = ALL.scan(texts)
    assert not scan.complete
    assert [texts[f.part][f.start : f.end] for f in scan.findings] == ["alice@example.com", "+49 30 901820"]


def test_what_is_longer_than_the_limit_is_unread_and_the_rest_is_still_read() -> None:
    detector = Detector(built_in(), max_chars=100)
    texts = ["a@example.com", "x" * 200 + " b@example.com", "c@example.com"]
    scan = detector.scan(texts)
    assert not scan.complete
    assert [(f.part, texts[f.part][f.start : f.end]) for f in scan.findings] == [(0, texts[0]), (2, texts[2])]


def test_too_many_texts_for_the_limit_are_unread() -> None:
    assert not Detector(built_in(), max_chars=10).scan([""] * 50).complete


def test_a_plug_in_runs_beside_the_patterns() -> None:
    texts = ["project falcon", "mail a@example.com"]
    scan = Detector([*built_in(), Fake()]).scan(texts)
    assert [(f.part, f.recogniser) for f in scan.findings] == [(0, "fake"), (1, "email")]
    assert scan.complete


@pytest.mark.parametrize(
    "fake", [Fake(error=RuntimeError("boom")), Fake(error=MemoryError()), Fake(stretch=50)]
)
def test_a_plug_in_that_throws_or_lies_leaves_the_scan_incomplete_and_is_named(fake: Fake) -> None:
    scan = Detector([*built_in(), fake]).scan(["project falcon, mail a@example.com"])
    assert not scan.complete
    assert scan.failed == ("fake",)
    assert [f.recogniser for f in scan.findings] == ["email"]


class Reader:
    """Reads language: finds capitalised words, in all texts at once."""

    name = "reader"
    categories: Sequence[str] = ("personal.name",)

    def __init__(self, pattern: str = r"[A-Z]\w+(?: \S+)*", error: Exception | None = None, less: int = 0) -> None:
        self.pattern, self.error, self.less, self.asked = pattern, error, less, 0

    def find(self, text: str) -> Sequence[Span]:
        raise AssertionError("it is asked for all texts at once")

    def find_all(self, texts: Sequence[str]) -> Sequence[Sequence[Span]]:
        self.asked += 1
        if self.error:
            raise self.error
        return [
            [Span(*match.span(), "personal.name", 0.6) for match in re.finditer(self.pattern, text)]
            for text in texts[self.less :]
        ]


class Archive:
    def __init__(self, answer: frozenset[str] | Exception, version: str = "1") -> None:
        self.answer, self.version = answer, version

    def about(self, texts: Sequence[str]) -> frozenset[str]:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def found(detector: Detector, texts: list[str]) -> list[tuple[str, str]]:
    return [(f.recogniser, texts[f.part][f.start : f.end]) for f in detector.scan(texts).findings]


def test_what_reads_language_is_asked_once_for_all_texts_and_not_where_only_structure_is_looked_for() -> None:
    reader = Reader()
    detector = Detector([reader, *built_in()])
    texts = ["thanks, Alice", "", "mail a@example.com"]
    assert found(detector, texts) == [("reader", "Alice"), ("email", "a@example.com")]
    assert reader.asked == 1
    assert found(detector.structured, texts) == [("email", "a@example.com")]
    assert reader.asked == 1
    assert detector.structured.structured is detector.structured
    assert ALL.structured is ALL


def test_structure_wins_against_language_and_whole_words_of_the_rest_stay_found() -> None:
    detector = Detector([Reader(), *built_in()])
    texts = ["Jo Bo +49 30 901820 Li 7"]
    assert found(detector, texts) == [("reader", "Jo Bo"), ("phone_international", "+49 30 901820"), ("reader", "Li 7")]


def test_our_own_pseudonym_is_cut_out_of_what_language_finds() -> None:
    texts = ["Dear NAME-bcdfghjklmnpqrstbcdf Miller"]
    assert found(Detector([Reader(), *built_in()]), texts) == [("reader", "Dear"), ("reader", "Miller")]


@pytest.mark.parametrize("reader", [Reader(error=RuntimeError("boom")), Reader(less=1)])
def test_what_reads_language_and_throws_or_answers_for_too_few_texts_leaves_the_scan_incomplete(reader: Reader) -> None:
    scan = Detector([*built_in(), reader]).scan(["Alice", "a@example.com"])
    assert (scan.complete, scan.failed) == (False, ("reader",))
    assert [f.recogniser for f in scan.findings] == ["email"]


def test_what_texts_are_as_a_whole_is_part_of_the_scan() -> None:
    memo = frozenset({"document.board"})
    detector = Detector(built_in(), documents=Archive(memo))
    assert detector.scan(["nothing to find"]) == Scan(about=memo)
    assert detector.scan(["a@example.com"]).about == memo
    assert detector.structured.scan(["a@example.com"]) == ALL.scan(["a@example.com"])
    assert Detector(built_in(), documents=Archive(frozenset())).scan(["nothing"]) is CLEAN
    assert len({ALL.version, detector.version, Detector(built_in(), documents=Archive(memo, "2")).version}) == 3


def test_where_nobody_can_say_what_texts_are_the_scan_is_incomplete() -> None:
    scan = Detector(built_in(), documents=Archive(RuntimeError("boom"))).scan(["a@example.com"])
    assert (scan.complete, scan.failed, len(scan.findings)) == (False, ("documents",), 1)


def test_a_check_that_throws_leaves_the_scan_incomplete_and_is_named() -> None:
    def broken(value: str) -> int:
        raise ValueError(value)

    row = pattern_recogniser("ticket", "custom.ticket", r"T-\d+")
    broken_row = type(row)(name="ticket", category="custom.ticket", pattern=row.pattern, check=broken)
    scan = Detector([*built_in(), broken_row]).scan(["T-4711 of a@example.com"])
    assert (scan.complete, scan.failed) == (False, ("ticket",))
    assert [f.recogniser for f in scan.findings] == ["email"]


def test_an_automaton_without_memory_is_noticed() -> None:
    detector = Detector(built_in())

    class Silent:
        def Match(self, data: bytes) -> None:
            return None

    detector._prefilter._first.together._set = Silent()
    scan = detector.scan(["mail a@example.com"])
    assert (scan.complete, scan.failed) == (False, ("prefilter",))
    assert [f.recogniser for f in scan.findings] == ["email"]


def test_two_recognisers_of_one_name_are_refused() -> None:
    with pytest.raises(SettingsError, match="two recognisers are named email"):
        Detector([*built_in(["email"]), *built_in(["email"])])


def test_the_version_changes_with_the_recognisers() -> None:
    fewer = Detector(built_in(["email", "card"]))
    other = Detector([*built_in(["email"]), pattern_recogniser("card", "financial.card", r"\d{16}")])
    assert len({ALL.version, fewer.version, other.version}) == 3
    assert Detector(built_in()).version == ALL.version


HOSTILE = {
    "at signs": "a@" * 500_000,
    "tiny addresses": "a@b.cc " * 140_000,
    "digits": "1" * 1_000_000,
    "spaced digits": "4 " * 500_000,
    "dashed digits": "4111-" * 200_000,
    "dots": "1." * 500_000,
    "colons": "a:" * 500_000,
    "open keys": "-----BEGIN PRIVATE KEY-----" * 37_000,
    "open urls": "a://b:" * 160_000,
    "url logins": "aa://b:c1d2e@" * 77_000,
    "local parts": "a." * 500_000 + "@x.png",
    "domains": "a@" + "b." * 500_000,
    "passwords": "password=" * 110_000,
    "jwt": "eyJ" + "a" * 1_000_000,
    "plus": "+1 " * 330_000,
    "ibans": "DE89 " * 200_000,
    "context": "steuer tel nhs " * 66_000,
    "pseudonyms": "EMAIL-bcdfghjklmnpqrstbcdf" * 38_000,
    "capitals": "A" * 1_000_000,
    "four byte letters": "𝒜@𝒜." * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_megabyte_is_worked_through_within_a_budget_of_candidates(name: str) -> None:
    scan = ALL.scan([HOSTILE[name]])
    assert len(scan.findings) <= 1_000 + len(HOSTILE[name].encode()) // 16


def test_the_number_of_candidates_grows_no_faster_than_the_text() -> None:
    from isthmus.detect.patterns import Budget

    for text in HOSTILE.values():
        spent = []
        for size in (2_000, 8_000):
            data = bytearray(b"\x00" + text[:size].encode() + b"\x00")
            budget = Budget(10**9)
            for row in BUILT_INS:
                list(row.compiled.values(data, budget))
            spent.append(10**9 - budget.left)
        assert spent[1] <= 5 * spent[0] + 200


def test_too_many_candidates_leave_the_scan_incomplete() -> None:
    draw = random.Random(3)
    text = " ".join(f"{draw.randrange(10)}@b.cc" for _ in range(20_000))
    assert not ALL.scan([text]).complete
    assert ALL.scan([text[:7_000]]).complete


UNBOUNDED = Detector([replace(row, marks=b"", near=False, gate="") for row in BUILT_INS])
"""Looks everywhere, for everything."""


@pytest.mark.parametrize("name", EXAMPLES)
def test_looking_only_near_the_marks_of_a_value_finds_all_that_looking_everywhere_does(name: str) -> None:
    prose = "words without end, Straße и так далее: " * 8
    for text in (read(marked)[0] for marked in EXAMPLES[name]):
        for texts in ([text], [prose + text + prose], [prose, text, prose], [text, prose + text], [prose + "7", text]):
            assert ALL.scan(texts) == UNBOUNDED.scan(texts)


@given(texts_of_request)
def test_and_so_in_any_texts(texts: list[str]) -> None:
    assert ALL.scan(texts) == UNBOUNDED.scan(texts)


def test_an_iban_s_letters_in_any_case_are_those_that_the_pattern_reads() -> None:
    for text in ("MT84 MALT 0110 0001 2345 MTLC AST0 01S", "mt84malt011000012345mtlcast001s"):
        assert [f.recogniser for f in ALL.scan([text]).findings] == ["iban"]
    kelvin = iban_of("GB", "KKKK60161331926819").replace("K", "\u212a")
    assert ALL.scan([kelvin]).complete
    assert [f.recogniser for f in ALL.scan([kelvin]).findings] == ["iban"]


def iban_of(country: str, rest: str) -> str:
    number = int("".join(str(int(c, 36)) for c in f"{rest}{country}00"))
    return f"{country}{98 - number % 97:02}{rest}"


def test_what_lost_to_another_value_stays_lost_when_something_else_is_read_otherwise() -> None:
    """Digits of the card look like a telephone number; whether that counts is not told by what else stands there."""
    card = "card 5219 0927 9659 4938 12/27"
    for text in (card, f"\U0001d518 {card}", f"{card} 61%2085%20153257"):
        assert {f.category for f in Detector(built_in()).scan([text]).values} <= {"financial.card"}
