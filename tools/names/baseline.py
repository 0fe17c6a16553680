"""A model of spaCy's usual size, trained on the same texts, to compare people, places and organisations with.

`python -m tools.names.baseline --data DIR` (needs spaCy; it is no part of making the model).
"""

from __future__ import annotations

import argparse
from pathlib import Path
from random import Random
from typing import Any

from tools.names.corpora import Sentence, open_sentences
from tools.names.figures import by_word
from tools.names.texts import SEED, generated, unmarked
from tools.names.values import KINDS, NAME, ORGANISATION, PLACE, Values

_COMPARED = {1 << kind: KINDS[kind - 1] for kind in (NAME, PLACE, ORGANISATION)}


def main() -> None:
    import spacy
    from spacy.training import Example

    parser = argparse.ArgumentParser(prog="python -m tools.names.baseline", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--documents", type=int, default=12_000)
    chosen = parser.parse_args()
    values = Values(SEED)
    sentences, held = open_sentences(chosen.data, unmarked(values), values)
    documents, _ = generated(values, chosen.documents)
    spacy.util.fix_random_seed(SEED)
    nlp = spacy.blank("en")
    nlp.add_pipe("ner")
    examples = []
    for text, spans in [
        *map(_of_sentence, sentences),
        *(pair for d in documents for pair in zip(d.texts, map(_named, d.spans), strict=True)),
    ]:
        doc = nlp.make_doc(text)
        marked = [doc.char_span(a, b, label, alignment_mode="expand") for a, b, label in spans]
        examples.append(
            Example.from_dict(
                doc,
                {
                    "entities": [
                        (s.start_char, s.end_char, s.label_)
                        for s in spacy.util.filter_spans([m for m in marked if m])
                    ]
                },
            )
        )
    optimiser = nlp.initialize(lambda: examples[:2000])
    draw = Random(SEED)  # noqa: S311
    for epoch in range(chosen.epochs):
        draw.shuffle(examples)
        losses: dict[str, float] = {}
        for batch in spacy.util.minibatch(examples, 128):
            nlp.update(batch, sgd=optimiser, losses=losses, drop=0.1)
        print(f"epoch {epoch + 1}: loss {losses['ner']:.0f}", flush=True)
    with nlp.use_params(optimiser.averages):
        for name, tally in by_word(_Wrapped(nlp).find, held).items():
            print(f"  {name:14} {tally}")


class _Wrapped:
    """spaCy behind the tagger's surface."""

    def __init__(self, nlp: Any) -> None:
        self._nlp = nlp

    def find(self, text: str) -> list[Any]:
        from isthmus.detect.names.tagger import CATEGORIES
        from isthmus.domain.content import Span

        of = dict(zip(KINDS, CATEGORIES, strict=True))
        return [Span(e.start_char, e.end_char, of[e.label_], 1.0) for e in self._nlp(text).ents]


def _named(spans: list[tuple[int, int, int]]) -> list[tuple[int, int, str]]:
    return [(a, b, KINDS[kind - 1]) for a, b, kind in spans if 1 << kind in _COMPARED]


def _of_sentence(sentence: Sentence) -> tuple[str, list[tuple[int, int, str]]]:
    spans: list[tuple[int, int, str]] = []
    previous = 0
    for (start, end), may, begins in zip(sentence.words, sentence.allowed, sentence.begins, strict=True):
        if may in _COMPARED:
            if spans and previous == may and begins != 1:
                spans[-1] = (spans[-1][0], end, spans[-1][2])
            else:
                spans.append((start, end, _COMPARED[may]))
        previous = may
    return sentence.text, spans


if __name__ == "__main__":
    main()
