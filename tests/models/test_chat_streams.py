"""What a streaming model said is given, however its bytes arrive."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.domain.errors import AttemptFailed
from isthmus.domain.events import Delta
from isthmus.domain.safe import Name
from isthmus.models.chat import ChatModel

MODEL = ChatModel(Name("m"), Name("z"), model="m", url="https://models.example/v1")


class Answered:
    """A response whose body comes in these reads."""

    status = 200

    def __init__(self, reads: Sequence[bytes]) -> None:
        self.reads, self.size = reads, sum(map(len, reads))

    def header(self, name: str) -> str:
        return "text/event-stream"

    async def body(self) -> bytes:
        return b"".join(self.reads)

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        for read in self.reads:
            yield read

    async def close(self) -> None: ...


def event(said: object) -> bytes:
    return b"data: " + json.dumps(said).encode() + b"\n\n"


def saying(text: str) -> bytes:
    return event({"choices": [{"index": 0, "delta": {"content": text}}]})


async def given_of(reads: Sequence[bytes]) -> tuple[str, str]:
    """The text that was given, and what it ended with."""
    text = ""
    try:
        async for events in MODEL.batches(Answered(reads)):
            text += "".join([e.text or "" for e in events if type(e) is Delta])
    except AttemptFailed as failed:
        return text, failed.code
    return text, ""


@pytest.mark.parametrize(
    "ending", [event({"error": {"message": "overloaded"}}), b"data: {not json\n\n", event({"choices": 7})]
)
async def test_what_was_said_before_a_stream_broke_is_given_in_one_read_too(ending: bytes) -> None:
    said = [saying("Hel"), saying("lo"), ending]
    apart, together = await given_of(said), await given_of([b"".join(said)])
    assert apart == together
    assert apart[0] == "Hello"
    assert apart[1]


@given(data=st.data())
async def test_it_is_all_the_same_where_the_reads_end(data: st.DataObject) -> None:
    whole = saying("one ") + saying("two") + event({"error": {"message": "overloaded"}}) + saying("three")
    cuts = sorted(data.draw(st.sets(st.integers(1, len(whole) - 1), max_size=6)))
    reads = [whole[start:end] for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    assert await given_of(reads) == await given_of([whole]) == ("one two", (await given_of([whole]))[1])
