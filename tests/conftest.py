"""Fixtures for the tests of every room."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from gateway import Gateway
from hypothesis import settings

import isthmus


@pytest.fixture(scope="session")
def _standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    with Gateway(tmp_path_factory.mktemp("gateway")) as gateway:
        yield gateway


@pytest.fixture
def gateway(_standing: Gateway) -> Gateway:
    """The usual gateway, shared by all tests: its sandbox and its log are empty, its evidence is not."""
    _standing.sandbox.clear()
    _standing.log.seek(0)
    _standing.log.truncate()
    return _standing


@pytest.fixture
def build(tmp_path: Path) -> Iterator[Callable[..., Gateway]]:
    """Makes gateways with settings of their own: `build(routes=…, policy=…, keys=…)`; see `gateway.Gateway`."""
    with ExitStack() as stack:
        made = 0

        def make(**settings: Any) -> Gateway:
            nonlocal made
            made += 1
            return stack.enter_context(Gateway(tmp_path / str(made), **settings))

        yield make


def _need_fresh() -> None:
    """A compiled module hides what was changed in its source since."""
    for compiled in Path(isthmus.__file__).parent.rglob("*.so"):
        name = compiled.name.partition(".")[0]
        sources = [compiled.with_name(name + suffix) for suffix in (".py", ".pxd")]
        if any(source.exists() and source.stat().st_mtime > compiled.stat().st_mtime for source in sources):
            raise pytest.UsageError(f"{compiled.name} is older than its source: make build")


def pytest_configure(config: pytest.Config) -> None:
    """The suite plays fixed examples, so that it says the same today and tomorrow; a soak looks for new ones."""
    _need_fresh()
    settings.register_profile("fixed", derandomize=True)
    if config.getoption("markexpr") != "soak":
        settings.load_profile("fixed")
