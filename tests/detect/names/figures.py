"""What reading costs: `python tests/detect/names/figures.py`. Processor time, the best of twelve."""

from __future__ import annotations

import timeit
from collections.abc import Callable
from importlib.resources import files
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


if __name__ == "__main__":
    main()
