"""YAML into frozen structs, where every complaint names its file and line and says what to write instead.

The field types are msgspec structs; this module only walks them beside YAML's own nodes, so that the place is known.
"""

from __future__ import annotations

import difflib
import types
import typing
from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any, TypeVar, Union, get_args, get_origin

import msgspec
import yaml

from isthmus.domain.errors import SettingsError

T = TypeVar("T")

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


NODES = 250_000
"""Values in a file, those counted again that an alias repeats: ten aliases of ten each are a hundred values, and soon
more than any memory holds (CWE-776)."""
DEEPEST = 32
"""Values within values, in the same way. Whoever reads them recurses."""
_TAGS = ("str", "int", "float", "bool", "null", "seq", "map")
_PLAIN = frozenset((None, "!", *(f"tag:yaml.org,2002:{tag}" for tag in _TAGS)))


class Places:
    """Where each value of a file stands, by its path, such as `.routes.chat.plan[0]`."""

    def __init__(self, filename: str, lines: Mapping[str, int]) -> None:
        self.filename, self._lines = filename, lines

    def of(self, where: str) -> str:
        """`file:line` of what is there, or of the nearest thing around it."""
        while where and where not in self._lines:
            where = where[: max(where.rfind("."), where.rfind("["), 0)]
        return f"{self.filename}:{self._lines[where]}" if where else self.filename


def load(text: str, filename: str, wanted: type[T]) -> tuple[T, Places]:
    """`text` as `wanted`, and where all of it stands. Raises `SettingsError` with `filename:line` and a remedy."""
    node = compose(text, filename, "see `isthmus init` for a commented start")
    reading = _Placed(filename)
    return typing.cast(T, reading.convert(node, wanted, "")), Places(filename, reading.lines)


def compose(text: str, filename: str, remedy: str = "") -> yaml.Node:
    """The nodes of a document, which are few and not deep even when every alias is followed. Raises `SettingsError`
    for whatever else, and for an empty one, with its `remedy`."""
    try:
        _measure(text, filename)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as broken:
        line = broken.problem_mark.line + 1 if broken.problem_mark else 1
        raise SettingsError(
            f"this is not YAML ({broken.problem})", place=f"{filename}:{line}", remedy="check quotes and indentation"
        ) from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise SettingsError("this is not YAML", place=filename, remedy="it must be UTF-8 text") from None
    if node is None:
        raise SettingsError("the file is empty", place=filename, remedy=remedy)
    return node


def _measure(text: str, filename: str) -> None:
    """Counts before anything is built."""
    within: list[_Size] = [_Size("")]
    known: dict[str, _Size] = {}
    total = 0
    for event in yaml.parse(text, Loader=_Loader):
        place = f"{filename}:{event.start_mark.line + 1 if event.start_mark else 1}"
        if isinstance(event, yaml.CollectionEndEvent):
            closed = within.pop()
            known[closed.anchor] = closed
            within[-1].add(closed)
            continue
        if not isinstance(event, yaml.NodeEvent):
            continue
        anchor = event.anchor or ""
        found = _Size(anchor)
        if isinstance(event, yaml.AliasEvent):
            if any(anchor == size.anchor for size in within):
                raise SettingsError("an alias stands for what it is itself in", place=place, remedy="write it out")
            found = known.get(anchor, found)
        elif getattr(event, "tag", None) not in _PLAIN:
            raise SettingsError("a tag such as `!this` means nothing here", place=place, remedy="leave it out")
        total += found.nodes
        if len(within) + found.depth > DEEPEST:
            raise SettingsError("nested too deeply", place=place, remedy=f"{DEEPEST} levels is the most")
        if total > NODES:
            raise SettingsError(
                f"there are more than {NODES} values, aliases followed", place=place, remedy="make it several files"
            )
        if isinstance(event, yaml.CollectionStartEvent):
            within.append(found)
        else:
            known[anchor] = found
            within[-1].add(found)


class _Size:
    """Of a value: how many are in it, itself included, and how deep they stand."""

    def __init__(self, anchor: str) -> None:
        self.anchor, self.nodes, self.depth = anchor, 1, 0

    def add(self, inner: _Size) -> None:
        self.nodes += inner.nodes
        self.depth = max(self.depth, inner.depth + 1)


def value_of(node: yaml.Node) -> Any:
    """A node's plain value. Raises `ValueError`, without the text, for one that says to be what it is not."""
    loader, kind = _Loader(""), node.tag.rpartition(":")[2]
    try:
        value = loader.construct_object(node, deep=True)
    except (yaml.YAMLError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        raise ValueError(f"this cannot be read as the {kind} that it looks like") from None
    finally:
        loader.dispose()
    if isinstance(value, float) and not isfinite(value):  # which no bound would stop: it is neither more nor less
        raise ValueError("a number is expected, and this is none")
    return value


def suggestion(word: str, known: Iterable[str]) -> str:
    """A remedy for a word that is not known: the nearest known one, or all of them."""
    names = sorted(known)
    close = difflib.get_close_matches(word, names, n=1)
    if close:
        return f"did you mean `{close[0]}`?"
    return "known here: " + ", ".join(names) if names else "nothing is known here"


class _Placed:
    def __init__(self, filename: str) -> None:
        self.filename = filename
        self.lines: dict[str, int] = {}

    def error(self, node: yaml.Node, message: str, remedy: str = "") -> SettingsError:
        return SettingsError(message, place=f"{self.filename}:{node.start_mark.line + 1}", remedy=remedy)

    def convert(self, node: yaml.Node, wanted: Any, where: str) -> Any:
        self.lines[where] = node.start_mark.line + 1
        origin, args = get_origin(wanted), get_args(wanted)
        if origin in (Union, types.UnionType):
            return self._union(node, args, where)
        if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
            return self._struct(node, wanted, where)
        if origin in (dict, typing.Mapping) or (origin and getattr(origin, "__name__", "") == "Mapping"):
            return {k: self.convert(v, args[1], f"{where}.{k}") for k, v in self._pairs(node, where)}
        if origin in (tuple, list, frozenset) and isinstance(node, yaml.SequenceNode):
            return origin(self.convert(item, args[0], f"{where}[{n}]") for n, item in enumerate(node.value))
        return self._leaf(node, wanted, where)

    def _pairs(self, node: yaml.Node, where: str) -> list[tuple[str, yaml.Node]]:
        if not isinstance(node, yaml.MappingNode):
            raise self.error(node, f"`{_name(where)}` must be a mapping (name: value)")
        pairs: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise self.error(key, f"a name is expected in `{_name(where)}`")
            if key.value in pairs:
                raise self.error(key, f"`{key.value}` stands twice in `{_name(where)}`", "keep one of them")
            pairs[key.value] = value
        return list(pairs.items())

    def _struct(self, node: yaml.Node, wanted: type[msgspec.Struct], where: str) -> Any:
        config = wanted.__struct_config__
        fields = {f.encode_name: f for f in msgspec.structs.fields(wanted)}
        hints = typing.get_type_hints(wanted, include_extras=True)
        values = {}
        for key, value in self._pairs(node, where):
            if key == config.tag_field:
                continue
            if key not in fields:
                raise self.error(value, f"unknown key `{key}` in `{_name(where)}`", suggestion(key, fields))
            values[fields[key].name] = self.convert(value, hints[fields[key].name], f"{where}.{key}")
        for name, field in fields.items():
            if field.required and field.name not in values:
                raise self.error(node, f"`{_name(where)}` lacks `{name}`", f"add `{name}: ...`")
        try:
            return wanted(**values)
        except ValueError as wrong:  # from a struct's own __post_init__, whose messages are ours
            raise self.error(node, f"`{_name(where)}`: {wrong}") from None

    def _union(self, node: yaml.Node, args: tuple[Any, ...], where: str) -> Any:
        if type(None) in args and isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null":
            return None
        args = tuple(a for a in args if a is not type(None))
        structs = [a for a in args if isinstance(a, type) and issubclass(a, msgspec.Struct)]
        if isinstance(node, yaml.MappingNode) and structs:
            return self._struct(node, self._chosen(node, structs, where), where)
        plain = [a for a in args if a not in structs]
        if len(plain) == 1:
            return self.convert(node, plain[0], where)
        for choice in plain:
            if (get_origin(choice) in (tuple, list)) == isinstance(node, yaml.SequenceNode):
                return self.convert(node, choice, where)
        return self._leaf(node, Union[args], where)  # noqa: UP007 (made of a tuple at run time)

    def _chosen(self, node: yaml.MappingNode, structs: list[Any], where: str) -> Any:
        pairs = dict(self._pairs(node, where))
        if len(structs) == 1:
            return structs[0]
        tags = {s.__struct_config__.tag: s for s in structs if s.__struct_config__.tag}
        if tags:
            field = structs[0].__struct_config__.tag_field
            if field not in pairs:
                raise self.error(node, f"`{_name(where)}` lacks `{field}`", "one of: " + ", ".join(map(str, tags)))
            tag = str(pairs[field].value)
            if tag not in tags:
                known = suggestion(tag, map(str, tags))
                said = f" `{tag}`" if isinstance(pairs[field], yaml.ScalarNode) else ""
                raise self.error(pairs[field], f"unknown {field}{said}", known)
            return tags[tag]
        for struct in structs:  # untagged: the first whose required keys are all there
            if all(f.encode_name in pairs for f in msgspec.structs.fields(struct) if f.required):
                return struct
        return structs[0]

    def _leaf(self, node: yaml.Node, wanted: Any, where: str) -> Any:
        try:
            return msgspec.convert(value_of(node), wanted, strict=True)
        except (ValueError, msgspec.ValidationError) as wrong:
            message = str(wrong).split(" - at")[0]
            raise self.error(node, f"`{_name(where)}`: {message[0].lower()}{message[1:]}") from None


def _name(where: str) -> str:
    return where.lstrip(".") or "the file"
