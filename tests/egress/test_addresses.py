"""The address of a model, as the configuration may write it."""

from __future__ import annotations

from pathlib import Path

import pytest

from isthmus.domain.errors import SettingsError
from isthmus.settings import load

FILE = """zones:
  open: {{trust: hosted, jurisdiction: EU, retention_days: 0, trains: false}}
models:
  gpt:
    kind: chat
    zone: open
    base_url: "{url}"
    model: m
routes:
  chat: {{plan: [gpt]}}
policy: policy
"""


def loaded(folder: Path, url: str) -> None:
    (folder / "policy").mkdir(exist_ok=True)
    (folder / "policy" / "p.cedar").write_text("permit(principal, action, resource);")
    (folder / "isthmus.yaml").write_text(FILE.format(url=url), encoding="utf-8")
    load(folder / "isthmus.yaml", {})


ODD = {
    "a fragment": "https://api.example.org/v1#x",
    "an empty fragment": "https://api.example.org/v1#",
    "a query": "https://api.example.org/v1?a=b",
    "an empty query": "https://api.example.org/v1?",
    "a user": "https://user@api.example.org/v1",
    "a user and a password": "https://user:word@api.example.org/v1",
    "an empty user": "https://@api.example.org/v1",
    "a port too large": "https://api.example.org:99999/v1",
    "port 65536": "https://api.example.org:65536/v1",
    "port 0": "https://api.example.org:0/v1",
    "no port behind its colon": "https://api.example.org:/v1",
    "a port that is no number": "https://api.example.org:80x/v1",
    "a negative port": "https://api.example.org:-1/v1",
    "two ports": "https://api.example.org:80:81/v1",
    "a blank": "https://api.example.org/v 1",
    "a line": "https://api.example.org/v1\\r\\nX: y",
    "a backslash": "https://api.example.org\\\\v1",
    "letters that are not ASCII": "https://münchen.example/v1",
    "no host": "https:///v1",
    "another scheme": "ftp://api.example.org/v1",
    "no scheme": "api.example.org/v1",
    "half a literal": "https://[2606:4700::1111/v1",
}


@pytest.mark.parametrize("url", ODD.values(), ids=ODD)
def test_an_address_that_is_none_is_refused_with_its_line(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError) as refused:
        loaded(tmp_path, url)
    assert refused.value.place.startswith("isthmus.yaml:")
    assert 4 <= int(refused.value.place.partition(":")[2]) <= 7
    assert "base_url" in refused.value.message
    assert "word" not in str(refused.value)


HIDDEN = "fec0::1 ::ffff:0:127.0.0.1 64:ff9b::10.0.0.1 2002:a00:1::1 100::1 ::ffff:192.168.0.1".split()


@pytest.mark.parametrize("host", HIDDEN)
def test_a_private_address_in_any_notation_is_refused_before_anything_is_started(tmp_path: Path, host: str) -> None:
    with pytest.raises(SettingsError) as refused:
        loaded(tmp_path, f"https://[{host}]/v1")
    assert "private" in refused.value.message


@pytest.mark.parametrize(
    "url",
    ["https://api.example.org", "https://api.example.org:8443/v1/", "HTTPS://API.example.org/v1",
     "https://[2606:4700::1111]:443/v1", "https://1.1.1.1/v1", "https://a_b-c.example.org/x/%20/~y;z=1,2"],
)  # fmt: skip
def test_other_addresses_pass(tmp_path: Path, url: str) -> None:
    loaded(tmp_path, url)
