"""Whether a web page may be behind a request: asked where no key tells an application from a page.

A browser carries requests of any page to this machine, and a page may give its own name this machine's address (DNS
rebinding). So without keys a request must name a host that is ours. One that a browser sent says where its page comes
from, and must be of a type that no browser sends for a foreign page unasked.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from isthmus.domain.errors import BadRequest
from isthmus.domain.hosts import host_of, is_loopback, origin_of


class NotOurs(BadRequest):
    status, kind, code = 403, "permission_error", "host_not_allowed"


class NotJson(BadRequest):
    status, code = 415, "unsupported_media_type"


class Doorstep(msgspec.Struct, frozen=True):
    """`hosts` are names that are ours beside this machine's own."""

    hosts: frozenset[str] = frozenset()

    def look(self, headers: Mapping[str, str], body: bool, named: str = "") -> None:
        """`named` is the host in the request's first line, if one is there. Raises `NotOurs`, or `NotJson`."""
        host, origin, site = headers.get("host"), headers.get("origin"), headers.get("sec-fetch-site")
        if (host is not None and not self._ours(host_of(host))) or (named and not self._ours(host_of(named))):
            raise NotOurs(
                "no keys are configured, so this gateway is asked as localhost, 127.0.0.1 or [::1] only; "
                "another name must stand in `server.hosts`"
            )
        if origin is None and site is None:
            return
        if not self._ours(origin_of(origin)) if origin is not None else site == "cross-site":
            raise NotOurs(
                "no keys are configured, so pages of other hosts may not ask; theirs must stand in `server.hosts`",
                code="origin_not_allowed",
            )
        if body and headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise NotJson("a browser must send `Content-Type: application/json`")

    def _ours(self, host: str) -> bool:
        return is_loopback(host) or host in self.hosts
