"""The auditor: reads what the ledger left on the disk and believes none of it.

It shares nothing with the writer but the two hash functions of RFC 6962. `verify` takes one log directory and
the public key; `verify_all` takes all logs of an installation as one. What it says is a report: findings, each
with its place, what is wrong and what that may mean; and how many crossings ended in which state. To detect a
log that was rolled back or rewritten it must remember: `recall` and `remember` keep checkpoints in a file.
"""

from isthmus.audit.files import Files, PlainFiles
from isthmus.audit.memory import recall, remember
from isthmus.audit.report import AuditReport, EvidenceReport, Finding, Token
from isthmus.audit.token import read_token
from isthmus.audit.verify import verify, verify_all

__all__ = [
    "AuditReport",
    "EvidenceReport",
    "Files",
    "Finding",
    "PlainFiles",
    "Token",
    "read_token",
    "recall",
    "remember",
    "verify",
    "verify_all",
]
