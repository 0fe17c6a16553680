"""GLiNER (named entities of any label, Zaratiana et al., 2023) as a recogniser of ours.

The library and its weights are the customer's: a loaded `gliner.GLiNER` is handed in. It reads a few hundred words and
drops the rest with a warning, so a text goes to it in windows that overlap.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from isthmus.detect.adapters.answers import need_categories, span
from isthmus.domain.content import Span

WORDS, CHARACTERS = 150, 900
"""Of one window, whichever is less: its encoders take 384 words and 512 pieces of words, often of two letters each."""
OVERLAP = 30
"""Words that a window shares with the next: what stands across an edge stands whole in one of them."""

_WORD = re.compile(r"\w+|[^\w\s]")


class _Model(Protocol):
    def predict_entities(self, text: str, labels: list[str], *, threshold: float) -> list[dict[str, Any]]: ...


class _Gliner:
    def __init__(self, name: str, model: _Model, labels: dict[str, str], threshold: float, version: str) -> None:
        self.name = name
        self.categories: Sequence[str] = tuple(dict.fromkeys(labels.values()))
        self.version = f"{version} {threshold} {sorted(labels.items())}"
        self._model, self._labels, self._threshold = model, labels, threshold

    def find(self, text: str) -> Sequence[Span]:
        return self.find_all([text])[0]

    def find_all(self, texts: Sequence[str]) -> Sequence[Sequence[Span]]:
        windows = [(number, begin, end) for number, text in enumerate(texts) for begin, end in _windows(text)]
        if not windows:
            return [()] * len(texts)
        answers = self._asked([texts[number][begin:end] for number, begin, end in windows])
        found: list[dict[tuple[int, int, str], Span]] = [{} for _ in texts]
        for (number, begin, end), entities in zip(windows, answers, strict=True):
            for entity in entities:
                category = self._labels[entity["label"]]
                seen = span(entity["start"], entity["end"], category, entity["score"], end - begin)
                place = begin + seen.start, begin + seen.end, category
                before = found[number].get(place)
                if before is None or before.confidence < seen.confidence:
                    found[number][place] = Span(*place, seen.confidence)
        return [tuple(spans[place] for place in sorted(spans)) for spans in found]

    def _asked(self, texts: list[str]) -> Sequence[Sequence[dict[str, Any]]]:
        labels = list(self._labels)
        together = getattr(self._model, "inference", None)  # since 0.2.20; before it there is one text at a time
        if together is not None:
            answers: Sequence[Sequence[dict[str, Any]]] = together(texts, labels, threshold=self._threshold)
            return answers
        return [self._model.predict_entities(text, labels, threshold=self._threshold) for text in texts]


def gliner_recogniser(
    model: Any, labels: Mapping[str, str], threshold: float = 0.5, *, name: str = "gliner", version: str = ""
) -> _Gliner:
    """`labels` are what the model is asked for, with the category that each stands for: `{"person":
    "personal.name"}`. Entities below `threshold` are not reported; `version` says in records which weights they
    are. Raises `SettingsError` for a label without one."""
    need_categories(name, dict(labels))
    return _Gliner(name, model, dict(labels), threshold, version)


def _windows(text: str) -> list[tuple[int, int]]:
    """Ranges that cover every word, cut where words begin; a word longer than a window is cut itself."""
    starts = [at for word in _WORD.finditer(text) for at in range(word.start(), word.end(), CHARACTERS)]
    made: list[tuple[int, int]] = []
    first = 0
    while first < len(starts):
        last = min(first + WORDS, len(starts))
        while last > first + 1 and _end(starts, last, text) - starts[first] > CHARACTERS:
            last -= 1
        made.append((starts[first], _end(starts, last, text)))
        if last == len(starts):
            break
        first = max(first + 1, last - min(OVERLAP, (last - first) // 2))
    return made


def _end(starts: list[int], after: int, text: str) -> int:
    return starts[after] if after < len(starts) else len(text)
