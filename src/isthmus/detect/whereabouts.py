"""Where somebody is: coordinates, postcodes, post boxes. Rows of the built-in list."""

from __future__ import annotations

from isthmus.detect import plausible
from isthmus.detect.patterns import PatternRecogniser
from isthmus.detect.rows import row, worded

_PLACE, _ADDRESS = "personal.location", "personal.address"
_DECIMAL = r"[-+]?\d{1,3}\.\d{3,}"
_GEO_WORDS = (
    r"\bgps\b|\bgeo|coordinate|coordonnées|coordenadas|koordinate|\blat\b|latitud|\blon\b|\blng\b|longitud"
    r"|l[äa]ngengrad|breitengrad"
    r"|standort|posizione|ubicaci[óo]n|\bmaps?\b|location"
)
_POSTCODE_WORDS = (
    r"post(?:al)?[ _-]?code|zip(?:[ _-]?code)?\b|postleitzahl|\bplz\b|code[ _]postal|c[óo]digo[ _]postal"
    r"|\bc\.?p\.?\b|\bcap\b"
    r"|codice[ _]postale|postcode|address|adresse|anschrift|direcci[óo]n|indirizzo|domicilio|wohnhaft"
    r"|\blives? (?:at|in)\b"
)
_STATE = (
    "A[LKZR]|C[AOT]|D[EC]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]|W[AVIY]"
)

WHEREABOUTS: tuple[PatternRecogniser, ...] = (
    row(
        "geo_dms",
        _PLACE,
        "Coordinates in degrees and minutes",
        r"\d{1,3}\s?°\s?\d{1,2}(?:\.\d+)?\s?['′’]\s?(?:\d{1,2}(?:\.\d+)?\s?(?:[\"″”]|'')\s?)?[NSEWO]\b"
        r"(?:[,;]?\s{0,2}\d{1,3}\s?°\s?\d{1,2}(?:\.\d+)?\s?['′’]\s?(?:\d{1,2}(?:\.\d+)?\s?(?:[\"″”]|'')\s?)?[NSEWO]\b)?"
        r"|\d{1,3}\.\d+\s?°\s?[NS][,;]?\s{0,2}\d{1,3}\.\d+\s?°\s?[EWO]\b",
        trigger=r"\d\s?°\s?[\dNSEW]",
        confidence=0.95,
    ),
    row(
        "geo_uri",
        _PLACE,
        "Coordinates in a geo: URI or a map's address",
        rf"(?:\bgeo:|[/?&](?:@|q=|ll=|center=))({_DECIMAL}(?:,|%2C){_DECIMAL})",
        trigger=r"(?:geo:|[/?&](?:@|q=|ll=|center=))[-+]?\d",
        confidence=0.95,
    ),
    row(
        "plus_code",
        _PLACE,
        "Open location code",
        r"\b[23456789CFGHJMPQRVWX]{8}\+[23456789CFGHJMPQRVWX]{2,3}\b",
        trigger=r"[2-9CFGHJMPQRVWX]{4}\+[2-9CFGHJMPQRVWX]{2}",
        check=plausible.plus_code,
    ),
    row(
        "geo_pair",
        _PLACE,
        "Two coordinates beside a word for them",
        rf"{_DECIMAL}\s?[,;/ ]\s?{_DECIMAL}\b",
        check=plausible.coordinates,
        context=f"(?i:{_GEO_WORDS})",
        gate="",
        window=40,
        unless_before=r"[\w.]",
        confidence=0.9,
    ),
    row(
        "geo_single",
        _PLACE,
        "A latitude or longitude beside its name",
        rf"{_DECIMAL}\b",
        check=plausible.coordinate,
        context=r"(?i:\blat(?:itude)?\b|\blon(?:gitude)?\b|\blng\b|breitengrad|längengrad|latitud\b|longitud\b"
        r"|latitudine|longitudine)",
        gate="",
        window=24,
        unless_before=r"[\w.]",
        confidence=0.85,
    ),
    row(
        "us_state_zip",
        _ADDRESS,
        "US state and ZIP code behind a comma",
        rf",\s?((?:{_STATE})\s{{1,2}}\d{{5}}(?:-\d{{4}})?)\b",
        trigger=r",\s?[A-Z]{2}\s{1,2}\d{5}",
    ),
    worded(
        "postcode",
        _ADDRESS,
        "Postcode beside a word for it or for an address",
        r"\b(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-CEGHJ-NPR-TVXY]\d[A-Z] ?\d[A-Z]\d|\d{4} ?[A-Z]{2})\b",
        _POSTCODE_WORDS,
        gate="",
        window=64,
    ),
    worded(
        "postcode_digits",
        _ADDRESS,
        "Postcode of digits right beside a word for it",
        r"\b(?:(?:D|F|E|I|A|CH|B|L)-)?\d{4,5}(?:-\d{4}|-\d{3})?\b",
        r"post(?:al)?[ _-]?code|zip(?:[ _-]?code)?\b|postleitzahl|\bplz\b|code[ _]postal|c[óo]digo[ _]postal"
        r"|\bcap\b|codice[ _]postale",
        gate="",
        window=16,
    ),
    row(
        "post_box",
        _ADDRESS,
        "Post box",
        r"(?i:\b(?:p\.?\s?o\.?\s?box|postfach|bo[îi]te postale|apartado(?: de correos| postal)?"
        r"|casella postale)\s(?:n[or°º.]{0,2}\s?)?\d{1,7}(?: \d{2,4})?\b)",
        trigger=r"(?i:\bp\.?\s?o\.?\s?box|postfach|te postale|\bapartado|casella postale)",
    ),
)
