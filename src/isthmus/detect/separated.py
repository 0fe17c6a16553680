"""Numbers as they would be written without what was put between their digits, and values broken at the end of a line.

A run of digits is read twice: bare, and with the separators that its grouping usually has. Where kinds of separators
are mixed it is rather a list, a date with a time or a table, and left alone.
"""

from __future__ import annotations

import re
from itertools import accumulate, pairwise

from isthmus.detect.sought import Sought, plain_bytes
from isthmus.detect.views import View, Writer, behind, context

_SIGN = r"[ \t\r\n._/\\:;,|*~()\[\]+=#-]"
HINTS = {
    "separated": r"\d(?:[^0-9\x00]{0,4}\d){5}",
    "letters": r"\d(?:[ ./-]?\d){2}(?:[ ./-]?[OoIlSB]|\|)|[^A-Za-z](?:[OoIlSB][ ./-]?|\|)\d(?:[ ./-]?\d){2}",
    "broken": r"@[0-9A-Za-z.-]*\s*\n\s*[0-9A-Za-z.]|[0-9A-Za-z]\s*\n\s*@[0-9A-Za-z]"
    r"|[0-9][A-Za-z0-9_/+=.:-]*\r?\n[ \t]{0,8}[A-Za-z0-9_/+=.:-]{2}"
    r"|[A-Za-z0-9_/+=.:-]{2}\r?\n[ \t]{0,8}[A-Za-z0-9_/+=.:-]*[0-9]",
}
_RUN = re.compile(
    rf"\+?(?:(?<![A-Za-z0-9])(?:(?:[A-Z]{{1,6}}{_SIGN}{{0,3}}){{1,3}}|[A-Za-z]{{1,4}}{_SIGN}{{0,3}}))?\d"
    rf"(?:{_SIGN}{{0,4}}(?:\d|[A-Z]{{1,4}}(?![A-Za-z])|[a-z]{{1,4}}(?![A-Za-z])(?={_SIGN}{{0,3}}\d)))*"
    rf"(?:{_SIGN}{{0,3}}[a-z](?![A-Za-z0-9]))?"
)
_GAP = rf"{_SIGN}{{0,4}}(?:[A-Z]{{1,4}}{_SIGN}{{1,4}})*(?:[A-Z]{{1,4}}|[a-z]{{1,4}}{_SIGN}{{0,3}})?"
_CORE = Sought(rf"\d(?:{_GAP}\d){{5,}}")
"""From the first to the last digit of every run that has enough of them."""
_HEAD = 14
"""Letters and signs that may stand before the first digit of a number, or behind its last."""
_WORD, _TAIL = re.compile(rf"(?:[A-Za-z]+{_SIGN}*)+"), re.compile(rf"(?:{_SIGN}+[A-Za-z]+)+\Z")
_LETTERED_WORD = re.compile("[A-Za-z]+")
_SMALL, _ACCOUNT = re.compile(rf"[a-z]{{2}}(?:{_SIGN}|[a-z0-9])+"), 14
"""In small letters throughout: an account of so many digits, or a number that ends with a letter."""
_USUAL = frozenset((" ", "-"))
"""Between the digits of a number; what has them was read already as it is."""
_SIGNS, _YEAR = re.compile(rf"{_SIGN}+"), re.compile(r"(?:19|20)\d\d")
_LEAST, _MOST, _LONGEST = 6, 34, 160
_FEW, _APART = 250, 40
"""Runs that are read anew of any text, and of a long one one for so many characters: a table has fewer."""
_BREAK = re.compile(r"[ \t]*\r?\n[ \t]*")
_GROUPINGS = {
    (1, 3, 3, 1): ("{}.{}.{}-{}",), (1, 8, 1): ("{}-{}-{}",), (2, 2, 2, 3, 2): ("{}.{}.{}-{}.{}",),
    (2, 2, 4): ("{}.{}.{}",), (2, 3, 3): ("{}.{}.{}", "{} {} {}"), (2, 3, 3, 1): ("{}.{}.{}-{}",),
    (2, 3, 3, 1, 3, 3): ("{}.{}.{}.{}-{}.{}",), (2, 3, 3, 4, 2): ("{}.{}.{}/{}-{}",), (2, 3, 5): ("{}/{}/{}",),
    (2, 4, 7, 2): ("{}-{}-{}-{}",), (2, 6, 3, 1): ("{}-{}-{}-{}",), (2, 7): ("{}-{}",), (2, 8, 1): ("{}-{}-{}",),
    (3, 2, 4): ("{}-{}-{}",), (3, 2, 2, 3): ("{}-{}-{}-{}",), (3, 2, 5): ("{}-{}-{}",),
    (3, 3, 2, 2): ("{}-{}-{}-{}",), (3, 3, 3, 2): ("{}.{}.{}-{}", "{}-{}-{} {}"), (3, 3, 4): ("{}-{}-{}",),
    (3, 3, 5): ("{}/{}/{}",), (3, 4, 4): ("{}/{}/{}", "{} {} {}"), (3, 4, 4, 2): ("{}.{}.{}.{}",),
    (3, 7, 1): ("{}-{}-{}",), (4, 2, 2): ("{}-{}-{}",), (5, 7, 1): ("{}-{}-{}",), (5, 10, 4): ("{}-{}/{}",),
    (6, 2, 4): ("{}-{}-{}",), (6, 3): ("{}/{}",), (6, 4): ("{}-{}", "{}/{}"), (6, 7): ("{}-{}",),
    (7, 1): ("{}-{}", "{}({})"), (8, 1): ("{}-{}", "{}({})"), (8, 4): ("{}-{}",), (9, 1): ("{}-{}",),
    (10, 4): ("{}/{}",), (6, 10, 4): ("{}-{}/{}",),
}  # fmt: skip
"""How groups of these lengths are usually written; others with blanks between them. A letter before
them counts."""
BY_COUNT = {12: (4, 4, 4), 11: (3, 3, 3, 2)}
"""How so many digits are grouped when nothing says it."""

_LETTERED = re.compile(
    r"(?<![A-Za-z0-9])\+?(?:[A-Z]{2} ?(?=[0-9OoIlSB|]{2}))?[0-9OoIlSB|](?:[ ./-]?[0-9OoIlSB|]){5,33}"
    r"(?:[ -]?[A-Z])?(?![A-Za-z0-9])"
)
_DIGITS = str.maketrans("OoIl|SB", "0011158")
_LOOKED = Sought(HINTS["letters"])
_AROUND, _LETTERED_SIGNS = 70, frozenset(b"0123456789OoIl|SB ./-+ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_PART = "[A-Za-z0-9_/+=.:-]"
_EDGE = r"\r?\n[ \t]{0,8}"
_BROKEN = Sought(
    rf"(?:{_PART}*[0-9]{_PART}*{_EDGE}{_PART}{{2,}}|{_PART}{{3,}}{_EDGE}{_PART}*[0-9]{_PART}*)(?:{_EDGE}{_PART}{{2,}})*"
)
_WHOLE = re.compile(
    rb"[A-Za-z][a-z]{2,}(?:_[a-z]+)*[:=.]?|(?:19|20)\d\d-\d\d-\d\d.*"
    rb"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
)
"""Words, dates and UUIDs that end or begin a line, and are no half of anything."""
_GOING_ON = re.compile(rb"\n[ \t]*[_-]")
_SHORTEST = 12

_NUMERALS, _LETTERS = b"0123456789", b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_NO_DIGIT = bytes(set(range(256)) - set(_NUMERALS))
_NO_LETTER = bytes(set(range(256)) - set(_LETTERS))
_BLANK, _TELEPHONE = frozenset(b" \t\r\n"), frozenset(b" ()-./+\t\r\n")
_SINGLE = re.compile(rb"[0-9A-Za-z]+(?:[^0-9A-Za-z]+[0-9A-Za-z])+[^0-9A-Za-z]+[0-9A-Za-z]+")
"""Digits that stand apart."""
_BETWEEN = re.compile(rb"[^0-9A-Za-z]+")
_HEXADECIMAL = re.compile(rb"[^a-z]*[a-z]+[^a-z]+[a-z]")
_ORDINARY = re.compile(
    rb"[0-9]+[.,][0-9]+|[0-9]{1,3}(?:,[0-9]{3})+"  # amounts
    rb"|[0-9]+[ :-][0-9]+|[0-9]{1,3}: [0-9]+"  # two numbers
    rb"|(?=[0-9.]*[0-9]{2})[0-9.]*\.0\.[0-9.]*"  # versions
)
"""Runs of digits that are something else, unless they go on with a letter."""
_LONG = re.compile(
    rb"(?!(?:19|20)[0-9]{2}[ .-])(?=.{10})[0-9]{4,8}[ .-][0-9]{4,8}|[0-9]{7,9}[ .-][0-9]"
    rb"|0[0-9]{1,4}[ .-][0-9]{6,8}"
)
"""Two groups that are too long for an amount, and no number of a year."""
_CAPITAL = re.compile(rb"[A-Z]")
_EIGHT, _ENDING = 8, re.compile(rb"(?:[._/-]|[ ._/-]{2,3})[A-Za-z](?![0-9A-Za-z])")
"""A letter that checks the digits before it, behind a sign."""
_BESIDE = r"[^0-9A-Za-z,;\x00-\x1f]"
_FOLLOWED = Sought(
    rf"\d{{4}}(?:{_BESIDE}{{1,3}}\d{{4}}){{3}}\b"
    rf"|\b\d{{2,4}}(?:{_BESIDE}{{1,3}}\d{{2,4}}){{1,3}}-\d-\d\d\b"
)
_ALONE = re.compile(
    rb"[0-9]{4}([^0-9]{1,3})[0-9]{4}\1[0-9]{4}\1[0-9]{4}"
    rb"|[0-9]{2,4}([^0-9]{1,3})[0-9]{2,4}(?:\2[0-9]{2,4}){0,2}(?=-)"
)
"""Read by itself too: with other signs the month in which a card expires stands behind it, or the kind of a tax."""
_LISTING, _FOURS = frozenset((b", ", b"; ")), re.compile(rb"(?:[0-9]{4}[,;] ){2,}[0-9]{1,4}")
_ONE_NUMBER, _LONGER = 9, 12
"""Digits that are one number, when others follow behind a blank; a card may be cut there."""
_NONE_HAS = 17
"""So many digits has no number that is looked for: over a line break they are two."""
_COLUMNS = frozenset((b",", b";", b"\t", b"|"))
_GOES_ON = re.compile(rb"[.,/_-][0-9A-Za-z]|[0-9A-Z]| [A-Z]")
_DATE = re.compile(
    r"(?:19|20)\d\d([-/._])(?:0\d|1[0-2])\1[0-3]\d|[0-3]\d([-/._])(?:0\d|1[0-2])\2(?:19|20)\d\d"
)


def joined(text: str, hints: frozenset[str]) -> View | None:
    writer = Writer(text)
    data, left = plain_bytes(text), _FEW + len(text) // _APART
    if "separated" in hints:
        done = 0
        for start, end in _CORE.places(data):
            if left < 0:  # what is behind is not read either
                break
            if not _could_be_one(data, start, end):
                continue
            for found in _RUN.finditer(text, max(done, start - _HEAD), end + _HEAD):
                left -= 1
                if left >= 0:
                    _regroup(writer, text, found.start(), found.group())
                done = found.end()
        for start, end in _FOLLOWED.places(data):
            alone = _ALONE.match(data, start, end)
            if alone is not None:
                _read(writer, text, start, text[slice(*alone.span())])
    if "letters" in hints:
        done = 0
        for start, end in _LOOKED.places(data):
            if left < 0:
                break
            if end > done:
                low, high = _stretch(data, start, end)
                for found in _LETTERED.finditer(text, max(done, low), high):
                    left -= 1
                    if left >= 0:
                        _read_digits(writer, text, found.start(), found.group())
                done = high
    if "broken" in hints:
        _mend(writer, text, data)
    return writer.view(whole=left >= 0)


def _stretch(data: bytes, start: int, end: int) -> tuple[int, int]:
    """As far as a match of `_LETTERED` can reach around these places, and a character more."""
    low, high = max(0, start - _AROUND), min(len(data), end + _AROUND)
    while start > low and data[start - 1] in _LETTERED_SIGNS:
        start -= 1
    while end < high and data[end] in _LETTERED_SIGNS:
        end += 1
    return start, min(len(data), end + 1)


def _could_be_one(data: bytes, start: int, end: int) -> bool:
    """Whether a run of digits may be one number. What this refuses, `_read` does too, but slower."""
    if end - start > _LONGEST:
        return False
    core = data[start:end]
    digits = len(core.translate(None, _NO_DIGIT))
    if not _LEAST <= digits <= _MOST:
        return False
    between = core.translate(None, _NUMERALS + _LETTERS)
    if not between:  # but there may be a sign behind the letters before it
        before = start > 1 and data[start - 1] in b"._/\\:|*~" and data[start - 2 : start - 1].isupper()
        return before or (digits <= _EIGHT and _ENDING.match(data, end) is not None)
    if len(between) > _LEAST and _SINGLE.fullmatch(core):
        return True
    signs = frozenset(between)
    if 10 in signs and data[start - 1 : start] in _COLUMNS and data[start - 1 : start] == data[end : end + 1]:
        return False  # the last of a row and the first of the next
    if len(signs - _BLANK) > 1:
        return signs <= _TELEPHONE and 10 in signs
    if _HEXADECIMAL.match(core) or b" | " in core or b"\n\n" in core:
        return False
    ordinary = _ORDINARY.fullmatch(core) and not _LONG.fullmatch(core) and not _GOES_ON.match(data, end)
    if ordinary and not _CAPITAL.search(data, max(0, start - 2), start):
        return False
    if 10 in signs:
        return True
    kinds = frozenset(_BETWEEN.findall(core))
    return len(kinds) == 1 and (kinds.isdisjoint(_LISTING) or _FOURS.fullmatch(core) is not None)


def _regroup(writer: Writer, text: str, start: int, run: str) -> None:
    """With the letters before and behind the digits, and without: they may be words, and the first of two often is."""
    head, tail = _WORD.match(run), _TAIL.search(run) if run[-1].isalpha() else None
    begins = [0] if head is None else [head.end()]
    if head is not None and (head.group().isupper() or _is_small(run)):
        begins += [word.start() for word in _LETTERED_WORD.finditer(head.group())]
    for begin in begins:
        for end in (len(run),) if tail is None else (len(run), tail.start()):
            _read(writer, text, start + begin, run[begin:end])


def _is_small(run: str) -> bool:
    return _SMALL.fullmatch(run) is not None and (run[-1].isalpha() or sum(map(str.isdigit, run)) >= _ACCOUNT)


def _read(writer: Writer, text: str, start: int, run: str) -> None:
    if len(run) > _LONGEST or _as_usual(run):
        return
    digits = sum(map(str.isdigit, run))
    if not _LEAST <= digits <= _MOST:
        return
    signs = [found.span() for found in _SIGNS.finditer(run) if found.start() and found.end() < len(run)]
    between = {run[a:b] for a, b in signs}
    broken = any("\n" in sign for sign in between)
    kinds = {_BREAK.sub("", sign) for sign in between} - {""} if broken else between
    # What stands between groups is wider than what stands between digits that stand apart.
    wide = max((b - a for a, b in signs), default=0)
    edges = [0, *(at for span in signs for at in span), len(run)]
    groups = list(zip(edges[::2], edges[1::2], strict=True))
    if len(groups) > 1 and all(_YEAR.fullmatch(run, a, b) for a, b in groups):
        return
    if len(groups) == 2 and kinds == {" "} and _ONE_NUMBER <= groups[0][1] - groups[0][0] < _LONGER:
        return
    single = len(signs) > _LEAST and all(b - a == 1 for a, b in groups[1:-1])
    even = len({b - a for a, b in groups[:-1]}) == 1
    if broken and digits == _NONE_HAS:
        return
    if broken:
        _unbroken(writer, text, start, run)
    if not signs or (len(kinds) > 1 and not single):
        return
    apart = [b - a == wide for a, b in signs] if single else [True] * len(signs)
    if not single or len(set(apart)) > 1:
        _write(writer, text, start, run, groups, apart)
    elif digits in BY_COUNT and len(groups) == digits:
        ends = set(accumulate(BY_COUNT[digits]))
        _write(writer, text, start, run, groups, [n in ends for n in range(1, digits)])
    if broken or single or even or not (kinds <= _USUAL or _DATE.fullmatch(run)):
        _write(writer, text, start, run, groups, [False] * len(signs))


def _as_usual(run: str) -> bool:
    """Whether a blank stands between its groups, no two digits stand apart, and no other sign is usual there: it was
    read already as it is. Told soon, since of most runs there is no more to say."""
    if not run.replace(" ", "").isalnum():
        return False
    sizes = tuple(map(len, run.split(" ")))
    middle = sizes[1:-1]
    alike = middle.count(sizes[0]) == len(middle) or middle.count(1) == len(middle)
    return len(sizes) == 1 or not (alike or 0 in sizes or sizes in _GROUPINGS)


def _unbroken(writer: Writer, text: str, start: int, run: str) -> None:
    """Without its line breaks, and otherwise as it is."""
    at = start
    writer.lead(start, start + len(run))
    for found in _BREAK.finditer(run):
        writer.copy(at, start + found.start())
        at = start + found.end()
    writer.copy(at, behind(text, start + len(run)))
    writer.cut()


def _write(
    writer: Writer, text: str, start: int, run: str, groups: list[tuple[int, int]], apart: list[bool]
) -> None:
    """In groups that end where digits stand wide `apart`, in each of the ways in which such are written."""
    lengths, size = [], 0
    for (a, b), wide in zip(groups, [*apart, True], strict=True):
        size += b - a
        if wide:
            lengths.append(size)
            size = 0
    blanks = " ".join("{}" for _ in lengths)
    for pattern in _GROUPINGS.get(tuple(lengths), (blanks,)):
        _write_as(pattern, writer, text, start, run, groups, apart)


def _write_as(
    pattern: str,
    writer: Writer,
    text: str,
    start: int,
    run: str,
    groups: list[tuple[int, int]],
    apart: list[bool],
) -> None:
    written = pattern.replace("{", "").split("}")[1:]
    if [run[a:b] for (_, a), (b, _) in pairwise(groups)] == written[: len(groups) - 1] and all(apart):
        return  # read already as it is
    signs, end = iter(written), start + len(run)
    writer.lead(start, end)
    for (a, b), wide in zip(groups, [*apart, True], strict=True):
        writer.copy(start + a, start + b)
        if wide:
            writer.put(next(signs), start + b, start + b)
    writer.copy(end, behind(text, end))
    writer.cut()


def _read_digits(writer: Writer, text: str, start: int, run: str) -> None:
    """Letters among digits, as the digits they look like."""
    head = 2 if run[:2].isalpha() and run[:2].isupper() else 0
    last = run[-1:] if run[-1:].isalpha() else ""
    body = run[head : len(run) - len(last)]
    letters = sum(map(body.count, "OoIl|SB"))
    if not 0 < letters <= 6 or 3 * letters > len(body) or " |" in body or "| " in body:
        return
    if " " in body and ("." in body or "/" in body):
        return  # several numbers
    writer.lead(start, start + len(run))
    writer.copy(start, start + head)
    writer.swap(body.translate(_DIGITS), start + head)
    end = start + head + len(body)
    writer.copy(end, behind(text, end))
    writer.cut()


def _mend(writer: Writer, text: str, data: bytes) -> None:
    """Addresses and long words without the line breaks in them."""
    at = text.find("@")
    while at >= 0:
        before, after = context(text, at), behind(text, at)
        left = _BREAK.search(text[before:at][::-1])
        right = _BREAK.search(text, at + 1, after)
        adjacent = left is not None and left.start() == 0
        if adjacent or right:
            writer.copy(before, at - left.end() if left and adjacent else at)
            writer.copy(at, at + 1)
            if right:
                writer.copy(at + 1, right.start() - (text[right.start() - 1] == "-"))
                writer.copy(right.end(), behind(text, right.end()))
            else:
                writer.copy(at + 1, after)
            writer.cut()
        at = text.find("@", at + 1)
    for start, end in _BROKEN.places(data):
        word = data[start:end]
        if end - start < _SHORTEST or not word.translate(None, _NO_LETTER):
            continue
        if _GOING_ON.search(word) or not any(map(_WHOLE.fullmatch, word.split())):
            _mend_word(writer, text, start, end)


def _mend_word(writer: Writer, text: str, start: int, end: int) -> None:
    for line in _BREAK.finditer(text, start, end):
        writer.copy(start, line.start())
        start = line.end()
    writer.copy(start, end)
    writer.cut()
