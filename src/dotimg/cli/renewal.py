"""How tables are renewed: where newer ones are asked for, how they are put into use, what is said.

Only `dotimg refresh` and `dotimg.cli.auto_refresh` load this.
"""

import os

from dotimg.catalog.tables import Catalog
from dotimg.catalog.user_folders import user_folder
from dotimg.cli.addresses import address
from dotimg.cli.context import Settings, note
from dotimg.errors import InputError, UsageError, quoted
from dotimg.feeds import packed, refresh, sources, store
from dotimg.feeds.news import News
from dotimg.feeds.packed import LISTING, PackedSource
from dotimg.feeds.sources import FeedSource
from dotimg.registry.download import Downloads
from dotimg.registry.hosts import HostPolicy, origin_of

PUBLISHER = "publisher"  # the word for the publisher's own feeds

_RELEASES = f"/releases/download/tables-latest/{LISTING}"  # where tables.yml keeps the listing


class Renewal:
    """One look for newer tables, and putting them into use.

    Args:
        source: What `--source` says; None for the releases of this project, or for the publisher's
            feeds as long as it has no address.
        timeout: Seconds for all that is asked and made of it.
        plain_http: Hosts that are asked in plain HTTP.
        insecure: Hosts whose certificates are not verified.

    Raises:
        InputError: The source is a path, and nothing is there.
        UsageError: It cannot be a source.
    """

    def __init__(
        self,
        source: str | None,
        timeout: float,
        plain_http: tuple[str, ...],
        insecure: tuple[str, ...],
    ) -> None:
        unverified, plain = (frozenset(map(str.lower, one)) for one in (insecure, plain_http))
        self._downloads = Downloads(timeout, HostPolicy(unverified, plain))
        self._origin = _origin(source, self._downloads)

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._downloads.close()

    def look(self, settings: Settings, today: str) -> tuple[Catalog, News | None]:
        """The newest tables that are there, and what is newer, if there is anything.

        Raises:
            InputError: What was found cannot be used.
            UnreachableError: It could not be asked for in time.
        """
        return self._downloads.in_time(lambda: self._news(settings, today))

    def make(self, settings: Settings, today: str) -> tuple[Catalog, News | None, str]:
        """The same, once the newer ones are in use; and the folder of those that are.

        Raises:
            InputError: They cannot be used or written, or another refresh is at work.
            UnreachableError: They could not be asked for in time.
        """
        data = user_folder("data")
        if data is None:
            raise InputError("there is no home folder to keep tables in: set HOME or XDG_DATA_HOME")
        with store.locked(data):
            before, found = self.look(settings, today)
            return before, found, refresh.use(data, found) if found else before.folder

    def _news(self, settings: Settings, today: str) -> tuple[Catalog, News | None]:
        if isinstance(self._origin, PackedSource):  # which carries on no row of those before
            before = settings.newest(verified=True, rows=False)
            return before, packed.news(self._origin, before, today)
        before = settings.newest(verified=True)
        return before, refresh.news(self._origin, before, Catalog().traits, today)


def tell(settings: Settings, before: Catalog, found: News | None) -> None:
    """Say in a line or two what is new."""
    if not found:
        note(settings, f"no new data since {before.as_of}")
        return
    changes = [f"{found.new} new tags, {found.retired} retired"] if found.differs else ["no news"]
    if found.releases:
        changes.append(f"releases {', '.join(found.releases)}")
    note(settings, f"{'; '.join(changes)} (tables of {before.as_of} to {found.as_of})")
    if found.unknown_cves:
        note(settings, f"what these affect is not known yet: {', '.join(found.unknown_cves)}")
        for why in found.missing:
            note(settings, why)
    if found.unnamed:
        left_out = ", ".join(found.unnamed)
        note(settings, f"this version of dotimg knows nothing of these repositories: {left_out}")


def _origin(source: str | None, downloads: Downloads) -> FeedSource | PackedSource:
    home = address("Repository").rstrip("/")
    if source is None and home:
        return packed.from_network(home + _RELEASES, downloads, home)
    if source in (None, PUBLISHER):
        return sources.from_network(None, downloads)
    if "://" not in source:
        return _in_folder(source, home)
    if "?" in source or "#" in source:
        # What follows may be a secret: it is neither sent on nor printed.
        raise UsageError("--source takes an address without '?' and '#'")
    try:
        origin_of(source)
    except ValueError:
        raise UsageError(
            f"{quoted(source)} is not an address such as https://mirror.contoso.com"
        ) from None
    if packed.is_packed(source):
        return packed.from_network(source, downloads, home)
    return sources.from_network(source, downloads)


def _in_folder(path: str, home: str) -> FeedSource | PackedSource:
    listing = os.path.join(path, LISTING)
    if os.path.isfile(listing):
        return packed.from_file(listing, home)
    if os.path.isdir(path):
        return sources.from_folder(path)
    if packed.is_packed(path):
        return packed.from_file(path, home)
    raise InputError(f"{quoted(path)}: no such file or folder")
