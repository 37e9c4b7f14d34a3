"""Logging in: anonymous first, then what the registry's challenge asks for.

Rules: the token authentication of the distribution project ("Token Authentication
Specification", "OAuth2 Token Authentication") and Basic (RFC 7617).
"""

import re
from threading import Lock
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from dotimg.errors import UnreachableError, quoted
from dotimg.named_tuples import NamedTuple
from dotimg.names.reference import Reference
from dotimg.registry import credentials
from dotimg.registry.answers import KIB, OK, UNAUTHORIZED, Answer, HttpRequest
from dotimg.registry.credentials import Credentials
from dotimg.registry.faults import broken, host_of, nonsense, unreachable
from dotimg.registry.hosts import HostPolicy, networks, origin_of
from dotimg.registry.parallel import within
from dotimg.registry.timing import Clock, Deadline
from dotimg.registry.transport import Transport
from dotimg.registry.typed_json import DocumentError, load

ANONYMOUS = ""

_CLIENT_ID = "dotimg"
_TOKEN_LIMIT = 64 * KIB
_TOKEN_SECONDS = 60.0
_TOKEN_SECONDS_LIMIT = 3600
_EXPIRY_MARGIN = 5.0
_VISIBLE = re.compile(r"[!-~]+")
_WORD = r"[A-Za-z0-9!#$%&'*+.^_`|~-]+"
_PIECE = re.compile(
    rf'(?P<key>{_WORD})\s*=\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<plain>[^\s,"]+))'
    rf"|(?P<scheme>{_WORD})"
)


class Challenge(NamedTuple):
    """One way in that a server offers: a lower-case scheme and its lower-case parameters."""

    scheme: str
    parameters: dict[str, str]


class Grant(NamedTuple):
    """A way into one repository: the header to send, whose it is, until when it holds."""

    authorization: str
    identity: str
    expires: float


class _Locks:
    """One lock a name, so that a slow request holds up only those for the same name."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._locks: dict[str, Lock] = {}

    def of(self, name: str) -> Lock:
        """The lock of a name."""
        with self._guard:
            return self._locks.setdefault(name, Lock())


class Authorizer:
    """Sends requests and answers challenges; a token is kept for its repository while it holds."""

    def __init__(self, transport: Transport, hosts: HostPolicy, clock: Clock) -> None:
        self._transport = transport
        self._hosts = hosts
        self._clock = clock
        self._guard = Lock()  # of the two dictionaries, never held while somebody is asked
        self._grants: dict[str, Grant] = {}
        self._credentials: dict[str, Credentials | None] = {}
        self._renewing = _Locks()
        self._finding = _Locks()

    def known_identity(self, registry: str, deadline: Deadline) -> str:
        """Whose credentials a challenge of this registry would be answered with, after a login."""
        login = self._find(registry, deadline) if credentials.is_named(registry) else None
        return login.identity if login else ANONYMOUS

    def send(
        self, request: HttpRequest, where: Reference, deadline: Deadline
    ) -> tuple[Answer, str]:
        """The answer of the registry, and the identity that it was given to.

        Raises:
            UnreachableError: There is no usable answer, or no way to get in.
            InputError: Docker's configuration file cannot be read.
        """
        grant = self._current(where)
        answer = self._send(request, grant, deadline)
        if answer.status == UNAUTHORIZED and origin_of(answer.url) == origin_of(request.url):
            grant = self._renew(where, answer, grant, deadline)
            answer = self._send(request, grant, deadline) if grant else answer
        return answer, grant.identity if grant else ANONYMOUS

    def _send(self, request: HttpRequest, grant: Grant | None, deadline: Deadline) -> Answer:
        if grant:
            request = request.with_headers({"Authorization": grant.authorization})
        return self._transport.send(request, deadline)

    def _current(self, where: Reference) -> Grant | None:
        with self._guard:
            grant = self._grants.get(where.name)
        return grant if grant and self._clock.monotonic() < grant.expires else None

    def _renew(
        self, where: Reference, answer: Answer, used: Grant | None, deadline: Deadline
    ) -> Grant | None:
        """A fresh grant, asked for once however many threads were turned away together."""
        with self._renewing.of(where.name):
            current = self._current(where)
            if current and current != used:
                return current
            grant = self._answer_challenge(where, answer, deadline)
            if grant:
                with self._guard:
                    self._grants[where.name] = grant
            return grant

    def _answer_challenge(
        self, where: Reference, answer: Answer, deadline: Deadline
    ) -> Grant | None:
        header = answer.headers.get("www-authenticate", "")
        offers = {challenge.scheme: challenge for challenge in challenges(header)}
        login = self._find(where.registry, deadline)
        if "bearer" in offers:
            return self._fetch_token(where, offers["bearer"], login, deadline)
        if "basic" in offers and login and login.password:
            return Grant(login.basic, login.identity, float("inf"))
        return None

    def _find(self, registry: str, deadline: Deadline) -> Credentials | None:
        with self._finding.of(registry):
            with self._guard:
                if registry in self._credentials:
                    return self._credentials[registry]
            login = credentials.find(registry, deadline.left())
            with self._guard:
                self._credentials[registry] = login
            return login

    def _fetch_token(
        self, where: Reference, offer: Challenge, login: Credentials | None, deadline: Deadline
    ) -> Grant:
        realm = offer.parameters.get("realm", "")
        self._check_realm(where.registry, realm, deadline)
        query = {
            "service": offer.parameters.get("service", ""),
            "scope": f"repository:{where.repository}:pull",  # never more, whatever is offered
        }
        answer = self._transport.send(_token_request(realm, query, login), deadline)
        if answer.status != OK:
            raise unreachable(answer, f"a token for {where.name}")
        try:
            token, seconds = _read_token(answer.body)
        except DocumentError as error:
            raise nonsense(host_of(answer), error) from None
        expires = self._clock.monotonic() + seconds - _EXPIRY_MARGIN
        return Grant(f"Bearer {token}", login.identity if login else ANONYMOUS, expires)

    def _check_realm(self, registry: str, realm: str, deadline: Deadline) -> None:
        """A realm is HTTPS, or plain where the registry and the realm both may be asked so.

        It leads into a network of this machine or house only where the registry is there too.
        """
        own = origin_of(self._hosts.api(registry))
        try:
            origin = origin_of(realm)
        except ValueError:
            raise nonsense(own.authority, f"it sends for a token to {quoted(realm)}") from None
        if origin.scheme != "https" and not self._hosts.is_plain(registry):
            raise UnreachableError(
                f"{own.authority} wants a login in plain HTTP at {origin.authority}"
            )
        if (origin.host, origin.port) == (own.host, own.port):
            return
        inside = self._networks(realm, deadline)
        if inside and not inside <= self._networks(self._hosts.api(registry), deadline):
            raise UnreachableError(
                f"{own.authority} wants a login at {origin.authority}, an address of this machine "
                "or network, where no other registry may send credentials"
            )

    def _networks(self, url: str, deadline: Deadline) -> frozenset[str]:
        origin = origin_of(url)
        # Behind a proxy it is the proxy that resolves names, and perhaps nobody here can.
        literal = self._transport.uses_proxy(url)
        try:
            return within(deadline.left(), lambda: networks(origin.host, literal=literal))
        except TimeoutError as error:
            raise broken(origin.authority, error) from error


def _token_request(realm: str, query: dict[str, str], login: Credentials | None) -> HttpRequest:
    query = {name: value for name, value in query.items() if value}
    realm, more = _without_query(realm)
    query = {**more, **query}
    if login and login.identity_token:
        form = {"grant_type": "refresh_token", "refresh_token": login.identity_token}
        return HttpRequest(
            "POST", realm, {}, _TOKEN_LIMIT, {**query, **form, "client_id": _CLIENT_ID}
        )
    headers = {"Authorization": login.basic} if login else {}
    return HttpRequest("GET", f"{realm}?{urlencode(query)}", headers, _TOKEN_LIMIT)


def _without_query(realm: str) -> tuple[str, dict[str, str]]:
    """A realm without what stands behind its path, and its query, where ours comes first."""
    parts = urlsplit(realm)
    return urlunsplit((*parts[:3], "", "")), dict(parse_qsl(parts.query, keep_blank_values=True))


def _read_token(body: bytes) -> tuple[str, float]:
    """A token and the seconds that it holds; either name of it may be used."""
    document = load(body).fields
    token = document.get("token") or document.get("access_token")
    if not isinstance(token, str) or not _VISIBLE.fullmatch(token):
        raise DocumentError("there is no token in what it sent")
    seconds = document.get("expires_in")
    if not isinstance(seconds, (int, float)) or not seconds > 0:
        seconds = _TOKEN_SECONDS
    return token, float(min(seconds, _TOKEN_SECONDS_LIMIT))


def challenges(header: str) -> list[Challenge]:
    """All challenges of a header, in its order; what cannot be read is passed over."""
    found: list[Challenge] = []
    for piece in _PIECE.finditer(header):
        if piece["scheme"]:
            found.append(Challenge(piece["scheme"].lower(), {}))
        elif found:
            quoted = piece["quoted"]
            value = piece["plain"] if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
            found[-1].parameters[piece["key"].lower()] = value
    return found
