"""The error tree. Every kind carries its HTTP status, its OpenAI `type` and `code`, and its log level.

    IsthmusError
    ├── SettingsError              what is configured cannot work: file, line, remedy
    ├── BadRequest                 400, the caller can mend it
    │   ├── TooLarge               413
    │   └── UnknownRoute           404
    ├── NotAuthenticated           401
    ├── NotPermitted               403, policy says no
    ├── Overloaded                 503, there is no room; Retry-After
    ├── EvidenceUnavailable        503, the ledger cannot promise durability, so nothing crosses
    │   └── CopyRefused            503, what crosses must be kept sealed, and there is no room for it
    ├── DeadlineExceeded           504
    └── AttemptFailed              502, one model did not answer; the plan goes on
        ├── UpstreamUnavailable    no connection, or cut before the answer
        ├── UpstreamRateLimited    429, with `retry_after`
        ├── UpstreamTimeout
        ├── UpstreamRejected       it refused the request itself (4xx)
        ├── UpstreamMalformed      it answered in another shape
        ├── CrossingRefused        the door found that the bytes do not keep what was promised
        └── StreamCut              it broke off after content was given to the caller

Messages are written by us and never hold content (law 6).
"""

from __future__ import annotations

import logging


class IsthmusError(Exception):
    status = 500
    kind = "server_error"
    code = "internal_error"
    level = logging.ERROR
    param: str | None = None
    retry_after: float | None = None
    request: str = ""
    """The id of the request that ended with it, once there is an entry for it in the evidence."""

    @property
    def message(self) -> str:
        return str(self.args[0]) if self.args else self.code


class SettingsError(IsthmusError):
    """`place` is `file:line`; `remedy` says what to write instead."""

    code = "bad_settings"

    def __init__(self, message: str, *, place: str = "", remedy: str = "") -> None:
        super().__init__(": ".join(p for p in (place, message) if p) + (f"\n  {remedy}" if remedy else ""))
        self.place, self.remedy, self._said = place, remedy, message

    def at(self, place: str) -> SettingsError:
        """The same, where it says no place of its own."""
        return self if self.place else SettingsError(self._said, place=place, remedy=self.remedy)


class BadRequest(IsthmusError):
    status, kind, code, level = 400, "invalid_request_error", "invalid_request", logging.INFO

    def __init__(self, message: str, *, param: str | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.param = param
        if code:
            self.code = code


class TooLarge(BadRequest):
    status, code = 413, "request_too_large"


class UnknownRoute(BadRequest):
    status, code = 404, "model_not_found"


class NotAuthenticated(IsthmusError):
    status, kind, code, level = 401, "invalid_request_error", "invalid_api_key", logging.WARNING


class NotPermitted(IsthmusError):
    status, kind, code, level = 403, "permission_error", "policy_denied", logging.WARNING


class Overloaded(IsthmusError):
    status, kind, code, level = 503, "server_error", "overloaded", logging.WARNING
    retry_after = 1.0


class EvidenceUnavailable(IsthmusError):
    status, kind, code, level = 503, "server_error", "evidence_unavailable", logging.CRITICAL


class CopyRefused(EvidenceUnavailable):
    code, level = "evidence_no_copy", logging.ERROR


class DeadlineExceeded(IsthmusError):
    status, kind, code, level = 504, "server_error", "deadline_exceeded", logging.WARNING


class AttemptFailed(IsthmusError):
    status, kind, code, level = 502, "server_error", "upstream_failed", logging.WARNING
    crossed = False
    """Whether content may have reached the other side: then its outcome is UNKNOWN until reconciled."""
    final = False
    """A refusal or a denial: never a reason to ask another model (law 3)."""


class UpstreamUnavailable(AttemptFailed):
    code = "upstream_unavailable"


class UpstreamRateLimited(AttemptFailed):
    status, kind, code = 429, "rate_limit_error", "rate_limit_exceeded"


class UpstreamTimeout(AttemptFailed):
    status, code = 504, "upstream_timeout"


class UpstreamRejected(AttemptFailed):
    code = "upstream_rejected"


class UpstreamMalformed(AttemptFailed):
    code = "upstream_malformed"


class CrossingRefused(AttemptFailed):
    status, code, level, final = 502, "crossing_refused", logging.ERROR, True


class StreamCut(AttemptFailed):
    code = "stream_cut"
