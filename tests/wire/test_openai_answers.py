"""What a model says, read by type: known shapes become events, everything else a clean failure."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.domain.errors import BadRequest, UpstreamMalformed, UpstreamUnavailable
from isthmus.domain.events import Begin, Delta, Event, ToolDelta, Usage
from isthmus.wire import openai, sse

NAMES = {"id": "chatcmpl-1", "created": 1_700_000_000, "model": "chat"}
WHOLE: dict[str, Any] = {
    "id": "up-1", "object": "chat.completion", "created": 1, "model": "m-1",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hi"}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 3, "completion_tokens": 5, "total_tokens": 8,
              "prompt_tokens_details": {"cached_tokens": 2}, "completion_tokens_details": {"reasoning_tokens": 1}},
}  # fmt: skip
CHUNK: dict[str, Any] = {
    "id": "up-1", "object": "chat.completion.chunk", "created": 1, "model": "m-1",
    "choices": [{"index": 0, "delta": {"role": "assistant", "content": "Hi"}, "finish_reason": None}],
}  # fmt: skip

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def test_a_whole_answer_becomes_events() -> None:
    assert openai.whole(json.dumps(WHOLE).encode()) == [
        Begin("m-1", upstream_id="up-1"),
        Delta(0, "assistant", "Hi", finish="stop"),
        Usage(3, 5, 2, 1),
    ]


def paths(tree: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [p for key, value in inner for p in ((*at, key), *paths(value, (*at, key)))]


def changed(tree: Any, path: tuple[Any, ...], value: Any) -> bytes:
    copy = json.loads(json.dumps(tree))
    node = copy
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    return json.dumps(copy).encode()


@pytest.mark.req("D4")
@given(st.data())
def test_a_changed_schema_is_events_or_a_failed_attempt_never_a_crash(data: st.DataObject) -> None:
    read, tree = data.draw(st.sampled_from([(openai.whole, WHOLE), (openai.chunk, CHUNK), (openai.begin_of, CHUNK)]))
    path = data.draw(st.sampled_from(paths(tree)))
    with suppress(UpstreamMalformed):
        read(changed(tree, path, data.draw(json_values)))


@pytest.mark.req("D4")
@given(st.binary(max_size=60) | json_values.map(lambda v: json.dumps(v).encode()))
def test_no_bytes_crash_the_readers(body: bytes) -> None:
    for read in (openai.whole, openai.chunk, openai.begin_of):
        with pytest.raises((UpstreamMalformed, UpstreamUnavailable)):
            read(body)


@pytest.mark.req("D4")
@pytest.mark.parametrize("path", [("choices",), ("choices", 0, "message"), ("choices", 0, "index")], ids=str)
def test_what_an_answer_must_have_is_missed(path: tuple[Any, ...]) -> None:
    tree = json.loads(json.dumps(WHOLE))
    node = tree
    for key in path[:-1]:
        node = node[key]
    node["renamed"] = node.pop(path[-1])
    with pytest.raises(UpstreamMalformed):
        openai.whole(json.dumps(tree).encode())


@pytest.mark.req("D4")
@pytest.mark.parametrize(
    "body",
    [
        b'{"choices":[{"index":0,"message":{"content":"\xff"},"finish_reason":null}]}',
        b'{"choices":[{"index":0,"message":{"content":"\\ud800"},"finish_reason":null}]}',
        b'{"choices":[{"index":0,"message":{"content":NaN},"finish_reason":null}]}',
        b'{"choices":[{"index":-1,"message":{"content":"x"},"finish_reason":null}]}',
        b'{"choices":[{"index":0,"message":{"content":"x"},"finish_reason":null}],"usage":{"prompt_tokens":-1}}',
        b'{"choices":[{"index":0,"message":{"content":"x"},"finish_reason":null}],"usage":{"prompt_tokens":%s}}'
        % (b"9" * 60),
        b'{"choices":[]}',
        b"[" * 100_000,
    ],
    ids=["invalid UTF-8", "lone surrogate", "NaN", "negative index", "negative usage", "giant usage", "empty", "deep"],
)
def test_strange_values_are_a_failed_attempt(body: bytes) -> None:
    with pytest.raises(UpstreamMalformed):
        openai.whole(body)


def test_an_error_event_of_the_model_is_its_failure_and_its_text_stays_there() -> None:
    with pytest.raises(UpstreamUnavailable) as failed:
        openai.chunk(b'{"error":{"message":"alice@example.org is over quota"}}')
    assert "alice" not in failed.value.message


def test_log_probabilities_are_written_anew_so_that_they_cannot_break_the_framing() -> None:
    body = b'{"choices":[{"index":0,"message":{"content":"x"},"finish_reason":"stop","logprobs":{\n\n"content":[]}}]}'
    writer = openai.Writer(**NAMES, usage_wanted=False)
    written = writer.write(openai.whole(body)) + writer.end({})
    assert all(event.startswith(b"data: {") for event in written.split(b"\n\n")[:-2])


# -- out ---------------------------------------------------------------------------------------------------------

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
finishes = st.sampled_from(["stop", "length", "tool_calls", "content_filter"])


@st.composite
def answers(draw: st.DrawFn) -> list[Event]:
    """Events of one answer, whose choices are interleaved."""
    events: list[Event] = [Begin("m")]
    for choice in range(draw(st.integers(1, 3))):
        deltas: list[Event] = [Delta(choice, "assistant")] if draw(st.booleans()) else []
        for _ in range(draw(st.integers(0, 4))):
            kind = draw(st.sampled_from(["text", "refusal", "tool"]))
            if kind == "text":
                deltas.append(Delta(choice, text=draw(texts)))
            elif kind == "refusal":
                deltas.append(Delta(choice, refusal=draw(texts)))
            else:
                tool = ToolDelta(draw(st.integers(0, 2)), draw(st.none() | st.just("call_1")), "f", draw(texts))
                deltas.append(Delta(choice, tools=(tool,)))
        deltas.append(Delta(choice, text=draw(st.none() | texts), finish=draw(finishes)))
        events += deltas
    if draw(st.booleans()):
        events.append(Usage(draw(st.integers(0, 99)), draw(st.integers(0, 99)), 0, 0))
    return events


def meaning(events: list[Event]) -> Any:
    """The fold, where empty text and none at all mean the same."""
    folded = json.loads(openai.fold(events, **NAMES))
    for choice in folded["choices"]:
        choice["message"] = {k: v for k, v in choice["message"].items() if v}
    return folded


@given(answers(), st.data())
def test_written_and_read_again_it_means_the_same(events: list[Event], data: st.DataObject) -> None:
    writer = openai.Writer(**NAMES, usage_wanted=True)
    cut = data.draw(st.integers(0, len(events)))
    written = writer.write(events[:cut]) + writer.write(events[cut:]) + writer.end({"outcome": "answered"})
    reader = sse.Reader()
    step = data.draw(st.integers(1, 64))
    said = [e for i in range(0, len(written), step) for e in reader.feed(written[i : i + step])]
    assert said.pop() == sse.DONE
    again: list[Event] = [event for one in said for event in openai.chunk(one)]
    assert meaning(again) == meaning(events)


@given(answers(), st.booleans())
def test_a_stream_is_framed_as_openai_frames_it(events: list[Event], usage_wanted: bool) -> None:
    writer = openai.Writer(**NAMES, usage_wanted=usage_wanted)
    written = b"".join(writer.write([event]) for event in events) + writer.end({"outcome": "answered"})
    *framed, done, rest = written.split(b"\n\n")
    assert (done, rest) == (b"data: [DONE]", b"")
    assert all(event.startswith(b"data: ") and b"\n" not in event for event in framed)
    chunks = [json.loads(event[6:]) for event in framed]
    for chunk in chunks:
        assert (chunk["id"], chunk["object"], chunk["created"], chunk["model"]) == (
            "chatcmpl-1", "chat.completion.chunk", 1_700_000_000, "chat",
        )  # fmt: skip
    if usage_wanted:
        last = chunks.pop()
        assert last["choices"] == []
        assert last["usage"]["total_tokens"] == last["usage"]["prompt_tokens"] + last["usage"]["completion_tokens"]
        assert all(chunk["usage"] is None for chunk in chunks)
    else:
        assert all("usage" not in chunk for chunk in chunks)
    assert all(len(chunk["choices"]) == 1 for chunk in chunks)
    for number in {chunk["choices"][0]["index"] for chunk in chunks}:
        own = [chunk["choices"][0] for chunk in chunks if chunk["choices"][0]["index"] == number]
        assert own[0]["delta"]["role"] == "assistant"
        assert all("role" not in choice["delta"] for choice in own[1:])
        assert own[-1]["delta"] == {}
        assert own[-1]["finish_reason"]
        assert all(choice["finish_reason"] is None for choice in own[:-1])


def test_our_account_travels_in_the_last_chunk_and_nowhere_else() -> None:
    for usage_wanted in (False, True):
        writer = openai.Writer(**NAMES, usage_wanted=usage_wanted)
        written = writer.write([Delta(0, "assistant", "a"), Delta(0, finish="stop")]) + writer.end({"cost": 1})
        chunks = [json.loads(event[6:]) for event in written.split(b"\n\n")[:-2]]
        assert [("isthmus" in chunk) for chunk in chunks] == [False] * (len(chunks) - 1) + [True]


def test_an_answer_that_says_nothing_is_still_a_stream() -> None:
    writer = openai.Writer(**NAMES, usage_wanted=False)
    chunks = [json.loads(event[6:]) for event in writer.end({}).split(b"\n\n")[:-2]]
    assert [c["choices"][0]["delta"] for c in chunks] == [{"role": "assistant"}, {}]
    assert chunks[-1]["choices"][0]["finish_reason"] == "stop"


# -- requests ----------------------------------------------------------------------------------------------------

ASKED: dict[str, Any] = {
    "model": "chat", "messages": [{"role": "user", "content": "alice@example.org"}], "n": 1, "stop": ["alice"],
    "metadata": {"a": "alice"}, "stream_options": {"include_usage": True}, "tools": [{"type": "function"}],
}  # fmt: skip


@given(st.data())
def test_a_request_of_a_wrong_shape_is_a_400_that_quotes_nothing(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(paths(ASKED)))
    value = data.draw(json_values | st.just("alice@example.org"))
    complaint = ""
    try:
        openai.read(changed(ASKED, path, value))
    except BadRequest as wrong:
        complaint = f"{wrong.message} {wrong.param}"
    assert "alice" not in complaint


@given(st.binary(max_size=60))
def test_a_request_of_any_bytes_is_read_or_a_400(body: bytes) -> None:
    with pytest.raises(BadRequest):
        openai.read(body)


def test_the_last_of_two_equal_keys_counts_for_everyone() -> None:
    """Two readers that disagree on duplicate keys are a way round a policy: here one tree is read and sent."""
    shape, tree = openai.read(b'{"model":"a","model":"b","messages":[{"role":"user","content":"x","content":"y"}]}')
    assert (shape.model, tree["model"]) == ("b", "b")
    assert shape.messages[0].content == tree["messages"][0]["content"] == "y"
    assert msgspec.json.encode(tree).count(b'"model"') == 1


def test_every_field_of_the_official_client_is_known() -> None:
    import typing

    from openai.types.chat import completion_create_params as official

    known = typing.get_type_hints(official.CompletionCreateParamsBase)
    assert set(known) | {"stream"} <= openai.FIELDS
