"""Server-sent events, however the network cuts them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.domain.errors import UpstreamMalformed
from isthmus.wire import sse

STREAM = (
    ": a comment\n\n"
    'data: {"one": 1}\n\n'
    "event: message\nid: 7\nretry: 10\ndata: {\"two\": \"ü€🙂\"}\n\n"
    "data: first line\ndata: second line\n\n"
    "\n\n"
    "data:no space\n\n"
    ": ping\ndata: after a comment\n\n"
    "data: [DONE]\n\n"
).encode()
EVENTS = [
    b'{"one": 1}', '{"two": "ü€🙂"}'.encode(), b"first line\nsecond line", b"no space", b"after a comment", sse.DONE,
]  # fmt: skip
ENDS = {"LF": b"\n", "CR LF": b"\r\n", "CR": b"\r"}


def read(*chunks: bytes) -> list[bytes]:
    reader = sse.Reader()
    events = [event for chunk in chunks for event in reader.feed(chunk)]
    return events + reader.flush()


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_every_split_into_two_gives_the_same_events(end: bytes) -> None:
    stream = STREAM.replace(b"\n", end)
    for cut in range(len(stream) + 1):
        assert read(stream[:cut], stream[cut:]) == EVENTS, cut


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
@pytest.mark.parametrize("size", [1, 2, 3, 5, 7])
def test_small_reads_of_any_size_give_the_same_events(end: bytes, size: int) -> None:
    stream = STREAM.replace(b"\n", end)
    assert read(*(stream[i : i + size] for i in range(0, len(stream), size))) == EVENTS


def test_an_event_is_given_as_soon_as_its_blank_line_is_here() -> None:
    reader = sse.Reader()
    assert reader.feed(b"data: x\n") == []
    assert reader.feed(b"\n") == [b"x"]


def test_comments_alone_are_no_event() -> None:
    assert read(b": keep-alive\n\n", b":\r\n\r\n", b": \n\n") == []


def test_the_end_of_the_stream_ends_the_last_event() -> None:
    assert read(b"data: x") == [b"x"]
    assert read(b"data: x\r") == [b"x"]


@given(st.lists(st.binary(max_size=40)))
def test_no_bytes_are_too_strange_and_no_split_changes_what_they_say(chunks: list[bytes]) -> None:
    assert read(*chunks) == read(b"".join(chunks))


@given(st.lists(st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), min_size=1), max_size=5))
def test_what_is_written_is_read(texts: list[str]) -> None:
    said = [text.encode() for text in texts]
    assert read(b"".join(b"data: " + text + b"\n\n" for text in said)) == said


def test_an_event_without_end_is_refused_instead_of_kept() -> None:
    reader = sse.Reader(bound=100)
    reader.feed(b"x" * 100)
    with pytest.raises(UpstreamMalformed):
        reader.feed(b"x")
