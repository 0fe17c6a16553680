"""What our own disguise leaves in a text is never taken for a value again."""

from __future__ import annotations

import random
import re

from hypothesis import example, given
from hypothesis import strategies as st

from isthmus.detect import PSEUDONYM, Detector, built_in
from isthmus.domain.content import Span

from .examples import EXAMPLES, read
from .test_detector import Fake

ALL = Detector(built_in())
TYPES = "EMAIL PHONE IBAN CARD NATID IP MAC URL BIRTH NAME PLACE ACCOUNT SECRET TEXT TERM".split()
CONTEXTS = (
    "{}", "write to {} today", "mailto:{}", "<{}>", "https://example.com/u/{}?x=1", "{}@example.com",
    "alice.{}@example.com", "password: {}", "api_key={}", "Authorization: Bearer {}", "tel. {}", "IBAN {}",
    "born on {}", "SSN {}", "{}s", "x{}y", "https://app:{}@host/", "sk-{}", "{}-{}", "{} {}", 'token="{}"',
    "-----BEGIN {}-----", "DE89 {}", "+49 {}", "4111 {} 1111",
)  # fmt: skip


def token(draw: random.Random) -> str:
    return f"{draw.choice(TYPES)}-{''.join(draw.choices('bcdfghjklmnpqrst', k=20))}"


def test_no_recogniser_fires_on_a_pseudonym_or_across_one() -> None:
    draw = random.Random(29)
    for number in range(5_000):
        context = CONTEXTS[number % len(CONTEXTS)]
        text = context.format(*(token(draw) for _ in range(context.count("{}"))))
        scan = ALL.scan([text, text])
        assert scan.findings == (), context
        assert scan.complete


def test_a_value_beside_a_pseudonym_is_still_found() -> None:
    """But for what must stand alone to be one: beside a pseudonym it does not, as it did not beside the value."""
    draw = random.Random(31)
    for name, many in EXAMPLES.items():
        for marked in many if not name.startswith("alone_") else ():
            text, value = read(marked)
            text = f"ü {token(draw)} {text} {token(draw)}"
            values = [text[f.start : f.end] for f in ALL.scan([text]).findings]
            assert value in values, name


def test_a_plug_in_s_finding_that_touches_a_pseudonym_is_dropped() -> None:
    mine = token(random.Random(37))
    detector = Detector([Fake(word=f"falcon {mine}")])
    assert detector.scan([f"é falcon {mine}"]).findings == ()
    assert len(Detector([Fake()]).scan([f"é falcon {mine}"]).findings) == 1


@example("ABCDEFGHIJKLMN-bcdfghjklmnpqrstbcdf A-bcdfghjklmnpqrstbcdf AB-bcdfghjklmnpqrstbcdfbb")
@given(st.lists(st.sampled_from(["A", "ABCDEFGHIJKLM", "-", "bcdfghjklmnpqrstbcdf", "b", "e", " ", "é"])).map("".join))
def test_exactly_what_is_spelt_like_a_pseudonym_is_blanked_out(text: str) -> None:
    class Seen:
        name, categories = "seen", ("custom.seen",)

        def find(self, text: str) -> list[Span]:
            return [Span(at, at + 1, "custom.seen", 1.0) for at in range(len(text))]

    kept = {f.start for f in Detector([Seen()]).scan([text]).findings}
    masked = {at for match in re.finditer(PSEUDONYM, text) for at in range(*match.span())}
    assert kept == set(range(len(text))) - masked
