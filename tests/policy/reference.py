"""A second, tiny evaluator of policies, to hold the real one to. It shares no code with it beyond the nouns.

Policies are data here; `cedar` writes them as Cedar text for the real one, `decide` evaluates them by the book:
an expression may fail, `&&` and `||` stop at the first side that settles them, a permit is needed, a forbid wins,
one failure anywhere denies.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, field

from isthmus.domain.labels import Integrity
from isthmus.domain.places import Facts, Zone

INSIDE = {
    "": set(),
    "DE": {"DE", "EU", "EEA"},
    "DE-BY": {"DE-BY", "DE", "EU", "EEA"},
    "EU": {"EU", "EEA"},
    "NO": {"NO", "EEA", "EFTA"},
    "CH": {"CH", "EFTA"},
    "US-CA": {"US-CA", "US"},
}
"""Written by hand, for the jurisdictions that the generated zones have."""

COMPARE = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
LEVELS = ["public", "internal", "confidential", "restricted"]
LARGEST = 2**63 - 1


class Failed(Exception):
    """The expression has no value."""


@dataclass(frozen=True)
class Level:
    """`context.level + plus <op> than`; the sum fails past 64 bits."""

    op: str
    than: int
    plus: int = 0

    def cedar(self) -> str:
        return f"context.level{f' + {self.plus}' if self.plus else ''} {self.op} {self.than}"

    def value(self, facts: Facts) -> bool:
        total = int(facts.level) + self.plus
        if total > LARGEST:
            raise Failed
        return COMPARE[self.op](total, self.than)


@dataclass(frozen=True)
class AtMost:
    word: str

    def cedar(self) -> str:
        return f"context.at_most.{self.word}"

    def value(self, facts: Facts) -> bool:
        return int(facts.level) <= LEVELS.index(self.word)


@dataclass(frozen=True)
class Holds:
    """`context.<of>.<how>(words)`, where `contains` takes the first word alone."""

    of: str
    how: str
    words: tuple[str, ...]

    def cedar(self) -> str:
        words = ", ".join(f'"{word}"' for word in self.words)
        return (
            f"context.{self.of}.{self.how}([{words}])"
            if self.how != "contains"
            else f'context.{self.of}.contains("{self.words[0]}")'
        )

    def value(self, facts: Facts) -> bool:
        if self.of == "categories":
            held = [any(c == word or c.startswith(word + ".") for c in facts.categories) for word in self.words]
        else:
            held = [word in (getattr(facts, self.of) or ()) for word in self.words]
        return {"contains": held[0], "containsAny": any(held), "containsAll": all(held)}[self.how]


def _attributes(facts: Facts) -> dict[str, object]:
    zone = facts.zone
    return {
        "context.purpose": facts.purpose,
        "context.route": facts.route,
        "context.consent": facts.consent,
        "context.latency": facts.latency,
        "context.budget": facts.budget,
        "context.consented": facts.consent != "",
        "context.trusted": facts.integrity == Integrity.TRUSTED,
        "context.residency_limited": facts.residency is not None,
        "principal.tenant": facts.tenant,
        "principal.name": facts.application,
        "resource.trust": zone.trust,
        "resource.jurisdiction": zone.jurisdiction,
        "resource.trains": zone.trains,
        "resource.attested": zone.attested,
        "resource.retention_days": LARGEST if zone.retention_days is None else zone.retention_days,
    }


@dataclass(frozen=True)
class Attribute:
    """`<name> <op> <than>` over a plain attribute."""

    name: str
    op: str
    than: str | int | bool

    def cedar(self) -> str:
        than = f'"{self.than}"' if isinstance(self.than, str) else str(self.than).lower()
        return f"{self.name} {self.op} {than}"

    def value(self, facts: Facts) -> bool:
        return bool(COMPARE[self.op](_attributes(facts)[self.name], self.than))


@dataclass(frozen=True)
class Inside:
    """`principal in Role::"x"`, `resource in Jurisdiction::"EU"` and their like; in a scope or as an expression."""

    variable: str
    kind: str
    name: str

    def cedar(self) -> str:
        return f'{self.variable} in {self.kind}::"{self.name}"'

    def value(self, facts: Facts) -> bool:
        ancestors = {
            "Role": facts.roles,
            "Tenant": {facts.tenant},
            "Application": {f"{facts.tenant}/{facts.application}"},
            "Jurisdiction": INSIDE[facts.zone.jurisdiction],
            "Zone": {facts.zone.name},
        }
        return self.name in ancestors[self.kind]


@dataclass(frozen=True)
class Not:
    of: Expr

    def cedar(self) -> str:
        return f"!({self.of.cedar()})"

    def value(self, facts: Facts) -> bool:
        return not self.of.value(facts)


@dataclass(frozen=True)
class Both:
    left: Expr
    right: Expr

    def cedar(self) -> str:
        return f"({self.left.cedar()}) && ({self.right.cedar()})"

    def value(self, facts: Facts) -> bool:
        return self.left.value(facts) and self.right.value(facts)


@dataclass(frozen=True)
class Either:
    left: Expr
    right: Expr

    def cedar(self) -> str:
        return f"({self.left.cedar()}) || ({self.right.cedar()})"

    def value(self, facts: Facts) -> bool:
        return self.left.value(facts) or self.right.value(facts)


@dataclass(frozen=True)
class IfElse:
    condition: Expr
    then: Expr
    otherwise: Expr

    def cedar(self) -> str:
        return f"if {self.condition.cedar()} then {self.then.cedar()} else {self.otherwise.cedar()}"

    def value(self, facts: Facts) -> bool:
        return (self.then if self.condition.value(facts) else self.otherwise).value(facts)


Expr = Level | AtMost | Holds | Attribute | Inside | Not | Both | Either | IfElse


@dataclass(frozen=True)
class Policy:
    permits: bool
    principal: Inside | None = None
    resource: Inside | None = None
    clauses: tuple[tuple[str, Expr], ...] = ()
    disguise: tuple[str, ...] = ()
    retain: int | None = None
    approve: bool = False

    def cedar(self, name: str) -> str:
        lines = [f'@id("{name}")']
        if self.disguise:
            lines.append(f'@disguise("{", ".join(self.disguise)}")')
        if self.retain is not None:
            lines.append(f'@retain("{self.retain}d")')
        if self.approve:
            lines.append("@approve")
        principal = self.principal.cedar() if self.principal else "principal"
        resource = self.resource.cedar() if self.resource else "resource"
        lines.append(f"{'permit' if self.permits else 'forbid'}({principal}, action, {resource})")
        lines += [f"{word} {{ {expression.cedar()} }}" for word, expression in self.clauses]
        return "\n".join(lines) + ";\n"

    def applies(self, facts: Facts) -> bool:
        if any(scope is not None and not scope.value(facts) for scope in (self.principal, self.resource)):
            return False
        return all(expression.value(facts) == (word == "when") for word, expression in self.clauses)


def spoken(expression: object) -> set[str]:
    """The categories that an expression speaks of."""
    if isinstance(expression, Holds) and expression.of == "categories":
        return set(expression.words[:1] if expression.how == "contains" else expression.words)
    if isinstance(expression, Not):
        return spoken(expression.of)
    if isinstance(expression, Both | Either):
        return spoken(expression.left) | spoken(expression.right)
    if isinstance(expression, IfElse):
        return spoken(expression.condition) | spoken(expression.then) | spoken(expression.otherwise)
    return set()


@dataclass
class Outcome:
    allowed: bool
    obligations: set[str] = field(default_factory=set)
    reasons: set[str] = field(default_factory=set)


def cedar(policies: tuple[Policy, ...]) -> str:
    return "\n".join(policy.cedar(f"p{number}") for number, policy in enumerate(policies))


def limits(facts: Facts) -> set[str]:
    """What the label itself forbids."""
    zone, broken = facts.zone, set()
    if facts.purposes is not None and facts.purpose not in facts.purposes:
        broken.add("built-in:purpose")
    if facts.residency is not None and zone.trust != "device" and not facts.residency & INSIDE[zone.jurisdiction]:
        broken.add("built-in:residency")
    if facts.retention_days is not None and _keeps(zone) > facts.retention_days:
        broken.add("built-in:retention")
    if "unread.text" in facts.categories and zone.trust == "hosted":
        broken.add("built-in:unread")
    return broken


def _keeps(zone: Zone) -> float:
    if zone.retention_days is not None:
        return zone.retention_days
    return float("inf") if zone.trust == "hosted" else 0


def decide(policies: tuple[Policy, ...], facts: Facts) -> Outcome:
    if broken := limits(facts):
        return Outcome(False, reasons=broken)
    permits, forbids, failed = {}, {}, set()
    for number, policy in enumerate(policies):
        try:
            if policy.applies(facts):
                (permits if policy.permits else forbids)[f"p{number}"] = policy
        except Failed:
            failed.add(f"p{number}")
    if failed:
        return Outcome(False, reasons={"built-in:policy-error", *failed})
    if forbids:
        return Outcome(False, reasons=set(forbids))
    if not permits:
        return Outcome(False, reasons={"built-in:no-permit"})
    if facts.zone.trust == "hosted":
        unread = {kind for kind in facts.categories if kind.split(".")[0] == "unread"}
        named = {word for policy in permits.values() for _, clause in policy.clauses for word in spoken(clause)}
        if "unread" not in named and unread - named:
            return Outcome(False, reasons={"built-in:unread", *permits})
    return _obliged(permits, facts)


def _obliged(permits: dict[str, Policy], facts: Facts) -> Outcome:
    owed = {f"disguise({pattern})" for policy in permits.values() for pattern in policy.disguise}
    days = [policy.retain for policy in permits.values() if policy.retain is not None]
    refusals = set()
    if any(policy.approve for policy in permits.values()):
        refusals.add("built-in:approval-not-available")
    if days:
        owed.add(f"retain({min(days)}d)")
        if _keeps(facts.zone) > min(days):
            refusals.add("built-in:retained-too-long")
    if refusals:
        return Outcome(False, reasons=refusals | set(permits))
    return Outcome(True, owed, set(permits))
