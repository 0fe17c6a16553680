"""What the `Host` or the `Origin` of a request names, and whether that is this very machine."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache

_AUTHORITY = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9_][A-Za-z0-9._-]*))(?::[0-9]{0,5})?\Z")
_ORIGIN = re.compile(r"https?://([^/?#@\\]+)\Z")


@lru_cache(256)
def host_of(authority: str) -> str:
    """The host in lower case, without port and brackets; empty for what is not one host (RFC 9112, 3.2)."""
    match = _AUTHORITY.match(authority)
    return (match[1] or match[2]).lower().removesuffix(".") if match else ""


@lru_cache(256)
def origin_of(origin: str) -> str:
    """The host whose page asks; empty for `null`, and for whatever is not served by HTTP."""
    match = _ORIGIN.match(origin)
    return host_of(match[1]) if match else ""


@lru_cache(256)
def is_loopback(host: str) -> bool:
    """Only names and addresses that cannot be made to lead elsewhere, or here from elsewhere (DNS rebinding)."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback
