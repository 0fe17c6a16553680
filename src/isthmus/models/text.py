"""The one way in which local models read a text. Training and serving share it, so that they cannot drift apart."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"\w+")
_DIGITS = str.maketrans("123456789", "000000000")


def normalise(text: str) -> str:
    """Words only, in lower case, one space between them: NFKC, case folded, punctuation dropped, apostrophes closed.

    Lone surrogates are no word characters, so what comes out can always be encoded.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.replace("’", "'"))
    return " ".join(_WORD.findall(text.casefold().replace("'", "")))


def features(text: str) -> str:
    """What the intent classifier reads: normalised, and every digit a nought, since no order number is a topic."""
    return normalise(text).translate(_DIGITS)
