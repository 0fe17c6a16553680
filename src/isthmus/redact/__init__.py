"""Disguise what may not cross, and restore what comes back.

`disguise` takes a request (a JSON tree) and the values found in it, and gives the same tree with every such value
replaced by a pseudonym, wherever and however it is written there, and a `RestoreMap`. A `Restorer` puts the real
values back into a stream, as far as its caller may see them. `Watch` is what the door asks of the exact bytes:
does any disguised value still stand there?

Everything here is pure. A pseudonym is derived from the conversation's key, so it is the same in every turn of one
conversation and cannot be linked to another. No type of this room shows a value in its repr or in an error.
"""

from isthmus.redact.answers import AnswerRestorer
from isthmus.redact.disguise import Disguised, disguise
from isthmus.redact.links import Held, Links
from isthmus.redact.operators import Operator, Operators, operators_of, refuse_kept
from isthmus.redact.pseudonyms import TOKEN, Derive, blake2, conversation_key, type_of
from isthmus.redact.residue import Watch, residue
from isthmus.redact.restore import Restorer, restore
from isthmus.redact.surfaces import RestoreMap, Surface
from isthmus.redact.values import Found

__all__ = [
    "TOKEN",
    "AnswerRestorer",
    "Derive",
    "Disguised",
    "Found",
    "Held",
    "Links",
    "Operator",
    "Operators",
    "RestoreMap",
    "Restorer",
    "Surface",
    "Watch",
    "blake2",
    "conversation_key",
    "disguise",
    "operators_of",
    "refuse_kept",
    "residue",
    "restore",
    "type_of",
]
