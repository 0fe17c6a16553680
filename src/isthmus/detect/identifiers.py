"""National identifiers. Rows of the built-in list.

A bare run of digits with a weak check digit is recognised beside a word that says what it is, and only there.
"""

from __future__ import annotations

from isthmus.detect import checks
from isthmus.detect.patterns import PatternRecogniser
from isthmus.detect.rows import identity

IDENTIFIERS: tuple[PatternRecogniser, ...] = (
    # National identifiers that speak for themselves.
    identity("us_ssn", "US social security number", r"\b\d{3}-\d{2}-\d{4}\b", checks.stdnum("us.ssn")),
    identity(
        "uk_nino",
        "UK National Insurance number",
        r"(?i:\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b)",
        checks.nino,
    ),
    identity(
        "fr_nir",
        "French NIR",
        r"\b[1-8] ?\d{2} ?\d{2} ?(?:\d{2}|2[ABab]) ?\d{3} ?\d{3} ?\d{2}\b",
        checks.stdnum("fr.nir"),
    ),
    identity("es_dni", "Spanish DNI", r"\b\d{8}[ -]?[A-Za-z]\b", checks.stdnum("es.dni")),
    identity("es_nie", "Spanish NIE", r"\b[XYZxyz][ -]?\d{7}[ -]?[A-Za-z]\b", checks.stdnum("es.nie")),
    identity(
        "it_codice_fiscale",
        "Italian codice fiscale",
        r"(?i:\b[A-Z]{6}[0-9LMNP-V]{2}[A-EHLMPRST][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]\b)",
        checks.stdnum("it.codicefiscale"),
        gate="",
    ),
    identity(
        "be_nn", "Belgian national number", r"\b\d{2}\.\d{2}\.\d{2}[ -]\d{3}\.\d{2}\b", checks.rijksregister
    ),
    identity("se_personnummer", "Swedish personnummer", r"\b(?:19|20)?\d{6}[-+]\d{4}\b", checks.personnummer),
    identity(
        "fi_hetu",
        "Finnish henkilötunnus",
        r"(?i:\b\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y]\b)",
        checks.stdnum("fi.hetu"),
    ),
    identity(
        "ch_ahv", "Swiss AHV number", r"\b756[. -]?\d{4}[. -]?\d{4}[. -]?\d{2}\b", checks.stdnum("ch.ssn")
    ),
    identity(
        "pt_cc",
        "Portuguese citizen card",
        r"\b\d{8} ?\d ?[A-Z0-9]{2}\d\b",
        checks.stdnum("pt.cc"),
        r"(?i:cart[ãa]o|cidad[ãa]o|\bCC\b)",
    ),
    identity("br_cpf", "Brazilian CPF", r"\b\d{3}\.\d{3}\.\d{3}-\d{2}\b", checks.stdnum("br.cpf")),
    identity(
        "in_aadhaar", "Indian Aadhaar", r"\b[2-9]\d{3}[ -]\d{4}[ -]\d{4}\b", checks.stdnum("in_.aadhaar")
    ),
    identity(
        "in_pan", "Indian PAN", r"\b[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]\b", checks.stdnum("in_.pan"), gate=""
    ),
    identity("cz_rc", "Czech and Slovak birth number", r"\b\d{6}/\d{3,4}\b", checks.stdnum("cz.rc")),
    identity(
        "mx_curp", "Mexican CURP", r"(?i:\b[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z0-9]\d\b)", checks.stdnum("mx.curp")
    ),
    identity("cl_rut", "Chilean RUT", r"\b\d{1,2}\.\d{3}\.\d{3}-[\dKk]\b", checks.stdnum("cl.rut")),
    identity("cn_ric", "Chinese resident identity number", r"\b\d{17}[\dXx]\b", checks.stdnum("cn.ric")),
    # National identifiers that need a word beside them.
    identity(
        "us_ssn_plain",
        "US SSN without hyphens",
        r"\b\d{3} ?\d{2} ?\d{4}\b",
        checks.stdnum("us.ssn"),
        r"(?i:\bssn\b|social security)",
    ),
    identity(
        "de_idnr",
        "German tax identification number",
        r"\b\d{2} ?\d{3} ?\d{3} ?\d{3}\b",
        checks.stdnum("de.idnr"),
        r"(?i:steuer|id-?nr|identifikationsnummer|\btax\b|\btin\b)",
    ),
    identity(
        "nl_bsn",
        "Dutch BSN",
        r"\b\d{4}[ .]?\d{2}[ .]?\d{3}\b",
        checks.stdnum("nl.bsn"),
        r"(?i:\bbsn\b|burgerservice|sofi)",
    ),
    identity(
        "be_nn_plain",
        "Belgian national number, bare",
        r"\b\d{2}[. ]?\d{2}[. ]?\d{2}[ .-]?\d{3}[ .]?\d{2}\b",
        checks.rijksregister,
        r"(?i:rijksregister|registre national|national (?:register )?number|\bniss\b|\binsz\b)",
    ),
    identity("pl_pesel", "Polish PESEL", r"\b\d{11}\b", checks.stdnum("pl.pesel"), r"(?i:pesel)"),
    identity(
        "se_personnummer_plain",
        "Swedish personnummer, bare",
        r"\b(?:19|20)?\d{10}\b",
        checks.personnummer,
        r"(?i:person(?:nummer|nr)|samordningsnummer)",
    ),
    identity("dk_cpr", "Danish CPR number", r"\b\d{6}[ -]?\d{4}\b", checks.cpr, r"(?i:\bcpr\b|personnummer)"),
    identity(
        "no_fnr",
        "Norwegian fødselsnummer",
        r"\b\d{6} ?\d{5}\b",
        checks.fodselsnummer,
        r"(?i:fødselsnummer|fodselsnummer|personnummer|\bfnr\b)",
    ),
    identity(
        "pt_nif",
        "Portuguese NIF",
        r"\b\d{3} ?\d{3} ?\d{3}\b",
        checks.stdnum("pt.nif"),
        r"(?i:\bnif\b|contribuinte)",
    ),
    identity(
        "at_svnr",
        "Austrian insurance number",
        r"\b\d{4} ?\d{6}\b",
        checks.stdnum("at.vnr"),
        r"(?i:sozialversicherung|\bsv-?nr|\bsvnr|versicherungsnummer)",
    ),
    identity("br_cpf_plain", "Brazilian CPF, bare", r"\b\d{11}\b", checks.stdnum("br.cpf"), r"(?i:\bcpf\b)"),
    identity(
        "in_aadhaar_plain",
        "Indian Aadhaar, bare",
        r"\b[2-9]\d{11}\b",
        checks.stdnum("in_.aadhaar"),
        r"(?i:aadhaar|aadhar|\buidai\b)",
    ),
    identity(
        "ca_sin",
        "Canadian SIN",
        r"\b\d{3}[ -]?\d{3}[ -]?\d{3}\b",
        checks.stdnum("ca.sin"),
        r"(?:\bSIN\b|\bNAS\b|(?i:social insurance|assurance sociale))",
    ),
    identity(
        "ie_pps",
        "Irish PPS number",
        r"\b\d{7}[A-Wa-w][A-IWa-iw]?\b",
        checks.stdnum("ie.pps"),
        r"(?i:\bppsn?\b|personal public service)",
    ),
    identity(
        "au_tfn",
        "Australian tax file number",
        r"\b\d{3} ?\d{3} ?\d{2,3}\b",
        checks.stdnum("au.tfn"),
        r"(?i:\btfn\b|tax file)",
    ),
    identity(
        "ro_cnp", "Romanian CNP", r"\b\d{13}\b", checks.stdnum("ro.cnp"), r"(?i:\bcnp\b|cod numeric personal)"
    ),
    identity("hr_oib", "Croatian OIB", r"\b\d{11}\b", checks.stdnum("hr.oib"), r"(?i:\boib\b)"),
    identity("ee_ik", "Estonian isikukood", r"\b\d{11}\b", checks.stdnum("ee.ik"), r"(?i:isikukood)"),
    identity(
        "lt_asmens", "Lithuanian asmens kodas", r"\b\d{11}\b", checks.stdnum("lt.asmens"), r"(?i:asmens kod)"
    ),
    identity(
        "tr_kimlik",
        "Turkish identity number",
        r"\b\d{11}\b",
        checks.stdnum("tr.tckimlik"),
        r"(?i:kimlik|\btckn\b)",
    ),
    identity("gr_amka", "Greek AMKA", r"\b\d{11}\b", checks.stdnum("gr.amka"), r"(?i:amka|ΑΜΚΑ)"),
    identity(
        "il_id",
        "Israeli identity number",
        r"\b\d{9}\b",
        checks.stdnum("il.idnr"),
        r"(?i:teudat zehut|israeli id|תעודת זהות)",
    ),
    identity(
        "za_id",
        "South African identity number",
        r"\b\d{13}\b",
        checks.south_african_id,
        r"(?i:south africa|\bid (?:number|no)|\brsa id\b)",
    ),
    identity("kr_rrn", "South Korean registration number", r"\b\d{6}-[1-8]\d{6}\b", checks.rrn),
)
