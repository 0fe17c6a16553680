"""Answers by rule: an ordered list, read from YAML, tried from the top. The first rule that can answer does.

Looking a question up costs about the same for five rules as for five hundred: exact texts are one dictionary, keywords
are indexed by their words, and all patterns run as one automaton (RE2, linear in the text whatever the pattern).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from isthmus.domain.models import Candidate, Question, Score
from isthmus.domain.safe import Name
from isthmus.models.documents import Value, read_yaml
from isthmus.models.templates import Answer, fitting, load_answers
from isthmus.models.text import normalise

LONGEST_QUESTION = 600
"""Characters, unless the file says otherwise. A longer text is not a frequent question, whatever words it holds."""

_TOP = ("longest_question", "rules")
_RULE = ("id", "exact", "keywords", "pattern", "answer", "answers", "confidence")
_MATCHERS = ("exact", "keywords", "pattern")
_PATTERN_BYTES = 1 << 20


class Keywords(msgspec.Struct, frozen=True):
    """All of `every`, and one of `some` if there are any. Normalised words or phrases, padded by spaces."""

    every: tuple[str, ...] = ()
    some: tuple[str, ...] = ()

    def match(self, padded: str) -> bool:
        return all(word in padded for word in self.every) and (
            not self.some or any(word in padded for word in self.some)
        )


class Rule(msgspec.Struct, frozen=True):
    """One rule: how it matches (exactly one of the three) and what it answers."""

    id: str
    answers: tuple[Answer, ...]
    exact: tuple[str, ...] = ()
    keywords: Keywords | None = None
    pattern: Any = None
    """A compiled RE2 expression."""
    confidence: float = 1.0


class RuleModel:
    """The rules of one file, indexed."""

    def __init__(self, name: Name, version: str, rules: Sequence[Rule], longest: int = LONGEST_QUESTION) -> None:
        self.name, self.version = name, version
        self._rules, self._longest = tuple(rules), longest
        self.surest = max((rule.confidence for rule in rules), default=0.0)
        self._exact: dict[str, list[int]] = {}
        self._words: dict[str, list[int]] = {}
        self._patterns, self._pattern_rules = _pattern_set(rules)
        for number, rule in enumerate(rules):
            for text in rule.exact:
                self._exact.setdefault(text, []).append(number)
            if rule.keywords:
                # A rule is looked at only when its rarest necessary word (any of them, for `any`) is there.
                for key in rule.keywords.every[:1] or rule.keywords.some:
                    self._words.setdefault(key.split()[0], []).append(number)

    @classmethod
    def load(cls, name: Name, text: str, filename: str) -> RuleModel:
        """Raises `SettingsError`, with file and line, for anything that could not work."""
        document = read_yaml(text, filename)
        top = document.fields("the rules file", _TOP)
        if "rules" not in top:
            raise document.error("there are no rules", "write a list under 'rules:'")
        rules: list[Rule] = []
        seen: dict[str, int] = {}
        for entry in top["rules"].items("'rules'"):
            rule = _read_rule(entry)
            if rule.id in seen:
                raise entry.error(f"the rule id {rule.id!r} is used twice", f"first on line {seen[rule.id]}")
            seen[rule.id] = entry.line
            rules.append(rule)
        longest = _number(top, "longest_question", LONGEST_QUESTION, 1, 100_000)
        return cls(name, hashlib.sha256(text.encode()).hexdigest()[:16], rules, int(longest))

    def consider(self, question: Question) -> Candidate | Sequence[Score]:
        """The first rule that matches and whose template can be filled; otherwise nothing."""
        turns = question.turns
        if not turns or turns[-1].role != "user":
            return ()  # in the middle of a tool call the last words are not a question
        text = turns[-1].text.strip()
        if not text or len(text) > self._longest:
            return ()
        for number in sorted(self._matching(text)):
            rule = self._rules[number]
            values = _values(rule, text, question.metadata)
            for answer in rule.answers:
                said = answer.render(values)
                if said is not None:
                    return Candidate(said, rule.confidence, rule.id, (Score(rule.id, rule.confidence),))
        return ()

    def _matching(self, text: str) -> Iterator[int]:
        plain = normalise(text)
        yield from self._exact.get(plain, ())
        if self._words:
            padded = f" {plain} "
            index = self._words
            for word in set(plain.split(" ")) & index.keys():
                for number in index[word]:
                    keywords = self._rules[number].keywords
                    if keywords is not None and keywords.match(padded):
                        yield number
        if self._patterns is not None:
            for fired in self._patterns.Match(_encodable(text)) or ():
                yield self._pattern_rules[fired]


def _encodable(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _values(rule: Rule, text: str, metadata: Mapping[str, str]) -> dict[str, Any]:
    if all(answer.template is None for answer in rule.answers):
        return {}
    values: dict[str, Any] = {}
    if rule.pattern is not None and (match := rule.pattern.search(_encodable(text))):
        values = fitting({name: value for name, value in match.groupdict().items() if value is not None})
    values["metadata"] = fitting(metadata)
    values["question"] = text
    return values


def _pattern_set(rules: Sequence[Rule]) -> tuple[Any, list[int]]:
    import re2

    numbers = [number for number, rule in enumerate(rules) if rule.pattern is not None]
    if not numbers:
        return None, []
    together = re2.Set.SearchSet(_options())
    for number in numbers:
        together.Add(rules[number].pattern.pattern)
    together.Compile()
    return together, numbers


def _options() -> Any:
    import re2

    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = _PATTERN_BYTES * 8
    return options


def _read_rule(entry: Value) -> Rule:
    fields = entry.fields("a rule", _RULE)
    if "id" not in fields:
        raise entry.error("a rule has no id", "add 'id: some-short-name'; it appears in headers and evidence")
    try:
        name = str(Name(fields["id"].text("the id")))
    except ValueError as error:
        raise fields["id"].error(f"not an id: {error}") from None
    what = f"rule {name!r}"
    matchers = [key for key in _MATCHERS if key in fields]
    if len(matchers) != 1:
        raise entry.error(f"{what} needs exactly one of exact, keywords and pattern", "split it into several rules")
    if ("answer" in fields) == ("answers" in fields):
        raise entry.error(f"{what} needs either answer or answers")
    pattern = _read_pattern(fields["pattern"], what) if "pattern" in fields else None
    names = {"question", *(pattern.groupindex if pattern else ())}
    return Rule(
        id=name,
        answers=load_answers(fields["answer" if "answer" in fields else "answers"], f"the answer of {what}", names),
        exact=_read_exact(fields["exact"], what) if "exact" in fields else (),
        keywords=_read_keywords(fields["keywords"], what) if "keywords" in fields else None,
        pattern=pattern,
        confidence=_number(fields, "confidence", 1.0, 0.0, 1.0),
    )


def _read_exact(written: Value, what: str) -> tuple[str, ...]:
    return tuple(_plain(text, written, what) for text in written.texts(f"'exact' of {what}"))


def _plain(text: str, written: Value, what: str) -> str:
    plain = normalise(text)
    if not plain:
        raise written.error(f"{what} has a text without letters or digits: it could never match")
    return plain


def _read_keywords(written: Value, what: str) -> Keywords:
    if not isinstance(written.raw, dict):
        words = written.texts(f"'keywords' of {what}")
        return Keywords(every=tuple(f" {_plain(word, written, what)} " for word in words))
    fields = written.fields(f"'keywords' of {what}", ("all", "any"))
    if not fields:
        raise written.error(f"'keywords' of {what} is empty: it would match everything", "give all, any or both")

    def words_of(key: str) -> tuple[str, ...]:
        texts = fields[key].texts(f"'{key}' of {what}") if key in fields else []
        return tuple(f" {_plain(text, fields[key], what)} " for text in texts)

    return Keywords(every=words_of("all"), some=words_of("any"))


def _read_pattern(written: Value, what: str) -> Any:
    import re2

    source = written.text(f"'pattern' of {what}")
    try:
        pattern = re2.compile(source, _options())
    except re2.error as error:
        reason = error.args[0].decode() if error.args and isinstance(error.args[0], bytes) else str(error)
        raise written.error(
            f"'pattern' of {what} is no RE2 expression: {reason}",
            "RE2 has no look-around and no back-references; see github.com/google/re2/wiki/Syntax",
        ) from None
    if pattern.search("") is not None:
        raise written.error(f"'pattern' of {what} matches the empty text, so it would match everything")
    for name in pattern.groupindex:
        if name in ("metadata", "question"):
            raise written.error(f"'pattern' of {what} names a group {name!r}, which is a value of its own")
    return pattern


def _number(fields: Mapping[str, Value], key: str, default: float, least: float, most: float) -> float:
    if key not in fields:
        return default
    try:
        number = float(fields[key].text(f"'{key}'"))
    except ValueError:
        raise fields[key].error(f"'{key}' must be a number") from None
    if not least <= number <= most:
        raise fields[key].error(f"'{key}' must be between {least:g} and {most:g}")
    return number


__all__ = ["LONGEST_QUESTION", "Keywords", "Rule", "RuleModel"]
