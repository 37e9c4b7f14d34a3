"""How answers and broken connections become errors.

Absent is only what a registry says with a 404 and one of its own error codes for an unknown
manifest or name; a 404 without one may come from a proxy in between. All else is "could not ask".
"""

import math
import os
import re
import socket
import ssl
from collections.abc import Iterator

from requests.exceptions import (
    ChunkedEncodingError,
    ConnectionError,  # noqa: A004  # the one of requests, which is not an OSError of that name
    InvalidSchema,
    InvalidURL,
    ProxyError,
    SSLError,
    Timeout,
)
from urllib3.exceptions import LocationParseError

from dotimg.errors import NoMatchError, UnreachableError, printable
from dotimg.registry.answers import KIB, NOT_FOUND, SERVER_ERROR, Answer
from dotimg.registry.hosts import origin_of
from dotimg.registry.typed_json import DocumentError, load

_DAY = 86400
_CODE = re.compile(r"[A-Z_]{1,40}")
_ABSENT = frozenset({"MANIFEST_UNKNOWN", "NAME_UNKNOWN"})
_ADVICE = {
    401: "log in with 'docker login', or check the name: a registry may answer the same for a "
    "name that does not exist",
    403: "access is denied: check the login, the repository and any proxy in between",
    404: "which does not prove absence: check host, repository and proxy",
    407: "the proxy wants a login: put it into HTTPS_PROXY",
    429: "too many requests: wait, or log in for a higher limit",
}
_Kinds = tuple[type[Exception], ...]

UNUSABLE_PROXY = "the proxy cannot be used: check HTTPS_PROXY and NO_PROXY"

_FINAL: tuple[tuple[_Kinds, str], ...] = (
    # Addresses that are asked were looked at before: one that cannot be parsed is a proxy's.
    ((ProxyError, InvalidURL, InvalidSchema, LocationParseError), UNUSABLE_PROXY),
    (
        (ssl.SSLCertVerificationError,),
        "its TLS certificate is not trusted: check the CA bundle, or name the host with --insecure",
    ),
    ((socket.gaierror,), "the name cannot be resolved: check spelling and network"),
    ((ConnectionRefusedError,), "the connection was refused: check host and port"),
)
_HUNG_UP = (ssl.SSLEOFError, ssl.SSLZeroReturnError)
# What OpenSSL says of an answer that is no TLS; the second is for one that looks like HTTP.
_NO_TLS = frozenset({"WRONG_VERSION_NUMBER", "HTTP_REQUEST"})
_TRANSIENT: tuple[tuple[_Kinds, str], ...] = (
    ((Timeout, TimeoutError), "no answer in time"),
    ((ConnectionError, ChunkedEncodingError), "the connection broke off"),
)
_SERVER_ADVICE = "the registry has a problem: try again later"
_OTHER_ADVICE = "no answer that a registry should give"


class TransientError(UnreachableError):
    """A broken connection: worth another try."""


class TooLargeError(UnreachableError):
    """An answer beyond its limit."""


def host_of(answer: Answer) -> str:
    """The host that gave the answer, with its port where that is unusual."""
    return origin_of(answer.url).authority


def refused(answer: Answer, subject: str) -> NoMatchError | UnreachableError:
    """The error for a status that is not a success; `subject` is what was asked for."""
    absent = next((code for code in _codes(answer) if code in _ABSENT), None)
    if answer.status == NOT_FOUND and absent:
        return NoMatchError(f"{host_of(answer)} has no {printable(subject)} ({absent})")
    return unreachable(answer, subject)


def unreachable(answer: Answer, subject: str) -> UnreachableError:
    """The error for a status that proves nothing about what was asked for."""
    status = " ".join((str(answer.status), *_codes(answer)[:1]))
    tries = f" after {answer.tries} tries" if answer.tries > 1 else ""
    return UnreachableError(
        f"could not ask {host_of(answer)} for {printable(subject)}: "
        f"{status}{tries}, {_advice(answer)}"
    )


def nonsense(host: str, what: object) -> UnreachableError:
    """The error for an answer that is not what a registry may say."""
    return UnreachableError(f"{host} gave no usable answer: {printable(str(what))}")


def too_large(host: str, limit: int) -> TooLargeError:
    """The error for an answer, or all pages of one, with more bytes than it may have."""
    return TooLargeError(str(nonsense(host, f"what it sent is larger than {limit // KIB} KiB")))


def broken(host: str, error: Exception) -> UnreachableError:
    """The error for a request that got no whole answer."""
    causes = tuple(_causes(error))
    for kinds, why in _FINAL:
        if any(isinstance(cause, kinds) for cause in causes):
            return UnreachableError(f"could not ask {host}: {why}")
    if failed := _failed_tls(causes):
        return UnreachableError(f"could not ask {host}: {failed}")
    for kinds, why in _TRANSIENT:
        if any(isinstance(cause, kinds) for cause in causes):
            return TransientError(f"could not ask {host}: {why}, try again later")
    return UnreachableError(f"could not ask {host}: {_reason(causes)}")


def _reason(causes: tuple[BaseException, ...]) -> str:
    """What the system says, else that it was no HTTP; never words that may hold an address."""
    if type(causes[0]) is OSError:  # of requests itself: a file with certificates is not there
        return printable(str(causes[0]))
    numbers = (cause.errno for cause in causes if isinstance(cause, OSError))
    number = next((number for number in numbers if number), None)
    return os.strerror(number) if number else "what it sent is not HTTP"


def _failed_tls(causes: tuple[BaseException, ...]) -> str:
    """Why no TLS can be spoken; "" where that is not so or the connection just broke off."""
    failures = [cause for cause in causes if isinstance(cause, (ssl.SSLError, SSLError))]
    if not failures or any(isinstance(cause, _HUNG_UP) for cause in causes):
        return ""
    reason = str(getattr(failures[-1], "reason", None) or "for no known reason")
    if reason in _NO_TLS:
        return "it does not use TLS: name it with --plain-http if you trust the network"
    return f"TLS with it failed: {printable(reason)}"


def _advice(answer: Answer) -> str:
    if answer.wait:
        return f"it asks to wait {_duration(answer.wait)}"
    if answer.status >= SERVER_ERROR:
        return _SERVER_ADVICE
    return _ADVICE.get(answer.status, _OTHER_ADVICE)


def _duration(seconds: float) -> str:
    return "more than a day" if seconds > _DAY else f"{math.ceil(seconds)} seconds"


def _codes(answer: Answer) -> list[str]:
    """The error codes in a body (distribution specification, "Error Codes"), if it has any."""
    try:
        codes = [error.shown("code") for error in load(answer.body).rows("errors")]
        return [code for code in codes if _CODE.fullmatch(code)]
    except DocumentError:
        return []


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__ or error.__context__
