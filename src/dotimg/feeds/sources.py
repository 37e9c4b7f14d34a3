"""Where feeds come from: the network or a folder; asked for only where they have changed.

What a catalog was made of is kept beside it, with the validators that HTTP needs to tell.
"""

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlsplit

from dotimg._version import __version__
from dotimg.catalog.traits import Traits
from dotimg.errors import DotimgError, InputError, UnreachableError
from dotimg.feeds import build, publisher
from dotimg.feeds.publisher import Document, Feed, KnownCves, NoFeedError
from dotimg.named_tuples import NamedTuple
from dotimg.registry import Cache, each
from dotimg.registry.answers import MIB
from dotimg.registry.cache import Entry
from dotimg.registry.download import Downloads

_CACHE_FOLDER = "feeds"
_CACHE_LIMIT = 64 * MIB
_BUILDERS_LAYOUT = "snapshot"
# No address holds a space, so this can only be the status.
_NOT_FOUND = re.compile(r": 404\b.*")


class FeedSource(NamedTuple):
    """Where the feeds are: at the publisher, or under the address or folder of a mirror."""

    mirror: str | None
    network: bool
    fetch: Callable[[str, Entry | None], Entry]

    @property
    def live(self) -> bool:
        """Whether the feeds are the publisher's own, and so of today; a copy may be older."""
        return self.mirror is None


class Gathered(NamedTuple):
    """The builder's input, and what to remember of each feed by its place.

    `changed` is false where no feed has changed since the catalog before; `missing` says of each
    feed that can be done without why it is not there.
    """

    feeds: build.Feeds
    changed: bool
    entries: dict[str, Entry]
    missing: tuple[str, ...] = ()


def from_network(mirror: str | None, downloads: Downloads) -> FeedSource:
    """The publisher's own feeds, or those of a mirror with the same paths."""

    def fetch(place: str, kept: Entry | None) -> Entry:
        try:
            return downloads.fetch(place, kept)
        except UnreachableError as error:
            raise _advised(error, place) from error

    return FeedSource(mirror, network=True, fetch=fetch)


def from_folder(folder: str) -> FeedSource:
    """The feeds in a folder: with the paths of the publisher, or in the builder's layout."""
    return FeedSource(folder, network=False, fetch=_read)


def gather(source: FeedSource, known: str, traits: Traits, day: str, cves: KnownCves) -> Gathered:
    """All feeds, transferred only where they have changed.

    Args:
        source: Where they are.
        known: The folder of the catalog before, which remembers what it was made of.
        traits: The traits, which name the products to ask for.
        day: Today.
        cves: The CVEs, by channel, of which the catalog before knows what they affect.

    Raises:
        InputError: One is not what it should be.
        UnreachableError: One could not be asked for.
    """
    if not source.network and os.path.isdir(os.path.join(source.mirror or "", _BUILDERS_LAYOUT)):
        return Gathered(build.in_folder(source.mirror or ""), changed=True, entries={})
    gatherer = _Gatherer(source, _cache(known))
    gatherer.ask(publisher.known(traits))
    gatherer.ask(publisher.of_channels(gatherer.documents))
    missing = gatherer.ask_for_more(publisher.of_cves(gatherer.documents, cves))
    found = publisher.assemble(gatherer.documents, traits, day, source.mirror)
    return Gathered(found, gatherer.changed, gatherer.entries, missing)


def remember(folder: str, entries: dict[str, Entry]) -> None:
    """Keep beside a catalog what it was made of; on a full disk nothing is kept."""
    cache = _cache(folder)
    for place, entry in entries.items():
        cache.keep(_key(place), entry)


class _Gatherer:
    """Asks for feeds and cuts them down; holds documents by address and entries by place."""

    def __init__(self, source: FeedSource, cache: Cache) -> None:
        self._source = source
        self._cache = cache
        self.documents: dict[str, Document] = {}
        self.entries: dict[str, Entry] = {}
        self.changed = False

    def ask(self, feeds: Iterable[Feed]) -> None:
        """Take all of them, or raise why one cannot be had."""
        for failure in self._taken(list(feeds)):
            raise failure

    def ask_for_more(self, feeds: Iterable[Feed]) -> tuple[str, ...]:
        """Take those that can be had, and tell why the others cannot."""
        return tuple(str(failure) for failure in self._taken(list(feeds)))

    def _taken(self, feeds: list[Feed]) -> Iterator[DotimgError]:
        """Keep each feed, and give the errors of those that cannot be had."""
        for feed, outcome in zip(feeds, each(feeds, self._entry), strict=True):
            if isinstance(outcome, DotimgError):
                yield outcome
                continue
            self.documents[feed.address] = json.loads(outcome.body)
            self.entries[self._place(feed)] = outcome

    def _entry(self, feed: Feed) -> Entry:
        place = self._place(feed)
        kept = self._cache.find(_key(place))
        found = self._source.fetch(place, kept)
        if found is kept:
            return found
        body = json.dumps(self._document(feed, found.body)).encode("ascii")
        if not kept or kept.body != body:
            self.changed = True
        return found._replace(body=body)

    def _document(self, feed: Feed, body: bytes) -> Document:
        try:
            return feed.read(body, self._place(feed))
        except NoFeedError as error:
            if not self._source.network:
                raise
            # As a captive portal answers, which says nothing about the feed.
            raise UnreachableError(
                f"could not ask for {error} (a login page or proxy may stand in between)"
            ) from error

    def _place(self, feed: Feed) -> str:
        return publisher.located(feed.address, self._source.mirror)


def _cache(folder: str) -> Cache:
    return Cache(os.path.join(folder, _CACHE_FOLDER), _CACHE_LIMIT)


def _key(place: str) -> tuple[str, ...]:
    # Another dotimg may cut feeds down to something else.
    return (__version__, place)


def _advised(error: UnreachableError, place: str) -> UnreachableError:
    """The error, without the advice on repositories that a registry's 404 deserves."""
    advice = f": 404, nothing is at the path {urlsplit(place).path}: check --source"
    return UnreachableError(_NOT_FOUND.sub(lambda _: advice, str(error)))


def _read(path: str, kept: Entry | None) -> Entry:
    del kept
    try:
        with open(path, "rb") as file:
            return Entry({}, file.read())
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
