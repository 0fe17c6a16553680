"""Where the gateway's time goes: a profiler beside it under load, its samples shared out over files.

py-spy is preferred, where it is installed: it samples from outside and costs the gateway almost nothing.
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
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.accounting import cores
from bench.contestants import HOME, Contestant, Running, Upstream, start
from bench.load import Generator
from bench.measure import upstream_on
from bench.workload import Scenario, requests

ROWS = 25
WIDTH = 120
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
            unit = "samples"
        else:
            own, under = await _counted(contestant, upstream, where.gateway, scenario, seconds, at_once)
            unit = "time (cProfile)"
    console = Console()
    console = console if console.is_terminal else Console(width=WIDTH)
    console.print(_table(f"Own {unit}, by package", _by_package(own)))
    console.print(_table(f"Own {unit}, by function", own))
    console.print(_table(f"Own {unit} and that of what is called, by function", under, sum(own.values())))


async def _drive(running: Running, scenario: Scenario, seconds: float, at_once: int) -> None:
    generator = Generator(running.address, requests(scenario), scenario.events > 0)
    tally = await generator.closed(at_once, seconds)
    print(f"{scenario.title}, {at_once} at once: {tally.answered:,} answers in {tally.seconds:.1f} s")
    if tally.failed:
        print(f"{tally.failed} requests failed ({tally.complaint})")


async def _sampled(
    spy: str, contestant: Contestant, upstream: Upstream, core: int, scenario: Scenario, seconds: float, at_once: int
) -> tuple[Counter[str], Counter[str]]:
    folded = HOME / "profile.folded"
    running = await start(contestant, upstream, core)
    try:
        await _drive(running, scenario, 1.0, at_once)
        record = [spy, "record", "--pid", str(running.pid), "--format", "raw", "--output", str(folded)]
        options = ["--duration", str(max(1, round(seconds))), "--rate", "250", "--subprocesses", "--nonblocking"]
        # Blocking only while it is spawned, when nothing is under way.
        recorder = subprocess.Popen(  # noqa: ASYNC220  # see above
            [*record, *options], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        await _drive(running, scenario, seconds + 1.0, at_once)
        _, errors = recorder.communicate()
        if recorder.returncode:
            raise SystemExit(f"py-spy failed: {errors.decode().strip()[-300:]} (try --tool cprofile)")
    finally:
        running.stop()
    return shares(folded.read_text().splitlines())


async def _counted(
    contestant: Contestant, upstream: Upstream, core: int, scenario: Scenario, seconds: float, at_once: int
) -> tuple[Counter[str], Counter[str]]:
    output = HOME / "profile.pstats"
    output.unlink(missing_ok=True)
    running = await start(contestant, upstream, core, (sys.executable, "-m", "cProfile", "-o", str(output)))
    try:
        await _drive(running, scenario, seconds, at_once)
    finally:
        running.stop(signal.SIGINT)  # an ordinary end, so that the profile is written
    if not output.exists():
        raise SystemExit("The gateway ended without writing its profile; try --tool py-spy.")
    own: Counter[str] = Counter()
    under: Counter[str] = Counter()
    # `stats` is documented only as what print_stats shows: (file, line, name) to (calls, …, own, cumulative).
    for (file, _, name), (_, _, own_time, cumulative, _) in pstats.Stats(str(output)).stats.items():  # type: ignore[attr-defined]
        own[f"{name} ({file})"] += round(own_time * 1e6)
        under[f"{name} ({file})"] += round(cumulative * 1e6)
    return own, under


def shares(folded: Iterable[str]) -> tuple[Counter[str], Counter[str]]:
    """Samples per function from folded stacks (`outer;inner;innermost 12`): its own, and those of what it
    calls too."""
    own: Counter[str] = Counter()
    under: Counter[str] = Counter()
    for line in folded:
        stack, _, count = line.rpartition(" ")
        frames = [re.sub(r":\d+\)$", ")", frame) for frame in stack.split(";")]
        frames = [frame for frame in frames if not frame.startswith("process ")] or [OUTSIDE]
        own[frames[-1]] += int(count)
        for frame in set(frames):
            under[frame] += int(count)
    return own, under


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


def _by_package(own: Counter[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for function, count in own.items():
        found[package(function)] += count
    return found


def _table(title: str, counts: Counter[str], whole: int = 0) -> Table:
    whole = whole or sum(counts.values()) or 1
    table = Table("share", "where", title=title, title_justify="left", title_style="bold", header_style="dim")
    for name, count in counts.most_common(ROWS):
        table.add_row(f"{count / whole:6.1%}", name)
    return table
