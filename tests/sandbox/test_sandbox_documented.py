"""Whatever can be asked of the sandbox is in its documentation."""

from pathlib import Path

import msgspec
import pytest

from isthmus.sandbox import PRESETS, Step

DOCUMENT = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text()


@pytest.mark.parametrize("name", [*PRESETS, *(field.name for field in msgspec.structs.fields(Step))])
def test_each_behaviour_has_its_line(name: str) -> None:
    assert f"`{name}`" in DOCUMENT


def test_the_examples_of_the_document_are_accepted() -> None:
    blocks = DOCUMENT.split("```json\n")[1:]
    assert blocks
    for block in blocks:
        msgspec.json.decode(block.split("```")[0], type=list[Step])
