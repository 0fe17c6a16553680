"""Finds what is sensitive in the texts of a request, and says how strictly each text is to be kept.

A `Detector` looks at all texts of a request in one pass and answers with a `Scan`: where values stand, of
which category, and whether everything could be read. Its recognisers are rows of one list (`built_in`), a customer's
own patterns and word lists, or any object of the `Recogniser` protocol. `labels_of` turns a scan into labels.
Everything here is pure; what is unread, unknown or failed counts as restricted.
"""

from isthmus.detect.built_ins import built_in
from isthmus.detect.detector import PSEUDONYM, Detector, Glance
from isthmus.detect.levels import DEFAULT_LEVELS, label_of, labels_of, level_of
from isthmus.detect.patterns import PatternRecogniser, pattern_recogniser, word_list_recogniser
from isthmus.detect.reading import Familiar, Reading

__all__ = [
    "DEFAULT_LEVELS",
    "PSEUDONYM",
    "Detector",
    "Familiar",
    "Glance",
    "PatternRecogniser",
    "Reading",
    "built_in",
    "label_of",
    "labels_of",
    "level_of",
    "pattern_recogniser",
    "word_list_recogniser",
]
