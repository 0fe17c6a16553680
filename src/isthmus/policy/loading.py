"""From policy files to a `PolicySet`, or to one clear complaint.

1. Cut each file into statements, and check the cut against Cedar's own reading of the whole file.
2. Each statement: it parses, is no template, has an `@id` of its own, and annotations we know with values that fit.
   (Cedar itself accepts any annotation, so a misspelt obligation would silently oblige to nothing.)
3. Each statement keeps to the schema, strictly.
4. Each name it uses exists: a zone, a jurisdiction, a word of a closed set. (Cedar takes any string.)
5. The set is not empty. An empty set denies everything, and is more likely a wrong path than a wish.
"""

from __future__ import annotations

import difflib
import functools
import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from isthmus.domain.errors import SettingsError
from isthmus.domain.places import DEVICE, Obligation, Zone
from isthmus.domain.safe import Name
from isthmus.policy import obligations, vocabulary
from isthmus.policy.deciding import PolicySet
from isthmus.policy.jurisdictions import COUNTRIES, REGIONS, Regions, is_known
from isthmus.policy.source import Statement, statements

_PROSE = ("description",)
"""Annotations for people; they oblige to nothing."""


def load(sources: Mapping[str, str], zones: Mapping[str, Zone], *, regions: Regions | None = None) -> PolicySet:
    """Policies from Cedar texts by file name, for these zones and the device.

    `regions` names further groups of jurisdictions, beside those of `jurisdictions.REGIONS`. Raises `SettingsError`.
    """
    everywhere = {DEVICE.name: DEVICE, **zones}
    groups = {**REGIONS, **(regions or {})}
    written: list[str] = []
    duties: dict[str, tuple[Obligation, ...]] = {}
    speaks: dict[str, frozenset[str]] = {}
    places: dict[str, str] = {}
    for file, text in sorted(sources.items()):
        for statement, tree in _parsed(file, text):
            name = _name(statement, tree)
            if name in places:
                raise SettingsError(
                    f"the policy id {name} is already used at {places[name]}",
                    place=statement.place_of("@id"),
                    remedy="Give each policy an id of its own: decisions are explained by it.",
                )
            places[name], duties[name] = statement.place, _duties(statement, tree)
            speaks[name] = _categories(tree)
            _check_schema(statement)
            _check_names(statement, tree, everywhere, groups)
            written.append(statement.text)
    if not written:
        files = ", ".join(sorted(sources)) or "no files"
        raise SettingsError(
            f"there is no policy in {files}",
            remedy="Without a permit nothing may be answered or sent; write at least one.",
        )
    handle, names = _handle(written)
    return PolicySet(handle, names, duties, speaks, everywhere, groups, _digest(sources, everywhere, groups))


def _parsed(file: str, text: str) -> list[tuple[Statement, dict[str, Any]]]:
    """Each policy of a file with its tree."""
    found = [(statement, _tree(statement)) for statement in statements(file, text)]
    whole = _read(text, file)["staticPolicies"] if found else {}
    if len(whole) != len(found):
        raise SettingsError("the file could not be cut into its policies", place=file, remedy="Simplify its comments.")
    return found


def _tree(statement: Statement) -> dict[str, Any]:
    read = _read(statement.text, statement.place, statement)
    if read["templates"]:
        raise SettingsError(
            "a template (?principal, ?resource) is never linked, so it would permit and forbid nothing",
            place=statement.place,
            remedy="Write the principal or resource out.",
        )
    tree: dict[str, Any] = next(iter(read["staticPolicies"].values()))
    return tree


def _read(text: str, place: str, statement: Statement | None = None) -> dict[str, Any]:
    import cedarpy

    try:
        trees: dict[str, Any] = json.loads(cedarpy.policies_to_json_str(text))
    except RecursionError:
        raise SettingsError("a policy is too long", place=place, remedy="Write it as several.") from None
    except ValueError as refused:
        raise SettingsError(
            str(refused),
            place=_blamed(str(refused), statement) if statement else place,
            remedy="See docs/policy.md for what a policy looks like.",
        ) from None
    return trees


def _blamed(complaint: str, statement: Statement) -> str:
    """The place of what a complaint quotes: Cedar says `what`, and not where."""
    quoted = complaint.split("`")
    return statement.place_of(quoted[1]) if len(quoted) > 2 else statement.place


def _name(statement: Statement, tree: Mapping[str, Any]) -> str:
    written = tree.get("annotations", {}).get("id")
    if not written:
        raise SettingsError(
            "a policy has no @id",
            place=statement.place,
            remedy='Write @id("a-name") above it: decisions are explained by it.',
        )
    try:
        if written.startswith("built-in:"):
            raise ValueError("built-in: is kept for what no policy can lift")
        return Name(written)
    except ValueError as refused:
        raise SettingsError(f"the @id cannot be used: {refused}", place=statement.place_of("@id")) from None


def _duties(statement: Statement, tree: Mapping[str, Any]) -> tuple[Obligation, ...]:
    duties: list[Obligation] = []
    for name, value in tree.get("annotations", {}).items():
        place = statement.place_of(f"@{name}")
        if name == "id" or name in _PROSE:
            continue
        if name not in obligations.OBLIGATIONS:
            known = ("id", *_PROSE, *obligations.OBLIGATIONS)
            raise SettingsError(f"unknown annotation @{name}", place=place, remedy=_meant(name, known))
        if tree["effect"] != "permit":
            raise SettingsError(
                f"@{name} on a forbid obliges nobody", place=place, remedy="Put it on the permits, or drop it."
            )
        try:
            duties += obligations.parse(name, value or "")
        except ValueError as expected:
            raise SettingsError(
                f"@{name} has a value that does not fit", place=place, remedy=f"It takes {expected}."
            ) from None
    return tuple(duties)


@functools.cache
def _schema() -> Any:
    import cedarpy

    return cedarpy.Schema.from_str(vocabulary.SCHEMA)


def _check_schema(statement: Statement) -> None:
    import cedarpy

    result = cedarpy.validate_policies(statement.text, _schema())
    if result.validation_passed:
        return
    complaint = result.errors[0].error.removeprefix("for policy `policy0`, ")
    raise SettingsError(
        complaint, place=_blamed(complaint, statement), remedy="docs/policy.md lists what a policy may speak of."
    )


def _check_names(statement: Statement, tree: Any, zones: Collection[str], regions: Regions) -> None:
    for kind, name in _entities(tree):
        if kind == "Zone" and name not in zones:
            raise SettingsError(f"there is no zone {name}", place=statement.place, remedy=_meant(name, zones))
        if kind == "Jurisdiction" and not is_known(name, regions):
            raise SettingsError(
                f"unknown jurisdiction {name}", place=statement.place, remedy=_meant(name, {*COUNTRIES, *regions})
            )
    for (variable, attribute), word in _compared(tree):
        known = vocabulary.WORDS.get((variable, attribute))
        if known and word not in known:
            raise SettingsError(
                f"{variable}.{attribute} is never {word}", place=statement.place, remedy=_meant(word, known)
            )
        if (variable, attribute) == ("context", "categories") and "*" in word:
            raise SettingsError(
                f"no category is called {word}",
                place=statement.place,
                remedy='A family is named without a star: contains("personal") is true of everything under it.',
            )


def _entities(tree: Any) -> Iterator[tuple[str, str]]:
    """Every entity named anywhere in a policy's tree: its type and id."""
    for node in _nodes(tree):
        for found in (node.get("__entity"), node.get("entity"), *node.get("entities", ())):
            if isinstance(found, dict) and "type" in found:
                yield found["type"], found["id"]


def _compared(tree: Any) -> Iterator[tuple[tuple[str, str], str]]:
    """Every word that some `variable.attribute` is compared with, on either side: ==, !=, contains and its kin."""
    for node in _nodes(tree):
        for operator in ("==", "!=", "contains", "containsAll", "containsAny"):
            sides = node.get(operator)
            if not isinstance(sides, dict):
                continue
            left, right = sides["left"], sides["right"]
            for one, other in ((left, right), (right, left)):
                attribute = one.get(".") if isinstance(one, dict) else None
                if attribute and "Var" in attribute["left"]:
                    for word in _words(other):
                        yield (attribute["left"]["Var"], attribute["attr"]), word


def _categories(tree: Any) -> frozenset[str]:
    """The categories that a policy's conditions speak of."""
    return frozenset(word for variable, word in _compared(tree) if variable == ("context", "categories"))


def _words(tree: Any) -> Iterator[str]:
    for value in (tree, *tree.get("Set", ())):
        if isinstance(value.get("Value"), str):
            yield value["Value"]


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node


def _meant(word: str, known: Iterable[str]) -> str:
    choices = sorted(known)
    near = [f"Did you mean {guess}?" for guess in difflib.get_close_matches(word, choices, n=1)]
    known_are = f"Known are: {', '.join(choices)}." if len(choices) < 30 else "See docs/policy.md for what is known."
    return " ".join([*near, known_are])


def _handle(written: Iterable[str]) -> tuple[Any, Mapping[str, str]]:
    """The parsed set, and the `@id` behind each positional id that Cedar's answers speak in.

    Cedar would take the set under our own ids too, but only as JSON, whose depth it limits to a few dozen conditions.
    """
    import cedarpy

    text = "\n".join(written)
    trees = json.loads(cedarpy.policies_to_json_str(text))["staticPolicies"]
    return cedarpy.PolicySet.from_str(text), {place: tree["annotations"]["id"] for place, tree in trees.items()}


def _digest(sources: Mapping[str, str], zones: Mapping[str, Zone], regions: Regions) -> str:
    """SHA-256 over everything a decision depends on beside its facts, in one canonical text."""
    import msgspec

    everything = (
        vocabulary.SCHEMA,
        sorted(sources.items()),
        [msgspec.to_builtins(zone) for _, zone in sorted(zones.items())],
        [(name, sorted(members)) for name, members in sorted(regions.items())],
    )
    return hashlib.sha256(msgspec.json.encode(everything, order="deterministic")).hexdigest()
