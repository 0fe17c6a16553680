"""A detector over HTTP: asked at a real port, and not believed."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.request import Request, urlopen

import pytest

from isthmus.detect import Detector, built_in
from isthmus.detect.adapters import http_recogniser
from isthmus.domain.content import Span
from isthmus.domain.errors import SettingsError
from isthmus.domain.places import DEVICE, Zone

LABELS = {"PERSON": "personal.name", "CITY": "quasi.place"}
PREMISES = Zone(name="house", trust="premises")


def names(texts: list[str]) -> list[list[dict[str, Any]]]:
    """A detector that knows one person."""
    return [
        [{"start": t.index("Ada"), "end": t.index("Ada") + 3, "label": "PERSON", "score": 0.9}] if "Ada" in t else []
        for t in texts
    ]


class Server(HTTPServer):
    answer: Callable[[list[str]], Any] = staticmethod(lambda texts: {"spans": names(texts)})
    status = 200
    seen: list[list[str]]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        texts = json.loads(self.rfile.read(int(self.headers["content-length"])))["texts"]
        self.server.seen.append(texts)
        said = self.server.answer(texts)
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        self.send_response(self.server.status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server(("127.0.0.1", 0), Handler)
    made.seen = []
    thread = threading.Thread(target=made.serve_forever, args=(0.01,))
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


def send(url: str, body: bytes) -> bytes:
    with urlopen(Request(url, body, {"content-type": "application/json"}), timeout=5) as response:
        answer: bytes = response.read()
        return answer


def detector(server: Server) -> Detector:
    url = f"http://127.0.0.1:{server.server_port}/detect"
    return Detector([*built_in(), http_recogniser(url, send, LABELS, zone=DEVICE)])


def test_a_detector_at_a_real_port_is_asked_once_for_all_texts(server: Server) -> None:
    scan = detector(server).scan(["", "call Ada", "ada@example.org", "then Ada again"])
    assert [(f.part, f.start, f.end, f.category) for f in scan.findings] == [
        (1, 5, 8, "personal.name"), (2, 0, 15, "personal.email"), (3, 5, 8, "personal.name"),
    ]  # fmt: skip
    assert scan.complete
    assert server.seen == [["call Ada", "ada@example.org", "then Ada again"]]


def test_the_second_look_at_disguised_bytes_does_not_ask_it(server: Server) -> None:
    assert detector(server).structured.scan(["call Ada"]).findings == ()
    assert server.seen == []


def test_texts_without_words_are_not_sent(server: Server) -> None:
    assert detector(server).scan(["", "  "]).complete
    assert server.seen == []


GARBAGE: dict[str, Any] = {
    "no JSON": b"<html>",
    "another shape": {"entities": []},
    "fewer lists than texts": {"spans": []},
    "more lists than texts": {"spans": [[], []]},
    "a span outside the text": {"spans": [[{"start": 2, "end": 99, "label": "PERSON", "score": 1}]]},
    "a span before the text": {"spans": [[{"start": -1, "end": 3, "label": "PERSON", "score": 1}]]},
    "an empty span": {"spans": [[{"start": 3, "end": 3, "label": "PERSON", "score": 1}]]},
    "places that are no numbers": {"spans": [[{"start": "0", "end": "3", "label": "PERSON", "score": 1}]]},
    "half a place": {"spans": [[{"start": 0.5, "end": 3, "label": "PERSON", "score": 1}]]},
    "a label of which nobody spoke": {"spans": [[{"start": 0, "end": 3, "label": "PET", "score": 1}]]},
    "a confidence above one": {"spans": [[{"start": 0, "end": 3, "label": "PERSON", "score": 7}]]},
    "a longer answer than any list of places": b'{"spans": [[]]}' + b" " * (16 * 2**20),
}


@pytest.mark.parametrize("garbage", GARBAGE)
def test_garbage_makes_the_scan_incomplete_and_leaves_what_others_found(server: Server, garbage: str) -> None:
    server.answer = lambda texts: GARBAGE[garbage]
    scan = detector(server).scan(["Ada, ada@example.org"])
    assert not scan.complete
    assert scan.failed == ("http",)
    assert [f.category for f in scan.findings] == ["personal.email"]


def test_an_error_status_makes_the_scan_incomplete(server: Server) -> None:
    server.status = 500
    assert detector(server).scan(["Ada"]).failed == ("http",)


def test_a_timeout_or_a_closed_port_makes_the_scan_incomplete() -> None:
    def late(url: str, body: bytes) -> bytes:
        raise TimeoutError

    slow = http_recogniser("http://127.0.0.1:9/", late, LABELS, zone=DEVICE)
    assert not Detector([slow]).scan(["Ada"]).complete


def test_a_lone_surrogate_cannot_be_sent_and_so_is_unread(server: Server) -> None:
    assert not detector(server).scan(["Ada \ud800"]).complete


def test_spans_below_the_threshold_are_left_out() -> None:
    said = b'{"spans": [[{"start": 0, "end": 3, "label": "PERSON", "score": 0.2}]]}'
    asked = http_recogniser("http://localhost/", lambda url, body: said, LABELS, zone=DEVICE, threshold=0.5)
    assert asked.find("Ada") == []
    sure = http_recogniser("http://localhost/", lambda url, body: said, LABELS, zone=DEVICE)
    assert sure.find("Ada") == [Span(0, 3, "personal.name", 0.2)]


# -- where it may stand -----------------------------------------------------------------------------------------


def never(url: str, body: bytes) -> bytes:
    raise AssertionError("nothing may be sent")


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/d", "https://localhost/", "http://[::1]:8000/"])
def test_a_detector_may_stand_on_this_device(url: str) -> None:
    assert http_recogniser(url, never, LABELS, zone=DEVICE).categories == ("personal.name", "quasi.place")


@pytest.mark.parametrize("url", ["http://detector:8000/d", "http://10.1.2.3/", "https://[fd00::1]/", "http://127.0.0.1/"])
def test_a_detector_may_stand_on_own_premises(url: str) -> None:
    http_recogniser(url, never, LABELS, zone=PREMISES)


def test_a_hosted_detector_is_refused() -> None:
    with pytest.raises(SettingsError, match="hosted"):
        http_recogniser("http://127.0.0.1/", never, LABELS, zone=Zone(name="cloud", trust="hosted"))


@pytest.mark.parametrize(
    ("url", "zone"),
    [
        ("http://8.8.8.8/", PREMISES),
        ("http://[2001:4860:4860::8888]/", PREMISES),
        ("http://[::ffff:8.8.8.8]/", PREMISES),
        ("http://224.0.0.1/", PREMISES),
        ("http://10.1.2.3/", DEVICE),
        ("http://detector/", DEVICE),
        ("http://user:word@127.0.0.1/", DEVICE),
        ("http://127.0.0.1@8.8.8.8/", DEVICE),
        ("ftp://127.0.0.1/", DEVICE),
        ("127.0.0.1", DEVICE),
        ("http://127.0.0.1/ http://8.8.8.8/", DEVICE),
    ],
)
def test_an_address_that_is_not_on_own_ground_is_refused(url: str, zone: Zone) -> None:
    with pytest.raises(SettingsError):
        http_recogniser(url, never, LABELS, zone=zone)


@pytest.mark.parametrize("labels", [{}, {"PERSON": ""}, {"PERSON": "personal.*"}])
def test_labels_without_a_category_are_refused(labels: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="category"):
        http_recogniser("http://127.0.0.1/", never, labels, zone=DEVICE)
