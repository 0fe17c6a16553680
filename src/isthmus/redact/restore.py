"""Restore: real values back into a stream, whatever way it is cut.

A `Restorer` holds back no more than could still become one of its own pseudonyms (with quotes, where a number lost
its quotes to one), so at most `LONGEST` characters and two quotes. What it does not know it passes as it is: a
pseudonym that this request did not make, one with a letter changed or missing, is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from isthmus.domain.lots import breathe, each
from isthmus.redact.links import Links
from isthmus.redact.nesting import Nesting, escaped, special
from isthmus.redact.pseudonyms import CODE, ENDS, LETTERS, LONGEST
from isthmus.redact.surfaces import RestoreMap, Surface

_SPACE = 8
_BLANK = " \t\r\n"
_WRAPPING, _AWAITING = "*_\"'`([{-", " \t\r\n\f\v("


def _begun(word: str) -> str:
    """A pattern for a pseudonym of this type, or for the beginning of one at the end of the text."""
    pattern = rf"-(?:[{LETTERS}]{{{CODE}}}|[{LETTERS}]{{0,{CODE - 1}}}\Z)"
    for letter in reversed(word):
        pattern = rf"{letter}(?:{pattern}|\Z)"
    return pattern


_TOKENS = "|".join(_begun(word) for word in ENDS)
_SCAN = re.compile(_TOKENS)
# Every alternative begins with a letter of its own, so that the search skips from one such letter to the next.
_SCAN_QUOTED = re.compile(rf'"(?:{_TOKENS}|\Z)|\\(?:\\{{0,6}}(?:"(?:{_TOKENS}|\Z)|\Z))|{_TOKENS}')
_QUOTES = '\\"'
_TYPED = frozenset("".join(ENDS))
_SPELT = frozenset(LETTERS)


class Restorer:
    """One channel of one answer: `feed` gives what can be given, `flush` the rest.

    `json` says that the channel is JSON text (a tool call's arguments, a structured answer): what is restored into a
    string of it is escaped as the place requires. `restored` counts what was put back. With `links` nothing is put back
    in a link that they do not allow.
    """

    __slots__ = ("_alike", "_codes", "_held", "_links", "_nesting", "_quotes", "_raw", "_scan", "_tokens", "restored")

    def __init__(
        self, map: RestoreMap, may_see: Sequence[str] = ("*",), *, json: bool = False, links: Links | None = None
    ) -> None:
        seen = map.seen_by(may_see)
        tokens = self._tokens = seen.surfaces
        quotes = self._quotes = True in [s.bare for s in each(tokens.values())]
        self._alike = seen.alike
        self._scan = _SCAN_QUOTED if quotes else _SCAN
        self._nesting = Nesting() if json and True in [special(s.text) for s in each(tokens.values())] else None
        self._codes: dict[str, tuple[str, ...]] | None = None
        self._held = ""
        self._links = links
        self._raw = links.raw if links is not None else None
        self.restored = 0

    @property
    def bound(self) -> int:
        return max((len(t) for t in self._tokens), default=0) + (16 + _SPACE if self._quotes else 0)

    @property
    def withheld(self) -> int:
        """How many pseudonyms were left in links."""
        return self._links.withheld if self._links is not None else 0

    @property
    def holding(self) -> bool:
        """Whether `flush` has something to give."""
        return bool(self._held)

    def feed(self, piece: str, *, last: bool = False) -> str:
        """`last`: nothing follows, so nothing is held back."""
        if not self._tokens:
            return piece
        if self._held:
            piece, self._held = self._held + piece, ""
        elif (
            self._nesting is None
            and len(piece) <= LONGEST
            and self._scan.search(piece) is None
            and (not self._alike or self._next(piece, 0) is None)
        ):
            if self._raw is not None and piece:
                self._raw.append(piece)
            return piece
        return self._restored(piece, last)

    def flush(self) -> str:
        if not self._held:
            return ""
        piece, self._held = self._held, ""
        return self._restored(piece, True)

    def _restored(self, text: str, last: bool) -> str:
        if self._links is None:
            return self._put_back(text, last)
        self._links.due = True
        said = self._put_back(text, last)
        if len(self._held) < len(text):
            self._links.over(text, len(self._held))
        return said

    def _put_back(self, text: str, last: bool) -> str:
        out: list[str] = []
        at = look = 0
        short = len(text) <= LONGEST or len(text) < len(self._tokens)  # a list of all of them would take longer
        if not (self._quotes or short or self._alike) and self._nesting is None:
            codes = self._codes
            if codes is None:
                codes = self._codes = _by_code(self._tokens)
            at, look, open_ = _whole(text, self._tokens, codes, out, self._links, last)
            self.restored += len(out) // 2
            if not open_ and (last or not _unfinished(text)):
                out.append(text[at:])
                return "".join(out)
            look = look if open_ else max(look, len(text) - LONGEST)
        while place := self._next(text, look):
            breathe()
            begin, end = place
            token = text[begin:end]
            quote = ""
            if self._quotes:
                token = token.lstrip(_QUOTES)
                quote = text[begin : end - len(token)]
            surface = self._tokens.get(token)
            if not last and end == len(text) and (surface is None or self._alike) and self._may_become(token):
                return self._hold(text, at, begin, out)
            if surface is None and self._alike and (shorter := self._within(token)):
                surface, end, token = self._tokens[shorter], begin + len(quote) + len(shorter), shorter
            if surface is None:
                look = begin + len(quote) + 1 if token else end
                continue
            start = begin + len(quote)
            if quote and surface.bare:
                closed = _closed(text, end, quote, last)
                if closed is None:
                    return self._hold(text, at, begin, out)
                if closed:
                    start, end = begin, closed
            if self._links is not None and not _apart(text, begin + len(quote), surface.text, self._links):
                allowed = self._links.may(text, begin, token, surface.text, last)
                if allowed is None:
                    return self._hold(text, at, begin, out)
                if not allowed:
                    look = begin + len(quote) + len(token)
                    continue
            self._pass(text[at:start], out)
            out.append(self._said(surface))
            at = look = end
        self._pass(text[at:], out)
        return "".join(out)

    def _next(self, text: str, look: int) -> tuple[int, int] | None:
        """The next place where a pseudonym stands, or a look-alike of ours, or begins at the end of the text."""
        match = self._scan.search(text, look)
        place = match.span() if match else None
        for alike in self._alike:
            at = text.find(alike, look)
            end = at + len(alike)
            if at < 0:
                at, end = _begins(text, alike, look), len(text)
            if at >= 0 and (place is None or (at, -end) < (place[0], -place[1])):
                place = at, end
        return place

    def _may_become(self, begun: str) -> bool:
        return any(token.startswith(begun) and token != begun for token in self._tokens)

    def _within(self, begun: str) -> str:
        """The longest look-alike that what only began as a longer one begins with."""
        return max((token for token in self._alike if begun.startswith(token)), key=len, default="")

    def _hold(self, text: str, at: int, start: int, out: list[str]) -> str:
        self._held = text[start:]
        self._pass(text[at:start], out)
        return "".join(out)

    def _pass(self, text: str, out: list[str]) -> None:
        if text:
            out.append(text)
            if self._nesting:
                self._nesting.read(text)

    def _said(self, surface: Surface) -> str:
        self.restored += 1
        if not self._nesting or surface.bare:
            return surface.text
        self._nesting.filled()
        return escaped(surface.text, self._nesting.depth - surface.depth) if self._nesting.depth else surface.text


def _by_code(tokens: Mapping[str, Surface]) -> dict[str, tuple[str, ...]]:
    codes: dict[str, tuple[str, ...]] = {}
    for token in each(tokens):
        code = token[-CODE:]
        codes[code] = (*codes[code], token) if code in codes else (token,)
    return codes


def _whole(
    text: str,
    tokens: Mapping[str, Surface],
    codes: dict[str, tuple[str, ...]],
    out: list[str],
    links: Links | None,
    last: bool,
) -> tuple[int, int, bool]:
    """All that is a pseudonym from its first letter to its last, found by the code, which is much faster than by the
    type: what stands before it goes into `out`, and what it stands for. Gives where the last ends: what is only begun
    begins later, and less than a pseudonym from the end. Also gives how far was looked, and whether one stands there of
    which it must first be seen what follows."""
    done, seen, dash = 0, 0, text.find("-")
    while dash >= 0:
        breathe()
        end = dash + 1 + CODE
        for token in codes.get(text[dash + 1 : end], ()):
            if text.endswith(token, done, end):
                start = end - len(token)
                if links is not None and not _apart(text, start, tokens[token].text, links):
                    allowed = links.may(text, start, token, tokens[token].text, last)
                    if allowed is None:
                        return done, start, True
                    seen = end
                    if not allowed:
                        break
                out.append(text[done:start])
                out.append(tokens[token].text)
                done = seen = end
                break
        dash = text.find("-", dash + 1)
    return done, seen, False


def _apart(text: str, start: int, value: str, links: Links) -> bool:
    """Whether no link can reach to where a pseudonym stands, as the few letters before it tell, nor begin with it. Most
    stand so; of the others the whole is read."""
    if links.due:
        links.turn(text)
    if "//" in value or (value[0] in "wW" and value[:4].lower() == "www."):
        return False
    if links.angled:
        if links.valued:
            return False
        opens, closes = text.rfind("<", 0, start), text.rfind(">", 0, start)
        if opens > closes or (closes < 0 and links.open):
            return False
    if start > 1:
        last, behind = text[start - 1], text[start - 2]
        if last == " " and behind not in " \t\r\n\f\v(":
            return True
    return _wrapped(text[start - 4 : start] if start >= 4 else links.before(text, start), links.json)


def _wrapped(before: str, json: bool) -> bool:
    """The same by four letters: a blank and signs that surround a word, or a string of JSON that begins here."""
    if not before:
        return True
    if json and before[-1] == '"':
        return before[-2:-1] != "\\"
    bare = before.rstrip(_WRAPPING)
    if not bare:
        return len(before) < 4
    if bare[-1] not in _BLANK:
        return False
    beyond = bare[-2:-1]
    return not (beyond in _AWAITING or (beyond == ":" and bare != before)) if beyond else len(before) < 4


def _unfinished(text: str) -> bool:
    """Whether a pseudonym could be begun at the end of a text: mostly its last letter says that none is."""
    last = text[-1]
    return last in _TYPED or last == "-" or (last in _SPELT and "-" in text[-CODE:])


def _begins(text: str, word: str, look: int) -> int:
    """Where the end of a text may be the beginning of a word; -1: nowhere."""
    at = text.find(word[0], max(look, len(text) - len(word) + 1))
    while at >= 0 and not word.startswith(text[at:]):
        at = text.find(word[0], at + 1)
    return at


def _closed(text: str, end: int, quote: str, last: bool) -> int | None:
    """Where the quotes around a number end; 0 when they must stay (it is a key, or none closes); None: too early."""
    if not text.startswith(quote, end):
        return None if not last and quote.startswith(text[end : end + len(quote)]) else 0
    after = end + len(quote)
    rest = text[after : after + _SPACE + 1].lstrip(_BLANK)
    if not rest and not last and len(text) - after <= _SPACE:
        return None
    return 0 if rest.startswith(":") else after


def restore(text: str, map: RestoreMap, may_see: Sequence[str] = ("*",), *, json: bool = False) -> str:
    """A whole text at once."""
    return Restorer(map, may_see, json=json).feed(text, last=True)
