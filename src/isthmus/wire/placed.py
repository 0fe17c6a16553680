"""YAML into frozen structs, where every complaint names its file and line and says what to write instead.

The field types are msgspec structs; this module only walks them beside YAML's own nodes, so that the place is known.
"""

from __future__ import annotations

import difflib
import types
import typing
from collections.abc import Iterable
from typing import Any, TypeVar, Union, get_args, get_origin

import msgspec
import yaml

from isthmus.domain.errors import SettingsError

T = TypeVar("T")

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(text: str, filename: str, wanted: type[T]) -> T:
    """`text` as `wanted`. Raises `SettingsError` with `filename:line` and a remedy."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as broken:
        line = broken.problem_mark.line + 1 if broken.problem_mark else 1
        raise SettingsError(
            f"this is not YAML ({broken.problem})", place=f"{filename}:{line}", remedy="check quotes and indentation"
        ) from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise SettingsError("this is not YAML", place=filename, remedy="it must be UTF-8 text") from None
    if node is None:
        raise SettingsError("the file is empty", place=filename, remedy="see `isthmus init` for a commented start")
    return typing.cast(T, _Placed(filename).convert(node, wanted, ""))


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

    def error(self, node: yaml.Node, message: str, remedy: str = "") -> SettingsError:
        return SettingsError(message, place=f"{self.filename}:{node.start_mark.line + 1}", remedy=remedy)

    def convert(self, node: yaml.Node, wanted: Any, where: str) -> Any:
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
        hints = typing.get_type_hints(wanted)
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
            tag = pairs[field].value
            if tag not in tags:
                raise self.error(pairs[field], f"unknown {field} `{tag}`", suggestion(str(tag), map(str, tags)))
            return tags[tag]
        for struct in structs:  # untagged: the first whose required keys are all there
            if all(f.encode_name in pairs for f in msgspec.structs.fields(struct) if f.required):
                return struct
        return structs[0]

    def _leaf(self, node: yaml.Node, wanted: Any, where: str) -> Any:
        loader = _Loader("")
        try:
            value = loader.construct_object(node, deep=True)
        finally:
            loader.dispose()
        try:
            return msgspec.convert(value, wanted, strict=True)
        except msgspec.ValidationError as wrong:
            message = str(wrong).split(" - at")[0]
            raise self.error(node, f"`{_name(where)}`: {message[0].lower()}{message[1:]}") from None


def _name(where: str) -> str:
    return where.lstrip(".") or "the file"
