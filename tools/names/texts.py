"""All texts that are made from templates, for training and for the figures."""

from __future__ import annotations

from tools.names.grammar import Document, Template, templates, written
from tools.names.values import ORIGIN, PROFESSION, Values

FILES = {"chat.txt": 1.1, "letters.txt": 0.7, "records.txt": 0.7, "prose.txt": 1.2, "technical.txt": 1.6}
"""Template files, and how much of the text that is made comes from each."""
SEED = 7


def generated(values: Values, count: int) -> tuple[list[Document], list[Document]]:
    """Training texts, and texts from templates that training never saw."""
    files = {name: templates(name) for name in FILES}
    sentences = [t for t in files["chat.txt"] if not t.held_out]
    total = sum(share for name, share in FILES.items())
    train: list[Document] = []
    held: list[Document] = []
    for name, share in FILES.items():
        kept = [t for t in files[name] if not t.held_out]
        unseen = [t for t in files[name] if t.held_out]
        train += _many(kept, int(count * share / total), values, sentences)
        held += _many(unseen, int(2500 * share / total), values, sentences)
    return train, held


def _many(among: list[Template], count: int, values: Values, sentences: list[Template]) -> list[Document]:
    return [written(among[number % len(among)], values, sentences) for number in range(count)]


def unmarked(values: Values) -> dict[str, int]:
    """Words that the open corpora leave unmarked although they may be of a kind that we mark."""
    made: dict[str, int] = {}
    for entries, kind in ((values.jobs, PROFESSION), (values.origins, ORIGIN)):
        for entry in entries:
            for word in entry.lower().split():
                made[word] = made.get(word, 0) | 1 << kind
    return made
