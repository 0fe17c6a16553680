import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus.domain.errors import SettingsError
from isthmus.domain.labels import Level
from isthmus.domain.places import DEVICE, Facts, Zone
from isthmus.policy import load

ZONES = {"openai-eu": Zone("openai-eu", "hosted", "EU", retention_days=0)}
FINE = '@id("fine") permit(principal, action, resource);\n'


def refused(text: str, **more: str) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        load({"a.cedar": text, **more}, ZONES)
    return caught.value


@pytest.mark.parametrize(
    ("text", "line", "message", "remedy"),
    [
        (FINE + "\npermit(principal, action,\n resource) when { x x };", 4, "unexpected token `x`", ""),
        (FINE + '@id("b") permit(principal,\n action\n, resource) when { 1 < ] };', 4, "unexpected token `]`", ""),
        (FINE + '@id("b")\npermit(principal, action, resource)', 2, "not ended", "semicolon"),
        (FINE + '@id("b)\npermit(principal, action, resource);', 2, "string is not closed", ""),
        (
            FINE + f'@id("b") permit(principal, action, resource) when {{\n {"(" * 9999}',
            3,
            "nested too deeply",
            "several",
        ),
        (
            FINE + f'@id("b") permit(principal, action, resource)\nwhen {{ {"true && " * 9999} true }};',
            2,
            "too long",
            "",
        ),
        (FINE + "\n\npermit(principal, action, resource);", 4, "no @id", '@id("a-name")'),
        (FINE + '@id("") permit(principal, action, resource);', 2, "no @id", ""),
        (FINE + '@id("a sentence") permit(principal, action, resource);', 2, "@id cannot be used", ""),
        (FINE + '@id("built-in:x") permit(principal, action, resource);', 2, "@id cannot be used", ""),
        (
            FINE + '// twice\n@id("fine") forbid(principal, action, resource);',
            3,
            "already used at a.cedar:1",
            "id of its own",
        ),
        (
            FINE + '@id("b")\n@disguse("personal.*")\npermit(principal, action, resource);',
            3,
            "@disguse",
            "mean disguise?",
        ),
        (FINE + '@id("b")\n@disguise("Personal!")\npermit(principal, action, resource);', 3, "@disguise", "patterns"),
        (FINE + '@id("b")\n@disguise\npermit(principal, action, resource);', 3, "@disguise", "patterns"),
        (FINE + '@id("b")\n@disguise("personal.*.email")\npermit(principal, action, resource);', 3, "@disguise", ""),
        (FINE + '@id("b")\n@retain("a week")\npermit(principal, action, resource);', 3, "@retain", '@retain("0d")'),
        (FINE + '@id("b")\n@approve("yes")\npermit(principal, action, resource);', 3, "@approve", "@approve alone"),
        (FINE + '@id("b")\n@retain("0d")\nforbid(principal, action, resource);', 3, "forbid", "permits"),
        (FINE + '@id("b") permit(principal == ?principal, action, resource);', 2, "template", "Write"),
        (
            FINE + '@id("b") permit(principal, action, resource)\nwhen {\n context.purpse == "x" };',
            4,
            "attribute `purpse`",
            "",
        ),
        (FINE + '@id("b") permit(principal, action == Action::"sned", resource);', 2, "unrecognized action", ""),
        (FINE + '@id("b") permit(principal, action, resource) when { context.level == "public" };', 2, "types", ""),
        (FINE + '@id("b") permit(principal, action, resource == Zone::"openai-ue");', 2, "no zone", "mean openai-eu?"),
        (FINE + '@id("b") permit(principal, action, resource in Jurisdiction::"EUU");', 2, "jurisdiction", "mean EU?"),
        (
            FINE + '@id("b") permit(principal, action, resource) when { resource in [Zone::"x"] };',
            2,
            "no zone x",
            "Known are: device, openai-eu",
        ),
        (
            FINE + '@id("b") permit(principal, action, resource) unless { "hostd" == resource.trust };',
            2,
            "never hostd",
            "mean hosted?",
        ),
        (
            FINE + '@id("b") permit(principal, action, resource) when { ["onsite"].contains(resource.trust) };',
            2,
            "never onsite",
            "premises",
        ),
        (
            FINE
            + '@id("b") forbid(principal, action, resource) when { context.categories.containsAny(["personal.*"]) };',
            2,
            "no category",
            "without a star",
        ),
    ],
)
def test_a_mistake_is_refused_with_its_place_and_a_remedy(text: str, line: int, message: str, remedy: str) -> None:
    error = refused(text)
    assert error.place == f"a.cedar:{line}"
    assert message in str(error)
    assert remedy in error.remedy


CHAINS = {
    "and": lambda n: "true" + " && true" * n,
    "or": lambda n: "false" + " || false" * n,
    "not": lambda n: "!" * n + "true",
    "minus": lambda n: "-" * n + "1 == 1",
    "plus": lambda n: "1" + " + 1" * n + " == 1",
    "times": lambda n: "1" + " * 1" * n + " == 1",
    "attributes": lambda n: "context" + ".a" * n + " == 1",
    "calls": lambda n: "context.categories" + '.contains("a")' * n,
    "index": lambda n: "context" + '["a"]' * n + " == 1",
    "has": lambda n: "context has " + ".".join("a" * n),
    "if": lambda n: "if true then true else " * n + "true",
    "if in if": lambda n: "if " * n + "true" + " then true else true" * n,
    "brackets": lambda n: "(" * n + "true" + ")" * n,
    "sets": lambda n: "[" * n + "1" + "]" * n + " == []",
    "mixed": lambda n: "(if true && context.a.b then !(true) else " * n + "true" + ")" * n,
}


@pytest.mark.req("J6", "D20")
@pytest.mark.parametrize("chain", CHAINS)
def test_a_policy_that_would_overflow_a_stack_is_refused_before_it_is_parsed(chain: str) -> None:
    """In a process of its own: an overflow cannot be caught."""
    text = f'@id("b") permit(principal, action, resource)\nwhen {{ {CHAINS[chain](20_000)} }};'
    code = (
        "import sys; from isthmus.policy import load\nfrom isthmus.domain.errors import SettingsError\n"
        "try: load({'a.cedar': sys.stdin.read()}, {})\nexcept SettingsError as refused: print(refused.place)"
    )
    ended = subprocess.run([sys.executable, "-c", code], input=text, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("a.cedar:")


def test_a_long_list_of_words_is_no_mistake() -> None:
    words = ", ".join(f'"p{number}"' for number in range(5_000))
    policies = load(
        {"a.cedar": f'@id("a") permit(principal, action, resource) when {{ [{words}].contains(context.purpose) }};'},
        ZONES,
    )
    assert policies.decide(Facts(DEVICE, Level.PUBLIC, purpose="p4999")).reasons == ("a",)


def test_a_long_chain_of_conditions_is_no_mistake() -> None:
    chain = " || ".join(f'context.purpose == "p{number}"' for number in range(200))
    policies = load({"a.cedar": f'@id("a") permit(principal, action, resource) when {{ {chain} }};'}, ZONES)
    assert policies.decide(Facts(DEVICE, Level.PUBLIC, purpose="p199")).reasons == ("a",)


def complaint_about(text: str) -> SettingsError | None:
    try:
        load({"a.cedar": text}, ZONES)
    except SettingsError as refused:
        return refused
    return None


WORDS = [
    '@id("',
    '@retain("0d")',
    'a")',
    "permit",
    "forbid",
    "(principal, action, resource)",
    "when",
    "{",
    "}",
    ";",
    "(",
    '"',
]
WORDS += [
    "context.level",
    " < ",
    "3",
    "//",
    "\n",
    "\\",
    " ",
    "!",
    "has",
    "\0",
    "?principal",
    'Zone::"x"',
    "\ud800",
    "é",
]


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.lists(st.sampled_from(WORDS), max_size=30).map("".join) | st.text(max_size=60))
def test_whatever_is_written_is_loaded_or_refused_with_its_place(text: str) -> None:
    complaint = complaint_about(text)
    assert complaint is None or complaint.place.startswith("a.cedar") or "there is no policy" in str(complaint)


@pytest.mark.parametrize("sources", [{}, {"a.cedar": ""}, {"a.cedar": "// nothing yet\n"}])
def test_an_empty_set_of_policies_is_refused(sources: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="there is no policy"):
        load(sources, ZONES)


def test_an_id_is_unique_across_files() -> None:
    assert refused(FINE, **{"b.cedar": "\n" + FINE}).place == "b.cedar:2"


def test_semicolons_and_quotes_in_strings_and_comments_end_nothing() -> None:
    text = """
    // it's; "quoted
    @id("a") @description("one; two // not a comment, \\" nor an end")
    permit(principal, action, resource) when { context.purpose != ";" }; // done;
    @id("b") permit(principal, action, resource);
    """
    assert load({"a.cedar": text}, ZONES).policies == ("a", "b")


def test_regions_of_the_operator_may_be_named() -> None:
    text = '@id("a") permit(principal, action, resource in Jurisdiction::"DACH");'
    assert refused(text).remedy
    assert load({"a.cedar": text}, ZONES, regions={"DACH": ["DE", "AT", "CH"]}).policies == ("a",)


def test_the_digest_follows_texts_zones_and_regions_and_nothing_else() -> None:
    digests = {
        load({"a.cedar": FINE}, ZONES).digest,
        load({"a.cedar": FINE + "\n"}, ZONES).digest,
        load({"b.cedar": FINE}, ZONES).digest,
        load({"a.cedar": FINE}, {}).digest,
        load({"a.cedar": FINE}, ZONES, regions={"DACH": ["DE"]}).digest,
    }
    assert len(digests) == 5
    assert load({"a.cedar": FINE}, ZONES).digest in digests
