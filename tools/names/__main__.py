"""`python -m tools.names --data DIR --out src/isthmus/detect/names/names.onnx`: makes the model and prints its figures."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from time import perf_counter

import numpy as np

from isthmus.detect.names.tagger import Tagger
from isthmus.detect.names.tokens import bit_of
from tools.names.corpora import open_sentences
from tools.names.examples import Vocabulary, example_of, example_of_sentence, word_lists
from tools.names.export import model_of
from tools.names.figures import leaned, report
from tools.names.grammar import Document, Template, templates, written
from tools.names.network import trained
from tools.names.values import ORIGIN, PROFESSION, Values

FILES = {"chat.txt": 1.1, "letters.txt": 0.7, "records.txt": 0.7, "prose.txt": 1.2, "technical.txt": 1.0}
"""Template files, and how much of the text that is made comes from each."""
SEED = 7


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.names", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds ner_open/ and wnut17/")
    parser.add_argument("--out", type=Path, required=True, help="the model to write")
    parser.add_argument("--steps", type=int, default=2400)
    parser.add_argument("--documents", type=int, default=60_000, help="how many documents are made from templates")
    chosen = parser.parse_args()
    begun = perf_counter()
    values = Values(SEED)
    lists = word_lists(values)
    train, held = generated(values, chosen.documents)
    sentences, held_sentences = open_sentences(chosen.data, unmarked(values))
    vocabulary = Vocabulary(bit_of(lists))
    examples = [example_of(d, vocabulary) for d in train] + [example_of_sentence(s, vocabulary) for s in sentences]
    weights = np.array([1.0] * len(train) + [1.0] * len(sentences))
    print(f"{len(train)} documents, {len(sentences)} sentences, {len(vocabulary.rows)} words, {perf_counter() - begun:.0f} s")
    parameters = trained(examples, weights, np.array(vocabulary.rows, np.int32), steps=chosen.steps, seed=SEED)
    facts = {"steps": str(chosen.steps), "documents": str(chosen.documents)}
    plain = Tagger(model_of(parameters, lists, [0.0] * 9, facts))
    lean = leaned(plain, held, held_sentences)
    model = model_of(parameters, lists, lean, facts)
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_bytes(model)
    print(f"lean {json.dumps(lean)}; {len(model):,} bytes; {perf_counter() - begun:.0f} s in all")
    report(Tagger(model), held, held_sentences)


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


if __name__ == "__main__":
    main()
