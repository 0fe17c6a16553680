"""Step 2, where rooms meet: what the content is.

Most content holds nothing, which one pass over it tells. Who is left is looked at closer, many requests together
(`domain/turns.py`).
"""

from __future__ import annotations

from functools import partial

from isthmus.detect import Detector, Reading, label_of
from isthmus.detect.everyday import EVERYDAY
from isthmus.domain.content import CLEAN, DEFINITION, INSTRUCTION, KNOWN, LABEL, NAME, Scan
from isthmus.domain.errors import BadRequest
from isthmus.domain.labels import unread
from isthmus.redact import Found
from isthmus.redact.mentions import without_people
from isthmus.wire import parts
from isthmus.wire.definitions import vocabulary
from isthmus.work import Runtime, Work

VALUE = 128
"""What a value weighs that is to be disguised and looked for."""
TELLING = 5
"""Characters from which on a value found in the content is looked for in what the record keeps as it is."""

_TOOL = DEFINITION | LABEL
"""What a definition says its own name is."""


def read(rt: Runtime, work: Work) -> None:
    """The parts of the content, and what one pass over them says."""
    work.parts = parts.walk(work.tree, max_depth=rt.limits.depth, max_parts=rt.limits.parts)
    detector = _detector(rt, work)
    try:
        reading = _language(rt, work) if detector.reads_language else Reading(work.parts.kinds)
        work.seen = detector.glance(work.parts.texts, reading)
    except Exception as thrown:
        work.seen = _unscanned(thrown)
    work.weigh(work.size if isinstance(work.seen, Scan) else max(work.size, work.seen.weight))


def label(rt: Runtime, work: Work) -> None:
    """What was found, joined with the baselines of key and route and with what the caller raised."""
    seen, texts = work.seen, work.parts.texts
    try:
        scan = seen if isinstance(seen, Scan) else _detector(rt, work).closer(seen)
    except Exception as thrown:
        scan = _unscanned(thrown)
    work.scan = scan
    known = work.route.baseline.join(work.caller.baseline).join(work.envelope.raised)
    if scan is not CLEAN:
        known = known.join(label_of(scan, rt.levels))
        work.values = tuple({Found.at(f.category, texts[f.part], f.start, f.end): None for f in scan.values})
        work.weigh(max(work.weight, VALUE * len(work.values)))
        if work.vocabulary and work.values:
            work.vocabulary = _own(work)
    if work.envelope.consent:
        _check_consent(rt, work)
    if work.parts.unread:
        known = known.join(unread(work.parts.unread))
    work.label = known
    why: tuple[str, ...] = (", ".join(sorted(known.categories)) or "nothing found",)
    if not scan.complete:
        why += ("not read whole", *scan.failed)
    if work.familiar:
        why += ("instructions known",)
    work.step(2, "label", known.level.word, why)


def _language(rt: Runtime, work: Work) -> Reading:
    """How the texts are to be read for names and the like: what of the request is the application's own."""
    texts, kinds, principal = work.parts.texts, work.parts.kinds, work.principal
    names = [text for text, kind in zip(texts, kinds, strict=True) if kind & NAME]
    work.vocabulary = vocabulary(work.tree).union(names)
    told = [part for part, kind in enumerate(kinds) if kind & INSTRUCTION]
    if told:
        application = f"{principal.tenant}/{principal.application}/{principal.key_id}"
        turn = str(next((m.get("content") for m in work.tree["messages"] if m.get("role") == "user"), ""))
        often = [part for part in told if rt.familiar.often_told(application, texts[part], turn)]
        kinds = bytes([kind | KNOWN if part in often else kind for part, kind in enumerate(kinds)]) if often else kinds
        work.familiar = bool(often)
    recall = partial(rt.familiar.read, principal.tenant)
    return Reading(kinds, work.vocabulary, work.route.never | work.caller.never, recall)


def _own(work: Work) -> frozenset[str]:
    """The words that name tools and fields, without fields that spell all of a name that was found."""
    texts, kinds = work.parts.texts, work.parts.kinds
    tools = [text for text, kind in zip(texts, kinds, strict=True) if kind & NAME or kind & _TOOL == _TOOL]
    fields = work.vocabulary.difference(tools)
    own = without_people(fields, [(v.category, v.text) for v in work.values], EVERYDAY)
    return work.vocabulary if own is fields else work.vocabulary - (fields - own)


def _detector(rt: Runtime, work: Work) -> Detector:
    return rt.detector if work.route.names else rt.detector.plain


def _unscanned(thrown: Exception) -> Scan:
    """Law 8: content that could not be scanned is restricted."""
    return Scan(complete=False, failed=(f"the detector threw {type(thrown).__name__}",))


def _check_consent(rt: Runtime, work: Work) -> None:
    """It is recorded as it is, so that the decision can be replayed: it must not be somebody's number (law 6)."""
    consent = work.envelope.consent
    told = any(v.text in consent or consent in v.text for v in work.values if len(v.text) >= TELLING)
    if told or rt.detector.structured.scan([consent]).findings:
        raise BadRequest("x-isthmus-consent must be the version of a consent text", param="x-isthmus-consent")
