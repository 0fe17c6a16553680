"""The official client works against the sandbox as it does against OpenAI."""

import json

import openai
import pytest
from openai import OpenAI
from pydantic import BaseModel

from isthmus.sandbox import Call, SandboxServer, Step

TOKEN = "EMAIL-bcdfghjklmnpqrstbcdf"


def ask(text: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": text}]


def tool(name: str, **properties: dict[str, object]) -> dict[str, object]:
    parameters = {"type": "object", "properties": properties, "required": list(properties)}
    return {"type": "function", "function": {"name": name, "parameters": parameters}}


MAIL = tool("send_mail", to={"type": "string"}, body={"type": "string"})
LOOKUP = tool("find_order", order_number={"type": "string"}, days={"type": "integer"})


def test_an_answer_repeats_the_token_and_says_that_it_is_a_sandbox(client: OpenAI) -> None:
    answer = client.chat.completions.create(model="gpt-x", messages=ask(f"Write to {TOKEN}."))
    assert answer.choices[0].message.content.startswith("[sandbox]")
    assert f"Write to {TOKEN}." in answer.choices[0].message.content
    assert answer.model == "sandbox/gpt-x"
    assert "sandbox" in answer.system_fingerprint
    assert "sandbox" in answer.id
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens
    assert answer.choices[0].finish_reason == "stop"


def test_echo_is_the_last_user_content_and_nothing_else(client: OpenAI) -> None:
    said = 'a "quoted"\n\ttext with \\ and 👩‍👩‍👧 — ' + TOKEN
    messages = [*ask("first"), {"role": "assistant", "content": "no"}, *ask(said)]
    answer = client.chat.completions.create(model="sandbox-echo", messages=messages, tools=[MAIL])
    assert answer.choices[0].message.content == said


def test_of_a_list_of_parts_the_text_is_read(client: OpenAI) -> None:
    parts = [
        {"type": "text", "text": "look"},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}},
        {"type": "text", "text": TOKEN},
    ]
    answer = client.chat.completions.create(model="sandbox-echo", messages=[{"role": "user", "content": parts}])
    assert answer.choices[0].message.content == f"look\n{TOKEN}"


def test_unknown_fields_and_developer_messages_are_taken(client: OpenAI) -> None:
    messages = [{"role": "developer", "content": "be brief"}, {"role": "user", "name": "a", "content": "hi"}]
    answer = client.chat.completions.create(
        model="sandbox-echo", messages=messages, temperature=0, seed=1, metadata={"a": "b"}, extra_body={"made_up": 1}
    )
    assert answer.choices[0].message.content == "hi"


CUTS = (
    {"chunk": 1},
    {"splits": [3, 4, 19, 400]},
    {"write_every": 1},
    {"write_splits": [1, 2, 99, 1000]},
    {"ascii": True, "crlf": True},
    {"pings": True},
    {"empty_choices": True},
)


@pytest.mark.parametrize("step", CUTS)
def test_a_stream_folds_to_the_whole_answer_however_it_is_cut(
    client: OpenAI, sandbox: SandboxServer, step: dict[str, object]
) -> None:
    question = {"model": "m", "messages": ask(f"Grüße, 你好 👩‍👩‍👧: {TOKEN}")}
    whole = client.chat.completions.create(**question).choices[0].message.content
    sandbox.script(step)
    chunks = list(client.chat.completions.create(**question, stream=True))
    assert "".join(c.choices[0].delta.content or "" for c in chunks if c.choices) == whole
    assert chunks[0].choices == [] or chunks[0].choices[0].delta.role == "assistant"
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert all(chunk.usage is None for chunk in chunks)


def test_usage_comes_in_a_last_chunk_without_choices_only_when_asked_for(client: OpenAI) -> None:
    question = {"model": "m", "messages": ask("one two three")}
    stream = client.chat.completions.create(**question, stream=True, stream_options={"include_usage": True})
    *before, last = list(stream)
    assert last.choices == []
    assert last.usage == client.chat.completions.create(**question).usage
    assert all(chunk.usage is None for chunk in before)


def test_the_first_tool_is_called_with_words_of_the_conversation(client: OpenAI) -> None:
    answer = client.chat.completions.create(
        model="m", messages=ask(f"Please write to {TOKEN} now"), tools=[MAIL, LOOKUP]
    )
    message = answer.choices[0].message
    assert answer.choices[0].finish_reason == "tool_calls"
    assert message.content is None
    [call] = message.tool_calls
    assert call.function.name == "send_mail"
    assert json.loads(call.function.arguments) == {"to": TOKEN, "body": f"Please write to {TOKEN} now"}


def test_after_a_tool_the_answer_quotes_its_result(client: OpenAI) -> None:
    messages: list = ask("Where is order A-4711?")
    first = client.chat.completions.create(model="m", messages=messages, tools=[LOOKUP]).choices[0].message
    assert json.loads(first.tool_calls[0].function.arguments) == {"order_number": "A-4711", "days": 1}
    result = {"role": "tool", "tool_call_id": first.tool_calls[0].id, "content": f"sent to {TOKEN}"}
    second = client.chat.completions.create(model="m", messages=[*messages, first, result], tools=[LOOKUP])
    assert f"sent to {TOKEN}" in second.choices[0].message.content


@pytest.mark.parametrize("interleave", [False, True])
def test_parallel_calls_stream_as_argument_deltas(client: OpenAI, sandbox: SandboxServer, interleave: bool) -> None:
    sandbox.script(Step(parallel=True, chunk=3, interleave=interleave))
    question = {"model": "m", "messages": ask(f"{TOKEN}, order 4711"), "tools": [MAIL, LOOKUP]}
    with client.chat.completions.stream(**question) as stream:
        message = stream.get_final_completion().choices[0].message
    assert [call.function.name for call in message.tool_calls] == ["send_mail", "find_order"]
    assert json.loads(message.tool_calls[0].function.arguments)["to"] == TOKEN
    assert json.loads(message.tool_calls[1].function.arguments)["order_number"] == "4711"
    assert len({call.id for call in message.tool_calls}) == 2


def test_tool_choice_is_kept_to(client: OpenAI) -> None:
    question = {"model": "sandbox-parallel", "messages": ask("hello"), "tools": [MAIL, LOOKUP]}
    none = client.chat.completions.create(**question, tool_choice="none").choices[0].message
    assert none.tool_calls is None
    forced = {"type": "function", "function": {"name": "find_order"}}
    named = client.chat.completions.create(**question, tool_choice=forced).choices[0].message
    assert [call.function.name for call in named.tool_calls] == ["find_order"]
    single = client.chat.completions.create(**question, parallel_tool_calls=False).choices[0].message
    assert len(single.tool_calls) == 1


def test_scripted_calls_are_sent_as_they_stand(client: OpenAI, sandbox: SandboxServer) -> None:
    sandbox.script(Step(calls=(Call("rm", '{"path": '),)))
    [call] = client.chat.completions.create(model="m", messages=ask("x")).choices[0].message.tool_calls
    assert (call.function.name, call.function.arguments) == ("rm", '{"path": ')


def test_structured_output_satisfies_the_clients_own_parser(client: OpenAI) -> None:
    class Line(BaseModel):
        article: str
        pieces: int

    class Reply(BaseModel):
        customer_email: str
        summary: str
        urgent: bool
        score: float
        lines: list[Line]
        note: str | None

    parsed = client.chat.completions.parse(model="m", messages=ask(f"From {TOKEN}: help!"), response_format=Reply)
    reply = parsed.choices[0].message.parsed
    assert reply.customer_email == TOKEN
    assert reply.summary == f"From {TOKEN}: help!"
    assert reply.lines[0].article == reply.summary


def test_json_object_answers_an_object_with_the_words_in_it(client: OpenAI) -> None:
    answer = client.chat.completions.create(
        model="m", messages=ask(f'say "{TOKEN}"'), response_format={"type": "json_object"}
    )
    assert json.loads(answer.choices[0].message.content) == {"sandbox": True, "answer": f'say "{TOKEN}"'}


def test_n_gives_as_many_choices_whole_and_streamed(client: OpenAI) -> None:
    whole = client.chat.completions.create(model="m", messages=ask("hi"), n=3)
    assert [choice.index for choice in whole.choices] == [0, 1, 2]
    texts = {0: "", 1: "", 2: ""}
    for chunk in client.chat.completions.create(model="m", messages=ask("hi"), n=3, stream=True):
        texts[chunk.choices[0].index] += chunk.choices[0].delta.content or ""
    assert texts == {choice.index: choice.message.content for choice in whole.choices}


@pytest.mark.parametrize(
    ("model", "error"),
    [
        ("sandbox-429", openai.RateLimitError),
        ("sandbox-401", openai.AuthenticationError),
        ("sandbox-500", openai.InternalServerError),
        ("sandbox-down", openai.InternalServerError),
        ("sandbox-cut-before", openai.APIConnectionError),
        ("sandbox-cut-headers", openai.APIConnectionError),
        ("sandbox-cut", openai.APIConnectionError),
    ],
)
def test_failures_by_model_name_are_the_clients_errors(client: OpenAI, model: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        client.chat.completions.create(model=model, messages=ask("hi"))


def test_a_rate_limit_says_when_to_come_back_and_has_openais_body(client: OpenAI) -> None:
    with pytest.raises(openai.RateLimitError) as refused:
        client.chat.completions.create(model="sandbox-429", messages=ask("hi"))
    assert refused.value.response.headers["retry-after"] == "2"
    assert refused.value.code == "rate_limit_exceeded"
    assert set(refused.value.body) == {"message", "type", "param", "code"}


def test_a_stream_may_end_in_an_error_event(client: OpenAI) -> None:
    with pytest.raises(openai.APIError, match="had an error"):
        list(client.chat.completions.create(model="sandbox-fail", messages=ask("hi"), stream=True))


@pytest.mark.parametrize("stream", [False, True])
def test_refusal_and_content_filter_are_told_in_their_fields(client: OpenAI, stream: bool) -> None:
    def final(model: str) -> object:
        if not stream:
            return client.chat.completions.create(model=model, messages=ask("hi")).choices[0]
        with client.chat.completions.stream(model=model, messages=ask("hi")) as events:
            for _ in events:
                pass
            return events.current_completion_snapshot.choices[0]

    refusal = final("sandbox-refusal")
    assert refusal.message.refusal == "[sandbox] I cannot help with that."
    assert not refusal.message.content
    assert final("sandbox-filter").finish_reason == "content_filter"


@pytest.mark.parametrize(
    ("request_", "param"),
    [
        ({"messages": []}, "messages"),
        ({"messages": [{"content": "x"}]}, "messages[0]"),
        ({"messages": ask("x"), "n": 0}, "n"),
        ({"messages": ask("x"), "n": "many"}, "n"),
        ({"messages": [{"role": "tool", "tool_call_id": "unknown", "content": "x"}]}, "messages[0].tool_call_id"),
    ],
)
def test_a_request_of_the_wrong_shape_is_a_400_that_names_the_field(
    client: OpenAI, request_: dict[str, object], param: str
) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        client.chat.completions.create(model="m", **request_)
    assert refused.value.param == param
    assert refused.value.type == "invalid_request_error"


def test_models_are_listed_and_found(client: OpenAI) -> None:
    names = [model.id for model in client.models.list()]
    assert {"sandbox", "sandbox-echo", "sandbox-429"} <= set(names)
    assert client.models.retrieve("sandbox-echo").owned_by == "isthmus-sandbox"
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("gpt-x")


def test_an_unknown_address_is_openais_404(client: OpenAI) -> None:
    with pytest.raises(openai.NotFoundError):
        client.embeddings.create(model="m", input="x")


def test_a_key_may_be_demanded() -> None:
    with SandboxServer(api_key="right") as server:
        for key, right in (("wrong", False), ("right", True)):
            with OpenAI(base_url=server.base_url, api_key=key, max_retries=0) as client:
                if right:
                    assert list(client.models.list())
                else:
                    with pytest.raises(openai.AuthenticationError):
                        client.models.list()
