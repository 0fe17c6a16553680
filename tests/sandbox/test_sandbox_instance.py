"""Instances satisfy the schemas they are made for."""

import re
from typing import Any

import pytest

from isthmus.sandbox.instance import make_instance
from isthmus.sandbox.words import Words

SAID = Words(["Write to alice@example.org about order A-4711, my name is Alice Smith, call +49 30 123456."])


def one(schema: dict[str, Any], name: str = "value", words: Words = SAID) -> Any:
    return make_instance({"type": "object", "properties": {name: schema}}, words)[name]


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"enum": ["b", "a"]}, "b"),
        ({"const": 7}, 7),
        ({"type": "string", "default": "d"}, "d"),
        ({"type": ["null", "boolean"]}, True),
        ({"type": "null"}, None),
        ({"type": "integer", "minimum": 5, "multipleOf": 4}, 8),
        ({"type": "integer", "exclusiveMaximum": 0}, -1),
        ({"type": "number"}, 1.0),
        ({"anyOf": [{"type": "null"}, {"type": "integer"}]}, 1),
        ({"type": "array", "items": {"type": "boolean"}, "minItems": 2}, [True, True]),
        ({"type": "array", "maxItems": 0}, []),
        ({"type": "string", "format": "date-time"}, "2000-01-01T00:00:00Z"),
        ({"type": "string", "format": "email"}, "alice@example.org"),
        ({"allOf": [{"properties": {"a": {"const": 1}}}, {"properties": {"b": {"const": 2}}}]}, {"a": 1, "b": 2}),
    ],
)
def test_a_value_of_each_kind(schema: dict[str, Any], expected: object) -> None:
    assert one(schema) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("to", "alice@example.org"),
        ("customerEmail", "alice@example.org"),
        ("phone_number", "+49 30 123456"),
        ("orderNumber", "A-4711"),
        ("full_name", "Alice Smith"),
        ("iban", "DE00000000000000000000"),
    ],
)
def test_a_property_is_filled_by_what_its_name_says(name: str, expected: str) -> None:
    assert one({"type": "string"}, name) == expected


def test_a_limit_of_length_never_tears_a_word() -> None:
    token = "EMAIL-bcdfghjklmnpqrstbcdf"
    words = Words([f"to {token} now"])
    assert one({"type": "string", "maxLength": 20}, words=words) == "to"
    assert one({"type": "string", "maxLength": 40}, words=words) == f"to {token} now"
    assert len(one({"type": "string", "minLength": 60}, words=words)) == 60


def test_a_pattern_is_satisfied_by_a_word_that_fits() -> None:
    assert re.fullmatch("[a-z]+@.*", one({"type": "string", "pattern": "^[a-z]+@.*$"}))


def test_references_are_followed_and_endless_recursion_ends() -> None:
    node = {
        "type": "object",
        "properties": {"next": {"$ref": "#/$defs/node"}, "id": {"type": "integer"}},
        "required": ["id", "next"],
    }
    schema = {"$ref": "#/$defs/node", "$defs": {"node": node}}
    assert make_instance(schema, SAID)["next"]["next"]["id"] == 1
