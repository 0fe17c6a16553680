"""Command line of the benchmark.

python -m bench --quick              a short run (what `make bench` does)
python -m bench                      the long one
python -m bench memory               memory over 100,000 requests
python -m bench profile              where the gateway's time goes
python -m bench steps                what each step of the path costs
python -m bench hostile              what hostile content costs, and how long another caller waits meanwhile
python -m bench quote                put the last run's figures into docs/benchmarks.md
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from bench.contestants import HOME, PROJECT, Contestant, GatewayFailed, contestants, install_litellm
from bench.workload import SCENARIOS

if TYPE_CHECKING:
    from rich.console import Console

T = TypeVar("T")

RESULTS = HOME / "results.json"
WIDTH = 120
PAGE = PROJECT / "docs" / "benchmarks.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command asked for; the exit code is 1 where something failed, 2 where a promise was missed
    and `--strict` was given."""
    asked = _parser().parse_args(arguments)
    try:
        return int(asked.run(asked))
    except GatewayFailed as failed:
        print(f"\n{failed}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description="What the gateway costs, and beside others.")
    parser.set_defaults(run=_compare)
    parser.add_argument("--quick", action="store_true", help="under three minutes, with wider spreads")
    parser.add_argument("--no-litellm", action="store_true", help="leave LiteLLM out")
    parser.add_argument("--only", default="", metavar="NAMES", help="of bare,bare-own,isthmus,litellm, those named")
    parser.add_argument("--rounds", type=int, metavar="N", help="other than the plan's number of rounds")
    parser.add_argument("--seconds", type=float, metavar="S", help="other than the plan's length of a window")
    parser.add_argument("--date", default="", help="the date to write into the result; none is read from a clock")
    parser.add_argument("--out", type=Path, default=RESULTS, metavar="FILE", help="where the JSON goes")
    parser.add_argument("--strict", action="store_true", help="exit with 2 when a promise was missed")
    commands = parser.add_subparsers(metavar="COMMAND")
    _memory_parser(commands.add_parser("memory", help="memory over many requests"))
    _profile_parser(commands.add_parser("profile", help="where the gateway's time goes"))
    steps = commands.add_parser("steps", help="what each step of the path costs inside the running pipeline")
    steps.set_defaults(run=_steps)
    hostile = commands.add_parser("hostile", help="hostile content: its cost, and how long another caller waits")
    hostile.add_argument("--names", action="store_true", help="with the model that reads names, up to 64 KB")
    hostile.set_defaults(run=_hostile)
    quote = commands.add_parser("quote", help="put a run's figures into docs/benchmarks.md")
    quote.add_argument("--results", type=Path, default=RESULTS, metavar="FILE")
    quote.set_defaults(run=_quote)
    return parser


def _memory_parser(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--requests", type=int, default=100_000, metavar="N")
    parser.add_argument("--contestant", default="isthmus")
    parser.set_defaults(run=_memory)


def _profile_parser(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--scenario", default="personal", choices=[scenario.name for scenario in SCENARIOS])
    parser.add_argument("--seconds", type=float, default=8.0, metavar="S")
    parser.add_argument("--at-once", type=int, default=32, metavar="N")
    parser.add_argument("--contestant", default="isthmus")
    parser.add_argument("--tool", choices=("auto", "py-spy", "cprofile"), default="auto")
    parser.set_defaults(run=_profile)


def _compare(asked: argparse.Namespace) -> int:
    import msgspec

    from bench.figures import Figures
    from bench.machine import describe
    from bench.measure import FULL, QUICK, measure
    from bench.report import Result, draw, markdown, save, targets

    plan = QUICK if asked.quick else FULL
    changes = {name: getattr(asked, name) for name in ("rounds", "seconds") if getattr(asked, name)}
    plan = msgspec.structs.replace(plan, **changes)
    takers, notes = _takers(asked)
    machine, console = describe(), _console()
    with console.status("starting") as status:
        measured = _run(measure(plan, takers, lambda text: status.update(text)))
    figures = Figures(measured.windows)
    notes += figures.complaints()
    if crowded := figures.crowded():
        notes.append(
            f"Under full load {', '.join(crowded)} had less than 90% of the core: something else ran on this machine. "
            "Requests per second and latencies are too bad by that; trust the ratios of processor time."
        )
    result = Result(
        command="python -m bench" + (" --quick" if asked.quick else ""),
        date=asked.date,
        machine=machine,
        rounds=plan.rounds,
        seconds=plan.seconds,
        started=measured.started,
        windows=measured.windows,
        latencies=measured.latencies,
        notes=notes,
    )
    draw(result, console)
    save(result, asked.out)
    asked.out.with_suffix(".md").write_text(markdown(result))
    console.print(f"Kept in {asked.out} and {asked.out.with_suffix('.md').name}.", style="dim")
    missed = any(target.kept is False for target in targets(result))
    return 2 if asked.strict and missed else 1 if any(window.failed for window in measured.windows) else 0


def _console() -> Console:
    """The terminal's own width; where there is no terminal, wide enough for every table."""
    from rich.console import Console

    console = Console()
    return console if console.is_terminal else Console(width=WIDTH)


def _takers(asked: argparse.Namespace) -> tuple[list[Contestant], list[str]]:
    """Who takes part; LiteLLM is left out, with a note, where it cannot be installed."""
    takers = contestants(frozenset(filter(None, asked.only.split(","))))
    if asked.no_litellm:
        takers = [taker for taker in takers if taker.name != "litellm"]
    notes = []
    if any(taker.name == "litellm" for taker in takers) and (why := install_litellm()):
        takers = [taker for taker in takers if taker.name != "litellm"]
        notes.append(why)
    return takers, notes


def _hostile(asked: argparse.Namespace) -> int:
    from bench.hostile import SIZES, measured, table
    from bench.kinds import HOSTILE, ORDINARY

    rows = _run(measured(SIZES[:3] if asked.names else SIZES, names=asked.names))
    print(table(rows, HOSTILE), table(rows, ORDINARY), sep="\n\n")
    return 2 if asked.strict and not all(row.kept for row in rows) else 0


def _memory(asked: argparse.Namespace) -> int:
    from bench.memory import watch

    (contestant,) = contestants(frozenset([asked.contestant]))
    return 0 if _run(watch(contestant, asked.requests)) else 1


def _profile(asked: argparse.Namespace) -> int:
    from bench.profiling import profile

    (contestant,) = contestants(frozenset([asked.contestant]))
    scenario = next(each for each in SCENARIOS if each.name == asked.scenario)
    _run(profile(contestant, scenario, asked.seconds, asked.at_once, asked.tool))
    return 0


def _steps(asked: argparse.Namespace) -> int:
    from bench.steps import measure

    measure(_console())
    return 0


def _quote(asked: argparse.Namespace) -> int:
    from bench.report import load, markdown, quoted

    if not asked.results.exists():
        print(f"There is no {asked.results}: run `python -m bench` first.", file=sys.stderr)
        return 1
    PAGE.write_text(quoted(PAGE.read_text(), markdown(load(asked.results))))
    return 0


def _run(work: Coroutine[Any, Any, T]) -> T:
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


if __name__ == "__main__":
    sys.exit(main())
