"""What a run of the detection benchmark found: as tables on a terminal, and as the Markdown that a page quotes."""

from __future__ import annotations

import msgspec

from bench.machine import Machine

STRUCTURED, NAMES = "Isthmus, structured", "Isthmus, with names"
ENGINE, BARE = "Presidio, analyzer", "Presidio, recognisers alone"


class Cost(msgspec.Struct, frozen=True):
    """Microseconds of processor time for a kilobyte (1,000 bytes) of these texts: the median round, and all of them."""

    texts: str
    detector: str
    us: float
    rounds: list[float]


class Quality(msgspec.Struct, frozen=True):
    """By character, right category. Each rate with its 95 % interval."""

    labels: str
    detector: str
    precision: list[float]
    recall: list[float]
    f2: list[float]


class ByLabel(msgspec.Struct, frozen=True):
    """Isthmus on one label of some texts, with names where they are installed: by character, and by span that shares a
    character. Rates as in `Quality`; none where there is nothing to divide by."""

    data: str
    label: str
    spans: int
    character: list[list[float]]
    """Precision, recall, F2."""
    overlap: list[list[float]]


class Target(msgspec.Struct, frozen=True):
    promise: str
    found: str
    kept: bool


class Result(msgspec.Struct, frozen=True):
    command: str
    machine: Machine
    versions: dict[str, str]
    costs: list[Cost]
    quality: list[Quality]
    labels: list[ByLabel]
    identifiers: list[str]
    notes: list[str]

    def cost(self, texts: str, detector: str) -> float | None:
        return next((c.us for c in self.costs if (c.texts, c.detector) == (texts, detector)), None)


def targets(result: Result) -> list[Target]:
    """What was promised, and whether this run kept it."""
    made = []
    for kind in dict.fromkeys(cost.texts for cost in result.costs):
        ours, theirs = result.cost(kind, STRUCTURED), result.cost(kind, ENGINE)
        if ours and theirs:
            ratio = theirs / ours
            promise = f"{STRUCTURED}: 20 times the throughput of {ENGINE}, {kind}"
            made.append(Target(promise, f"{ratio:.0f}", ratio >= 20))
    for kind in ("prose", "text with values"):
        for name, most in ((STRUCTURED, 150), (NAMES, 3_000)):
            if us := result.cost(kind, name):
                made.append(Target(f"{name}: under {most:,} µs a kilobyte, {kind}", f"{us:,.0f}", us < most))
    f2 = {each.detector: each.f2[0] for each in result.quality if each.labels == "all labels" and each.f2}
    best = max((value for name, value in f2.items() if name.startswith("Presidio")), default=None)
    if best is not None and NAMES in f2:
        made.append(Target("with names: a better F2", f"{f2[NAMES]:.3f} : {best:.3f}", f2[NAMES] > best))
    return made


def markdown(result: Result) -> str:
    lines = [
        f"`{result.command}`; {result.machine.cpu}, {result.machine.cores} cores, {result.machine.python}, load"
        f" {result.machine.load}; {', '.join(f'{k} {v}' for k, v in result.versions.items())}.",
        "",
        "| texts | detector | µs per KB | rounds |",
        "|---|---|---:|---|",
        *(
            f"| {c.texts} | {c.detector} | {c.us:,.1f} | {min(c.rounds):,.1f}–{max(c.rounds):,.1f} |"
            for c in result.costs
        ),
        "",
    ]
    if result.quality:
        lines += ["| labels | detector | precision | recall | F2 |", "|---|---|---|---|---|"]
        lines += [
            f"| {q.labels} | {q.detector} | {_share(q.precision)} | {_share(q.recall)} | {_share(q.f2)} |"
            for q in result.quality
        ]
        lines.append("")
    if result.labels:
        lines += ["| texts | label | spans | precision | recall | F2 | recall by span |"]
        lines += ["|---|---|---:|---|---|---|---|"]
        lines += [
            f"| {row.data} | {row.label} | {row.spans:,} | {' | '.join(map(_share, row.character))} |"
            f" {_share(row.overlap[1])} |"
            for row in result.labels
        ]
        lines += ["", *(f"- {line}" for line in result.identifiers), ""]
    lines += ["| promise | found | |", "|---|---:|---|"]
    lines += [f"| {t.promise} | {t.found} | {'kept' if t.kept else '**missed**'} |" for t in targets(result)]
    lines += ["", *result.notes] if result.notes else []
    return "\n".join(lines) + "\n"


def draw(result: Result) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    console = Console()
    console = console if console.is_terminal else Console(width=120)
    cost_table = Table("texts", "detector", "µs per KB", "rounds", "beside structured", box=SIMPLE_HEAD)
    for cost in result.costs:
        ours = result.cost(cost.texts, STRUCTURED) or cost.us
        spread = f"{min(cost.rounds):,.1f}–{max(cost.rounds):,.1f}"
        cost_table.add_row(cost.texts, cost.detector, f"{cost.us:,.1f}", spread, f"× {cost.us / ours:,.1f}")
    quality_table = Table("labels", "detector", "precision", "recall", "F2", box=SIMPLE_HEAD)
    for each in result.quality:
        quality_table.add_row(each.labels, each.detector, _share(each.precision), _share(each.recall), _share(each.f2))
    label_table = Table("texts", "label", "spans", "precision", "recall", "F2", "recall by span", box=SIMPLE_HEAD)
    for row in result.labels:
        label_table.add_row(row.data, row.label, f"{row.spans:,}", *map(_share, row.character), _share(row.overlap[1]))
    target_table = Table("promise", "found", "", box=SIMPLE_HEAD)
    for target in targets(result):
        target_table.add_row(target.promise, target.found, "kept" if target.kept else "[red]missed")
    for table in (cost_table, quality_table, label_table, target_table):
        for column in table.columns[2:]:
            column.justify = "right"
        if table.row_count:
            console.print(table)
    for line in result.identifiers:
        console.print(line)
    machine = result.machine
    console.print(f"{machine.cpu}, {machine.cores} cores, {machine.python}, load {machine.load}; {result.versions}")
    for note in result.notes:
        console.print(note, style="yellow")


def _share(numbers: list[float]) -> str:
    return f"{numbers[0]:.3f} ({numbers[1]:.3f}–{numbers[2]:.3f})" if numbers else "–"
