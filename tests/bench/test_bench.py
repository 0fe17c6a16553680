"""The parts of the benchmark that decide what its figures mean."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban, luhn

from bench import steps
from bench.contestants import HERE, PROJECT
from bench.figures import Figures, Latency, Started, Window, percentile, spread
from bench.load import AnswerReader
from bench.machine import describe
from bench.memory import expected_growth
from bench.profiling import package, shares
from bench.report import BEGIN, END, Result, markdown, quoted, tables, targets
from bench.upstream import chunk, stream, whole
from bench.workload import (
    PERSONAL,
    PERSONAL_LONG,
    PLANTED,
    PUBLIC,
    ROUTES,
    STREAM_LONG,
    STREAM_SHORT,
    answer_text,
    card,
    requests,
)
from bench.workload import iban as an_iban


def a_window(contestant: str, cpu_us: float, **changes: Any) -> Window:
    given_ = {"scenario": PUBLIC.name, "concurrency": 32, "round": 0, "answered": 1000, "failed": 0, "seconds": 0.5}
    return Window(contestant=contestant, cpu_seconds=cpu_us * 1000 / 1e6, **{**given_, **changes})


@given(st.integers(), st.integers())
def test_planted_ibans_and_cards_have_right_check_digits(first: int, second: int) -> None:
    assert iban.is_valid(an_iban(random.Random(first)))
    assert luhn.is_valid(card(random.Random(second)).replace(" ", ""))


def test_every_personal_body_holds_each_planted_kind_and_no_public_one_does() -> None:
    for request in requests(PERSONAL):
        assert all(fragment in request.body for fragment in PLANTED)
        assert 900 < len(request.body) < 1400
    for request in requests(PUBLIC):
        assert not any(fragment in request.body for fragment in PLANTED)
        assert 900 < len(request.body) < 1400


def test_no_two_personal_bodies_of_a_pool_are_alike() -> None:
    bodies = [request.body for request in requests(PERSONAL)]
    assert len(set(bodies)) == len(bodies)


def test_every_gateway_is_configured_with_every_route() -> None:
    for configuration in ("litellm.yaml", "isthmus/isthmus.yaml"):
        text = (HERE / configuration).read_text()
        assert all(f" {route}:" in text or f" {route}," in text for route in ROUTES), configuration


def test_the_pinned_list_names_no_index_and_has_a_hash_for_every_package() -> None:
    lock = (HERE / "litellm.lock").read_text()
    assert "://" not in lock
    assert "-index" not in lock
    packages = [block for block in lock.replace("\\\n", " ").splitlines() if block.strip()]
    assert packages
    assert all("==" in block and "--hash=sha256:" in block for block in packages)


@given(st.lists(st.integers(min_value=1, max_value=400)), st.booleans())
def test_an_answer_is_read_alike_however_it_is_split(cuts: list[int], streamed: bool) -> None:
    text = "alpha 0\r\n\r\nbeta"
    raw = b"".join(stream(text, 6)) if streamed else whole(text)
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" if streamed else b""
    left, reader, answers = head + raw, AnswerReader(), []
    for cut in [*cuts, 10**6]:
        piece, left = left[:cut], left[cut:]
        answers += [answer] if piece and (answer := reader.feed(piece)) else []
    (answer,) = answers
    assert answer.status == 200
    assert answer_text(answer.body, streamed) == text


def test_an_answer_that_comes_byte_by_byte_is_complete_with_its_last_byte() -> None:
    raw = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"".join(stream("alpha", 2))
    reader = AnswerReader()
    answers = [reader.feed(raw[at : at + 1]) for at in range(len(raw))]
    assert not any(answers[:-1])
    assert answers[-1] is not None
    assert answer_text(answers[-1].body, streamed=True) == "alpha"


def test_an_answer_with_neither_length_nor_chunks_is_refused() -> None:
    with pytest.raises(ValueError, match="neither"):
        AnswerReader().feed(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nhello")


def test_a_stream_that_was_cut_is_no_answer() -> None:
    with pytest.raises(ValueError, match="DONE"):
        answer_text(b'data: {"choices":[{"delta":{"content":"al"}}]}\n\n', streamed=True)


def test_a_stream_has_one_chunk_for_each_event_besides_first_and_last() -> None:
    assert len(stream("x" * 900, PERSONAL_LONG.events)) == PERSONAL_LONG.events + 2
    assert chunk(b"abc") == b"3\r\nabc\r\n"


def test_ratios_are_taken_within_a_round() -> None:
    slow_then_fast = [a_window("bare", 100), a_window("bare", 200, round=1)]
    beside = [a_window("isthmus", 300), a_window("isthmus", 600, round=1), a_window("isthmus", 9, round=2)]
    ratio = Figures([*slow_then_fast, *beside]).ratio("isthmus", "bare", PUBLIC, 32)
    assert ratio is not None
    assert (ratio.low, ratio.median, ratio.high) == pytest.approx((3.0, 3.0, 3.0))


def test_the_cost_of_an_event_does_not_contain_the_cost_of_the_request() -> None:
    for request_us in (0, 5000):
        windows = [
            a_window("bare", request_us + 7 * pair.events, scenario=pair.name) for pair in (STREAM_SHORT, STREAM_LONG)
        ]
        event = Figures(windows).event_us("bare", (STREAM_SHORT, STREAM_LONG), 32)
        assert event is not None
        assert event.median == pytest.approx(7.0)


def test_a_window_without_answers_has_no_cost_and_spoils_no_median() -> None:
    figures = Figures([a_window("bare", 100), a_window("bare", 0, answered=0, round=1)])
    found = figures.cpu_us("bare", PUBLIC, 32)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((100.0, 100.0))
    assert spread([]) is None


def test_added_latency_is_what_is_above_the_upstream_itself() -> None:
    latencies = [Latency("direct", "public", 40.0, 9, 100.0, 500.0), Latency("bare", "public", 40.0, 9, 350.0, 900.0)]
    assert Figures([], latencies).added_us("bare", PUBLIC, 40.0) == (250.0, 400.0)
    assert Figures([], latencies).added_us("bare", PUBLIC, 500.0) is None


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([5.0, 1.0, 3.0, 2.0, 4.0], 0.5) == 3.0
    assert percentile([1.0] * 99 + [9.0], 0.99) == 1.0
    assert percentile([1.0] * 98 + [9.0] * 2, 0.99) == 9.0


def test_memory_that_wavers_is_flat_and_memory_that_climbs_is_not() -> None:
    wavers = [(step * 10_000, 100.0 + (3 if step % 2 else 0)) for step in range(1, 11)]
    climbs = [(step * 10_000, 100.0 + 2 * step) for step in range(1, 11)]
    assert abs(expected_growth(wavers)) < 0.01
    assert expected_growth(climbs) == pytest.approx(14 / 106)


def test_what_a_thread_spent_is_shared_out_by_its_own_samples() -> None:
    folded = [
        "process 1:x;thread (7): MainThread;run (uvicorn/server.py:61);send (src/isthmus/egress/door.py:8) 3",
        "process 1:x;thread (7): MainThread;run (uvicorn/server.py:60) 1",
        "process 1:x;thread (8): log;wait (threading.py:9) 1000",
    ]
    own, under = shares(folded, {7: 100.0, 8: 2.0})
    assert own == {
        "send (src/isthmus/egress/door.py)": 75.0,
        "run (uvicorn/server.py)": 25.0,
        "wait (threading.py)": 2.0,
    }
    assert under["run (uvicorn/server.py)"] == 100.0
    assert (under["[MainThread]"], under["[log]"]) == (100.0, 2.0)


def test_a_function_belongs_to_a_room_or_a_library() -> None:
    assert package("send (src/isthmus/egress/door.py)") == "isthmus.egress"
    assert package("f (/x/site-packages/aiohttp/client.py)") == "aiohttp"
    assert package("run (uvicorn/server.py)") == "uvicorn"


def a_result() -> Result:
    windows = [
        a_window(name, us, scenario=scenario.name)
        for name, us in (("bare", 100.0), ("isthmus", 250.0), ("litellm", 9000.0))
        for scenario in (PUBLIC, PERSONAL)
    ]
    started = [Started(name, name.title(), "1", [0.5], 40.0, 50.0) for name in ("bare", "isthmus", "litellm")]
    latencies = [Latency(name, PUBLIC.name, 25.0, 9, 100.0, 500.0) for name in ("direct", "isthmus")]
    return Result("python -m bench", "", describe(), 1, 0.5, started, windows, latencies, ["a note"])


def test_promises_are_judged_by_what_was_measured() -> None:
    kept = {target.promise: target.kept for target in targets(a_result())}
    assert kept["a public request at most 1.5 × bare"] is False
    assert kept["personal data at most 3 × bare"] is True
    assert kept["personal data at most 1/25 of LiteLLM"] is True
    assert kept["a streamed event at most 20 µs"] is None


def test_the_documentation_quotes_the_figures_and_keeps_the_rest() -> None:
    page = f"above\n{BEGIN}\nformer figures\n{END}\nbelow\n"
    new = quoted(page, markdown(a_result()))
    assert new.startswith(f"above\n{BEGIN}\n`python -m bench`")
    assert new.endswith(f"{END}\nbelow\n")
    assert "former figures" not in new
    with pytest.raises(ValueError, match="lines"):
        quoted("no marks", "")


def test_every_row_of_a_table_is_as_long_as_its_head() -> None:
    for table in tables(a_result()):
        assert all(len(row) == len(table.head) for row in table.rows), table.title


def test_the_page_has_room_for_the_figures() -> None:
    quoted((PROJECT / "docs" / "benchmarks.md").read_text(), "")


def test_steps_are_weighed_inside_the_pipeline_and_left_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WARM", "COUNTED"):
        monkeypatch.setattr(steps, name, 64)
    monkeypatch.setattr(steps, "RUNS", 1)
    before = [getattr(owner, name) for _, owner, name in steps._steps()]
    costs = asyncio.run(steps._measured(PERSONAL))
    assert [title for title, _, _ in steps._steps()] == list(costs)[:-2]
    assert all(cost > 0 for title, cost in costs.items() if title != "threads of the ledger")
    assert [getattr(owner, name) for _, owner, name in steps._steps()] == before
