from __future__ import annotations

import asyncio
import dataclasses
import enum
import io
import json
import logging
import typing
from collections.abc import Iterator
from pathlib import Path

import pytest
from laws.staged import Stage
from laws.test_authority_shrinks import EVERYWHERE, policy

from isthmus.domain import happenings
from isthmus.domain.happenings import Answered, Attempted, Charged, Refused
from isthmus.domain.safe import Name
from isthmus.observe import Listeners, Metrics, configure, log
from isthmus.observe.listening import ROOM
from isthmus.observe.log import crashed

SECRET = "alice@example.org"
ANSWERED = Answered(
    "0-1-ab", Name("r"), Name("m"), Name("z"), Name("answered"), Name("none"), Name("t"), 200, 12.0, 0.5, 1, 2
)


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the log writes; the loggers are put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure("info", stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)


@pytest.mark.req("D2", "J11")
def test_no_field_of_a_happening_can_hold_raw_content() -> None:
    """`request` is an id of our own making; all other text is a `Name`."""
    for happening in (Answered, Attempted, Charged, Refused):
        for field, kind in typing.get_type_hints(happening, vars(happenings)).items():
            safe = kind in (Name, int, float, bool) or (isinstance(kind, type) and issubclass(kind, enum.Enum))
            assert safe or field == "request", (happening.__name__, field)


@pytest.mark.parametrize("word", [SECRET + " please", "", "a" * 129, "two words", "ümlaut", "line\n"])
def test_a_name_cannot_be_a_sentence(word: str) -> None:
    with pytest.raises(ValueError, match="a name holds"):
        Name(word)


@pytest.mark.req("D2", "F6")
def test_of_other_libraries_lines_only_the_place_is_written(lines: io.StringIO) -> None:
    logging.getLogger("asyncio").error("Task exception was never retrieved: %s", SECRET)
    logging.getLogger("somebody").warning(SECRET)
    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger("uvicorn.error").exception("in the application: %s", SECRET)
        crashed()
    written = lines.getvalue()
    assert "alice" not in written
    assert [json.loads(line)["event"] for line in written.splitlines()] == ["foreign", "foreign", "foreign", "crashed"]
    assert written.count("ValueError") == 2


def test_a_happening_is_one_line_of_its_fields(lines: io.StringIO) -> None:
    log(logging.INFO, ANSWERED)
    line = json.loads(lines.getvalue())
    assert (line["level"], line["event"], line["route"], line["sensitivity"]) == ("info", "answered", "r", 2)


@pytest.mark.req("E1", "E2", "E7", "E13")
def test_what_happened_can_be_read_as_metrics() -> None:
    metrics = Metrics()
    metrics(ANSWERED)
    metrics(ANSWERED)
    metrics(Attempted(Name("m"), Name("z"), Name("answered"), 3.0))
    metrics(Refused(Name("invalid_api_key"), 401))
    metrics.watch(lambda: False, lambda: 1.5)
    text = metrics.text().decode()
    for line in (
        'isthmus_requests_total{fallback="none",model="m",outcome="answered",route="r",zone="z"} 2.0',
        'isthmus_request_seconds_bucket{le="0.01",route="r",zone="z"} 0.0',
        'isthmus_request_seconds_bucket{le="0.025",route="r",zone="z"} 2.0',
        'isthmus_request_seconds_bucket{le="+Inf",route="r",zone="z"} 2.0',
        'isthmus_request_seconds_sum{route="r",zone="z"} 0.024',
        'isthmus_cost_total{model="m",route="r"} 1.0',
        'isthmus_crossings_total{route="r"} 2.0',
        'isthmus_attempts_total{model="m",result="answered",zone="z"} 1.0',
        'isthmus_refused_total{code="invalid_api_key"} 1.0',
        "isthmus_ready 0.0",
        "isthmus_evidence_unsealed_seconds 1.5",
    ):
        assert line in text, line


def _throwing(happening: object) -> None:
    raise ValueError(SECRET)


@pytest.mark.req("D2")
async def test_a_listener_that_throws_hurts_no_other_and_writes_no_content(lines: io.StringIO) -> None:
    told: list[object] = []
    at_once: list[object] = []
    listeners = Listeners((_throwing, at_once.append), (_throwing, told.append))
    listeners(ANSWERED)
    listeners(ANSWERED)
    assert at_once == [ANSWERED, ANSWERED]
    assert told == []  # off the path
    await asyncio.sleep(0)
    assert told == [ANSWERED, ANSWERED]
    assert listeners.failed == 4
    assert lines.getvalue().count("ValueError") == 1
    assert SECRET not in lines.getvalue()


async def test_what_waits_to_be_told_is_bounded() -> None:
    told: list[object] = []
    listeners = Listeners((), (told.append,))
    for _ in range(ROOM + 3):
        listeners(ANSWERED)
    assert listeners.dropped == 3
    listeners.tell()
    assert len(told) == ROOM


@pytest.mark.parametrize("stream", [False, True])
async def test_a_listener_that_throws_changes_no_answer_and_no_count(tmp_path: Path, stream: bool) -> None:
    stage = Stage(
        tmp_path, ["faq"], policy(EVERYWHERE), {"faq": "answers"},
        wrap=lambda rt: dataclasses.replace(rt, listen=Listeners((_throwing,))),
    )  # fmt: skip
    for said in ("hello", "hello"):
        _, body = await stage.ask(said, stream=stream)
        assert b"A local answer." in body
        assert stage.runtime.gate.inside == 0
    assert await stage.tried(model="nobody") == "model_not_found"
    assert stage.runtime.gate.inside == 0
    await stage.close()


async def test_a_request_leaves_its_place_once_even_if_leaving_throws(tmp_path: Path) -> None:
    stage = Stage(
        tmp_path, ["faq"], policy(EVERYWHERE), {"faq": "answers"},
        wrap=lambda rt: dataclasses.replace(
            rt, listen=lambda h: _throwing(h) if type(h) is Answered else None
        ),
    )  # fmt: skip
    with pytest.raises(ValueError, match="alice"):
        await stage.ask()
    assert stage.runtime.gate.inside == 0
    await stage.close()
