"""The leak benchmark of others: what it is made of, and what its exit code says."""

from __future__ import annotations

import re

from bench.leaks.__main__ import HERE, NOT_MEASURED, told, worst


def test_its_packages_are_pinned_with_hashes_and_without_addresses() -> None:
    lock = (HERE / "requirements.lock").read_text()
    pinned = re.findall(r"^[a-z0-9_.-]+==\S+ \\$", lock, re.MULTILINE)
    assert any(line.startswith("pii-leak-benchmark==") for line in pinned)
    assert lock.count("--hash=sha256:") >= len(pinned)
    assert "://" not in lock


def test_a_leak_of_any_profile_and_a_blind_control_are_failures() -> None:
    assert worst([1, 0, 0]) == 0
    assert worst([1, 0, 1]) == 1
    assert worst([1, 2, 0]) == NOT_MEASURED
    assert worst([0, 0, 0]) == NOT_MEASURED


def test_no_value_is_printed() -> None:
    output = "\n  LEAK\n\n  Data types tested\n    SSN  LEAK\n\nLEAK  SSN reached\n  you sent: 900-01-001\n\n  Checks\n"
    assert "900-01-001" not in "\n".join(told(output))
    assert any("SSN" in paragraph for paragraph in told(output))
