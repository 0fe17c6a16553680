"""How deep in JSON strings a stream of JSON text stands, and how a text is written there."""

from __future__ import annotations

import json
import re

_SPECIAL = re.compile(r'["\\\x00-\x1f\x7f]')


class Nesting:
    """`depth` is 0 outside any string, 1 in a string, 2 in a string of JSON that is written in a string, and so on.

    A quote behind k backslashes delimits strings at the depth that reads it without any; what a string opens with
    tells whether it is JSON itself (then quotes inside it delimit) or prose (then they do not).
    """

    __slots__ = ("_containers", "_fresh", "_slashes", "depth")

    def __init__(self) -> None:
        self.depth = 0
        self._containers: list[bool] = []
        self._fresh = False
        self._slashes = 0

    def read(self, text: str) -> None:
        at = 0
        while at < len(text):
            letter = text[at]
            if letter == "\\":
                self._slashes += 1
            elif letter == '"':
                self._quote(self._slashes)
                self._slashes = 0
            else:
                if self._fresh and not letter.isspace() and not (self._slashes and letter in "nrt"):
                    self._fresh = False
                    self._containers[-1] = letter in "{["
                self._slashes = 0
            at += 1

    def filled(self) -> None:
        """Something was restored here: it is not what opens a JSON container."""
        self._fresh = False
        self._slashes = 0

    def _quote(self, slashes: int) -> None:
        level = 1
        while slashes % 2:
            slashes, level = (slashes - 1) // 2, level + 1
        if level <= self.depth:
            self.depth = level - 1
            del self._containers[self.depth :]
            self._fresh = False
        elif level == self.depth + 1 and all(self._containers):
            self.depth = level
            self._containers.append(False)
            self._fresh = True
        else:
            self._fresh = False


def special(text: str) -> bool:
    """Whether a JSON string would write `text` otherwise."""
    return _SPECIAL.search(text) is not None


def escaped(text: str, times: int) -> str:
    """`text` written in JSON strings that many times over; a negative number reads it instead, as far as it goes."""
    for _ in range(times):
        text = json.dumps(text, ensure_ascii=False)[1:-1]
    for _ in range(-times):
        try:
            text = json.loads(f'"{text}"')
        except ValueError:
            break
    return text
