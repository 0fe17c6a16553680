"""How good a tagger is: by character on texts of our own, by word on the open corpora."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from isthmus.detect.names.edges import joined
from isthmus.detect.names.tagger import CATEGORIES, Tagger
from isthmus.domain.content import Span
from tools.names.corpora import Sentence
from tools.names.grammar import Document
from tools.names.values import KINDS, NAME, ORGANISATION, PLACE


class Tally(msgspec.Struct):
    """Counts of one kind."""

    right: int = 0
    found: int = 0
    wanted: int = 0

    def __str__(self) -> str:
        precision, recall = self.right / max(1, self.found), self.right / max(1, self.wanted)
        score = 2 * precision * recall / max(1e-9, precision + recall)
        return f"precision {precision:.3f}  recall {recall:.3f}  F1 {score:.3f}  ({self.wanted})"


def by_character(tagger: Tagger, documents: Iterable[Document]) -> dict[str, Tally]:
    """Of each kind, and of all together whatever their kind."""
    tallies = {name: Tally() for name in (*KINDS, "any")}
    for document in documents:
        for text, marked, spans in zip(document.texts, document.spans, tagger.find_all(document.texts), strict=True):
            want, got = [0] * len(text), [0] * len(text)
            for start, end, kind, _ in joined(text, [(*span, 1.0) for span in marked]):
                want[start:end] = [kind] * (end - start)
            for span in spans:
                got[span.start : span.end] = [1 + CATEGORIES.index(span.category)] * (span.end - span.start)
            for (w, g), count in Counter(zip(want, got, strict=True)).items():
                for number, name in enumerate(KINDS, 1):
                    tallies[name].right += count * (w == g == number)
                    tallies[name].found += count * (g == number)
                    tallies[name].wanted += count * (w == number)
                tallies["any"].right += count * bool(w and g)
                tallies["any"].found += count * bool(g)
                tallies["any"].wanted += count * bool(w)
    return tallies


def by_word(find: Callable[[str], Sequence[Span]], sentences: Iterable[Sentence]) -> dict[str, Tally]:
    """People, places and organisations, where the corpus says which; @handles are left out."""
    tallies = {KINDS[kind - 1]: Tally() for kind in (NAME, PLACE, ORGANISATION)}
    for sentence in sentences:
        got = [0] * (len(sentence.text) + 1)
        for span in find(sentence.text):
            got[span.start : span.end] = [1 + CATEGORIES.index(span.category)] * (span.end - span.start)
        for number, ((start, end), may) in enumerate(zip(sentence.words, sentence.allowed, strict=True)):
            previous = sentence.text[slice(*sentence.words[number - 1])] if number else ""
            if "@" in (sentence.text[start:end], previous) or not sentence.text[start].isalnum():
                continue
            for kind in (NAME, PLACE, ORGANISATION):
                tally = tallies[KINDS[kind - 1]]
                tally.right += got[start] == kind and may == 1 << kind
                tally.found += got[start] == kind and (may == 1 << kind or not may >> kind & 1)
                tally.wanted += may == 1 << kind
    return tallies


def report(tagger: Tagger, documents: list[Document], sentences: list[Sentence]) -> None:
    print(f"Templates held out, by character ({len(documents)} documents)")
    for name, tally in by_character(tagger, documents).items():
        print(f"  {name:14} {tally}")
    for corpus in sorted({s.corpus for s in sentences}):
        print(f"{corpus}, by word")
        for name, tally in by_word(tagger.find, [s for s in sentences if s.corpus == corpus]).items():
            print(f"  {name:14} {tally}")
    together = by_word(tagger.find, sentences)
    print("All open validation parts, by word")
    for name, tally in together.items():
        print(f"  {name:14} {tally}")
    plain = [text for d in documents if not any(d.spans) for text in d.texts]
    pages = [path.read_text("utf-8") for path in sorted(Path("docs").glob("*.md")) if path.name != "names.md"]
    print(f"Held-out texts without any value: {_taken(tagger, plain)}")
    print(f"The pages of this project: {_taken(tagger, pages)}")


def _taken(tagger: Tagger, texts: list[str]) -> str:
    """How many words, as blanks part them, are taken for something."""
    words = sum(len(text.split()) for text in texts)
    wrong = sum(len(text[s.start : s.end].split()) for text in texts for s in tagger.find(text))
    return f"{wrong} of {words} words taken for something ({100 * wrong / max(1, words):.2f} %)"
