"""One request to a registry: answered from the cache, revalidated by ETag, or sent again."""

import re
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from dotimg.errors import quoted
from dotimg.named_tuples import NamedTuple
from dotimg.names.reference import Reference
from dotimg.registry.answers import NOT_MODIFIED, OK, Answer, HttpRequest
from dotimg.registry.auth import ANONYMOUS, Authorizer
from dotimg.registry.cache import Cache, Entry
from dotimg.registry.faults import TooLargeError, host_of, nonsense, refused, too_large
from dotimg.registry.hosts import origin_of, resolve
from dotimg.registry.timing import Deadline
from dotimg.registry.typed_json import DocumentError

_KEPT_HEADERS = ("content-type", "docker-content-digest", "etag", "link")

_NEXT = re.compile(r'<([^<>]*)>\s*;(?:[^,<]*;)?\s*rel\s*=\s*"?next\b', re.IGNORECASE)

T = TypeVar("T")


class Question(NamedTuple):
    """What to ask for; `limit` is in bytes.

    `immutable` holds for what is addressed by its digest: a cached answer is used without asking.
    Anything else is asked for every time, on condition of its ETag. Answers with a status in
    `also` are read like those with 200, but never cached.
    """

    where: Reference
    url: str
    accept: str
    limit: int
    immutable: bool = False
    also: frozenset[int] = frozenset()


class Cached(NamedTuple, Generic[T]):
    """What was read of a cached answer, and its ETag, "" where it has none."""

    value: T
    etag: str


class Fetcher:
    """Asks questions through the cache.

    `unverified` are the hosts whose certificates are not verified.
    """

    def __init__(
        self, authorizer: Authorizer, cache: Cache | None, unverified: frozenset[str]
    ) -> None:
        self._authorizer = authorizer
        self._cache = cache
        self._unverified = sorted(unverified)

    def ask(self, question: Question, read: Callable[[Answer], T], deadline: Deadline) -> T:
        """What `read` makes of the answer; an answer that it refuses is not cached.

        Raises:
            NoMatchError: The registry says that it is absent.
            UnreachableError: It could not be asked, or what it said cannot be used.
        """
        cached = self._cached(question, read, deadline)
        if cached and question.immutable:
            return cached.value
        headers = {"Accept": question.accept}
        if cached and cached.etag:
            headers["If-None-Match"] = cached.etag
        request = HttpRequest("GET", question.url, headers, question.limit)
        answer, identity = self._authorizer.send(request, question.where, deadline)
        if cached and answer.status == NOT_MODIFIED:
            return cached.value
        if answer.status != OK and answer.status not in question.also:
            raise refused(answer, str(question.where))
        try:
            value = read(answer)
        except DocumentError as error:
            raise nonsense(host_of(answer), error) from None
        if answer.status == OK:
            self._keep(question, answer, identity)
        return value

    def _cached(
        self, question: Question, read: Callable[[Answer], T], deadline: Deadline
    ) -> Cached[T] | None:
        """The cached answer, if there is one that can be read."""
        if not self._cache:
            return None
        entry = self._cache.find(self._key(question, ANONYMOUS))
        if not entry:
            identity = self._authorizer.known_identity(question.where.registry, deadline)
            entry = self._cache.find(self._key(question, identity)) if identity else None
        try:
            return entry and Cached(
                read(Answer(question.url, OK, entry.headers, entry.body)),
                entry.headers.get("etag", ""),
            )
        except DocumentError:
            return None

    def _keep(self, question: Question, answer: Answer, identity: str) -> None:
        usable = question.immutable or "etag" in answer.headers
        if self._cache and usable:
            names = (name for name in _KEPT_HEADERS if name in answer.headers)
            headers = {name: answer.headers[name] for name in names}
            self._cache.keep(self._key(question, identity), Entry(headers, answer.body))

    def _key(self, question: Question, identity: str) -> tuple[str, ...]:
        """What an answer is cached under.

        Nobody reads what another credential was given, nor what came while other hosts were
        trusted: a redirect may have led to any of them.
        """
        return (question.url, question.accept, identity, *self._unverified)


def pages(
    fetcher: Fetcher, question: Question, read: Callable[[Answer], T], deadline: Deadline
) -> Iterator[T]:
    """What `read` makes of each page; the limit of the question is that of all together.

    Raises:
        UnreachableError: A page cannot be had, or names a next one that is not followed: at
            another scheme, host or port, or one that was there before.
    """
    seen: set[str] = set()
    url, left = question.url, question.limit

    def read_page(answer: Answer) -> tuple[T, str, int]:
        return read(answer), _next_page(answer, question.url, seen), len(answer.body)

    while url:
        seen.add(url)
        page = question._replace(url=url, limit=left)
        try:
            value, url, size = fetcher.ask(page, read_page, deadline)
        except TooLargeError:
            # The limit that it tells is only what the pages before have left.
            raise too_large(origin_of(url).authority, question.limit) from None
        left -= size
        yield value


def _next_page(answer: Answer, first: str, seen: set[str]) -> str:
    """The address of the next page, "" behind the last one."""
    link = _NEXT.search(answer.headers.get("link", ""))
    if not link:
        return ""
    try:
        url = resolve(answer.url, link[1])
    except ValueError:
        raise DocumentError(f"the next page cannot be followed: {quoted(link[1])}") from None
    if origin_of(url) != origin_of(first):
        raise DocumentError(f"the next page is at another host: {quoted(link[1])}")
    if url in seen:
        raise DocumentError("its pages form a loop")
    return url
