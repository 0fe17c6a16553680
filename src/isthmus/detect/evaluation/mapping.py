"""The table from the labels of a data set to our categories. docs/detect-eval.md shows it to a reader."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from isthmus.domain.errors import SettingsError


class Mapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`labels` says for each gold label which categories are right for it, the usual one first; none leaves the label
    out of both sides. A category ending in `.*` stands for its family.

    A data set marks only some categories: a finding of another one, on text without a label, is listed and is neither
    right nor wrong. What it marks is `annotated`, less `unannotated`.
    """

    labels: dict[str, tuple[str, ...]]
    annotated: tuple[str, ...] = ("*",)
    unannotated: tuple[str, ...] = ()

    def accepts(self, label: str, category: str) -> bool:
        return _among(category, self.labels[label])

    def left_out(self, label: str) -> bool:
        return not self.labels[label]

    def marks(self, category: str) -> bool:
        """Whether the data set would have marked such a value."""
        return _among(category, self.annotated) and not _among(category, self.unannotated)

    def row_of(self, category: str, labels: Iterable[str]) -> str:
        """In whose row a wrong finding is counted: the label whose usual category it is, else the first that accepts
        it, else one named after the category itself."""
        there = [label for label in self.labels if label in set(labels) and self.labels[label]]
        for label in there:
            if _matches(category, self.labels[label][0]):
                return label
        return next((label for label in there if self.accepts(label, category)), category)

    def covering(self, labels: Iterable[str]) -> Mapping:
        """Also with labels that are categories of ours, which accept themselves. Raises `SettingsError` for one that
        is neither in the table nor a category."""
        added: dict[str, tuple[str, ...]] = {}
        for label in sorted(set(labels) - set(self.labels)):
            if "." not in label:
                raise SettingsError(
                    f"the label {label} is in no row of the mapping",
                    remedy="give it one with --mapping; an empty list of categories leaves it out",
                )
            added[label] = (label,)
        return msgspec.structs.replace(self, labels={**self.labels, **added}) if added else self


def _among(category: str, patterns: Iterable[str]) -> bool:
    return any(_matches(category, pattern) for pattern in patterns)


def _matches(category: str, pattern: str) -> bool:
    if pattern.endswith("*"):
        return category.startswith(pattern[:-1])
    return category == pattern


_PLACE = ("quasi.place", "personal.address", "personal.location")
_DATE = ("quasi.date", "personal.birth_date", "personal.age")
_NATIONAL = ("personal.national_id", "financial.tax", "health.record")

PRESIDIO = Mapping(
    labels={
        "PERSON": ("personal.name",),
        "ADDRESS": ("personal.address", "quasi.place", "personal.location"),
        "LOCATION": _PLACE,
        "ORGANIZATION": ("quasi.organisation",),
        "DATE_TIME": _DATE,
        "PHONE_NUMBER": ("personal.phone",),
        "EMAIL_ADDRESS": ("personal.email",),
        "CREDIT_CARD": ("financial.card",),
        "IBAN_CODE": ("financial.iban",),
        "US_SSN": ("personal.national_id",),
        "US_DRIVER_LICENSE": ("personal.licence",),
        "IP_ADDRESS": ("personal.ip",),
        "DOMAIN_NAME": ("quasi.domain", "code.host"),
        "TITLE": (),
        "PREFIX": (),
        # Not in presidio_synth, but in other data of this format.
        "STREET_ADDRESS": ("personal.address", "quasi.place", "personal.location"),
        "ZIP_CODE": ("personal.address", "quasi.place"),
        "GPE": _PLACE,
        "NRP": ("personal.origin",),
        "AGE": ("personal.age", "personal.birth_date"),
        "URL": ("quasi.domain", "code.host"),
        "CRYPTO": ("financial.crypto",),
        "US_BANK_NUMBER": ("financial.*",),
        "US_ITIN": _NATIONAL,
        "US_PASSPORT": ("personal.passport",),
        "UK_NHS": _NATIONAL,
        "MEDICAL_LICENSE": ("health.*", "personal.licence"),
    },
    unannotated=("quasi.profession", "personal.age", "personal.origin"),
)
"""presidio_synth marks no ages, professions or nationalities, though its texts may tell them. Everything else it either
marks or does not contain: a finding there is wrong."""

CONLL = Mapping(
    labels={
        "PER": ("personal.name",),
        "LOC": _PLACE,
        "ORG": ("quasi.organisation",),
        "MISC": (),
        # wnut17
        "person": ("personal.name",),
        "location": _PLACE,
        "corporation": ("quasi.organisation",),
        "group": ("quasi.organisation",),
        "creative-work": (),
        "product": (),
    },
    annotated=("personal.name", "quasi.place", "quasi.organisation"),
)
"""News, encyclopaedia, contracts and tweets marked for people, places and organisations only."""


def read_mapping(said: Any) -> Mapping:
    """From what a mapping file says. Raises `SettingsError`."""
    try:
        return msgspec.convert(said, Mapping)
    except msgspec.ValidationError as wrong:
        raise SettingsError(
            f"the mapping: {wrong}",
            remedy="it has `labels` (label: [categories]) and perhaps `annotated` and `unannotated` (lists)",
        ) from None
