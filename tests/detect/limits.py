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
        "it is found in one writing alone, and groups of these lengths are written otherwise when they are read again",
        frozenset(
            "my_nric pk_cnic do_cedula ar_cuit br_cnpj id_npwp de_steuernummer kr_brn uy_rut cz_account pl_nip us_ein "
            "ru_snils cz_rc hk_id ve_rif nz_account".split()
        ),
    ),
    Limit(
        "two groups with one sign between them count as an amount, or as two numbers",
        frozenset(
            "se_personnummer no_fnr at_svnr kr_rrn lv_pk is_kt se_orgnr fi_ytunnus ec_cedula ar_dni si_tax".split()
        )
        | {"phone_trunk 07700 900123", "phone_trunk 030/9018200"},
    ),
    Limit(
        "letters stand among its digits, or alone behind the only sign",
        frozenset(
            "it_codice_fiscale in_pan nl_id_card it_id_card in_gstin es_cif mx_rfc ke_pin us_dea us_mbi uk_licence "
            "in_ifsc bic plate".split()
        )
        | {
            "iban fr1420041010050500013m02606", "uk_nino jg103759a", "es_dni 70265148-x", "medical_record P4829134",
            "health_insurance HX-482-9134", "driving_licence D4829134", "driving_licence B072RRE2I55",
            "passport C4829134", "passport C01X00T47", "passport 12AB34567", "serial_number C02XL0GYJGH5",
            "serial_number R58M41KZ7PQ", "vin_named WVWZZZ1JZ3W386752", "birth_date {d} {word} {y}",
            "birth_date {word} {d}th, {y}", "phone_extension 415.555.0132, ext. 12",
        },
    ),
    Limit(
        "another number goes on behind it with another sign",
        frozenset(["card 4111 1111 1111 1111", "hu_tax"]),
    ),
)  # fmt: skip


def limit_of(disguise: str, row: str, form: str) -> Limit | None:
    """Why this disguise hides such values more often than promised."""
    fitting = (limit for limit in LIMITS if disguise in limit.disguises and limit.of & {row, f"{row} {form}"})
    return next(fitting, None)
