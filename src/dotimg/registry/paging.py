"""Lists that come in pages (distribution specification, "Listing Tags", "Listing Referrers")."""

import re
from collections.abc import Callable, Iterator
from typing import TypeVar

from dotimg.errors import quoted
from dotimg.registry.answers import Answer
from dotimg.registry.faults import TooLargeError, too_large
from dotimg.registry.fetch import Fetcher, Question
from dotimg.registry.hosts import origin_of, resolve
from dotimg.registry.timing import Deadline
from dotimg.registry.typed_json import DocumentError

_NEXT = re.compile(r'<([^<>]*)>\s*;(?:[^,<]*;)?\s*rel\s*=\s*"?next\b', re.IGNORECASE)

T = TypeVar("T")


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
        raise DocumentError("its pages go round in circles")
    return url
