"""From findings to labels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.detect import DEFAULT_LEVELS, Detector, built_in, label_of, labels_of, level_of
from isthmus.detect.built_ins import BUILT_INS
from isthmus.domain.content import CLEAN, Finding, Scan
from isthmus.domain.labels import PUBLIC, UNREAD, Label, Level, join_all

finding = st.builds(
    Finding, st.integers(0, 3), st.just(0), st.just(1),
    st.sampled_from(["personal.email", "personal.ip", "secret.token", "custom.x", "odd"]), st.just(0.9), st.just("r"),
)  # fmt: skip
scans = st.builds(Scan, findings=st.lists(finding, max_size=6).map(tuple), complete=st.booleans())


def test_each_text_is_labelled_by_what_was_found_in_it() -> None:
    texts = ["write to a@example.com", "nothing", "AKIAIOSFODNN7ABCDEFG"]
    labels = labels_of(Detector(built_in()).scan(texts), texts)
    assert labels == [
        Label(level=Level.CONFIDENTIAL, categories=frozenset({"personal.email"})),
        PUBLIC,
        Label(level=Level.RESTRICTED, categories=frozenset({"secret.api_key"})),
    ]


def test_the_longest_pattern_decides_and_of_two_as_long_the_stricter() -> None:
    levels = {"*": Level.PUBLIC, "personal.*": Level.CONFIDENTIAL, "personal.ip": Level.INTERNAL}
    assert level_of("personal.ip", levels) is Level.INTERNAL
    assert level_of("personal.email", levels) is Level.CONFIDENTIAL
    assert level_of("health.icd", levels) is Level.PUBLIC


def test_a_category_under_no_pattern_is_restricted() -> None:
    assert level_of("odd") is Level.RESTRICTED
    assert level_of("personal.email", {}) is Level.RESTRICTED


@pytest.mark.parametrize("category", sorted({row.category for row in BUILT_INS}))
def test_every_built_in_category_has_a_default_level(category: str) -> None:
    least = Level.INTERNAL if category.startswith(("quasi.", "code.")) else Level.CONFIDENTIAL
    assert level_of(category) >= least
    assert any(category.startswith(pattern[:-1]) for pattern in DEFAULT_LEVELS)


def test_what_texts_are_about_as_a_whole_joins_the_label_of_all_of_them() -> None:
    scan = Scan(findings=(Finding(0, 0, 1, "personal.email", 1.0, "x"),), about=frozenset({"document.medical"}))
    assert label_of(scan) == Label(
        level=Level.RESTRICTED, categories=frozenset({"personal.email", "document.medical"})
    )
    assert label_of(Scan(about=frozenset({"document.board"}))).level is Level.CONFIDENTIAL
    assert labels_of(Scan(about=frozenset({"document.board"})), ["a"]) == [PUBLIC]


def test_a_clean_scan_is_public() -> None:
    assert labels_of(CLEAN, ["a", "b"]) == [PUBLIC, PUBLIC]
    assert label_of(CLEAN) is PUBLIC


@given(scans)
def test_an_incomplete_scan_leaves_every_text_restricted_and_untrusted(scan: Scan) -> None:
    if not scan.complete:
        assert all(label.covers(UNREAD) for label in labels_of(scan, ["x"] * 4))
        assert label_of(scan).covers(UNREAD)


@given(scans)
def test_the_label_of_all_texts_is_the_join_of_the_labels_of_each(scan: Scan) -> None:
    assert label_of(scan) == join_all(labels_of(scan, ["x"] * 4))


@given(scans, finding)
def test_one_finding_more_never_loosens_a_label(scan: Scan, more: Finding) -> None:
    wider = Scan(findings=(*scan.findings, more), complete=scan.complete)
    assert label_of(wider).covers(label_of(scan))


def test_each_configuration_has_its_own_levels_also_once_it_is_changed() -> None:
    scan = Scan((Finding(0, 0, 1, "personal.email", 1.0, "x"),))
    levels = {"personal.*": Level.INTERNAL}
    assert label_of(scan).level is Level.CONFIDENTIAL
    assert label_of(scan, levels).level is Level.INTERNAL
    assert label_of(scan).level is Level.CONFIDENTIAL
    assert label_of(scan, levels).level is Level.INTERNAL
    levels["personal.email"] = Level.RESTRICTED
    assert label_of(scan, levels).level is Level.RESTRICTED
