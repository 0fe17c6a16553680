"""Links in an answer: whoever writes one says where it leads, and a client that shows it may go there by itself.

A provider that writes `![](https://its.own/?d=EMAIL-…)` would be told the address by whoever renders that. So inside a
link nothing is put back, unless the very link stands in the request. What a link is, is read as whatever follows links
would read it, and in doubt as one: Markdown's and HTML's, bare ones, `www.`, `//host`, `data:` and `javascript:`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from isthmus.redact.places import LONGEST_LINK, InProse, InStrings
from isthmus.redact.pseudonyms import CODE, LETTERS

_LOOK = 8 * LONGEST_LINK
_ADDRESSED = re.compile(rf"(?:mailto|tel|sms):(?:[A-Z]+-[{LETTERS}]{{{CODE}}}[,;])*", re.IGNORECASE)
"""What stands before whom a message goes to: that leads to nobody else."""
_BEHIND = ".,;:!?*_~'\")]}>|`"
"""What stands behind a link and is none of it."""
_INSIDE = re.compile(r"[A-Za-z0-9._~%/?#@+&\-]")
_APART = re.compile(rf"[{re.escape(_BEHIND)}]*(?:[ \t\n\r\f\v<>\"'`|\\,)\]}}]|\Z)")
_WRITTEN = (("\\/", "/"), ("&amp;", "&"), ("\\u0026", "&"), ("\\n", "\n"), ("\\r", "\r"), ("\\t", "\t"))
_HALF = re.compile(r"\\+(?:u[0-9a-fA-F]{0,3})?\Z")
_HALF_ENTITY = re.compile(r"&(?:a(?:mp?)?)?\Z")


class Held:
    """What a request said, to be asked for the links in it. It is laid out when it is first asked."""

    __slots__ = ("_text", "_tree")

    def __init__(self, tree: Any) -> None:
        self._tree, self._text = tree, ""

    @property
    def text(self) -> str:
        if not self._text:
            said = "\n".join(_texts(self._tree))
            plain = said
            for escape, letter in _WRITTEN:
                plain = plain.replace(escape, letter)
            self._text = said if plain == said else f"{said}\n{plain}"
        return self._text

    def begins(self, link: str) -> bool:
        """Whether some link of the request may begin so."""
        text = self.text
        return link in text or ("&amp" in link and link.replace("&amp;", "&") in text)

    def holds(self, link: str) -> bool:
        """Whether this link, no shorter and no longer, stands in the request."""
        return self._stands(link) or ("&amp;" in link and self._stands(link.replace("&amp;", "&")))

    def _stands(self, link: str) -> bool:
        text, at = self.text if link else "", -1
        while link and (at := text.find(link, at + 1)) >= 0:
            if (at == 0 or not _INSIDE.match(text, at - 1)) and _APART.match(text, at + len(link)):
                return True
        return False


def _texts(node: Any) -> Iterator[str]:
    stack = [node]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            yield node
        elif isinstance(node, dict):
            stack += node
            stack += node.values()
        elif isinstance(node, list | tuple):
            stack += node


class Links:
    """Whether a pseudonym may be put back where it stands, for one channel of an answer. `raw` takes what the channel
    said and nobody had to read yet: it is read when a pseudonym stands where a link could be. `withheld` counts."""

    __slots__ = (
        "_at", "_held", "_last", "_reading", "_seen", "_tail", "angled", "due", "json", "open", "raw", "valued",
        "withheld",
    )  # fmt: skip

    def __init__(self, held: Held, *, json: bool = False) -> None:
        self._held, self.json = held, json
        self._reading: InProse | InStrings = InStrings() if json else InProse()
        self.raw: list[str] = []
        self._at = self._seen = self.withheld = 0
        self._last = self._tail = ""
        self.due = True
        """Whether `turn` is to be called before anything is asked."""
        self.angled = self.valued = self.open = False
        """Whether there was, or is in what comes next, a `<`, without which no link holds blanks; an `=` or `url(`,
        without which only those in angles do; and whether, before what comes next, the last `<` is not closed yet."""

    def turn(self, text: str) -> None:
        """`text` is what the channel says next; what was held back of it stands at its beginning."""
        self._at, self.due = 0, False
        for piece in self.raw[self._seen :]:
            self._note(piece)
        self._seen = len(self.raw)
        if not self.angled:
            self.angled = "<" in text or self._escaped(text)
        if self.angled and not self.valued:
            self.valued = self._has_values(text)

    def over(self, text: str, held: int) -> None:
        """All of it was looked at, but for so much at its end that is held back."""
        if self.due:  # no pseudonym stood there
            self.raw.append(text[: len(text) - held])
            return
        if rest := text[self._at : len(text) - held]:
            self.raw.append(rest)
            self._seen = len(self.raw)
        self._note(text[: len(text) - held])

    def _note(self, said: str) -> None:
        self.angled = self.angled or "<" in said or self._escaped(said)
        if self.angled:
            self.valued = self.valued or self._has_values(said)
            if "<" in said or ">" in said:
                self.open = said.rfind("<") > said.rfind(">")
        self._tail = (self._tail + said[-3:])[-3:]

    def _escaped(self, text: str) -> bool:
        """Whether signs may be written otherwise, as those may be that are cut in two."""
        return self.json and "\\u00" in self._tail + text

    def _has_values(self, text: str) -> bool:
        """What stands before the first `<` counts too: it does no harm."""
        return "=" in text or self._escaped(text) or ("(" in text and "url(" in (self._tail + text).lower())

    def before(self, text: str, start: int) -> str:
        """The four characters before a place, or as many as there are."""
        return text[start - 4 : start] if start >= 4 else (self._last + "".join(self.raw[-4:]) + text[:start])[-4:]

    def may(self, text: str, begin: int, token: str, value: str, last: bool) -> bool | None:
        """Whether what `token` stands for may be put back; None: what follows must be seen first. It stands at `begin`,
        perhaps behind quotes."""
        start = text.index(token, begin)
        last_read = self.before(text, begin)
        self._reading.read("".join(self.raw) + text[self._at : begin])
        self.raw.clear()
        self._seen, self._at, self._last = 0, begin, last_read
        here = self._reading.twin() if start > begin else self._reading
        here.read(text[begin:start])
        here.arrive()
        verdict = self._verdict(here, token, value, text[start + len(token) :], last)
        if verdict is not None:
            if here.link is None and _leads(value):
                here.begin("word")
            here.read(token)
            self._reading, self._at, self._last = here, start + len(token), token[-4:]
            self.withheld += not verdict
        return verdict

    def _verdict(self, here: InProse | InStrings, token: str, value: str, rest: str, last: bool) -> bool | None:
        link, leads = here.link, _leads(value)
        if link is None and not leads:
            return True
        if link is not None and (_ADDRESSED.fullmatch(link.strip()) or (not link and here.footnote and not leads)):
            return True
        alone = leads and not link
        if link == "" and not leads:  # it stands in the request, but as no link
            return False
        if not alone and not self._held.begins(f"{link or ''}{token}"):
            return False
        return self._followed(here.twin(), token, rest, alone, last)

    def _followed(self, probe: InProse | InStrings, token: str, rest: str, alone: bool, last: bool) -> bool | None:
        """The same with the link's end. `alone`: the value is itself a link, and nothing stands before it."""
        if probe.link is None:
            probe.begin("word")
        probe.read(token)
        if probe.ended is None:
            probe.read(rest[:_LOOK] if last or not self.json else _HALF.sub("", rest[:_LOOK]), until_end=True)
        link = probe.ended
        if link is None:
            link = probe.link or ""
            if not last and len(link) <= LONGEST_LINK:
                so_far = link.rstrip(_BEHIND)
                could = (alone and so_far == token) or self._held.begins(_HALF_ENTITY.sub("", so_far))
                return None if could else False
        whole = link.rstrip(_BEHIND)
        return len(link) <= LONGEST_LINK and ((alone and whole == token) or self._held.holds(whole))


def _leads(value: str) -> bool:
    """Whether a value is itself a link, so that what follows it may change where it leads."""
    return "//" in value or value[:4].lower() == "www."
