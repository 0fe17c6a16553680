"""How good is a detector? Its findings beside texts that somebody has labelled.

`reading` takes labelled data apart, `mapping` is the table from its labels to our categories, `counting` compares,
`figures` makes rates with intervals of the counts, `identifiers` asks for the numbers whose check digits hold.
Everything is pure: contents and findings in, figures out. docs/detect-eval.md says what each figure means.
"""

from isthmus.detect.evaluation.counting import Comparison, compare
from isthmus.detect.evaluation.figures import Rate, Row, rates
from isthmus.detect.evaluation.identifiers import Identifiers, checked_identifiers
from isthmus.detect.evaluation.mapping import CONLL, PRESIDIO, Mapping, read_mapping
from isthmus.detect.evaluation.reading import FORMATS, Document, Gold, format_of, read_documents

__all__ = [
    "CONLL",
    "FORMATS",
    "PRESIDIO",
    "Comparison",
    "Document",
    "Gold",
    "Identifiers",
    "Mapping",
    "Rate",
    "Row",
    "checked_identifiers",
    "compare",
    "format_of",
    "rates",
    "read_documents",
    "read_mapping",
]
