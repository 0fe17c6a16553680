"""The built-in recognisers: one ordered list. Of two that claim the same text the earlier wins, so what contains others
(a key block, a URL with a password) comes before what it contains.

Bare runs of digits with weak check digits are recognised beside a word that says what they are, and only there.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from isthmus.detect import checks
from isthmus.detect.patterns import Check, PatternRecogniser
from isthmus.domain.errors import SettingsError


def _row(
    name: str,
    category: str,
    about: str,
    pattern: str,
    *,
    check: Check | None = None,
    context: str = "",
    confidence: float = 0.9,
    unless_before: str = "",
    trigger: str = "",
    window: int = 48,
) -> PatternRecogniser:
    return PatternRecogniser(
        name=name, category=category, about=about, pattern=pattern, check=check, context=context,
        confidence=confidence, unless_before=unless_before, trigger=trigger, window=window, joined=True,
    )  # fmt: skip


def _key(provider: str, about: str, pattern: str, **more: str) -> PatternRecogniser:
    return _row(f"{provider}_key", "secret.api_key", about, pattern, confidence=0.99, **more)  # type: ignore[arg-type]  # only pattern texts


def _national(
    name: str, about: str, pattern: str, check: Check | None = None, context: str = ""
) -> PatternRecogniser:
    return _row(
        name,
        "personal.national_id",
        about,
        pattern,
        check=check,
        context=context,
        confidence=0.85 if context else 0.95,
    )


_MONTH = (
    "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|fév|fev|avr|juin|juil|aoû|aou|déc|ene|abr|ago|dic|"
    "gen|mag|giu|lug|set|ott)[a-zéûä]{0,7}"
)
_DATE = (
    r"\b(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})"
    rf"|\d{{1,2}}(?:st|nd|rd|th|\.|er)?\s(?:of\s|de\s)?(?i:{_MONTH})\.?,?\s(?:de\s)?\d{{2,4}}"
    rf"|(?i:{_MONTH})\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}})\b"
)
_BORN = (
    r"(?i:\bborn\b|\bd\.?o\.?b\b|date[ _-]?of[ _-]?birth|birth[ _-]?da(?:te|y)|geboren|geburtsdatum|\bgeb\.|\bnée? le\b"
    r"|date de naissance|fecha de nacimiento|nacid[oa] el|\bnat[oa] il|data di nascita|geboortedatum|data de nascimento)"
)
_PHONE = (
    r"(?i:\btel(?:ef[oóô]no?|e?phone|éphone)?\b|phone|\bmobile?\b|\bmobil|\bhandy\b|\bcell\b|\bcall(?:ing)?\b|\bfax\b|whatsapp"
    r"|\bsms\b|anruf|rufnummer|numéro|portable|móvil|cellulare)"
)
_SECRET_NAME = (
    r"(?:pass(?:word|wd|phrase|code)|pwd|passwort|kennwort|mot[ _]de[ _]passe|contraseña|api[_-]?key|access[_-]?key|"
    r"secret(?:[_-]?key)?|auth[_-]?token|access[_-]?token|client[_-]?secret|private[_-]?key)"
)

BUILT_INS: tuple[PatternRecogniser, ...] = (
    # Secrets.
    _row(
        "private_key",
        "secret.private_key",
        "PEM private key, the whole block, also cut off",
        (
            r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[^\x00-]|-[^\x00-])*"
            r"(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?"
        ),
        confidence=0.99,
        trigger="-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY",
    ),
    _row(
        "url_credentials",
        "secret.url_credentials",
        "User and password inside a URL",
        (r"\b(?i:[a-z][a-z0-9+.-]{1,20})://([^\s/?#@:\"'<>\x00]*:[^\s/?#\"'<>\x00]+)@"),
        confidence=0.95,
        trigger="://[^\\s/?#@:\"'<>\\x00]*:[^\\s/?#\"'<>\\x00]+@",
    ),
    _row(
        "jwt",
        "secret.token",
        "JSON Web Token",
        r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?",
        confidence=0.99,
        trigger=r"\beyJ[A-Za-z0-9_-]{8}",
    ),
    _key("aws_access", "AWS access key id", r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b"),
    _key(
        "aws_secret",
        "AWS secret access key",
        r"\b([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|\z)",
        context=r"(?i:aws.{0,20}(?:secret|key)|secret_?access_?key)",
    ),
    _key(
        "github",
        "GitHub token",
        r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})",
        trigger="gh[pousr]_[A-Za-z0-9]{4}|github_pat_",
    ),
    _key(
        "gitlab",
        "GitLab token",
        r"\bgl(?:pat|dt|rt|cbt|ptt|ft|soat)-[A-Za-z0-9_-]{20,}",
        trigger="gl[a-z]{2,4}-[A-Za-z0-9_-]{8}",
    ),
    _key("anthropic", "Anthropic", r"\bsk-ant-[A-Za-z0-9_-]{20,}", trigger="sk-ant-"),
    _key(
        "openai",
        "OpenAI, OpenRouter and others of this form",
        r"\bsk-[A-Za-z0-9_-]{20,}",
        trigger=r"\bsk-[A-Za-z0-9_-]{8}",
    ),
    _key("google", "Google API key", r"\bAIza[A-Za-z0-9_-]{35}", trigger="AIza"),
    _key(
        "google_oauth",
        "Google OAuth token or client secret",
        r"\b(?:ya29\.[A-Za-z0-9_-]{20,}|GOCSPX-[A-Za-z0-9_-]{20,})",
        trigger=r"ya29\.|GOCSPX-",
    ),
    _key(
        "slack",
        "Slack token",
        r"\bxox[abeoprs][.-][A-Za-z0-9.-]{10,}|\bxapp-[0-9]-[A-Za-z0-9-]{10,}",
        trigger="xox[abeoprs][.-]|xapp-",
    ),
    _key(
        "slack_webhook",
        "Slack webhook path",
        r"hooks\.slack\.com/services/(T[A-Z0-9]+/B[A-Z0-9]+/[A-Za-z0-9]{16,})",
        trigger=r"hooks\.slack\.com/services/",
    ),
    _key(
        "stripe",
        "Stripe key",
        r"\b(?:[rs]k_(?:live|test)_|whsec_)[A-Za-z0-9]{16,}",
        trigger="k_(?:live|test)_|whsec_",
    ),
    _key("twilio", "Twilio API key", r"\bSK[0-9a-f]{32}\b", trigger="SK[0-9a-f]{8}"),
    _key(
        "sendgrid",
        "SendGrid key",
        r"\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{32,}",
        trigger=r"\bSG\.[A-Za-z0-9_-]{8}",
    ),
    _key("mailgun", "Mailgun key", r"\bkey-[0-9a-f]{32}\b", trigger="key-[0-9a-f]{8}"),
    _key("npm", "npm token", r"\bnpm_[A-Za-z0-9]{36}\b", trigger="npm_[A-Za-z0-9]{8}"),
    _key("pypi", "PyPI token", r"\bpypi-[A-Za-z0-9_-]{50,}", trigger="pypi-[A-Za-z0-9_-]{8}"),
    _key(
        "huggingface",
        "Hugging Face token",
        r"\b(?:hf|api_org)_[A-Za-z]{30,}\b",
        trigger="(?:hf|api_org)_[A-Za-z]{8}",
    ),
    _key("groq", "Groq key", r"\bgsk_[A-Za-z0-9]{40,}", trigger="gsk_[A-Za-z0-9]{8}"),
    _key("replicate", "Replicate token", r"\br8_[A-Za-z0-9]{37}\b", trigger="r8_[A-Za-z0-9]{8}"),
    _key("digitalocean", "DigitalOcean token", r"\bdo[opr]_v1_[a-f0-9]{64}\b", trigger="do[opr]_v1_"),
    _key("shopify", "Shopify token", r"\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\b", trigger="shp[acps][ats]_"),
    _key("databricks", "Databricks token", r"\bdapi[a-f0-9]{32}\b", trigger="dapi[a-f0-9]{8}"),
    _key(
        "vault",
        "HashiCorp Vault token",
        r"\bhv[sbr]\.[A-Za-z0-9_-]{24,}",
        trigger=r"\bhv[sbr]\.[A-Za-z0-9_-]{8}",
    ),
    _key(
        "azure_storage",
        "Azure storage account key",
        r"\bAccountKey=([A-Za-z0-9+/]{80,}={0,2})",
        trigger="AccountKey=",
    ),
    _key(
        "telegram", "Telegram bot token", r"\b\d{8,10}:AA[A-Za-z0-9_-]{32,}", trigger=":AA[A-Za-z0-9_-]{16}"
    ),
    _key("age", "age secret key", r"\bAGE-SECRET-KEY-1[A-Z0-9]{58}\b", trigger="AGE-SECRET-KEY-1"),
    _row(
        "bearer",
        "secret.token",
        "Bearer or basic credentials of a header",
        r"(?i:\b(?:bearer|basic)\s+)([A-Za-z0-9._~+/-]{16,}=*)",
        check=checks.random_token,
        confidence=0.95,
        trigger=r"(?i:\b(?:bearer|basic)\s+[A-Za-z0-9._~+/-]{8})",
    ),
    _row(
        "password",
        "secret.password",
        "What is assigned to a password, key or secret",
        (rf"(?i:{_SECRET_NAME})[\"']?\s{{0,3}}(?:[:=]|=>|:=)\s{{0,3}}[\"'`]?([^\s\"'`,;\x00]{{4,200}})"),
        check=checks.secret_value,
        confidence=0.85,
        trigger=rf"(?i:{_SECRET_NAME})[\"']?\s{{0,3}}[:=]",
    ),
    _row(
        "password_in_prose",
        "secret.password",
        "A password told in a sentence",
        (
            r"(?i:\b(?:password|passphrase|passcode|pin|passwort|kennwort|mot de passe|contraseña)\s+"
            r"(?:is|was|ist|lautet|est|es|to|:)\s+)[\"'`“]?([^\s\"'`”\x00]{4,200})"
        ),
        check=checks.spoken_secret,
        confidence=0.75,
        trigger=r"(?i:pass(?:word|phrase|code|wort)|\bpin|kennwort|mot de passe|contraseña)\s+(?:is|was|ist|lautet|est|es|to|:)\s",
    ),
    # Contact.
    _row(
        "email",
        "personal.email",
        "E-mail address",
        (
            r"[A-Za-z0-9_À-ԯ][A-Za-z0-9._%+'À-ԯ-]{0,63}@"
            r"(?:[A-Za-z0-9À-ԯ](?:[A-Za-z0-9À-ԯ-]{0,62})\.){1,8}[A-Za-zÀ-ԯ]{2,24}"
        ),
        check=checks.email,
        confidence=0.99,
        trigger=r"[^\s\x00]@[^\s\x00]",
    ),
    # Money.
    _row(
        "iban",
        "financial.iban",
        "International bank account number, with its check digits",
        r"(?i:\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}\b)",
        check=checks.iban,
        confidence=0.99,
    ),
    _row(
        "card",
        "financial.card",
        "Payment card number, with its check digit",
        r"\b[2-6](?:[ -]?\d){12,18}\b",
        check=checks.card,
        confidence=0.97,
    ),
    # National identifiers that speak for themselves.
    _national("us_ssn", "US social security number", r"\b\d{3}-\d{2}-\d{4}\b", checks.stdnum("us.ssn")),
    _national(
        "uk_nino",
        "UK National Insurance number",
        r"(?i:\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b)",
        checks.nino,
    ),
    _national(
        "fr_nir",
        "French NIR",
        r"\b[1-8] ?\d{2} ?\d{2} ?(?:\d{2}|2[ABab]) ?\d{3} ?\d{3} ?\d{2}\b",
        checks.stdnum("fr.nir"),
    ),
    _national("es_dni", "Spanish DNI", r"\b\d{8}[ -]?[A-Za-z]\b", checks.stdnum("es.dni")),
    _national("es_nie", "Spanish NIE", r"\b[XYZxyz][ -]?\d{7}[ -]?[A-Za-z]\b", checks.stdnum("es.nie")),
    _national(
        "it_codice_fiscale",
        "Italian codice fiscale",
        r"(?i:\b[A-Z]{6}[0-9LMNP-V]{2}[A-EHLMPRST][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]\b)",
        checks.stdnum("it.codicefiscale"),
    ),
    _national(
        "be_nn", "Belgian national number", r"\b\d{2}\.\d{2}\.\d{2}[ -]\d{3}\.\d{2}\b", checks.rijksregister
    ),
    _national(
        "se_personnummer", "Swedish personnummer", r"\b(?:19|20)?\d{6}[-+]\d{4}\b", checks.personnummer
    ),
    _national(
        "fi_hetu",
        "Finnish henkilötunnus",
        r"(?i:\b\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y]\b)",
        checks.stdnum("fi.hetu"),
    ),
    _national(
        "ch_ahv", "Swiss AHV number", r"\b756[. -]?\d{4}[. -]?\d{4}[. -]?\d{2}\b", checks.stdnum("ch.ssn")
    ),
    _national(
        "pt_cc",
        "Portuguese citizen card",
        r"\b\d{8} ?\d ?[A-Z0-9]{2}\d\b",
        checks.stdnum("pt.cc"),
        r"(?i:cart[ãa]o|cidad[ãa]o|\bCC\b)",
    ),
    _national("br_cpf", "Brazilian CPF", r"\b\d{3}\.\d{3}\.\d{3}-\d{2}\b", checks.stdnum("br.cpf")),
    _national(
        "in_aadhaar", "Indian Aadhaar", r"\b[2-9]\d{3}[ -]\d{4}[ -]\d{4}\b", checks.stdnum("in_.aadhaar")
    ),
    _national("in_pan", "Indian PAN", r"\b[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]\b", checks.stdnum("in_.pan")),
    _national("cz_rc", "Czech and Slovak birth number", r"\b\d{6}/\d{3,4}\b", checks.stdnum("cz.rc")),
    _national(
        "mx_curp", "Mexican CURP", r"(?i:\b[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z0-9]\d\b)", checks.stdnum("mx.curp")
    ),
    _national("cl_rut", "Chilean RUT", r"\b\d{1,2}\.\d{3}\.\d{3}-[\dKk]\b", checks.stdnum("cl.rut")),
    _national("cn_ric", "Chinese resident identity number", r"\b\d{17}[\dXx]\b", checks.stdnum("cn.ric")),
    # National identifiers that need a word beside them.
    _national(
        "us_ssn_plain",
        "US SSN without hyphens",
        r"\b\d{3} ?\d{2} ?\d{4}\b",
        checks.stdnum("us.ssn"),
        r"(?i:\bssn\b|social security)",
    ),
    _national(
        "uk_nhs", "UK NHS number", r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b", checks.stdnum("gb.nhs"), r"(?i:\bnhs\b)"
    ),
    _national(
        "de_idnr",
        "German tax identification number",
        r"\b\d{2} ?\d{3} ?\d{3} ?\d{3}\b",
        checks.stdnum("de.idnr"),
        r"(?i:steuer|id-?nr|identifikationsnummer|\btax\b|\btin\b)",
    ),
    _national(
        "nl_bsn",
        "Dutch BSN",
        r"\b\d{4}[ .]?\d{2}[ .]?\d{3}\b",
        checks.stdnum("nl.bsn"),
        r"(?i:\bbsn\b|burgerservice|sofi)",
    ),
    _national(
        "be_nn_plain",
        "Belgian national number, bare",
        r"\b\d{2}[. ]?\d{2}[. ]?\d{2}[ .-]?\d{3}[ .]?\d{2}\b",
        checks.rijksregister,
        r"(?i:rijksregister|registre national|national (?:register )?number|\bniss\b|\binsz\b)",
    ),
    _national("pl_pesel", "Polish PESEL", r"\b\d{11}\b", checks.stdnum("pl.pesel"), r"(?i:pesel)"),
    _national(
        "se_personnummer_plain",
        "Swedish personnummer, bare",
        r"\b(?:19|20)?\d{10}\b",
        checks.personnummer,
        r"(?i:person(?:nummer|nr)|samordningsnummer)",
    ),
    _national(
        "dk_cpr", "Danish CPR number", r"\b\d{6}[ -]?\d{4}\b", checks.cpr, r"(?i:\bcpr\b|personnummer)"
    ),
    _national(
        "no_fnr",
        "Norwegian fødselsnummer",
        r"\b\d{6} ?\d{5}\b",
        checks.fodselsnummer,
        r"(?i:fødselsnummer|fodselsnummer|personnummer|\bfnr\b)",
    ),
    _national(
        "pt_nif",
        "Portuguese NIF",
        r"\b\d{3} ?\d{3} ?\d{3}\b",
        checks.stdnum("pt.nif"),
        r"(?i:\bnif\b|contribuinte)",
    ),
    _national(
        "at_svnr",
        "Austrian insurance number",
        r"\b\d{4} ?\d{6}\b",
        checks.stdnum("at.vnr"),
        r"(?i:sozialversicherung|\bsv-?nr|\bsvnr|versicherungsnummer)",
    ),
    _national("br_cpf_plain", "Brazilian CPF, bare", r"\b\d{11}\b", checks.stdnum("br.cpf"), r"(?i:\bcpf\b)"),
    _national(
        "in_aadhaar_plain",
        "Indian Aadhaar, bare",
        r"\b[2-9]\d{11}\b",
        checks.stdnum("in_.aadhaar"),
        r"(?i:aadhaar|aadhar|\buidai\b)",
    ),
    _national(
        "ca_sin",
        "Canadian SIN",
        r"\b\d{3}[ -]?\d{3}[ -]?\d{3}\b",
        checks.stdnum("ca.sin"),
        r"(?:\bSIN\b|\bNAS\b|(?i:social insurance|assurance sociale))",
    ),
    _national(
        "ie_pps",
        "Irish PPS number",
        r"\b\d{7}[A-Wa-w][A-IWa-iw]?\b",
        checks.stdnum("ie.pps"),
        r"(?i:\bppsn?\b|personal public service)",
    ),
    _national(
        "au_tfn",
        "Australian tax file number",
        r"\b\d{3} ?\d{3} ?\d{2,3}\b",
        checks.stdnum("au.tfn"),
        r"(?i:\btfn\b|tax file)",
    ),
    _national(
        "ro_cnp", "Romanian CNP", r"\b\d{13}\b", checks.stdnum("ro.cnp"), r"(?i:\bcnp\b|cod numeric personal)"
    ),
    _national("hr_oib", "Croatian OIB", r"\b\d{11}\b", checks.stdnum("hr.oib"), r"(?i:\boib\b)"),
    _national("ee_ik", "Estonian isikukood", r"\b\d{11}\b", checks.stdnum("ee.ik"), r"(?i:isikukood)"),
    _national(
        "lt_asmens", "Lithuanian asmens kodas", r"\b\d{11}\b", checks.stdnum("lt.asmens"), r"(?i:asmens kod)"
    ),
    _national(
        "tr_kimlik",
        "Turkish identity number",
        r"\b\d{11}\b",
        checks.stdnum("tr.tckimlik"),
        r"(?i:kimlik|\btckn\b)",
    ),
    _national("gr_amka", "Greek AMKA", r"\b\d{11}\b", checks.stdnum("gr.amka"), r"(?i:amka|ΑΜΚΑ)"),
    _national(
        "il_id",
        "Israeli identity number",
        r"\b\d{9}\b",
        checks.stdnum("il.idnr"),
        r"(?i:teudat zehut|israeli id|תעודת זהות)",
    ),
    _national(
        "za_id",
        "South African identity number",
        r"\b\d{13}\b",
        checks.south_african_id,
        r"(?i:south africa|\bid (?:number|no)|\brsa id\b)",
    ),
    _national("kr_rrn", "South Korean registration number", r"\b\d{6}-[1-8]\d{6}\b", checks.rrn),
    # Birth, phones, addresses of machines.
    _row(
        "birth_date", "personal.birth_date", "A date beside a word for birth", _DATE, context=_BORN, window=32
    ),
    _row(
        "phone_international",
        "personal.phone",
        "Phone number with its country code",
        r"(?:\B\+|\b00)[1-9]\d{0,2}(?:[ .\-/]{0,2}\(?\d{1,5}\)?){2,6}\b",
        check=checks.phone,
    ),
    _row(
        "phone_north_america",
        "personal.phone",
        "Phone number as written in North America",
        r"(?:\b1[ .-])?(?:\([2-9]\d{2}\) ?|\b[2-9]\d{2}[ .-])[2-9]\d{2}[ .-]\d{4}\b",
        check=checks.phone,
        confidence=0.85,
    ),
    _row(
        "phone_trunk",
        "personal.phone",
        "Phone number with a leading zero, grouped as in Europe",
        r"(?:\(0\d{2,5}\)|\b0\d{2,5})[ /-]{1,3}\d{3,9}(?:[ -]\d{1,6}){0,2}\b|\b0[1-9](?:[ .-]\d{2}){4}\b",
        check=checks.phone,
        confidence=0.8,
    ),
    _row(
        "phone_named",
        "personal.phone",
        "Any number of a phone's length beside a word for phone",
        r"\b\(?\d[\d ()./-]{5,18}\d\b",
        check=checks.dialled,
        context=_PHONE,
        window=24,
        confidence=0.75,
    ),
    _row(
        "ipv6",
        "personal.ip",
        "IPv6 address",
        r"\b(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}\b|\b[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){0,6}::(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){0,6})?",
        check=checks.ipv6,
        trigger=r"[0-9A-Fa-f]::[0-9A-Fa-f]?|(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]",
    ),
    _row(
        "ipv4",
        "personal.ip",
        "IPv4 address",
        r"\b(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)\b",
        check=checks.ipv4,
        unless_before=r"[A-Za-z]/|[0-9]\.|(?i:\bv|version[ :]|release |section )",
        trigger=r"\d\.\d{1,3}\.\d{1,3}\.\d",
    ),
    _row(
        "mac",
        "personal.mac",
        "MAC address",
        r"\b[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5,}\b|\b[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\b",
        check=checks.mac,
        trigger=r"\b[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}|\b[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\b",
    ),
)


def built_in(names: Sequence[str] | None = None) -> list[PatternRecogniser]:
    """All built-in recognisers, or those named, always in the order of the list."""
    if names is None:
        return list(BUILT_INS)
    known = [row.name for row in BUILT_INS]
    for name in names:
        if name not in known:
            close = get_close_matches(name, known, n=1)
            remedy = f"did you mean {close[0]}?" if close else f"known are: {', '.join(known)}"
            raise SettingsError(f"there is no built-in recogniser {name!r}", remedy=remedy)
    return [row for row in BUILT_INS if row.name in set(names)]
