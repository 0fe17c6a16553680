"""Vehicles and devices: what belongs to one owner. Rows of the built-in list."""

from __future__ import annotations

from isthmus.detect import check_digits
from isthmus.detect.patterns import PatternRecogniser
from isthmus.detect.rows import row, spaced, worded

_VEHICLE, _DEVICE = "personal.vehicle", "personal.device"
_VIN = r"\b[A-HJ-NPR-Z0-9]{13}\d{4}\b"
_VIN_WORDS = (
    r"\bvin\b|chassis|fahrgestell|\bfin\b|num[ée]ro de (?:série|châssis)|bastidor|telaio|vehicle identification"
)
_PLATE_WORDS = (
    r"licen[cs]e plate|number plate|\bplates?\b|registration (?:number|plate|mark)|\bvrn\b|\breg\.? (?:no|number)"
    r"|\btag number"
    r"|kennzeichen|nummernschild|immatriculation|plaque|matr[íi]cula|\btarga\b|kenteken|license_?plate"
)
_SERIAL_WORDS = (
    r"serial[ _-]?(?:number|no\b|nr|#|num)|serialnumber|\bs/n\b|seriennummer|serien-?nr|num[ée]ro de série"
    r"|n[úu]mero de serie"
    r"|numero di serie|matricola|service tag|asset tag|device[ _-]?id\b|udid|device_?identifier"
)
_ADVERTISING_WORDS = (
    r"\bidf[av]\b|\bgaid\b|\baaid\b|\badid\b|\boaid\b|advertising[ _-]?id|ad[ _-]id\b|android[ _-]?id|device[ _-]?id\b"
    r"|werbe-?id|identifiant publicitaire|identificador de publicidad|id pubblicit"
)

DEVICES: tuple[PatternRecogniser, ...] = (
    row(
        "vin",
        _VEHICLE,
        "Vehicle identification number, with its check digit",
        _VIN,
        check=check_digits.vin,
    ),
    worded(
        "vin_named",
        _VEHICLE,
        "Vehicle identification number beside a word for it",
        r"\b[A-HJ-NPR-Za-hj-npr-z0-9]{17}\b",
        _VIN_WORDS,
        check_digits.vin_told,
        gate="",
    ),
    worded(
        "plate",
        _VEHICLE,
        "Number plate beside a word for it",
        r"\b(?:[A-ZÄÖÜ]{1,3}[- ][A-Z]{1,2}[ -]?\d{1,4}[EH]?|[A-Z]{2}\d{2}[ ]?[A-Z]{3}"
        r"|[A-Z]{2}[ -]?\d{3}[ -]?[A-Z]{2}|\d{4}[ -]?[A-Z]{3}"
        r"|[A-Z]{1,3}[ -]?\d{1,4}[ -]?[A-Z]{0,3}|\d{1,3}[ -]?[A-Z]{2,3}[ -]?\d{1,4}|\d{3,4}[ -]?[A-Z]{2,3}"
        r"|[A-Z]\d{3}[ -]?[A-Z]{3})\b",
        _PLATE_WORDS,
        check_digits.plate,
        gate="",
        window=36,
    ),
    worded(
        "imei",
        _DEVICE,
        "IMEI, with its check digit",
        r"\b\d{2}[ -]?\d{6}[ -]?\d{6}[ -]?\d\b",
        r"imei",
        check_digits.imei,
    ),
    worded("imsi", _DEVICE, "IMSI of a subscriber", rf"\b{spaced(15, ' ?')}\b", r"imsi"),
    worded(
        "iccid",
        _DEVICE,
        "ICCID of a SIM card, with its check digit",
        rf"\b89{spaced(17, '[ -]?')}(?:[ -]?\d)?\b",
        r"iccid|\bsim\b|sim-?karte|carte sim|tarjeta sim|scheda sim",
        check_digits.luhn_number,
    ),
    worded(
        "advertising_id",
        _DEVICE,
        "Advertising identifier beside a word for it",
        r"(?i:\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\b[0-9a-f]{16}\b|\b[0-9a-f]{40}\b"
        r"|\b[0-9a-f]{8}-[0-9a-f]{16}\b)",
        _ADVERTISING_WORDS,
        check_digits.varied,
        gate="",
    ),
    worded(
        "serial_number",
        _DEVICE,
        "Serial number of a device beside a word for it",
        r"\b[A-Z0-9]{2,}(?:-[A-Z0-9]{2,}){0,5}\b",
        _SERIAL_WORDS,
        check_digits.serial,
        gate="",
        window=32,
    ),
)
