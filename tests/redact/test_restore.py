"""Streams: every way of cutting gives the same, little is held back, and nothing is guessed."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus.redact import TOKEN, Disguised, Found, RestoreMap, Restorer, disguise, restore

from .worlds import KEY

PEM = '--BEGIN--\nab"c\\d\n--END--'
VALUES = [Found("personal.email", "alice@x.org"), Found("financial.card", "4111111111111111"), Found("secret.key", PEM)]


def _made(*, numbers: bool = True, secrets: bool = True) -> tuple[Disguised, dict[str, str]]:
    tree: dict[str, object] = {"mail": "alice@x.org", "card": 4111111111111111 if numbers else "4111111111111111"}
    if secrets:
        tree["key"] = PEM
    done = disguise(tree, VALUES, ("*",), KEY)
    return done, done.tree


def _stream(pieces: list[str], done: Disguised, **options: bool) -> str:
    restorer = Restorer(done.map, **options)
    return "".join(restorer.feed(p) for p in pieces) + restorer.flush()


def _answers(names: dict[str, str]) -> list[str]:
    mail, card, key = names["mail"], names["card"], names.get("key", "")
    return [
        f"Write to {mail}.",
        f'"{card}"',
        f'{{"n":"{card}","{card}" : [\\"{card}\\",\\"{card}x\\"]}}',
        f"{mail}{mail}{mail[:-1]} {mail[:12]}{mail}",
        f'EMAIL-EMAIL- {mail.lower()} {mail[:-1]}b \\\\\\"{card}\\\\\\" "{card}',
        f'{{"k":"{key}","d":"{{\\"k\\":\\"{key} \\\\\\"{key}\\\\\\"\\"}}","p":"a \\"{key}\\""}}',
        f'"{card}"   \n\t       :"{card}" \\\\\\\\\\\\\\\\"{card}" EMAI',
    ]


@pytest.mark.req("B2")
@pytest.mark.parametrize("json_mode", [False, True])
@pytest.mark.parametrize("numbers", [False, True])
def test_every_cut_in_two_or_three_gives_what_the_whole_gives(json_mode: bool, numbers: bool) -> None:
    done, names = _made(numbers=numbers)
    for answer in _answers(names):
        whole = restore(answer, done.map, json=json_mode)
        assert _stream(list(answer), done, json=json_mode) == whole
        for one in range(len(answer) + 1):
            assert _stream([answer[:one], answer[one:]], done, json=json_mode) == whole
            other = random.Random(one).randint(one, len(answer))  # a fixed draw: the cut is named by its place
            assert _stream([answer[:one], answer[one:other], answer[other:]], done, json=json_mode) == whole


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_random_answers_cut_at_random_give_what_the_whole_gives(data: st.DataObject) -> None:
    done, names = _made(numbers=data.draw(st.booleans()), secrets=data.draw(st.booleans()))
    bits = st.sampled_from(
        [*names.values(), *(n[:9] for n in names.values()), '"', "\\", '\\"', ":", " ", "{", "E", "EMAIL-", "b", "x"]
    )
    answer = "".join(data.draw(st.lists(bits, max_size=25)))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(answer)), max_size=12)))
    pieces = [answer[a:b] for a, b in zip([0, *cuts], [*cuts, len(answer)], strict=True)]
    json_mode = data.draw(st.booleans())
    assert _stream(pieces, done, json=json_mode) == restore(answer, done.map, json=json_mode)


@pytest.mark.parametrize("numbers", [False, True])
def test_what_is_held_back_is_bounded_by_the_longest_pseudonym(numbers: bool) -> None:
    done, names = _made(numbers=numbers)
    for answer in _answers(names):
        restorer = Restorer(done.map)
        given_, taken = 0, ""
        for letter in answer:
            taken += letter
            given_ += len(restorer.feed(letter))
            assert len(restore(taken, done.map)) - given_ <= restorer.bound + len(PEM)
            assert len(restorer._held) <= restorer.bound
    assert restorer.bound <= 28 + (24 if numbers else 0)


def test_text_that_can_begin_no_pseudonym_of_this_map_is_given_at_once() -> None:
    done, _ = _made(numbers=False)
    restorer = Restorer(done.map)
    for piece in ("Hello", " I", " IBAN-", "NAMED", ' "', "\\"):
        assert restorer.feed(piece) == piece
    assert restorer.feed("E") == ""
    assert restorer.feed("nd") == "End"
    assert Restorer(RestoreMap()).feed("EMAIL-") == "EMAIL-"


def test_a_pseudonym_begins_inside_what_only_looked_like_the_beginning_of_another() -> None:
    done, names = _made(numbers=False, secrets=False)
    for answer in (f"S{names['mail']}", f"NAMAC{names['card']}", f"CCC{names['card']}", f"EMAIL-bcd{names['mail']}"):
        assert TOKEN.search(restore(answer, done.map)) is None
        for cut in range(len(answer)):
            assert _stream([answer[:cut], answer[cut:]], done) == restore(answer, done.map)


def test_unknown_damaged_and_partial_pseudonyms_stay_as_they_are() -> None:
    done, names = _made()
    mail = names["mail"]
    other = disguise({"c": "alice@x.org"}, VALUES, ("*",), b"another conversation's key......").tree["c"]
    for text in (
        other,
        mail.lower(),
        mail[:-1],
        mail[:-4] + "bbbb",
        mail.replace("EMAIL", "PHONE"),
        mail[:10] + " " + mail[10:],
    ):
        assert restore(text, done.map) == text


def test_a_number_comes_back_bare_from_quotes_at_any_depth_and_as_digits_elsewhere() -> None:
    done, names = _made()
    card = names["card"]
    assert restore(f'{{"n":"{card}"}}', done.map) == '{"n":4111111111111111}'
    assert restore(f'\\"{card}\\" \\\\\\"{card}\\\\\\"', done.map) == "4111111111111111 4111111111111111"
    assert (
        restore(f'"no {card}" {card} "{card}', done.map) == '"no 4111111111111111" 4111111111111111 "4111111111111111'
    )
    assert json.loads(restore(f'{{"{card}" : "{card}"}}', done.map, json=True)) == {
        "4111111111111111": 4111111111111111
    }


def test_a_surface_is_escaped_as_deep_as_the_place_where_it_is_put() -> None:
    done, names = _made()
    key = names["key"]
    told = {"a": key, "deep": json.dumps({"b": [key], "deeper": json.dumps([key])}), "prose": f'he said "{key}"'}
    back = restore(json.dumps(told), done.map, json=True)
    assert json.loads(back) == {
        "a": PEM,
        "deep": json.dumps({"b": [PEM], "deeper": json.dumps([PEM])}),
        "prose": f'he said "{PEM}"',
    }
    assert restore(key, done.map) == PEM


def test_the_same_arguments_called_again_come_back_byte_for_byte() -> None:
    first = '{"to":"alice\\u0040x.org","n":4111111111111111,"in":"{\\"to\\":\\"alice\\\\u0040x.org\\"}","k":'
    arguments = first + json.dumps(PEM) + "}"
    done = disguise({"arguments": arguments}, VALUES, ("*",), KEY)
    assert "alice" not in done.tree["arguments"]
    assert _stream(list(done.tree["arguments"]), done, json=True) == arguments
    assert _stream(list(done.tree["arguments"]), done) == arguments


@pytest.mark.req("B2")
def test_only_what_the_caller_may_see_is_restored() -> None:
    done, names = _made(numbers=False)
    text = " ".join(names.values())
    assert restore(text, done.map, ("personal.*",)) == f"alice@x.org {names['card']} {names['key']}"
    assert restore(text, done.map, ()) == text
    assert restore(text, done.map) == f"alice@x.org 4111111111111111 {PEM}"


def test_a_place_that_held_two_categories_is_shown_only_to_who_may_see_both() -> None:
    both = [Found("personal.phone", "4111111111111111"), Found("financial.card", "4111111111111111")]
    done = disguise({"c": "4111111111111111"}, both, ("*",), KEY)
    assert TOKEN.fullmatch(restore(done.tree["c"], done.map, ("personal.*",)))
    assert restore(done.tree["c"], done.map, ("personal.*", "financial.*")) == "4111111111111111"


@settings(max_examples=300)
@given(st.data())
def test_a_long_piece_gives_what_its_letters_give_one_by_one(data: st.DataObject) -> None:
    done, _ = _made(numbers=False)
    tokens = list(done.map.surfaces)
    strange = "EMAIL-bcdfghjklmnpqrstbcdf"
    shapes = [*tokens, strange, tokens[0][:-1], tokens[1][2:], "EMAIL", "-", "x", "É", "a long word " * 4]
    text = (
        "".join(data.draw(st.lists(st.sampled_from(shapes), max_size=8)))
        + data.draw(st.sampled_from(tokens))[: data.draw(st.integers(0, 30))]
    )
    whole, letters = Restorer(done.map), Restorer(done.map)
    given_whole = whole.feed(text)
    assert given_whole == "".join(map(letters.feed, text))
    assert whole.holding == letters.holding
    assert whole.flush() == letters.flush()
    assert whole.restored == letters.restored
