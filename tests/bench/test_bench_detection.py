"""The parts of the detection benchmark that decide what its figures mean."""

from __future__ import annotations

from bench.detection import PAGE, workload
from bench.detection import _spans as spans
from bench.detection_report import BARE, ENGINE, NAMES, STRUCTURED, Cost, Quality, Result, markdown, targets
from bench.machine import describe
from bench.report import BEGIN, END
from isthmus.detect import Detector, built_in
from isthmus.domain.content import Span


def a_result(**us: float) -> Result:
    costs = [
        Cost(kind, name, us[key], [us[key]])
        for kind in ("prose", "text with values")
        for name, key in ((STRUCTURED, "ours"), (NAMES, "names"), (ENGINE, "theirs"), (BARE, "theirs"))
    ]
    f2 = {NAMES: 0.9, "Presidio, all scores": 0.6}
    quality = [Quality("all labels", name, [0.9] * 3, [0.9] * 3, [value] * 3) for name, value in f2.items()]
    return Result("python -m bench.detection", describe(), {}, costs, quality, [], [], [])


def test_a_promise_is_kept_or_missed_by_the_figures() -> None:
    assert all(target.kept for target in targets(a_result(ours=100, names=2_000, theirs=2_001)))
    missed = [t for t in targets(a_result(ours=200, names=4_000, theirs=3_999)) if not t.kept]
    assert len(missed) == 6


def test_prose_holds_nothing_and_text_with_values_four_values_each() -> None:
    texts = workload([])
    detector = Detector(built_in())
    assert not any(detector.scan([text]).findings for text in texts["prose"])
    assert {len(detector.scan([text]).findings) for text in texts["text with values"]} == {4}
    assert workload([]) == texts


def test_of_presidios_overlapping_results_the_surer_one_counts() -> None:
    results = [(13, 24, "URL", 0.5), (9, 24, "EMAIL_ADDRESS", 1.0), (30, 36, "UUID", 0.9), (40, 44, "US_PASSPORT", 0.1)]
    assert spans(results, 0.4) == [Span(9, 24, "personal.email", 1.0)]
    assert len(spans(results, 0.0)) == 2


def test_the_page_has_a_place_for_the_figures() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page.index(BEGIN) < page.index(END)
    assert "| prose | Isthmus, structured | 100.0 |" in markdown(a_result(ours=100, names=2_000, theirs=2_001))
