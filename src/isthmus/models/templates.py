"""Templates for local answers: Jinja's syntax, cut down to what cannot run long, reach out or run anything.

A template may print values, test them and choose between texts. Loops, calls, arithmetic, assignments, macros,
inclusions and every filter outside a short list are refused when it is loaded, by looking at the syntax tree: what
cannot loop, call or multiply ends after as many steps as it has characters (against templates such as
`{{ "a" * 10**9 }}` or nested ranges). The sandbox underneath is the second wall.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from isthmus.models.documents import Value, suggest

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import SandboxedEnvironment

LONGEST_TEMPLATE = 8_000
LONGEST_VALUE = 1_000
"""Characters. A longer value counts as unknown, so that what a caller sends cannot blow an answer up."""
LONGEST_ANSWER = 16_000

_FILTERS = frozenset(
    ("capitalize", "d", "default", "first", "int", "last", "length", "lower", "round", "title", "trim", "upper")
)
_TESTS = frozenset(
    ("defined", "undefined", "eq", "equalto", "ne", "lt", "le", "gt", "ge", "in", "number", "string", "none")
)
_PRINTING = ("Template", "Output", "TemplateData", "Name", "Const", "Getattr", "Getitem", "Filter", "Keyword")
_CHOOSING = ("If", "CondExpr", "Test", "Compare", "Operand", "And", "Or", "Not", "Concat", "Tuple", "List", "Neg")
_NODES = frozenset((*_PRINTING, *_CHOOSING))


class Answer(msgspec.Struct, frozen=True):
    """One template, ready. A constant one never touches the template engine."""

    constant: str = ""
    template: Template | None = None

    def render(self, values: Mapping[str, Any]) -> str | None:
        """The text, or None when a value is missing, the template throws or the answer is too long."""
        if self.template is None:
            return self.constant
        try:
            # Not `render`: for a missing value it rewrites a traceback that nobody sees, some 45 µs.
            text = "".join(self.template.root_render_func(self.template.new_context(dict(values))))
        except Exception:  # whatever a template throws, the answer is: abstain (law 8)
            return None
        return text if text.strip() and len(text) <= LONGEST_ANSWER else None


def fitting(values: Mapping[str, str]) -> dict[str, str]:
    """The values a template may see: those of reasonable length."""
    return {key: value for key, value in values.items() if len(value) <= LONGEST_VALUE}


def load_answers(written: Value, what: str, names: Collection[str]) -> tuple[Answer, ...]:
    """The templates of one answer, most specific first. `names` are the values they may use besides metadata.

    Raises `SettingsError` for a template that could not work or may not be trusted.
    """
    sources = written.raw if isinstance(written.raw, list) else [written]
    if not sources:
        raise written.error(f"{what} is an empty list", "give at least one text")
    return tuple(_load(source, what, frozenset(names) | {"metadata"}) for source in sources)


def _load(written: Value, what: str, names: frozenset[str]) -> Answer:
    source = written.text(what)
    if len(source) > LONGEST_TEMPLATE:
        raise written.error(f"{what} is longer than {LONGEST_TEMPLATE} characters")
    if not any(mark in source for mark in ("{{", "{%", "{#")):
        return Answer(constant=source.strip())
    from jinja2 import TemplateError, nodes

    try:
        tree = environment().parse(source)
        _refuse_untrusted(tree, written, what)
        template = environment().from_string(source)
    except (TemplateError, RecursionError) as error:
        reason = getattr(error, "message", None) or "nested too deeply"
        raise written.error(f"{what} is no template: {reason}") from None
    for name in sorted({node.name for node in tree.find_all(nodes.Name)}):  # Jinja's own `self` among them
        if name not in names:
            raise written.error(f"{what} uses an unknown value {name!r}", suggest(name, names))
    _dry_run(template, written, what, names)
    return Answer(template=template)


def _refuse_untrusted(tree: Any, written: Value, what: str) -> None:
    from jinja2 import nodes

    for node in tree.find_all(nodes.Node):
        kind = type(node).__name__
        if kind not in _NODES:
            raise written.error(
                f"{what} uses {kind!r}, which a template may not",
                "a template may print values, filter them, and choose with if; nothing else",
            )
        if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
            raise written.error(f"{what} uses the unknown filter {node.name!r}", suggest(node.name, _FILTERS))
        if isinstance(node, nodes.Test) and node.name not in _TESTS:
            raise written.error(f"{what} uses the unknown test {node.name!r}", suggest(node.name, _TESTS))


class _Anything(dict[str, str]):
    """Metadata for the dry run: whatever is asked for is there."""

    def __missing__(self, key: str) -> str:
        return "1"

    def __contains__(self, key: object) -> bool:
        return True


def _dry_run(template: Template, written: Value, what: str, names: frozenset[str]) -> None:
    sample: dict[str, Any] = dict.fromkeys(names, "1")
    sample["metadata"] = _Anything()
    try:
        template.render(sample)
    except Exception as error:  # reported, whatever it is, while somebody can still mend it
        raise written.error(f"{what} does not render: {type(error).__name__}: {error}") from None


@cache
def environment() -> SandboxedEnvironment:
    """The one environment: no loaders, no globals, no attributes, and the few filters and tests above."""
    from jinja2 import StrictUndefined, Undefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class NoAttributes(ImmutableSandboxedEnvironment):
        """A dot or a bracket looks into a mapping and nowhere else: not `metadata.items`, not `question.__class__`."""

        def getattr(self, obj: Any, attribute: str) -> Any:
            return self.getitem(obj, attribute)

        def getitem(self, obj: Any, argument: Any) -> Any:
            if isinstance(obj, Mapping) and isinstance(argument, str) and argument in obj:
                return obj[argument]
            if isinstance(obj, Undefined):
                return obj
            return self.undefined(obj=obj, name=argument)

    made = NoAttributes(
        undefined=StrictUndefined,
        autoescape=False,  # the answer is plain text in a JSON string, never a page
        loader=None,
        cache_size=0,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.clear()
    made.filters = {name: call for name, call in made.filters.items() if name in _FILTERS}
    made.tests = {name: call for name, call in made.tests.items() if name in _TESTS}
    return made
