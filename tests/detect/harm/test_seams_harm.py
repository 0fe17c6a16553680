"""A value that goes on in the next text is found whole; a word that only stands before one is no part of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from isthmus.detect import Detector, Reading, built_in
from isthmus.wire import parts

STRUCTURED = Detector(built_in())
MAIL = "lena.brandt@example.org"


def found(tree: dict[str, Any]) -> list[str]:
    read = parts.walk(tree)
    scan = STRUCTURED.scan(read.texts, Reading(read.kinds))
    return sorted({read.texts[f.part][f.start : f.end] for f in scan.findings})


def turns(*said: str) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": text} for text in said]}


def call(arguments: str) -> dict[str, Any]:
    return {"messages": [{"role": "assistant", "tool_calls": [{"function": {"name": "f", "arguments": arguments}}]}]}


SEND = {"name": "send", "parameters": {"properties": {"send_to": {"examples": [MAIL]}, "reply_to": {"type": "string"}}}}


@pytest.mark.parametrize(
    "tree",
    [
        turns("I use node.js", MAIL),
        turns("Release 2.14.0", MAIL),
        turns(MAIL, "2.14.0 is out"),
        turns("read chapter_4", f"{MAIL} wrote it"),
        {"messages": [{"role": "assistant", "content": "Your order is A1002"}, {"role": "user", "content": MAIL}]},
        {"messages": [{"role": "user", "content": [
            {"type": "text", "text": "main.py"}, {"type": "text", "text": f"{MAIL} is the author"}]}]},
        {"messages": [{"role": "function", "name": "find_user", "content": MAIL}]},
        {"messages": [{"role": "tool", "tool_call_id": "D681PevKs", "content": MAIL}]},
        {"messages": [], "tools": [{"type": "function", "function": {**SEND, "required": ["send_to"]}}]},
        {"messages": [], "functions": [SEND]},
        {"messages": [], "metadata": {"version": "2.14.0", "mail": MAIL}},
        call('{"note":"a\\nb","file":"main.py","author":"lena.brandt@example.org"}'),
        call('{"note":"a\\nb","id":"A1002","author":"lena.brandt@example.org"}'),
    ],
)  # fmt: skip
def test_a_whole_word_before_a_whole_address_is_no_part_of_it(tree: dict[str, Any]) -> None:
    assert found(tree) == [MAIL]


@pytest.mark.parametrize(
    ("said", "halves"),
    [
        (("Write to lena.brandt@", "example.org today"), ["example.org", "lena.brandt@"]),
        (("my mail is alice1@exam", "ple.com, you know"), ["alice1@exam", "ple.com"]),
        (("pay DE89 3704 0044 05", "32 0130 00 now"), ["32 0130 00", "DE89 3704 0044 05"]),
        (("card 4111 1111", "1111 1111 ok"), ["1111 1111", "4111 1111"]),
        (("Call +49 30 23125123", "12 lamps, please"), ["+49 30 23125123"]),
    ],
)
def test_a_value_that_is_cut_in_two_is_found_in_both_and_lamps_are_left(
    said: tuple[str, str], halves: list[str]
) -> None:
    assert found(turns(*said)) == halves


def test_a_value_cut_over_two_fields_is_found_past_the_key_between() -> None:
    assert found({"messages": [], "metadata": {"a": "lena.brandt@", "file_name": "example.org"}}) == [
        "example.org", "lena.brandt@",
    ]  # fmt: skip


def test_an_id_is_no_half_of_a_value() -> None:
    halves = ("DE8937040044", "0532013000 ok")
    assert found(turns(*halves)) == ["0532013000", "DE8937040044"]
    tool = {"role": "tool", "tool_call_id": halves[0], "content": halves[1]}
    assert "DE8937040044" not in found({"messages": [tool]})


def parts_of(*said: str) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": [
        {"type": "text", "text": text, "cache_control": {"type": "ephemeral"}} for text in said]}]}  # fmt: skip


@pytest.mark.parametrize("cut", [turns, parts_of])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("41111111", "11111111"),
        ("4111", "111111111111"),
        ("4405140", "1359"),
        ("440514", "01359"),
        ("86095742", "719"),
        ("11122", "2333"),
        ("1114447", "7735"),
        ("DE", "89370400440532013000"),
        ("DE89", "370400440532013000"),
    ],
)
def test_a_number_that_proves_itself_is_found_in_two_texts_of_digits(
    cut: Callable[..., dict[str, Any]], first: str, second: str
) -> None:
    assert found(cut(first, second)) == sorted(half for half in (first, second) if len(half) > 3)


@pytest.mark.parametrize("said", [("my number is 4405140", "1359, thanks"), ("It is 440514", "01359 as you know")])
def test_a_number_that_proves_itself_is_found_whole_though_words_stand_around(said: tuple[str, str]) -> None:
    assert len("".join(found(turns(*said)))) == 11


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("sk-proj-AbcdEfgh", "IjklMnopQrstUvwx"),
        ("AKIAIOSFOD", "NNXEXAMPLE"),
        ("AKIA", "IOSFODNN7EXAMPLE"),
        ("AK", "IAIOSFODNN7EXAMPLE"),
        ("ghp_abcdEFGHijklMNOP", "qrstUVWXyzABcdEFGHij"),
        ("gh", "p_abcdEFGHijklMNOPqrstUVWXyzABcdEFGHij"),
        ("xoxb-abcdef", "ghijklmnopq"),
        ("glpat-abcdEFGH", "ijklMNOPqrstUV"),
        ("sk-9a8b7c6d5e4f3a2b1c0d9e", "8f7a6b5c4d3e2f1a"),
    ],
)
def test_a_key_is_found_in_two_texts_though_no_half_says_so(first: str, second: str) -> None:
    taken = [half for half in (first, second) if len(half) > 3]
    for tree in (turns(first, second), parts_of(f"use {first}", f"{second} please")):
        assert set(taken) <= set(found(tree))


@pytest.mark.parametrize(
    "tree",
    [
        turns("41111111", "12 lamps"),
        turns("44051", "401359", "12", "8"),
        turns("4711", "1200"),
        {"messages": [], "stop": ["1234", "5678", "9012"]},
        {"messages": [], "metadata": {"width": "44051", "height": "401359"}},
        call('{"note":"a\\nb","sizes":[44051,401359]}'),
        call('{"note":"a\\nb","sizes":[41111111,11111111,23232323]}'),
        turns("The prefix is sk-", "Thanks, that helps."),
        turns("Keys begin with AKIA", "Good to know"),
    ],
)
def test_numbers_of_a_list_and_words_behind_a_prefix_are_no_halves(tree: dict[str, Any]) -> None:
    assert found(tree) == []


def test_what_is_whole_beside_a_key_or_a_number_stays() -> None:
    key = "sk-9a8b7c6d5e4f3a2b1c0d9e"
    assert found(turns(f"my key is {key}", "workers are slow")) == [key]
    assert found(turns("my PESEL is 44051401359", "12 lamps, please")) == ["44051401359"]
    assert found(turns("my social is 924403567", "1234 lamps, please")) == ["924403567"]
