"""What each step of the path costs inside the running pipeline: in this process, without sockets.

Alone in a loop a step costs half of what it costs here, where all the others run in between and leave cold caches.
So this is where a change is to be weighed. Processor time of the loop's own thread, least of several runs.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table

from bench.accounting import cores
from bench.contestants import HERE, HOME
from bench.upstream import whole
from bench.workload import PERSONAL, PUBLIC, Scenario, fixed_answer, requests

AT_ONCE, WARM, COUNTED, RUNS = 32, 2_000, 3_000, 4
Costs = dict[str, float]
"""µs of processor time per request, by step."""

_body = msgspec.json.Decoder()


def _steps() -> list[tuple[str, object, str]]:
    """Title, and the function that is the step; what begins with two blanks is a part of the one above."""
    from isthmus import attempt, pipeline
    from isthmus.egress import Door
    from isthmus.redact import AnswerRestorer
    from isthmus.redact.residue import Watch
    from isthmus.state.vault import Vault
    from isthmus.wire import openai

    return [
        ("admit", pipeline, "admit"),
        ("read", pipeline, "read"),
        ("label", pipeline, "label"),
        ("permit, plan", pipeline, "permit"),
        ("disguise: the conversation's key", attempt, "_conversation"),
        ("disguise", attempt, "disguise"),
        ("authorise the exact bytes", Door, "_Door__authorise"),
        ("  look for disguised values", Watch, "residue"),
        ("contract", Door, "_Door__record"),
        ("  seal the payload", Vault, "seal"),
        ("read the answer", openai, "whole"),
        ("restore", AnswerRestorer, "feed"),
        ("write the answer", openai, "fold"),
        ("provenance token and headers", pipeline, "headers_of"),
        ("the request's entry", pipeline, "entry_of"),
        ("metrics and log", pipeline, "_leave"),
    ]


def measure(console: Console) -> None:
    """Prints a table: public requests and requests with personal data, step by step."""
    os.sched_setaffinity(0, {cores().gateway})
    found = {scenario.name: asyncio.run(_measured(scenario)) for scenario in (PUBLIC, PERSONAL)}
    table = Table("step", title="µs of processor time per request, in the pipeline", title_justify="left")
    for scenario in (PUBLIC, PERSONAL):
        table.add_column(scenario.title, justify="right")
    for title in found[PERSONAL.name]:
        table.add_row(title, *(f"{found[name].get(title, 0.0):.1f}" for name in found))
    console.print(table)


async def _measured(scenario: Scenario) -> Costs:
    from isthmus import settings
    from isthmus.compose import House, settle

    scratch = HOME / "scratch" / "steps"
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(HERE / "isthmus", scratch)
    file = scratch / "isthmus.yaml"
    file.write_text(file.read_text().replace("UPSTREAM", "http://127.0.0.1:9"))
    house = House(settings.load(file))
    house.runtime.door._Door__transport = _Canned()
    settle()
    try:
        await _drive(house, scenario, WARM)
        wholes = [await _drive(house, scenario, COUNTED) for _ in range(RUNS)]
        with _metered(house) as spent:
            runs = []
            for _ in range(RUNS):
                spent.clear()
                await _drive(house, scenario, COUNTED)
                runs.append({title: cost / COUNTED for title, cost in spent.items()})
    finally:
        await house.close()
    titles = [title for title, _, _ in _steps() if title in runs[0]]
    thread, process = map(min, zip(*wholes, strict=True))
    return {title: min(run[title] for run in runs) for title in titles} | {
        "all of it, in the loop's thread": thread,
        "threads of the ledger": process - thread,
    }


async def _drive(house: Any, scenario: Scenario, count: int) -> tuple[float, float]:
    """µs per request of this thread, and of the process."""
    from isthmus.pipeline import answer
    from isthmus.work import Call

    bodies = [request.body for request in requests(scenario)]
    numbers = iter(range(count))

    async def client() -> None:
        for number in numbers:
            await answer(house.runtime, Call({"content-length": "1000"}, bodies[number % len(bodies)]))

    thread, process = time.thread_time(), time.process_time()
    await asyncio.gather(*(client() for _ in range(AT_ONCE)))
    spent = time.thread_time() - thread, time.process_time() - process
    return spent[0] / count * 1e6, spent[1] / count * 1e6


@contextmanager
def _metered(house: Any) -> Iterator[Costs]:
    """While it is open, what each step spends is added up; reading the clock is taken off."""
    spent: Costs = {}
    clock = time.thread_time
    began = clock()
    for _ in range(10_000):
        clock()
    reading = (clock() - began) / 10_000

    def meter(title: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def metered(*given: Any, **named: Any) -> Any:
            start = clock()
            try:
                return step(*given, **named)
            finally:
                spent[title] = spent.get(title, 0.0) + (clock() - start - reading) * 1e6

        return metered

    door = house.runtime.door
    places = [(title, door if owner is type(door) else owner, name) for title, owner, name in _steps()]
    before = [getattr(owner, name) for _, owner, name in places]
    try:
        for (title, owner, name), step in zip(places, before, strict=True):
            setattr(owner, name, meter(title, step))
        yield spent
    finally:
        for (_, owner, name), step in zip(places, before, strict=True):
            setattr(owner, name, step)


class _Canned:
    """Answers at once what the fake provider would."""

    def __init__(self) -> None:
        self._fixed = _bytes_of(fixed_answer())

    async def send(self, url: str, headers: Any, body: bytes, *, deadline: float, owner: Any) -> _Answer:
        asked = _body.decode(body)
        echoes = asked["model"].startswith("echo")
        return _Answer(_bytes_of(asked["messages"][-1]["content"]) if echoes else self._fixed)

    async def close(self) -> None: ...


def _bytes_of(text: str) -> bytes:
    return whole(text).partition(b"\r\n\r\n")[2]


class _Answer:
    status = 200

    def __init__(self, body: bytes) -> None:
        self._body, self.size = body, len(body)

    def header(self, name: str) -> str:
        return "application/json"

    async def body(self) -> bytes:
        return self._body

    async def close(self) -> None: ...
