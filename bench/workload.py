"""The requests every contestant is sent, and what a right answer to each of them is.

A scenario's bodies differ from one another in every value (a seeded pool), so that nothing can be
answered from a cache keyed by content. The route a body names is also the name by which the fake
upstream knows which answer to give: the bare pass-through forwards it byte for byte.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import msgspec

POOL = 512
"""Distinct bodies per scenario."""

ANSWER_CHARACTERS = 760
"""Length of the fixed answer, which makes the unary answer about 1 KB."""

SHORT_STREAM, LONG_STREAM = 40, 240
"""Events in the two streams whose difference gives the cost of one event."""

PLANTED = (b"@example.", b"+44 20 7946 ", b" GB", b" 4000 00")
"""One fragment of each planted kind of personal data: e-mail, phone, IBAN and card. The upstream counts
the bodies in which it sees any of them."""

_SENTENCES = (
    "The invoice for the second quarter has been paid twice and one of the payments has to be returned.",
    "Our warehouse moves to the new building in spring, and deliveries will then arrive at the north gate.",
    "Please explain in plain words how the warranty differs between the standard and the extended plan.",
    "The device starts, shows its logo for a while, and then returns to the screen where it asks for a language.",
    "We compared three suppliers and found that the cheapest one delivers later than it promises.",
    "A summary in five points would help, with the most urgent one first and the open questions last.",
    "The meeting agreed to postpone the release until the remaining tests have passed on both platforms.",
    "Customers ask most often how to change a delivery date after an order has been confirmed.",
    "The report should name the assumptions it rests on and say what would change if they were wrong.",
    "Nobody could reproduce the fault in the workshop, although it happens every morning on the shop floor.",
)
_WORDS = ("amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heath", "island", "juniper")
_NAMES = ("moreau", "tanaka", "okafor", "lindqvist", "novak", "rossi", "hughes", "fischer")


class Scenario(msgspec.Struct, frozen=True):
    """One kind of request. `route` names the gateway's route and the upstream's model at once."""

    name: str
    title: str
    route: str
    personal: bool = False
    events: int = 0
    """Events in the streamed answer; 0 asks for a whole answer."""


class Request(msgspec.Struct, frozen=True):
    """A body, and the text that the answer to it must carry."""

    body: bytes
    answer: str


PUBLIC = Scenario("public", "public", "fixed")
PERSONAL = Scenario("personal", "personal data", "echo", personal=True)
STREAM_SHORT = Scenario("stream-40", f"public, {SHORT_STREAM} events", "burst-40", events=SHORT_STREAM)
STREAM_LONG = Scenario("stream-240", f"public, {LONG_STREAM} events", "burst-240", events=LONG_STREAM)
PERSONAL_SHORT = Scenario(
    "personal-stream-40", f"personal data, {SHORT_STREAM} events", "echo-burst-40", True, SHORT_STREAM
)
PERSONAL_LONG = Scenario(
    "personal-stream-240", f"personal data, {LONG_STREAM} events", "echo-burst-240", True, LONG_STREAM
)
PACED_SHORT = Scenario("paced-40", f"public, {SHORT_STREAM} events, paced", "paced-40", events=SHORT_STREAM)
PACED_LONG = Scenario("paced-240", f"public, {LONG_STREAM} events, paced", "paced-240", events=LONG_STREAM)

SCENARIOS = (
    PUBLIC,
    PERSONAL,
    STREAM_SHORT,
    STREAM_LONG,
    PERSONAL_SHORT,
    PERSONAL_LONG,
    PACED_SHORT,
    PACED_LONG,
)
STREAM_PAIRS = ((STREAM_SHORT, STREAM_LONG), (PERSONAL_SHORT, PERSONAL_LONG), (PACED_SHORT, PACED_LONG))
ROUTES = tuple(scenario.route for scenario in SCENARIOS)


def requests(scenario: Scenario, count: int = POOL) -> list[Request]:
    """The scenario's pool of distinct requests; the same ones in every run."""
    draw = random.Random(scenario.name)
    write: Callable[[random.Random], str] = personal_text if scenario.personal else public_text
    return [_request(scenario, write(draw)) for _ in range(count)]


def public_text(draw: random.Random) -> str:
    """About 850 characters that no recogniser should find anything in."""
    return " ".join(draw.sample(_SENTENCES, 8)) + f" This concerns case {draw.choice(_WORDS)}."


def personal_text(draw: random.Random) -> str:
    """About 850 characters with an e-mail address, a phone number, an IBAN and a payment card."""
    first, second, third, *rest = draw.sample(_SENTENCES, 6)
    return (
        f"{first} Please write to {email(draw)} about it. {second} By phone the customer is reached at "
        f"{phone(draw)} in the morning. {third} The refund goes to the account {iban(draw)} as before, "
        f"not to the card {card(draw)} that was used. " + " ".join(rest)
    )


def email(draw: random.Random) -> str:
    """An address in a domain reserved for examples (RFC 2606)."""
    return f"{draw.choice(_NAMES)}.{draw.randrange(10**6):06d}@example.{draw.choice(('com', 'org', 'net'))}"


def phone(draw: random.Random) -> str:
    """A number of the range that Ofcom keeps free for drama."""
    return f"+44 20 7946 {draw.randrange(1000):04d}"


def iban(draw: random.Random) -> str:
    """A British account number with right check digits (ISO 13616)."""
    account = f"BUKB{draw.randrange(10**14):014d}"
    digits = "".join(str(int(letter, 36)) for letter in f"{account}GB00")
    return f"GB{98 - int(digits) % 97:02d}{account}"


def card(draw: random.Random) -> str:
    """A card number with a right check digit (Luhn)."""
    digits = f"400000{draw.randrange(10**9):09d}"
    doubled = sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(digits))
    number = f"{digits}{-doubled % 10}"
    return " ".join(number[start : start + 4] for start in range(0, 16, 4))


def fixed_answer() -> str:
    """The text of every answer that does not echo."""
    return (" ".join(_SENTENCES) * 2)[:ANSWER_CHARACTERS]


def _request(scenario: Scenario, text: str) -> Request:
    body = {
        "model": scenario.route,
        "messages": [
            {"role": "system", "content": "You answer the questions of a support desk, briefly and politely."},
            {"role": "user", "content": text},
        ],
        "temperature": 0.2,
    }
    if scenario.events:
        body["stream"] = True
    echoes = scenario.route.startswith("echo")
    return Request(msgspec.json.encode(body), text if echoes else fixed_answer())


class _Message(msgspec.Struct):
    content: str | None = None


class _Choice(msgspec.Struct):
    message: _Message | None = None
    delta: _Message | None = None


class _Completion(msgspec.Struct):
    choices: list[_Choice] = []


_completion = msgspec.json.Decoder(_Completion)


def answer_text(body: bytes, streamed: bool) -> str:
    """The text of an answer: of its only message, or of all deltas of a stream that ended properly."""
    if not streamed:
        return "".join(_texts(body))
    lines = [line[5:].strip() for line in body.split(b"\n") if line.startswith(b"data:")]
    if not lines or lines.pop() != b"[DONE]":
        raise ValueError("the stream does not end with data: [DONE]")
    return "".join(text for line in lines for text in _texts(line))


def _texts(completion: bytes) -> list[str]:
    found = [choice.message or choice.delta for choice in _completion.decode(completion).choices]
    return [message.content for message in found if message and message.content]
