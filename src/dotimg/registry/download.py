"""Downloads files by HTTPS, only if they have changed (RFC 9110, section 13)."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from dotimg.registry.answers import MIB, NOT_MODIFIED, OK, HttpRequest
from dotimg.registry.cache import Entry
from dotimg.registry.faults import unreachable
from dotimg.registry.hosts import HostPolicy
from dotimg.registry.timing import REAL_CLOCK, Clock, Deadline
from dotimg.registry.transport import Transport

_LIMIT = 32 * MIB
_CONDITIONS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}

R = TypeVar("R")


class Downloads:
    """Downloads files, all of them together in so many seconds; may be shared by threads."""

    def __init__(self, timeout: float, hosts: HostPolicy, clock: Clock = REAL_CLOCK) -> None:
        self._deadline = Deadline(timeout, clock)
        self._transport = Transport(hosts, clock)

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._transport.close()

    def in_time(self, work: Callable[[], R]) -> R:
        """What some work gives: downloads, and what is made of them.

        Raises:
            UnreachableError: It is not done within the time of all downloads.
        """
        return self._deadline.bound(work)

    def fetch(self, url: str, kept: Entry | None = None) -> Entry:
        """The file at an address; `kept` itself where it has not changed since.

        Raises:
            UnreachableError: It could not be asked for, or did not come whole.
        """
        known = _validators(kept.headers) if kept else {}
        headers = {_CONDITIONS[name]: value for name, value in known.items()}
        answer = self._transport.send(HttpRequest("GET", url, headers, _LIMIT), self._deadline)
        if kept and known and answer.status == NOT_MODIFIED:
            return kept
        if answer.status != OK:
            raise unreachable(answer, url)
        return Entry(_validators(answer.headers), answer.body)


def _validators(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: headers[name] for name in _CONDITIONS if name in headers}
