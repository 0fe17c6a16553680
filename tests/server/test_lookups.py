"""What it costs others that somebody looks a request up in the evidence: little, whatever id is asked for."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from typing import Any, cast

import pytest
from gateway import Gateway

from isthmus.compose import find
from isthmus.domain.disk import Disk
from isthmus.domain.errors import Overloaded
from isthmus.domain.records import Account
from isthmus.ledger.tiles import WIDTH
from isthmus.server.desk import EACH, WAITING, Desk, TooMany
from isthmus.state.disk import LocalDisk

KEYS = [
    {"id": "a", "tenant": "acme", "secret": "isk_acme"},
    {"id": "b", "tenant": "bolt", "secret": "isk_bolt"},
]
ACME, BOLT = ({"Authorization": f"Bearer isk_{tenant}"} for tenant in ("acme", "bolt"))


class Counted:
    """A disk that says which files were read."""

    def __init__(self, disk: Disk) -> None:
        self._disk, self.read_files = disk, list[str]()

    def read(self, path: str) -> bytes:
        self.read_files.append(path)
        return self._disk.read(path)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._disk, name)


@pytest.mark.req("D20")
def test_only_so_much_is_read_behind_the_place_that_an_id_names(build: Callable[..., Gateway]) -> None:
    gateway = build()
    ids = [gateway.chat("opening hours", "local")[1]["x-isthmus-request-id"] for _ in range(5 * WIDTH)]
    gateway.account(ids[-1])
    gateway.stop()  # everything is sealed
    disk = Counted(LocalDisk())

    def found(request: str) -> tuple[Account | None, int]:
        """What is found within so many entries, and how many bundles were read for it."""
        disk.read_files.clear()
        account = find(cast(Disk, disk), gateway.folder / ".isthmus" / "evidence", request, within=2 * WIDTH)
        return account, sum("/tile/entries/" in path for path in disk.read_files)

    assert found("0-0-" + "0" * 16) == (None, 2)
    assert found("0-1-" + "0" * 16) == (None, 3)
    assert found("0-fffffff-" + "0" * 16) == (None, 0)
    for request in (ids[0], ids[WIDTH], ids[3 * WIDTH]):
        account, read = found(request)
        assert account is not None
        assert (account.request, read) == (request, 1)
    gateway.start()


LONG = "9" * 5000
WRONG = [LONG + "-0-0", "0-0", "0-0-", "-0-0-0", "0--1-00", "0-0x1-00", "0-1_0-00", "0-0-0-0", f"0-{LONG}-0"]


@pytest.mark.parametrize("wrong", WRONG, ids=range(len(WRONG)))
def test_what_is_no_id_is_nothing_here(gateway: Gateway, wrong: str) -> None:
    status, _, body = gateway.request("GET", "/v1/requests/" + wrong)
    assert (status, json.loads(body)["error"]["code"]) == (404, "not_found")
    assert "crashed" not in gateway.log.getvalue()


@pytest.mark.req("J1")
def test_another_tenants_request_is_not_there(build: Callable[..., Gateway]) -> None:
    gateway = build(keys=KEYS)
    request = gateway.chat("opening hours", "local", ACME)[1]["x-isthmus-request-id"]
    assert gateway.account(request)
    assert gateway.request("GET", f"/v1/requests/{request}", headers=ACME)[0] == 200
    assert gateway.request("GET", f"/v1/requests/{request}", headers=BOLT)[0] == 404
    assert gateway.request("GET", f"/v1/requests/{request}")[0] == 401


@pytest.mark.req("D20")
async def test_one_caller_does_not_take_all_of_the_desk() -> None:
    desk, go_on = Desk(), threading.Event()
    try:
        under_way = [asyncio.create_task(desk.read("a", go_on.wait, 20)) for _ in range(EACH)]
        await asyncio.sleep(0)
        with pytest.raises(TooMany, match="of yours"):
            await desk.read("a", go_on.wait, 20)
        for number in range(WAITING // EACH - 1):
            under_way += [asyncio.create_task(desk.read(f"b{number}", go_on.wait, 20)) for _ in range(EACH)]
        await asyncio.sleep(0)
        with pytest.raises(Overloaded, match="look-ups"):
            await desk.read("c", go_on.wait, 20)
        under_way.pop().cancel()
        await asyncio.sleep(0)
        under_way.append(asyncio.create_task(desk.read("c", go_on.wait, 20)))
        await asyncio.sleep(0)
        go_on.set()
        assert all(await asyncio.gather(*under_way))
        assert await desk.read("a", str, 1) == "1"
    finally:
        go_on.set()
        desk.close()


@pytest.mark.req("D20")
def test_whoever_looks_up_too_much_is_told_so_and_answers_go_on(build: Callable[..., Gateway]) -> None:
    gateway, go_on = build(), threading.Event()

    def slowly(request: str) -> None:
        go_on.wait(20)

    gateway.house.find = slowly  # type: ignore[method-assign]
    told: list[int] = []

    def ask() -> None:
        told.append(gateway.request("GET", "/v1/requests/0-0-0")[0])

    asked = [threading.Thread(target=ask) for _ in range(EACH)]
    for thread in asked:
        thread.start()
    desk = gateway._server.config.app.desk
    gateway.eventually(lambda: desk._asked.total() == EACH)
    status, headers, body = gateway.request("GET", "/v1/requests/0-0-0")
    assert (status, headers["retry-after"], json.loads(body)["error"]["code"]) == (429, "1", "rate_limit_exceeded")
    assert gateway.chat("hello", "echo")[0] == 200
    go_on.set()
    for thread in asked:
        thread.join()
    assert told == [404] * EACH
