"""What stands in a text for whoever decodes it is found, at its exact place, with bounded work, and quietly."""

from __future__ import annotations

import base64
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.detect import Detector, built_in, label_of, pattern_recogniser, separated
from isthmus.detect.built_ins import BUILT_INS
from isthmus.detect.detector import _LEAST_ROOM, _VIEWS
from isthmus.detect.grouped import ROWS
from isthmus.detect.lookalikes import as_seen
from isthmus.detect.prefilter import Prefilter
from isthmus.detect.views import Writer
from isthmus.domain.content import Scan

from .figures import PROSE
from .test_detector import HOSTILE, VALUES, Fake, found

ALL = Detector(built_in())


def twice(value: str, times: int = 2) -> str:
    for _ in range(times):
        value = base64.b64encode(value.encode()).decode()
    return value


@pytest.mark.req("B2")
@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ("mail ", "аlice＠ex\u200bample.com", " now"),
        ("card ", "４１１１ １１１１ １１１１ １１１１", " now"),
        ("karte ", "٤١١١ ١١١١ ١١١١ ١١١١", ""),
        ("pay ", "DE89\u200d3704\u20600044\u00ad0532013000", ", please"),
        ("card ", "4111.1111.1111.1111", " x"),
        ("card ", "4111\u202f1111\u202f1111\u202f1111", "."),
        ("card ", "4_1_1_1_1_1_1_1_1_1_1_1_1_1_1_1", " x"),
        ("pay ", "DE89/3704/0044/0532/0130/00", " now"),
        ("it is ", "526.01.8159", "."),
        ("it is ", "301 112 506 68", "."),
        ("it is ", "AB_12_34_56_C", "."),
        ("born on ", "12 03 1985", " in"),
        ("call ", "+49.30.901820", " or"),
        ("a line ", "4111 1111\n1111 1111", " end"),
        ("a line ", "alice@\r\nexample.com", " end"),
        ("a line ", "alice@exam\nple.com", " end"),
        ("from ", "203[.]0[.]113[.]42", " twice"),
        ("card ", "4l11 11Il 1111 1111", " now"),
        ("card ", "four one one one, one one one one, one one one one, one one one one", " now"),
        ("Karte ", "vier eins eins eins eins eins eins eins eins eins eins eins eins eins eins eins", " ok"),
        ("it is ", "five two six dash zero one dash eight one five nine", "."),
        ("call ", "plus four nine thirty nine zero eighteen twenty", " now"),
        ("write to ", "alice at example dot org", " today"),
        ("write to ", "alice dot miller (at) example [dot] co [dot] uk", ", please"),
        ("q=", "alice%40example.com", "&x=1"),
        ("q=", "alice%2540example.com", ""),
        ("<td>", "alice&#64;example&period;com", "</td>"),
        ('{"to": "', "\\u0061lice\\u0040example.com", '"}'),
        ("see ", "YWxpY2VAZXhhbXBsZS5jb20=", " here"),
        ("see ", "616c696365406578616d706c652e636f6d", " here"),
        ("see ", twice("alice@example.com"), " here"),
        ("see https://example.org/u/", "YWxpY2VAZXhhbXBsZS5jb20", "?x=1"),
        ("NHS number ", "MTgxIDkwOSAzNzg2", " here"),
    ],
)
def test_a_value_in_disguise_is_found_where_it_stands(before: str, value: str, after: str) -> None:
    text = before + value + after
    scan = ALL.scan(["é", text])
    assert scan.complete
    assert [text[f.start : f.end] for f in scan.findings if f.part] == [value]


@pytest.mark.parametrize(
    ("texts", "halves"),
    [
        (["card 4111 1111", "1111 1111 ok"], ["4111 1111", "1111 1111"]),
        (["my mail is alice@exam", "role", "user", "content", "ple.com, you know"], ["alice@exam", "ple.com"]),
        (["pay DE89 3704 0044 05", "content", "32 0130 00 now"], ["DE89 3704 0044 05", "32 0130 00"]),
        (["+49 30 90", "1820"], ["+49 30 90", "1820"]),
    ],
)
def test_a_value_split_over_two_texts_is_found_in_both(texts: list[str], halves: list[str]) -> None:
    assert [half for _, half in found(ALL, texts)] == halves


@pytest.mark.parametrize(
    "texts",
    [
        ["temperature", "0.25", "max_tokens", "512", "seed", "4711"],
        ["4111", "1111", "1111", "1111"],
        ["it costs 4111", "1111 pieces are left"],
        ["write to me at", "example.org"],
        ["meet me at example.org", "look at the dot in the middle"],
        ["one of two or three, then four", "one two three, one two three"],
        ["12.50,13.75,4711,8812\n12.50,13.75,4711,8813\n"] * 3,
        ["2024-01-15 10:22:33,123 INFO\n2024-01-15 10:22:34,456 WARN"],
        ["sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
        ["550e8400-e29b-41d4-a716-446655440000", "01HQ3K5B8Z6Y7X4W2V1T0S9R8Q"],
        ["a hash dGhpcyBpcyBub3QgcHJpdmF0ZSBhdCBhbGw= of nothing"],
        ["50%20off, caf%C3%A9, &amp;&nbsp;&lt; \\u00e9 \\x41"],
        ["Привет, мир: это обычный текст о погоде.", "日本語のテキスト、です。", "½ ① ² ™"],
        ["MacBook Pro M3, 70B parameters, O(1), B12, 4K, 1O"],
    ],
)
def test_what_only_looks_like_a_disguise_is_left_alone(texts: list[str]) -> None:
    scan = ALL.scan(texts)
    assert (scan.findings, scan.complete) == ((), True)


@pytest.mark.parametrize("column", [",", ";", "\t", "|"])
def test_the_last_of_a_row_and_the_first_of_the_next_are_two_numbers(column: str) -> None:
    rows = "\n".join(column.join(["360188", "Berlin", "493.50"]) for _ in range(3))
    assert separated.joined(rows, frozenset(["separated"])) is None
    broken = column.join(["360188", '"4000 0000 0000\n0002"', "493.50"])
    assert [broken[f.start : f.end] for f in ALL.scan([broken]).findings] == ["4000 0000 0000\n0002"]


def test_ordinary_prose_is_not_looked_at_twice() -> None:
    fired = ALL._prefilter.fired(("\x00" + "\x00".join(PROSE) + "\x00").encode())
    assert fired is not None
    assert not fired.hints


def test_encodings_are_followed_to_a_depth_and_no_further() -> None:
    assert found(ALL, [twice("alice@example.com", 3)])
    assert ALL.scan([twice("alice@example.com", 6)]).findings == ()


def test_a_row_of_one_s_own_sees_through_odd_characters_but_not_into_encodings() -> None:
    detector = Detector([pattern_recogniser("incidents", "custom.incident", r"\bINC-\d{6}\b")])
    assert found(detector, ["see INC-00\u200b4711"]) == [("incidents", "INC-00\u200b4711")]
    assert found(detector, ["see INC－００４７１１"]) == [("incidents", "INC－００４７１１")]
    assert found(detector, [base64.b64encode(b"see INC-004711, please").decode()]) == []


def test_a_pattern_of_one_s_own_reaches_into_no_other_text_through_odd_characters() -> None:
    detector = Detector([pattern_recogniser("rest", "custom.rest", r"x[^,]+")])
    texts = ["a\u200bb x1\u200b2", "other, words"]
    assert found(detector, texts) == [("rest", "x1\u200b2")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("about fal\u200bcon now", "fal\u200bcon"),
        ("about ｆａｌｃｏｎ now", "ｆａｌｃｏｎ"),
        ("about fаlcоn\u00ad now", "fаlcоn"),
        ("about %66alcon now", "%66alcon"),
        ("about f&#97;lcon now", "f&#97;lcon"),
    ],
)
def test_a_plug_in_reads_the_text_as_it_is_seen_too(text: str, value: str) -> None:
    assert found(Detector([Fake()]), ["none", text]) == [("fake", value)]


@pytest.mark.parametrize(
    "text",
    [
        "ИНН 77\u200b07083893",
        "инн 7707083893\u200b",
        "ІПН: 1759\u00ad013776",
        "паспорт ４５ ０４ 345678",
        "ΑΦΜ 09\u200b4259216",
    ],
)
def test_words_of_other_scripts_say_what_an_odd_number_is(text: str) -> None:
    assert [value for _, value in found(ALL, [text])] != []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("it is 090808  24  6696.", "090808  24  6696"),
        ("it is 115/748/490/75.", "115/748/490/75"),
        ("it is 855130  6797.", "855130  6797"),
        ("it is A193156·6 now", "A193156·6"),
        ("RIF G/88598851/4", "G/88598851/4"),
        ("fødselsnummer 190670-13908", "190670-13908"),
        ("SV-Nr 2374.106685", "2374.106685"),
        ("07710.604163", "07710.604163"),
        ("Y-tunnus 2203320/9", "2203320/9"),
        ("037.2054430", "037.2054430"),
        ("DNI 58 506 986", "58 506 986"),
        ("adószám 73_87_51_41-2-41", "73_87_51_41"),
        ("fr_02_20_29_10_17_45_16_15_03_1m_59_61_6", "fr_02_20_29_10_17_45_16_15_03_1m_59_61_6"),
        ("it is jy6-038-99c.", "jy6-038-99c"),
        ("it is GY - RR - Q0 - 51 - 28 - 6G - Z4 - BS.", "GY - RR - Q0 - 51 - 28 - 6G - Z4 - BS"),
        ("50255148/x", "50255148/x"),
        ("card 4157·1111·1111·1116 12/27", "4157·1111·1111·1116"),
        ("card 4157  1111  1111  1116 12/27", "4157  1111  1111  1116"),
    ],
)
def test_groups_are_read_in_the_writing_in_which_such_a_number_is_known(text: str, value: str) -> None:
    assert [value for _, value in found(ALL, [text])] == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("license plate 4AB_Z11_3", "4AB_Z11_3"),
        ("license plate 4AB Z11 3", "4AB Z11 3"),
        ("targa AB\u202f123\u202fCZ", "AB\u202f123\u202fCZ"),
        ("VIN UA - CJ - LX - 7V - F5 - D0 - 08 - 14 - 7", "UA - CJ - LX - 7V - F5 - D0 - 08 - 14 - 7"),
        ("BIC IFU–TDE–FY5–00", "IFU–TDE–FY5–00"),
        ("SWIFT: CWBA–DEFF", "CWBA–DEFF"),
        ("Medicare 1FA5/AP5/MK94", "1FA5/AP5/MK94"),
        ("serial number F12 XL5 CLJ GH5", "F12 XL5 CLJ GH5"),
        ("she was born on 12_July_1981", "12_July_1981"),
        ("she was born on June·16th·1975", "June·16th·1975"),
    ],
)
def test_letters_and_digits_in_groups_are_one_value_beside_a_word_for_it(text: str, value: str) -> None:
    assert [value for _, value in found(ALL, [text])] == [value]


@pytest.mark.parametrize("text", ["plate: SEND CASH TO THE BANK", "SWIFT: SEND CASH NOW", "IB-10-VP, 4AB_Z11_3"])
def test_words_in_capitals_are_no_codes_nor_are_groups_without_a_word(text: str) -> None:
    assert found(ALL, [text]) == []


def test_words_for_codes_in_groups_are_looked_for_in_all_texts() -> None:
    rows = {row.name: row for row in BUILT_INS}
    assert all(rows[name].context and not rows[name].gate for name in ROWS)


def test_a_plug_in_is_asked_twice_only_where_something_is_odd_and_tells_only_what_was() -> None:
    plugin = Fake("см")
    assert found(Detector([plugin]), ["длина 40см, шир\u200bина"]) == [("fake", "см")]
    assert found(Detector([Fake("cм")]), ["длина 40см, шир\u200bина"]) == []


def test_nothing_is_found_across_our_own_pseudonyms_as_they_are_seen() -> None:
    ours = "NAME-bcdfghjklmnpqrstbcdf"
    assert found(Detector([Fake(ours[5:9])]), [f"a\u200bb {ours}"]) == []


@pytest.mark.parametrize("age", ["4\u00ad8", "𝟒8", "&#x34;8", "4\u200b\u200c8"])
def test_an_age_in_odd_characters_is_covered_as_a_whole(age: str) -> None:
    assert [value for _, value in found(ALL, [f"I am {age} years old"])] == [age]


odd = st.text(
    st.sampled_from("aeo@.%4\\&;=+-_ 0159\n\x00\u200b\u00adаеｅ４٤𝟒dotu&#x'\"ßé") | st.characters(codec="utf-8"),
    max_size=60,
)
pieces = st.one_of(
    odd,
    st.sampled_from(VALUES),
    st.sampled_from([twice(v, 1) for v in VALUES]),
    st.sampled_from(["%40", "&#64;", " at "])
)


@given(st.lists(st.lists(pieces, max_size=5).map("".join), max_size=6))
def test_findings_lie_inside_their_texts_and_apart_in_any_disguise(texts: list[str]) -> None:
    scan = ALL.scan(texts)
    assert scan == ALL.scan(list(texts))
    assert not scan.failed
    at, end = -1, 0
    for finding in scan.findings:
        if finding.part != at:
            at, end = finding.part, 0
        assert end <= finding.start < finding.end <= len(texts[finding.part])
        end = finding.end


@given(st.text(st.characters(codec="utf-8")))
def test_a_text_as_it_is_seen_has_as_many_characters(text: str) -> None:
    seen = as_seen(text)
    assert len(seen) == len(text)
    assert [s for s, c in zip(seen, text, strict=True) if c.isascii()] == [c for c in text if c.isascii()]


@given(st.text("abc", min_size=1), st.lists(st.tuples(st.booleans(), st.integers(0, 8), st.integers(1, 5))))
def test_a_view_leads_back_to_the_characters_that_it_shows(text: str, steps: list[tuple[bool, int, int]]) -> None:
    writer, at = Writer(text), 0
    wanted: list[tuple[int, int]] = []
    for exact, skip, size in steps:
        start = min(at + skip, len(text) - 1)
        end = min(start + size, len(text))
        if exact:
            writer.copy(start, end)
            wanted += [(n, n + 1) for n in range(start, end)]
        else:
            writer.put("xy", start, end)
            wanted += [(start, end)] * 2
        at = start
    view = writer.view()
    if view is None:
        assert not wanted
        return
    assert [view.origin(n, n + 1) for n in range(len(view.text))] == wanted


class Counting(Prefilter):
    """Adds up what is read."""

    def __init__(self) -> None:
        self.inner, self.read = ALL._prefilter, 0

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)

    def fired(self, data: bytes, apart: bool = False):  # type: ignore[no-untyped-def]
        self.read += len(data)
        return self.inner.fired(data, apart)


NASTY = HOSTILE | {
    "nested base64": twice("alice@example.com " * 20, 8),
    "short base64": "YWxpY2VAZXhhbXBsZS5jb20 " * 8_000,
    "invisible": "\u200b" * 200_000,
    "invisible letters": "a\u200b" * 100_000,
    "spaced": "1 " * 100_000,
    "a column of digits": "1\n" * 100_000,
    "percent of percent": "%25" * 60_000,
    "entities": "&#64;a" * 30_000,
    "words": "one two three " * 14_000,
    "addresses in words": "a at b dot c " * 15_000,
    "brackets": "(at)" * 50_000,
    "broken addresses": "a@\n" * 60_000,
    "letters among digits": "1O" * 100_000,
    "full-width": "１" * 60_000,
}


@pytest.mark.parametrize("name", NASTY)
def test_all_views_of_a_hostile_text_together_are_not_much_longer_than_the_text(name: str) -> None:
    detector, counting = Detector(built_in()), Counting()
    detector._prefilter = counting
    text = NASTY[name][:200_000]
    detector.scan([text])
    size = len(text.encode())
    assert counting.read <= size + 2 + 3 * (_VIEWS * size + _LEAST_ROOM) + 1_000


def test_a_text_with_more_to_see_than_there_is_room_for_is_not_read_whole() -> None:
    assert not ALL.scan(["ab_1 12_34_56 " * 60_000]).complete or _seen(["ab_1 12_34_56 " * 60_000])


def _seen(texts: Sequence[str]) -> bool:
    return ALL.scan(texts).complete


def test_what_is_found_plainly_inside_something_longer_stays_a_value() -> None:
    scan = ALL.scan(["health insurance XYZ 1336511 C:\\x"])
    [found], [covered] = scan.findings, scan.covered
    assert covered.start == found.start
    assert covered.end < found.end
    assert scan.values == (found, covered)
    assert label_of(scan) == label_of(Scan((found, covered)))
