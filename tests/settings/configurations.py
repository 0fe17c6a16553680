"""Generated configurations: a whole one in which some values are something else, and files that are no YAML at all."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

POLICY = '@id("a") permit(principal, action, resource);\n'
RULES = 'rules:\n  - {id: hours, exact: [hours], answer: "{{ metadata.name }} at nine", confidence: 0.8}\n'
CASES = """
defaults: {tenant: acme}
cases:
  - {name: it, facts: {level: public, categories: [personal.email]}, zone: hosted, expect: allow, reasons: [a]}
"""

WHOLE: dict[str, Any] = {
    "jurisdiction": "DE",
    "zones": {
        "hosted": {"trust": "hosted", "jurisdiction": "EU", "retention_days": 0, "trains": False, "operator": "x"},
        "premises": {"trust": "premises", "jurisdiction": "DACH", "private_addresses": True},
    },
    "models": {
        "faq": {"kind": "rules", "file": "rules.yaml"},
        "gpt": {
            "kind": "chat", "zone": "hosted", "provider": "openai", "model": "m", "credential": "env:KEY",
            "deadline": "30s", "price": {"input": 1, "output": 2.5, "cached": 0.5}, "fields": ["top_k"],
        },
        "llama": {"kind": "chat", "zone": "premises", "base_url": "http://127.0.0.1:1/v1", "model": "m"},
    },
    "routes": {
        "chat": {
            "plan": [
                {"model": "faq", "accept": {"confidence": 0.5, "rule": True}}, "gpt",
                {"in_order": ["llama", {"together": ["faq", "gpt"]}]}, {"quick": "faq", "better": "gpt"},
            ],
            "purpose": "general", "purposes": ["general"], "owners": ["hr"], "retention_days": 3, "deadline": "1m",
            "fallback": {"template": "Later."},
            "objective": {"quality": 0.9, "latency_p95": "300ms", "budget": "5 EUR"},
        },
    },
    "keys": [
        {"id": "k", "hash": "sha256:" + "0" * 64, "tenant": "acme", "application": "shop", "roles": ["a"],
         "routes": ["chat"], "sees": ["*"], "baseline": "internal", "purposes": ["general"], "owners": ["hr"]},
    ],
    "purposes": ["general", "support"],
    "owners": ["hr", "legal"],
    "policy": "policy",
    "detect": {
        "recognisers": ["email"],
        "patterns": [{"name": "p", "category": "custom.p", "pattern": "A[0-9]+", "confidence": 0.5}],
        "word_lists": [{"name": "w", "category": "custom.w", "words": ["Falcon"], "ignore_case": True}],
        "document_rules": [{"name": "d", "category": "document.d", "any_of": ["x y"], "at_least": 1}],
        "levels": {"custom.p": "restricted"}, "documents": True, "names_lean": 0.5,
    },
    "disguise": {"personal.*": "pseudonym", "financial.card": {"kind": "mask"}},
    "server": {"port": 0, "workers": 1, "in_flight": 5},
    "evidence": {"origin": "test.example", "payloads": "none", "retention_days": 3},
    "regions": {"DACH": ["DE", "AT", "CH"]},
}  # fmt: skip
ENVIRONMENT = {"KEY": "of-a-test"}


class Written(str):
    """A value as it stands in the file, which is not what any value would be written as."""


def places(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in items:
        yield from places(value, (*path, key))


PLACES = [path for path in places(WHOLE) if path]

odd = st.sampled_from(
    [
        *map(Written, (
            "9" * 5000, "-" + "9" * 400, "1e999", ".nan", ".inf", "-.inf", "0x", "0b", "1_", "!!binary x", "!!set {a}",
            "!!python/object:os.system x", "!!int x", "!!timestamp x", "2024-13-45", "2024-02-30 25:61:61", "=", "<<",
            "{<<: 1}", "*nobody", "&a [*a]", "&b {c: *b}", "[" * 200, "{a: " * 200, "- - -", "'open", '"\\ud800"',
            '"\\0"', '"\\x1b[2J"', "? [a]\n  : b", "{[a]: b}", "{? {a: b} : c}", "|\n  x", "~", "", "@", "%x",
            "\t", "x: y: z", "1:60:60", "0o9", "!", "!x y", "--- x", "...",
        )),
        None, True, -1, 0, 2**63, 2**64, 10**30, -(2**63), 1.5, "", " ", "x" * 5000, "../..", "/", "/dev/null",
        "/dev/zero", "policy", "pipe", "\N{GREEK SMALL LETTER ALPHA}", "*", "personal.*", "a,b", "env:",
        "file:", "file:/dev/zero", "file:\0", "env:sk-x", "env:NOBODY", "http://[", "http://[::1", "http://h:99999",
        "https://h:x/", "http://user:x@h",
        "//", "http://\N{GREEK SMALL LETTER ALPHA}..x", "300ms", "9" * 400 + "d", "0s", "Europe",
        [], {}, [[]], [{}], [1],
        {"": ""}, {"kind": "chat"}, {"kind": "rules"}, {"kind": []}, {"kind": "mask", "x": 1}, {"model": "faq"},
        {"model": "nobody"}, {"in_order": []}, {"in_order": [{}]}, {"together": [["faq"]]}, {"quick": "faq"},
        [["faq"]] * 3, ["faq"] * 200,
        [None], {"a": None}, "(?=x)", "(", "a" * 3 + "{1000}" * 3, "\\", "{{ x", "ISTHMUS_X",
    ]
)  # fmt: skip
words = st.text(max_size=12) | st.integers() | st.floats() | st.booleans() | st.none()
anything = odd | words | st.recursive(odd | words, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
    st.text(max_size=6) | st.sampled_from(["kind", "model", "accept", "zone", "file"]), inner, max_size=3
), max_leaves=6)  # fmt: skip

changes = st.lists(st.tuples(st.sampled_from(PLACES), anything, st.sampled_from(["set", "drop", "add"])), max_size=3)


def changed(made: list[tuple[tuple[Any, ...], Any, str]], whole: Any = WHOLE) -> Any:
    """The configuration with some of its values replaced, left out, or with another key beside them."""
    tree = copy.deepcopy(whole)
    for path, value, how in made:
        *above, last = path
        node = tree
        try:
            for key in above:
                node = node[key]
            if how == "drop":
                del node[last]
            elif how == "set":
                node[last] = value
            elif isinstance(node, list):
                node.append(value)
            else:
                node[str(last) + "x"] = value
        except (KeyError, IndexError, TypeError, AttributeError):
            continue  # an earlier change took it away
    return tree


def written(tree: Any) -> str:
    """As YAML in one line of braces, which is JSON but for what is written as it stands."""
    if isinstance(tree, Written):
        return str(tree)
    if isinstance(tree, dict):
        return "{" + ", ".join(f"{json.dumps(str(k))}: {written(v)}" for k, v in tree.items()) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(map(written, tree)) + "]"
    return json.dumps(tree)


def lay_out(folder: Path, text: str, *, rules: str = RULES, policy: str = POLICY, cases: str = CASES) -> Path:
    """A folder with a configuration and what it names."""
    (folder / "policy").mkdir(parents=True, exist_ok=True)
    (folder / "policy" / "a.cedar").write_text(policy, encoding="utf-8", errors="surrogatepass")
    (folder / "policy" / "tests.yaml").write_text(cases, encoding="utf-8", errors="surrogatepass")
    (folder / "rules.yaml").write_text(rules, encoding="utf-8", errors="surrogatepass")
    path = folder / "isthmus.yaml"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    return path
