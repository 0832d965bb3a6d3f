"""Which addresses may be connected to.

Portals are untrusted: a link or a redirect may point into the network that the auditor runs in. So the spelling of an
address is vetted before anything is asked, every resolved IP address before it is connected to, and the connection goes to
the very address that was checked (fetch/sockets.py). Each hop of a redirect passes here again.

Under `allow_private` (one's own tests) the targets that the user named are reachable, and only these: a private or loopback
address is allowed if it belongs to a named host, on any port; where none was named, loopback alone. Link-local addresses
(among them the metadata service 169.254.169.254), odd spellings, mapped and embedded addresses stay refused.
"""

import ipaddress
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from portalaudit.fetch.address import BadAddress, host_of

IP = ipaddress.IPv4Address | ipaddress.IPv6Address

PORTS: frozenset[int] = frozenset({80, 443, 6080, 6443, 7443})
PORT_RANGE = range(8000, 10000)
"""Ports of public web servers: the defaults, ArcGIS Server and Portal (Esri's documentation), and 8000 to 9999 (own choice)."""

_NUMERIC = re.compile(r"(0x[0-9a-f]*|\d+)(\.(0x[0-9a-f]*|\d+)){0,3}\.?", re.IGNORECASE)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NAT64_LOCAL = ipaddress.ip_network("64:ff9b:1::/48")
_COMPATIBLE = ipaddress.ip_network("::/96")
_SIX_TO_FOUR = ipaddress.ip_network("2002::/16")
_TEREDO = ipaddress.ip_network("2001::/32")
_LINK_LOCAL_RELAYED = ipaddress.ip_network("192.88.99.0/24")


class AddressRefused(OSError):
    """The guard does not let this address be connected to; the text says why."""


class Guard:
    """The rules, and the IP addresses that the named hosts turned out to have."""

    def __init__(self, *, allow_private: bool = False, named: Iterable[str] = ()) -> None:
        """`named`: addresses or hosts that the user gave as targets."""
        hosts = frozenset(host_of(word) or word.lower().strip("[]").rstrip(".") for word in named)
        self._private = allow_private
        self._hosts = hosts
        self._named: set[IP] = {literal for host in hosts if (literal := _literal(host)) is not None}

    def vet(self, url: str) -> None:
        """Check the spelling of a normalised address, and its host where that is an IP address.

        Raises:
            AddressRefused: it may not be asked.
        """
        try:
            parts = urlsplit(url)
            port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError as trouble:
            raise AddressRefused(str(trouble)) from trouble
        if parts.scheme not in ("http", "https"):
            raise AddressRefused(f"scheme {parts.scheme!r}")
        if "@" in parts.netloc:
            raise AddressRefused("the address carries a user name")
        host = parts.hostname or ""
        if "%" in host:
            raise AddressRefused("the address names a network zone")
        literal = _literal(host)
        if literal is None and (":" in host or _NUMERIC.fullmatch(host)):
            raise AddressRefused(f"{host!r} is an odd spelling of an IP address")
        if literal is not None:
            self.check(host, str(literal))
        if not (port in PORTS or port in PORT_RANGE or (self._private and self._is_named(host, literal))):
            raise AddressRefused(f"port {port}")

    def check(self, host: str, address: str) -> None:
        """Check one resolved IP address of a host.

        Raises:
            AddressRefused: it may not be connected to.
        """
        try:
            ip = ipaddress.ip_address(address)
        except ValueError as trouble:
            raise AddressRefused(str(trouble)) from trouble
        if _public(ip):
            return
        if self._private and self._may_be_private(host, ip):
            return
        raise AddressRefused(f"{ip} is not a public address" + (f" (of {host})" if host != str(ip) else ""))

    def _is_named(self, host: str, literal: IP | None) -> bool:
        """The host may have any port: it was named, or it is private and was checked as such."""
        if literal is not None:
            return not _public(literal)
        return host.rstrip(".") in (self._hosts or ("localhost",))

    def _may_be_private(self, host: str, ip: IP) -> bool:
        if ip.is_link_local or ip.is_multicast or ip.is_unspecified or _embedded(ip) is not None:
            return False
        if ip.is_reserved and not ip.is_loopback:
            return False
        if not self._hosts:
            return ip.is_loopback
        if host.rstrip(".") in self._hosts:
            self._named.add(ip)
            return True
        return ip in self._named


def _literal(host: str) -> IP | None:
    """The IP address that a host is, in its one canonical spelling; None for a name or any other spelling."""
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return None
    return ip if ip.version == 6 or str(ip) == host else None


def _public(ip: IP) -> bool:
    if ip in _NAT64:  # how a network without IPv4 reaches public IPv4 hosts
        inside = _embedded(ip)
        return inside is not None and _public(inside)
    if not ip.is_global or ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback or ip.is_link_local:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return ip not in _LINK_LOCAL_RELAYED
    if ip.is_site_local or ip in _NAT64_LOCAL:
        return False
    inside = _embedded(ip)
    return inside is None or _public(inside)


def _embedded(ip: IP) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address wraps: mapped, compatible, NAT64 (RFC 6052), 6to4 (RFC 3056), Teredo (RFC 4380)."""
    if isinstance(ip, ipaddress.IPv4Address):
        return None
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip in _NAT64 or (ip in _COMPATIBLE and int(ip) > 1):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if ip in _SIX_TO_FOUR:
        return ip.sixtofour
    if ip in _TEREDO:
        return ip.teredo[1] if ip.teredo else None
    return None


__all__ = ["AddressRefused", "BadAddress", "Guard"]
