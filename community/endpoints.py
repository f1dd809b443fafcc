"""Which addresses a browser may ask us to push to: what people name, our server calls. So only the public network, by
https (against server-side request forgery); asked when a browser subscribes and again, names resolved anew, at sending.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

LONGEST = 1000
# A push service's host: letters, digits, dots; or an address in brackets. Anything else is a trick or a mistake.
_FORM = re.compile(r"https?://(?:[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?/[!$-;=?-Z\[\]_a-z~]*")
_PORTS = {"http": 80, "https": 443}
# Networks whose addresses carry one of IPv4 within, as a translator on the way would take it out again.
_TRANSLATED = tuple(ipaddress.ip_network(each) for each in ("64:ff9b::/96", "64:ff9b:1::/48"))

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotAllowed(Exception):
    """An address that must not be called, now or ever."""


class NotFoundByName(Exception):
    """The name does not resolve at this moment."""


@dataclass(frozen=True, slots=True)
class Way:
    """Where a push goes. `addresses` are the ones that were judged: who connects takes these and asks no name again,
    since a second answer might be another (DNS rebinding)."""

    scheme: str
    host: str
    port: int
    target: str
    addresses: tuple[str, ...]

    @property
    def origin(self) -> str:
        """As a signature names its audience (RFC 8292): without the port that goes without saying."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = self.port == _PORTS[self.scheme]
        return f"{self.scheme}://{host}" if usual else f"{self.scheme}://{host}:{self.port}"


def way_to(endpoint: str) -> Way:
    """The judged way to an endpoint. Raises `NotAllowed`, `NotFoundByName`. Resolves names, so it may take seconds:
    never within a transaction."""
    parts = _parsed(endpoint)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    is_local = any(_lies_under(parts, prefix) for prefix in settings.PUSH_LOCAL_ENDPOINTS)
    if not is_local and (parts.scheme != "https" or port not in settings.PUSH_PORTS):
        raise NotAllowed
    addresses = _resolved(host, port)
    if not is_local and not all(_is_public(address) for address in addresses):
        raise NotAllowed
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    return Way(parts.scheme, host, port, target, tuple(str(address) for address in addresses))


def _parsed(endpoint: str) -> SplitResult:
    if len(endpoint) > LONGEST or not _FORM.fullmatch(endpoint):
        raise NotAllowed
    parts = urlsplit(endpoint)
    try:
        if parts.port == 0 or not parts.hostname:
            raise NotAllowed
    except ValueError:  # a port beyond the last
        raise NotAllowed
    return parts


def _lies_under(parts: SplitResult, prefix: str) -> bool:
    """The same origin, and a path that begins so and does not climb out again."""
    allowed = urlsplit(prefix)
    same = (parts.scheme, parts.hostname, parts.port) == (allowed.scheme, allowed.hostname, allowed.port)
    return same and parts.path.startswith(allowed.path or "/") and ".." not in parts.path and "%" not in parts.path


def _resolved(host: str, port: int) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotFoundByName
    # An address may come with the number of a network card behind a "%": only a local one does.
    return list(dict.fromkeys(ipaddress.ip_address(str(sockaddr[0]).partition("%")[0]) for *_, sockaddr in found))


def _is_public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        inner = _inner(address)
        if inner is not None:
            return _is_public(inner)
        if address.is_site_local:
            return False
    odd = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback
    return address.is_global and not odd and not address.is_link_local


def _inner(address: ipaddress.IPv6Address) -> Address | None:
    """The IPv4 address that this one leads to, whichever of the ways of writing it inside is used."""
    if any(address in network for network in _TRANSLATED) or int(address) >> 32 == 0:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    if address.teredo is not None:
        return ipaddress.IPv4Address("0.0.0.0")  # noqa: S104 (a tunnel to who knows where: never public)
    return address.ipv4_mapped or address.sixtofour
