import pytest

from isthmus.domain.labels import UNREAD, Integrity, Level
from isthmus.domain.places import DEVICE, Facts, Obligation, Verdict, Zone
from isthmus.policy import PolicySet, load, unmet

EU = Zone("eu", "hosted", "EU", retention_days=0, trains=False)
US = Zone("us", "hosted", "US")
HOUSE = Zone("house", "premises", "DE", trains=False)
ZONES = {"eu": EU, "us": US, "house": HOUSE}
OPEN = '@id("open") permit(principal, action, resource);\n'


def loaded(text: str) -> PolicySet:
    return load({"test.cedar": text}, ZONES)


def test_no_permit_is_a_denial_and_says_so() -> None:
    verdict = loaded('@id("never") permit(principal, action, resource) when { false };').decide(Facts(EU, Level.PUBLIC))
    assert verdict == Verdict("eu", False, reasons=("built-in:no-permit",))


def test_an_allowing_verdict_names_every_permit_that_applied() -> None:
    verdict = loaded('@id("also") permit(principal, action, resource in Jurisdiction::"EEA");' + OPEN).decide(
        Facts(EU, Level.PUBLIC)
    )
    assert verdict == Verdict("eu", True, reasons=("also", "open"))


def test_a_forbid_is_named_as_the_reason() -> None:
    text = OPEN + '@id("no-keys") forbid(principal, action, resource) when { context.categories.contains("secret") };'
    verdict = loaded(text).decide(Facts(EU, Level.PUBLIC, frozenset({"secret.api_key"})))
    assert verdict == Verdict("eu", False, reasons=("no-keys",))


def test_obligations_of_all_permits_that_applied_are_united() -> None:
    text = """
    @id("a") @disguise("personal.*") @retain("7d") permit(principal, action, resource);
    @id("b") @disguise("secret, personal.*") @retain("0d") permit(principal, action, resource);
    @id("c") @disguise("*") permit(principal, action, resource) when { context.purpose == "other" };
    """
    verdict = loaded(text).decide(Facts(EU, Level.PUBLIC))
    assert [str(o) for o in verdict.obligations] == ["disguise(personal.*)", "disguise(secret)", "retain(0d)"]
    assert verdict.patterns("disguise") == ("personal.*", "secret")


@pytest.mark.req("A2")
def test_a_policy_that_errors_denies_and_is_named_and_is_not_remembered() -> None:
    policies = loaded(
        OPEN + '@id("failing") forbid(principal, action, resource) when { context.level + 9223372036854775807 < 0 };'
    )
    facts = Facts(EU, Level.INTERNAL)
    assert policies.decide(facts) == Verdict("eu", False, reasons=("built-in:policy-error", "failing"))
    assert policies.remembered == 0
    assert policies.decide(Facts(EU, Level.PUBLIC)).allowed
    assert policies.remembered == 1


def test_facts_that_cannot_be_said_deny() -> None:
    verdict = loaded(OPEN).decide(Facts(EU, 7))  # type: ignore[arg-type]
    assert verdict == Verdict("eu", False, reasons=("built-in:policy-error",))


def test_approval_is_denied_while_nobody_can_give_it() -> None:
    verdict = loaded(OPEN + '@id("ask") @approve permit(principal, action, resource);').decide(Facts(EU, Level.PUBLIC))
    assert verdict == Verdict("eu", False, reasons=("built-in:approval-not-available", "ask", "open"))


@pytest.mark.parametrize(
    ("zone", "allowed"), [(EU, True), (US, False), (HOUSE, True), (DEVICE, True)], ids=lambda v: getattr(v, "name", v)
)
def test_retain_denies_a_zone_that_keeps_longer_or_is_hosted_and_does_not_say(zone: Zone, allowed: bool) -> None:
    policies = loaded('@id("brief") @retain("0d") permit(principal, action, resource);')
    assert policies.decide(Facts(zone, Level.PUBLIC)).allowed is allowed


def test_a_zone_other_than_the_one_loaded_is_denied() -> None:
    disguised_as_eu = Zone("eu", "hosted", "EU", retention_days=0, trains=False, attested=True)
    for zone in (disguised_as_eu, Zone("elsewhere")):
        assert loaded(OPEN).decide(Facts(zone, Level.PUBLIC)).reasons == ("built-in:zone",)


class TestWhatNoPolicyCanLift:
    policies = loaded(OPEN)

    def reasons(self, facts: Facts) -> tuple[str, ...]:
        verdict = self.policies.decide(facts)
        assert not verdict.allowed
        return verdict.reasons

    def test_purposes(self) -> None:
        limited = frozenset({"support"})
        assert self.policies.decide(Facts(EU, Level.PUBLIC, purposes=limited, purpose="support")).allowed
        assert self.reasons(Facts(EU, Level.PUBLIC, purposes=limited, purpose="ads")) == ("built-in:purpose",)
        assert self.reasons(Facts(DEVICE, Level.PUBLIC, purposes=limited)) == ("built-in:purpose",)

    def test_residency_respects_what_lies_inside_what(self) -> None:
        assert self.policies.decide(Facts(HOUSE, Level.PUBLIC, residency=frozenset({"EEA"}))).allowed
        assert self.reasons(Facts(EU, Level.PUBLIC, residency=frozenset({"DE"}))) == ("built-in:residency",)
        assert self.reasons(Facts(US, Level.PUBLIC, residency=frozenset({"EU", "CH"}))) == ("built-in:residency",)

    def test_an_empty_residency_leaves_only_the_device(self) -> None:
        assert self.reasons(Facts(HOUSE, Level.PUBLIC, residency=frozenset())) == ("built-in:residency",)
        assert self.policies.decide(Facts(DEVICE, Level.PUBLIC, residency=frozenset())).allowed

    def test_retention(self) -> None:
        assert self.policies.decide(Facts(EU, Level.PUBLIC, retention_days=0)).allowed
        assert self.reasons(Facts(US, Level.PUBLIC, retention_days=3650)) == ("built-in:retention",)

    def test_what_could_not_be_read_stays_off_hosted_zones(self) -> None:
        assert self.reasons(Facts(EU, UNREAD.level, UNREAD.categories, UNREAD.integrity)) == ("built-in:unread",)
        assert self.policies.decide(Facts(HOUSE, UNREAD.level, UNREAD.categories, UNREAD.integrity)).allowed
        assert self.policies.decide(Facts(EU, Level.RESTRICTED)).allowed

    @pytest.mark.req("B1", "A2")
    @pytest.mark.parametrize(
        ("words", "allowed"),
        [
            ('contains("unread.image")', True),
            ('contains("unread")', True),
            ('containsAny(["unread.image", "unread.file"])', True),
            ('contains("unread.audio")', False),
            ('contains("personal")', False),
        ],
    )
    def test_what_is_not_read_crosses_only_where_a_permit_that_applies_speaks_of_its_kind(
        self, words: str, allowed: bool
    ) -> None:
        image = Facts(EU, Level.RESTRICTED, frozenset({"unread.image", "personal.email"}), Integrity.UNTRUSTED)
        assert self.reasons(image) == ("built-in:unread", "open")
        naming = f'@id("naming") permit(principal, action, resource) when {{ context.categories.{words} }};'
        verdict = loaded(OPEN + naming).decide(image)
        assert verdict.allowed is allowed
        both = Facts(EU, Level.RESTRICTED, image.categories | {"unread.video"}, Integrity.UNTRUSTED)
        assert loaded(OPEN + naming).decide(both).allowed is ("unread\"" in words)
        assert self.policies.decide(Facts(HOUSE, Level.RESTRICTED, image.categories, Integrity.UNTRUSTED)).allowed

    def test_a_forbid_or_a_permit_that_does_not_apply_names_nothing(self) -> None:
        image = Facts(EU, Level.RESTRICTED, frozenset({"unread.image"}), Integrity.UNTRUSTED)
        never = 'when { context.categories.contains("unread.image") && context.purpose == "never" };'
        for policy in (f'@id("f") forbid(principal, action, resource) {never}',
                       f'@id("p") permit(principal, action, resource) {never}'):  # fmt: skip
            assert loaded(OPEN + policy).decide(image).reasons == ("built-in:unread", "open")

    def test_all_that_is_broken_is_named(self) -> None:
        facts = Facts(US, Level.PUBLIC, purposes=frozenset(), residency=frozenset({"DE"}), retention_days=0)
        assert self.reasons(facts) == ("built-in:purpose", "built-in:residency", "built-in:retention")


class TestVocabulary:
    def allowed(self, condition: str, facts: Facts) -> bool:
        return loaded(f'@id("p") permit(principal, action, resource) when {{ {condition} }};').decide(facts).allowed

    def test_a_category_is_of_all_its_families_but_a_disguise_only_of_its_own(self) -> None:
        deep = frozenset({"personal.contact.email"})
        assert self.allowed(
            'context.categories.containsAll(["personal", "personal.contact"])', Facts(EU, Level.PUBLIC, deep)
        )
        assert not self.allowed('context.disguised.contains("personal")', Facts(EU, Level.PUBLIC, disguised=deep))
        assert not self.allowed('context.categories.contains("person")', Facts(EU, Level.PUBLIC, deep))

    def test_an_application_of_one_tenant_is_not_its_namesake_of_another(self) -> None:
        condition = 'principal == Application::"acme/desk"'
        assert self.allowed(condition, Facts(EU, Level.PUBLIC, tenant="acme", application="desk"))
        assert not self.allowed(condition, Facts(EU, Level.PUBLIC, tenant="umbrella", application="desk"))
        tricky = 'principal == Application::"acme/desk/x"'
        assert not self.allowed(tricky, Facts(EU, Level.PUBLIC, tenant="acme/desk", application="x"))

    def test_roles_and_tenants_are_groups_of_applications(self) -> None:
        facts = Facts(EU, Level.PUBLIC, tenant="acme", application="desk", roles=frozenset({"agent", "batch"}))
        assert self.allowed('principal in Role::"agent" && principal in Tenant::"acme"', facts)
        assert not self.allowed('principal in Role::"acme"', facts)

    def test_unknown_retention_is_for_ever_whichever_way_it_is_asked(self) -> None:
        assert self.allowed("resource.retention_days > 3650", Facts(US, Level.PUBLIC))
        assert not self.allowed("resource.retention_days <= 3650", Facts(US, Level.PUBLIC))

    @pytest.mark.parametrize(
        ("condition", "facts"),
        [
            ('context.consented && context.consent == "v1"', Facts(EU, Level.PUBLIC, consent="v1")),
            ('!context.consented && context.consent == ""', Facts(EU, Level.PUBLIC)),
            ("context.trusted", Facts(EU, Level.PUBLIC)),
            ("!context.trusted", Facts(EU, Level.PUBLIC, integrity=Integrity.UNTRUSTED)),
            (
                'context.residency_limited && context.residency == ["EU"]',
                Facts(EU, Level.PUBLIC, residency=frozenset({"EU"})),
            ),
            ("!context.residency_limited && context.residency.isEmpty()", Facts(EU, Level.PUBLIC)),
            ('context.route == "desk" && context.latency == "standard"', Facts(EU, Level.PUBLIC, route="desk")),
            ('context.budget == "over" && context.level == 2', Facts(EU, Level.CONFIDENTIAL, budget="over")),
            ("!context.at_most.internal && context.at_most.confidential", Facts(EU, Level.CONFIDENTIAL)),
            (
                'resource.trust == "hosted" && resource.jurisdiction == "EU" && !resource.trains',
                Facts(EU, Level.PUBLIC),
            ),
            ("resource.trains && !resource.attested", Facts(US, Level.PUBLIC)),
            ("resource.attested && resource.retention_days == 0", Facts(DEVICE, Level.PUBLIC)),
        ],
    )
    def test_facts_are_said_as_the_page_says(self, condition: str, facts: Facts) -> None:
        assert self.allowed(condition, facts)

    def test_words_with_quotes_and_newlines_are_only_words(self) -> None:
        facts = Facts(EU, Level.PUBLIC, purpose='x" || true //\n', tenant='a"\n', application="\\")
        assert not self.allowed('context.purpose == "support"', facts)
        assert self.allowed('context.purpose != "support"', facts)


class TestUnmet:
    verdict = Verdict("eu", True, (Obligation("disguise", "personal.*"), Obligation("retain", "0d")), ("p",))

    def test_a_value_left_in_the_bytes_breaks_the_obligation_to_disguise_it(self) -> None:
        assert unmet(self.verdict, {"personal.email"}) == (Obligation("disguise", "personal.*"),)

    def test_values_nobody_asked_to_disguise_may_stay(self) -> None:
        assert unmet(self.verdict, {"network.ip"}) == ()
        assert unmet(self.verdict, ()) == ()

    def test_an_obligation_unknown_here_is_never_kept(self) -> None:
        assert unmet(Verdict("eu", True, (Obligation("notarise"),)), ()) == (Obligation("notarise"),)
