"""Laws of the pair: what was disguised comes back, and between the two nobody reads a value."""

from __future__ import annotations

import copy
import json

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus.redact import Found, Restorer, disguise, restore

from .worlds import FOUND, KEY, PLANTED, RENDERINGS, WORDS, requests, sightings


def _texts(tree: object) -> list[object]:
    if isinstance(tree, dict):
        return [s for k, v in tree.items() for s in (k, *_texts(v))]
    if isinstance(tree, list):
        return [s for v in tree for s in _texts(v)]
    return [tree]


@pytest.mark.req("B2")
@given(requests)
@settings(max_examples=150, deadline=None)
def test_no_value_can_be_read_in_what_crosses(tree: dict[str, object]) -> None:
    done = disguise(tree, FOUND, ("*",), KEY, keep=WORDS)
    payload = msgspec.json.encode(done.tree)
    assert sightings(payload, list(PLANTED)) == set()
    assert done.watch.residue(payload) == frozenset()


@pytest.mark.req("B2")
@given(requests)
@settings(max_examples=150, deadline=None)
def test_every_text_that_is_echoed_comes_back_byte_for_byte(tree: dict[str, object]) -> None:
    done = disguise(tree, FOUND, ("*",), KEY, keep=WORDS)
    for before, after in zip(_texts(tree), _texts(done.tree), strict=True):
        if isinstance(before, str):
            assert isinstance(after, str)
            assert restore(after, done.map) == before
        elif type(after) is str:
            assert json.loads(restore(f'"{after}"', done.map)) == before
        else:
            assert after == before


@given(requests)
@settings(max_examples=100, deadline=None)
def test_disguise_leaves_its_input_alone_and_json_stays_json(tree: dict[str, object]) -> None:
    before = copy.deepcopy(tree)
    done = disguise(tree, FOUND, ("*",), KEY, keep=WORDS)
    assert tree == before
    for was, now in zip(_texts(tree), _texts(done.tree), strict=True):
        if isinstance(was, str) and isinstance(now, str) and was[:1] in ("{", "["):
            try:
                json.loads(was)
            except ValueError:
                continue
            json.loads(now)


@given(requests)
@settings(max_examples=100, deadline=None)
def test_the_next_turn_disguises_the_restored_turn_alike(tree: dict[str, object]) -> None:
    first = disguise(tree, FOUND, ("*",), KEY, keep=WORDS)
    longer = {**tree, "messages": [*tree["messages"], {"role": "user", "content": "and alice.wonder@example.org?"}]}  # type: ignore[misc]
    second = disguise(longer, FOUND, ("*",), KEY, keep=WORDS)
    assert second.tree["messages"][:-1] == first.tree["messages"]


@pytest.mark.parametrize("how", sorted(RENDERINGS))
@pytest.mark.parametrize("value", sorted(PLANTED))
def test_each_rendering_of_a_value_is_found_and_comes_back(value: str, how: str) -> None:
    text = f"see {RENDERINGS[how](value)} please"
    done = disguise({"content": text, "value": value}, FOUND, ("*",), KEY)
    assert done.tree["content"] != text
    assert sightings(msgspec.json.encode(done.tree), [value]) == set()
    assert restore(done.tree["content"], done.map) == text


@pytest.mark.parametrize("how", sorted(RENDERINGS))
@pytest.mark.parametrize("value", sorted(PLANTED))
def test_the_door_sees_each_rendering_that_was_left(value: str, how: str) -> None:
    watch = disguise({"v": value}, FOUND, ("*",), KEY).watch
    payload = msgspec.json.encode({"messages": [{"content": f"see {RENDERINGS[how](value)} please"}]})
    assert PLANTED[value] in watch.residue(payload)


def test_a_tool_argument_stream_is_valid_json_whatever_the_value_holds() -> None:
    pem = next(v for v in PLANTED if v.startswith("-----"))
    done = disguise({"content": f"key {pem}", "n": 4111111111111111}, FOUND, ("*",), KEY)
    token = done.tree["content"][4:]
    arguments = json.dumps({"key": token, "deep": json.dumps({"key": token, "n": done.tree["n"]}), "n": done.tree["n"]})
    wanted = {"key": pem, "deep": json.dumps({"key": pem, "n": 4111111111111111}), "n": 4111111111111111}
    restorer = Restorer(done.map, json=True)
    out = "".join(restorer.feed(c) for c in arguments) + restorer.flush()
    assert json.loads(out) == wanted


ABSENT = [Found("personal.email", f"nobody{n}@nowhere.example.net") for n in range(40)]
"""So many more that a text is gone through once for all of them (`sight.MANY`)."""


@given(requests, st.booleans())
@settings(max_examples=150, deadline=None)
def test_neither_escapes_elsewhere_nor_many_other_values_change_what_crosses(
    tree: dict[str, object], escape: bool
) -> None:
    """The straight way of a few values in a plain text against the ways of escaped texts and of thousands of values."""
    alone = disguise(tree, FOUND, ("*",), KEY, keep=WORDS)
    more = {**tree, "an escape": "\\u0041 and %41 and &amp;"} if escape else tree
    among = disguise(more, FOUND if escape else [*FOUND, *ABSENT], ("*",), KEY, keep=WORDS)
    assert {name: said for name, said in among.tree.items() if name != "an escape"} == alone.tree
    assert (among.map, among.categories, among.count) == (alone.map, alone.categories, alone.count)


@given(requests, st.booleans())
@settings(max_examples=150, deadline=None)
def test_the_door_sees_the_same_whether_it_looks_for_few_values_or_for_many(tree: dict[str, object], own: bool) -> None:
    payload = msgspec.json.encode(tree)
    few, many = (disguise(tree, found, ("*",), KEY, keep=WORDS).watch for found in (FOUND, [*FOUND, *ABSENT]))
    begins = payload[:20] if own else b""
    assert few.residue(payload, begins) == many.residue(payload, begins)
