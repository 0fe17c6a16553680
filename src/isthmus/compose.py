"""Settings to one immutable runtime. The only place that names concrete classes, real disks, clocks and draws."""

from __future__ import annotations

import asyncio
import gc
import os
import re
import resource
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from isthmus import settings as configuration
from isthmus.admit import Doorstep, Gate, Terms
from isthmus.crossing import authorise, recorder
from isthmus.decision import decider, written
from isthmus.detection import detector_of, levels_of
from isthmus.domain.disk import Disk
from isthmus.domain.errors import SettingsError
from isthmus.domain.labels import Label, Level
from isthmus.domain.models import LocalModel
from isthmus.domain.places import Principal
from isthmus.domain.plans import asks
from isthmus.domain.records import Account, decode
from isthmus.domain.safe import Name
from isthmus.domain.seams import Draw, Now, Tick
from isthmus.domain.turns import Turns
from isthmus.egress import Door, HttpTransport
from isthmus.egress.http import Transports
from isthmus.identity import Caller, KeyRing
from isthmus.ledger import Ledger, entries, load_or_create_key
from isthmus.ledger.token import TokenSigner
from isthmus.models.chat import ChatModel
from isthmus.observe import Listeners, Metrics
from isthmus.observe.log import crashed
from isthmus.policy import load as load_policy
from isthmus.policy.jurisdictions import COUNTRIES, REGIONS
from isthmus.redact import operators_of, refuse_kept
from isthmus.route import Price
from isthmus.server import App
from isthmus.server.room import HELD_BYTES, Room, connections_for
from isthmus.settings import ChatSettings, KeySettings, OnnxSettings, RouteSettings, RulesSettings, Settings, seconds
from isthmus.state import private
from isthmus.state.disk import LocalDisk
from isthmus.state.expiry import Expiry
from isthmus.state.keys import KeyStore
from isthmus.state.room import Quota, Shelf
from isthmus.state.vault import DAY, Vault
from isthmus.work import Limits, Route, Runtime

if TYPE_CHECKING:
    import ssl

def in_blocks(draw: Draw, block: int = 4096) -> Draw:
    """The same randomness fetched in blocks: a system call for every nonce also gives the interpreter away.

    Locked: two threads that were handed the same bytes would use one nonce twice.
    """
    left, at, alone = b"", 0, threading.Lock()

    def drawn(size: int) -> bytes:
        nonlocal left, at
        with alone:
            end = at + size
            if end > len(left):
                left, at, end = draw(max(block, size)), 0, size
            piece, at = left[at:end], end
        return piece

    return drawn


class World(msgspec.Struct, frozen=True):
    """The seams. Tests bring their own."""

    now: Now = time.time
    tick: Tick = time.perf_counter
    spent: Tick = time.thread_time
    """Seconds of the processor that this thread took: of others, and of waiting, it knows nothing."""
    draw: Draw = msgspec.field(default_factory=lambda: in_blocks(os.urandom))
    verify: ssl.SSLContext | None = None
    disk: Disk = msgspec.field(default_factory=LocalDisk)
    """Where the evidence goes."""


class House:
    """A runtime with what must be closed when it ends."""

    def __init__(self, settings: Settings, world: World | None = None) -> None:
        world = world or World()
        document = settings.document
        self.settings = settings
        self.metrics_of = Metrics()
        self._disk = world.disk
        self._evidence = settings.data / "evidence"
        kept = document.evidence
        origin = kept.origin
        private.make(settings.data)
        private.check(settings.data)
        key = load_or_create_key(str(settings.data / "keys" / "evidence.pem"))
        policy = load_policy(settings.policies, settings.zones, regions=document.regions)
        with _at(settings, ".detect"):
            detector = detector_of(settings, tick=world.spent, clock=world.tick)
        with _at(settings, ".disguise"):
            operators = operators_of(document.disguise)
            refuse_kept(operators, policy.disguises)
        models = {name: _model(name, settings) for name in document.models}
        _refuse_unmet(settings, models)
        routes = {name: _route(name, settings, models) for name in document.routes}
        secrets = KeyStore(settings.data / "keys", world.draw)
        self.ledger = Ledger.lease(self._disk, str(self._evidence), origin, key, world.now)
        copies = settings.data / "vault"
        shelf = Shelf(copies, Quota(kept.quota_bytes, kept.quota_subjects, kept.spare_bytes), world.now)
        self.vault = Vault(copies, self.ledger.slot, secrets, world.now, world.draw, _soon, shelf)
        self.expiry = Expiry(copies, partial(self._expire, secrets, world.now), world.now)
        self.vault.rolled = self.expiry.wake
        self.expiry.begin()
        record = recorder(self.ledger, self.vault, policy.digest, secrets.key("evidence", origin), world.now)
        self.transport = _transports(settings, models, world)
        gate = Gate(document.server.in_flight)
        self.metrics_of.watch(lambda: self.ledger.unavailable is None, lambda: self.ledger.sealed_age)
        self.runtime = Runtime(
            limits=Limits(document.server.max_body_bytes, document.server.max_depth, document.server.max_parts),
            keys=_keys(settings),
            gate=gate,
            turns=Turns(lambda: gate.inside, world.tick),
            detector=detector,
            levels=levels_of(document.detect),
            policy=policy,
            routes=routes,
            models=models,
            zones=settings.zones,
            prices=_prices(settings),
            door=Door(authorise(policy, detector.structured), record, self.transport),
            ledger=self.ledger,
            signer=TokenSigner(key, origin),
            secrets=secrets,
            keep_days=kept.retention_days if kept.payloads == "sealed" else 0,
            operators=operators,
            decide=decider(policy, {name: _zone(model) for name, model in models.items()}),
            listen=Listeners((self.metrics_of,)),
            now=world.now,
            tick=world.tick,
            draw=world.draw,
        )

    def app(self) -> App:
        server = self.settings.document.server
        descriptors = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        unlimited = descriptors == resource.RLIM_INFINITY
        connections = connections_for(2**20 if unlimited else descriptors, server.in_flight, server.connections)
        held = server.max_held_bytes or max(HELD_BYTES, 4 * server.max_body_bytes, 4 * server.max_answer_bytes)
        doorstep = Doorstep(frozenset(map(str.lower, server.hosts)))
        return App(lambda: self.runtime, self, stop=self.close, room=Room(connections, held), doorstep=doorstep)

    def metrics(self) -> bytes:
        return self.metrics_of.text()

    def crashed(self) -> None:
        crashed()

    def find(self, request_id: str) -> Account | None:
        return find(self._disk, self._evidence, request_id)

    def _expire(self, secrets: KeyStore, now: Now) -> None:
        """Keys a while after the last payload: restored from a backup, their files may have lost until when."""
        self.vault.expire()
        secrets.expire(now() - (self.settings.document.evidence.retention_days + 2) * DAY)

    async def close(self) -> None:
        await self.transport.close()
        await self.ledger.close()
        self.expiry.close()
        self.vault.close()


def _soon(call: Callable[[], None]) -> asyncio.TimerHandle:
    return asyncio.get_running_loop().call_later(0.5, call)


_REQUEST_ID = re.compile(r"([0-9]{1,9})-([0-9a-f]{1,15})-[0-9a-z]{1,64}", re.ASCII)
FOUND_WITHIN = 131_072
"""So many entries after the one that its id names a request's own is looked for: an id may be old, or made up."""


def find(disk: Disk, evidence: Path, request_id: str, within: int = FOUND_WITHIN) -> Account | None:
    """A request's entry. Its id says which log holds it and where to begin reading."""
    said = _REQUEST_ID.fullmatch(request_id)
    if said is None or not (evidence / said[1]).is_dir():
        return None
    first, needle = int(said[2], 16), request_id.encode()
    for _, entry in entries(disk, str(evidence / said[1]), first, first + within, needle):
        if needle in entry:
            record = decode(entry)
            if isinstance(record, Account) and record.request == request_id:
                return record
    return None


def settle() -> None:
    """What start-up built lives as long as the process: the collector need not visit it in every round."""
    gc.collect()
    gc.freeze()


def worker() -> App:
    """What each process of `isthmus serve --workers N` runs."""
    from isthmus.egress import guard
    from isthmus.observe import configure

    configure()
    guard.install()
    app = House(configuration.load(configuration.located())).app()
    settle()
    return app


# -- the parts --------------------------------------------------------------------------------------------------


@contextmanager
def _at(settings: Settings, section: str) -> Iterator[None]:
    """What is wrong with a section of the file is told with its line."""
    try:
        yield
    except SettingsError as wrong:
        raise wrong.at(settings.places.of(section)) from None


def _zone(model: LocalModel | ChatModel) -> str:
    return model.zone if isinstance(model, ChatModel) else "device"


def _model(name: str, settings: Settings) -> LocalModel | ChatModel:
    model = settings.document.models[name]
    match model:
        case RulesSettings(file):
            from isthmus.models.rules import RuleModel

            return RuleModel.load(Name(name), settings.text(file), file)
        case OnnxSettings(artifact):
            from isthmus.models.intents import IntentModel

            return IntentModel.load(Name(name), settings.root / artifact)
        case ChatSettings():
            return ChatModel(
                Name(name), Name(model.zone), model=model.model, url=model.url,
                credential=settings.secrets.get(name, ""), deadline=seconds(model.deadline),
                fields=frozenset(model.fields), version=model.version,
            )  # fmt: skip


def _refuse_unmet(settings: Settings, models: Mapping[str, LocalModel | ChatModel]) -> None:
    """A step wants more confidence than any rule of its file has: it would never be taken."""
    from isthmus.models.rules import RuleModel

    for where, ask in settings.steps.items():
        model = models[ask.model]
        if isinstance(model, RuleModel) and model.surest < ask.accept.confidence:
            raise SettingsError(
                f"a step asks for a confidence of {ask.accept.confidence:g}, and no rule of `{ask.model}` has more "
                f"than {model.surest:g}: none of its answers is accepted",
                place=settings.places.of(f"{where}.accept.confidence"), remedy="ask for less, or leave `accept` out",
            )  # fmt: skip


def _route(name: str, settings: Settings, models: Mapping[str, LocalModel | ChatModel]) -> Route:
    route, plan = settings.document.routes[name], settings.plans[name]
    asked = tuple(dict.fromkeys(ask.model for ask in asks(plan)))
    zones = dict.fromkeys(_zone(models[model]) for model in asked)
    return Route(
        name=Name(name),
        plan=plan,
        models=asked,
        zones=tuple(settings.zones[zone] for zone in zones),
        baseline=_baseline(route),
        terms=Terms(
            route.purpose,
            seconds(route.deadline),
            frozenset(settings.document.purposes),
            COUNTRIES | REGIONS.keys() | settings.document.regions.keys(),
            frozenset(settings.document.owners),
        ),
        names=route.names,
        never=frozenset(route.never),
        restore_links=route.restore_links,
        fallback=route.fallback.template if route.fallback else "",
        description=route.description,
        objective=msgspec.to_builtins(route.objective),
        written=written(plan, {model: _zone(models[model]) for model in asked}),
    )


def _keys(settings: Settings) -> KeyRing:
    return KeyRing(
        {
            key.hash: Caller(
                Principal(Name(key.tenant), Name(key.application), key.roles, Name(key.id)),
                _baseline(key),
                frozenset(key.routes),
                key.sees,
                frozenset(key.never),
            )
            for key in settings.document.keys
        }
    )


def _baseline(said: RouteSettings | KeySettings) -> Label:
    """What all content of a key or of a route is at least."""
    return Label(
        level=Level.parse(said.baseline), owners=frozenset(said.owners), retention_days=said.retention_days,
        purposes=None if said.purposes is None else frozenset(said.purposes),
    )  # fmt: skip


def _prices(settings: Settings) -> dict[str, Price]:
    prices = {}
    for name, model in settings.document.models.items():
        if isinstance(model, ChatSettings):
            price = model.price
            if price is not None:
                prices[name] = Price(price.input, price.output, price.cached, price.currency)
            elif model.provider and (known := _published(model.provider, model.model)):
                prices[name] = known
    return prices


def _published(provider: str, model: str) -> Price | None:
    """The provider's own price as genai-prices has it, when that package is installed and knows the model."""
    try:
        from genai_prices import Usage, calc_price
    except ImportError:
        return None
    try:
        # of a thousand tokens: a million of them would be priced as one long context
        million = calc_price(Usage(input_tokens=1_000), model_ref=model, provider_id=provider)
        output = calc_price(Usage(output_tokens=1_000), model_ref=model, provider_id=provider)
    except (LookupError, ValueError):
        return None
    return Price(float(million.total_price) * 1_000, float(output.total_price) * 1_000)


def _transports(settings: Settings, models: Mapping[str, LocalModel | ChatModel], world: World) -> Transports:
    chats = [m for m in models.values() if isinstance(m, ChatModel)]
    private = frozenset(m.url for m in chats if settings.zones[m.zone].private_addresses)
    public = {m.url for m in chats if not settings.zones[m.zone].private_addresses}
    if both := private & public:
        raise SettingsError(
            f"{len(both)} address stands both in a zone that allows private addresses and in one that does not",
            remedy="give the two models one zone",
        )
    bound = settings.document.server.max_answer_bytes
    return Transports(
        private,
        HttpTransport(private=False, max_answer_bytes=bound, verify=world.verify),
        HttpTransport(private=True, max_answer_bytes=bound, verify=world.verify),
    )
