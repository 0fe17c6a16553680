"""Where content may go: facts in, verdict out.

Policies are Cedar files of the operator's. They are checked hard when they are loaded: schema, ids, names, and every
obligation by name and value. Then `decide` says, for one zone and one set of facts, whether content may go there,
under which obligations, and which policies said so. Nothing permitted it means no; a forbid wins over any permit; a
policy that errors denies; and what a label itself limits (`invariants`) no policy can lift. `unmet` holds the
obligations against what is really left in the bytes. `matrix` shows everything a set of policies lets happen, and
`run_cases` holds it to cases written by people.

Pure: no files, clocks, sockets or environment. The texts are handed in.
"""

from isthmus.policy.cases import CaseResult, run_cases
from isthmus.policy.deciding import PolicySet
from isthmus.policy.loading import load
from isthmus.policy.matrix import Cell, matrix
from isthmus.policy.obligations import unmet

__all__ = ["CaseResult", "Cell", "PolicySet", "load", "matrix", "run_cases", "unmet"]
