"""Gold spans whose check digits hold: of those none may be missed, since nothing about them is a guess."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from isthmus.detect.evaluation.counting import Found
from isthmus.detect.evaluation.mapping import Mapping
from isthmus.detect.evaluation.reading import Document, Gold


class Identifiers(msgspec.Struct, frozen=True):
    """Of one label: gold spans, those that are valid, and of the valid ones those found from end to end."""

    label: str
    gold: int
    valid: int
    found: int


def checked_identifiers(
    documents: Sequence[Document], found: Sequence[Sequence[Found]], mapping: Mapping
) -> list[Identifiers]:
    """One row for each label whose usual category has a check here. Check digits are those of python-stdnum, not of
    the recognisers that are being judged."""
    counts: dict[str, list[int]] = {}
    mapping = mapping.covering({gold.label for document in documents for gold in document.gold})
    for document, findings in zip(documents, found, strict=True):
        for gold in document.gold:
            check = _check_of(gold.label, mapping)
            if check is None:
                continue
            row = counts.setdefault(gold.label, [0, 0, 0])
            row[0] += 1
            if check(document.text[gold.start : gold.end]):
                row[1] += 1
                row[2] += _whole(document.text, gold, findings, mapping)
    return [Identifiers(label, *row) for label, row in sorted(counts.items())]


def _whole(text: str, gold: Gold, findings: Sequence[Found], mapping: Mapping) -> bool:
    right = [f for f in findings if mapping.accepts(gold.label, f.category)]
    return all(
        any(f.start <= i < f.end for f in right) for i in range(gold.start, gold.end) if text[i].isalnum()
    )


def _check_of(label: str, mapping: Mapping) -> Callable[[str], bool] | None:
    usual = mapping.labels[label][:1]
    return _CHECKS.get(label) or (_CHECKS.get(usual[0]) if usual else None)


def _card(value: str) -> bool:
    """ISO/IEC 7812: 12 to 19 digits, the last of which is Luhn's."""
    from stdnum import luhn

    digits = "".join(c for c in value if c.isdigit())
    apart = all(c.isdigit() or c in " -." for c in value)
    return apart and 12 <= len(digits) <= 19 and bool(luhn.is_valid(digits))


def _iban(value: str) -> bool:
    from stdnum import iban

    return bool(iban.is_valid(value, check_country=False))


def _ssn(value: str) -> bool:
    """No check digit; areas, groups and serials that are never given out do not count."""
    from stdnum.us import ssn

    return bool(ssn.is_valid(value))


def _nhs(value: str) -> bool:
    from stdnum.gb import nhs

    return bool(nhs.is_valid(value))


_CHECKS: dict[str, Callable[[str], bool]] = {
    "financial.card": _card,
    "financial.iban": _iban,
    "US_SSN": _ssn,
    "UK_NHS": _nhs,
}
