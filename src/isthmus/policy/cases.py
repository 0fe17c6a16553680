"""Policy tests written by people: a YAML list of facts, a zone, and what is expected of it.

defaults: {tenant: acme, application: desk, purpose: support}
cases:
  - name: an e-mail address goes to the EU only under a pseudonym
    facts: {level: confidential, categories: [personal.email]}
    zone: openai-eu
    expect: allow
    obligations: ["disguise(personal.*)"]     # exactly these; leave out to accept any
    reasons: [eu-disguised]                   # at least these; leave out to accept any
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from isthmus.domain.errors import SettingsError
from isthmus.domain.labels import Integrity, Level
from isthmus.domain.places import Facts, Verdict
from isthmus.policy.deciding import PolicySet
from isthmus.wire.placed import compose, value_of


class CaseResult(msgspec.Struct, frozen=True):
    """How one case came out. `failures` says what differed; `place` is the case's `file:line`."""

    name: str
    place: str
    verdict: Verdict
    failures: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.failures


class _Node(msgspec.Struct, frozen=True):
    """A piece of YAML that knows where it stands."""

    value: Any
    place: str

    def wrong(self, message: str, remedy: str) -> SettingsError:
        return SettingsError(message, place=self.place, remedy=remedy)

    def mapping(self, known: Iterable[str]) -> dict[str, _Node]:
        if not isinstance(self.value, dict):
            raise self.wrong("a mapping is expected here", f"Its keys may be: {', '.join(known)}.")
        for key, node in self.value.items():
            if key not in known:
                near = difflib.get_close_matches(key, list(known), n=1)
                remedy = f"Did you mean {near[0]}?" if near else f"Known are: {', '.join(known)}."
                raise node.wrong(f"unknown key {key}", remedy)
        return self.value

    def items(self) -> list[_Node]:
        if not isinstance(self.value, list):
            raise self.wrong("a list is expected here", "Write it as [one, other], or one - item per line.")
        return self.value

    def word(self) -> str:
        if not isinstance(self.value, str):
            raise self.wrong("a word is expected here", "Put it in quotes if it is a number or yes/no.")
        return self.value

    def words(self) -> frozenset[str]:
        return frozenset(item.word() for item in self.items())

    def limit(self) -> frozenset[str] | None:
        return None if self.value is None else self.words()

    def level(self) -> Level:
        try:
            return Level.parse(self.word())
        except KeyError:
            raise self.wrong("unknown level", f"It is one of {', '.join(level.word for level in Level)}.") from None

    def integrity(self) -> Integrity:
        try:
            return Integrity[self.word().upper()]
        except KeyError:
            raise self.wrong("unknown integrity", "It is trusted or untrusted.") from None

    def days(self) -> int | None:
        if self.value is not None and (type(self.value) is not int or self.value < 0):
            raise self.wrong("a number of days is expected here", "Write 0 or more, or null for no limit.")
        return self.value


_FACTS: Mapping[str, Callable[[_Node], object]] = {
    "level": _Node.level,
    "categories": _Node.words,
    "integrity": _Node.integrity,
    "purposes": _Node.limit,
    "residency": _Node.limit,
    "retention_days": _Node.days,
    "tenant": _Node.word,
    "application": _Node.word,
    "roles": _Node.words,
    "route": _Node.word,
    "purpose": _Node.word,
    "consent": _Node.word,
    "latency": _Node.word,
    "budget": _Node.word,
    "owners": _Node.words,
    "disguised": _Node.words,
}
_CASE = ("name", "facts", "zone", "expect", "obligations", "reasons")


def run_cases(policies: PolicySet, text: str, filename: str) -> tuple[CaseResult, ...]:
    """Runs every case of a file, in order. Raises `SettingsError` when the file itself is at fault."""
    document = _placed(compose(text, filename, "Write at least one case under cases:."), filename)
    file = document.mapping(("defaults", "cases"))
    if "cases" not in file or not file["cases"].items():
        raise document.wrong("there is no case", "Write at least one under cases:.")
    defaults = _facts(file["defaults"]) if "defaults" in file else {}
    return tuple(_run(policies, case, defaults) for case in file["cases"].items())


def _run(policies: PolicySet, node: _Node, defaults: Mapping[str, object]) -> CaseResult:
    case = node.mapping(_CASE)
    for needed in ("name", "zone", "expect"):
        if needed not in case:
            raise node.wrong(f"a case has no {needed}", f"Every case has name, zone and expect; add {needed}.")
    zone, expect = case["zone"].word(), case["expect"].word()
    if zone not in policies.zones:
        raise case["zone"].wrong(f"there is no zone {zone}", f"Known are: {', '.join(sorted(policies.zones))}.")
    if expect not in ("allow", "deny"):
        raise case["expect"].wrong("unknown expectation", "It is allow or deny.")
    given = {**defaults, **(_facts(case["facts"]) if "facts" in case else {})}
    facts: Facts = Facts(policies.zones[zone], **{"level": Level.PUBLIC, **given})  # type: ignore[arg-type]  # _FACTS types each
    verdict = policies.decide(facts)
    return CaseResult(case["name"].word(), node.place, verdict, tuple(_differences(case, expect, verdict)))


def _differences(case: Mapping[str, _Node], expect: str, verdict: Verdict) -> Iterable[str]:
    came = "allow" if verdict.allowed else "deny"
    if came != expect:
        yield f"expected {expect}, came {came} ({', '.join(verdict.reasons)})"
    if "obligations" in case:
        wanted, found = case["obligations"].words(), {str(o) for o in verdict.obligations}
        if wanted != found:
            yield f"expected obligations {_listed(wanted)}, came {_listed(found)}"
    if "reasons" in case and (missing := case["reasons"].words() - set(verdict.reasons)):
        yield f"expected reasons {_listed(missing)}, came {_listed(verdict.reasons)}"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words)) or "none"


def _facts(node: _Node) -> dict[str, object]:
    return {key: _FACTS[key](value) for key, value in node.mapping(tuple(_FACTS)).items()}


def _placed(node: Any, filename: str) -> _Node:
    import yaml

    place = f"{filename}:{node.start_mark.line + 1}"
    if isinstance(node, yaml.MappingNode):
        pairs: dict[str, _Node] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise SettingsError("a key is not a word", place=place, remedy="Write key: value.")
            if key.value in pairs:
                raise SettingsError(
                    f"the key {key.value} is written twice",
                    place=f"{filename}:{key.start_mark.line + 1}",
                    remedy="Keep one of them.",
                )
            pairs[key.value] = _placed(value, filename)
        return _Node(pairs, place)
    if isinstance(node, yaml.SequenceNode):
        return _Node([_placed(item, filename) for item in node.value], place)
    try:
        return _Node(value_of(node), place)
    except ValueError as wrong:
        raise SettingsError(str(wrong), place=place, remedy="Put it in quotes.") from None
