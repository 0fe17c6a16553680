"""The steps over content say the same compiled and as they are written.

Run as a script this plays with the modules as they are written, also where they are compiled.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, FileFinder, SourceFileLoader
from pathlib import Path

CONVERSATIONS = 120
KEY = b"k" * 32


def said() -> Iterator[str]:
    """A line for each request: what was found in it, how it crosses, what the door sees, and what comes back."""
    import msgspec
    from laws.leaks.conversations import conversation
    from laws.leaks.values import detector

    from isthmus.detect import label_of
    from isthmus.domain.errors import IsthmusError
    from isthmus.redact import Found, RestoreMap, disguise
    from isthmus.redact.restore import Restorer
    from isthmus.wire import parts

    looking = detector()
    ordered = partial(msgspec.json.encode, order="deterministic")

    def of(tree: object) -> Iterator[object]:
        texts = parts.walk(tree).texts
        scan = looking.scan(texts)
        yield ordered((scan, label_of(scan), looking.structured.again(texts, texts, scan)))
        values = {Found.at(f.category, texts[f.part], f.start, f.end): None for f in scan.values}
        made = disguise(tree, values, ("*",), KEY, keep=parts.WORDS)
        payload = msgspec.json.encode(made.tree)
        surfaces = [(token, msgspec.structs.astuple(known)) for token, known in made.map.surfaces.items()]
        yield payload, sorted(surfaces), sorted(made.categories), made.count
        yield sorted(made.watch.residue(payload)), sorted(made.watch.residue(msgspec.json.encode(tree)))
        yield _restored(payload.decode(), made.map)

    def _restored(text: str, map: RestoreMap) -> list[str]:
        whole, piecewise = Restorer(map), Restorer(map, json=True)
        pieces = [piecewise.feed(text[at : at + 7]) for at in range(0, len(text), 7)]
        return [whole.feed(text, last=True), *pieces, piecewise.flush()]

    for seed in range(CONVERSATIONS):
        for number, turn in enumerate(conversation(seed, looking).turns):
            tree = {"messages": list(turn.says), **turn.fields}
            digest = sha256()
            try:
                for step in of(tree):
                    digest.update(repr(step).encode("utf-8", "surrogatepass"))
            except IsthmusError as refused:
                digest.update(repr(refused).encode())
            yield f"{seed}.{number} {digest.hexdigest()}"


def test_compiled_and_as_written_they_say_the_same() -> None:
    written = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=False)
    assert written.returncode == 0, written.stderr
    assert written.stdout.split("\n") == [*said(), ""]


def as_written() -> None:
    """From here on, modules are read as they are written."""
    source = SourceFileLoader, [".py"]
    sys.path_hooks[:] = [FileFinder.path_hook(source, (ExtensionFileLoader, EXTENSION_SUFFIXES))]
    sys.path_importer_cache.clear()


if __name__ == "__main__":
    as_written()
    print(*said(), sep="\n")
    assert Path(sys.modules["isthmus.redact.disguise"].__file__ or "").suffix == ".py"
