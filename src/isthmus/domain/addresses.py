"""Which addresses are of the public internet. Whatever is not known to be counts as private."""

from __future__ import annotations

import ipaddress

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_UNICAST = ipaddress.IPv6Network("2000::/3")
"""All that is given out (RFC 4291, 2.4). Outside of it are loopback, unique local, link-local, site-local, multicast,
IPv4 that is translated (::ffff:0:0:0/96) or wrapped the obsolete way (::/96), and networks' own translation."""
_OF_IT_NOT = tuple(
    map(
        ipaddress.IPv6Network,
        "2001::/23 2001:db8::/32 2002::/16 3fff::/20".split(),  # protocols (Teredo, ORCHID), documentation, 6to4
    )
)
_IPV4_NOT = tuple(
    map(
        ipaddress.IPv4Network,
        """0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
        192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3""".split(),
    )
)
"""RFC 6890 and its updates; multicast, reserved and broadcast."""


def is_public(address: str) -> bool:
    """Whether this literal address is one of the public internet, also when IPv4 is wrapped in IPv6. Raises
    `ValueError` for what is no literal address."""
    host = ipaddress.ip_address(address.split("%")[0])
    if isinstance(host, ipaddress.IPv6Address):
        inner = host.ipv4_mapped or host.sixtofour
        if host in _NAT64:
            inner = ipaddress.IPv4Address(int(host) & 0xFFFFFFFF)
        if inner is None:
            return host in _UNICAST and not any(host in network for network in _OF_IT_NOT)
        host = inner
    return not any(host in network for network in _IPV4_NOT)
