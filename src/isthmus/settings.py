"""The one file of configuration, read and checked at once. Nothing else reads files of settings or the environment.

Unknown keys, dangling names and combinations that cannot work are refused with file, line and a suggestion.
Paths in the file are relative to it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec

from isthmus.domain.addresses import is_public
from isthmus.domain.errors import SettingsError
from isthmus.domain.hosts import host_of
from isthmus.domain.labels import Level
from isthmus.domain.places import DEVICE, TRUSTS, Zone
from isthmus.domain.plans import Accept, Ask, InOrder, Plan, QuickThenBetter, Together, asks
from isthmus.domain.safe import Name
from isthmus.wire import placed

Ratio = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
Count = Annotated[int, msgspec.Meta(ge=1)]

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def seconds(text: str) -> float:
    """`300ms`, `30s`, `5m`, `1h`, `2d` as seconds. Raises `ValueError`."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)", text.strip())
    if not match:
        raise ValueError(f"`{text}` is not a duration; write one such as 300ms, 30s or 5m")
    return float(match[1]) * _UNITS[match[2]]


class ZoneSettings(msgspec.Struct, frozen=True):
    trust: str = "hosted"
    jurisdiction: str = ""
    operator: str = ""
    retention_days: int | None = None
    trains: bool = True
    attested: bool = False
    private_addresses: bool = False

    def __post_init__(self) -> None:
        if self.trust not in TRUSTS:
            raise ValueError(f"unknown trust `{self.trust}`; {placed.suggestion(self.trust, TRUSTS)}")


class Price(msgspec.Struct, frozen=True):
    """Currency units per million tokens."""

    input: float
    output: float
    cached: float | None = None
    currency: str = "USD"


class RulesSettings(msgspec.Struct, frozen=True, tag="rules", tag_field="kind"):
    file: str


class OnnxSettings(msgspec.Struct, frozen=True, tag="onnx", tag_field="kind"):
    artifact: str


class ChatSettings(msgspec.Struct, frozen=True, tag="chat", tag_field="kind"):
    """Any OpenAI-compatible endpoint. `fields` lists request fields it takes beyond OpenAI's own."""

    zone: str
    model: str
    base_url: str = ""
    provider: str = ""
    credential: str = ""
    deadline: str = "60s"
    price: Price | None = None
    version: str = ""
    """The version that its answers must name in `model`; empty accepts any."""
    fields: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        seconds(self.deadline)
        if bool(self.base_url) == bool(self.provider):
            raise ValueError("give either `base_url` or `provider`")
        if self.provider and self.provider not in PROVIDERS:
            raise ValueError(f"unknown provider `{self.provider}`; {placed.suggestion(self.provider, PROVIDERS)}")
        if self.base_url:
            _address(self.base_url)
        if self.credential and not re.fullmatch(r"(env|file):.+", self.credential):
            raise ValueError("`credential` must be env:NAME or file:PATH; a secret has no place in this file")

    @property
    def url(self) -> str:
        return (self.base_url or PROVIDERS[self.provider]).rstrip("/")


_ADDRESS = re.compile(r"https?://(?:\[[0-9a-f:.%]+\]|[0-9a-z._-]+)(:[^/]*)?(?:/[!-~]*)?", re.IGNORECASE)


def _address(url: str) -> None:
    """Raises `ValueError` for what is more, or less, than the address of an interface."""
    if set("@?#").intersection(url):
        raise ValueError("`base_url` must not carry credentials, a query or a fragment; use `credential: env:NAME`")
    written = _ADDRESS.fullmatch(url)
    if not written:
        raise ValueError("`base_url` must be http://host[:port]/path or https://…, in ASCII without blanks")
    port = (written[1] or ":443")[1:]
    if not re.fullmatch(r"[0-9]{1,5}", port) or not 0 < int(port) < 65_536:
        raise ValueError("the port of `base_url` must be a number from 1 to 65535")


PROVIDERS: Mapping[str, str] = {
    "openai": "https://api.openai.com/v1",
    "anthropic": "https://api.anthropic.com/v1",
    "mistral": "https://api.mistral.ai/v1",
    "groq": "https://api.groq.com/openai/v1",
    "deepseek": "https://api.deepseek.com/v1",
}
"""OpenAI-compatible addresses of hosted providers."""

ModelSettings = RulesSettings | OnnxSettings | ChatSettings


class StepSettings(msgspec.Struct, frozen=True):
    """A model with conditions on its answer, or several steps combined."""

    model: str = ""
    accept: Accept = Accept()
    in_order: tuple[Any, ...] = ()
    together: tuple[Any, ...] = ()
    quick: Any = None
    better: Any = None


class Objective(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a route is meant to reach; shown to its callers in `GET /v1/models`."""

    quality: Ratio | None = None
    latency_p95: str = ""
    budget: str = ""

    def __post_init__(self) -> None:
        if self.latency_p95:
            seconds(self.latency_p95)


class FallbackSettings(msgspec.Struct, frozen=True):
    template: str


class RouteSettings(msgspec.Struct, frozen=True):
    plan: tuple[str | StepSettings, ...]
    baseline: str = "internal"
    description: str = ""
    purpose: str = "general"
    deadline: str = "120s"
    names: bool = True
    """False spares this route the model that reads names; its content is looked at for structure only."""
    never: tuple[str, ...] = ()
    """Words and phrases that are nobody here, as they are written: the names of products, say."""
    restore_links: bool = False
    """True puts real values back in links of the model's own too: whoever shows the answer may follow them."""
    objective: Objective = Objective()
    fallback: FallbackSettings | None = None

    def __post_init__(self) -> None:
        _level(self.baseline)
        seconds(self.deadline)


class KeySettings(msgspec.Struct, frozen=True):
    """One caller. `hash` is what `isthmus key new` printed; the key itself is nowhere."""

    id: str
    hash: str
    tenant: str
    application: str
    roles: frozenset[str] = frozenset()
    baseline: str = "public"
    routes: tuple[str, ...] = ()
    """Routes this key may name; empty means all."""
    sees: tuple[str, ...] = ("*",)
    """Categories of which the caller gets real values back."""
    never: tuple[str, ...] = ()
    """Words and phrases that are nobody in what this caller sends."""

    def __post_init__(self) -> None:
        _level(self.baseline)
        if not re.fullmatch(r"sha256:[0-9a-f]{64}", self.hash):
            raise ValueError("`hash` must be sha256: and 64 hexadecimal digits, as printed by `isthmus key new`")


class PatternSettings(msgspec.Struct, frozen=True):
    name: str
    category: str
    pattern: str
    confidence: Ratio = 0.9


class WordListSettings(msgspec.Struct, frozen=True):
    name: str
    category: str
    words: tuple[str, ...] = ()
    file: str = ""
    ignore_case: bool = True


class DocumentSettings(msgspec.Struct, frozen=True):
    """What makes a text a document of `category`: all of `all_of`, and `at_least` different ones of `any_of`."""

    name: str
    category: str
    any_of: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    at_least: Count = 1
    literal: bool = False


class DetectSettings(msgspec.Struct, frozen=True):
    recognisers: tuple[str, ...] | None = None
    """Built-in recognisers by name; absent means all."""
    patterns: tuple[PatternSettings, ...] = ()
    word_lists: tuple[WordListSettings, ...] = ()
    names: bool = False
    """Whether the model that reads names, places and dates is asked too (extra `onnx`)."""
    names_lean: float = 0.5
    """How readily a word is taken for a name: more finds more, and takes more other words for names."""
    documents: bool = True
    """Whether the built-in rules say what a text is as a whole."""
    document_rules: tuple[DocumentSettings, ...] = ()
    levels: dict[str, str] = {}
    """Level of a category or family (`personal.*: confidential`)."""


class ServerSettings(msgspec.Struct, frozen=True):
    host: str = "127.0.0.1"
    port: int = 8080
    workers: Count = 1
    in_flight: Count = 512
    max_body_bytes: Count = 8_388_608
    max_depth: Count = 64
    max_parts: Count = 50_000
    max_answer_bytes: Count = 16_777_216
    max_held_bytes: Count | None = None
    connections: Count | None = None
    hosts: tuple[str, ...] = ()
    """What a gateway without keys may be asked as, beside this machine's own names."""

    def __post_init__(self) -> None:
        if self.max_held_bytes is not None and self.max_held_bytes < max(self.max_body_bytes, self.max_answer_bytes):
            raise ValueError("`max_held_bytes` must hold at least one whole body, and one whole answer")
        for host in self.hosts:
            if not host or host_of(host) != host.lower() or ":" in host:
                raise ValueError(f"`hosts`: `{host[:40]}` is no host name; write it without scheme and port")


class EvidenceSettings(msgspec.Struct, frozen=True):
    origin: str = "isthmus.local"
    """Names this deployment's logs, and the issuer of its provenance tokens."""
    payloads: str = "sealed"
    """`sealed` keeps what crossed, encrypted; `none` keeps digests only."""
    retention_days: Annotated[int, msgspec.Meta(ge=0)] = 30
    """How long sealed payloads are kept, where neither label nor policy says less."""
    quota_bytes: Count = 10_737_418_240
    """Of sealed payloads, for each tenant."""
    quota_subjects: Count = 100_000
    """Whom sealed payloads may concern, for each tenant."""
    spare_bytes: Annotated[int, msgspec.Meta(ge=0)] = 268_435_456
    """Of the disk, which sealed payloads leave free."""

    def __post_init__(self) -> None:
        if self.payloads not in ("sealed", "none"):
            raise ValueError(f"`payloads`: {placed.suggestion(self.payloads, ('sealed', 'none'))}")


class Document(msgspec.Struct, frozen=True):
    """The file as it is written."""

    zones: dict[str, ZoneSettings]
    models: dict[str, ModelSettings]
    routes: dict[str, RouteSettings]
    policy: str
    keys: tuple[KeySettings, ...] = ()
    purposes: tuple[str, ...] = ("general",)
    detect: DetectSettings = DetectSettings()
    disguise: dict[str, Any] = {}
    """What stands in for a value, by category or family: the name of an operator, or its `kind` and options."""
    server: ServerSettings = ServerSettings()
    evidence: EvidenceSettings = EvidenceSettings()
    data: str = ".isthmus"
    jurisdiction: str = ""
    """Where this runtime itself stands."""
    regions: dict[str, frozenset[str]] = {}
    """Further groups of jurisdictions by name, such as `DACH: [DE, AT, CH]`."""


class Settings(msgspec.Struct, frozen=True):
    """A document with everything it names resolved. `secrets` never appear in a representation."""

    document: Document
    root: Path
    zones: Mapping[str, Zone]
    plans: Mapping[str, Plan]
    policies: Mapping[str, str]
    secrets: Mapping[str, str]

    def __repr__(self) -> str:
        return f"<Settings of {self.root.name}>"

    @property
    def data(self) -> Path:
        return self.root / self.document.data

    def text(self, file: str) -> str:
        """A file that the configuration names, relative to it. Raises `SettingsError`."""
        return _text(self.root / file)


def load(path: Path, environment: Mapping[str, str] = os.environ, *, credentials: bool = True) -> Settings:
    """Reads and checks `path` (a file, or a directory holding `isthmus.yaml`). Raises `SettingsError`.

    Without `credentials` none is looked for: whoever only reads policies or evidence needs none.
    """
    path = path / "isthmus.yaml" if path.is_dir() else path
    document = placed.load(_text(path), path.name, Document)
    root = path.resolve().parent
    check = _Check(document, path.name)
    check.names()
    zones = {n: Zone(name=Name(n), **msgspec.structs.asdict(z)) for n, z in document.zones.items()}
    zones.setdefault("device", msgspec.structs.replace(DEVICE, jurisdiction=document.jurisdiction))
    return Settings(
        document=document,
        root=root,
        zones=zones,
        plans={name: check.plan(name, route) for name, route in document.routes.items()},
        policies=_policies(root / document.policy, f"{path.name}: policy"),
        secrets=dict(_secrets(document, root, environment, path.name)) if credentials else {},
    )


def located(environment: Mapping[str, str] = os.environ) -> Path:
    """Where the configuration is when no command line says so: `ISTHMUS_CONFIG`, else this directory."""
    return Path(environment.get("ISTHMUS_CONFIG") or "isthmus.yaml")


def log_level(environment: Mapping[str, str] = os.environ) -> str:
    """How much a process that was handed its configuration by `hand_down` is to log."""
    return environment.get("ISTHMUS_LOG_LEVEL") or "warning"


def hand_down(path: Path, level: str, environment: MutableMapping[str, str] = os.environ) -> None:
    """Tells the worker processes begun from here what `located` and `log_level` are to find."""
    environment["ISTHMUS_CONFIG"], environment["ISTHMUS_LOG_LEVEL"] = str(path.resolve()), level


class Offer(msgspec.Struct, frozen=True):
    """A real model that the environment offers the demonstration. `model` is how the configuration would say it."""

    name: str
    model: Mapping[str, str]


def offers(environment: Mapping[str, str] = os.environ) -> tuple[Offer, ...]:
    """What the demonstration may ask instead of the sandbox; a model's name may be set with `ISTHMUS_MODEL`."""
    found = []
    for provider, variable, usual in (
        ("openai", "OPENAI_API_KEY", "gpt-5-mini"),
        ("anthropic", "ANTHROPIC_API_KEY", "claude-haiku-4-5"),
    ):
        if environment.get(variable):
            model = environment.get("ISTHMUS_MODEL") or usual
            found.append(Offer(provider, {"provider": provider, "model": model, "credential": f"env:{variable}"}))
    local = environment.get("ISTHMUS_LOCAL_URL") or environment.get("OLLAMA_HOST") or ""
    if local:
        url = (local if "://" in local else f"http://{local}").rstrip("/").removesuffix("/v1")
        model = environment.get("ISTHMUS_MODEL") or "llama3.2:3b"
        found.append(Offer("local", {"base_url": f"{url}/v1", "model": model}))
    return tuple(found)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise SettingsError(
            "there is no such file", place=str(path), remedy="`isthmus init DIR` writes a commented start"
        ) from None
    except (OSError, UnicodeDecodeError) as broken:
        raise SettingsError(f"cannot be read ({type(broken).__name__})", place=str(path)) from None


def _policies(directory: Path, place: str) -> dict[str, str]:
    files = sorted(directory.glob("*.cedar")) if directory.is_dir() else []
    if not files:
        raise SettingsError("no *.cedar file there: nothing would be permitted", place=place,
                            remedy="point `policy` to a directory with policies, such as `isthmus init` writes")
    return {f"{directory.name}/{f.name}": _text(f) for f in files}


def _secrets(
    document: Document, root: Path, environment: Mapping[str, str], place: str
) -> Iterator[tuple[str, str]]:
    for name, model in document.models.items():
        if not isinstance(model, ChatSettings) or not model.credential:
            continue
        kind, _, where = model.credential.partition(":")
        secret = environment.get(where, "") if kind == "env" else _text(root / where).strip()
        if not secret:
            raise SettingsError(f"model `{name}` wants a credential that is not there", place=place,
                                remedy=f"set the variable {where}" if kind == "env" else f"write it to {where}")
        if not (secret.isascii() and secret.isprintable()):
            raise SettingsError(f"the credential of model `{name}` holds characters no header may hold", place=place)
        yield name, secret


def _level(word: str) -> Level:
    try:
        return Level.parse(word)
    except KeyError:
        words = [level.word for level in Level]
        raise ValueError(f"unknown level `{word}`; {placed.suggestion(word, words)}") from None


class _Check:
    """What the shape of the file cannot say: that every name leads somewhere."""

    def __init__(self, document: Document, filename: str) -> None:
        self.document, self.filename = document, filename

    def fail(self, message: str, remedy: str) -> SettingsError:
        return SettingsError(message, place=self.filename, remedy=remedy)

    def names(self) -> None:
        document = self.document
        for kind in ("zones", "models", "routes"):
            for name in getattr(document, kind):
                self.name(name, kind)
        for model in document.models.values():
            if isinstance(model, ChatSettings):
                self.known(model.zone, document.zones, "zone")
                self.address(model)
        for purpose in document.purposes:
            self.name(purpose, "purposes")
        for name, route in document.routes.items():
            self.known(route.purpose, document.purposes, f"purpose of route `{name}`")
        for key in document.keys:
            for word in (key.id, key.tenant, key.application, *key.roles):
                self.name(word, "keys")
            for name in key.routes:
                self.known(name, document.routes, f"route of key `{key.id}`")
        if len({key.id for key in document.keys}) < len(document.keys):
            raise self.fail("two keys have the same id", "give each key an id of its own")
        for category, level in document.detect.levels.items():
            self.level(category, level)

    def level(self, category: str, level: str) -> None:
        try:
            _level(level)
        except ValueError as wrong:
            raise self.fail(f"detect.levels.{category}: {wrong}", "") from None

    def name(self, word: str, kind: str) -> None:
        try:
            Name(word)
        except ValueError as wrong:
            raise self.fail(f"{kind}: `{word[:40]}` cannot be a name", str(wrong)) from None

    def known(self, word: str, known: Any, what: str) -> None:
        if word not in known:
            raise self.fail(f"unknown {what} `{word}`", placed.suggestion(word, known))

    def address(self, model: ChatSettings) -> None:
        """A literal private address is refused here already, not at the first request."""
        zone, host = self.document.zones[model.zone], urlsplit(model.url).hostname or ""
        try:
            private = not is_public(host)
        except ValueError:
            private = host == "localhost"
        if private and not zone.private_addresses:
            raise self.fail(f"zone `{model.zone}` may not be reached at private addresses, yet a model lives at {host}",
                            f"set `private_addresses: true` in zone `{model.zone}` if that is meant")
        if urlsplit(model.url).scheme == "http" and not private and zone.trust == "hosted":
            raise self.fail(f"a model in the hosted zone `{model.zone}` is reached without TLS", "write https://")

    def plan(self, route: str, settings: RouteSettings) -> Plan:
        if not settings.plan:
            raise self.fail(f"route `{route}` has an empty plan", "name at least one model")
        plan = InOrder(steps=tuple(self.step(route, step) for step in settings.plan))
        for ask in asks(plan):
            self.known(ask.model, self.document.models, f"model in route `{route}`")
        return plan

    def step(self, route: str, step: Any) -> Plan:
        if isinstance(step, str):
            return Ask(model=step)
        if isinstance(step, dict):
            try:
                step = msgspec.convert(step, StepSettings)
            except msgspec.ValidationError:
                raise self.fail(
                    f"a step of route `{route}` cannot be read", "write a model's name or {model: …}"
                ) from None
        if step.model:
            return Ask(model=step.model, accept=step.accept)
        if step.in_order:
            return InOrder(steps=tuple(self.step(route, s) for s in step.in_order))
        if step.together:
            return Together(steps=tuple(self.step(route, s) for s in step.together))
        if step.quick and step.better:
            return QuickThenBetter(quick=self.step(route, step.quick), better=self.step(route, step.better))
        raise self.fail(
            f"a step of route `{route}` says nothing", "write a model's name, {model: …} or {in_order: […]}"
        )
