"""How findings look in a terminal: the text with its values marked and numbered, then a table of them.

With colour a value stands on the colour of its family; without, it stands in brackets. A long text is shown only
around its first findings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from isthmus.cli.terminal import colourless, console, new_table

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from isthmus.domain.content import Finding, Scan
    from isthmus.domain.labels import Level

FAMILIES = {
    "secret": "bold white on red", "health": "bold white on magenta", "personal": "black on cyan",
    "financial": "black on yellow", "quasi": "black on green", "legal": "white on blue", "code": "black on white",
}  # fmt: skip
OTHER = "black on bright_yellow"
LEVELS = {"restricted": "bold red", "confidential": "yellow", "internal": "green", "public": ""}

SHORT = 4_000
"""Characters up to which a text is shown whole."""
AROUND = 100
"""Characters shown on either side of a finding in a longer one."""
ROWS = 50
"""Findings that are marked and listed; the rest is counted."""
VALUE = 300
"""Characters of a value that are shown in the text, and a tenth of them in the table."""


def show(scan: Scan, text: str, levels: Mapping[str, Level]) -> None:
    out = console()
    shown = scan.findings[:ROWS]
    if scan.findings:
        out.print(_marked(text, shown, bracketed=_plain(out)), soft_wrap=not out.is_terminal)
        out.print()
        out.print(_table(shown, text, levels, plain=_plain(out), width=out.width))
        out.print()
    if len(scan.findings) > len(shown):
        out.print(_counts(scan.findings, levels))
        out.print()
    out.print(_summary(scan, text, levels))
    if len(scan.findings) > len(shown):
        out.print(f"The first {len(shown)} are shown; --json has them all.", style="dim")


def _plain(out: Console) -> bool:
    return colourless() or out.color_system is None


def _marked(text: str, findings: Sequence[Finding], *, bracketed: bool) -> Text:
    from rich.text import Text

    made, end = Text(), 0
    text = _visible(text)
    before, after = ("⟦", "⟧") if bracketed else (" ", " ")
    for start, stop, number, finding in _pieces(text, findings):
        if start > end:
            _elide(made, start - end)
        if finding is None:
            made.append(text[start:stop])
        else:
            made.append(before + _shortened(text[start:stop], VALUE) + after, "" if bracketed else _style(finding))
            made.append(_superscript(number), "" if bracketed else "bold")
        end = stop
    if len(text) > end:
        _elide(made, len(text) - end)
    made.rstrip()
    return made


def _style(finding: Finding) -> str:
    return FAMILIES.get(finding.category.partition(".")[0], OTHER)


def _elide(made: Text, count: int) -> None:
    made.append(f" … {count:,} characters … ", "dim italic")


def _pieces(text: str, findings: Sequence[Finding]) -> Iterator[tuple[int, int, int, Finding | None]]:
    """What is shown: ranges of the text, with the number and the finding of those that are one."""
    whole = len(text) <= SHORT
    at = 0
    for number, finding in enumerate(findings, 1):
        begin = at if whole or finding.start - at <= 2 * AROUND else finding.start - AROUND
        if begin > at and number > 1:
            yield at, min(at + AROUND, begin), 0, None
        if begin < finding.start:
            yield begin, finding.start, 0, None
        yield finding.start, finding.end, number, finding
        at = finding.end
    rest = len(text) if whole or len(text) - at <= 2 * AROUND else at + AROUND
    if rest > at:
        yield at, rest, 0, None


def _table(
    findings: Sequence[Finding], text: str, levels: Mapping[str, Level], *, plain: bool, width: int
) -> Table:
    """In a narrow terminal without places, and in a very narrow one without levels."""
    from rich.text import Text

    from isthmus.detect import level_of

    table = new_table("")
    table.columns[0].justify = "right"
    table.add_column("value", ratio=1, no_wrap=True, overflow="ellipsis", min_width=12)
    shown = {"category": 0, "level": 90, "sure": 0, "recogniser": 0, "at": 104}
    names = [name for name, columns in shown.items() if width >= columns]
    for name in names:
        table.add_column(name, justify="right" if name in ("sure", "at") else "left", overflow="fold")
    for number, f in enumerate(findings, 1):
        level = level_of(f.category, levels).word
        value = _shortened(" ".join(_visible(text[f.start : f.end]).split()), VALUE // 10)
        mark = Text(str(number)) if plain else Text(f" {number} ", _style(f))
        cells: dict[str, str | Text] = {
            "category": f.category, "level": Text(level, LEVELS[level]), "sure": f"{f.confidence:.2f}",
            "recogniser": f.recogniser, "at": f"{f.start}–{f.end}",
        }  # fmt: skip
        table.add_row(mark, value, *(cells[name] for name in names))
    return table


def _counts(findings: Sequence[Finding], levels: Mapping[str, Level]) -> Table:
    from rich.text import Text

    from isthmus.detect import level_of

    table = new_table("category", "level", "found")
    table.columns[2].justify = "right"
    for category, count in Counter(f.category for f in findings).most_common():
        level = level_of(category, levels).word
        table.add_row(category, Text(level, LEVELS[level]), f"{count:,}")
    return table


def _summary(scan: Scan, text: str, levels: Mapping[str, Level]) -> Text:
    from rich.text import Text

    from isthmus.detect import label_of

    level = label_of(scan, levels).level.word
    count = len(scan.findings)
    found = "nothing" if not count else "1 value" if count == 1 else f"{count:,} values"
    made = Text(f"{found} found in {len(text):,} characters: ")
    made.append(level, LEVELS[level])
    if scan.about:
        made.append(f"; as a whole it is {', '.join(sorted(scan.about))}")
    return made


def _visible(text: str) -> str:
    """Without what a terminal would obey, character for character, so that places stay what they are."""
    if text.isprintable():
        return text
    return "".join(c if c in "\n\t" or c.isprintable() else "\ufffd" for c in text)


def _shortened(value: str, most: int) -> str:
    if len(value) <= most:
        return value
    return f"{value[: most - most // 3 - 1]}…{value[-(most // 3) :]}"


def _superscript(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
