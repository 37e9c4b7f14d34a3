"""One requests session that trusts nothing: retries, redirects and limits by hand."""

import warnings
from http.cookiejar import DefaultCookiePolicy
from threading import BoundedSemaphore
from typing import Any

import requests
from requests.utils import get_environ_proxies, select_proxy
from urllib3.exceptions import InsecureRequestWarning
from urllib3.util import parse_url

from dotimg._version import __version__
from dotimg.errors import DotimgError, UnreachableError
from dotimg.registry.answers import KIB, OK, Answer, HttpRequest
from dotimg.registry.faults import (
    UNUSABLE_PROXY,
    TransientError,
    broken,
    nonsense,
    too_large,
)
from dotimg.registry.hosts import HostPolicy, Origin, origin_of, resolve
from dotimg.registry.parallel import AT_ONCE, within
from dotimg.registry.timing import TRIES, WAIT_LIMIT, Clock, Deadline, back_off, retry_after

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_REDIRECT_LIMIT = 5
_RETRIED = frozenset({429, 502, 503, 504})
_SECONDS_WITHOUT_A_BYTE = 10.0
_CHUNK = 64 * KIB
_ERROR_LIMIT = 64 * KIB
# A proxy would look for a loopback address on its own machine, and see a login in plain HTTP.
_NO_PROXIES: dict[str, Any] = dict.fromkeys(("http", "https", "all"))  # None beats the environment


class Transport:
    """Sends requests to the hosts that may be asked, four at once; brings whole answers back."""

    def __init__(self, hosts: HostPolicy, clock: Clock) -> None:
        self._hosts = hosts
        self._clock = clock
        self._session = _Session()
        self._slots = BoundedSemaphore(AT_ONCE)
        if hosts.insecure:
            # The user has named the host, and urllib3 would repeat itself with every request.
            warnings.simplefilter("ignore", InsecureRequestWarning)

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._session.close()

    def uses_proxy(self, url: str) -> bool:
        """Whether this address is asked through a proxy."""
        return bool(select_proxy(url, _proxies(url, origin_of(url))))

    def send(self, request: HttpRequest, deadline: Deadline) -> Answer:
        """The last answer to a request, whatever its status, after redirects and retries.

        A GET is tried again on 429, 502, 503, 504, a connection that broke off and a time-out,
        at most four times, never sooner than `Retry-After` asks. What asks for more
        than half a minute, or for more than is left, is not waited for.

        Raises:
            UnreachableError: There was no whole, usable answer before the deadline.
        """
        tries = 1
        while True:
            outcome = self._attempt(request, deadline)
            transient = isinstance(outcome, TransientError) or outcome.status in _RETRIED
            wait = self._wait(outcome, tries)
            hopeless = tries == TRIES or wait > WAIT_LIMIT or wait >= deadline.left()
            if not transient or request.method == "POST" or hopeless:
                if isinstance(outcome, TransientError):
                    raise outcome
                return outcome._replace(tries=tries)
            self._clock.sleep(wait)
            tries += 1

    def _attempt(self, request: HttpRequest, deadline: Deadline) -> Answer | TransientError:
        try:
            return self._follow(request, deadline)
        except TransientError as error:
            return error

    def _wait(self, outcome: Answer | TransientError, tries: int) -> float:
        asked = None if isinstance(outcome, TransientError) else outcome.wait
        return asked or back_off(tries, self._clock)  # no wait at all is no wait to be had

    def _follow(self, request: HttpRequest, deadline: Deadline) -> Answer:
        for _ in range(_REDIRECT_LIMIT + 1):
            answer = self._once(request, deadline)
            if answer.status not in _REDIRECTS or request.method == "POST":
                return answer
            request = _redirected(request, answer)
        raise nonsense(origin_of(request.url).authority, "it redirects too many times")

    def _once(self, request: HttpRequest, deadline: Deadline) -> Answer:
        origin = origin_of(request.url)
        if not self._hosts.allows(origin):
            raise UnreachableError(
                f"{origin.authority} is not asked in plain HTTP: "
                f"name it with --plain-http if you trust the network"
            )
        left = deadline.left()
        try:
            return within(left, lambda: self._exchange(request, origin, left))
        except DotimgError:
            raise
        except Exception as error:  # a server can bring out any in the libraries
            raise broken(origin.authority, error) from error

    def _exchange(self, request: HttpRequest, origin: Origin, seconds: float) -> Answer:
        with (
            self._slots,
            self._session.request(
                request.method,
                request.url,
                headers=request.headers,
                data=request.form,
                timeout=min(seconds, _SECONDS_WITHOUT_A_BYTE),
                verify=None if self._hosts.is_verified(origin) else False,
                allow_redirects=False,
                proxies=_proxies(request.url, origin),
                stream=True,
            ) as response,
        ):
            headers = {name.lower(): value for name, value in response.headers.items()}
            body = _read(response, origin.authority, request.limit)
            wait = retry_after(headers.get("retry-after"), self._clock.now())
            return Answer(request.url, response.status_code, headers, body, wait=wait)


class _Session(requests.Session):
    """A session without cookies, netrc files and redirects.

    `trust_env` stays on, for it is also what reads the variables for proxies and certificates.
    """

    def __init__(self) -> None:
        super().__init__()
        self.headers.update({"User-Agent": f"dotimg/{__version__}", "Accept-Encoding": "identity"})
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self.auth = lambda prepared: prepared  # keeps requests from reading a netrc file

    def get_redirect_target(self, resp: requests.Response) -> None:  # noqa: ARG002
        """No target: requests would read the whole body of a redirect to prepare the next one."""
        return


def _proxies(url: str, origin: Origin) -> dict[str, Any]:
    """The proxies for an address; whatever is wrong with one, its address is never told."""
    if origin.is_loopback:
        return _NO_PROXIES.copy()
    try:
        proxies = get_environ_proxies(url)
        proxy = select_proxy(url, proxies)
        if not proxy or parse_url(proxy).host:
            return proxies
    except ValueError:
        pass  # no port, or no host
    raise UnreachableError(f"could not ask {origin.authority}: {UNUSABLE_PROXY}")


def _redirected(request: HttpRequest, answer: Answer) -> HttpRequest:
    """The request that a redirect asks for, without credentials when it leaves the origin."""
    old = origin_of(request.url)
    try:
        url = resolve(request.url, answer.headers.get("location", ""))
    except ValueError as error:
        raise nonsense(old.authority, f"it redirects to {error}") from None
    new = origin_of(url)
    if old.scheme == "https" and new.scheme == "http":
        raise nonsense(old.authority, "it redirects from HTTPS to plain HTTP")
    if new == old:
        return request._replace(url=url)
    kept = {name: value for name, value in request.headers.items() if name != "Authorization"}
    return request._replace(url=url, headers=kept)


def _read(response: requests.Response, host: str, limit: int) -> bytes:
    """The body, of which that of an error is only read as far as it is looked at.

    A compressed one is never unpacked: it was asked for as it is.
    """
    ok = response.status_code == OK
    limit = limit if ok else _ERROR_LIMIT
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        if ok:
            raise nonsense(host, "it compressed what was asked for as it is")
        return b""
    body = bytearray()
    for chunk in response.iter_content(_CHUNK):
        body += chunk
        if len(body) > limit:
            break
    if len(body) > limit and ok:
        raise too_large(host, limit)
    return bytes(body[:limit])
