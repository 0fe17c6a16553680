"""The ledger keeps evidence: small records, durable before anything crosses, in a log that strangers can check.

`Ledger.append` answers once the record is on the disk: a write-ahead log, synced in groups by a thread of its
own. About once a second what is durable moves on into C2SP tlog-tiles under a signed checkpoint, from which
`Tree` proves inclusion and consistency. `entries` reads a log from a given index; `isthmus.audit` is the
reader that trusts none of this.
"""

from isthmus.ledger.errors import LogCorrupt, LogHeld
from isthmus.ledger.keys import load_or_create_key
from isthmus.ledger.log import Ledger, Position
from isthmus.ledger.note import Checkpoint, vkey
from isthmus.ledger.proofs import Tree
from isthmus.ledger.read import entries

__all__ = ["Checkpoint", "Ledger", "LogCorrupt", "LogHeld", "Position", "Tree", "entries", "load_or_create_key", "vkey"]
