"""`isthmus detect eval`: recognition measured on labelled texts."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from isthmus.cli.terminal import Misused, complain, console, json_option, new_table, note, plural, print_json

if TYPE_CHECKING:
    from rich.table import Table

    from isthmus.detect import Detector
    from isthmus.detect.evaluation import Comparison, Document, Identifiers, Mapping, Rate, Row
    from isthmus.domain.content import Finding

TITLES = {
    "character": "By character, right category",
    "covered": "By character, whatever the category",
    "overlap": "By span, sharing a character",
    "exact": "By span, exactly",
}
ENDINGS = (".json", ".jsonl", ".conll", ".txt")


@click.command("eval", short_help="Measure recognition on labelled texts.")
@click.option(
    "--data", type=click.Path(path_type=Path), required=True, metavar="FILE", help="Labelled texts; a file or a folder."
)
@click.option(
    "--format", "form", type=click.Choice(["presidio", "conll", "jsonl"]), help="How they are written.  [default: seen]"
)
@click.option("--mapping", type=click.Path(path_type=Path), metavar="FILE", help="Your own table of labels, in YAML.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Only the first N texts.")
@click.option("--confusions", type=click.IntRange(min=0), default=0, metavar="N", help="Show N texts of each error.")
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Measure what this configuration looks for.  [default: everything built in]",
)
@click.option("--no-names", is_flag=True, help="Without the model that reads names, places and dates.")
@click.option("--lean", type=float, metavar="X", help="How readily a word is a name; without --config.  [default: 0.5]")
@json_option
def eval_command(
    data: Path,
    form: str | None,
    mapping: Path | None,
    limit: int | None,
    confusions: int,
    config: Path | None,
    no_names: bool,
    lean: float | None,
    as_json: bool,
) -> None:
    """Measure recognition on labelled texts.

    Precision, recall and F2 with 95 % intervals, by character and by span, for each label; then what each label was
    taken for. docs/detect-eval.md says how labels are mapped to categories and how intervals are made. No text is
    printed, except the examples that --confusions asks for.

    \b
    Examples:
      isthmus detect eval --data labelled.jsonl
      isthmus detect eval --data ner/ --format conll --no-names
      isthmus detect eval --data ours.json --mapping labels.yaml --confusions 3
    """
    from isthmus.cli.detecting import detector_for
    from isthmus.detect.evaluation import CONLL, PRESIDIO, checked_identifiers, compare

    documents, seen = _documents(data, form)
    documents = documents[:limit]
    table = _mapping(mapping) if mapping else CONLL if seen == "conll" else PRESIDIO
    if lean is not None and (config or no_names):
        raise Misused("--lean is for what is built in", "Write names_lean in the configuration instead.")
    detector, _ = detector_for(config, names=not no_names, lean=lean)
    found, incomplete = _scanned(detector, documents)
    comparison = compare(documents, found, table, examples=confusions)
    identifiers = checked_identifiers(documents, found, table)
    if as_json:
        print_json(_plain(documents, comparison, identifiers, incomplete, confusions))
    else:
        _show(data, documents, comparison, identifiers)
        _show_errors(comparison)
    if incomplete:
        complain(f"{plural(incomplete, 'text')} could not be read whole", "What was found in them is counted.")


# -- what is read -----------------------------------------------------------------------------------------------


def _documents(data: Path, form: str | None) -> tuple[list[Document], str]:
    """Everything labelled in a file, or in the files of a folder that hold labelled text."""
    from isthmus.cli.detecting import decoded
    from isthmus.detect.evaluation import format_of, read_documents

    inside = data.is_dir()
    files = sorted(p for p in data.iterdir() if p.is_file() and p.name.endswith(ENDINGS)) if inside else [data]
    documents: list[Document] = []
    forms = set()
    for file in files:
        content = decoded(file.read_bytes(), str(file))
        seen = format_of(content, file.name)
        if inside and (seen != form if form else not seen):
            continue
        if not form and not seen:
            raise Misused(f"{file}: its format cannot be seen", "Say it with --format.")
        forms.add(form or seen)
        documents += read_documents(content, form or seen, file.name)
    if len(forms) > 1:
        raise Misused(f"{data}: there are files of several formats", "Choose one with --format.")
    if not documents:
        remedy = "It reads Presidio's JSON, CoNLL columns, and JSON Lines."
        raise Misused(f"{data}: there are no labelled texts", remedy)
    return documents, forms.pop()


def _mapping(file: Path) -> Mapping:
    from isthmus.cli.detecting import decoded
    from isthmus.detect.evaluation import read_mapping
    from isthmus.state.files import read_file
    from isthmus.wire.placed import compose, value_of

    remedy = "docs/detect-eval.md shows what belongs into it."
    node = compose(decoded(read_file(file), str(file)), str(file), remedy)
    try:
        return read_mapping(value_of(node))
    except ValueError as wrong:
        raise Misused(f"{file}: {wrong}", remedy) from None


def _scanned(detector: Detector, documents: Sequence[Document]) -> tuple[list[tuple[Finding, ...]], int]:
    """The findings of each text, scanned alone, and how many could not be read whole."""
    found, incomplete = [], 0
    for document in _progress(documents):
        scan = detector.scan([document.text])
        found.append(scan.findings)
        incomplete += not scan.complete
    return found, incomplete


def _progress(documents: Sequence[Document]) -> Iterable[Document]:
    if not sys.stderr.isatty():
        return documents
    from rich.progress import track

    return track(documents, description="reading", console=console(stderr=True), transient=True)


# -- tables -----------------------------------------------------------------------------------------------------


def _show(
    data: Path, documents: Sequence[Document], comparison: Comparison, identifiers: Sequence[Identifiers]
) -> None:
    from isthmus.detect.evaluation import rates

    out = console()
    characters, groups = sum(len(d.text) for d in documents), len({d.group for d in documents})
    out.print(f"{data.name}: {len(documents):,} texts in {groups:,} groups, {characters:,} characters")
    out.print()
    tables = {measure: rates(comparison, measure) for measure in TITLES}
    headline = _figures_table("all labels together")
    for measure, rows in tables.items():
        if rows:
            headline.add_row(TITLES[measure], *_figures(rows[0]))
    out.print(headline)
    for measure in ("character", "overlap", "exact"):
        out.print()
        out.print(TITLES[measure], style="bold")
        table = _figures_table("label")
        for row in tables[measure][1:]:
            table.add_row(row.name, *_figures(row))
        out.print(table)
    out.print()
    for each in identifiers:
        out.print(f"{each.label}: {each.found:,} of {each.valid:,} whose check digits hold were found whole.")
    if identifiers:
        out.print()


def _show_errors(comparison: Comparison) -> None:
    out = console()
    out.print(_outcomes(comparison))
    out.print()
    if comparison.stray:
        out.print(f"Found where nothing is marked, counted as wrong: {_counted(comparison.stray.most_common())}")
    if comparison.unannotated:
        count = f"{comparison.unannotated_characters:,} characters"
        out.print(
            "Found where nothing is marked, of categories that this data does not mark, "
            f"not counted ({count}): {_counted(comparison.unannotated.most_common())}"
        )
    for (label, outcome), examples in sorted(comparison.examples.items()):
        if examples:
            out.print()
            out.print(f"{label or 'not marked'}: {outcome}", style="bold")
            for example in examples:
                out.print(f"  {_line(example)}", soft_wrap=True)
    note("Intervals: 95 %, Wilson's at the effective sample size of a jackknife over groups of texts.")


def _outcomes(comparison: Comparison) -> Table:
    from isthmus.detect.evaluation.counting import EXACT, MISSED, PART, WHOLE

    table = new_table("what became of", "spans", EXACT, WHOLE, PART, MISSED, "taken for another category")
    table.columns[6].ratio = 1
    for label, outcomes in comparison.outcomes.items():
        if total := outcomes.total():
            others = [(o, n) for o, n in outcomes.most_common() if o not in (EXACT, WHOLE, PART, MISSED)]
            known = [f"{outcomes[outcome]:,}" for outcome in (EXACT, WHOLE, PART, MISSED)]
            table.add_row(label, f"{total:,}", *known, _counted(others))
    for column in table.columns[1:6]:
        column.justify = "right"
    return table


def _figures(row: Row) -> Iterator[str]:
    yield f"{row.gold:,}"
    yield f"{row.found:,}"
    for rate in (row.precision, row.recall, row.f2):
        yield f"{rate.value:.3f}  {rate.low:.3f}–{rate.high:.3f}" if rate else ""


def _figures_table(first: str) -> Table:
    table = new_table(first)
    for name in ("gold", "found", "precision", "recall", "F2"):
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _counted(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts)


def _line(example: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in example)


# -- JSON -------------------------------------------------------------------------------------------------------


def _plain(
    documents: Sequence[Document],
    comparison: Comparison,
    identifiers: Sequence[Identifiers],
    incomplete: int,
    confusions: int,
) -> dict[str, Any]:
    from isthmus.detect.evaluation import rates

    made: dict[str, Any] = {
        "texts": len(documents),
        "groups": len({d.group for d in documents}),
        "characters": sum(len(d.text) for d in documents),
        "incomplete": incomplete,
        "interval": "95 %, Wilson at the effective sample size of a jackknife over groups",
        "measures": {m: [_plain_row(row) for row in rates(comparison, m)] for m in TITLES},
        "identifiers": identifiers,
        "confusions": {label: dict(o.most_common()) for label, o in comparison.outcomes.items() if o},
        "stray": dict(comparison.stray.most_common()),
        "unannotated": dict(comparison.unannotated.most_common()),
        "unannotated_characters": comparison.unannotated_characters,
        "labels": {label: comparison.mapping.labels[label] for label in comparison.labels},
    }
    if confusions:
        made["examples"] = [
            {"label": label, "outcome": outcome, "texts": texts}
            for (label, outcome), texts in sorted(comparison.examples.items())
        ]
    return made


def _plain_row(row: Row) -> dict[str, Any]:
    def share(rate: Rate | None) -> dict[str, float] | None:
        return {"value": rate.value, "low": rate.low, "high": rate.high} if rate else None

    return {
        "label": row.name, "gold": row.gold, "found": row.found,
        "precision": share(row.precision), "recall": share(row.recall), "f2": share(row.f2),
    }  # fmt: skip
