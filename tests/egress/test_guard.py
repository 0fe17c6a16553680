"""Once the guard stands, the door alone connects. It cannot be taken down again, so each test is a process."""

from __future__ import annotations

import subprocess
import sys

import pytest

from isthmus.sandbox import SandboxServer

BEFORE = """
import asyncio, socket, sys, urllib.request, http.client
from isthmus.egress import HttpTransport, guard
from isthmus.egress.guard import OutsideTheDoor
PORT = int(sys.argv[1])
guard.install()
guard.install()

def refused(connect):
    try:
        connect()
    except Exception as error:  # some libraries wrap it in an error of their own
        if "only the door may leave this process" in str(error):
            return
        raise
    sys.exit("it was let out")
"""

ATTEMPTS = {
    "socket": 'refused(lambda: socket.create_connection(("127.0.0.1", PORT)))',
    "connect_ex": 'refused(lambda: socket.socket().connect_ex(("127.0.0.1", PORT)))',
    "datagram": 'refused(lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", PORT)))',
    "sendmsg": 'refused(lambda: socket.socket(type=socket.SOCK_DGRAM).sendmsg([b"x"], [], 0, ("127.0.0.1", PORT)))',
    "urllib": 'refused(lambda: urllib.request.urlopen(f"http://127.0.0.1:{PORT}/seen"))',
    "http.client": 'refused(lambda: http.client.HTTPConnection("127.0.0.1", PORT).request("GET", "/seen"))',
    "asyncio": 'refused(lambda: asyncio.run(asyncio.wait_for(asyncio.open_connection("127.0.0.1", PORT), 5)))',
    "a thread": """
import threading
caught = []
def run():
    try:
        socket.create_connection(("127.0.0.1", PORT))
    except OutsideTheDoor:
        caught.append(1)
thread = threading.Thread(target=run); thread.start(); thread.join()
assert caught
""",
    "httpx": 'import httpx2; refused(lambda: httpx2.get(f"http://127.0.0.1:{PORT}/seen"))',
    "after the door was open": """
async def sent():
    transport = HttpTransport(private=True)
    await (await transport.send(f"http://127.0.0.1:{PORT}/v1/x", {}, b"{}", deadline=5)).body()
    refused(lambda: socket.create_connection(("127.0.0.1", PORT)))
    await transport.close()
asyncio.run(sent())
""",
}


def run(script: str, port: int) -> None:
    ran = subprocess.run([sys.executable, "-c", BEFORE + script, str(port)], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr


@pytest.mark.req("D2")
@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_nothing_else_connects(attempt: str) -> None:
    with SandboxServer() as sandbox:
        run(attempt, sandbox.port)
        assert len(sandbox.seen()) == ("transport.send" in attempt)


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_the_door_does(loop: str) -> None:
    script = f"""
import {loop}
async def sent():
    transport = HttpTransport(private=True)
    answer = await transport.send(f"http://localhost:{{PORT}}/v1/x", {{}}, b"{{}}", deadline=5)
    assert answer.status == 404
    await transport.close()
{loop}.run(sent())
"""
    with SandboxServer() as sandbox:
        run(script, sandbox.port)
        assert len(sandbox.seen()) == 1
