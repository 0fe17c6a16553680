"""What is the application's own crosses as it is: definitions, keys, names of tools, instructions it always gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import pytest
from gateway import POLICY, Gateway

from isthmus.detect import Detector, Familiar, Reading
from isthmus.detect.everyday import EVERYDAY
from isthmus.domain.content import DEFINITION, INSTRUCTION, KEY, KNOWN, NAME, Span
from isthmus.redact import Found, disguise
from isthmus.redact.mentions import without_people
from isthmus.wire import parts
from isthmus.wire.definitions import vocabulary


class Reader:
    """Takes every word that begins with a capital for a name, and these."""

    name, categories = "reader", ("personal.name",)

    def __init__(self, *words: str) -> None:
        self.words, self.read = words, 0

    def find(self, text: str) -> Sequence[Span]:
        return self.find_all([text])[0]

    def find_all(self, texts: Sequence[str]) -> Sequence[Sequence[Span]]:
        self.read += sum(map(len, texts))
        return [self._spans(text) for text in texts]

    def _spans(self, text: str) -> list[Span]:
        spans = [
            Span(at, at + len(word), "personal.name", 0.9)
            for word in self.words
            for at in range(len(text))
            if text.startswith(word, at)
        ]
        return sorted(spans, key=lambda span: span.start)


def found(texts: dict[str, int], *words: str, **reading: Any) -> list[str]:
    scan = Detector([Reader(*words)]).scan(list(texts), Reading(bytes(texts.values()), **reading))
    return [list(texts)[f.part][f.start : f.end] for f in scan.findings]


def test_language_is_sought_in_prose_and_not_in_definitions_ids_names_of_tools_or_keys() -> None:
    for kind in (DEFINITION, NAME, DEFINITION | KEY):
        assert found({"Lena": kind, "it is Lena": 0}, "Lena") == ["Lena"]
        assert found({"Lena": kind}, "Lena") == []
    assert found({"todos": KEY}, "todos") == []
    assert found({"Lena Brandt": KEY, "Lena": KEY}, "Lena") == ["Lena", "Lena"]


@pytest.mark.parametrize(
    ("text", "somebody"),
    [
        ('{"todos": [1]}', False), ('{\\"todos\\": [1]}', False), ("{'todos' : [1]}", False), ('"todos", "x"', True),
        ('"see todos": 1', True), ("todos: 1", True), ('"is": "todos"', True),
    ],
)  # fmt: skip
def test_a_key_of_json_in_a_text_is_nobody(text: str, somebody: bool) -> None:
    assert bool(found({text: 0}, "todos")) is somebody


def test_a_name_that_is_a_key_of_json_in_a_text_is_found() -> None:
    assert found({'{"Lena Brandt": 1, "Lena": 2}': 0}, "Lena") == ["Lena", "Lena"]


def test_what_the_request_calls_its_tools_and_fields_is_nobody() -> None:
    tree = {
        "tools": [{"type": "function", "function": {"name": "Todos", "parameters": {
            "properties": {"units": {"enum": ["celsius"]}, "name": {"type": "string", "examples": [{"Lena": 1}]}},
            "required": ["units", "Lena Brandt"]}}}],
        "functions": [{"name": "weather"}],
        "response_format": {"type": "json_schema", "json_schema": {"name": "answer", "schema": {"$defs": {"Row": {}}}}},
    }  # fmt: skip
    assert vocabulary(tree) == {"Todos", "units", "name", "weather", "answer", "Row"}
    words = vocabulary(tree)
    assert found({"call Todos with units": 0}, "Todos", "units", vocabulary=words) == []
    assert found({"Maria likes Todos Santos": 0}, "Todos Santos", vocabulary=words) == ["Todos Santos"]


def test_of_an_instruction_that_is_known_only_a_user_is_found() -> None:
    assert found({"Reply in English": INSTRUCTION | KNOWN}, "English") == []
    assert found({"Reply in English": INSTRUCTION}, "English") == ["English"]
    assert found({"The user is Lena Brandt": INSTRUCTION | KNOWN}, "Lena Brandt") == ["Lena Brandt"]


def test_an_instruction_is_known_when_it_came_unchanged_in_three_conversations() -> None:
    familiar = Familiar()
    assert [familiar.often_told("app", "Be kind", turn) for turn in "aabbc"] == [False] * 4 + [True]
    assert familiar.often_told("app", "Be kind", "a")
    assert not familiar.often_told("app", "Be kind.", "c")
    assert not familiar.often_told("other", "Be kind", "c")


def test_a_long_text_that_comes_again_is_not_read_again() -> None:
    familiar, reader = Familiar(), Reader("Lena")
    long = "Lena " * 100
    first = familiar.read("tenant", [long, "Lena"], reader.find_all)
    assert reader.read == len(long) + len("Lena")
    assert familiar.read("tenant", [long, "Lena"], reader.find_all) == first
    assert reader.read == len(long) + 2 * len("Lena")
    familiar.read("another", [long], reader.find_all)
    assert reader.read == 2 * len(long) + 2 * len("Lena")


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Familiar, "REMEMBERED", 3)
    familiar, reader = Familiar(), Reader("Lena")
    for n in range(9):
        familiar.read("tenant", [f"{n}" * 300], reader.find_all)
        familiar.often_told("app", f"{n}", "a")
    assert len(familiar._read) == len(familiar._told) == 3
    monkeypatch.setattr(Familiar, "SPANS", 2)
    familiar.read("tenant", ["Lena " * 100], reader.find_all)
    assert len(familiar._read) == 3


TREE = {
    "messages": [
        {"role": "user", "content": 'Please tell Todos Santos and Todos about "todos" and about todos_done.'},
        {"role": "assistant", "tool_calls": [
            {"id": "call_1", "function": {"name": "todos", "arguments": '{"todos": ["Todos Santos"]}'}}]},
        {"role": "tool", "tool_call_id": "call_1", "content": "todos"},
    ],
    "tools": [{"type": "function", "function": {"name": "todos", "description": "All of Todos", "parameters": {
        "properties": {"todos": {"enum": ["Todos Santos", "none"]}, "todos_done": {"type": "array"}},
        "required": ["todos", "todos_done"]}}}],
}  # fmt: skip


@pytest.mark.parametrize("prose", [True, False])
def test_a_name_changes_no_key_no_required_entry_and_no_tool_and_the_door_agrees(prose: bool) -> None:
    category = "personal.name" if prose else "custom.project"
    hidden = disguise(
        TREE, [Found(category, "Todos Santos"), Found(category, "Todos")], ("*",), b"k" * 32, keep=parts.WORDS,
        vocabulary=vocabulary(TREE),
    )  # fmt: skip
    payload = msgspec.json.encode(hidden.tree)
    function = hidden.tree["tools"][0]["function"]
    kept = (function["name"], list(function["parameters"]["properties"]), function["parameters"]["required"])
    assert (kept == ("todos", ["todos", "todos_done"], ["todos", "todos_done"])) is prose
    assert b"Santos" not in payload
    assert b"All of Todos" not in payload
    assert not hidden.watch.residue(payload)
    assert hidden.watch.residue(payload.replace(b'"none"', b'"Todos Santos"'))


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    policy = POLICY.replace("personal.*", "personal.*, quasi.*")
    with Gateway(tmp_path_factory.mktemp("harm"), detect={"names": True}, policy=policy) as made:
        yield made


def crossed(gateway: Gateway, said: str | list[Any], **fields: Any) -> tuple[dict[str, Any], str]:
    status, headers, _ = gateway.chat(said, **fields)
    assert status == 200
    return msgspec.json.decode(gateway.sandbox.seen()[-1].body), headers["x-isthmus-request-id"]


WEATHER = {"type": "function", "function": {
    "name": "get_weather", "description": "e.g. Bogotá, Colombia", "parameters": {
        "type": "object", "required": ["todos", "units"],
        "properties": {"todos": {"type": "array"}, "units": {"enum": ["celsius", "fahrenheit"]}}}}}  # fmt: skip


def test_definitions_of_tools_cross_as_they_are_but_for_what_has_structure(gateway: Gateway) -> None:
    sent, _ = crossed(gateway, "How warm is it?", tools=[WEATHER])
    assert sent["tools"] == [WEATHER]
    mail = {"type": "function", "function": {"name": "send", "description": "as lena.brandt@example.org"}}
    sent, _ = crossed(gateway, "Send it", tools=[mail])
    assert "lena.brandt" not in str(sent)


def test_a_value_of_an_enum_that_was_found_in_prose_is_the_same_pseudonym_there(gateway: Gateway) -> None:
    tool = {"type": "function", "function": {"name": "office", "parameters": {
        "properties": {"who": {"enum": ["Maria Lopez", "nobody"]}}}}}  # fmt: skip
    sent, _ = crossed(gateway, "Please thank Maria Lopez for the flowers.", tools=[tool])
    shown = sent["tools"][0]["function"]["parameters"]["properties"]["who"]["enum"]
    assert shown[1] == "nobody"
    assert shown[0].startswith("PERSON-")
    assert shown[0] in sent["messages"][0]["content"]


def test_an_instruction_that_an_application_always_gives_crosses_as_it_is_and_the_record_says_so(
    gateway: Gateway,
) -> None:
    told = {"role": "system", "content": "You serve the people of Hamburg and of Bremen in the name of Lena Brandt."}
    for n in range(4):
        said = {"role": "user", "content": f"Question {n}: thank Maria Lopez"}
        sent, request = crossed(gateway, [told, said])
        shown, step = sent["messages"][0]["content"], gateway.account(request).steps[1]
        assert ("Hamburg" in shown) is (n >= 2) is ("instructions known" in step.why)
        assert "Brandt" not in shown
        assert "Lopez" not in sent["messages"][1]["content"]


def test_a_field_called_after_somebody_or_in_base64_is_no_word_of_the_requests_own() -> None:
    somebody = ["Wolverhampton", "Maria_Lopez", "a/Lopez/b", "__Lopez__", "Lopez2024", "S2ltIHZvbiBUYW5ha2E"]
    fields: dict[str, Any] = {name: {} for name in ("units", "userId", "USER_ID", "unit2", *somebody)}
    schema = {"properties": fields, "required": somebody}
    tools = [{"type": "function", "function": {"name": "Read", "parameters": schema}}]
    assert vocabulary({"messages": [], "tools": tools}) == {"Read", "units", "userId", "USER_ID", "unit2"}


@pytest.mark.req("B2")
@pytest.mark.parametrize(
    ("field", "kept"),
    [
        ("lopez", True), ("maria_id", True), ("LOPEZ", True), ("convert_units", True), ("maria.lopez", False),
        ("maria_lopez", False), ("MariaLopez", False), ("lopezmaria", False), ("lopez_maria", False),
        ("clara.garcia-ruiz", False),
    ],
)  # fmt: skip
def test_a_field_that_spells_all_of_a_name_is_somebody_and_the_door_agrees(field: str, kept: bool) -> None:
    tree = {
        "messages": [{"role": "user", "content": "Please thank Maria Lopez and Clara Garcia-Ruiz."}],
        "tools": [{"type": "function", "function": {"name": "f", "parameters": {
            "properties": {field: {"type": "string"}}, "required": [field]}}}],
    }  # fmt: skip
    found = [Found("personal.name", name) for name in ("Maria Lopez", "Clara Garcia-Ruiz", "Convert Units")]
    assert field in vocabulary(tree)
    words = without_people(vocabulary(tree), [(value.category, value.text) for value in found], EVERYDAY)
    hidden = disguise(tree, found, ("*",), b"k" * 32, keep=parts.WORDS, vocabulary=words)
    schema = hidden.tree["tools"][0]["function"]["parameters"]
    assert (list(schema["properties"]) == [field]) is kept
    assert schema["required"] == list(schema["properties"])
    assert not hidden.watch.residue(msgspec.json.encode(hidden.tree))
    assert bool(hidden.watch.residue(msgspec.json.encode({"tools": tree["tools"]}))) is not kept


def test_a_tool_keeps_its_name_and_a_field_called_after_somebody_does_not(gateway: Gateway) -> None:
    schema = {"type": "object", "properties": {"maria_lopez": {"type": "string"}, "lopez": {"type": "string"}}}
    tools = [{"type": "function", "function": {"name": name, "parameters": schema}} for name in ("maria.lopez", "look")]
    sent, _ = crossed(gateway, "Please thank Maria Lopez for the flowers.", tools=tools)
    first, second = (tool["function"] for tool in sent["tools"])
    assert (first["name"], second["name"]) == ("maria.lopez", "look")
    shown = list(first["parameters"]["properties"])
    assert shown[0].startswith("PERSON-")
    assert shown[1] == "lopez"
