from __future__ import annotations

from pathlib import Path

import pytest

from isthmus.learn import Example, train

TEXTS = {
    "hours": ["when are you open", "opening hours please", "are you open on sunday", "what time do you close today"],
    "returns": ["how do I return a lamp", "I want to send it back", "return label", "can I give this back to you"],
    "out_of_scope": ["write a poem", "what is the weather", "who won the match", "tell me a joke", "fix my code"],
}
ANSWERS = """
hours: ["We are open, {{ metadata.name }}.", "We are open."]
returns: "Send it back. You asked: {{ question }}"
"""


@pytest.fixture(scope="session")
def artefact(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small trained classifier. Not to be changed: copy it first."""
    directory = tmp_path_factory.mktemp("artefact")
    examples = [Example(text, intent) for intent, texts in TEXTS.items() for text in texts]
    train(examples, ANSWERS, directory, precision=0.6)
    return directory
