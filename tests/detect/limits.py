"""What the promised disguises still hide, by cause. A row that is mended leaves its list; a test fails until then."""

from __future__ import annotations

from typing import NamedTuple


class Limit(NamedTuple):
    why: str
    of: frozenset[str]
    """Rows, or one form of a row: its name and the example."""
    disguises: tuple[str, ...] = ("separators",)


LIMITS = (
    Limit(
        "letters stand among its few digits, or it is of letters alone, and nothing beside it says to look for such; "
        "or it is of two groups of three or four digits, as an amount, two numbers or the number of an order",
        frozenset("in_pan in_gstin".split())
        | {"it_codice_fiscale rssmra85t10a562s", "bic COBADEFF", "es_dni 70265148-x", "passport_told 1234567"},
    ),
)  # fmt: skip


def limit_of(disguise: str, row: str, form: str) -> Limit | None:
    """Why this disguise hides such values more often than promised."""
    fitting = (limit for limit in LIMITS if disguise in limit.disguises and limit.of & {row, f"{row} {form}"})
    return next(fitting, None)
