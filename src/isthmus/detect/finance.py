"""Bank details beside words for them, and addresses of crypto-currencies. Rows of the built-in list."""

from __future__ import annotations

from isthmus.detect import check_digits, checks
from isthmus.detect.patterns import PatternRecogniser
from isthmus.detect.rows import row, spaced, worded

_ACCOUNT, _CRYPTO = "financial.account", "financial.crypto"

_ACCOUNT_WORDS = (
    r"account[ _-]?(?:number|no\b|nr|#|num)|acct\b|\ba/c\b|bank account|(?:checking|savings|current) account"
    r"|kontonummer|konto-?nr"
    r"|\bkonto\b|num[ée]ro de compte|compte bancaire|n[úu]mero de cuenta|cuenta bancaria|numero (?:di|del) conto"
    r"|conto corrente"
    r"|account_number|accountnumber|rekeningnummer"
)
_BIC = r"\bbic\b|\bswift\b|bank(?:leit|identifier| code)"

FINANCE: tuple[PatternRecogniser, ...] = (
    worded(
        "us_routing",
        _ACCOUNT,
        "US routing number (ABA)",
        r"\b\d{4}[ -]?\d{4}[ -]?\d\b",
        r"routing|\baba\b|\brtn\b",
        check_digits.aba,
    ),
    worded("uk_sort_code", _ACCOUNT, "UK or Irish sort code", r"\b\d{2}[ -]?\d{2}[ -]?\d{2}\b", r"sort[ _-]?code"),
    worded("au_bsb", _ACCOUNT, "Australian BSB", r"\b\d{3}[ -]?\d{3}\b", r"\bbsb\b"),
    worded("in_ifsc", _ACCOUNT, "Indian IFSC", r"\b[A-Z]{4}0[A-Z0-9]{6}\b", r"\bifsc\b", gate=""),
    worded(
        "bic",
        _ACCOUNT,
        "BIC, also called SWIFT code",
        r"\b[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?\b",
        _BIC,
        checks.bic,
        gate="",
    ),
    worded("es_ccc", _ACCOUNT, "Spanish CCC", rf"\b{spaced(20)}\b", r"\bccc\b|cuenta", checks.stdnum("es.ccc")),
    worded("mx_clabe", _ACCOUNT, "Mexican CLABE", rf"\b{spaced(18)}\b", r"clabe", check_digits.clabe),
    worded("ar_cbu", _ACCOUNT, "Argentine CBU", rf"\b{spaced(22)}\b", r"\bcbu\b|\bcvu\b", checks.stdnum("ar.cbu")),
    worded(
        "no_konto",
        _ACCOUNT,
        "Norwegian account",
        r"\b\d{4}[ .]?\d{2}[ .]?\d{5}\b",
        r"konto",
        checks.stdnum("no.kontonr"),
    ),
    worded(
        "cz_account",
        _ACCOUNT,
        "Czech account",
        r"\b(?:\d{2,6}-)?\d{2,10}/\d{4}\b",
        r"účet|účtu|account",
        checks.stdnum("cz.bankaccount"),
    ),
    worded(
        "nz_account",
        _ACCOUNT,
        "New Zealand account",
        r"\b\d{2}-\d{4}-\d{7}-\d{2,3}\b",
        r"account",
        checks.stdnum("nz.bankaccount"),
    ),
    worded("de_blz", _ACCOUNT, "German Bankleitzahl", r"\b[1-8]\d{2} ?\d{3} ?\d{2}\b", r"\bblz\b|bankleitzahl"),
    worded(
        "bank_account",
        _ACCOUNT,
        "Account number beside a word for it",
        r"\b\d(?:[ -]?\d){5,17}\b",
        _ACCOUNT_WORDS,
        check_digits.varied,
    ),
    worded(
        "card_code",
        "financial.card_code",
        "Security code of a card",
        r"\b\d{3,4}\b",
        r"\bcv[vc]2?\b|\bcsc\b|security code|card code|kartenprüfnummer|prüfziffer der karte|cryptogramme"
        r"|código de seguridad|codice di sicurezza",
        gate="",
        window=28,
    ),
    row(
        "btc_address",
        _CRYPTO,
        "Bitcoin address, base58 with its checksum",
        r"\b[13][1-9A-HJ-NP-Za-km-z]{25,34}\b",
        check=check_digits.base58check,
        trigger=r"\b[13][1-9A-HJ-NP-Za-km-z]{12}",
        confidence=0.97,
    ),
    row(
        "bech32_address",
        _CRYPTO,
        "Bitcoin or Litecoin address, bech32 with its checksum",
        r"(?i:\b(?:bc|tb|ltc)1[02-9ac-hj-np-z]{38,87}\b)",
        check=check_digits.bech32,
        trigger=r"(?i:\b(?:bc|tb|ltc)1[02-9ac-hj-np-z]{8})",
        confidence=0.97,
    ),
    row(
        "base58_address",
        _CRYPTO,
        "Litecoin, Dogecoin, Dash or Tron address, with its checksum",
        r"\b[LMDTXA][1-9A-HJ-NP-Za-km-z]{32,34}\b",
        check=check_digits.base58check,
        trigger=r"\b[LMDTXA][1-9A-HJ-NP-Za-km-z]{30}",
        confidence=0.97,
    ),
    row(
        "eth_address",
        _CRYPTO,
        "Ethereum address",
        r"\b0x[0-9a-fA-F]{40}\b",
        check=check_digits.eth,
        trigger="0x[0-9a-fA-F]{16}",
        confidence=0.9,
    ),
    worded("xrp_address", _CRYPTO, "Ripple address", r"\br[1-9A-HJ-NP-Za-km-z]{24,34}\b", r"ripple|\bxrp\b", gate=""),
    worded(
        "xmr_address",
        _CRYPTO,
        "Monero address",
        r"\b[48][0-9AB][1-9A-HJ-NP-Za-km-z]{93}\b",
        r"monero|\bxmr\b|wallet|address",
        gate="",
    ),
    worded(
        "sol_address",
        _CRYPTO,
        "Solana address",
        r"\b[1-9A-HJ-NP-Za-km-z]{32,44}\b",
        r"solana|\bsol\b (?:wallet|address)",
        checks.random_token,
        gate="",
    ),
    row(
        "ada_address",
        _CRYPTO,
        "Cardano address",
        r"\baddr1[02-9ac-hj-np-z]{50,110}\b",
        trigger="addr1[02-9ac-hj-np-z]{16}",
    ),
)
