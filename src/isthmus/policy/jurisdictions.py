"""Which place lies inside which: countries (ISO 3166-1), their parts (ISO 3166-2), and unions of countries.

Membership is data, not advice. Adequacy decisions and treaties change and are for the operator to judge: name such
a group in the configuration (`regions`), and say there who belongs to it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

Regions = Mapping[str, Collection[str]]
"""The name of a group of jurisdictions, and its members."""

EU = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())

REGIONS: Regions = {
    "EU": EU,
    "EEA": frozenset({"EU", "IS", "LI", "NO"}),
    "EFTA": frozenset({"CH", "IS", "LI", "NO"}),
    # Names in common use beside the ISO codes; each is inside the other, so they are one place.
    "UK": frozenset({"GB"}),
    "GB": frozenset({"UK"}),
    "EL": frozenset({"GR"}),
    "GR": frozenset({"EL"}),
}

COUNTRIES = frozenset(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA
    CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA
    GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP
    KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS
    MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS
    RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW
    TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
    """.split()
)

_PART_OF_COUNTRY = re.compile(r"([A-Z]{2})-[A-Z0-9]{1,3}\Z")


def enclosing(jurisdiction: str, regions: Regions = REGIONS) -> frozenset[str]:
    """The jurisdiction itself and every one it lies inside. Empty for the empty name: unknown lies nowhere."""
    found: set[str] = set()
    waiting = [jurisdiction] if jurisdiction else []
    while waiting:
        place = waiting.pop()
        if place in found:
            continue
        found.add(place)
        waiting += [name for name, members in regions.items() if place in members]
        if part := _PART_OF_COUNTRY.match(place):
            waiting.append(part[1])
    return frozenset(found)


def is_known(jurisdiction: str, regions: Regions = REGIONS) -> bool:
    part = _PART_OF_COUNTRY.match(jurisdiction)
    return (part[1] if part else jurisdiction) in COUNTRIES or jurisdiction in regions


_SAID = {
    "EUROPE": "EU", "EUROPEAN UNION": "EU", "EUROPA": "EU", "GERMANY": "DE", "DEUTSCHLAND": "DE", "AUSTRIA": "AT",
    "SWITZERLAND": "CH", "FRANCE": "FR", "ITALY": "IT", "SPAIN": "ES", "NETHERLANDS": "NL", "BELGIUM": "BE",
    "IRELAND": "IE", "POLAND": "PL", "SWEDEN": "SE", "NORWAY": "NO", "UNITED KINGDOM": "GB", "ENGLAND": "GB",
    "USA": "US", "UNITED STATES": "US", "AMERICA": "US", "CANADA": "CA", "JAPAN": "JP", "INDIA": "IN", "CHINA": "CN",
}  # fmt: skip


def nearest(word: str, regions: Regions) -> str:
    """What somebody may have meant by a word that is no jurisdiction; empty when there is no telling."""
    upper = word.strip().upper().replace("_", "-")
    if is_known(upper, {**REGIONS, **regions}):
        return upper
    return _SAID.get(upper, "") or next((name for name in regions if name.upper() == upper), "")
