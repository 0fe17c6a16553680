"""Finding, among the words of a conversation, the one that a property asks for.

Answers must commute with disguise: replace a value by its pseudonym in the question, and the
answer changes in exactly that way. So a pseudonym such as EMAIL-bcdfghjklmnpqrstbcdf counts as an
address just as alice@example.org does, typed values are found by position only, and nothing
depends on the length or the letters of what was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# The order matters: an IBAN holds digits that alone would look like a telephone number.
_TYPED = re.compile(
    r"""
    (?P<pseudonym> \b[A-Z][A-Z0-9_]*-[a-z0-9]{12,}\b )
  | (?P<url>   \bhttps?://[^\s<>()"']*[^\s<>()"'.,;:!?] )
  | (?P<email> \b[\w.+%-]+@[\w-]+(?:\.[\w-]+)+ )
  | (?P<iban>  \b[A-Z]{2}\d{2}(?:[A-Z0-9]{11,30} | (?:[ ][A-Z0-9]{4}){2,7}(?:[ ][A-Z0-9]{1,3})?)\b )
  | (?P<mac>   \b[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}\b )
  | (?P<ip>    \b\d{1,3}(?:\.\d{1,3}){3}\b )
  | (?P<date>  \b\d{4}-\d{2}-\d{2}\b | \b\d{1,2}[./]\d{1,2}[./]\d{4}\b )
  | (?P<card>  \b(?:\d{13,19} | \d{4}[ ]\d{4}[ ]\d{4}[ ]\d{1,7} | \d{4}-\d{4}-\d{4}-\d{1,7})\b )
  | (?P<phone> (?<!\w)(?:\+|\(?0)\d(?:[ ()/-]{0,2}\d){5,13}\b | (?<!\w)\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b )
    """,
    re.VERBOSE,
)
_PSEUDONYM = r"[A-Z][A-Z0-9_]*-[a-z0-9]{12,}"
_REFERENCE = re.compile(
    r"\b(?i:order|ticket|invoice|case|reference|contract)\b(?:\s+(?i:no\.?|number|id))?\s*[#:]?\s*"
    rf"({_PSEUDONYM}|(?=[A-Za-z-]*\d)[A-Za-z0-9][A-Za-z0-9-]{{2,}})"
)
_CAPITALISED = rf"(?!{_PSEUDONYM})[A-Z][\w-]*"
_NAME = re.compile(
    r"\b(?i:my name is|i am called|this is|regards,)\s+"
    rf"({_PSEUDONYM}|{_CAPITALISED}(?:[ ]{_CAPITALISED})*)"
)
_PUNCTUATION = ".,;:!?()[]<>\"'`*"
_NAME_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")

#: words in a property's name, or in a pseudonym's type -> kind of value
_KINDS: tuple[tuple[str, frozenset[str]], ...] = (
    ("email", frozenset({"email", "mail", "recipient", "to", "cc", "bcc", "sender", "from"})),
    ("phone", frozenset({"phone", "telephone", "tel", "mobile", "fax"})),
    ("iban", frozenset({"iban", "account"})),
    ("card", frozenset({"card", "pan"})),
    ("ip", frozenset({"ip", "ipv4", "ipv6", "host"})),
    ("mac", frozenset({"mac"})),
    ("url", frozenset({"url", "link", "href", "website"})),
    ("date", frozenset({"date", "birth", "birthday", "birthdate", "dob", "born"})),
    ("reference", frozenset({"order", "ticket", "invoice", "case", "reference", "contract", "id"})),
    ("name", frozenset({"name", "person"})),
)


def kind_of(name: str) -> str | None:
    """The kind of value a property or pseudonym type called `name` holds, if its name says so."""
    words = {word.lower() for word in _NAME_PARTS.findall(name)}
    if "number" in words and not words & {"phone", "card", "account", "mobile"}:
        words.add("reference")
    return next((kind for kind, known in _KINDS if words & known), None)


class Words:
    """The texts of a conversation, latest first, and what was found in them."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.texts = tuple(text for text in texts if text)
        self._found: dict[str, str] | None = None

    @property
    def whole(self) -> str:
        """The latest text, all of it."""
        return self.texts[0] if self.texts else "[sandbox]"

    def find(self, kind: str) -> str | None:
        """The first value of this kind, in the latest text that has one."""
        if self._found is None:
            self._found = self._scan()
        return self._found.get(kind)

    def matching(self, pattern: re.Pattern[str]) -> str | None:
        """The first word that satisfies a schema's pattern."""
        found = (word for text in self.texts for word in text.split() if pattern.search(word))
        return next(found, None)

    def each(self) -> list[str]:
        """Every word seen, in order, each once, without the punctuation around it."""
        words = (word.strip(_PUNCTUATION) for text in self.texts for word in text.split())
        return list(dict.fromkeys(word for word in words if word))

    def _scan(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for text in self.texts:
            typed = [(match.span(), _kind(match)) for match in _TYPED.finditer(text)]
            for (start, end), kind in typed:
                found.setdefault(kind, text[start:end])
            for pattern, kind in ((_REFERENCE, "reference"), (_NAME, "name")):
                for match in pattern.finditer(text):
                    if not _other_value(match.span(1), typed, kind):
                        found.setdefault(kind, match.group(1))
        return found


def _kind(match: re.Match[str]) -> str:
    if match.lastgroup == "pseudonym":
        type_ = match.group().partition("-")[0]
        return "" if type_ == "ACCOUNT" else kind_of(type_) or ""  # an undisguised account number has no shape
    return match.lastgroup or ""


def _other_value(span: tuple[int, int], typed: list[tuple[tuple[int, int], str]], kind: str) -> bool:
    """Whether the span touches a value that is something else: `order 192.0.2.7` names no order.

    A pseudonym of a type without a kind may be a reference, since identifiers have many types.
    """
    fitting = ("", kind) if kind == "reference" else (kind,)
    return any(start < span[1] and span[0] < end and claimed not in fitting for (start, end), claimed in typed)
