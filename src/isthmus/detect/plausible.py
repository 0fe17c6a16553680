"""Second looks without check digits: whether a number can be an age, a place, a host. Each answers as `checks` do."""

from __future__ import annotations

import re

_DECIMALS = re.compile(r"[-+]?\d{1,3}\.\d+")
_SILENT_SUFFIX = frozenset(("google.internal", "docker.internal", "cluster.local", "ec2.internal", "compute.internal"))
_SUFFIXES = frozenset("corp internal local lan intranet intra localdomain".split())
_NOT_A_HOST = frozenset("com org net io this self cls obj state config settings app window document".split())
_SURE = frozenset("corp lan intranet localdomain".split())


def minor(value: str) -> int:
    return len(value) if 0 <= int(value) < 18 else 0


def age(value: str) -> int:
    """From 1 to 122 years, the longest life on record."""
    return len(value) if 1 <= int(value) <= 122 and value[0] != "0" else 0


def coordinates(value: str) -> int:
    """Latitude and longitude, in this order or the other."""
    first, second = (abs(float(number)) for number in _DECIMALS.findall(value)[:2])
    return len(value) if (first <= 90 and second <= 180) or (first <= 180 and second <= 90) else 0


def coordinate(value: str) -> int:
    return len(value) if abs(float(value)) <= 180 else 0


def plus_code(value: str) -> int:
    """The first place is at most C, the second at most V: latitudes and longitudes end."""
    return len(value) if value[0] in "23456789C" and value[1] in "23456789CFGHJMPQRV" and not value[:8].isdigit() else 0


def internal_host(value: str) -> int:
    """A name of an inner network, rather than a member of an object (`threading.local`) or a file (`.env.local`)."""
    labels = value.lower().split(".")
    if labels[-1] not in _SUFFIXES or ".".join(labels[-2:]) in _SILENT_SUFFIX or "" in labels:
        return 0
    if labels[-1] in _SURE:
        return len(value)
    named = any(c.isdigit() or c == "-" for c in labels[0]) or len(labels) > 2
    return len(value) if named and value == value.lower() and labels[0] not in _NOT_A_HOST else 0


_GENERIC = frozenset(
    "com org net edu gov mil int info biz name pro aero coop museum online site shop store tech cloud".split()
)
_COUNTRY = frozenset(
    "de fr es uk nl ch pl se dk fi cz ru cn jp kr au br ca mx ar eu us ie pt gr hu ro bg hr sk lt lv ee lu za nz cl "
    "tr ua il "
    "sg hk tw th vn ph my id ae sa eg ng ke ma".split()
)
_SOFT = frozenset("io ai me co app dev tv cc xyz at be in no it is to so gg ly sh".split())
"""Endings that are as often words of a language, or members of an object."""
TLDS = _GENERIC | _COUNTRY | _SOFT
_EVERYBODY_S = frozenset(
    "example.com example.org example.net github.com gitlab.com bitbucket.org github.io githubusercontent.com "
    "python.org pypi.org "
    "pythonhosted.org npmjs.com npmjs.org nodejs.org docker.com docker.io quay.io gcr.io ghcr.io k8s.io kubernetes.io "
    "amazonaws.com aws.amazon.com googleapis.com google.com gstatic.com cloudflare.com azure.com windows.net "
    "microsoft.com "
    "apple.com mozilla.org w3.org ietf.org rfc-editor.org iso.org schema.org json-schema.org openai.com anthropic.com "
    "huggingface.co wikipedia.org wikimedia.org stackoverflow.com readthedocs.io apache.org debian.org ubuntu.com "
    "kernel.org "
    "postgresql.org sqlite.org mysql.com mongodb.com redis.io nginx.org letsencrypt.org crates.io rust-lang.org "
    "golang.org go.dev "
    "pkg.go.dev maven.org gradle.org eclipse.org oracle.com java.com jetbrains.com jquery.com jsdelivr.net unpkg.com "
    "youtube.com facebook.com twitter.com x.com linkedin.com reddit.com medium.com slack.com zoom.us asp.net vb.net "
    "ado.net "
    "discord.com discordapp.com office.com socket.io java.io next.js creativecommons.org opensource.org gnu.org "
    "purl.org xmlsoap.org opentelemetry.io grafana.com "
    "prometheus.io elastic.co datadoghq.com sentry.io stripe.com paypal.com shields.io"
    " travis-ci.org circleci.com".split()
)
"""Addresses of everybody's: who names one has said nothing about himself."""


def domain(value: str) -> int:
    """A registered name under a known ending, and not one that everybody uses."""
    labels = value.lower().split(".")
    if labels[-1] not in TLDS or value.rpartition(".")[2] not in (labels[-1], labels[-1].upper()):
        return 0
    if any(".".join(labels[-n:]) in _EVERYBODY_S for n in (2, 3)):
        return 0
    name = labels[-2]
    if len(name) < 2 or not any(c.isalpha() for c in name) or not all(label.strip("-") for label in labels):
        return 0
    if labels[-1] in _SOFT and labels[0] != "www":
        return 0
    return len(value)


_URL_HOST = re.compile(r"(?i)[a-z][a-z0-9+.-]*://(?:[^/@\s]*@)?([a-z0-9.-]+)")


def url(value: str) -> int:
    """An address of a site under a known ending; what a sentence puts behind it is not part of it."""
    host = _URL_HOST.match(value)
    if host is None:
        return 0
    labels = host[1].lower().rstrip(".").split(".")
    if len(labels) < 2 or labels[-1] not in TLDS or any(".".join(labels[-n:]) in _EVERYBODY_S for n in (2, 3)):
        return 0
    return len(value.rstrip(".,;:!?)]}'*_"))


def inner_url(value: str) -> int:
    return 0 if ".".join(value.lower().split(".")[-2:]) in _SILENT_SUFFIX else len(value)


def intranet(value: str) -> int:
    """A host, rather than a module of that name."""
    labels = value.lower().split(".")
    return len(value) if labels[-1] in TLDS or labels[-1] in _SUFFIXES else 0
