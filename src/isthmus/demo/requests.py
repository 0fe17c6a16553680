"""The requests of the demonstration, as data: what is asked, how, and what it shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec


class Shown(msgspec.Struct, frozen=True):
    """One request. `answered_by` names the model that answers, or `fallback`; `secrets` must never cross as written."""

    name: str
    shows: str
    body: Mapping[str, Any]
    answered_by: str
    headers: Mapping[str, str] = {}
    secrets: tuple[str, ...] = ()

    @property
    def crosses(self) -> bool:
        """Whether anything reaches the hosted side."""
        return self.answered_by in ("hosted", "hosted-us")


LOOKUP_ORDER: Mapping[str, Any] = {
    "type": "function",
    "function": {
        "name": "lookup_order",
        "description": "Find an order by its number and the customer's e-mail address",
        "parameters": {
            "type": "object",
            "properties": {
                "email": {"type": "string", "format": "email"},
                "order_id": {"type": "string", "description": "such as LM-20418"},
            },
            "required": ["email", "order_id"],
            "additionalProperties": False,
        },
    },
}


def _ask(route: str, text: str, **more: Any) -> dict[str, Any]:
    return {"model": route, "messages": [{"role": "user", "content": text}], **more}


_NAME = "Ada Lovelace"
_EMAIL = "ada.example@example.org"
_PHONE = "+49 30 23125123"
_IBAN = "DE89 3704 0044 0532 0130 00"
_CARD = "4111 1111 1111 1111"
_KEY = "AKIAIOSFODNN7EXAMPLE"

_COMPLAINT = f"Draft a short apology to {_NAME}, {_EMAIL}, reachable at {_PHONE}. We refund 59.00 € to {_IBAN}."
_DRAFT = f"Dear customer, we are sorry. The refund to {_IBAN} is on its way; we will confirm it to {_EMAIL}."

_WARMER = f"Make it warmer, please: call her Ada, and mention {_EMAIL.upper()} once more."

_LOOKUP = f"Please find the order LM-20418 of {_EMAIL} and tell me in one sentence what was bought."
_CALL = {
    "id": "call_1",
    "type": "function",
    "function": {"name": "lookup_order", "arguments": f'{{"email": "{_EMAIL}", "order_id": "LM-20418"}}'},
}
_FOUND = f'{{"order_id": "LM-20418", "items": ["Firefly desk lamp"], "email": "{_EMAIL}", "phone": "{_PHONE}"}}'

REQUESTS: tuple[Shown, ...] = (
    Shown(
        "rule",
        "a frequent question is answered by a rule; nothing leaves",
        _ask("support", "What are your opening hours?"),
        "faq",
    ),
    Shown(
        "rule with a value",
        "a rule fills its answer from the question",
        _ask("support", "Where is my order LM-20418?"),
        "faq",
    ),
    Shown(
        "classifier",
        "words no rule knows; a small local model recognises what is wanted",
        _ask("support", "I sent the lamp back two weeks ago. When do I get my money?"),
        "intents",
    ),
    Shown(
        "classifier, personal",
        "an answer made here may see everything, and nothing leaves",
        _ask("support", f"I forgot my password and can't log in, my address is {_EMAIL}"),
        "intents",
        secrets=(_EMAIL,),
    ),
    Shown(
        "hosted",
        "beyond the local models, and nothing sensitive in it",
        _ask("support", "Which colour temperature would suit a reading corner beside a grey sofa?"),
        "hosted",
    ),
    Shown(
        "disguised",
        "personal values cross as pseudonyms and come back as themselves",
        _ask("desk", _COMPLAINT),
        "hosted",
        {"x-isthmus-conversation": "demo-apology"},
        (_NAME, _EMAIL, _PHONE, _IBAN),
    ),
    Shown(
        "follow-up",
        "the next turn of that conversation: the same people, the same pseudonyms, also by their first names",
        {
            "model": "desk",
            "messages": [
                {"role": "user", "content": _COMPLAINT},
                {"role": "assistant", "content": _DRAFT},
                {"role": "user", "content": _WARMER},
            ],
        },
        "hosted",
        {"x-isthmus-conversation": "demo-apology"},
        (_NAME, "Ada", _EMAIL, _EMAIL.upper(), _PHONE, _IBAN),
    ),
    Shown(
        "streamed",
        "the same while the answer is still being written, whatever the pieces",
        _ask(
            "desk",
            f"Reply to bo.example@example.com: the card {_CARD} was charged only once. Questions: call 030 23125124.",
            stream=True,
            stream_options={"include_usage": True},
        ),
        "hosted",
        secrets=("bo.example@example.com", _CARD, "030 23125124"),
    ),
    Shown(
        "tool call",
        "a pseudonym in a tool call's arguments is restored before the caller's tool runs",
        _ask("desk", _LOOKUP, tools=[LOOKUP_ORDER]),
        "hosted",
        {"x-isthmus-conversation": "demo-lookup"},
        (_EMAIL,),
    ),
    Shown(
        "tool result",
        "what a tool found is new content, and disguised like the rest",
        {
            "model": "desk",
            "messages": [
                {"role": "user", "content": _LOOKUP},
                {"role": "assistant", "content": None, "tool_calls": [_CALL]},
                {"role": "tool", "tool_call_id": "call_1", "content": _FOUND},
            ],
            "tools": [LOOKUP_ORDER],
        },
        "hosted",
        {"x-isthmus-conversation": "demo-lookup"},
        (_EMAIL, _PHONE),
    ),
    Shown(
        "secret",
        "a key is restricted: it is not sent anywhere, and the caller gets a safe answer",
        _ask("desk", f"Why does our shop's upload fail? The access key is {_KEY}."),
        "fallback",
        secrets=(_KEY,),
    ),
    Shown(
        "residency",
        "the caller says EU only; the route's one model is elsewhere",
        _ask("desk-us", "Write two friendly lines about our new summer opening times."),
        "fallback",
        {"x-isthmus-residency": "EU"},
    ),
    Shown(
        "provider down",
        "the hosted model does not answer; the caller gets an answer all the same",
        _ask("support-on-a-bad-day", "Which of your lamps casts the softest light on a white wall?"),
        "fallback",
    ),
    Shown(
        "provider down, known question",
        "on the same bad day, what is known here is answered as ever",
        _ask("support-on-a-bad-day", "How long is the guarantee on your lamps?"),
        "intents",
    ),
)
