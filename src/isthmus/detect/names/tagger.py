"""The tagger at work: texts to words, words to numbers, one inference, and spans of the original texts."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from isthmus.detect.names.beside import told
from isthmus.detect.names.edges import NAME, Value, joined, tidied
from isthmus.detect.names.tokens import BORDER, BREAK, WIDTH, bit_of, numbers, tokens
from isthmus.domain.content import Span
from isthmus.domain.errors import SettingsError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CATEGORIES = (
    "personal.name",
    "personal.address",
    "personal.age",
    "personal.origin",
    "quasi.place",
    "quasi.organisation",
    "quasi.date",
    "quasi.profession",
)
"""In the order of the model's answers, which begin with "nothing of these" and end with "a new one begins here"."""
_PSEUDONYM = re.compile(r"[A-Z]{2,12}-[bcdfghjklmnpqrst]{20}")
LEAN = 0.5
"""How much more readily a word is taken for something than the model's own leans say: the most in steps of a quarter
with which less than one word in a hundred of technical text is taken (the pages of this project, and docstrings)."""
_CARRY = 3.0
"""By how much "none of these" may lead where a word stands behind a name."""
_TOLD = 0.9
"""How sure a name is that is told by what stands beside it."""
_WINDOW, _OVERLAP = 2048, 64
"""Words of one inference, and how many a long text repeats on both sides: more than the model sees around a word."""
_REMEMBERED, _LONG = 50_000, 32
"""How many words are remembered with their numbers, and from which length on none is."""
_Places = list[tuple[int, int]]


class Tagger:
    """Finds names and the like in prose. Pure: the same texts give the same spans; time grows with length alone."""

    name = "names"
    categories: Sequence[str] = CATEGORIES

    def __init__(self, model: bytes, lean: float = LEAN) -> None:
        self._model, self._lean = model, lean
        self._reader: _Reader | None = None
        self.version = f"{sha256(model).hexdigest()[:16]}{lean:+g}"

    def find(self, text: str) -> list[Span]:
        return self.find_all([text])[0]

    def find_all(self, texts: Sequence[str]) -> list[list[Span]]:
        """All texts in one reading: what stands in one (the key of a value, say) helps to understand the next."""
        masked = [_PSEUDONYM.sub(_blank, text) if "-" in text else text for text in texts]
        places = [tokens(text) for text in masked]
        if not any(places):
            return [[] for _ in texts]
        if self._reader is None:
            self._reader = _Reader(self._model, self._lean)
        found: list[list[Value]] = [[] for _ in texts]
        for part, start, stop, kind, confidence in self._runs(masked, places):
            text, words = masked[part], places[part][start:stop]
            found[part] += [(first, last, kind, confidence) for first, last in tidied(text, words, kind)]
        return [
            [Span(start, end, CATEGORIES[kind - 1], sure) for start, end, kind, sure in self._all(text, values)]
            for text, values in zip(masked, found, strict=True)
        ]

    def _all(self, text: str, values: Sequence[Value]) -> list[Value]:
        """With the names that an address or a column beside them tells, where nothing was found."""
        made = joined(text, values)
        for start, end in told(text, self.known):
            if not any(first < end and start < last for first, last, *_ in made):
                made.append((start, end, NAME, _TOLD))
        return sorted(made)

    def known(self, word: str) -> int:
        """Which of the model's lists of names hold a word in small letters; nothing before a text was read."""
        return self._reader.known(word) if self._reader is not None else 0

    def _runs(self, texts: Sequence[str], places: Sequence[_Places]) -> Iterator[tuple[int, int, int, int, float]]:
        """Part, first word, word behind the last, kind and confidence of each run of words of one kind."""
        assert self._reader is not None
        words, spans, bases = [BORDER], [(-9, -9)], [1]
        for text, here in zip(texts, places, strict=True):
            words += [text[a:b] for a, b in here]
            words.append(BORDER)
            spans += [*here, (-9, -9)]
            bases.append(len(words))
        kinds, starts, confidences = self._reader.read(words, spans)
        part = 0
        for first, stop in pairwise([*starts, len(words)]):
            kind = kinds[first]
            if not kind:
                continue
            while bases[part + 1] <= first:
                part += 1
            base = bases[part]
            yield part, first - base, stop - base, kind, round(sum(confidences[first:stop]) / (stop - first), 3)


def _blank(match: re.Match[str]) -> str:
    return "\x00" * len(match.group())


class _Reader:
    """The model in memory. Raises `SettingsError` when it cannot be read."""

    def __init__(self, model: bytes, lean: float) -> None:
        try:
            import numpy
            import onnxruntime
        except ImportError:
            raise SettingsError("the names tagger needs onnxruntime", remedy="pip install 'isthmus[onnx]'") from None
        self._np = numpy
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session: Any = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
            facts = self._session.get_modelmeta().custom_metadata_map
            self._lean = numpy.array(json.loads(facts["lean"]), numpy.float32)
            self._lean[1:] += lean
            lists = [numpy.frombuffer(b64decode(packed), "<u4") for packed in json.loads(facts["lists"])]
        except Exception as error:  # onnxruntime has no public error type that all of its failures share
            raise SettingsError(
                f"the model of the names tagger cannot be read: {type(error).__name__}",
                remedy="install the package again, or train the model anew",
            ) from None
        self.known = bit_of(tuple(frozenset(words.tolist()) for words in lists))
        self._rows: dict[str, bytes] = {}

    def read(self, words: list[str], spans: _Places) -> tuple[list[int], list[int], list[float]]:
        """For each word its kind and how sure that is, and where runs of words begin."""
        np = self._np
        seen = self._rows.get
        rows = np.frombuffer(b"".join([seen(word) or self._row(word) for word in words]), np.int32).reshape(-1, WIDTH)
        glue = glued(np.array(spans, np.int64))
        scores = np.concatenate([self._scores(rows, glue, at) for at in range(0, len(words), _WINDOW)])
        kind_scores = scores[:, :-1] + self._lean
        kinds = kind_scores.argmax(1)
        kinds[np.array([word == BORDER for word in words])] = 0  # no value reaches from one text into the next
        self._carry(kinds, kind_scores, words, spans)
        powers = np.exp(kind_scores - kind_scores.max(1, keepdims=True))
        confidences = powers.max(1) / powers.sum(1)
        begins = np.ones(len(words), bool)
        begins[1:] = (kinds[1:] != kinds[:-1]) | ((scores[1:, -1] > 0) & (kinds[1:] > 0) & (glue[1:] & 1 == 0))
        if "@" in words:  # the sign and the handle behind it are one value, a blank between them or not
            begins[1:] &= (kinds[1:] != kinds[:-1]) | ~np.array([word == "@" for word in words[:-1]])
        return kinds.tolist(), np.flatnonzero(begins).tolist(), confidences.tolist()

    def _carry(self, kinds: NDArray[Any], scores: NDArray[Any], words: list[str], spans: _Places) -> None:
        """A capitalised word right behind a name is a part of it with less than would make it one: half a name left
        standing tells as much as all of it."""
        nearly = (kinds[1:] == 0) & (kinds[:-1] == NAME) & (scores[1:, NAME] > scores[1:, 0] - _CARRY)
        for at in self._np.flatnonzero(nearly).tolist():
            word = words[at + 1]
            if word[:1].isupper() and word[-1:].islower() and spans[at + 1][0] == spans[at][1] + 1:
                kinds[at + 1] = NAME

    def _scores(self, rows: NDArray[Any], glue: NDArray[Any], at: int) -> NDArray[Any]:
        first = max(0, at - _OVERLAP)
        stop = at + _WINDOW + _OVERLAP
        (scores,) = self._session.run(None, {"rows": rows[first:stop], "glue": glue[first:stop]})
        kept: NDArray[Any] = scores[at - first : at - first + _WINDOW]
        return kept

    def _row(self, word: str) -> bytes:
        if len(self._rows) >= _REMEMBERED:
            self._rows.clear()
        plain = BREAK if word[0] == BREAK else word
        row: bytes = self._np.array(numbers(plain, self.known), self._np.int32).tobytes()
        if len(word) < _LONG:
            self._rows[word] = row
        return row


def glued(spans: NDArray[np.int64]) -> NDArray[np.int32]:
    """1 where no blank parts a word from the one before it, 2 where none parts it from the next, 3 for both."""
    together = spans[1:, 0] == spans[:-1, 1]
    made = (spans[:, 0] * 0).astype("int32")
    made[1:] += together
    made[:-1] += together * 2
    return made
