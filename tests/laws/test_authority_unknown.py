"""Law 4: what could not be read, scanned or labelled is restricted and untrusted; a caller raises, and never lowers."""

from __future__ import annotations

import asyncio
import dataclasses
from pathlib import Path
from typing import Any

import pytest
from gateway import hashed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from isthmus.detect import Detector, built_in, pattern_recogniser
from laws.staged import Stage

ANYTHING_ANYWHERE = '@id("all") permit(principal, action, resource);'
"""The most careless policy that can be written."""
UP_TO_CONFIDENTIAL = '@id("usual") permit(principal, action, resource) when { context.level <= 2 };'
LEVELS = ("public", "internal", "confidential", "restricted")

UNREAD: dict[str, Any] = {
    "an image": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}],
    "a sound": [{"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}}],
    "a file": [{"type": "file", "file": {"file_data": "AAAA", "filename": "a.pdf"}}],
    "a picture of an unknown shape": [
        {"type": "text", "text": "what is this?"},
        {"type": "picture", "source": {"media_type": "image/png", "data": "AAAA"}},
    ],
    "a part without a type": [{"text": "hello"}],
    "a picture in a text": "![x](data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAE=)",
    "text beside an image": [
        {"type": "text", "text": "what is this?"},
        {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}},
    ],
}


@pytest.mark.req("B1", "E5")
@pytest.mark.parametrize("content", UNREAD.values(), ids=UNREAD)
@pytest.mark.parametrize("said", [{}, {"x-isthmus-level": "public"}], ids=["says nothing", "says public"])
async def test_what_nobody_can_read_is_restricted_and_untrusted(
    tmp_path: Path, content: Any, said: dict[str, str]
) -> None:
    stage = Stage(tmp_path, ["eu-one", "us-one"], UP_TO_CONFIDENTIAL, {})
    headers, _ = await stage.ask(content, said)
    await stage.close()
    assert headers["x-isthmus-fallback"] == "denied"
    assert stage.transport.asked == []
    [account] = stage.accounts()
    assert (account.given["level"], account.given["integrity"]) == (3, 1)


@pytest.mark.req("B1", "A2")
@pytest.mark.parametrize("content", UNREAD.values(), ids=UNREAD)
async def test_what_nobody_can_read_goes_to_no_hosted_zone_by_a_policy_that_does_not_speak_of_it(
    tmp_path: Path, content: Any
) -> None:
    stage = Stage(tmp_path, ["eu-one", "us-one"], ANYTHING_ANYWHERE, {})
    headers, _ = await stage.ask(content)
    await stage.close()
    assert headers["x-isthmus-fallback"] == "denied"
    assert stage.transport.asked == []


@pytest.mark.req("B1")
async def test_a_text_that_only_begins_like_data_is_scanned(tmp_path: Path) -> None:
    secrets = '@id("s") forbid(principal, action, resource) when { context.categories.contains("secret") };'
    stage = Stage(tmp_path, ["eu-one", "us-one"], ANYTHING_ANYWHERE + secrets, {})
    headers, _ = await stage.ask("data:;base64, key AKIAIOSFODNN7EXAMPLE")
    await stage.close()
    assert headers["x-isthmus-fallback"] == "denied"
    assert stage.transport.asked == []


@pytest.mark.req("B1", "E5")
async def test_text_that_was_not_scanned_whole_goes_to_no_hosted_zone_whatever_policy_says(tmp_path: Path) -> None:
    def short_sighted(rt: Any) -> Any:
        return dataclasses.replace(rt, detector=Detector(built_in(), max_chars=20))

    stage = Stage(tmp_path, ["eu-one", "us-one"], ANYTHING_ANYWHERE, {}, wrap=short_sighted)
    headers, _ = await stage.ask("a text that is longer than twenty characters")
    await stage.close()
    assert headers["x-isthmus-fallback"] == "denied"
    assert stage.transport.asked == []
    [account] = stage.accounts()
    assert (account.given["level"], account.given["integrity"]) == (3, 1)


@pytest.mark.req("B1", "E5")
@given(
    said=st.sampled_from([("Good morning", 0), ("Write to frank@example.org", 2), ("AKIAIOSFODNN7EXAMPLE", 3)]),
    raised=st.sampled_from([None, *LEVELS]),
    route=st.sampled_from(LEVELS),
    key=st.sampled_from(LEVELS),
    in_metadata=st.booleans(),
)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_level_is_the_highest_of_what_was_found_and_what_anybody_laid_down(
    tmp_path_factory: pytest.TempPathFactory, said: tuple[str, int], raised: str | None, route: str, key: str,
    in_metadata: bool,
) -> None:  # fmt: skip
    async def history() -> None:
        keys = [hashed({"id": "k", "secret": "one", "baseline": key})]
        stage = Stage(tmp_path_factory.mktemp("stage"), ["eu-one"], ANYTHING_ANYWHERE, {}, baseline=route, keys=keys)
        words = {} if raised is None else {"isthmus_level": raised} if in_metadata else {"x-isthmus-level": raised}
        headers = {"authorization": "Bearer one", **({} if in_metadata else words)}
        await stage.tried(said[0], headers, **({"metadata": words} if in_metadata and words else {}))
        await stage.close()
        [account] = stage.accounts()
        laid_down = [said[1], LEVELS.index(route), LEVELS.index(key), LEVELS.index(raised) if raised else 0]
        assert account.given["level"] == max(laid_down)

    asyncio.run(history())


async def test_a_category_that_nobody_gave_a_level_is_restricted(tmp_path: Path) -> None:
    def with_pattern(rt: Any) -> Any:
        detector = Detector([pattern_recogniser("tickets", "novel.thing", "TICKET-[0-9]+"), *built_in()])
        return dataclasses.replace(rt, detector=detector)

    stage = Stage(tmp_path, ["eu-one"], ANYTHING_ANYWHERE, {}, wrap=with_pattern)
    await stage.tried("about TICKET-77")
    await stage.close()
    assert stage.accounts()[0].given["level"] == 3
