"""What a run found: as tables on a terminal, as JSON, and as the Markdown that the documentation quotes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from bench.figures import Figures, Latency, Spread, Started, Window
from bench.machine import Machine
from bench.workload import PERSONAL, PUBLIC, STREAM_PAIRS

if TYPE_CHECKING:
    from rich.console import Console

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


class Result(msgspec.Struct):
    """One run, as it is kept in JSON."""

    command: str
    date: str
    machine: Machine
    rounds: int
    seconds: float
    started: list[Started]
    windows: list[Window]
    latencies: list[Latency]
    notes: list[str]


class Table(msgspec.Struct, frozen=True):
    """A table before it is drawn."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Target(msgspec.Struct, frozen=True):
    """What the gateway promises, and whether this run kept it (None: it was not measured)."""

    promise: str
    found: str
    kept: bool | None


def tables(result: Result) -> list[Table]:
    """All tables of a run, in reading order; those without rows are left out."""
    figures = Figures(result.windows, result.latencies)
    made = [
        _per_request(result, figures),
        _ratios(figures),
        _latency(result, figures),
        _events(result, figures),
        _memory(result),
        _targets(result),
    ]
    return [table for table in made if table.rows]


def targets(result: Result) -> list[Target]:
    """The promises about cost, judged at 32 requests at once."""
    figures = Figures(result.windows)
    cold = next((s.cold_start_seconds for s in result.started if s.contestant == "isthmus"), [])
    event = figures.event_us("isthmus", STREAM_PAIRS[0], 32)
    hidden = figures.event_us("isthmus", STREAM_PAIRS[1], 32)
    lite = figures.ratio("litellm", "isthmus", PERSONAL, 32)
    return [
        _at_most("a public request at most 1.5 × bare", figures.ratio("isthmus", "bare", PUBLIC, 32), 1.5, "×"),
        _at_most("personal data at most 3 × bare", figures.ratio("isthmus", "bare", PERSONAL, 32), 3, "×"),
        Target("personal data at most 1/25 of LiteLLM", _show(lite, "1/{:.0f}"), lite.median >= 25 if lite else None),
        _at_most("a streamed event at most 20 µs", event, 20, " µs"),
        _at_most("a streamed event with personal data at most 20 µs", hidden, 20, " µs"),
        Target(
            "first answer within a second of starting",
            f"{max(cold):.2f} s" if cold else "–",
            max(cold) <= 1 if cold else None,
        ),
        Target(
            "no planted personal data upstream",
            f"{figures.planted_seen('isthmus')} bodies" if cold else "–",
            figures.planted_seen("isthmus") == 0 if cold else None,
        ),
    ]


def draw(result: Result, console: Console) -> None:
    """Every table on the terminal."""
    from rich.table import Table as RichTable

    console.print(_machine_line(result.machine), style="dim")
    for table in tables(result):
        drawn = RichTable(title=table.title, title_justify="left", title_style="bold", header_style="dim")
        for number, name in enumerate(table.head):
            drawn.add_column(name, justify="right" if number > 1 else "left")
        for row in table.rows:
            drawn.add_row(*row)
        console.print(drawn)
    for note in result.notes:
        console.print(f"! {note}", style="yellow")


def markdown(result: Result) -> str:
    """The same tables in Markdown, with the machine and the command above them."""
    lines = [
        f"`{result.command}`{', ' + result.date if result.date else ''}: {result.rounds} rounds of "
        f"{result.seconds:g} s for each figure. {_machine_line(result.machine)}",
        "",
    ]
    for table in tables(result):
        lines += [f"**{table.title}**", "", _row(table.head), _row(_rule(len(table.head)))]
        lines += [*map(_row, table.rows), ""]
    lines += [f"- {note}" for note in result.notes]
    return "\n".join(lines).rstrip() + "\n"


def quoted(page: str, quote: str) -> str:
    """`page` with the part between its two marks replaced. Raises `ValueError` without them."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"The page needs the lines {BEGIN} and {END} around the figures.")
    return f"{before}{BEGIN}\n{quote}{END}{after}"


def load(path: Path) -> Result:
    """A run from its JSON."""
    return msgspec.json.decode(path.read_bytes(), type=Result)


def save(result: Result, path: Path) -> None:
    """A run as JSON, readable."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=1) + b"\n")


def _per_request(result: Result, figures: Figures) -> Table:
    rows = []
    for scenario in (PUBLIC, PERSONAL):
        for concurrency in figures.concurrencies(scenario):
            for each in result.started:
                cpu = figures.cpu_us(each.contestant, scenario, concurrency)
                if cpu is None:
                    continue
                rps = figures.rps(each.contestant, scenario, concurrency)
                busy = figures.busy(each.contestant, scenario, concurrency)
                shown = (_show(cpu), _show(rps, "{:,.0f}", spread=False), _show(busy, "{:.0%}", spread=False))
                rows.append((scenario.title, each.title, str(concurrency), *shown))
    head = ("request", "gateway", "at once", "CPU µs per request", "requests/s on one core", "core used")
    return Table("Processor time per request (median of rounds, lowest–highest)", head, tuple(rows))


def _ratios(figures: Figures) -> Table:
    rows = []
    for scenario in (PUBLIC, PERSONAL):
        for concurrency in figures.concurrencies(scenario):
            ours = figures.ratio("isthmus", "bare", scenario, concurrency)
            lite = figures.ratio("litellm", "isthmus", scenario, concurrency)
            floor = figures.ratio("litellm", "bare", scenario, concurrency)
            if ours or lite or floor:
                shown = (_show(each, "{:.2f}" if each is ours else "{:.1f}") for each in (ours, lite, floor))
                rows.append((scenario.title, str(concurrency), *shown))
    head = ("request", "at once", "Isthmus / bare", "LiteLLM / Isthmus", "LiteLLM / bare")
    return Table("Ratios of processor time, each round by itself", head, tuple(rows))


def _latency(result: Result, figures: Figures) -> Table:
    rows: list[tuple[str, ...]] = []
    takers = {"direct": "upstream itself"} | {each.contestant: each.title for each in result.started}
    for rate in figures.rates():
        for scenario in (PUBLIC, PERSONAL):
            for name, title in takers.items():
                found, added = figures.latency(name, scenario, rate), figures.added_us(name, scenario, rate)
                if found is None or added is None:
                    continue
                times = (found.p50_us, found.p99_us, *(added if name != "direct" else ()))
                shown = (*(f"{us:,.0f}" for us in times), "", "")[:4]
                rows.append((scenario.title, title, f"{rate:.0f}/s", f"{found.samples:,}", *shown))
    head = ("request", "gateway", "rate", "samples", "p50 µs", "p99 µs", "added p50 µs", "added p99 µs")
    return Table("Latency at a fixed rate", head, tuple(rows))


def _events(result: Result, figures: Figures) -> Table:
    rows = []
    for pair in STREAM_PAIRS:
        for concurrency in figures.concurrencies(pair[1]):
            for each in result.started:
                one = figures.event_us(each.contestant, pair, concurrency)
                if one is None:
                    continue
                shared = figures.event_quotient_us(each.contestant, pair[1], concurrency)
                whole = figures.cpu_us(each.contestant, pair[1], concurrency)
                shown = (_show(one, "{:,.1f}"), _show(shared, "{:,.1f}"), _show(whole))
                rows.append((pair[1].title, each.title, str(concurrency), *shown))
    head = ("stream", "gateway", "at once", "CPU µs per further event", "with the request shared out", "whole stream")
    return Table("Processor time per streamed event", head, tuple(rows))


def _memory(result: Result) -> Table:
    rows = [
        (
            each.title,
            each.version,
            _show(Spread(sorted(cold)[len(cold) // 2], min(cold), max(cold)), "{:.2f}"),
            f"{each.rss_at_start_mb:.0f}",
            f"{each.rss_after_mb:.0f}" if each.rss_after_mb else "–",
        )
        for each in result.started
        if (cold := each.cold_start_seconds)
    ]
    head = ("gateway", "version", "cold start s", "MB at start", "MB after the run")
    return Table("Start and memory (cold start: spawned until the first successful answer)", head, tuple(rows))


def _targets(result: Result) -> Table:
    words = {True: "kept", False: "missed", None: "not measured"}
    rows = tuple((each.promise, each.found, words[each.kept]) for each in targets(result))
    return Table("What Isthmus promises, at 32 requests at once", ("promise", "found", ""), rows)


def _at_most(promise: str, found: Spread | None, limit: float, unit: str) -> Target:
    return Target(promise, _show(found, "{:.2f}") + (unit if found else ""), found.median <= limit if found else None)


def _show(value: Spread | None, form: str = "{:,.0f}", spread: bool = True) -> str:
    if value is None:
        return "–"
    shown = form.format(value.median)
    if not spread or value.low == value.high:
        return shown
    return f"{shown} ({form.format(value.low)}–{form.format(value.high)})"


def _machine_line(machine: Machine) -> str:
    libraries = ", ".join(f"{name} {version}" for name, version in machine.libraries.items())
    form = "compiled" if machine.compiled else "as it is written"
    return (
        f"{machine.cpu}, {machine.cores} cores, {machine.memory_gb:g} GB, {machine.kernel}, {machine.python}; "
        f"{libraries}; Isthmus {form}. Load average before: {machine.load:g}."
    )


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _rule(count: int) -> list[str]:
    return ["---" if number < 2 else "---:" for number in range(count)]
