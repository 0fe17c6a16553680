"""Learning: makes the artefacts that local models are loaded from. It listens and prepares; it is never on the path.

Today it trains the intent classifier from labelled examples. Needs `pip install isthmus[train]`, imported where used.
"""

from isthmus.learn.examples import Example, read_examples
from isthmus.learn.intents import Report, train

__all__ = ["Example", "Report", "read_examples", "train"]
