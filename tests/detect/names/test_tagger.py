"""What the tagger of names promises, whatever its model has learnt."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from isthmus.detect.names import Tagger
from isthmus.detect.names import tagger as tagger_module
from isthmus.detect.names.tokens import tokens
from isthmus.domain.errors import SettingsError

MODEL = (files("isthmus.detect.names") / "names.onnx").read_bytes()
TAGGER = Tagger(MODEL)
PSEUDONYM = "PERSON-bcdfghjklmnpqrstbcdf"
ANYTHING = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\x00\n\r\t _-'@.,\ud800\udc00😀e\u0301\u200b东京ไทย"),
        st.sampled_from("AJohnSmith2024BerlinMüller"),
    ),
    max_size=80,
)
PROSE = st.lists(
    st.sampled_from(
        [
            *"My name is Anna Kowalski and I live in Berlin , since 12 May 2019 . Dr O'Brien 's at Acme Ltd".split(),
            *(PSEUDONYM, "\n", "\x00", "😀", "\ud83d", "_", "(", "Zoë", "東京", "a-b"),
        ]
    ),
    max_size=25,
).map(" ".join)


def _found(text: str) -> set[tuple[str, str]]:
    return {(text[s.start : s.end], s.category) for s in TAGGER.find(text)}


@given(st.lists(st.one_of(ANYTHING, PROSE), max_size=4))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_and_spans_are_ordered_whole_words_inside_it(texts: list[str]) -> None:
    for text, spans in zip(texts, TAGGER.find_all(texts), strict=True):
        ends = 0
        edges = {edge for place in tokens(text) for edge in place}
        for span in spans:
            assert ends <= span.start < span.end <= len(text)
            assert span.start in edges
            assert span.end in edges
            assert text[span.start : span.end].strip() == text[span.start : span.end]
            assert span.category in TAGGER.categories
            assert 0 < span.confidence <= 1
            ends = span.end


@given(PROSE)
@settings(max_examples=100, deadline=None)
def test_a_pseudonym_is_never_part_of_a_span(text: str) -> None:
    ours = [match.span() for match in re.finditer(PSEUDONYM, text)]
    for span in TAGGER.find(text):
        assert not any(span.start < end and start < span.end for start, end in ours)


@given(st.lists(PROSE, max_size=4))
@settings(max_examples=50, deadline=None)
def test_the_same_texts_give_the_same_spans_in_every_tagger(texts: list[str]) -> None:
    assert TAGGER.find_all(texts) == TAGGER.find_all(texts) == Tagger(MODEL).find_all(texts)


def test_one_text_alone_is_found_in_as_among_none() -> None:
    text = "Please call Maria Sanchez in Berlin."
    assert TAGGER.find_all([text]) == [TAGGER.find(text)]
    assert TAGGER.find_all([]) == []
    assert TAGGER.find_all(["", " \n", "\x00"]) == [[], [], []]


def test_spans_are_counted_from_the_beginning_of_their_own_text() -> None:
    texts = ["", "name", "Maria Sanchez", "city", "Berlin", ""]
    found = TAGGER.find_all(texts)
    assert [len(spans) for spans in found] == [0, 0, 1, 0, 1, 0]
    assert texts[2][found[2][0].start : found[2][0].end] == "Maria Sanchez"
    assert texts[4][found[4][0].start : found[4][0].end] == "Berlin"


@pytest.mark.parametrize(
    ("text", "value", "category"),
    [
        ("Hello, my name is Katarzyna Nowak and I have a question.", "Katarzyna Nowak", "personal.name"),
        ("Please tell Mr. Okonkwo's assistant that I am late.", "Okonkwo", "personal.name"),
        ("Kind regards,\nFiona McAllister", "Fiona McAllister", "personal.name"),
        ("Ship it to 45 Park Avenue, Denver, CO 80203.", "45 Park Avenue, Denver, CO 80203", "personal.address"),
        ("I moved from Hamburg to Lisbon last year.", "Lisbon", "quasi.place"),
        ("She works at Siemens as a nurse.", "Siemens", "quasi.organisation"),
        ("She works at Siemens as a nurse.", "nurse", "quasi.profession"),
        ("We met on 12 March 2024 at noon.", "12 March 2024", "quasi.date"),
        ("He is 47 years old.", "47", "personal.age"),
        ("I am a Brazilian citizen.", "Brazilian", "personal.origin"),
        ("Mein Name ist Jürgen Schröder und ich wohne in Köln.", "Jürgen Schröder", "personal.name"),
        ("Je m'appelle Camille Lefèvre et j'habite à Lyon.", "Camille Lefèvre", "personal.name"),
    ],
)
def test_plain_sentences_are_understood(text: str, value: str, category: str) -> None:
    assert (value, category) in _found(text)


TECHNICAL = """
We store artefacts in S3 and run the workers on EKS 1.29 behind an Envoy proxy. Terraform plans are applied by GitHub
Actions. The service returns 503 when Redis is unavailable; see RFC 9110 for the meaning of Retry-After.
2024-03-14T09:26:53.589Z ERROR [worker-7] ConnectionPool timed out after 3000 ms, 7f9c2ba4-e88f-4f3a-9a7e-0f1d2c3b4a5f
def parse_config(path: str) -> Config: return Config.from_dict(json.load(open(path)))
SELECT id, total FROM orders WHERE status = 'open' ORDER BY created_at DESC LIMIT 50;
Upgrade numpy from 1.26.4 to 2.1.0, then rebuild the wheel and check the sha256 of the archive.
The build failed in step 4 of 9 because the container had no write access to /var/lib/data.
Each Pod gets its own IP address, and a Deployment keeps the number of replicas constant.
Use exponential backoff with jitter. Mark the job as failed after five attempts, and bill the usage once.
"""


def test_technical_text_is_left_alone() -> None:
    taken = sum(len(TECHNICAL[s.start : s.end].split()) for s in TAGGER.find(TECHNICAL))
    assert taken <= len(TECHNICAL.split()) * 0.01


def test_a_long_text_is_read_in_pieces_of_bounded_size(monkeypatch: pytest.MonkeyPatch) -> None:
    tagger = Tagger(MODEL)
    tagger.find("a warm start")
    reader = tagger._reader
    assert reader is not None
    sizes: list[int] = []
    session = reader._session

    class Counting:
        def run(self, names: object, feeds: dict[str, object]) -> object:
            sizes.append(len(feeds["rows"]))  # type: ignore[arg-type]
            return session.run(names, feeds)

    monkeypatch.setattr(reader, "_session", Counting())
    sentence = "Maria Sanchez called about the invoice. "
    work = []
    for times in (1_000, 2_000, 4_000):
        sizes.clear()
        found = tagger.find(sentence * times)
        assert len(found) >= times * 0.99
        assert max(sizes) <= 2048 + 2 * 64
        work.append(sum(sizes))
    assert work[2] < 2.2 * work[1] < 4.8 * work[0]


def test_where_a_long_text_is_parted_makes_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    text = " ".join(f"{n}. Maria Sanchez of Acme Ltd moved from Berlin to 45 Park Avenue, Denver." for n in range(60))
    whole = TAGGER.find(text)
    monkeypatch.setattr(tagger_module, "_WINDOW", 37)
    parted = TAGGER.find(text)
    assert [(s.start, s.end, s.category) for s in parted] == [(s.start, s.end, s.category) for s in whole]
    assert [s.confidence for s in parted] == pytest.approx([s.confidence for s in whole], abs=0.002)


class Eager:
    """A session that takes every word for part of a name."""

    def run(self, names: object, feeds: dict[str, NDArray[np.int32]]) -> list[NDArray[np.float32]]:
        scores = np.zeros((len(feeds["rows"]), 10), np.float32)
        scores[:, 1], scores[:, -1] = 9, -9
        return [scores]


def test_not_even_a_model_that_takes_everything_for_a_name_touches_a_pseudonym_or_a_border() -> None:
    tagger = Tagger(MODEL)
    tagger.find("a warm start")
    assert tagger._reader is not None
    tagger._reader._session = Eager()
    texts = [f"Anna {PSEUDONYM} Bob", "", "Carol", f"{PSEUDONYM}", f"x{PSEUDONYM}\nDave"]
    found = [
        [text[s.start : s.end] for s in spans] for text, spans in zip(texts, tagger.find_all(texts), strict=True)
    ]
    assert found == [["Anna", "Bob"], [], ["Carol"], [], ["x", "Dave"]]


def test_the_version_is_that_of_the_model() -> None:
    assert TAGGER.version == Tagger(MODEL).version != Tagger(MODEL + b"x").version


def test_a_damaged_model_is_refused_with_a_remedy() -> None:
    with pytest.raises(SettingsError) as refused:
        Tagger(b"no model").find("Maria")
    assert refused.value.remedy


def test_the_example_of_the_page_prints_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    page = (Path(__file__).parents[3] / "docs" / "names.md").read_text()
    source, expected = re.search(r"```python\n(.*?)```\n\nprints\n\n```\w*\n(.*?)```", page, re.DOTALL).groups()  # type: ignore[union-attr]
    exec(compile(source, "docs/names.md", "exec"), {})
    assert capsys.readouterr().out == expected


def test_nothing_beside_a_value_of_one_kind_joins_it_to_another_text() -> None:
    texts = ["45 Park Avenue", "Denver", "CO 80203"]
    for text, spans in zip(texts, TAGGER.find_all(texts), strict=True):
        assert all(span.end <= len(text) for span in spans)


@pytest.mark.parametrize(
    "text",
    [
        "Ada Lovelace, ada.example@example.org",
        "Ada Lovelace (ada.example@example.org)",
        "| Name | Mail |\n|---|---|\n| Ada Lovelace | ada@example.org |",
        "Wojciech Szczepanski <w.szczepanski@example.org>",
    ],
)
def test_a_name_beside_an_address_that_has_a_part_of_it_is_found(text: str) -> None:
    named = re.search(r"[A-Z]\w+ [A-Z]\w+", text.replace("Name | Mail", ""))
    assert named is not None
    assert (named[0], "personal.name") in _found(text)


def test_a_name_is_found_where_a_column_is_called_so_and_a_product_is_not() -> None:
    assert ("Smith", "personal.name") in _found("SELECT * FROM users WHERE name = 'Smith'")
    assert ("Szczepanski", "personal.name") in _found('UPDATE people SET last_name="Szczepanski"')
    assert not _found("SELECT * FROM items WHERE name = 'Lamp'")
