"""One answer out of what the attempts gave, with its provenance: who said what, from where."""

from isthmus.synthesis.provenance import ANOTHER, DENIED, UNAVAILABLE, Provenance, crossed_header, safe_answer

__all__ = ["ANOTHER", "DENIED", "UNAVAILABLE", "Provenance", "crossed_header", "safe_answer"]
