"""Health: records, insurance numbers and codes of diagnoses. Rows of the built-in list."""

from __future__ import annotations

from isthmus.detect import check_digits
from isthmus.detect.checks import stdnum
from isthmus.detect.patterns import PatternRecogniser
from isthmus.detect.rows import spaced, worded

_RECORD, _INSURANCE, _CODE = "health.record", "health.insurance", "health.code"

_RECORD_WORDS = (
    r"\bmrn\b|medical record|patient[ _-]?(?:id|no|number|nr)\b|patient identif|hospital (?:number|no\b|id)"
    r"|chart (?:no|number)"
    r"|medical_record|patienten?-?(?:nummer|nr|id)|fallnummer|krankenakte|aktenzeichen der klinik"
    r"|num[ée]ro (?:de )?(?:patient|dossier)|dossier (?:médical|patient)|\bipp\b|historia cl[íi]nica|\bnhc\b"
    r"|n[úu]mero de paciente|cartella clinica|(?:codice|numero|id) paziente"
)
_INSURED = (
    r"health (?:insurance|card|plan)|insurance (?:id|number|no)|member (?:id|number|no)|policy (?:number|no)\b"
    r"|subscriber (?:id|number)"
    r"|krankenversicher|krankenkasse|gesundheitskarte|\bkvnr\b|versichertennummer|versicherten-?n"
    r"|mutuelle|assurance maladie|num[ée]ro d['’]adhérent|tarjeta sanitaria|seguro (?:médico|de salud)|póliza|afiliado"
    r"|tessera sanitaria|assicurazione sanitaria|numero di polizza|\behic\b"
)
_DIAGNOSES = (
    r"\bicd\b|\bicd-?(?:9|10|11)|diagnos[ei]|diagnóstic|diagnostic (?:principal|code|associé)|\bcim-?10\b|\bcie-?10\b"
)

HEALTH: tuple[PatternRecogniser, ...] = (
    worded(
        "uk_nhs",
        _RECORD,
        "UK NHS number",
        r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b",
        r"\bnhs\b|\bchi (?:number|no)",
        stdnum("gb.nhs"),
        confidence=0.85,
    ),
    worded(
        "us_npi",
        _RECORD,
        "US provider number (NPI)",
        r"\b[12]\d{9}\b",
        r"\bnpi\b|provider (?:id|number)",
        check_digits.npi,
    ),
    worded("us_dea", _RECORD, "US DEA number", r"\b[ABCDEFGHJKLMPRSTUX][A-Z9]\d{7}\b", r"\bdea\b", check_digits.dea),
    worded(
        "medical_record",
        _RECORD,
        "Number of a patient or a medical record",
        r"\b(?:[A-Z]{1,4}[-/]?)?\d{2,}(?:[-/.]?\d+){0,4}(?:[-/][A-Z0-9]{1,4})?\b"
        r"|\b[A-Z0-9]{2,4}(?:-[A-Z0-9]{2,6}){1,3}\b",
        _RECORD_WORDS,
        check=check_digits.reference,
        gate="",
        window=32,
    ),
    worded(
        "de_kvnr",
        _INSURANCE,
        "German health insurance number",
        r"\b[A-Z] ?\d{3} ?\d{3} ?\d{3}\b",
        _INSURED,
        check_digits.kvnr,
    ),
    worded(
        "us_mbi",
        _INSURANCE,
        "US Medicare number (MBI)",
        r"\b[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d[- ]?[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d[- "
        r"]?[AC-HJKMNP-RT-Y]{2}\d{2}\b",
        r"\bmbi\b|medicare|beneficiary",
        gate="",
    ),
    worded(
        "au_medicare",
        _INSURANCE,
        "Australian Medicare card",
        r"\b\d{4}[ -]?\d{5}[ -]?\d(?:[-/ ]?\d)?\b",
        r"medicare",
        check_digits.medicare_au,
    ),
    worded(
        "au_ihi",
        _INSURANCE,
        "Australian health identifier (IHI)",
        r"\b8003 ?60\d{2} ?\d{4} ?\d{4}\b",
        r"\bihi\b|health(?:care)? identifier",
        check_digits.luhn_number,
    ),
    worded(
        "ca_phn",
        _INSURANCE,
        "British Columbian health number",
        r"\b9\d{3} ?\d{3} ?\d{3}\b",
        r"\bphn\b|personal health|care ?card",
        stdnum("ca.bc_phn"),
    ),
    worded(
        "ca_ohip",
        _INSURANCE,
        "Ontario health card",
        r"\b\d{4}[- ]?\d{3}[- ]?\d{3}(?:[- ]?[A-Z]{2})?\b",
        r"\bohip\b|health (?:card|number)",
        check_digits.luhn_number,
    ),
    worded(
        "hu_taj",
        _INSURANCE,
        "Hungarian health insurance number",
        r"\b\d{3}[ -]?\d{3}[ -]?\d{3}\b",
        r"\btaj\b",
        check_digits.taj,
    ),
    worded(
        "eu_ehic",
        _INSURANCE,
        "European health insurance card",
        rf"\b80{spaced(18)}\b",
        r"\behic\b|tessera sanitaria|health insurance card|krankenversicherungskarte|tarjeta sanitaria europea"
        r"|carte européenne",
    ),
    worded(
        "health_insurance",
        _INSURANCE,
        "Member or policy number of a health insurance",
        r"\b(?:[A-Z]{1,4}[ -]?)?\d{3,}(?:-?[A-Z0-9]{1,6}| \d[A-Z0-9]{0,5}){0,4}\b",
        _INSURED,
        check=check_digits.reference,
        gate="",
        window=32,
    ),
    worded(
        "icd_10",
        _CODE,
        "ICD-10 or ICD-11 code beside a word for it",
        r"\b(?:[A-TV-Z]\d[0-9AB](?:\.[0-9A-Z]{1,4})?|[1-9A-NP-X][A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,2})?)\b",
        _DIAGNOSES,
        gate="",
        window=32,
    ),
    worded(
        "icd_9",
        _CODE,
        "ICD-9 code beside a word for it",
        r"\b(?:\d{3}\.\d{1,2}|[VE]\d{2,3}\.\d{1,2})\b",
        r"\bicd-?9",
        gate="",
        window=32,
    ),
    worded("snomed", _CODE, "SNOMED CT concept", r"\b\d{6,18}\b", r"snomed", check_digits.snomed),
    worded("loinc", _CODE, "LOINC code", r"\b\d{3,5}-\d\b", r"loinc", gate=""),
)
