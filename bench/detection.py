"""Detection beside Presidio's: processor time for the same texts in the same run, and quality on labelled ones.

python -m bench.detection --data presidio_synth/generated_large.json
python -m bench.detection --data … --also wnut17/emerging.dev.conll     figures by label for these texts too
python -m bench.detection --quick             fewer rounds, and no labelled texts are needed
python -m bench.detection quote               put the last run's figures into docs/detect-eval.md

Both detectors run in one thread and are timed in processor time, in turns. Presidio has a blank pipeline and an
environment of its own, made on first use from `bench/presidio.lock`.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import process_time
from typing import TYPE_CHECKING, Any

import msgspec

from bench.contestants import HERE, HOME, PROJECT
from bench.detection_report import (
    BARE,
    ENGINE,
    NAMES,
    STRUCTURED,
    ByLabel,
    Cost,
    Quality,
    Result,
    draw,
    markdown,
    targets,
)
from bench.machine import describe
from bench.report import quoted
from bench.workload import personal_text, public_text

if TYPE_CHECKING:
    from isthmus.detect import Detector
    from isthmus.detect.evaluation import Document, Mapping, Rate
    from isthmus.domain.content import Span

VENV = HOME / "presidio-venv"
RESULTS = HOME / "detection.json"
PAGE = PROJECT / "docs" / "detect-eval.md"
TEXTS = 60
WARM_BYTES = 400_000
"""An RE2 automaton is built while the first texts pass; a gateway is past that after its first requests."""
UNSTRUCTURED = ("PERSON", "ADDRESS", "LOCATION", "ORGANIZATION")
"""Labels that a blank pipeline has no recogniser for."""


# -- Presidio ---------------------------------------------------------------------------------------------------


def install_presidio() -> str:
    """Make Presidio's environment from the pinned, hashed list; empty when it is there, or why it is not."""
    wanted = (HERE / "presidio.lock").read_bytes()
    stamp = VENV / "installed.lock"
    if stamp.exists() and stamp.read_bytes() == wanted:
        return ""
    print("Making Presidio's environment in .bench/presidio-venv (about 300 MB, once) …", flush=True)
    HOME.mkdir(exist_ok=True)
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes"]
    for command in ([sys.executable, "-m", "venv", "--clear", str(VENV)], [*pip, "-r", str(HERE / "presidio.lock")]):
        ran = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if ran.returncode:
            errors = [line for line in ran.stderr.splitlines() if not line.startswith("WARNING")]
            return f"Presidio could not be installed: {errors[-1] if errors else 'pip failed'}"
    stamp.write_bytes(wanted)
    return ""


class Presidio:
    """The worker process, and what it is asked."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [str(VENV / "bin" / "python"), str(HERE / "presidio_worker.py")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.versions: dict[str, str] = self._answer()

    def seconds(self, texts: list[str], how: str, passes: int) -> float:
        return float(self._ask(texts=texts, how=how, passes=passes))

    def found(self, texts: list[str]) -> list[list[tuple[int, int, str, float]]]:
        found: list[list[tuple[int, int, str, float]]] = self._ask(texts=texts)
        return found

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(10)

    def _ask(self, **asked: Any) -> Any:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("Presidio's worker ended; its message is above.")
        return json.loads(line)


# -- processor time ---------------------------------------------------------------------------------------------


def workload(documents: Sequence[Document]) -> dict[str, list[str]]:
    """The texts of each kind, always the same ones."""
    draw = random.Random("detection")
    made = {
        "prose": [public_text(draw) for _ in range(TEXTS)],
        "text with values": [personal_text(draw) for _ in range(TEXTS)],
    }
    if documents:
        made["presidio_synth"] = [document.text for document in documents]
    return made


def costs(
    texts: dict[str, list[str]], detectors: dict[str, Detector], presidio: Presidio | None, rounds: int
) -> list[Cost]:
    """All detectors in turns, round after round, so that a busy moment of the machine meets them alike."""
    asked: dict[str, Callable[[list[str], int], float]] = {
        name: (lambda some, passes, detector=detector: _timed(detector, some, passes))  # type: ignore[misc]
        for name, detector in detectors.items()
    }
    if presidio:
        asked[ENGINE] = lambda some, passes: presidio.seconds(some, "engine", passes)
        asked[BARE] = lambda some, passes: presidio.seconds(some, "bare", passes)
    made = []
    for kind, some in texts.items():
        size = sum(len(text.encode()) for text in some) / 1_000
        passes = {name: max(1, round(0.15 / max(1e-4, ask(some, 1)))) for name, ask in asked.items()}
        seen: dict[str, list[float]] = {name: [] for name in asked}
        for _ in range(rounds):
            for name, ask in asked.items():
                seen[name].append(ask(some, passes[name]) / passes[name] / size * 1e6)
        made += [Cost(kind, name, median(each), [round(us, 2) for us in each]) for name, each in seen.items()]
    return made


def _timed(detector: Detector, texts: list[str], passes: int) -> float:
    scan = detector.scan
    warm = 0
    while warm < WARM_BYTES and detector is detector.structured:
        for text in texts:
            scan([text])
            warm += len(text)
    begin = process_time()
    for _ in range(passes):
        for text in texts:
            scan([text])
    return process_time() - begin


# -- quality ----------------------------------------------------------------------------------------------------


def quality(documents: Sequence[Document], detectors: dict[str, Detector], presidio: Presidio | None) -> list[Quality]:
    from isthmus.detect.evaluation import PRESIDIO

    found: dict[str, Sequence[Sequence[Any]]] = {
        name: [detector.scan([document.text]).findings for document in documents]
        for name, detector in detectors.items()
    }
    if presidio:
        raw = presidio.found([document.text for document in documents])
        found["Presidio, all scores"] = [_spans(each, 0.0) for each in raw]
        found["Presidio, scores from 0.4"] = [_spans(each, 0.4) for each in raw]
    left_out: dict[str, tuple[str, ...]] = dict.fromkeys(UNSTRUCTURED, ())
    structured = msgspec.structs.replace(PRESIDIO, labels={**PRESIDIO.labels, **left_out})
    return [
        _quality(kind, name, documents, findings, mapping)
        for kind, mapping in (("all labels", PRESIDIO), ("structured labels", structured))
        for name, findings in found.items()
    ]


def _quality(
    labels: str, name: str, documents: Sequence[Document], found: Sequence[Sequence[Any]], mapping: Mapping
) -> Quality:
    from isthmus.detect.evaluation import compare, rates

    row = rates(compare(documents, found, mapping), "character")[0]
    return Quality(labels, name, _numbers(row.precision), _numbers(row.recall), _numbers(row.f2))


def _numbers(rate: Rate | None) -> list[float]:
    return [round(x, 4) for x in (rate.value, rate.low, rate.high)] if rate else []


def by_label(data: Path, detector: Detector) -> tuple[list[ByLabel], list[str]]:
    """The figures of every label of these texts, and how many identifiers with valid check digits were found."""
    from isthmus.detect.evaluation import CONLL, PRESIDIO, checked_identifiers, compare, rates

    documents, form = labelled(data)
    found = [detector.scan([document.text]).findings for document in documents]
    mapping = CONLL if form == "conll" else PRESIDIO
    comparison = compare(documents, found, mapping)
    overlap = {row.name: row for row in rates(comparison, "overlap")}
    made = []
    for row in rates(comparison, "character"):
        touching = overlap[row.name]
        each = [[_numbers(r) for r in (x.precision, x.recall, x.f2)] for x in (row, touching)]
        if row.gold:
            made.append(ByLabel(data.name, row.name, touching.gold, *each))
    identifiers = checked_identifiers(documents, found, mapping)
    return made, [f"{i.label}: {i.found} of {i.valid} with valid check digits found whole" for i in identifiers]


def labelled(data: Path) -> tuple[list[Document], str]:
    from isthmus.detect.evaluation import format_of, read_documents

    content = data.read_text(encoding="utf-8")
    form = format_of(content, data.name)
    return read_documents(content, form, data.name), form


def _spans(results: Sequence[tuple[int, int, str, float]], threshold: float) -> list[Span]:
    """Without overlaps, as its anonymiser would use them: the better score wins, then the longer."""
    from isthmus.detect.adapters.presidio import ENTITIES
    from isthmus.domain.content import Span

    kept: list[Span] = []
    for start, end, entity, score in sorted(results, key=lambda r: (-r[3], r[0] - r[1], r[0])):
        category = ENTITIES.get(entity, f"custom.{entity.lower()}")
        if category and score >= threshold and all(end <= s.start or s.end <= start for s in kept):
            kept.append(Span(start, end, category, score))
    return kept


# -- command ----------------------------------------------------------------------------------------------------


def measure(data: Path | None, also: Sequence[Path], rounds: int, command: str) -> Result:
    from isthmus.cli.detecting import detector_for

    machine, notes = describe(), []
    documents = labelled(data)[0] if data else []
    whole, _ = detector_for(None, names=True)
    detectors = {STRUCTURED: whole.structured}
    if whole.version != detector_for(None, names=False)[0].version:
        detectors[NAMES] = whole
    else:
        notes.append("The model that reads names is not installed: nothing is measured with it.")
    why = install_presidio()
    presidio = None if why else Presidio()
    notes += [why] if why else []
    try:
        made = costs(workload(documents), detectors, presidio, rounds)
        judged = quality(documents, detectors, presidio) if documents else []
    finally:
        if presidio:
            presidio.close()
    labels, identifiers = [], []
    for path in (*([data] if data else []), *also):
        rows, lines = by_label(path, whole)
        labels += rows
        identifiers += lines
    return Result(command, machine, presidio.versions if presidio else {}, made, judged, labels, identifiers, notes)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.detection", description="Detection beside Presidio's.")
    parser.add_argument("do", nargs="?", choices=("run", "quote"), default="run")
    parser.add_argument("--data", type=Path, metavar="FILE", help="presidio_synth's generated_large.json, for quality")
    parser.add_argument("--also", type=Path, action="append", default=[], metavar="FILE", help="other labelled texts")
    parser.add_argument("--quick", action="store_true", help="two rounds instead of seven")
    parser.add_argument("--out", type=Path, default=RESULTS, metavar="FILE", help="where the JSON goes")
    parser.add_argument("--strict", action="store_true", help="exit with 2 when a promise was missed")
    asked = parser.parse_args(arguments)
    if asked.do == "quote":
        result = msgspec.json.decode(asked.out.read_bytes(), type=Result)
        PAGE.write_text(quoted(PAGE.read_text(encoding="utf-8"), markdown(result)), encoding="utf-8")
        return 0
    said = [f"--data {asked.data.name}"] if asked.data else []
    said += [f"--also {path.name}" for path in asked.also] + (["--quick"] if asked.quick else [])
    command = " ".join(["python -m bench.detection", *said])
    result = measure(asked.data, asked.also, 2 if asked.quick else 7, command)
    asked.out.parent.mkdir(exist_ok=True)
    asked.out.write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=1))
    draw(result)
    print(f"Kept in {asked.out}.")
    return 2 if asked.strict and not all(target.kept for target in targets(result)) else 0


if __name__ == "__main__":
    sys.exit(main())
