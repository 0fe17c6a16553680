"""The one file of configuration, read and checked at once. Nothing else reads files of settings or the environment.

Unknown keys, dangling names and combinations that cannot work are refused with file, line and a suggestion.
Paths in the file are relative to it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec

from isthmus.domain.addresses import is_public
from isthmus.domain.errors import SettingsError
from isthmus.domain.hosts import host_of
from isthmus.domain.labels import Level
from isthmus.domain.places import DEVICE, MOST_DAYS, TRUSTS, Zone
from isthmus.domain.plans import Accept, Ask, InOrder, Plan, QuickThenBetter, Together, asks
from isthmus.domain.safe import Name
from isthmus.policy.jurisdictions import REGIONS, is_known, nearest
from isthmus.state.files import read_file
from isthmus.wire import placed

Ratio = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
Amount = Annotated[float, msgspec.Meta(ge=0.0, le=1e9)]
Count = Annotated[int, msgspec.Meta(ge=1, le=2**53)]
Days = Annotated[int, msgspec.Meta(ge=0, le=MOST_DAYS)]
Words = Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]

_LONGEST = 100 * 86400.0
_LONGEST_KEY = 4096
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")
MOST_ASKED = 100
"""Models that one route may ask: its plan stands in each record of it, and a record is bounded."""

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def seconds(text: str) -> float:
    """`300ms`, `30s`, `5m`, `1h`, `2d` as seconds. Raises `ValueError`."""
    match = re.fullmatch(r"([0-9]{1,12}(?:\.[0-9]{1,12})?)\s*(ms|s|m|h|d)", text.strip())
    if not match:
        raise ValueError(f"`{text[:40]}` is not a duration; write one such as 300ms, 30s or 5m")
    length = float(match[1]) * _UNITS[match[2]]
    if not 0 < length <= _LONGEST:
        raise ValueError(f"`{text[:40]}` is no time to wait; write between 1ms and 100d")
    return length


class ZoneSettings(msgspec.Struct, frozen=True):
    trust: str = "hosted"
    jurisdiction: str = ""
    operator: str = ""
    retention_days: Days | None = None
    trains: bool = True
    attested: bool = False
    private_addresses: bool = False

    def __post_init__(self) -> None:
        if self.trust not in TRUSTS:
            raise ValueError(f"unknown trust `{self.trust}`; {placed.suggestion(self.trust, TRUSTS)}")


class Price(msgspec.Struct, frozen=True):
    """Currency units per million tokens."""

    input: Amount
    output: Amount
    cached: Amount | None = None
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
        kind, _, name = self.credential.partition(":")
        if kind == "env" and not _VARIABLE.fullmatch(name):
            raise ValueError(
                "what stands behind `env:` is no name of a variable (A to Z, 0 to 9, _); a secret has no place here"
            )

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
    in_order: tuple[str | StepSettings, ...] = ()
    together: tuple[str | StepSettings, ...] = ()
    quick: str | StepSettings | None = None
    better: str | StepSettings | None = None

    def __post_init__(self) -> None:
        kinds = [bool(self.model), bool(self.in_order), bool(self.together), bool(self.quick or self.better)]
        if sum(kinds) != 1 or bool(self.quick) != bool(self.better):
            raise ValueError("a step is one of {model: …}, {in_order: […]}, {together: […]}, {quick: …, better: …}")
        if self.accept != Accept() and not self.model:
            raise ValueError("`accept` is a condition on the answer of a `model`; write it beside one")


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

    def __post_init__(self) -> None:
        if not self.template.strip():
            raise ValueError("`template` is empty; write what is to be said, or leave `fallback` out for an error")


class RouteSettings(msgspec.Struct, frozen=True):
    plan: tuple[str | StepSettings, ...]
    baseline: str = "internal"
    description: str = ""
    purpose: str = "general"
    purposes: Words | None = None
    owners: tuple[str, ...] = ()
    retention_days: Days | None = None
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
    purposes: Words | None = None
    owners: tuple[str, ...] = ()
    retention_days: Days | None = None
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
    names_lean: Annotated[float, msgspec.Meta(ge=0.0, le=2.0)] = 0.5
    """How readily a word is taken for a name: more finds more, and takes more other words for names."""
    documents: bool = True
    """Whether the built-in rules say what a text is as a whole."""
    document_rules: tuple[DocumentSettings, ...] = ()
    levels: dict[str, str] = {}
    """Level of a category or family (`personal.*: confidential`)."""


class ServerSettings(msgspec.Struct, frozen=True):
    host: str = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 8080
    workers: Annotated[int, msgspec.Meta(ge=1, le=256)] = 1
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
    retention_days: Days = 30
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
        if not re.fullmatch(r"[^+\s\x00-\x1f]{1,200}", self.origin):
            raise ValueError("`origin` is a name such as example.org/isthmus: neither empty, nor with blanks or `+`")


class Document(msgspec.Struct, frozen=True):
    """The file as it is written."""

    zones: dict[str, ZoneSettings]
    models: dict[str, ModelSettings]
    routes: dict[str, RouteSettings]
    policy: str
    keys: tuple[KeySettings, ...] = ()
    purposes: tuple[str, ...] = ("general",)
    owners: tuple[str, ...] = ()
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

    def __post_init__(self) -> None:
        for key, path in (("data", self.data), ("policy", self.policy)):
            if not path.strip() or not path.isprintable():
                raise ValueError(f"`{key}` is no path")


class Settings(msgspec.Struct, frozen=True):
    """A document with everything it names resolved. `secrets` never appear in a representation."""

    document: Document
    root: Path
    zones: Mapping[str, Zone]
    plans: Mapping[str, Plan]
    policies: Mapping[str, str]
    secrets: Mapping[str, str]
    places: placed.Places
    steps: Mapping[str, Ask] = {}
    """Every step that asks a model, by its path in the file."""

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
    document, places = placed.load(_text(path), path.name, Document)
    root = path.resolve().parent
    check = _Check(document, places)
    check.names()
    zones = {n: Zone(name=Name(n), **msgspec.structs.asdict(z)) for n, z in document.zones.items()}
    zones.setdefault("device", msgspec.structs.replace(DEVICE, jurisdiction=document.jurisdiction))
    return Settings(
        document=document,
        root=root,
        zones=zones,
        plans={name: check.plan(name, route) for name, route in document.routes.items()},
        policies=_policies(root / document.policy, f"{path.name}: policy"),
        secrets=dict(_secrets(document, root, environment, places)) if credentials else {},
        places=places,
        steps=check.asked,
    )


def located(environment: Mapping[str, str] = os.environ) -> Path:
    """Where the configuration is when no command line says so: `ISTHMUS_CONFIG`, else this directory."""
    return Path(environment.get("ISTHMUS_CONFIG") or "isthmus.yaml")


def caller_key(file: Path | None, environment: Mapping[str, str] = os.environ) -> str:
    """The key that a command of this machine asks with: of a file or a pipe, else of `ISTHMUS_KEY`; empty for none."""
    if file is None:
        return unquoted(environment.get("ISTHMUS_KEY") or environment.get("ISTHMUS_API_KEY") or "")
    with file.open("rb") as opened:
        key = unquoted(opened.read(_LONGEST_KEY + 1).decode("ascii", "replace"))
    if not key or len(key) > _LONGEST_KEY or not key.isprintable():
        raise SettingsError("there is no key in this file", place=str(file), remedy="it holds the key alone")
    return key


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
        return read_file(path).decode("utf-8")
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
    document: Document, root: Path, environment: Mapping[str, str], places: placed.Places
) -> Iterator[tuple[str, str]]:
    for name, model in document.models.items():
        if not isinstance(model, ChatSettings) or not model.credential:
            continue
        place = places.of(f".models.{name}.credential")
        kind, _, where = model.credential.partition(":")
        secret = unquoted(environment.get(where, "") if kind == "env" else _secret(root / where, name, place))
        if not secret:
            raise SettingsError(f"model `{name}` wants a credential that is not there", place=place,
                                remedy=f"set the variable {where}" if kind == "env" else "write it to that file")
        if not re.fullmatch(r"[!#-&(-~]+", secret):
            raise SettingsError(
                f"the credential of model `{name}` holds what no credential does: a blank, a quote, a control or a "
                "letter beyond ASCII", place=place, remedy="give the key alone, without quotes, `Bearer` or its name",
            )  # fmt: skip
        yield name, secret


def _secret(path: Path, model: str, place: str) -> str:
    """Of the file the path is not told, but where it is named: somebody may have written the secret there."""
    try:
        return read_file(path, 65_536).decode("utf-8").strip()
    except (OSError, UnicodeDecodeError, SettingsError) as broken:
        raise SettingsError(
            f"the credential of model `{model}` cannot be read from its file ({type(broken).__name__})", place=place,
            remedy="`file:` is followed by the path of a file that holds the key alone",
        ) from None  # fmt: skip


def unquoted(secret: str) -> str:
    """Without the quotes that docker's `--env-file` leaves round a value: they are no part of any bearer token."""
    secret = secret.strip()
    quoted = len(secret) > 1 and secret[0] == secret[-1] and secret[0] in "\"'"
    return secret[1:-1].strip() if quoted else secret


def _level(word: str) -> Level:
    try:
        return Level.parse(word)
    except KeyError:
        words = [level.word for level in Level]
        raise ValueError(f"unknown level `{word}`; {placed.suggestion(word, words)}") from None


class _Check:
    """What the shape of the file cannot say: that every name leads somewhere."""

    def __init__(self, document: Document, places: placed.Places) -> None:
        self.document, self.places = document, places
        self.asked: dict[str, Ask] = {}

    def fail(self, where: str, message: str, remedy: str) -> SettingsError:
        return SettingsError(message, place=self.places.of(where), remedy=remedy)

    def names(self) -> None:
        document = self.document
        for kind in ("zones", "models", "routes"):
            for name in getattr(document, kind):
                self.name(name, kind, f".{kind}.{name}")
        for name, zone in document.zones.items():
            self.jurisdiction(zone.jurisdiction, f".zones.{name}.jurisdiction")
        for name, model in document.models.items():
            if isinstance(model, ChatSettings):
                self.known(model.zone, document.zones, "zone", f".models.{name}.zone")
                self.address(model, f".models.{name}")
        for word in (*document.purposes, *document.owners):
            self.name(word, "purposes and owners", ".owners" if word in document.owners else ".purposes")
        for name, route in document.routes.items():
            self.known(route.purpose, document.purposes, f"purpose of route `{name}`", f".routes.{name}.purpose")
            self.label(route, f".routes.{name}")
        self.keys()
        self.jurisdiction(document.jurisdiction, ".jurisdiction")
        for name, members in document.regions.items():
            for member in sorted(members):
                self.jurisdiction(member, f".regions.{name}")
        for category, level in document.detect.levels.items():
            self.level(category, level)

    def keys(self) -> None:
        document = self.document
        for number, key in enumerate(document.keys):
            where = f".keys[{number}]"
            for word in (key.id, key.tenant, key.application, *key.roles):
                self.name(word, "keys", where)
            for name in key.routes:
                self.known(name, document.routes, f"route of key `{key.id}`", f"{where}.routes")
            self.label(key, where)
            if any(key.id == other.id for other in document.keys[:number]):
                raise self.fail(f"{where}.id", "two keys have the same id", "give each key an id of its own")

    def label(self, labelled: RouteSettings | KeySettings, where: str) -> None:
        """What a key or a route lays down for its content."""
        for word in labelled.purposes or ():
            self.known(word, self.document.purposes, "purpose", f"{where}.purposes")
        for word in labelled.owners:
            self.known(word, self.document.owners, "owner", f"{where}.owners")

    def jurisdiction(self, word: str, where: str) -> None:
        if not word or is_known(word, {**REGIONS, **self.document.regions}):
            return
        near = nearest(word, self.document.regions)
        raise self.fail(where, f"unknown jurisdiction `{word[:40]}`", (f"did you mean `{near}`? " if near else "")
                        + "It is a country by its ISO code (DE), a part of one (DE-BY), EU, EEA, EFTA, or of `regions`")

    def level(self, category: str, level: str) -> None:
        try:
            _level(level)
        except ValueError as wrong:
            raise self.fail(f".detect.levels.{category}", f"detect.levels.{category}: {wrong}", "") from None

    def name(self, word: str, kind: str, where: str) -> None:
        try:
            Name(word)
        except ValueError as wrong:
            raise self.fail(where, f"{kind}: `{word[:40]}` cannot be a name", str(wrong)) from None

    def known(self, word: str, known: Any, what: str, where: str) -> None:
        if word not in known:
            raise self.fail(where, f"unknown {what} `{word[:40]}`", placed.suggestion(word, known))

    def address(self, model: ChatSettings, where: str) -> None:
        """A literal private address is refused here already, not at the first request."""
        zone, host = self.document.zones[model.zone], urlsplit(model.url).hostname or ""
        try:
            private = not is_public(host)
        except ValueError:
            private = host == "localhost"
        if private and not zone.private_addresses:
            raise self.fail(
                where, f"zone `{model.zone}` may not be reached at private addresses, yet a model lives at {host}",
                f"set `private_addresses: true` in zone `{model.zone}` if that is meant",
            )  # fmt: skip
        if urlsplit(model.url).scheme == "http" and not private and zone.trust == "hosted":
            raise self.fail(
                where, f"a model in the hosted zone `{model.zone}` is reached without TLS", "write https://"
            )

    def plan(self, route: str, settings: RouteSettings) -> Plan:
        where = f".routes.{route}.plan"
        if not settings.plan:
            raise self.fail(where, f"route `{route}` has an empty plan", "name at least one model")
        plan = InOrder(steps=self.steps(settings.plan, where))
        if sum(1 for _ in asks(plan)) > MOST_ASKED:
            raise self.fail(where, f"route `{route}` asks more than {MOST_ASKED} models", "leave some out")
        return plan

    def steps(self, steps: Iterable[str | StepSettings], where: str) -> tuple[Plan, ...]:
        return tuple(self.step(step, f"{where}[{number}]") for number, step in enumerate(steps))

    def step(self, step: str | StepSettings, where: str) -> Plan:
        if isinstance(step, str):
            return self.ask(step, Accept(), where)
        if step.model:
            return self.ask(step.model, step.accept, where)
        if step.in_order:
            return InOrder(steps=self.steps(step.in_order, f"{where}.in_order"))
        if step.together:
            return Together(steps=self.steps(step.together, f"{where}.together"))
        assert step.quick
        assert step.better
        return QuickThenBetter(
            quick=self.step(step.quick, f"{where}.quick"), better=self.step(step.better, f"{where}.better")
        )

    def ask(self, model: str, accept: Accept, where: str) -> Ask:
        """A condition that no answer of a kind of model can meet: each would be paid for and thrown away."""
        self.known(model, self.document.models, "model", where)
        if isinstance(self.document.models[model], ChatSettings) and accept != Accept():
            condition = "confidence" if accept.confidence else "rule"
            gives = "gives no confidence" if accept.confidence else "answers by no rule"
            raise self.fail(
                f"{where}.accept.{condition}",
                f"`{model}` is a chat model and {gives}: none of its answers would be accepted",
                "leave `accept` out; what a chat model says is always taken",
            )  # fmt: skip
        self.asked[where] = Ask(model=model, accept=accept)
        return self.asked[where]
