"""What reading costs, and what is taken for something in the docstrings of the standard library.

`python tests/detect/names/figures.py`. Processor time, the best of twelve.
"""

from __future__ import annotations

import ast
import sysconfig
import timeit
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from time import process_time

from isthmus.detect.names import Tagger

TEXT = (
    "Hello, I spoke with Maria Sanchez from Acme Logistics about the invoice. She asked whether the parcel had "
    "arrived, and why the card was declined twice at the weekend. Could you please check whether the refund has been "
    "processed and tell me how long it takes until the money is back on my account? I would rather not call again, "
    "since nobody picked up the phone yesterday and the line was dead for an hour. "
) * 3


def milliseconds(work: Callable[[], object], number: int = 30) -> float:
    return min(timeit.repeat(work, number=number, repeat=12, timer=process_time)) / number * 1e3


def main() -> None:
    model = (files("isthmus.detect.names") / "names.onnx").read_bytes()
    tagger, text = Tagger(model), TEXT[:1024]
    begun = process_time()
    tagger.find(text)
    print(f"the first text, with the model to load    {(process_time() - begun) * 1e3:6.1f} ms")
    print(f"1,024 characters                          {milliseconds(lambda: tagger.find(text)):6.2f} ms")
    parts = [text[at : at + 64] for at in range(0, 1024, 64)]
    print(f"the same in 16 texts                      {milliseconds(lambda: tagger.find_all(parts)):6.2f} ms")
    print(f"100 characters                            {milliseconds(lambda: tagger.find(text[:100])):6.2f} ms")

    def unseen() -> None:
        assert tagger._reader is not None
        tagger._reader._rows.clear()
        tagger.find(text)

    print(f"1,024 characters, no word seen before     {milliseconds(unseen):6.2f} ms")
    print(f"100,000 characters                        {milliseconds(lambda: tagger.find(TEXT * 75), 1):6.1f} ms")
    print(f"the model                                 {len(model):,} bytes")
    texts = list(docstrings())
    words = sum(len(each.split()) for each in texts)
    taken = sum(len(each[s.start : s.end].split()) for each in texts for s in tagger.find(each))
    print(f"docstrings of the standard library        {taken} of {words} words, {100 * taken / words:.2f} %")


def docstrings() -> Iterator[str]:
    """Technical text that nobody looked at while the templates were written; it does name some people."""
    library = Path(sysconfig.get_paths()["stdlib"])
    for path in [*sorted(library.glob("*.py")), *sorted((library / "asyncio").glob("*.py"))]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Module)):
                yield ast.get_docstring(node) or ""


if __name__ == "__main__":
    main()
