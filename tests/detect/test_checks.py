"""What is read byte by byte says what the short definition of it says."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.detect.checks import card, email, iban, luhn, phone
from isthmus.detect.neighbours import is_one, touched

DIGITS = "0123456789"
GROUPS = re.compile(r"\d+|\d(?:[ -]\d)+|(?:\d{4,6}[ -])+\d{3,6}")


@given(st.text(DIGITS, max_size=20))
def test_the_last_digit_of_a_number_makes_the_sum_a_multiple_of_ten(digits: str) -> None:
    total = sum(sum(divmod(int(digit) * (1 + place % 2), 10)) for place, digit in enumerate(reversed(digits)))
    assert luhn(digits) == (total % 10 == 0)


def grouped(*borders: int) -> str:
    """A card's number with blanks and hyphens there."""
    return "".join((" -"[n % 2] if n in borders else "") + digit for n, digit in enumerate("4000005147092036"))


GROUPED = [grouped(*borders) for count in range(4) for borders in combinations(range(1, 16), count)]


@pytest.mark.parametrize("behind", ["", " 1", " 12/27", "-123"])
def test_a_card_is_written_in_groups_as_cards_are(behind: str) -> None:
    for value in (*GROUPED, grouped(*range(1, 16)), grouped(*range(2, 16))):
        assert card(value + behind) == len(value) * (GROUPS.fullmatch(value) is not None), value
        assert card(value + "1") == 0


@given(st.text("BUKZ" + DIGITS, min_size=18, max_size=18), st.integers(0, 99), st.sampled_from(("", " ", "-")))
def test_an_account_number_leaves_one_of_ninety_seven(account: str, check: int, between: str) -> None:
    right = 98 - int("".join(str(int(letter, 36)) for letter in f"{account}GB00")) % 97
    for digits in {check, right}:
        value = f"GB{digits:02d}{account[:2]}{between}{account[2:]}"
        expected = int("".join(str(int(letter, 36)) for letter in f"{account}GB{digits:02d}")) % 97 == 1
        assert iban(value) == iban(value.lower()) == len(value) * expected
        assert iban(value + between + ".") == len(value) * expected


def test_a_telephone_number_has_seven_digits_to_fifteen_and_three_of_them_differ() -> None:
    for size in range(20):
        assert bool(phone("1" * (size - 2) + "23")) == (7 <= size <= 15)
        assert not phone("1" * (size - 1) + "2")
    assert (phone("2026-11-28"), phone("+2026-11-28")) == (0, 11)


@given(st.sampled_from(("git", "Git", "anna", "")), st.sampled_from(("b.png", "b.PNG", "b.com", "png", "a..com")))
def test_an_address_is_no_file_and_no_repository(local: str, domain: str) -> None:
    expected = local.lower() != "git" and domain.lower() not in ("b.png", "png", "a..com")
    assert bool(email(f"{local}@{domain}")) == expected


@pytest.mark.parametrize("ahead", ["", "1", "x"])
@pytest.mark.parametrize("behind", ["", "1", "x", "\x00"])
def test_digits_near_a_number_are_seen(ahead: str, behind: str) -> None:
    for value in ("22", "(2)", "+2", "2)"):
        for left in range(7):
            for right in range(7):
                before = ahead + " ./(-+ "[:left]
                data = f"{before}{value}{' ./(-+ '[:right]}{behind}".encode()
                start, end = len(before), len(before) + len(value)
                near_behind, near_ahead = behind == "1" and 0 < right < 5, ahead == "1" and 0 < left < 5
                expected = (near_behind and value[-1].isdigit()) or (near_ahead and value[0].isdigit())
                assert touched(data, start, end) == expected, data
                assert is_one(bytearray(data), start, end) == (not near_behind), data
