"""National identifiers of further countries. Rows of the built-in list."""

from __future__ import annotations

from isthmus.detect import check_digits
from isthmus.detect.checks import stdnum
from isthmus.detect.patterns import PatternRecogniser
from isthmus.detect.rows import identity, spaced, worded

_ID = "personal.national_id"

COUNTRIES: tuple[PatternRecogniser, ...] = (
    # Those that speak for themselves.
    identity("sg_nric", "Singapore NRIC or FIN", r"\b[STFGMstfgm]\d{7}[A-Za-z]\b", check_digits.sg_nric),
    identity("my_nric", "Malaysian NRIC", r"\b\d{6}-\d{2}-\d{4}\b", stdnum("my.nric")),
    identity("pk_cnic", "Pakistani CNIC", r"\b\d{5}-\d{7}-\d\b", stdnum("pk.cnic")),
    identity("hk_id", "Hong Kong identity card", r"\b[A-Za-z]{1,2}\d{6}\([0-9Aa]\)", check_digits.hk_id),
    identity("ae_id", "Emirates ID", r"\b784[- ]?\d{4}[- ]?\d{7}[- ]?\d\b", check_digits.emirates_id),
    identity("do_cedula", "Dominican cédula", r"\b\d{3}-\d{7}-\d\b", stdnum("do.cedula")),
    identity("ru_snils", "Russian SNILS", r"\b\d{3}-\d{3}-\d{3}[ -]\d{2}\b", check_digits.snils),
    # Those that need a word beside them.
    worded(
        "th_pin",
        _ID,
        "Thai identity number",
        r"\b\d[ -]?\d{4}[ -]?\d{5}[ -]?\d{2}[ -]?\d\b",
        r"thai|national id|\bpin\b|บัตรประชาชน",
        stdnum("th.pin"),
    ),
    worded("id_nik", _ID, "Indonesian NIK", r"\b\d{16}\b", r"\bnik\b|\bktp\b", stdnum("id.nik")),
    worded(
        "tw_id",
        _ID,
        "Taiwanese identity number",
        r"\b[A-Z][1289]\d{8}\b",
        r"taiwan|national id|\bid (?:number|card|no)|身分證|身份證|統一證號",
        check_digits.tw_id,
    ),
    worded(
        "jp_my_number",
        _ID,
        "Japanese My Number",
        rf"\b{spaced(12)}\b",
        r"my ?number|個人番号|マイナンバー",
        stdnum("jp.in_"),
    ),
    worded("bg_egn", _ID, "Bulgarian EGN", r"\b\d{10}\b", r"\begn\b|ЕГН", stdnum("bg.egn")),
    worded("lv_pk", _ID, "Latvian personas kods", r"\b\d{6}-?\d{5}\b", r"personas kod|personal code", stdnum("lv.pvn")),
    worded("is_kt", _ID, "Icelandic kennitala", r"\b\d{6}-?\d{4}\b", r"kennitala|\bkt\b", stdnum("is_.kennitala")),
    worded(
        "jmbg",
        _ID,
        "JMBG or EMŠO, of the countries of former Yugoslavia",
        r"\b\d{13}\b",
        r"jmbg|em[šs]o\b|јмбг|ембг|embg|matični broj",
        stdnum("si.emso"),
    ),
    worded(
        "lu_matricule",
        _ID,
        "Luxembourgish matricule",
        r"\b\d{4} ?\d{2} ?\d{2} ?\d{5}\b",
        r"matricule|sozialversicherung|sécurité sociale",
        check_digits.lu_matricule,
    ),
    worded(
        "es_nss",
        _ID,
        "Spanish social security number",
        r"\b\d{2}[ /-]?\d{8}[ /-]?\d{2}\b",
        r"seguridad social|\bnu?ss\b|afiliación",
        check_digits.es_nss,
    ),
    worded(
        "de_pension",
        _ID,
        "German pension insurance number",
        r"\b\d{2} ?\d{6} ?[A-Za-z] ?\d{3}\b",
        r"versicherung|\bsv-?nr|\bsvnr|\brvnr|\bvsnr|social security",
        check_digits.de_pension,
    ),
    worded(
        "de_id_card",
        _ID,
        "German identity card",
        r"\b[CFGHJKLMNPRTVWXYZ][0-9CFGHJKLMNPRTVWXYZ]{8}\d?\b",
        r"personalausweis|ausweis(?:nummer|-?nr)|identity card|\bid card",
        check_digits.icao_number,
        gate="",
    ),
    worded(
        "pl_id_card",
        _ID,
        "Polish identity card",
        r"\b[A-Z]{3} ?\d{6}\b",
        r"dow[óo]d|identity card|\bid card",
        check_digits.pl_id_card,
    ),
    worded(
        "nl_id_card",
        _ID,
        "Dutch identity card or passport",
        r"\b[A-NP-Z]{2}[A-NP-Z0-9]{6}\d\b",
        r"identiteitskaart|document(?:nummer)?\b|paspoort",
        stdnum("nl.identiteitskaartnummer"),
        gate="",
    ),
    worded(
        "it_id_card",
        _ID,
        "Italian identity card",
        r"\b(?:C[A-Z]\d{5}[A-Z]{2}|[A-Z]{2} ?\d{7})\b",
        r"carta d['’]identit[àa]|\bc\.?i\.?e\b|identity card|\bid card",
        gate="",
    ),
    worded(
        "fr_id_card",
        _ID,
        "French identity card",
        r"\b(?:\d{12}|\d{4}[A-Z0-9]{2}\d{6}|[A-Z0-9]{2}\d{2}[A-Z0-9]{5})\b",
        r"carte (?:nationale )?d['’]identité|\bcni\b|identity card|\bid card",
    ),
    worded("in_voter", _ID, "Indian voter card", r"\b[A-Z]{3}\d{7}\b", r"voter|\bepic\b", stdnum("in_.epic")),
    worded("ec_cedula", _ID, "Ecuadorian cédula", r"\b\d{9}-?\d\b", r"c[ée]dula|\bci\b", stdnum("ec.ci")),
    worded("ar_dni", _ID, "Argentine DNI", r"\b\d{1,2}\.\d{3}\.\d{3}\b|\b\d{7,8}\b", r"\bdni\b|documento nacional"),
    worded(
        "sa_id",
        _ID,
        "Saudi identity or iqama number",
        r"\b[12]\d{9}\b",
        r"saudi|iqama|الهوية|إقامة|national id",
        check_digits.luhn_number,
    ),
    worded("ng_nin", _ID, "Nigerian NIN", r"\b\d{11}\b", r"\bnin\b|national identi"),
    worded(
        "ru_passport",
        "personal.passport",
        "Russian internal passport",
        r"\b\d{2} ?\d{2} ?(?:№ ?)?\d{6}\b",
        r"паспорт|russian passport",
    ),
)
