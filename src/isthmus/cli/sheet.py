"""How the demonstration's table looks: one row for each request, wide or narrow."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from isthmus.redact import TOKEN

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from isthmus.cli.witness import Witnessed

WIDE = 110
"""Columns from which on a row has room for the policy, the model and the cost."""
_LETTERS = 4
"""Letters shown of a pseudonym: enough to see that two are the same."""


def sheet(rows: Sequence[Witnessed], width: int, *, real: bool = False) -> Table:
    """`real`: nobody can look at what a real provider saw, so its answer is shown instead."""
    from rich import box
    from rich.table import Table

    wide = width >= WIDE
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold", leading=1, width=width)
    table.add_column("request", width=14, overflow="fold")
    table.add_column("label", width=12, overflow="fold")
    table.add_column("may leave", width=19 if wide else 9, overflow="fold")
    if wide:
        table.add_column("answered by", width=11, overflow="fold")
    table.add_column(f"asked → {'answered' if real else 'what the hosted side saw'}", ratio=1, overflow="fold")
    if wide:
        table.add_column("€/1k", justify="right", width=5)
    table.add_column("ms", justify="right", width=4)
    for row in rows:
        name, model = _name(row), _model(row)
        first = [name] if wide else [name.append("\n").append_text(model)]
        text = _words(row, real, 90 if wide else 60)
        middle = [_label(row), _leave(row, wide), *([model] if wide else []), text]
        table.add_row(*first, *middle, *([_cost(row)] if wide else []), _milliseconds(row))
    return table


# -- cells ------------------------------------------------------------------------------------------------------


def _name(row: Witnessed) -> Text:
    from rich.text import Text

    text = Text.assemble(("✗ ", "bold red") if row.problems else ("✓ ", "green"), (row.shown.name, "bold"))
    return text.append("\n" + "; ".join(row.problems), "red") if row.problems else text


def _label(row: Witnessed) -> Text:
    from rich.text import Text

    level = row.step(2)[2]
    colour = {"confidential": "yellow", "restricted": "red"}.get(level, "")
    categories = row.account.get("given", {}).get("categories", [])
    found = ", ".join(category.rpartition(".")[2] for category in categories)
    return Text.assemble((level, colour), "\n", (found, "dim"))


def _leave(row: Witnessed, wide: bool) -> Text:
    from rich.text import Text

    crossed = row.headers.get("x-isthmus-crossed", "none")
    if "disguised=" in crossed:
        word = ("disguised", "yellow")
    elif crossed != "none":
        word = ("yes", "cyan")
    elif row.fallback == "denied":
        word = ("never", "red")
    else:
        return Text("not needed" if wide else "no need", "dim")
    return Text.assemble(word, "\n", (_policy(row) if wide else "", "dim"))


def _policy(row: Witnessed) -> str:
    """The policy that decided about the other zone."""
    for why in row.step(3)[3]:
        zone, _, reason = why.partition(": ")
        if zone != "device":
            return str(reason.partition(" by ")[2].partition(" if ")[0])
    return ""


def _model(row: Witnessed) -> Text:
    from rich.text import Text

    if row.fallback in ("denied", "unavailable"):
        return Text.assemble(("safe answer", "magenta"), ("" if row.fallback == "denied" else "\nmodel down", "dim"))
    zone = row.headers.get("x-isthmus-zone", "")
    model = row.headers.get("x-isthmus-model", "nobody")
    return Text.assemble((model, "green" if zone == "device" else "cyan"), "\n", (zone, "dim"))


def _cost(row: Witnessed) -> str:
    """Of a thousand such requests."""
    cost = row.account.get("cost", 0.0) * 1000
    return f"{cost:.3f}" if cost else "0"


def _milliseconds(row: Witnessed) -> str:
    return f"{row.milliseconds:.1f}" if row.milliseconds < 100 else f"{row.milliseconds:.0f}"


def _words(row: Witnessed, real: bool, room: int) -> Text:
    """What was asked with its sensitive values, and below it the same as the other side saw it."""
    from rich.text import Text

    secrets = [re.escape(secret) for secret in sorted(row.shown.secrets, key=len, reverse=True)]
    asked = _around(_last(row.shown.body), re.compile("|".join(secrets) or r"(?!)"), room, "red")
    if real:
        below = Text(_ends(row.answer, room), "dim")
    elif row.seen:
        seen = _last(msgspec.json.decode(row.seen[-1]))
        same = seen == _last(row.shown.body)
        below = Text("exactly that", "cyan") if same else _around(seen, TOKEN, room, "bold yellow")
    else:
        below = Text("nothing", "green")
    return Text.assemble(asked, "\n", ("→ ", "dim"), below)


# -- texts ------------------------------------------------------------------------------------------------------


def _last(body: Any) -> str:
    """The last thing that somebody said in a request."""
    content = body["messages"][-1].get("content")
    return content if isinstance(content, str) else msgspec.json.encode(content).decode()


def _around(text: str, what: re.Pattern[str], room: int, style: str) -> Text:
    """The text shortened between what matters, which is shown in a style of its own."""
    from rich.text import Text

    found = list(what.finditer(text))
    spare = max(18, (room - 10 * len(found)) // (len(found) + 1))
    made, at = Text(), 0
    for match in found:
        made.append(_ends(text[at : match.start()], spare))
        made.append(_pseudonym(match[0]) if what is TOKEN else match[0], style)
        at = match.end()
    return made.append(_ends(text[at:], spare))


def _pseudonym(token: str) -> str:
    kind, _, letters = token.partition("-")
    return f"{kind}-{letters[:_LETTERS]}…"


def _ends(text: str, length: int) -> str:
    """A text's first and last words, when it is longer than `length`."""
    if len(text) <= length:
        return text
    half = length // 2
    head, tail = text[:half], text[-half:]
    return f"{head.rpartition(' ')[0] or head} … {tail.partition(' ')[2] or tail}"
