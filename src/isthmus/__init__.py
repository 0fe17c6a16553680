"""Isthmus: the one strip of land between an organisation's own world and hosted AI.

For each request it answers with the cheapest thing that is allowed and good enough: a rule, a local model, or a
hosted one. Start with `pipeline`, which is one request in twelve steps, and `attempt`, which is its middle.

The words
    zone        a place with an operator, a jurisdiction, a trust and terms; `device` is this very process
    model       anything that answers, in a zone: a rule set, a classifier, a chat model
    route       what a client names as `model`: a plan over models, with a baseline label and a safe answer
    plan        data: try in order, ask together, quick then better; one interpreter carries it out
    attempt     one step of a plan being carried out
    label       what content is: level, categories, owners, purposes, residency, retention, integrity
    decision    where content may go, under which obligations, and why
    contract    one crossing into another zone, in nine fields, durable before a byte leaves
    receipt     proof that a contract for exactly these bytes is durable; good for one sending
    pseudonym   what crosses in the place of a value; restored in what comes back
    evidence    what the ledger holds: intents, outcomes, accounts, in a log that strangers can verify
    answer      a stream of events; a whole answer is its fold

The map, highest first
    cli, compose, detection         commands; settings to one immutable runtime, and to what is looked for
    server, sandbox, observe, learn, demo, audit
    pipeline, attempt, legs, crossing, decision, account, work
    identity  admit  detect  policy  route  redact  egress  models  verify  synthesis  ledger
    wire, state                     formats; what is kept
    domain                          the nouns and the seams
"""

import sys

__version__ = "0.1.0"

if sys.version_info < (3, 11):  # noqa: UP036  (before anything that an older one cannot read)
    sys.exit(
        "isthmus: Python 3.11 or newer is needed, and {} is {}.{}. Install a newer one, make a new environment with it "
        "(python3.11 -m venv .venv) and install Isthmus there.".format(sys.executable, *sys.version_info[:2])
    )
