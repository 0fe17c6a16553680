"""Step 2, where rooms meet: what the content is.

Most content holds nothing, which one pass over it tells. Who is left is looked at closer, many requests together
(`domain/turns.py`).
"""

from __future__ import annotations

from isthmus.detect import Detector, label_of
from isthmus.domain.content import Scan
from isthmus.domain.errors import BadRequest
from isthmus.domain.labels import unread
from isthmus.redact import Found
from isthmus.wire import parts
from isthmus.work import Runtime, Work

VALUE = 128
"""What a value weighs that is to be disguised and looked for."""
TELLING = 5
"""Characters from which on a value found in the content is looked for in what the record keeps as it is."""


def read(rt: Runtime, work: Work) -> None:
    """The parts of the content, and what one pass over them says."""
    work.parts = parts.walk(work.tree, max_depth=rt.limits.depth, max_parts=rt.limits.parts)
    try:
        work.seen = _detector(rt, work).glance(work.parts.texts)
    except Exception as thrown:
        work.seen = _unscanned(thrown)
    work.weight = work.size if isinstance(work.seen, Scan) else max(work.size, work.seen.weight)


def label(rt: Runtime, work: Work) -> None:
    """What was found, joined with the baselines of key and route and with what the caller raised."""
    seen, texts = work.seen, work.parts.texts
    try:
        scan = seen if isinstance(seen, Scan) else _detector(rt, work).closer(seen)
    except Exception as thrown:
        scan = _unscanned(thrown)
    work.scan = scan
    known = work.route.baseline.join(work.caller.baseline).join(work.envelope.raised)
    if scan.findings or scan.about or not scan.complete:
        known = known.join(label_of(scan, rt.levels))
        work.values = tuple({Found.at(f.category, texts[f.part], f.start, f.end): None for f in scan.values})
    work.weight = max(work.weight, VALUE * len(work.values))
    _check_consent(rt, work)
    if work.parts.unread:
        known = known.join(unread(work.parts.unread))
    work.label = known
    found = ", ".join(sorted(known.categories)) or "nothing found"
    work.step(2, "label", known.level.word, (found, *(() if scan.complete else ("not read whole",)), *scan.failed))


def _detector(rt: Runtime, work: Work) -> Detector:
    return rt.detector if work.route.names else rt.detector.plain


def _unscanned(thrown: Exception) -> Scan:
    """Law 8: content that could not be scanned is restricted."""
    return Scan(complete=False, failed=(f"the detector threw {type(thrown).__name__}",))


def _check_consent(rt: Runtime, work: Work) -> None:
    """It is recorded as it is, so that the decision can be replayed: it must not be somebody's number (law 6)."""
    consent = work.envelope.consent
    told = consent and any(v.text in consent or consent in v.text for v in work.values if len(v.text) >= TELLING)
    if told or (consent and rt.detector.structured.scan([consent]).findings):
        raise BadRequest("x-isthmus-consent must be the version of a consent text", param="x-isthmus-consent")
