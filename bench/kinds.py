"""Content that is meant to cost much, and content of the same size that is ordinary, by name."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Made = Callable[[random.Random, int], "str | bytes | list[Any]"]
"""A text of about so many bytes, the texts of several messages, or a whole body."""

WORDS = (
    "the report of last week says that our cluster stopped after an upgrade and nobody knows which of the nodes it "
    "was so we looked at every log and found a line about a certificate that had been renewed in March please tell "
    "me how to collect what you need before the weekend and where it should be sent thank you for the quick answer"
).split()
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
NUMBERS = "zero one two three four five six seven eight nine".split()
MODEL = "chat"


def body(content: str | list[Any], model: str = MODEL) -> bytes:
    """A chat request with this as its user's turn, or with these as its messages' texts."""
    if isinstance(content, str):
        messages = [{"role": "user", "content": content}]
    else:
        messages = [{"role": "assistant" if n % 2 else "user", "content": text} for n, text in enumerate(content)]
    return json.dumps({"model": model, "messages": messages}, ensure_ascii=False).encode()


def _repeated(piece: str) -> Made:
    return lambda draw, size: (piece * (size // len(piece) + 1))[:size]


def _joined(pieces: Callable[[random.Random], str], between: str = " ") -> Made:
    def made(draw: random.Random, size: int) -> str:
        parts, length = [], 0
        while length < size:
            parts.append(pieces(draw))
            length += len(parts[-1]) + len(between)
        return between.join(parts)

    return made


def _prose(draw: random.Random, size: int) -> str:
    lines, length = [], 0
    while length < size:
        lines.append(" ".join(draw.choices(WORDS, k=draw.randint(6, 18))).capitalize() + ".")
        length += len(lines[-1]) + 1
    return "\n".join(lines)[:size]


def _bytes(draw: random.Random, size: int) -> str:
    return base64.b64encode(draw.randbytes(size * 3 // 4)).decode()


def _digits(draw: random.Random, count: int) -> str:
    return str(draw.randrange(10 ** (count - 1), 10**count))


def _iban(draw: random.Random) -> str:
    bban = _digits(draw, 18)
    return f"DE{98 - int(bban + '131400') % 97:02}{bban}"


def _email(draw: random.Random) -> str:
    return f"{draw.choice(WORDS)}.{_digits(draw, 5)}@{draw.choice(WORDS)}-{_digits(draw, 3)}.example.org"


def _person(draw: random.Random) -> str:
    name = f"{draw.choice(WORDS).capitalize()} {draw.choice(WORDS).capitalize()}"
    return (
        f"{_digits(draw, 6)},{name},{_email(draw)},+49 30 {_digits(draw, 7)},{_iban(draw)},Berlin,{_digits(draw, 3)}.50"
    )


def _nested(draw: random.Random, size: int) -> str:
    """JSON in a string in JSON in a string, as deep as its length allows."""
    text = json.dumps({"note": _email(draw)})
    while len(json.dumps(text)) < size // 2:
        text = json.dumps({"note": text, "more": _prose(draw, len(text) // 2)})
    return json.dumps([text] * max(1, size // len(json.dumps(json.dumps(text)))))


def _lists(draw: random.Random, size: int) -> bytes:
    empty = b"[" + b",".join([b"[]"] * (size // 3)) + b"]"
    return b'{"model":"chat","messages":[{"role":"user","content":"x"}],"x":' + empty + b"}"


def _objects(draw: random.Random, size: int) -> bytes:
    many = b"[" + b",".join([b'{"a":{}}'] * (size // 9)) + b"]"
    return b'{"model":"chat","messages":[{"role":"user","content":"x"}],"metadata":{},"tools":' + many + b"}"


def _numbers(draw: random.Random, size: int) -> bytes:
    many = b"[" + b",".join([b"12345"] * (size // 6)) + b"]"
    return b'{"model":"chat","messages":[{"role":"user","content":"x"}],"x":' + many + b"}"


def _short(draw: random.Random, size: int) -> list[Any]:
    return [f"{draw.choice(WORDS)} {_digits(draw, 6)}" for _ in range(max(1, size // 48))]


_HALVES = ("write to alice@", "example.org or 4111 11", "11 1111 1111", "DE89 3704 0044 05", "32 0130 00")


def _seams(draw: random.Random, size: int) -> list[Any]:
    return [draw.choice(_HALVES) for _ in range(max(1, size // 60))]


def _conversation(draw: random.Random, size: int) -> list[Any]:
    return [_prose(draw, 600) for _ in range(max(1, size // 640))]


def _lookalike(draw: random.Random) -> str:
    return "".join(draw.choice("аеорсухіАВЕКМНОРСТХ019@.aeopcyx") for _ in range(12))


def _odd_digits(draw: random.Random) -> str:
    return "".join(chr(draw.choice((0x660, 0x966, 0xFF10, 0x1D7CE)) + draw.randrange(10)) for _ in range(16))


def _log(draw: random.Random) -> str:
    at = f"2024-0{draw.randint(1, 9)}-1{draw.randint(0, 9)}T1{draw.randint(0, 9)}:2{draw.randint(0, 9)}:31"
    who = f"[worker-{draw.randint(1, 30)}] com.example.{draw.choice(WORDS)}.Service"
    what = f"{' '.join(draw.choices(WORDS, k=8))} id={draw.randbytes(8).hex()} took {draw.randint(1, 9000)} ms"
    return f"{at}.{_digits(draw, 3)}Z {draw.choice(('INFO', 'WARN', 'ERROR'))} {who} - {what}"


def _code(draw: random.Random) -> str:
    a, b, c = draw.choices(WORDS, k=3)
    says = " ".join(draw.choices(WORDS, k=7))
    return (
        f'def {a}_{b}({c}: int, {b}: str = "{a}") -> None:\n    """{says}."""\n'
        f"    for n in range({draw.randint(1, 500)}):\n"
        f"        self.{a}[{c}] = {b}.{c}(n, 0x{draw.randbytes(2).hex()})\n"
    )


def _b64_text(draw: random.Random, size: int) -> str:
    return base64.b64encode(_prose(draw, size * 3 // 4).encode()).decode()


def _hex_text(draw: random.Random, size: int) -> str:
    return _prose(draw, size // 2).encode().hex()


def _escaped(draw: random.Random, size: int) -> str:
    return "".join(f"\\u{ord(letter):04x}" for letter in _prose(draw, size // 6))


def _percent(draw: random.Random, size: int) -> str:
    return "".join(f"%{ord(letter):02x}" for letter in _prose(draw, size // 3))


def _zero_width(draw: random.Random, size: int) -> str:
    return "\u200b".join(_prose(draw, size // 4))


HOSTILE: dict[str, Made] = {
    "digits": lambda draw, size: _digits(draw, 3000) * (size // 3000 + 1),
    "groups of digits": _joined(lambda draw: _digits(draw, draw.randint(1, 5))),
    "digits with signs between": _joined(lambda draw: _digits(draw, 1), "/"),
    "separators": _joined(lambda draw: _digits(draw, 2) + draw.choice("._/:;|*~-") + draw.choice(" ._")),
    "cards with wrong check digits": _joined(lambda draw: "4" + _digits(draw, 15)),
    "at-signs": _repeated("@"),
    "addresses without ends": _repeated("a@b."),
    "short addresses": _repeated("a@b.cc "),
    "dots and letters": _repeated("a.bc."),
    "colons": _repeated("a:1::"),
    "random base64": _bytes,
    "random base64 in lines": lambda draw, size: "\n".join(_bytes(draw, 76) for _ in range(size // 77 + 1)),
    "short runs of base64": _joined(lambda draw: _bytes(draw, 24)),
    "base64 of text": _b64_text,
    "base64 of lines of text": _joined(lambda draw: _b64_text(draw, 60)),
    "base64 of base64": lambda draw, size: base64.b64encode(_b64_text(draw, size * 3 // 4).encode()).decode(),
    "random hexadecimal": lambda draw, size: draw.randbytes(size // 2).hex(),
    "hexadecimal of text": _hex_text,
    "hexadecimal of addresses": lambda draw, size: _joined(_email)(draw, size // 2).encode().hex(),
    "random letters": lambda draw, size: "".join(draw.choices(_LETTERS, k=size)),
    "random printable": lambda draw, size: "".join(map(chr, draw.choices(range(32, 127), k=size))),
    "random words of capitals": _joined(
        lambda draw: "".join(draw.choices(_LETTERS[26:] + "0123456789", k=draw.randint(1, 12)))
    ),
    "random characters": lambda draw, size: "".join(map(chr, draw.choices(range(0x80, 0x2FFF), k=size // 3))),
    "nested JSON": _nested,
    "JSON escapes": _escaped,
    "percent escapes": _percent,
    "HTML escapes": lambda draw, size: "".join(f"&#{ord(letter)};" for letter in _prose(draw, size // 6)),
    "zero-width": _zero_width,
    "look-alikes": _joined(_lookalike),
    "digits of many scripts": _joined(_odd_digits),
    "empty lists": _lists,
    "empty objects": _objects,
    "long numbers": _numbers,
    "e-mail addresses": _joined(_email),
    "accounts": _joined(_iban),
    "one account again and again": _repeated("DE89370400440532013000 "),
    "a at b dot": _repeated("a at b dot "),
    "at in brackets": _repeated("a (at) b (dot) c "),
    "spelled-out numbers": _joined(lambda draw: draw.choice(NUMBERS)),
    "letters among digits": _joined(lambda draw: "".join(draw.choices("OoIlSB0123456789", k=12))),
    "broken lines": _joined(lambda draw: f"{_digits(draw, 4)}{draw.choice(WORDS)}@", "\n"),
    "one long word": _repeated("a"),
    "blanks": _repeated(" "),
    "line ends": _repeated("a\n"),
    "many short texts": _short,
    "seams": _seams,
    "words for what follows": _repeated("passport no. "),
    "years and words": _joined(
        lambda draw: draw.choice(("born", "passport", "tax", "IBAN", "card", "19" + _digits(draw, 2)))
    ),
    "pseudonyms": _joined(lambda draw: "EMAIL-" + "".join(draw.choices("bcdfghjklmnpqrst", k=20))),
}
ORDINARY: dict[str, Made] = {
    "prose": _prose,
    "code": _joined(_code, "\n"),
    "log": _joined(_log, "\n"),
    "customers as CSV": _joined(_person, "\n"),
    "a long conversation": _conversation,
    "prose with accents": lambda draw, size: _prose(draw, size).replace("e", "é"),
    "report with addresses": _joined(lambda draw: _prose(draw, 300) + f" Write to {_email(draw)}.", "\n"),
}


def made(size: int, kinds: Mapping[str, Made], model: str = MODEL, seed: int = 14) -> Iterator[tuple[str, bytes]]:
    """Each kind as a body of about so many bytes."""
    for name, kind in kinds.items():
        content = _fitting(kind, f"{seed} {name}", size)
        yield (
            name,
            content.replace(b'"chat"', b'"%s"' % model.encode())
            if isinstance(content, bytes)
            else body(content, model),
        )


def _fitting(kind: Made, seed: str, size: int) -> str | bytes | list[Any]:
    """Of so many bytes as JSON, where a character may be several."""
    content = kind(random.Random(seed), size)
    written = len(content if isinstance(content, bytes) else body(content))
    return content if written <= size + 1_000 else kind(random.Random(seed), size * size // (written + written // 99))
