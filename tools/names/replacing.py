"""Real sentences with other names in them: contexts as people write them, values that no corpus holds."""

from __future__ import annotations

from itertools import groupby

from tools.names.values import Values

Block = list[tuple[str, str]]
_PEOPLE, _PLACES, _COMPANIES = {"PER", "person"}, {"LOC", "location"}, {"ORG", "corporation", "group"}


def replaced(block: Block, values: Values) -> Block | None:
    """The sentence with each person, place and organisation exchanged for one made up; None when it has none."""
    made: Block = []
    changed = False
    for label, run in groupby(block, key=lambda pair: pair[1][2:]):
        words = [word for word, _ in run]
        if label not in _PEOPLE | _PLACES | _COMPANIES or any(word[0] in "@#" for word in words):
            tags = [tag for _, tag in block[len(made) : len(made) + len(words)]] if not changed else None
            made += list(zip(words, tags or _tags(label, len(words)), strict=True))
            continue
        changed = True
        new = _value(label, words, values).split()
        made += list(zip(new, _tags(label, len(new)), strict=True))
    return made if changed else None


def _tags(label: str, count: int) -> list[str]:
    return [f"B-{label}", *[f"I-{label}"] * (count - 1)] if label else ["O"] * count


def _value(label: str, words: list[str], values: Values) -> str:
    values.choose("en" if values.draw.random() < 0.6 else None)
    if values.language in ("zh", "ja", "ko", "ar", "hi", "el", "ru"):
        values.choose("en")
    if label in _PEOPLE:
        slot = "person" if len(words) > 1 else values.draw.choice(["first", "last", "last", "person"])
    elif label in _PLACES:
        slot = values.draw.choice(["city", "city", "country", "state"])
    else:
        slot = "org"
    text = "".join(piece for piece, _ in values.slot(slot)).removeprefix("the ")
    if all(word.islower() for word in words):
        return text.lower()
    return text.upper() if all(word.isupper() and len(word) > 3 for word in words) else text
