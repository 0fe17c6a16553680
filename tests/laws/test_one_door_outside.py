"""Law 1, from outside: the whole demonstration in a network of its own, with every system call of the gateway seen.

The namespace has a loopback and nothing else, so the demonstration needs no other network. The trace says which
addresses the gateway's process connects to (those of the zones' models, no other), and where content is written to
(the model, and the caller who is answered).
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from isthmus import settings
from isthmus.demo import REQUESTS
from isthmus.settings import ChatSettings
from laws.served import environment
from laws.syscalls import NEEDS, SENDING, Call, Descriptors, available, of_process, read, strace

LOOPBACK_UP = """
import fcntl, os, socket, struct, sys
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any:
    fcntl.ioctl(any, 0x8914, struct.pack("16sH14x", b"lo", 1))  # SIOCSIFFLAGS, IFF_UP
os.execvp(sys.argv[1], sys.argv[1:])
"""
ALONE = ["unshare", "--map-root-user", "--net", sys.executable, "-c", LOOPBACK_UP]
"""What follows runs in a network namespace of its own, with a loopback that is up."""


def may_be_alone() -> bool:
    return shutil.which("unshare") is not None and not subprocess.run([*ALONE, "true"], capture_output=True).returncode


@pytest.fixture(scope="module")
def demonstrated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Call]]:
    """The demonstration's directory, and the calls of its gateway."""
    if not available():
        pytest.skip(NEEDS)
    if not may_be_alone():
        pytest.skip("this machine allows no network namespace: `unshare --map-root-user --net true` fails")
    folder = tmp_path_factory.mktemp("demonstration")
    demo = [sys.executable, "-m", "isthmus.cli", "demo", "--once", "--port", "0", "--dir", str(folder / "desk")]
    with subprocess.Popen(
        [*ALONE, *strace(folder / "trace"), *demo],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment(),
    ) as running:  # fmt: skip
        said, _ = running.communicate(timeout=300)
    assert running.returncode == 0, said
    calls = read(folder / "trace", running.pid)
    gateway = next(c.pid for c in calls if c.name == "execve" and c.result == 0 and '"serve"' in c.words)
    return folder / "desk", of_process(calls, gateway)


@pytest.mark.req("A5", "E5")
def test_the_gateway_connects_to_the_zones_models_and_to_nothing_else(demonstrated: tuple[Path, list[Call]]) -> None:
    desk, calls = demonstrated
    document = settings.load(desk / "isthmus.yaml", credentials=False).document
    urls = [urlsplit(model.url) for model in document.models.values() if isinstance(model, ChatSettings)]
    reached = {call.peer for call in calls if call.name == "connect" and call.peer}
    assert reached
    assert reached <= {(url.hostname, url.port) for url in urls}


@pytest.mark.req("A5", "E5")
def test_nothing_is_sent_to_an_address_without_a_connection(demonstrated: tuple[Path, list[Call]]) -> None:
    _, calls = demonstrated
    assert not [c for c in calls if c.name in ("sendto", "sendmsg", "sendmmsg") and c.peer]


@pytest.mark.req("D2", "E5")
def test_a_sensitive_value_is_written_to_its_own_caller_and_nowhere_else(
    demonstrated: tuple[Path, list[Call]],
) -> None:
    _, calls = demonstrated
    where = Descriptors(calls)
    secrets = {secret for shown in REQUESTS for secret in shown.secrets}
    back = 0
    for call in calls:
        if call.name in SENDING or call.name.startswith("pwrite"):
            held = {secret for secret in secrets if secret in call.words}
            kind = where.at(call.fd, call.began)[0]
            assert not held or kind == "caller", (call.name, kind, held)
            back += len(held)
    assert back, "the trace does not even hold the answers"


@pytest.mark.req("A5")
def test_what_is_asked_leaves_on_a_connection_to_a_model_and_in_no_other_way(
    demonstrated: tuple[Path, list[Call]],
) -> None:
    _, calls = demonstrated
    where = Descriptors(calls)
    posted = [c for c in calls if re.search(r"POST /\S* HTTP/1\.1", c.words) and c.name in SENDING]
    assert {where.at(c.fd, c.began)[0] for c in posted} == {"peer"}
    crossing = [shown for shown in REQUESTS if shown.crosses]
    assert sum(len(re.findall(r"POST /\S* HTTP/1\.1", c.words)) for c in posted) >= len(crossing)
