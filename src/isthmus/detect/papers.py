"""Passports and driving licences. Rows of the built-in list."""

from __future__ import annotations

from isthmus.detect import check_digits
from isthmus.detect.patterns import PatternRecogniser
from isthmus.detect.rows import row, worded

_PASSPORT, _LICENCE = "personal.passport", "personal.licence"

_PASSPORT_WORDS = (
    r"passport|reisepass|passeport|pasaporte|passaporto|paspoort|passaporte|\bpaß|\bpassnummer|护照|パスポート"
)
_LICENCE_WORDS = (
    r"driv(?:er|ing)(?:'s|’s|s)?[ _-]?licen[cs]e|\bdl ?(?:no|number|#|:)|licen[cs]e (?:no|number|#)|driver_?licen[cs]e"
    r"|führerschein|fahrerlaubnis|permis de conduire|num[ée]ro de permis|permiso de conduc|carn[eé]t? de conducir"
    r"|licencia de conducir"
    r"|patente(?: di guida)?\b|rijbewijs|carta de condução|\bcnh\b"
)

PAPERS: tuple[PatternRecogniser, ...] = (
    row(
        "mrz",
        _PASSPORT,
        "Machine-readable line of a passport or identity card, with its check digits",
        r"\b[A-Z0-9<]{9}\d[A-Z<]{3}\d{7}[MFX<]\d{7}[A-Z0-9<]{8,16}",
        check=check_digits.mrz,
        confidence=0.99,
        trigger=r"\d[A-Z<]{3}\d{7}[MFX<]\d{7}",
    ),
    row(
        "mrz_names",
        _PASSPORT,
        "Names in the machine-readable line of a passport",
        r"\bP[A-Z<][A-Z]{3}[A-Z]+(?:<[A-Z]+){0,4}<<[A-Z]+(?:<[A-Z]+){0,6}<{2,40}",
        confidence=0.97,
        trigger=r"[A-Z]<<[A-Z]+<",
    ),
    worded(
        "passport",
        _PASSPORT,
        "Passport number beside a word for it",
        r"\b(?:[A-Z]{1,3}[ -]?\d{5,9}[A-Z]?|\d{2}[A-Z]{2}\d{5}|\d{8,9}"
        r"|[CFGHJKLMNPRTVWXYZ][0-9CFGHJKLMNPRTVWXYZ]{8}\d?)\b",
        _PASSPORT_WORDS,
        check_digits.reference,
        gate="",
    ),
    row(
        "uk_licence",
        _LICENCE,
        "UK driving licence",
        r"\b[A-Z9]{5}[ ]?\d[0156]\d(?:[0-2]\d|3[01])\d[ ]?[A-Z9]{2}[A-Z0-9][A-Z]{2}(?: ?\d{2})?\b",
        check=check_digits.uk_licence,
        trigger=r"[A-Z9]{5} ?\d[0156]\d[0-3]\d",
        confidence=0.95,
    ),
    worded(
        "driving_licence",
        _LICENCE,
        "Driving licence of the US, Canada, Germany, France, Italy, Spain and others, beside a word for it",
        r"\b(?:[A-Z]{1,3}[ -]?\d{3}(?:[ -]?\d{1,4}){1,4}|\d{7,14}|[A-Z]\d{2}[A-Z0-9]{5,9}|[A-Z]{2}\d{6,7}[A-Z]"
        r"|\d{2}[A-Z]{2}\d{5}"
        r"|[A-Z0-9]\d{2}[A-Z0-9]{6}\d[A-Z0-9]|\d{3}-\d{2,3}-\d{3,4}|U1[0-9A-Z]{6,8}|[A-Z]{5}\d{6}[A-Z0-9]{5}"
        r"|\d{8}[ -]?[A-Z]|[A-Z]{2}[0-9A-Z]{3}\d{3}[A-Z0-9]{1,4})\b",
        _LICENCE_WORDS,
        check_digits.reference,
        gate="",
    ),
)
