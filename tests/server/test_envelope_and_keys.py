"""What a request says of itself, and who asks: callers raise, never lower; keys bound what they may do and see."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from gateway import POLICY, Gateway, said

EMAIL, IBAN = "alice.liddell@example.org", "DE89370400440532013000"
SAID = f"Write to {EMAIL} about {IBAN}."

# -- the envelope ------------------------------------------------------------------------------------------------

BY_PURPOSE = (
    '@id("support") @disguise("personal.*, financial.*") permit(principal, action, resource)\n'
    'when { resource.trust == "hosted" && context.purpose == "support" && context.level <= 2 };\n'
    '@id("consented") permit(principal, action, resource)\n'
    'when { resource.trust == "hosted" && context.purpose == "research" && context.consent == "v2" };\n'
)


def bodies(gateway: Gateway) -> list[Any]:
    return [json.loads(seen.body) for seen in gateway.sandbox.seen()]


@pytest.fixture
def purposeful(build: Callable[..., Gateway]) -> Gateway:
    return build(policy=BY_PURPOSE, purposes=["general", "support", "research"])


@pytest.mark.req("A1", "A2")
@pytest.mark.parametrize("way", ["header", "metadata"])
def test_the_purpose_decides(purposeful: Gateway, way: str) -> None:
    def ask(purpose: str) -> int:
        if way == "header":
            return purposeful.chat(SAID, "echo", {"x-isthmus-purpose": purpose})[0]
        return purposeful.chat(SAID, "echo", metadata={"isthmus_purpose": purpose})[0]

    assert purposeful.chat(SAID, "echo")[0] == 403
    assert ask("general") == 403
    assert ask("support") == 200
    assert ask("research") == 403
    assert ask("marketing") == 400


@pytest.mark.req("A1", "A2")
def test_consent_decides(purposeful: Gateway) -> None:
    headers = {"x-isthmus-purpose": "research"}
    assert purposeful.chat(SAID, "echo", headers)[0] == 403
    assert purposeful.chat(SAID, "echo", {**headers, "x-isthmus-consent": "v1"})[0] == 403
    assert purposeful.chat(SAID, "echo", {**headers, "x-isthmus-consent": "v2"})[0] == 200


@pytest.mark.parametrize(
    ("word", "one", "other"), [("purpose", "support", "general"), ("consent", "v1", "v2"), ("subject", "a", "b"),
                               ("conversation", "c-1", "c-2")],
)  # fmt: skip
def test_a_header_and_metadata_that_contradict_each_other_are_refused(
    purposeful: Gateway, word: str, one: str, other: str
) -> None:
    base = {} if word == "purpose" else {"x-isthmus-purpose": "support"}
    same = purposeful.chat(SAID, "echo", {**base, f"x-isthmus-{word}": one}, metadata={f"isthmus_{word}": one})
    assert same[0] == 200
    status, _, body = purposeful.chat(
        SAID, "echo", {**base, f"x-isthmus-{word}": other}, metadata={f"isthmus_{word}": one}
    )
    assert (status, body["error"]["param"]) == (400, f"x-isthmus-{word}")


@pytest.mark.req("A1", "B1")
@pytest.mark.parametrize(
    ("word", "strict", "lax"),
    [("level", "restricted", "public"), ("residency", "US", "EU, US"), ("retention_days", "0", "30"),
     ("purposes", "research", "general, research")],
)  # fmt: skip
@pytest.mark.parametrize("strict_in", ["header", "metadata"])
def test_of_a_header_and_metadata_the_stricter_label_counts(
    build: Callable[..., Gateway], word: str, strict: str, lax: str, strict_in: str
) -> None:
    gateway = build(purposes=["general", "research"], zones={"hosted": {**HOSTED, "retention_days": 7}})
    header, metadata = (strict, lax) if strict_in == "header" else (lax, strict)
    name = f"x-isthmus-{word.replace('_', '-')}"
    assert gateway.chat(SAID, "echo", {name: lax}, metadata={f"isthmus_{word}": lax})[0] == 200
    assert gateway.chat(SAID, "echo", {name: header}, metadata={f"isthmus_{word}": metadata})[0] == 403


@pytest.mark.parametrize(("header", "metadata"), [("100", "60000"), ("60000", "100")])
def test_of_two_deadlines_the_sooner_counts(gateway: Gateway, header: str, metadata: str) -> None:
    gateway.sandbox.script({"latency": 30})
    said = gateway.chat("Hello", "echo", {"x-isthmus-deadline-ms": header}, metadata={"isthmus_deadline_ms": metadata})
    assert said[0] == 504


@pytest.mark.parametrize("word", ["purpose", "consent", "residency", "deadline-ms", "conversation", "level", "subject",
                                  "purposes", "owners", "retention-days"])  # fmt: skip
@pytest.mark.parametrize("value", ["", " ", ","])
@pytest.mark.parametrize("way", ["header", "metadata"])
def test_an_empty_word_is_refused_and_not_passed_over(gateway: Gateway, word: str, value: str, way: str) -> None:
    name, field = f"x-isthmus-{word}", "isthmus_" + word.replace("-", "_")
    if value == "," and word in ("conversation", "subject"):
        return  # words of the caller's own
    headers, fields = ({name: value}, {}) if way == "header" else ({}, {"metadata": {field: value}})
    status, _, body = gateway.chat(SAID, "echo", headers, **fields)
    assert (status, body["error"]["param"]) == (400, name)
    assert not gateway.sandbox.seen()


@pytest.mark.parametrize(
    ("name", "meant"),
    [("x-isthmus-residancy", "residency"), ("X-Isthmus-Levels", "level"), ("x-isthmus_level", "level"),
     ("x-isthmus-retention", "retention-days"), ("x-isthmus-model", None), ("x-isthmus-" + "x" * 9000, None)],
)  # fmt: skip
def test_a_misspelt_header_of_ours_is_refused_with_what_was_meant(
    gateway: Gateway, name: str, meant: str | None
) -> None:
    status, _, body = gateway.chat(SAID, "echo", {name: "restricted"})
    assert status == 400
    assert body["error"]["param"] == (meant and f"x-isthmus-{meant}")
    assert ("did you mean" in body["error"]["message"]) == bool(meant)
    assert "xxx" not in json.dumps(body)


@pytest.mark.parametrize(
    ("name", "meant"),
    [("isthmus_residancy", "residency"), ("isthmus-level", "level"), ("Isthmus_Level", "level"),
     ("x-isthmus-level", "level"), ("isthmusLevel", "level"), ("isthmus_nothing_like_it", None)],
)  # fmt: skip
def test_a_misspelt_key_of_ours_in_metadata_is_refused_with_what_was_meant(
    gateway: Gateway, name: str, meant: str | None
) -> None:
    status, _, body = gateway.chat(SAID, "echo", metadata={name: "restricted"})
    assert (status, body["error"]["param"]) == (400, meant and f"isthmus_{meant}")
    assert name not in json.dumps(body)


def test_words_that_only_look_a_little_like_ours_are_the_callers(gateway: Gateway) -> None:
    metadata = {"isthmus": "of Corinth", "panama_isthmus_level": "high", "team": "blue"}
    assert gateway.chat(SAID, "echo", {"x-request-id": "1", "x-my-isthmus-level": "2"}, metadata=metadata)[0] == 200
    assert bodies(gateway)[0]["metadata"] == metadata


# -- the label of a key, a route, a request --------------------------------------------------------------------------

HOSTED = {"trust": "hosted", "jurisdiction": "EU", "retention_days": 0, "trains": False, "private_addresses": True}


def reasons(gateway: Gateway, request: str) -> str:
    return " ".join(why for step in gateway.account(request).steps if step.number == 3 for why in step.why)


LABELS = {
    "purpose": ({"purposes": ["research"]}, {"x-isthmus-purposes": "research"}),
    "retention": ({"retention_days": 3}, {"x-isthmus-retention-days": "3"}),
    "owner": ({"owners": ["hr"]}, {"x-isthmus-owners": "hr"}),
}
"""What a key, a route or a caller may say of its content, and in which words."""
OWNED = POLICY + '@id("owned") forbid(principal, action, resource) when { context.owners.contains("hr") };'


@pytest.mark.req("B1", "A2")
@pytest.mark.parametrize("kind", LABELS)
@pytest.mark.parametrize("by", ["key", "route", "header", "metadata"])
def test_purposes_owners_and_retention_of_content_decide_where_it_goes(
    build: Callable[..., Gateway], kind: str, by: str
) -> None:
    settings, headers = LABELS[kind]
    key = {"id": "k", "secret": "isk_k"}
    gateway = build(
        keys=[{**key, **(settings if by == "key" else {})}, {**key, "id": "o", "secret": "isk_o"}],
        routes={"echo": {"plan": ["echo"], **(settings if by == "route" else {})}},
        zones={"hosted": {**HOSTED, "retention_days": 7}}, policy=OWNED,
        purposes=["general", "research"], owners=["hr"],
    )  # fmt: skip
    words = {name.removeprefix("x-").replace("-", "_"): value for name, value in headers.items()}
    said = {**bearer("k"), **(headers if by == "header" else {})}
    fields = {"metadata": words} if by == "metadata" else {}
    status, got, body = gateway.chat(SAID, "echo", said, **fields)
    assert (status, body["error"]["code"]) == (403, "policy_denied")
    assert not gateway.sandbox.seen()
    why = reasons(gateway, got["x-request-id"])
    assert {"purpose": "built-in:purpose", "retention": "built-in:retention", "owner": "owned"}[kind] in why
    if by != "route":
        assert gateway.chat(SAID, "echo", bearer("o"))[0] == 200


@pytest.mark.req("B1")
def test_the_purpose_that_content_may_be_used_for_is_served(build: Callable[..., Gateway]) -> None:
    gateway = build(
        routes={"echo": {"plan": ["echo"], "purposes": ["research"]}}, purposes=["general", "research"]
    )  # fmt: skip
    assert gateway.chat(SAID, "echo", {"x-isthmus-purpose": "research"})[0] == 200
    assert gateway.chat(SAID, "echo", {"x-isthmus-purpose": "general"})[0] == 403


@pytest.mark.req("B1")
@pytest.mark.parametrize("kind", ["purposes", "retention-days"])
def test_a_caller_cannot_widen_what_its_key_allows(build: Callable[..., Gateway], kind: str) -> None:
    key = {"id": "k", "secret": "isk_k", "purposes": ["research"], "retention_days": 0}
    gateway = build(keys=[key], purposes=["general", "research"], zones={"hosted": {**HOSTED, "retention_days": 7}})
    wide = {"purposes": {"x-isthmus-purposes": "general, research", "x-isthmus-purpose": "general"},
            "retention-days": {"x-isthmus-retention-days": "99999", "x-isthmus-purpose": "research"}}  # fmt: skip
    assert gateway.chat(SAID, "echo", {**bearer("k"), **wide[kind]})[0] == 403


@pytest.mark.req("B1", "B10")
def test_retention_of_the_label_shortens_how_long_what_crossed_is_sealed(build: Callable[..., Gateway]) -> None:
    gateway = build()
    kept = {}
    for days in ("", "2", "0"):
        headers = {"x-isthmus-retention-days": days} if days else {}
        status, got, _ = gateway.chat(SAID, "echo", headers)
        assert status == 200
        (intent,) = gateway.intents(got["x-isthmus-request-id"])
        kept[days] = (intent.contract.retention["here_days"], bool(intent.sealed))
    assert kept == {"": (30, True), "2": (2, True), "0": (0, False)}


@pytest.mark.parametrize(
    ("header", "value"),
    [("purposes", "marketing"), ("purposes", EMAIL), ("owners", "nobody"), ("owners", EMAIL), ("retention-days", "-1"),
     ("retention-days", "1e3"), ("retention-days", "100000"), ("retention-days", "\u0663")],
)  # fmt: skip
def test_what_a_label_cannot_mean_is_a_400_that_names_the_header(gateway: Gateway, header: str, value: str) -> None:
    said = {"metadata": {"isthmus_" + header.replace("-", "_"): value}}
    status, _, body = gateway.chat(SAID, "echo", **said)
    assert (status, body["error"]["param"]) == (400, f"x-isthmus-{header}")
    assert EMAIL not in json.dumps(body)


@pytest.mark.req("A1", "A2")
@pytest.mark.parametrize(("residency", "status"), [("EU", 200), ("DE, EU", 200), ("US", 403), ("Neverland", 400)])
def test_residency_decides(gateway: Gateway, residency: str, status: int) -> None:
    assert gateway.chat(SAID, "echo", {"x-isthmus-residency": residency})[0] == status


@pytest.mark.req("A1", "B1")
@pytest.mark.parametrize("level", ["public", "internal", "confidential"])
def test_a_caller_cannot_lower_what_was_found(gateway: Gateway, level: str) -> None:
    headers = gateway.chat(SAID, "echo", {"x-isthmus-level": level})[1]
    assert "level=confidential" in headers["x-isthmus-crossed"]


@pytest.mark.req("A1", "B1")
def test_a_caller_can_raise(gateway: Gateway) -> None:
    assert "level=internal" in gateway.chat("Hello", "echo")[1]["x-isthmus-crossed"]
    raised = gateway.chat("Hello", "echo", {"x-isthmus-level": "confidential"})
    assert "level=confidential" in raised[1]["x-isthmus-crossed"]
    assert gateway.chat("Hello", "echo", {"x-isthmus-level": "restricted"})[0] == 403


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("purpose", EMAIL), ("consent", "a b"), ("consent", "x" * 33), ("residency", "1"), ("deadline-ms", "0"),
        ("deadline-ms", "-5"), ("deadline-ms", "1e3"), ("deadline-ms", "soon"), ("level", "secret"), ("level", EMAIL),
    ],
)  # fmt: skip
def test_what_an_envelope_cannot_mean_is_a_400_that_names_the_header(
    gateway: Gateway, header: str, value: str
) -> None:
    status, _, body = gateway.chat(SAID, "echo", {f"x-isthmus-{header}": value})
    assert (status, body["error"]["param"]) == (400, f"x-isthmus-{header}")
    assert EMAIL not in json.dumps(body)


@pytest.mark.req("B2")
def test_one_conversation_has_one_set_of_names_and_another_has_others(gateway: Gateway) -> None:
    for conversation in ("one", "one", "two"):
        gateway.chat(SAID + conversation, "echo", {"x-isthmus-conversation": conversation})
    first, second, other = ({*body["messages"][0]["content"].split()} for body in bodies(gateway))
    names = {word for word in first if word.startswith("EMAIL-")}
    assert len(names) == 1
    assert names <= second
    assert not names & other


@pytest.mark.req("A5")
def test_our_own_words_do_not_cross(gateway: Gateway) -> None:
    metadata = {"isthmus_conversation": "c-1", "isthmus_level": "internal", "team": "blue"}
    gateway.chat(SAID, "echo", {"x-isthmus-subject": "s-1", "x-isthmus-consent": "v1"}, metadata=metadata)
    gateway.chat(SAID, "echo", metadata={"isthmus_conversation": "c-1"})
    assert bodies(gateway)[0]["metadata"] == {"team": "blue"}
    assert "metadata" not in bodies(gateway)[1]
    assert b"isthmus_" not in gateway.sandbox.raw()
    assert b"x-isthmus" not in gateway.sandbox.raw()


@pytest.mark.req("B2")
@pytest.mark.parametrize("named", [False, True])
def test_two_applications_share_no_pseudonym_whatever_they_send(build: Callable[..., Gateway], named: bool) -> None:
    keys = [{"id": a, "secret": f"isk_{a}", "application": a} for a in ("shop", "desk")]
    conversation = {"x-isthmus-conversation": "one"} if named else {}
    gateway = build(keys=keys)
    for who in ("shop", "desk", "shop"):
        gateway.chat(SAID, "echo", {"authorization": f"Bearer isk_{who}", **conversation})
    said_there = [body["messages"][0]["content"].split() for body in bodies(gateway)]
    shop, desk, again = ({word for word in words if word.startswith("EMAIL-")} for words in said_there)
    assert shop == again
    assert (len(shop), len(desk)) == (1, 1)
    assert not shop & desk


# -- keys --------------------------------------------------------------------------------------------------------

KEYS = [
    {"id": "shop", "secret": "isk_shop", "application": "shop"},
    {"id": "desk", "secret": "isk_desk", "application": "desk", "roles": ["support"], "routes": ["echo"]},
    {"id": "stats", "secret": "isk_stats", "application": "stats", "sees": ["financial.*"]},
    {"id": "vault", "secret": "isk_vault", "application": "vault", "baseline": "restricted"},
    {"id": "rival", "secret": "isk_rival", "tenant": "globex", "application": "shop"},
]


def bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer isk_{key}"}


@pytest.fixture
def keyed(build: Callable[..., Gateway]) -> Gateway:
    roles = '@id("desk-only") forbid(principal, action, resource) when { principal in Role::"blocked" };'
    return build(keys=[*KEYS, {"id": "out", "secret": "isk_out", "roles": ["blocked"]}], policy=POLICY + roles)


@pytest.mark.req("J1")
@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Bearer isk_nobody", "Basic isk_shop", "isk_shop", "Bearer isk_shop, Bearer isk_desk"],
)
def test_who_has_no_key_gets_nothing(keyed: Gateway, authorization: str) -> None:
    for method, path in (("POST", "/v1/chat/completions"), ("GET", "/v1/models"), ("GET", "/v1/requests/0-0-1")):
        status, _, body = keyed.request(method, path, b"{}", {"authorization": authorization})
        assert (status, json.loads(body)["error"]["code"]) == (401, "invalid_api_key")
        assert b"isk_" not in body
    assert "isk_" not in keyed.log.getvalue()


@pytest.mark.req("J1", "J11")
def test_keys_are_nowhere_but_with_their_callers(keyed: Gateway) -> None:
    keyed.chat(SAID, "echo", bearer("shop"))
    assert b"isk_shop" not in keyed.sandbox.raw()
    assert b"isk_shop" not in keyed.request("GET", "/metrics")[2]
    assert "isk_shop" not in keyed.log.getvalue()
    files = [file for file in keyed.folder.rglob("*") if file.is_file()]
    assert len(files) > 5
    assert not [file for file in files if b"isk_shop" in file.read_bytes()]


@pytest.mark.req("J1", "J2")
def test_a_key_reaches_its_routes_only(keyed: Gateway) -> None:
    assert keyed.chat(SAID, "echo", bearer("desk"))[0] == 200
    status, _, body = keyed.chat(SAID, "chat", bearer("desk"))
    assert (status, body["error"]["code"]) == (404, "model_not_found")
    listed = json.loads(keyed.request("GET", "/v1/models", headers=bearer("desk"))[2])
    assert [model["id"] for model in listed["data"]] == ["echo"]


@pytest.mark.req("J2", "A2")
def test_roles_reach_policy(keyed: Gateway) -> None:
    assert keyed.chat(SAID, "echo", bearer("shop"))[0] == 200
    assert keyed.chat(SAID, "echo", bearer("out"))[0] == 403


@pytest.mark.req("B1")
def test_the_baseline_of_a_key_holds(keyed: Gateway) -> None:
    assert keyed.chat("Hello", "echo", bearer("vault"))[0] == 403
    assert keyed.chat("Hello", "echo", {**bearer("vault"), "x-isthmus-level": "public"})[0] == 403


@pytest.mark.req("B2", "J2")
@pytest.mark.parametrize("streamed", [False, True])
def test_a_caller_sees_the_categories_that_its_key_names(keyed: Gateway, streamed: bool) -> None:
    text = said(keyed.chat(SAID, "echo", bearer("stats"), stream=streamed)[2])
    assert IBAN in text
    assert EMAIL not in text
    assert "EMAIL-" in text


@pytest.mark.req("B2", "J1")
def test_two_tenants_share_no_names(keyed: Gateway) -> None:
    for key in ("shop", "rival"):
        keyed.chat(SAID, "echo", {**bearer(key), "x-isthmus-conversation": "same"})
    one, two = (body["messages"][0]["content"] for body in bodies(keyed))
    assert not {w for w in one.split() if "-" in w} & {w for w in two.split() if "-" in w}


@pytest.mark.req("A7", "J1")
def test_a_tenant_can_look_up_its_own_requests_only(keyed: Gateway) -> None:
    request = keyed.chat(SAID, "echo", bearer("shop"))[1]["x-isthmus-request-id"]
    keyed.account(request)
    path = f"/v1/requests/{request}"
    assert keyed.request("GET", path, headers=bearer("stats"))[0] == 200
    assert keyed.request("GET", path, headers=bearer("rival"))[0] == 404


def test_without_keys_everybody_on_this_machine_is_served(gateway: Gateway) -> None:
    request = gateway.chat("Hello", "echo", bearer("anything"))[1]["x-isthmus-request-id"]
    account = gateway.account(request)
    assert (account.tenant, account.application, account.key) == ("local", "local", "none")


@pytest.mark.req("A5", "B8")
def test_the_hosted_side_gets_its_own_credential_and_never_the_callers(build: Callable[..., Gateway]) -> None:
    model = {"kind": "chat", "zone": "hosted", "model": "sandbox-echo", "credential": "env:SANDBOX_KEY"}
    gateway = build(models={"paid": model}, routes={"paid": {"plan": ["paid"]}}, keys=KEYS)
    gateway.chat(SAID, "paid", {**bearer("shop"), "cookie": "alice", "x-forwarded-for": "192.0.2.7"})
    (seen,) = gateway.sandbox.seen()
    headers = dict(seen.headers)
    assert headers["authorization"] == "Bearer upstream-credential"
    assert {"cookie", "x-forwarded-for", "traceparent"}.isdisjoint(headers)
    assert "upstream-credential" not in gateway.log.getvalue()


@pytest.mark.req("A1")
def test_evidence_and_names_outlive_a_restart(build: Callable[..., Gateway]) -> None:
    gateway = build()
    first = gateway.chat(SAID, "echo", {"x-isthmus-conversation": "c"})[1]["x-isthmus-request-id"]
    gateway.restart()
    assert gateway.account(first).outcome == "answered"
    gateway.chat(SAID, "echo", {"x-isthmus-conversation": "c"})
    one, two = bodies(gateway)
    assert one == two
