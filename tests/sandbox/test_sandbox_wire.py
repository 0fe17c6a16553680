"""What a raw socket sees: cuts, writes, statuses and recording."""

import asyncio
import contextlib
import json
import signal
import socket
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from isthmus.sandbox import PRESETS, RecordingOff, SandboxServer, ScriptError, Step

HELLO = [{"role": "user", "content": "hello"}]


class Gone(Exception):
    """The connection ended; what came before it."""

    def __init__(self, received: bytes) -> None:
        self.received = received


def message(method: str, path: str, body: bytes = b"") -> bytes:
    told = f"Content-Type: application/json\r\nContent-Length: {len(body)}"
    return f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{told}\r\n\r\n".encode() + body


async def exchange(server: SandboxServer, sent: bytes, *, tls: ssl.SSLContext | None = None) -> bytes:
    """Everything until the end of the connection, which the request asks for."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port, ssl=tls)
    writer.write(sent.replace(b"\r\nHost", b"\r\nConnection: close\r\nHost", 1))
    received = b""
    try:
        while piece := await reader.read(65536):
            received += piece
    except ConnectionResetError:
        raise Gone(received) from None
    finally:
        writer.close()
    return received


def chat(model: str = "m", **more: Any) -> bytes:
    return message("POST", "/v1/chat/completions", json.dumps({"model": model, "messages": HELLO, **more}).encode())


def head_and_body(received: bytes) -> tuple[list[bytes], bytes]:
    head, _, body = received.partition(b"\r\n\r\n")
    return head.split(b"\r\n"), body


def dechunk(body: bytes) -> list[bytes]:
    """The HTTP chunks, each of which was one write; the last is empty when the end was proper."""
    chunks = []
    while body:
        size, _, rest = body.partition(b"\r\n")
        chunks.append(rest[: int(size, 16)])
        body = rest[int(size, 16) + 2 :]
    return chunks


async def test_cut_before_sends_nothing(sandbox: SandboxServer) -> None:
    assert await exchange(sandbox, chat("sandbox-cut-before")) == b""


async def test_cut_after_the_headers_sends_no_body(sandbox: SandboxServer) -> None:
    head, body = head_and_body(await exchange(sandbox, chat("sandbox-cut-headers")))
    assert head[0] == b"HTTP/1.1 200 OK"
    assert body == b""


async def test_cut_during_sends_as_many_bytes_as_the_script_says(sandbox: SandboxServer) -> None:
    whole = head_and_body(await exchange(sandbox, chat()))[1]
    for size in (1, 50, len(whole) - 1):
        sandbox.clear()
        sandbox.script(Step(cut="during", cut_after=size))
        head, body = head_and_body(await exchange(sandbox, chat()))
        assert b"content-length: %d" % len(whole) in head
        assert body == whole[:size]


async def test_cut_during_a_stream_stops_within_an_event(sandbox: SandboxServer) -> None:
    sandbox.script(Step(cut="during", cut_after=333))
    body = head_and_body(await exchange(sandbox, chat(stream=True)))[1]
    chunks = dechunk(body)
    assert sum(map(len, chunks)) == 333
    assert chunks[-1] != b""


async def test_cut_after_a_stream_sends_all_but_the_end(sandbox: SandboxServer) -> None:
    chunks = dechunk(head_and_body(await exchange(sandbox, chat("sandbox-cut-after", stream=True)))[1])
    assert chunks[-1] == b"data: [DONE]\n\n"
    assert sandbox.seen()[0].answered
    assert not sandbox.seen()[0].disconnected


async def test_reset_is_a_reset(sandbox: SandboxServer) -> None:
    sandbox.script(Step(cut="before", reset=True))
    with pytest.raises(Gone):
        await exchange(sandbox, chat())


async def test_each_event_is_one_write_and_the_stream_ends_in_done(sandbox: SandboxServer) -> None:
    head, body = head_and_body(await exchange(sandbox, chat(stream=True)))
    assert b"content-type: text/event-stream; charset=utf-8" in head
    *events, end = dechunk(body)
    assert end == b""
    assert all(event.startswith(b"data: {") and event.endswith(b"}\n\n") for event in events[:-1])
    assert events[-1] == b"data: [DONE]\n\n"


async def test_writes_are_split_where_the_script_says(sandbox: SandboxServer) -> None:
    plain = b"".join(dechunk(head_and_body(await exchange(sandbox, chat(stream=True)))[1]))
    for step in (Step(write_splits=(1, 7, 500)), Step(write_every=7)):
        sandbox.clear()
        sandbox.script(step)
        writes = dechunk(head_and_body(await exchange(sandbox, chat(stream=True)))[1])
        assert b"".join(writes) == plain
        expected = [1, 6, 493] if step.write_splits else [7, 7, 7]
        assert [len(write) for write in writes[:3]] == expected


async def test_done_may_be_left_out(sandbox: SandboxServer) -> None:
    sandbox.script(Step(done=False))
    assert b"[DONE]" not in await exchange(sandbox, chat(stream=True))


async def test_malformed_json_is_the_beginning_of_the_right_json(sandbox: SandboxServer) -> None:
    whole = head_and_body(await exchange(sandbox, chat()))[1]
    sandbox.clear()
    broken = head_and_body(await exchange(sandbox, chat("sandbox-malformed")))[1]
    assert broken == whole.replace(b'"sandbox/m"', b'"sandbox-malformed"')[: len(broken)]
    with pytest.raises(json.JSONDecodeError):
        json.loads(broken)


async def test_fields_are_removed_renamed_and_retyped(sandbox: SandboxServer) -> None:
    sandbox.script(Step(
        remove=("id", "choices.*.message.refusal", "not.there"),
        rename={"usage": "consumption"},
        replace={"choices.0.message.content": 7},
    ))  # fmt: skip
    answer = json.loads(head_and_body(await exchange(sandbox, chat()))[1])
    assert "id" not in answer
    assert "usage" not in answer
    assert answer["consumption"]["total_tokens"] > 0
    assert answer["choices"][0]["message"]["content"] == 7
    assert "refusal" not in answer["choices"][0]["message"]


async def test_a_stream_request_may_be_answered_whole(sandbox: SandboxServer) -> None:
    sandbox.script(Step(unstreamed=True))
    head, body = head_and_body(await exchange(sandbox, chat(stream=True)))
    assert b"content-type: application/json" in head
    assert json.loads(body)["object"] == "chat.completion"


async def test_an_oversized_answer_has_at_least_its_size(sandbox: SandboxServer) -> None:
    sandbox.script(Step(size=3_000_000, times=2))
    assert len(await exchange(sandbox, chat())) > 3_000_000
    assert len(await exchange(sandbox, chat(stream=True))) > 3_000_000


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_point_elsewhere(sandbox: SandboxServer, status: int) -> None:
    sandbox.script(Step(status=status, location="http://127.0.0.1:1/elsewhere"))
    head, body = head_and_body(await exchange(sandbox, chat()))
    assert int(head[0].split()[1]) == status
    assert b"location: http://127.0.0.1:1/elsewhere" in head
    assert body == b""


async def test_a_body_of_another_kind(sandbox: SandboxServer) -> None:
    head, body = head_and_body(await exchange(sandbox, chat("sandbox-html", stream=True)))
    assert b"content-type: text/html; charset=utf-8" in head
    assert body == b"<html>[sandbox] Bad gateway</html>"


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("model", sorted(set(PRESETS) - {"sandbox-slow", "sandbox-drip"}))
async def test_every_named_behaviour_answers_and_the_server_lives_on(
    sandbox: SandboxServer, model: str, stream: bool
) -> None:
    await exchange(sandbox, chat(model, stream=stream))
    assert b"200 OK" in await exchange(sandbox, chat())


async def test_steps_are_taken_in_order_and_by_model(sandbox: SandboxServer) -> None:
    sandbox.script(Step(match="b", status=503), Step(status=429, times=2), Step(status=500, times=None))
    statuses = [int((await exchange(sandbox, chat(model)))[9:12]) for model in "abaaa"]
    assert statuses == [429, 503, 429, 500, 500]


async def test_the_script_is_told_over_http_too(sandbox: SandboxServer) -> None:
    told = await exchange(sandbox, message("POST", "/script", b'[{"status": 429, "retry_after": "9"}]'))
    assert b'{"accepted":1}' in told
    assert b'"left":1' in await exchange(sandbox, message("GET", "/script"))
    assert b"retry-after: 9" in await exchange(sandbox, chat())
    await exchange(sandbox, message("POST", "/script", b'{"status": 500}'))
    await exchange(sandbox, message("DELETE", "/script"))
    assert b"200 OK" in await exchange(sandbox, chat())


@pytest.mark.parametrize(
    ("script", "told"),
    [
        (b'[{"latencey": 1}]', "latencey"),
        (b'[{"latency": -1}]', "$[0].latency"),
        (b'[{"cut": "sometimes"}]', "$[0].cut"),
        (b'[{"splits": [4, 2]}]', "splits must rise"),
        (b'[{"write_every": 1, "write_splits": [1]}]', "exclude each other"),
        (b'{"status": 99}', "$.status"),
        (b"[{", "refused"),
    ],
)
async def test_a_script_that_is_not_understood_is_refused_by_name(
    sandbox: SandboxServer, script: bytes, told: str
) -> None:
    answer = await exchange(sandbox, message("POST", "/script", script))
    assert b"400 Bad Request" in answer
    assert told in json.loads(head_and_body(answer)[1])["error"]["message"]


def test_a_script_in_process_is_checked_as_well(sandbox: SandboxServer) -> None:
    with pytest.raises(ScriptError, match="latencey"):
        sandbox.script({"latencey": 1})


async def test_every_byte_is_remembered_in_order(sandbox: SandboxServer) -> None:
    first = message("POST", "/v1/chat/completions?key=%41", b"\xff\x00 not JSON").replace(
        b"Host: localhost", b"X-Secret: pa\xdfs\r\nHost: localhost"
    )
    assert b"400 Bad Request" in await exchange(sandbox, first)
    await exchange(sandbox, message("GET", "/nowhere"))
    one, two = sandbox.seen()
    assert (one.index, one.method, one.path, one.body) == (
        0,
        "POST",
        "/v1/chat/completions?key=%41",
        b"\xff\x00 not JSON",
    )
    assert ("x-secret", "pa\xdfs") in one.headers
    assert (two.index, two.path) == (1, "/nowhere")
    assert b"pa\xdfs" in sandbox.raw()
    assert b"\xff\x00 not JSON" in sandbox.raw()


async def test_what_was_seen_is_shown_over_http_and_does_not_show_itself(sandbox: SandboxServer) -> None:
    await exchange(sandbox, chat())
    shown = json.loads(head_and_body(await exchange(sandbox, message("GET", "/seen")))[1])
    assert [(entry["method"], entry["answered"]) for entry in shown] == [("POST", True)]
    assert json.loads(shown[0]["body"])["model"] == "m"
    assert b"hello" in head_and_body(await exchange(sandbox, message("GET", "/seen/raw")))[1]
    await exchange(sandbox, message("DELETE", "/seen"))
    assert sandbox.seen() == ()


async def test_memory_is_bounded_and_says_what_it_forgot() -> None:
    with SandboxServer(record=2) as server:
        for model in "abc":
            await exchange(server, chat(model))
        assert [json.loads(seen.body)["model"] for seen in server.seen()] == ["b", "c"]
        assert [seen.index for seen in server.seen()] == [1, 2]
        assert server.dropped == 1
        assert b"x-sandbox-dropped: 1" in await exchange(server, message("GET", "/seen"))


async def test_without_recording_nobody_can_conclude_from_silence() -> None:
    with SandboxServer(record=0) as server:
        await exchange(server, chat())
        with pytest.raises(RecordingOff):
            server.seen()
        assert b"409 Conflict" in await exchange(server, message("GET", "/seen"))


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not happened():  # noqa: ASYNC110  # what is awaited happens in the server's thread
            await asyncio.sleep(0)


@pytest.mark.parametrize("step", [Step(latency=600), Step(body_latency=600), Step(pace=600)])
async def test_a_caller_who_leaves_is_noticed_at_once(sandbox: SandboxServer, step: Step) -> None:
    sandbox.script(step)
    _, writer = await asyncio.open_connection("127.0.0.1", sandbox.port)
    writer.write(chat(stream=True))
    await writer.drain()
    await until(lambda: bool(sandbox.seen()))
    writer.close()
    await until(lambda: sandbox.seen()[0].disconnected)
    assert not sandbox.seen()[0].answered


async def test_half_a_request_was_seen_too(sandbox: SandboxServer) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", sandbox.port)
    writer.write(b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nonly the begin")
    await writer.drain()
    await until(lambda: b"only the begin" in sandbox.raw())
    writer.close()
    await until(lambda: sandbox.seen()[0].disconnected)


async def test_what_is_no_http_was_seen_too(sandbox: SandboxServer) -> None:
    assert b"400 Bad Request" in await exchange(sandbox, b"a secret, and no HTTP\r\n\r\n")
    assert b"a secret, and no HTTP" in sandbox.raw()
    assert sandbox.seen()[0].method == ""


async def test_trailers_were_seen_too(sandbox: SandboxServer) -> None:
    chunked = (
        b"POST /v1/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"3\r\nabc\r\n0\r\nX-Late: secret\r\n\r\n"
    )
    await exchange(sandbox, chunked)
    assert sandbox.seen()[0].body == b"abc"
    assert b"x-late: secret" in sandbox.raw().lower()


async def test_latency_and_pace_end_by_themselves(sandbox: SandboxServer) -> None:
    sandbox.script(Step(latency=0.01, body_latency=0.01, pace=0.001))
    assert dechunk(head_and_body(await exchange(sandbox, chat(stream=True)))[1])[-1] == b""


def test_leaving_the_server_ends_what_it_was_doing() -> None:
    async def start_and_leave() -> None:
        with SandboxServer() as server:
            server.script(Step(latency=600))
            _, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(chat())
            await until(lambda: bool(server.seen()))
        writer.close()

    asyncio.run(start_and_leave())


async def test_answers_are_the_same_in_every_run(sandbox: SandboxServer) -> None:
    runs = []
    for _ in range(2):
        sandbox.clear()
        runs.append([await exchange(sandbox, chat()), await exchange(sandbox, chat(stream=True))])
    assert runs[0] == runs[1]


def self_signed(directory: Path) -> tuple[str, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sandbox")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, datetime(2000, 1, 1), datetime(2200, 1, 1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    unsealed = serialization.NoEncryption()
    (directory / "cert.pem").write_bytes(certificate.public_bytes(pem))
    (directory / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, unsealed))
    return str(directory / "cert.pem"), str(directory / "key.pem")


async def test_tls_is_spoken_with_the_certificate_given(tmp_path: Path) -> None:
    certfile, keyfile = self_signed(tmp_path)
    trusting = ssl.create_default_context(cafile=certfile)
    with SandboxServer(certfile=certfile, keyfile=keyfile) as server:
        assert server.url == f"https://127.0.0.1:{server.port}"
        assert b"200 OK" in await exchange(server, chat(), tls=trusting)
        cut = await exchange(server, chat("sandbox-cut-headers"), tls=trusting)
        assert head_and_body(cut)[1] == b""
        with pytest.raises(ssl.SSLCertVerificationError):
            await exchange(server, chat(), tls=ssl.create_default_context())


def test_the_application_may_be_served_for_people(tmp_path: Path) -> None:
    """As the command line does: in a process of its own, ended by an interrupt."""
    code = "import sys; from isthmus.sandbox import serve; serve(port=int(sys.argv[1]), log_level='warning')"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", code, str(port)])
    try:
        health = f"http://127.0.0.1:{port}/healthz"
        while process.poll() is None:
            with contextlib.suppress(OSError), urllib.request.urlopen(health) as answer:
                assert answer.read() == b'{"sandbox":true}'
                break
        process.send_signal(signal.SIGINT)
        assert process.wait(10) in (0, -signal.SIGINT)
    finally:
        process.kill()
        process.wait()
