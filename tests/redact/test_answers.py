"""A whole answer: each channel for itself, nothing lost at the end, the finish last."""

from __future__ import annotations

from isthmus.domain.events import Begin, Delta, Event, ToolDelta, Usage
from isthmus.redact import AnswerRestorer, Disguised, Found, disguise

from .worlds import KEY

KEYTEXT = 'line\n"two"'


def _made() -> tuple[Disguised, str, str]:
    found = [Found("personal.email", "alice@x.org"), Found("secret.key", KEYTEXT)]
    done = disguise(["alice@x.org", KEYTEXT], found, ("*",), KEY)
    return done, done.tree[0], done.tree[1]


def _said(events: list[Event], choice: int = 0) -> tuple[str, str, dict[int, str]]:
    text, refusal, arguments = "", "", {}
    for event in events:
        if isinstance(event, Delta) and event.choice == choice:
            text += event.text or ""
            refusal += event.refusal or ""
            for tool in event.tools:
                arguments[tool.index] = arguments.get(tool.index, "") + (tool.arguments or "")
    return text, refusal, arguments


def test_channels_that_take_turns_letter_by_letter_do_not_disturb_each_other() -> None:
    done, mail, key = _made()
    restorer = AnswerRestorer(done.map, ("*",), structured=False)
    out = restorer.feed([Begin("m")])
    spoken = f'{{"k":"{key}"}}'
    for n in range(len(spoken)):
        tools = tuple(ToolDelta(i, arguments=spoken[n : n + 1]) for i in (0, 1))
        out += restorer.feed(
            [Delta(0, text=mail[n : n + 1], refusal=mail[n : n + 1], tools=tools), Delta(1, text=mail[n : n + 1])]
        )
    out += restorer.feed([Delta(0, finish="stop"), Delta(1, finish="stop"), Usage(1, 2)])
    wanted = '{"k":"line\\n\\"two\\""}'
    assert _said(out) == ("alice@x.org", "alice@x.org", {0: wanted, 1: wanted})
    assert _said(out, 1)[0] == "alice@x.org"
    assert restorer.restored == 5
    assert isinstance(out[-1], Usage)


def test_what_was_held_back_comes_before_the_finish_and_an_answer_without_one_is_flushed() -> None:
    done, mail, _ = _made()
    restorer = AnswerRestorer(done.map, ("*",), structured=False)
    out = restorer.feed([Delta(0, text="see " + mail[:9]), Delta(0, text=mail[9:12], finish="length")])
    assert _said(out)[0] == "see " + mail[:12]
    finishes = [e.finish for e in out if isinstance(e, Delta)]
    assert finishes[-1] == "length"
    assert not any(finishes[:-1])
    out = restorer.feed([Delta(1, tools=(ToolDelta(0, name="send_" + mail[:7]),))])
    tail = restorer.flush()
    assert [t.name for e in [*out, *tail] if isinstance(e, Delta) for t in e.tools] == ["send_", mail[:7]]
    assert restorer.flush() == []


def test_pieces_of_one_call_in_the_event_that_finishes_are_put_together() -> None:
    done, mail, _ = _made()
    restorer = AnswerRestorer(done.map, ("*",), structured=False)
    tools = tuple(ToolDelta(0, arguments=piece) for piece in ('{"to":"', mail[:9], mail[9:], '"}', mail[:3]))
    out = restorer.feed([Delta(0, text=mail[:5]), Delta(0, text=mail[5:] + mail[:4], tools=tools, finish="tool_calls")])
    text, _, arguments = _said(out)
    assert (text, arguments) == ("alice@x.org" + mail[:4], {0: '{"to":"alice@x.org"}' + mail[:3]})
    assert [e.finish for e in out if isinstance(e, Delta) if e.finish] == ["tool_calls"]
    assert isinstance(out[-1], Delta)
    assert out[-1].finish
    assert restorer.restored == 2


def test_a_structured_answer_is_escaped_and_a_plain_one_is_not() -> None:
    done, _, key = _made()
    for structured, wanted in ((True, '["line\\n\\"two\\""]'), (False, f'["{KEYTEXT}"]')):
        restorer = AnswerRestorer(done.map, ("*",), structured=structured)
        assert _said(restorer.feed([Delta(0, text=f'["{key}"]', finish="stop")]))[0] == wanted
