"""Operators: what stands in for a value, by category.

| kind         | what stands there               | comes back                            |
| `pseudonym`  | `EMAIL-` and twenty letters     | yes                                   |
| `synthetic`  | a look-alike that is nobody's   | yes                                   |
| `mask`       | `****1111`                      | no                                    |
| `hash`       | `CARD#` and sixteen letters     | no; equal for equal values of a tenant|
| `generalise` | a year, a decade, a region      | no                                    |
| `drop`       | `[removed]`                     | no                                    |
| `keep`       | the value                       | only where policy does not oblige     |
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

import msgspec

from isthmus.domain.errors import SettingsError
from isthmus.domain.labels import matches

_PATTERN = re.compile(r"\*|[a-z0-9_]+(?:\.[a-z0-9_]+)*(?:\.\*)?")
_OPTIONS: Mapping[str, frozenset[str]] = {
    "pseudonym": frozenset(),
    "synthetic": frozenset(),
    "keep": frozenset(),
    "generalise": frozenset({"to"}),
    "mask": frozenset({"keep", "sign", "shape"}),
    "hash": frozenset({"length"}),
    "drop": frozenset({"text"}),
}
_STRICTEST = ("drop", "hash", "mask", "generalise", "pseudonym", "synthetic", "keep")
_MARK = re.compile(r"[^\"'\\<>&%\x00-\x1f\x7f-\xa0]{1,40}")


class Operator(msgspec.Struct, frozen=True):
    """What stands in for a value. `keep` of a mask is how many characters at the end stay, a third of the value at
    most; `shape` keeps its length and separators; `to` is what a date becomes, `length` a hash's letters."""

    kind: str = "pseudonym"
    keep: int = 4
    sign: str = "*"
    shape: bool = False
    to: str = "year"
    length: int = 16
    text: str = "[removed]"


Operators = Mapping[str, Operator]
"""Category patterns and their operators. The longest pattern that a category falls under decides."""


def operators_of(said: Mapping[str, Any], *, key: str = "disguise", place: str = "") -> Operators:
    """`{"personal.phone": {"kind": "mask", "keep": 2}, "personal.email": "synthetic"}` as operators.

    `key` and `place` say where that stands. Raises `SettingsError`, which names the key and the remedy.
    """
    made = {}
    for pattern, wanted in said.items():
        here = f"{key}.{pattern}"
        if not isinstance(pattern, str) or not _PATTERN.fullmatch(pattern):
            raise SettingsError(
                f"`{key}`: a key is no pattern of categories", place=place, remedy="write `personal.*` or `*`"
            )
        made[pattern] = _operator({"kind": wanted} if isinstance(wanted, str) else wanted, here, place)
    return made


def _operator(said: Any, here: str, place: str) -> Operator:
    if not isinstance(said, Mapping) or not isinstance(said.get("kind"), str):
        raise SettingsError(
            f"`{here}` names no operator", place=place, remedy=f"write one of {', '.join(_OPTIONS)}, or `kind:` and it"
        )
    kind = said["kind"]
    if kind not in _OPTIONS:
        near = get_close_matches(kind, _OPTIONS, 1)
        hint = f"did you mean `{near[0]}`?" if near else f"write one of {', '.join(_OPTIONS)}"
        raise SettingsError(f"`{here}`: there is no such operator", place=place, remedy=hint)
    for option in said:
        if option != "kind" and option not in _OPTIONS[kind]:
            known = ", ".join(sorted(_OPTIONS[kind])) or "none"
            raise SettingsError(f"`{here}`: `{kind}` has no such option", place=place, remedy=f"its options: {known}")
    try:
        operator = msgspec.convert(said, Operator)
    except msgspec.ValidationError:
        raise SettingsError(f"`{here}`: an option is of the wrong type", place=place, remedy=_REMEDY) from None
    _check(operator, here, place)
    return operator


_REMEDY = "`keep` and `length` are whole numbers, `shape` is true or false, `sign`, `to` and `text` are texts"


def _check(said: Operator, here: str, place: str) -> None:
    wrong = {
        "keep": (not 0 <= said.keep <= 8, "0 to 8 characters"),
        "sign": (len(said.sign) != 1 or said.sign.isalnum() or not _MARK.fullmatch(said.sign), "one sign, as `*`"),
        "to": (said.to not in ("year", "month", "relative"), "`year`, `month` or `relative`"),
        "length": (not 8 <= said.length <= 32, "8 to 32 letters"),
        "text": (not _MARK.fullmatch(said.text), "1 to 40 characters without quotes, backslashes, <, >, & and %"),
    }
    for option, (broken, remedy) in wrong.items():
        if broken:
            raise SettingsError(f"`{here}.{option}` cannot be that", place=place, remedy=f"write {remedy}")


def refuse_kept(operators: Operators, obliged: Iterable[str], *, key: str = "disguise", place: str = "") -> None:
    """Raises `SettingsError` where a category is to be kept that a policy obliges to disguise (with these patterns)."""
    patterns = sorted(set(obliged))
    for kept in sorted(p for p, operator in operators.items() if operator.kind == "keep"):
        for pattern in patterns:
            if _meet(kept, pattern):
                raise SettingsError(
                    f"`{key}.{kept}` says keep, and policy obliges `{pattern}` to be disguised",
                    place=place,
                    remedy="choose another operator, or change the policy's @disguise: an obligation is never waived",
                )


def _meet(one: str, other: str) -> bool:
    """Whether some category falls under both patterns."""
    return matches(one, other.removesuffix(".*")) or matches(other, one.removesuffix(".*")) or "*" in (one, other)


def operator_for(operators: Operators, categories: tuple[str, ...]) -> Operator | None:
    """Of a value's categories the strictest operator. None: a pseudonym."""
    chosen = []
    for category in categories:
        patterns = [pattern for pattern in operators if matches(pattern, category)]
        if patterns:
            chosen.append(operators[max(patterns, key=len)])
        else:
            chosen.append(_DEFAULT)
    first = min(chosen, key=lambda operator: _STRICTEST.index(operator.kind), default=_DEFAULT)
    return None if first.kind in ("pseudonym", "keep") else first


_DEFAULT = Operator()
