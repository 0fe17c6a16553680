"""Numbers that a label right beside them names. Rows of the built-in list.

People mistype, and a label says what the number was meant to be: here no check digit is asked for, and the length need
not be quite right. So the label must stand right beside the number, and only words that lead from one to the other may
stand between. What is valid, the rows before these have found already.
"""

from __future__ import annotations

from isthmus.detect import told
from isthmus.detect.patterns import Check, PatternRecogniser
from isthmus.detect.rows import NUMBER, row, worded

_OF = (
    r"numbers?|num|nos?|nr|nummer|numer|núm(?:ero)?|n[°º]|num[ée]ros?|n[úu]meros?|code|codes|id|ids|card"
    r"|karte|here|below"
    r"|is|are|was|were|ist|sind|war|lautet|est|sont|es|son|era|è|é|sono|são|er|är|on|to|jest|wynosi"
    r"|follows|as|the|my|now"
    r"|je|meine?|mon|ma|mi|il mio|la mia|o meu|for|für|pour|para|per|von|of|de|del|di|da|the"
)
"""Words between a label and its number."""
_SIGNS = r"[\s\"'`:=#*_()\[\]>,.\x{2013}\x{2014}-]"
_LEADS = rf"(?:(?i:{_OF})\b)?(?:{_SIGNS}{{1,6}}(?:(?i:{_OF})\b)?){{0,5}}{_SIGNS}{{0,4}}"
_TELLS = (
    r"[^\x00\d.;!?\n]{0,24}(?i:[:=]|\b(?:is|ist|lautet|est|es|è|é|er|är|jest|wynosi|je|sono|numbers?|nr"
    r"|no|was|war|are)\b"
    r"\.?:?)[\s\"'`*_(\[]{0,4}"
)
"""What else may stand between: a few words, of which the last leads to the number."""

_ONE_SIGN = "|".join(rf"\d(?:{sign}?\d){{6,16}}" for sign in (" ", "-", r"\.", "/"))
_NUMBER = (
    rf"\b(?:[A-Z]{{1,2}}[ -]?|[A-Z]{{3}}-?)?"
    rf"(?:\d{{2,4}}(?:[ .]\d{{2,4}}){{1,3}}[-/]\d{{2,4}}(?:\.\d{{2}})?|{_ONE_SIGN})"
    r"(?:/\d)?(?:-?[A-Z][A-Z0-9]{0,2}| [A-Z]\d{0,2})?\b|\b[A-Z]{4,6}\d{6}[A-Z0-9]{3,9}\b"
)
"""Seven to seventeen digits, with signs of one kind between them; the letters of some countries before and behind.
Three letters and a blank are rather the label of this number, behind another one."""
_ACCOUNT = r"\b[A-Za-z]{2}[ -]?\d{2}(?:[ -]?[A-Z0-9]){8,32}\b"
_IS = r"\s(?i:is|was|as|ist|war|als|est|es|è|é)\s(?i:(?:my|your|the|his|her|an?|meine?|mon|ma|mi|la|il|o|a)\s)?"
"""Words between a number and its label."""

_IDENTITY = (
    r"\bssn\b|social security(?: number| no| nr)?\b|\b(?:my|your|his|her|their|the) social\b|\bsocial:"
    r"|\bsoc(?:ial)? sec\b"
    r"|\bitin\b|\bnino\b|national insurance (?:number|no)|\bni (?:number|no)\b|national id\b|identity (?:number|no)\b"
    r"|personal (?:id|identity|identification|code|number)\b|citizen (?:id|number)|\bid (?:card|number"
    r"|no)\b|resident id"
    r"|steuer-?id\b|steuerliche identifikationsnummer|steueridentifikationsnummer|identifikationsnummer|\bid-?nr\b"
    r"|sozialversicherungsnummer|rentenversicherungsnummer|versicherungsnummer|\bsv-?nr|\bsvnr"
    r"|personalausweis(?:nummer)?"
    r"|ausweisnummer|\bahv|\bavs\b|num[ée]ro de s[ée]curit[ée] sociale|s[ée]curit[ée] sociale|\bnir\b|carte vitale"
    r"|\bbsn\b|burgerservicenummer|sofinummer|rijksregister(?:nummer)?|registre national|\bniss\b|\binsz\b"
    r"|\bpesel\b|rodn[ée] [čc][íi]slo|\bdni\b|\bnie\b|seguridad social|codice fiscale|\bcpf\b|\bcurp\b|\bnss\b"
    r"|aadh?aar(?: card| card number| number)?|\buidai\b|आधार|\bsin\b(?: number|:)|(?-i:\bSIN\b)"
    r"|social insurance|assurance sociale"
    r"|personnummer|personnr|samordningsnummer|henkilötunnus|hetu\b|f[øo]dselsnummer|\bfnr\b|\bcpr\b"
    r"|kennitala|isikukood"
    r"|asmens kod|personas kod|\bcnp\b|cod numeric personal|\begn\b|егн|jmbg|em[šs]o\b|\boib\b|\bamka\b|αμκα|\btckn\b"
    r"|t\.?c\.? ?kimlik|kimlik(?: no| numaras[ıi])?|teudat zehut|תעודת זהות|ת\"ז|\bppsn?\b|\btfn\b|tax file number"
    r"|\bnric\b|\bfin number|\bmykad\b|\bcnic\b|\bnik\b|\bktp\b|\bnin\b|emirates id|iqama|c[ée]dula|\brut\b|\bcuil\b"
    r"|my ?number|マイナンバー|個人番号|身份证(?:号码?)?|身分證|주민등록번호|снилс|\bsnils\b|บัตรประชาชน"
    r"|south african id"
)
_TAXED = (
    r"\btax (?:id|number|no|identification number|reference)\b|taxpayer (?:id|number|reference)|\btin\b"
    r"|\bf?ein\b|\butr\b"
    r"|steuernummer|\bst\.?-?nr|\bust-?id(?:-?nr)?|\buid(?:-?nummer| number)|umsatzsteuer-?id"
    r"|\bvat (?:id|number|no|reg)|tva intra|num[ée]ro (?:de )?tva|num[ée]ro fiscal|\bspi\b|\bsiren\b"
    r"|\bsiret\b|\bnif\b|\bcif\b|partita iva|p\.? ?iva\b|n[úu]mero de contribuinte|contribuinte|\bcnpj\b"
    r"|\brfc\b|\bcuit\b"
    r"|\bnit\b|\bruc\b|\brif\b|\bnip\b|\bregon\b|\bgstin\b|\babn\b|\bird number|business number|\bbtw-?(?:nummer|nr)"
    r"|organisationsnummer|organisasjonsnummer|\borgnr|\bcvr\b|y-tunnus|\binn\b|инн|\bvkn\b|vergi (?:no|numaras[ıi])"
    r"|\bafm\b|αφμ|\bcui\b|\bpib\b|adószám|davčna številka|npwp|法人番号"
)
_INSURED = (
    r"\bnhs (?:number|no|nr|id|#)|\bnhs\b:?|\bchi number|\bmedicare (?:number|no|card|id)"
    r"|\bmedicaid (?:number|no|id)|\bmbi\b"
    r"|krankenversicherungsnummer|krankenversichertennummer|krankenkassennummer|\bkvnr\b|versichertennummer"
    r"|versicherten-?(?:nr|id)|gesundheitskarte|health (?:insurance|card) (?:number|no|id)|\behic\b|\bohip\b|\bphn\b"
    r"|\bihi\b|num[ée]ro d['’]assur[ée]|tarjeta sanitaria|tessera sanitaria|\btaj\b|\bnpi\b|\bzvr-?nummer"
)
_CARDS = (
    r"\bcards?\b|card_?number|\bcardno\b|kredit-?karten?(?:nummer)?|ec-?karte|girocard|\bkarten?(?:nummer|nr)?\b"
    r"|debitkarte|carte (?:bancaire|bleue|de cr[ée]dit|visa)|num[ée]ro de carte|tarjetas?\b|carta di credito|bancomat"
    r"|cart[ãa]o|creditcard|betaalkaart|pinpas|kaartnummer|kreditkort|bankkort|kortnummer|kortnr"
    r"|luottokortti|maksukortti"
    r"|karta (?:kredytowa|płatnicza)|nr karty|numer karty|platební karta|kart (?:no|numaras[ıi])|kredi kart[ıi]"
    r"|карт[аыу]|カード(?:番号)?|信用卡|银行卡|卡号|카드"
    r"|\bvisa\b|master ?card|\bamex\b|american express|\bmaestro\b|\bjcb\b|\bdiners?\b|\bdiscover\b"
    r"|union ?pay|银联|\brupay\b"
    r"|\bmir\b|мир\b|\bverve\b|\btroy\b|\belo\b|hipercard|\bmada\b|dankort|\bvpay\b|bancontact|\bpan\b"
)
_BANKED = r"\biban\b|bank ?account|kontonummer|konto-?nr|compte bancaire|cuenta bancaria|conto corrente|rekeningnummer"
_ROUTED = (
    r"routing (?:number|no|#)|\baba\b(?: routing)?(?: number| no)?|\brtn\b|sort ?code|transit number|\bifsc\b|\bblz\b"
    r"|\bclabe\b"
)


_PASSPORTS = (
    r"passports?\b|reisepass(?:nummer|-?nr)?|passnummer|passeport|pasaporte|passaporto|paspoort(?:nummer)?|passaporte"
    r"|paszport|pasaport|паспорт|护照|パスポート"
)
_LICENCES = (
    r"driv(?:er|ing)(?:'s|’s|s)?[ _-]?licen[cs]e|driver_?licen[cs]e|führerschein(?:nummer|-?nr)?|permis de conduire"
    r"|permiso de conducir|carn[eé]t? de conducir|licencia de conducir|patente di guida|rijbewijs(?:nummer)?"
    r"|carta de condução|\bcnh\b|prawo jazdy"
)
_DEVICES = r"\bimei\b|\bmeid\b|\bimsi\b|\biccid\b|\bsim (?:number|no)\b"


def _labelled(
    name: str,
    category: str,
    about: str,
    labels: str,
    pattern: str = _NUMBER,
    check: Check = told.told,
    *,
    valid_before: bool = False,
) -> PatternRecogniser:
    words = labels.replace(r"\b", r"(?:\b|_)")  # in `customer_ssn` the sign is a part of a word
    beside = rf"(?i:{words})(?:{_LEADS}|{_TELLS})\x00{{1,2}}\x01"
    # A valid card or IBAN was found before these: what is blanked out behind its label is not looked at again.
    behind = "" if valid_before else rf"|\x01(?:{_IS}|\s?[(\[]\s?)(?i:{words})"
    return row(
        name,
        category,
        about,
        pattern,
        check=check,
        context=f"{beside}{behind}",
        trigger=f"(?i:{words})" if behind else rf"(?i:{words})[^\d\x00]*\x00?[A-Za-z]*[ -]?\d",
        window=64,
        confidence=0.8,
        unless_before=r"\+[\d .(-]{0,11}|\d[.,/-]",
        gate=NUMBER,
        parted=True,
    )


ACCOUNTS: tuple[PatternRecogniser, ...] = (
    _labelled(
        "iban_told",
        "financial.iban",
        "What a label calls an IBAN",
        _BANKED,
        _ACCOUNT,
        told.iban_told,
        valid_before=True,
    ),
    _labelled(
        "card_told",
        "financial.card",
        "What a label calls the number of a card",
        _CARDS,
        r"\b\d(?:[ .-]?\d){11,18}\b",
        told.card_told,
        valid_before=True,
    ),
)
LABELLED: tuple[PatternRecogniser, ...] = (
    _labelled("national_id_told", "personal.national_id", "What a label calls a person's number", _IDENTITY),
    _labelled("tax_told", "financial.tax", "What a label calls a tax number", _TAXED),
    _labelled("insurance_told", "health.insurance", "What a label calls a number of a health service", _INSURED),
    _labelled("passport_told", "personal.passport", "What a label calls a passport's number", _PASSPORTS),
    _labelled("licence_told", "personal.licence", "What a label calls a driving licence's number", _LICENCES),
    _labelled("account_told", "financial.account", "What a label calls a routing number or account", _ROUTED),
    _labelled("device_told", "personal.device", "What a label calls the number of a device", _DEVICES),
    worded(
        "codice_told",
        "personal.national_id",
        "What a label calls an Italian codice fiscale",
        r"(?i:\b[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]?\b)",
        r"codice fiscale|\bcod\.? fisc|\bc\.?f\b|tax (?:code|id)",
        gate="",
    ),
    worded(
        "nino_told",
        "personal.national_id",
        "What a label calls a British National Insurance number",
        r"(?i:\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-Z]?\b)",
        r"\bnino\b|national insurance|\bni (?:number|no)\b",
    ),
    worded(
        "gstin_told",
        "financial.tax",
        "What a label calls an Indian GSTIN",
        r"\b\d{2}[A-Z]{5}\d{4}[A-Z][0-9A-Z]{2,3}\b",
        r"\bgst(?:in)?\b",
        gate="",
    ),
)
