"""Where the gateway's time goes: a profiler beside it under load, its samples shared out over files.

py-spy is preferred, where it is installed: it samples from outside and costs the gateway little.
cProfile is everywhere, but it charges for every call, so that many small functions look dearer than they
are.
"""

from __future__ import annotations

import os
import pstats
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bench.accounting import cores, thread_seconds
from bench.contestants import HOME, Contestant, Running, Upstream, start
from bench.load import Generator
from bench.measure import upstream_on
from bench.workload import Scenario, requests

ROWS = 25
WIDTH = 120
Costs = dict[str, float]
"""µs by function: per request where py-spy sampled, of the whole run under cProfile."""

OUTSIDE = "(outside Python: system calls, uvloop)"


async def profile(contestant: Contestant, scenario: Scenario, seconds: float, at_once: int, tool: str) -> None:
    """Drive the gateway with one scenario and print where its time went."""
    spy = shutil.which("py-spy", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if tool == "py-spy" and not spy:
        raise SystemExit("py-spy is not installed: pip install py-spy, or --tool cprofile")
    where = cores()
    os.sched_setaffinity(0, {where.load})
    with upstream_on(where) as upstream:
        if spy and tool != "cprofile":
            own, under = await _sampled(spy, contestant, upstream, where.gateway, scenario, seconds, at_once)
            unit = "CPU time"
        else:
            own, under = await _counted(contestant, upstream, where.gateway, scenario, seconds, at_once)
            unit = "time under cProfile"
    console = Console()
    console = console if console.is_terminal else Console(width=WIDTH)
    whole = sum(own.values())
    console.print(_table(f"Own {unit}, by package", _by_package(own), whole))
    console.print(_table(f"Own {unit}, by function", own, whole))
    console.print(_table(f"{unit} with that of what is called, by function", under, whole))


async def _drive(running: Running, scenario: Scenario, seconds: float, at_once: int) -> dict[int, float]:
    """CPU µs per request of each thread."""
    generator = Generator(running.address, requests(scenario), scenario.events > 0)
    before = thread_seconds(running.pid)
    tally = await generator.closed(at_once, seconds)
    after = thread_seconds(running.pid)
    print(f"{scenario.title}, {at_once} at once: {tally.answered:,} answers in {tally.seconds:.1f} s")
    if tally.failed:
        print(f"{tally.failed} requests failed ({tally.complaint})")
    answered = max(1, tally.answered)
    return {thread: (spent - before.get(thread, 0.0)) / answered * 1e6 for thread, spent in after.items()}


async def _sampled(
    spy: str, contestant: Contestant, upstream: Upstream, core: int, scenario: Scenario, seconds: float, at_once: int
) -> tuple[Costs, Costs]:
    folded = HOME / "profile.folded"
    running = await start(contestant, upstream, core)
    try:
        await _drive(running, scenario, 1.0, at_once)
        record = [spy, "record", "--pid", str(running.pid), "--format", "raw", "--output", str(folded)]
        # Without pausing what is sampled: pauses would halve its speed.
        options = ["--duration", str(max(1, round(seconds))), "--rate", "250", "--threads", "--nonblocking"]
        # Blocking only while it is spawned, when nothing is under way.
        recorder = subprocess.Popen(  # noqa: ASYNC220  # see above
            [*record, *options], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        spent = await _drive(running, scenario, seconds + 1.0, at_once)
        _, errors = recorder.communicate()
        if recorder.returncode:
            raise SystemExit(f"py-spy failed: {errors.decode().strip()[-300:]} (try --tool cprofile)")
    finally:
        running.stop()
    return shares(folded.read_text().splitlines(), spent)


async def _counted(
    contestant: Contestant, upstream: Upstream, core: int, scenario: Scenario, seconds: float, at_once: int
) -> tuple[Costs, Costs]:
    output = HOME / "profile.pstats"
    output.unlink(missing_ok=True)
    running = await start(contestant, upstream, core, (sys.executable, "-m", "cProfile", "-o", str(output)))
    try:
        await _drive(running, scenario, seconds, at_once)
    finally:
        running.stop(signal.SIGINT)  # an ordinary end, so that the profile is written
    if not output.exists():
        raise SystemExit("The gateway ended without writing its profile; try --tool py-spy.")
    own: Costs = {}
    under: Costs = {}
    # `stats` is documented only as what print_stats shows: (file, line, name) to (calls, …, own, cumulative).
    for (file, _, name), (_, _, own_time, cumulative, _) in pstats.Stats(str(output)).stats.items():  # type: ignore[attr-defined]
        own[f"{name} ({file})"] = own_time * 1e6
        under[f"{name} ({file})"] = cumulative * 1e6
    return own, under


def shares(folded: Iterable[str], spent: Mapping[int, float]) -> tuple[Costs, Costs]:
    """Cost per function from folded stacks (`thread (7): main;outer;innermost 12`): its own, and with that of
    what it calls.

    A sampler cannot always tell a thread that works from one that waits in a system call. So what each
    thread spent (`spent`, by its id) is known from the kernel, and samples only share it out."""
    own: Costs = {}
    under: Costs = {}
    stacks = [_frames(line) for line in folded]
    taken: Counter[int] = Counter()
    for thread, _, count in stacks:
        taken[thread] += count
    for thread, frames, count in stacks:
        cost = spent.get(thread, 0.0) * count / taken[thread]
        own[frames[-1]] = own.get(frames[-1], 0.0) + cost
        for frame in set(frames):
            under[frame] = under.get(frame, 0.0) + cost
    return own, under


def _frames(line: str) -> tuple[int, list[str], int]:
    """A folded line as thread id, functions without line numbers, and count."""
    stack, _, count = line.rpartition(" ")
    thread = re.search(r"(?:^|;)thread \((\d+)\)[^;]*", stack)
    named = [frame for frame in stack.split(";") if not frame.startswith(("process ", "thread ("))]
    frames = [re.sub(r":\d+\)$", ")", frame) for frame in named] or [OUTSIDE]
    whole = [f"[{thread[0].partition(': ')[2] or 'a thread'}]", *frames] if thread else frames
    return int(thread[1]) if thread else 0, whole, int(count)


def package(function: str) -> str:
    """Whose a function is: a room of ours, a library, or the interpreter."""
    if function == OUTSIDE:
        return OUTSIDE
    path = function.rpartition("(")[2].rstrip(")")
    parts = Path(path).with_suffix("").parts
    for root in ("isthmus", "bench"):
        if root in parts[:-1]:
            return ".".join(parts[len(parts) - 1 - parts[::-1].index(root) :][:2])
    if "site-packages" in parts:
        return parts[parts.index("site-packages") + 1]
    return parts[0] if len(parts) > 1 and not path.startswith(("/", "~", "<")) else "Python"


def _by_package(own: Costs) -> Costs:
    found: Costs = {}
    for function, cost in own.items():
        found[package(function)] = found.get(package(function), 0.0) + cost
    return found


def _table(title: str, costs: Costs, whole: float) -> Table:
    table = Table("share", "µs", "where", title=title, title_justify="left", title_style="bold", header_style="dim")
    for name, cost in sorted(costs.items(), key=lambda item: -item[1])[:ROWS]:
        table.add_row(f"{cost / (whole or 1):6.1%}", f"{cost:,.0f}", escape(name))
    return table
