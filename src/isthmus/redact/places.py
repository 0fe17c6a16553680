"""Where a text stands: in which link, if in any. It is read as whatever shows it would read it, and in doubt as one."""

from __future__ import annotations

import copy
import re

from isthmus.redact.nesting import Nesting

LONGEST_LINK = 2048
"""A longer one is nobody's who asked."""
_KEPT = 300
"""So much of a word is kept to find a link's beginning in: more than a host's name has."""

_START = re.compile(
    r"""(?<![a-z0-9])(?:https?|ftps?|wss?|file|data|javascript|vbscript|blob|filesystem|view-source|mailto|tel|sms):
    | (?:(?<![a-z0-9+.\-])[a-z][a-z0-9+.\-]*+:)?//
    | (?<![a-z0-9])www\d{0,3}\.
    | (?<![a-z0-9.\-_/@])(?:[a-z0-9\-]++\.)++[a-z0-9\-]++(?::\d{1,5})?[/?\#]""",
    re.IGNORECASE | re.ASCII | re.VERBOSE,
)
_HOST = re.compile(r"(?:.*\.[a-z][a-z0-9\-]*[a-z]|\d+(?:\.\d+){3})[:/?#]", re.IGNORECASE | re.ASCII)
"""Which words with dots, before one of these letters, are a host: not `1.5/`, not `e.g./`."""
_BLANK = " \t\n\r\f\v"
_BREAK = re.compile(r"[<\[\](]")
_LAST_WORD = re.compile(rf"[^{_BLANK}]*\Z")
_BREAK_IN_TAG = re.compile(rf"[{_BLANK}<>=\"']")
_NOT_BLANK = re.compile(rf"[^{_BLANK}]")
_ENDS = {
    "word": re.compile(rf"[{_BLANK}<]|\]\("),
    "target": re.compile(rf"\\.|[{_BLANK}()]", re.DOTALL),
    "angle": re.compile(r"[>\n]"),
    "unquoted": re.compile(rf"[{_BLANK}>]"),
    '"': re.compile('"'),
    "'": re.compile("'"),
    ")": re.compile(r"\)"),
}
"""How a link ends, by how it began."""
_OF_VALUES = ('"', "'", "unquoted")
_LINKING = frozenset(
    """href src srcset action formaction data poster background cite ping style content srcdoc manifest longdesc
    lowsrc dynsrc codebase archive usemap profile icon imagesrcset url""".split()
)
"""Attributes of HTML whose value is a link, or may hold one with blanks."""
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_QUOTE = re.compile(r'\\*"')
_OPENS = re.compile(r"(?:\s|\\+[nrt])*+(.)", re.DOTALL)


class InProse:
    """Where a text stands, as far as it was read: in which link, if in any."""

    __slots__ = (
        "_awaited", "_brackets", "_how", "_marked", "_name", "_parens", "_quote", "_tag", "_valued", "_word", "ended",
        "footnote", "link",
    )  # fmt: skip

    def __init__(self) -> None:
        self.link: str | None = None
        self.ended: str | None = None
        """The link that ended last."""
        self.footnote = False
        self._how = ""
        self._awaited = ""
        self._word = ""
        self._brackets = self._parens = 0
        self._marked = self._tag = self._valued = False
        self._name = self._quote = ""

    def twin(self) -> InProse:
        made = copy.copy(self)
        made.ended = None
        return made

    def begin(self, how: str, link: str = "") -> None:
        self._how, self.link, self.footnote = how, link, False
        self._word, self._awaited, self._parens = "", "", 0

    def arrive(self) -> None:
        """A pseudonym comes next: where a link is due, it begins with it."""
        if self.link is not None:
            return
        if self._awaited:
            self._target("-", 0)
        elif self._tag and self._valued and not (self._quote or self._word) and self._links():
            self.begin("unquoted")

    def read(self, text: str, *, until_end: bool = False) -> None:
        at, size = self._skipped(text), len(text)
        while at < size and not (until_end and self.ended is not None):
            if self.link is not None:
                at = self._in_link(text, at)
            elif self._awaited:
                at = self._target(text, at)
            elif self._tag:
                at = self._in_tag(text, at)
            else:
                at = self._plain(text, at)

    def _skipped(self, text: str) -> int:
        """Of much text outside of HTML only the last two lines tell where its end stands."""
        if len(text) < _KEPT or self._marked or self.link is not None or "<" in text:
            return 0
        line = text.rfind("\n", 0, max(0, text.rfind("\n")))
        if line > 0:
            self._word, self._awaited, self._brackets = "", "", 0
        return max(0, line)

    def _in_link(self, text: str, at: int) -> int:
        """Up to its end, if that is here."""
        assert self.link is not None
        for end in _ENDS[self._how].finditer(text, at):
            said = end[0]
            if said == "](" and not self._brackets:
                continue
            if self._how == "target" and said not in _BLANK:
                self._parens += {"(": 1, ")": -1}.get(said, 0)
                if self._parens >= 0:
                    continue
            self._more(text[at : end.start()])
            self.ended, self.link, self.footnote = self.link, None, False
            if self._how in _OF_VALUES:
                self._quote, self._valued = "", False
            return end.end() if said in "\"')" else end.start()
        self._more(text[at:])
        return len(text)

    def _more(self, text: str) -> None:
        assert self.link is not None
        self.link += text[: max(0, LONGEST_LINK + 1 - len(self.link))]

    def _target(self, text: str, at: int) -> int:
        """Behind `](`, `]:` or `url(`, blanks aside, a link begins, whatever it looks like."""
        found = _NOT_BLANK.search(text, at)
        end = found.start() if found else len(text)
        if text.count("\n", at, end) > 1:  # none reaches into another paragraph
            self._awaited = ""
        if not found or not self._awaited:
            return end
        at, awaited = end, self._awaited
        letter = text[at]
        if awaited == ")":
            self.begin(letter if letter in "\"'" else ")")
            return at + (letter in "\"'")
        if letter == "<":
            self.begin("angle")
            return at + 1
        self.begin("word" if awaited == "footnote" else awaited)
        self.footnote = awaited == "footnote"
        return at

    def _plain(self, text: str, at: int) -> int:
        found = _BREAK.search(text, at)
        end = found.start() if found else len(text)
        begun = self._says(text[at:end], "word")
        if begun >= 0 or not found:
            return at + begun if begun >= 0 else end
        if "\n" in text[at:end]:
            self._brackets = 0
        letter, end = found[0], end + 1
        if letter == "<":
            self._word, self._marked = "", True
            if text[end : end + 1].isalpha() or text[end : end + 1] in ("/", "!", ""):
                self._tag, self._valued, self._name, self._quote = True, False, "<", ""
        elif letter == "(":
            self._awaited = ")" if self._marked and self._word[-3:].lower() == "url" else ""
            self._word += letter
        elif letter == "[":
            self._brackets += 1
            self._word += letter
        else:
            follows = text[end : end + 1]
            if follows in ("(", ":"):
                self._awaited = "footnote" if follows == ":" else "target" if self._brackets else "word"
                end += 1
            self._brackets = max(0, self._brackets - 1)
            self._word += letter
        return end

    def _in_tag(self, text: str, at: int) -> int:
        found = _BREAK_IN_TAG.search(text, at)
        end = found.start() if found else len(text)
        bare = self._valued and not self._quote
        if end > at and bare and not self._word and self._links():
            self.begin("unquoted")
            return at
        how = self._quote or ("unquoted" if bare else "angle" if self._name == "<" and not self._word else "word")
        begun = self._says(text[at:end], how)
        if begun >= 0 or not found:
            return at + begun if begun >= 0 else end
        letter, end = found[0], end + 1
        if self._quote:
            if letter == self._quote:
                self._quote, self._valued = "", False
            self._word = "" if letter in _BLANK or not self._quote else self._word + letter
        elif letter in "\"'" and bare and not self._word:
            self._quote = letter
            if self._links():
                self.begin(letter)
        elif letter == "=" and not bare:
            self._name, self._word, self._valued = self._word or self._name, "", True
        elif letter in _BLANK:
            if self._word:
                self._name, self._valued = self._word, False
            self._word = ""
        elif letter in "<>":
            self._tag, self._valued, self._word, self._name = letter == "<", False, "", "<" if letter == "<" else ""
        else:
            self._word += letter
        return end

    def _links(self) -> bool:
        """Whether the attribute whose value begins is one of links."""
        return re.split(r"[:\-]", self._name.lower())[-1] in _LINKING

    def _says(self, text: str, how: str) -> int:
        """More of what it says. Where in it a link began, or goes on that began before it; -1: nowhere."""
        before = len(self._word)
        said = self._word + text
        if ":" in text or "/" in text or "." in said:  # without them none begins
            for found in _START.finditer(said):
                start = found[0]
                if start[-1] in "/?#" and not start.endswith("//") and not _HOST.match(start):
                    continue
                self.begin(how, said[found.start() : before])
                return max(0, found.start() - before)
        self._word = _LAST_WORD.search(said[-_KEPT:])[0]  # type: ignore[index]  # which may be empty, but is there
        return -1


class InStrings:
    """The same of JSON text: each string of it by itself, as it reads, also one that is JSON in its turn."""

    __slots__ = ("_inside", "_nesting")

    def __init__(self) -> None:
        self._inside, self._nesting = InProse(), Nesting()

    @property
    def ended(self) -> str | None:
        return self._inside.ended

    @property
    def link(self) -> str | None:
        return self._inside.link

    @property
    def footnote(self) -> bool:
        return self._inside.footnote

    def twin(self) -> InStrings:
        made = InStrings()
        made._inside, made._nesting = self._inside.twin(), copy.deepcopy(self._nesting)
        return made

    def begin(self, how: str) -> None:
        self._inside.begin(how)

    def arrive(self) -> None:
        self._inside.arrive()

    def read(self, text: str, *, until_end: bool = False) -> None:
        at = 0
        for quote in _QUOTE.finditer(text):
            self._say(text[at : quote.start()], until_end)
            at, depth = quote.end(), self._nesting.depth
            self._nesting.read(quote[0])
            if self._nesting.depth == depth:
                self._inside.read('"', until_end=until_end)
            else:
                ended = self._inside.ended or self._inside.link
                self._inside = InProse()
                self._inside.ended = ended
            if until_end and self.ended is not None:
                return
        self._say(text[at:], until_end)

    def _say(self, text: str, until_end: bool) -> None:
        if not text or (until_end and self._inside.ended is not None):
            return
        if opens := _OPENS.match(text):
            self._nesting.read(opens[1] if opens[1] in "{[" else "x")
        for _ in range(self._nesting.depth):
            text = _ESCAPE.sub(_read, text)
        self._inside.read(text, until_end=until_end)


def _read(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16)) if escape[1] else _ESCAPED.get(escape[2], escape[2])
