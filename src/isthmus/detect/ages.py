"""Ages, and minors among them: years told as such, never computed from a date and today. Rows of the built-in list."""

from __future__ import annotations

from isthmus.detect import plausible
from isthmus.detect.patterns import PatternRecogniser
from isthmus.detect.rows import row

_PERSON = (
    r"(?i:\b(?:boy|girl|child|children|kid|son|daughter|teen(?:ager)?|pupil|student|minor|toddler|infant|baby"
    r"|patient|brother|sister"
    r"|nephew|niece|grand(?:son|daughter|child)|juvenile|schoolboy|schoolgirl|she|i am|i'm|victim|adolescent|school"
    r"|kind|kinder|junge|mädchen|sohn|tochter|schüler(?:in)?|jugendliche[rn]?|säugling|enkel(?:in)?|bruder"
    r"|schwester|ihr|sie|er ist"
    r"|enfant|garçon|fille|fils|élève|mineure?|adolescente?|bébé|frère|sœur|elle"
    r"|niñ[oa]s?|hij[oa]|chic[oa]|menor|alumn[oa]|bebé|herman[oa]|nieto|niet[oa]"
    r"|bambin[oa]|ragazz[oa]|figli[oa]|minorenne|alunn[oa]|neonato|fratello|sorella|nipote)\b|\s(?:he|il)\s)"
)
_YEARS = (
    r"\b(\d{1,3})(?:[ -](?:years?|yrs?)[ -](?:old|of age)\b|\s?y/?o\b|-year-olds?\b|[ -]?jährige[nrs]?\b"
    r"|[ -]?Jahre alt\b|[ -]?ans\b|[ -]años\b|[ -]anni\b"
    r"|[ -](?:months?|weeks?)[ -]old\b|[ -]?Monate alt\b|[ -](?:mois|meses|mesi)\b)"
)
_AGED = (
    r"(?i:\bage[ds]?|\bturned|\balter|\bim alter von|âgée?s? de|âge|\bedad|\bde edad|\bet[àa]|\bdi et[àa])"
    r"[\"']?\s{0,2}[:=]?\s{0,2}(?i:of\s|is\s|von\s|de\s|di\s)?(\d{1,3})\b"
)
_TOLD = (
    r"\d[ -]?(?:(?:years?|yrs?|months?|weeks?)[ -](?:old|of)|y/?o\b|year-old|jährige|Jahre alt|Monate alt|ans\b"
    r"|años\b|anni\b|mois\b|meses\b|mesi\b)"
)
_NAMED = r"(?i:\bage[ds]?|turned|\balter|âg|\bedad|\bet[àa])[^\x00\d]{0,10}\d"

AGES: tuple[PatternRecogniser, ...] = (
    row(
        "minor",
        "personal.minor",
        "An age below 18 beside a word for a person",
        _YEARS,
        check=plausible.minor,
        context=_PERSON,
        trigger=_TOLD,
        window=40,
        confidence=0.85,
    ),
    row(
        "minor_aged",
        "personal.minor",
        "The same behind a word for age",
        _AGED,
        check=plausible.minor,
        context=_PERSON,
        trigger=_NAMED,
        window=40,
        confidence=0.85,
    ),
    row(
        "age",
        "personal.age",
        "An age in years, of a person as far as the words tell",
        r"\b(\d{1,3})(?:[ -](?:years?|yrs?)[ -](?:old|of age)\b|\s?y/?o\b|-year-olds?\b|[ -]?jährige[nrs]?\b"
        r"|[ -]?Jahre alt\b|[ -]ans\b|[ -]años\b|[ -]anni\b)",
        check=plausible.age,
        trigger=_TOLD,
        confidence=0.8,
    ),
    row(
        "age_named",
        "personal.age",
        "An age behind a word for age",
        _AGED,
        check=plausible.age,
        trigger=_NAMED,
        unless_before=r"[\w-]|[Cc]ache |max |min ",
        confidence=0.8,
    ),
    row(
        "age_field",
        "personal.age",
        "The text right after a text that is only a word for age, as keys and values of an object are",
        r"\x00(?i:[a-z_]{0,20}_)?(?i:age|alter|âge|edad|età)\x00(\d{1,3})\x00",
        check=plausible.age,
        trigger=r"(?i:age|alter|âge|edad|età)\x00\d{1,3}\x00",
    ),
)
