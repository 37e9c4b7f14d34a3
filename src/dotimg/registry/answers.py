"""What goes to a server and what comes back, as values."""

from collections.abc import Mapping
from typing import Literal

from dotimg.named_tuples import NamedTuple

KIB = 1024
MIB = 1024 * KIB

OK = 200
NOT_MODIFIED = 304
UNAUTHORIZED = 401
NOT_FOUND = 404
SERVER_ERROR = 500


class HttpRequest(NamedTuple):
    """One HTTP request. `limit` is the most bytes that the body of a success may have."""

    method: Literal["GET", "POST"]
    url: str
    headers: Mapping[str, str]
    limit: int
    form: Mapping[str, str] | None = None

    def with_headers(self, more: Mapping[str, str]) -> "HttpRequest":
        """The same request with more headers."""
        return self._replace(headers={**self.headers, **more})


class Answer(NamedTuple):
    """A whole HTTP answer; header names are lower-case.

    `url` is where it came from after redirects, `tries` how often it was asked, `wait` the seconds
    that a `Retry-After` asks for, if it does.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    tries: int = 1
    wait: float | None = None
