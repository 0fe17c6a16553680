"""Words disguised that are nobody's data: `python tests/detect/harm/figures.py`, with `--all` also in the documents of
this project and the docstrings of the standard library."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

PROJECT = Path(__file__).parents[3]
sys.path.insert(0, str(PROJECT / "tests"))

from detect.harm.requests import Tree, agents, asked  # noqa: E402
from detect.names.figures import docstrings  # noqa: E402
from isthmus.cli.detecting import detector_for  # noqa: E402
from isthmus.detect import Detector, Reading  # noqa: E402
from isthmus.domain.content import DEFINITION, KEY, NAME  # noqa: E402
from isthmus.wire import parts  # noqa: E402
from isthmus.wire.definitions import vocabulary  # noqa: E402


class Harm(msgspec.Struct):
    """Of some requests how many words there are, and which of them were taken for something, by category."""

    words: int = 0
    taken: Counter[str] = msgspec.field(default_factory=Counter)
    defined: int = 0
    """Of those, in definitions, keys and names of tools."""

    @property
    def per_thousand(self) -> float:
        return 1000 * self.taken.total() / self.words


def harm(detector: Detector, trees: Iterable[Tree]) -> Harm:
    made = Harm()
    for tree in trees:
        read = parts.walk(tree)
        names = [text for text, kind in zip(read.texts, read.kinds, strict=True) if kind & NAME]
        reading = Reading(read.kinds, vocabulary(tree).union(names))
        made.words += sum(len(text.split()) for text in read.texts)
        for found in detector.scan(read.texts, reading).findings:
            size = len(read.texts[found.part][found.start : found.end].split())
            made.taken[found.category] += size
            made.defined += size if read.kinds[found.part] & (DEFINITION | KEY | NAME) else 0
    return made


def told(texts: Iterable[str]) -> Iterator[Tree]:
    for text in texts:
        yield {"messages": [{"role": "user", "content": text}]}


def table(everything: bool) -> Iterator[str]:
    detector, _ = detector_for(None, names=True)
    rows: list[tuple[str, Iterable[Tree]]] = [("questions about technology", asked()), ("agents' requests", agents())]
    if everything:
        pages = [path.read_text("utf-8") for path in sorted((PROJECT / "docs").glob("*.md"))]
        rows += [("pages of this project", told(pages)), ("docstrings", told(docstrings()))]
    yield "| texts | words | taken | in 1,000 | in definitions, keys, names of tools | by category |"
    yield "|---|---:|---:|---:|---:|---|"
    for name, trees in rows:
        made = harm(detector, trees)
        kinds = ", ".join(f"{kind} {n}" for kind, n in made.taken.most_common())
        taken, share = made.taken.total(), made.per_thousand
        yield f"| {name} | {made.words:,} | {taken:,} | {share:.2f} | {made.defined} | {kinds} |"


if __name__ == "__main__":
    print(*table("--all" in sys.argv), sep="\n")
