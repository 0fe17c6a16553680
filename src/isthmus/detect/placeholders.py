"""What manuals write where a key would stand: `sk-your-key-here`, `ghp_xxxx…`, `replace-me`."""

from __future__ import annotations

import re

_PIECE = re.compile(r"[^\W\d_]+|\d+")
_RUN, _PREFIX = 8, 16
"""How often one letter is repeated to its end in what is nothing but a picture of a key, and how long what stands
before may be: the prefix of a kind of keys."""
_WHOSE = frozenset("your dein deine ihr ihre votre ton tu su il tuo la tua jouw uw seu sua twój din".split())
_KIND = frozenset(
    "key token secret password pass pw pwd passwort api id value account schlüssel schluessel kennwort "
    "clé cle jeton clave "
    "contraseña chiave sleutel wachtwoord chave senha klucz haslo hasło credential credentials bot access here "
    "goes".split()
)
_HERE = frozenset("here hier ici aquí aqui qui tutaj".split())
_CHANGED, _FOR = frozenset("replace change".split()), frozenset("me this with it in".split())
_SHOWN = frozenset("example sample dummy fake".split())


def placeholder(value: str) -> bool:
    """Whether nobody's secret is written here, but that one belongs here."""
    plain = re.sub(r"[-_.]", "", value)
    if plain and len(plain) - len(plain.rstrip(plain[-1])) >= _RUN:
        return len(plain.rstrip(plain[-1])) <= _PREFIX
    pieces = _PIECE.findall(value)
    if len(pieces) < 2 or not all(map(_is_word, pieces)):
        return False
    words = {piece.lower() for piece in pieces}
    return bool(
        "placeholder" in words
        or "redacted" in words
        or ((words & _WHOSE or words & _SHOWN or words & _HERE) and words & _KIND)
        or (words & _CHANGED and words & _FOR)
    )


def _is_word(piece: str) -> bool:
    """A word in one letter case, a run of one letter, or the digits that everybody types."""
    if piece.isdigit():
        return "1234567890".startswith(piece)
    return len(piece) <= 12 and (piece.islower() or piece.isupper() or piece.istitle())


def real_key(value: str) -> int:
    return 0 if placeholder(value) else len(value)
