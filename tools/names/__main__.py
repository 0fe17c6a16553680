"""`python -m tools.names --data DIR --out src/isthmus/detect/names/names.onnx`: makes the model, prints figures."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from time import perf_counter

import numpy as np

from isthmus.detect.names.tagger import Tagger
from isthmus.detect.names.tokens import bit_of
from tools.names.corpora import language_reference, open_sentences
from tools.names.examples import Vocabulary, example_of, example_of_sentence, word_lists
from tools.names.export import model_of
from tools.names.figures import report
from tools.names.leaning import leaned
from tools.names.network import trained
from tools.names.texts import SEED, generated, unmarked
from tools.names.values import Values


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.names", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds ner_open/ and wnut17/")
    parser.add_argument("--out", type=Path, required=True, help="the model to write")
    parser.add_argument("--steps", type=int, default=2600)
    parser.add_argument("--documents", type=int, default=60_000, help="how many documents are made from templates")
    chosen = parser.parse_args()
    begun = perf_counter()
    values = Values(SEED)
    lists = word_lists(values)
    train, held = generated(values, chosen.documents)
    sentences, held_sentences = open_sentences(chosen.data, unmarked(values), values)
    vocabulary = Vocabulary(bit_of(lists))
    weights = np.array([1.0] * len(train) + [1.0] * len(sentences))
    sentences += language_reference(lists[0])
    weights = np.concatenate([weights, np.ones(len(sentences) + len(train) - len(weights))])
    examples = [example_of(d, vocabulary) for d in train] + [example_of_sentence(s, vocabulary) for s in sentences]
    print(
        f"{len(train)} documents, {len(sentences)} sentences, {len(vocabulary.rows)} words, "
        f"{perf_counter() - begun:.0f} s"
    )
    parameters = trained(examples, weights, np.array(vocabulary.rows, np.int32), steps=chosen.steps, seed=SEED)
    facts = {"steps": str(chosen.steps), "documents": str(chosen.documents)}
    tried = [example_of(d, vocabulary) for d in held] + [example_of_sentence(s, vocabulary) for s in held_sentences]
    lean = leaned(parameters, tried, np.array(vocabulary.rows, np.int32))
    model = model_of(parameters, lists, lean, facts)
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_bytes(model)
    print(f"lean {json.dumps(lean)}; {len(model):,} bytes; {perf_counter() - begun:.0f} s in all")
    report(Tagger(model), held, held_sentences)


if __name__ == "__main__":
    main()
