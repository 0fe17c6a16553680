from collections.abc import Iterator

import pytest
from openai import OpenAI

from isthmus.sandbox import SandboxServer


@pytest.fixture(scope="package")
def _served() -> Iterator[SandboxServer]:
    with SandboxServer() as server:
        yield server


@pytest.fixture
def sandbox(_served: SandboxServer) -> SandboxServer:
    _served.clear()
    return _served


@pytest.fixture(scope="package")
def _client(_served: SandboxServer) -> Iterator[OpenAI]:
    with OpenAI(base_url=_served.base_url, api_key="any", max_retries=0, timeout=10) as client:
        yield client


@pytest.fixture
def client(_client: OpenAI, sandbox: SandboxServer) -> OpenAI:
    return _client
