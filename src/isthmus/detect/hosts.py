"""Names of hosts, sites and inner networks. Rows of the built-in list."""

from __future__ import annotations

from isthmus.detect import plausible, sooner
from isthmus.detect.patterns import PatternRecogniser
from isthmus.detect.rows import row

_SUFFIX = "(?:corp|internal|local|lan|intranet|intra|localdomain)"
_INNER = rf"\.{_SUFFIX}\b"
_ENDINGS = "|".join(sorted(plausible.TLDS))

HOSTS: tuple[PatternRecogniser, ...] = (
    row(
        "internal_url",
        "code.host",
        "Host of an inner network in a URL",
        r"://(?:[^/@\s\x00]{1,80}@)?((?i:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)*\.(?:corp|internal|local"
        r"|lan|intranet|intra|localdomain|svc|cluster\.local)))(?:[:/?#\s\"'\x00]|$)",
        trigger=r"(?i:\.(?:corp|internal|local|lan|intranet|intra|localdomain|svc)\b)",
        check=plausible.inner_url,
    ),
    row(
        "internal_host",
        "code.host",
        "Name of a host of an inner network",
        # What goes on behind the suffix is taken too, and refused by the check.
        rf"\b(?i:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9_-]+)*\.{_SUFFIX}\b(?:[._-]*[a-z0-9])*)\b",
        check=plausible.internal_host,
        unless_before=r"[\w.@/$-]|://",
        trigger=rf"(?i:{_INNER})",
    ),
    row(
        "intranet",
        "code.host",
        "Host named intranet",
        r"\b(?i:intranet(?:\.[a-z0-9-]+){1,4})\b",
        trigger=r"(?i:\bintranet\.)",
        check=plausible.intranet,
    ),
    row(
        "url",
        "quasi.domain",
        "Address of a site, unless everybody uses it",
        r"\b(?i:https?|ftp|sftp|wss?)://[^\s\"'<>`\x00]{4,400}",
        check=plausible.url,
        trigger=r"(?i:(?:https?|ftp|wss?)://)",
        confidence=0.8,
    ),
    row(
        "domain",
        "quasi.domain",
        "Name of a site, unless everybody uses it",
        rf"\b(?i:(?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.)+(?:{_ENDINGS})\b(?:\.[a-z][a-z0-9-]*\b)*)",
        check=plausible.domain,
        unless_before=r"[\w.@/$%-]|://|@\S{1,10}\s",
        trigger=rf"[A-Za-z0-9]\.(?:{_ENDINGS})\b",
        sooner=sooner.Name,
        confidence=0.75,
    ),
)
