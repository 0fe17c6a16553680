"""Prints the figures of docs/detection.md: `python tests/detect/figures.py`."""

from __future__ import annotations

import platform
import time
import timeit
from collections.abc import Callable

from isthmus.detect import Detector, built_in

PROSE = [
    "support", "system", "user", "assistant", "text", "temperature", "0.2", "stream", "max_tokens", "512",
    "You are a helpful assistant of the support desk. Answer briefly, in the language of the question, "
    "never promise a refund, and hand over to a colleague whenever somebody asks for one or sounds unhappy with you.",
    "Hello, our deployment of version 2.14.3 stopped working after the last upgrade. The log says 'connection reset "
    "by peer' whenever the job starts, and restarting it does not help. We tried clearing the cache and rolling back "
    "to 2.14.1, with the same result; only the staging cluster seems fine so far.",
    "Thank you for the report. Could you tell me which region the cluster runs in, how many nodes it has, and whether "
    "the certificate was renewed recently? A screenshot of the dashboard would help us too.",
    "It has six nodes, and the certificate was renewed in March. Please tell me how to collect the diagnostics bundle, "
    "and where I should send it so that your colleagues can look at it before the weekend starts.",
    "gpt-4o-mini",
]  # fmt: skip
VALUES = "Ask alice.miller@example.com or +49 30 901820; IBAN DE89 3704 0044 0532 0130 00, card 4111 1111 1111 1111."


def microseconds(work: Callable[[], object], number: int = 2_000) -> float:
    work()
    return min(timeit.repeat(work, number=number, repeat=7)) / number * 1e6


def main() -> None:
    start = time.perf_counter()
    detector = Detector(built_in())
    print(f"Python {platform.python_version()}, {platform.machine()}")
    print(f"building the detector           {(time.perf_counter() - start) * 1e3:8.1f} ms")
    with_values = [*PROSE[:-1], VALUES]
    accented = [*PROSE[:-1], f"Grüße! {VALUES}"]
    size = sum(len(text) for text in PROSE)
    print(
        f"{len(PROSE)} texts, {size} characters, nothing {microseconds(lambda: detector.scan(PROSE)):8.1f} µs"
    )
    print(f"the same with four values       {microseconds(lambda: detector.scan(with_values)):8.1f} µs")
    print(f"the same, not only ASCII        {microseconds(lambda: detector.scan(accented)):8.1f} µs")
    megabyte = [" ".join(PROSE) * (1_000_000 // (size + 14))]
    print(f"a megabyte of prose             {microseconds(lambda: detector.scan(megabyte), 3) / 1e3:8.1f} ms")


if __name__ == "__main__":
    main()
