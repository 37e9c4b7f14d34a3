"""The scheme for a host, and the addresses that may be followed."""

import ipaddress
import re
import socket
from urllib.parse import urljoin

from dotimg.named_tuples import NamedTuple
from dotimg.names.reference import DOCKER_HUB

_DOCKER_HUB_API = "registry-1.docker.io"
_UNFIT = "an address that cannot be followed"
_DEFAULT_PORTS = {"http": 80, "https": 443}
_HOST_AND_PORT = r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?"
# Stricter than RFC 3986: no host that two parsers could read differently, and no user.
_URL = re.compile(rf"(https?)://{_HOST_AND_PORT}([/?][!-~]*)?", re.IGNORECASE)


class Origin(NamedTuple):
    """Scheme, host and port: what a credential is bound to (RFC 6454)."""

    scheme: str
    host: str
    port: int

    @property
    def authority(self) -> str:
        """The host, and the port where it is not the usual one."""
        usual = self.port == _DEFAULT_PORTS[self.scheme]
        return self.host if usual else f"{self.host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether this is the very machine."""
        return _is_loopback(self.host)


class HostPolicy(NamedTuple):
    """The hosts that the user exempts from the rule "HTTPS, verified".

    Both hold hosts as they are written in a reference (`registry.local`, `registry.local:5000`);
    a name without a port covers every port. Loopback addresses are asked in plain HTTP by
    themselves, unless they are named in `insecure`.
    """

    insecure: frozenset[str] = frozenset()
    plain_http: frozenset[str] = frozenset()

    def is_plain(self, authority: str) -> bool:
        """Whether this `host[:port]` is asked in plain HTTP."""
        if _names(self.plain_http, authority):
            return True
        return _is_loopback(_bare(authority)) and not _names(self.insecure, authority)

    def is_verified(self, origin: Origin) -> bool:
        """Whether the certificate of this host must be valid."""
        return not _names(self.insecure, f"{origin.host}:{origin.port}")

    def api(self, registry: str) -> str:
        """The address under which a registry serves its API, without a slash at the end."""
        host = _DOCKER_HUB_API if registry == DOCKER_HUB else registry
        return f"{'http' if self.is_plain(host) else 'https'}://{host}"

    def allows(self, origin: Origin) -> bool:
        """Whether this address may be asked at all: HTTPS, or plain HTTP where it is allowed."""
        return origin.scheme == "https" or self.is_plain(f"{origin.host}:{origin.port}")


def origin_of(url: str) -> Origin:
    """The origin of an absolute address.

    Raises:
        ValueError: The address is not a plain `http` or `https` one.
    """
    match = _URL.fullmatch(url)
    if not match:
        raise ValueError(_UNFIT)
    scheme = match[1].lower()
    return Origin(scheme, match[2].lower(), int(match[3] or _DEFAULT_PORTS[scheme]))


def resolve(base: str, link: str) -> str:
    """An absolute or relative address from an answer, made absolute.

    Raises:
        ValueError: It is not a plain `http` or `https` address.
    """
    try:
        url = urljoin(base, link)
        origin_of(url)
    except ValueError:
        raise ValueError(_UNFIT) from None
    return url


def networks(host: str, *, literal: bool = False) -> frozenset[str]:
    """The networks that no stranger should lead into, and that this host has an address in.

    Those of this machine (`loopback`, `unspecified`), of its link and of its house (`private`); a
    name that cannot be resolved has no address.

    Args:
        host: The host, an IPv6 address in brackets.
        literal: Whether a name is left alone, and only an address is looked at.
    """
    bare = host.strip("[]")
    try:
        flags = socket.AI_NUMERICHOST if literal else 0
        found = socket.getaddrinfo(bare, None, flags=flags)
        kinds = {_network(str(address[0])) for *_, address in found}
    except (OSError, ValueError):
        return frozenset()
    return frozenset(kinds - {""})


def _network(address: str) -> str:
    """The special network of an address, "" for one that the whole world can reach."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        ip = ip.ipv4_mapped or ip
    for name in ("unspecified", "loopback", "link_local"):
        if getattr(ip, f"is_{name}"):
            return name
    return "" if ip.is_global else "private"


def _names(exempt: frozenset[str], authority: str) -> bool:
    return authority.lower() in exempt or _bare(authority).lower() in exempt


def _bare(authority: str) -> str:
    match = re.fullmatch(_HOST_AND_PORT, authority)
    return match[1] if match else authority


def _is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
