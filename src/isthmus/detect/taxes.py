"""Tax numbers, of persons and of firms. Rows of the built-in list."""

from __future__ import annotations

from isthmus.detect.checks import stdnum
from isthmus.detect.patterns import PatternRecogniser
from isthmus.detect.places import DIGITS
from isthmus.detect.rows import row, spaced, worded

_TAX = "financial.tax"


def _vat() -> str:
    """EU VAT numbers (Council Directive 2006/112/EC, article 215) as they are written, by country."""
    digits = {
        "BE": 10, "CZ": 8, "DE": 9, "DK": 8, "EE": 9, "EL": 9, "FI": 8, "HR": 11, "HU": 8, "IT": 11, "LU": 8, "LV": 11,
        "MT": 8, "PL": 10, "PT": 9, "SE": 12, "SI": 8, "SK": 10,
    }  # fmt: skip
    forms = [rf"{country}[ -]?{spaced(count)}" for country, count in digits.items()]
    forms += [
        rf"AT ?U{spaced(8)}", r"BG ?\d{9,10}", r"CY ?\d{8}[A-Z]", r"CZ ?\d{9,10}", r"ES ?[A-Z0-9]-?\d{7}-?[A-Z0-9]",
        rf"FR ?[0-9A-HJ-NP-Z]{{2}} ?{spaced(9)}", r"IE ?\d[0-9A-Z+*]\d{5}[A-W][A-I]?", r"LT ?(?:\d{9}|\d{12})",
        rf"NL ?{spaced(9)}[ .]?B[ .]?\d{{2}}", r"RO ?\d{6,10}",
    ]  # fmt: skip
    return rf"\b(?:{'|'.join(forms)})\b"


_WORDED = (
    ("us_itin", "US individual taxpayer number", r"\b9\d{2}[- ]?\d{2}[- ]?\d{4}\b", "us.itin", r"\bitin\b|taxpayer"),
    ("us_ein", "US employer number", r"\b\d{2}-\d{7}\b", "us.ein", r"\bf?ein\b|employer id|tax id"),
    (
        "uk_utr",
        "UK unique taxpayer reference",
        r"\b\d{5} ?\d{5}K?\b",
        "gb.utr",
        r"\butr\b|taxpayer ref|self.assessment",
    ),
    ("uk_vat", "UK VAT number", r"\b(?:GB ?)?\d{3} ?\d{4} ?\d{2}\b", "gb.vat", r"\bvat\b"),
    (
        "de_steuernummer",
        "German Steuernummer",
        r"\b\d{2,3}/\d{3,4}/\d{4,5}\b",
        "de.stnr",
        r"steuer|\bst\.?-?nr|\btax\b",
    ),
    ("fr_siret", "French SIRET", r"\b\d{3} ?\d{3} ?\d{3} ?\d{5}\b", "fr.siret", r"siret"),
    ("fr_siren", "French SIREN", r"\b\d{3} ?\d{3} ?\d{3}\b", "fr.siren", r"siren\b|\brcs\b"),
    (
        "fr_spi",
        "French tax number",
        r"\b[0-3]\d ?\d{2} ?\d{3} ?\d{3} ?\d{3}\b",
        "fr.nif",
        r"fiscal|\bspi\b|impôt|\btax\b",
    ),
    ("es_cif", "Spanish CIF", r"\b[ABCDEFGHJNPQRSUVW]-?\d{7}-?[0-9A-J]\b", "es.cif", r"\b[cn]\.?i\.?f\b|\bvat\b"),
    (
        "it_iva",
        "Italian partita IVA",
        rf"\b{spaced(11, ' ?')}\b",
        "it.iva",
        r"partita iva|p\.? ?iva|\bvat\b|codice fiscale",
    ),
    ("pl_nip", "Polish NIP", rf"\b{spaced(10, '-?')}\b", "pl.nip", r"\bnip\b|\bvat\b"),
    ("pl_regon", "Polish REGON", r"\b(?:\d{9}|\d{14})\b", "pl.regon", r"regon"),
    ("se_orgnr", "Swedish organisationsnummer", r"\b\d{6}-?\d{4}\b", "se.orgnr", r"org(?:anisations)?\.?-?\s?n"),
    (
        "no_orgnr",
        "Norwegian organisasjonsnummer",
        r"\b\d{3} ?\d{3} ?\d{3}\b",
        "no.orgnr",
        r"org(?:anisasjons)?\.?-?\s?n|\bmva\b",
    ),
    ("dk_cvr", "Danish CVR number", r"\b\d{2} ?\d{2} ?\d{2} ?\d{2}\b", "dk.cvr", r"\bcvr\b|\bse-nr"),
    ("fi_ytunnus", "Finnish Y-tunnus", r"\b\d{7}-\d\b", "fi.ytunnus", r"y-tunnus|business id|fo-nummer"),
    ("br_cnpj_plain", "Brazilian CNPJ, bare", r"\b\d{14}\b", "br.cnpj", r"cnpj"),
    ("mx_rfc", "Mexican RFC", r"\b[A-ZÑ&]{3,4}-?\d{6}-?[A-Z0-9]{3}\b", "mx.rfc", r"\brfc\b|contribuyente"),
    ("co_nit", "Colombian NIT", r"\b\d{3}\.?\d{3}\.?\d{3}-?\d\b", "co.nit", r"\bnit\b"),
    ("pe_ruc", "Peruvian RUC", r"\b[12]\d{10}\b", "pe.ruc", r"\bruc\b"),
    ("ec_ruc", "Ecuadorian RUC", r"\b\d{10}-?\d{3}\b", "ec.ruc", r"\bruc\b"),
    ("uy_rut", "Uruguayan RUT", r"\b\d{2}-?\d{6}-?\d{3}-?\d\b", "uy.rut", r"\brut\b"),
    ("ve_rif", "Venezuelan RIF", r"\b[VEJPG]-?\d{8}-?\d\b", "ve.rif", r"\brif\b"),
    ("au_abn", "Australian ABN", r"\b\d{2} ?\d{3} ?\d{3} ?\d{3}\b", "au.abn", r"\babn\b|business number"),
    ("nz_ird", "New Zealand IRD number", r"\b\d{2,3}[- ]?\d{3}[- ]?\d{3}\b", "nz.ird", r"\bird\b|inland revenue"),
    (
        "ca_bn",
        "Canadian business number",
        r"\b\d{9}(?: ?R[CMPT] ?\d{4})?\b",
        "ca.bn",
        r"business number|\bbn\b|\bgst\b",
    ),
    ("jp_corporate", "Japanese corporate number", r"\b\d(?:-?\d{4}){3}\b", "jp.cn", r"法人番号|corporate number"),
    (
        "kr_brn",
        "South Korean business number",
        r"\b\d{3}-\d{2}-\d{5}\b",
        "kr.brn",
        r"사업자|business registration|\bbrn\b",
    ),
    ("th_tin", "Thai tax number", r"\b\d[ -]?\d{4}[ -]?\d{5}[ -]?\d{2}[ -]?\d\b",
        "th.tin", r"\btin\b|tax id|ผู้เสียภาษี"),
    ("vn_mst", "Vietnamese tax code", r"\b\d{10}(?:-\d{3})?\b", "vn.mst", r"\bmst\b|mã số thuế|tax code"),
    ("ru_inn", "Russian INN", r"\b(?:\d{12}|\d{10})\b", "ru.inn", r"\binn\b|ИНН|инн"),
    ("ua_rntrc", "Ukrainian RNTRC", r"\b\d{10}\b", "ua.rntrc", r"рнокпп|іпн|rntrc|tax number"),
    ("tr_vkn", "Turkish tax number", r"\b\d{10}\b", "tr.vkn", r"vergi|\bvkn\b"),
    ("il_hp", "Israeli company number", r"\b5\d{8}\b", "il.hp", r"ח\.?פ|company (?:number|id)|\bhp\b"),
    ("za_tin", "South African tax number", r"\b[01239]\d{9}\b", "za.tin", r"\btax\b|\bsars\b"),
    ("ke_pin", "Kenyan PIN", r"\b[AP]\d{9}[A-Z]\b", "ke.pin", r"\bkra\b|\bpin\b"),
    (
        "eg_tn",
        "Egyptian tax number",
        r"\b\d{3}-?\d{3}-?\d{3}\b",
        "eg.tn",
        r"الضريبي|egypt|\btax (?:number|registration)",
    ),
    ("gr_afm", "Greek AFM", r"\b\d{9}\b", "gr.vat", r"\bafm\b|ΑΦΜ|α\.φ\.μ"),
    ("ro_cui", "Romanian CUI", r"\b\d{6,10}\b", "ro.cui", r"\bcui\b|\bcif\b|cod fiscal"),
    ("rs_pib", "Serbian PIB", r"\b\d{9}\b", "rs.pib", r"\bpib\b|ПИБ"),
    ("hu_tax", "Hungarian tax number", r"\b(\d{8})(?:-\d-\d{2})?\b", "hu.anum", r"adósz[áa]m"),
    ("si_tax", "Slovenian tax number", r"\b\d{8}\b", "si.ddv", r"davčna|\bddv\b"),
)

TAXES: tuple[PatternRecogniser, ...] = (
    row(
        "eu_vat",
        _TAX,
        "VAT number of a country of the EU",
        _vat(),
        check=stdnum("eu.vat"),
        trigger=r"\b(?:(?:B[EG]|C[YZ]|D[EK]|E[EL]|FI|H[RU]|I[ET]|L[TUV]|MT|NL|P[LT]|RO|S[EIK])[ -]?\d[ .-]?[0-9A-Z+*]"
        r"|AT ?U\d|ES ?[0-9A-Z]-?\d|FR ?[0-9A-HJ-NP-Z]{2} ?\d)",
        marks=DIGITS,
    ),
    row(
        "ch_uid", _TAX, "Swiss UID", r"\bCHE-?\d{3}\.?\d{3}\.?\d{3}\b", check=stdnum("ch.uid"), trigger=r"\bCHE-?\d{3}"
    ),
    row(
        "br_cnpj",
        _TAX,
        "Brazilian CNPJ",
        r"\b\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}\b",
        check=stdnum("br.cnpj"),
        trigger=r"\d/\d{4}-\d{2}\b",
    ),
    row("ar_cuit", _TAX, "Argentine CUIT", r"\b\d{2}-\d{8}-\d\b", check=stdnum("ar.cuit"), trigger=r"\d{2}-\d{8}-\d"),
    row(
        "in_gstin",
        _TAX,
        "Indian GSTIN",
        r"\b\d{2}[A-Z]{5}\d{4}[A-Z][1-9A-Z]Z[0-9A-Z]\b",
        check=stdnum("in_.gstin"),
        trigger=r"\d[A-Z]{5}\d{4}[A-Z]",
    ),
    row(
        "cn_uscc",
        _TAX,
        "Chinese unified social credit code",
        r"\b[159Y][1239]\d{6}[0-9A-HJ-NPQRTUWXY]{10}\b",
        check=stdnum("cn.uscc"),
        trigger=r"\b[159Y][1239]\d{6}[0-9A-HJ-NPQRTUWXY]{10}",
    ),
    row(
        "id_npwp",
        _TAX,
        "Indonesian NPWP",
        r"\b\d{2}\.\d{3}\.\d{3}\.\d-\d{3}\.\d{3}\b",
        check=stdnum("id.npwp"),
        trigger=r"\.\d{3}\.\d-\d{3}\.",
    ),
    *(worded(name, _TAX, about, pattern, words, stdnum(module)) for name, about, pattern, module, words in _WORDED),
)
