"""The publisher's feeds: where they are, and how they become what the builder reads.

Each feed is cut down, as it comes, to a document that holds what the builder needs of it;
`assemble` makes the builder's input of all documents.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from dotimg.catalog.traits import Traits
from dotimg.errors import InputError
from dotimg.feeds.build import Feeds
from dotimg.feeds.rows import FeedRow, parsed
from dotimg.named_tuples import NamedTuple

IMAGES = "https://raw.githubusercontent.com/dotnet/versions/main/build-info/docker/"
IMAGE_FILES = (
    "image-info.dotnet-dotnet-docker-main.json",
    "image-info.dotnet-dotnet-docker-main-samples.json",
    "image-info.microsoft-dotnet-framework-docker-main.json",
    "image-info.microsoft-dotnet-framework-docker-main-samples.json",
)
RELEASES = "https://raw.githubusercontent.com/dotnet/core/main/release-notes/"
# The branch of the release index has, for each month that disclosed CVEs, YYYY/MM/cve.json.
TIMELINE = "https://raw.githubusercontent.com/dotnet/core/release-index/release-notes/timeline/"
INDEX = RELEASES + "releases-index.json"
CYCLES = "https://endoflife.date/api/"
PRODUCTS = ("dotnet", "dotnetfx")  # and those that the traits name for operating systems

_WHOLE = "the file"
_MONTH = len("2026-08")
_PRODUCT, _SDK = "dotnet-", "sdk"
_KINDS = (
    *("denial-of-service", "elevation-of-privilege", "information-disclosure"),
    *("remote-code-execution", "security-feature-bypass", "spoofing", "tampering"),
)
_CHANNEL = re.compile(r"\d+\.\d+", re.ASCII)

Document = dict[str, Any]
KnownCves = Mapping[str, Collection[str]]


class NoFeedError(InputError):
    """What was found is not a damaged feed, but something else."""


class Feed(NamedTuple):
    """One file of the publisher, what may cut it down, and the list it is known by."""

    address: str
    convert: Callable[[FeedRow], Document] | None
    holds: str

    def read(self, content: bytes, place: str) -> Document:
        """The document for the content that was found at a place.

        Raises:
            NoFeedError: It is not JSON, or does not hold this feed's list.
            InputError: It is not what this feed should be; names the place and the row.
        """
        value: Any = None
        try:
            value = parsed(content, place, _WHOLE)
            if isinstance(value, list):  # as endoflife.date sends it
                value = {"cycles": value}
            file = FeedRow(place, _WHOLE, value)
            return self.convert(file) if self.convert else self._whole(file, value)
        except InputError as error:
            if isinstance(value, dict) and isinstance(value.get(self.holds), list):
                raise
            raise NoFeedError(str(error)) from error

    def _whole(self, file: FeedRow, value: Document) -> Document:
        file.rows(self.holds)
        if not file.has(self.holds):
            file.refuse(f"holds no {self.holds}")
        return value


def known(traits: Traits) -> list[Feed]:
    """The feeds that can be asked for at once: all but those of the channels."""
    return [
        *(Feed(IMAGES + name, None, "repos") for name in IMAGE_FILES),
        *(Feed(_cycles_of(product), cycles, "cycles") for product in _products(traits)),
        Feed(INDEX, index, "releases-index"),
    ]


def of_channels(documents: Mapping[str, Document]) -> list[Feed]:
    """The feeds of the channels that the index names, the newest first."""
    heads = documents[INDEX]["channels"]
    return [Feed(_releases_of(head), channel, "releases") for head in heads]


def of_cves(documents: Mapping[str, Document], known: KnownCves) -> list[Feed]:
    """The feeds of the months of releases with a CVE of which is not known what it affects.

    Args:
        documents: Those of the index and the channels.
        known: The CVEs of which it is known, by channel.
    """
    months = {
        release["release-date"][:_MONTH].replace("-", "/")
        for head in documents[INDEX]["channels"]
        for release in documents[_releases_of(head)]["releases"]
        for cve in release["cve-list"]
        if cve.strip() not in known.get(head["channel-version"], ())
    }
    return [
        Feed(f"{TIMELINE}{month}/cve.json", disclosed, "disclosures") for month in sorted(months)
    ]


def index(file: FeedRow) -> Document:
    """The heads of all channels from `releases-index.json`."""
    rows = file.rows("releases-index")
    if not rows:
        file.refuse("releases-index names no channel")
    return {"channels": [_head(row) for row in rows]}


def channel(file: FeedRow) -> Document:
    """The releases of one channel from its `releases.json`, which is mostly links and hashes."""
    rows = file.rows("releases")
    if not rows:
        file.refuse("releases holds no release")
    return {"eol-date": _end(file), "releases": [_release(row) for row in rows]}


def disclosed(file: FeedRow) -> Document:
    """The CVEs of one month from `cve.json`, as rows of `cves.jsonl`.

    One that names no product but packages is left out: some of these are in a shared framework,
    which the file does not tell.
    """
    if not file.has("disclosures"):
        file.refuse("holds no disclosures")
    fixed: dict[str, list[FeedRow]] = {}
    for row in file.rows("products"):
        fixed.setdefault(row.text("cve_id").strip(), []).append(row)
    rows = [(row.text("id").strip(), row) for row in file.rows("disclosures")]
    return {"disclosures": [_disclosed(row, fixed[cve]) for cve, row in rows if cve in fixed]}


def cycles(file: FeedRow) -> Document:
    """The releases of one product from endoflife.date."""
    rows = file.rows("cycles")
    if not rows:
        file.refuse("holds no cycle")
    return {"cycles": [_cycle(row) for row in rows]}


def assemble(
    documents: Mapping[str, Document], traits: Traits, day: str, mirror: str | None
) -> Feeds:
    """The builder's input from the documents of all feeds, by address, as they were on one day."""
    channels = []
    for head in documents[INDEX]["channels"]:
        own = documents[_releases_of(head)]
        channels.append({**head, **own, "eol-date": own["eol-date"] or head["eol-date"]})
    places = [IMAGES + name for name in IMAGE_FILES]
    products = [
        {"product": product, **documents[_cycles_of(product)]} for product in _products(traits)
    ]

    def row(address: str, more: Document) -> FeedRow:
        place = located(address, mirror)
        return FeedRow(place, _WHOLE, {"source": address, "commit": "", "as_of": day, **more})

    months = [address for address in documents if address.startswith(TIMELINE)]
    return Feeds(
        source=mirror or IMAGES,
        images=tuple(FeedRow(located(one, mirror), _WHOLE, documents[one]) for one in places),
        releases=row(INDEX, {"channels": channels}),
        lifecycle=row(CYCLES, {"products": products}),
        disclosed=tuple(
            one
            for month in months
            for one in FeedRow(located(month, mirror), _WHOLE, documents[month]).rows("disclosures")
        ),
    )


def located(address: str, mirror: str | None) -> str:
    """Where a feed is found: on a mirror, which is an address or a folder, under the same path."""
    return mirror.rstrip("/") + urlsplit(address).path if mirror else address


def _products(traits: Traits) -> Iterable[str]:
    named = (family["product"] for family in traits["families"].values() if "product" in family)
    return sorted({*PRODUCTS, *named})


def _cycles_of(product: str) -> str:
    return f"{CYCLES}{product}.json"


def _releases_of(head: Document) -> str:
    return f"{RELEASES}{head['channel-version']}/releases.json"


def _head(row: FeedRow) -> Document:
    name = row.text("channel-version")
    if not _CHANNEL.fullmatch(name):  # it becomes a part of an address
        row.refuse("channel-version should be a channel such as 8.0")
    texts = ("product", "support-phase", "release-type")
    return {"channel-version": name, "eol-date": _end(row), **{key: row.text(key) for key in texts}}


def _end(row: FeedRow) -> str | None:
    return row.optional_text("eol-date") and row.optional_day("eol-date")


def _release(row: FeedRow) -> Document:
    runtime = row.row("runtime").text("version") if row.has("runtime") else None
    # The first years name one SDK only.
    sdks = row.rows("sdks") or ([row.row("sdk")] if row.has("sdk") else [])
    return {
        "release-version": row.text("release-version"),
        "release-date": row.day("release-date"),
        "runtime": runtime,
        "sdks": [sdk.text("version") for sdk in sdks],
        "cve-list": [cve.text("cve-id") for cve in row.rows("cve-list")],
    }


def _disclosed(row: FeedRow, products: list[FeedRow]) -> Document:
    """A CVE with the products that it affects, which are called `dotnet-` and our word."""
    affected: dict[str, list[str]] = {}
    fixed: dict[str, str] = {}
    fixed_sdks: dict[str, list[str]] = {}
    for product in products:
        channel, name = product.text("release"), product.text("name").removeprefix(_PRODUCT)
        affected.setdefault(channel, []).append(name)
        if name == _SDK:
            fixed_sdks.setdefault(channel, []).append(product.text("fixed"))
        else:
            fixed[channel] = product.text("fixed")
    title, platforms = row.text("problem"), row.texts("platforms")
    return {
        "id": row.text("id"),
        "title": title,
        "kind": next((kind for kind in _KINDS if kind.replace("-", " ") in title.lower()), "other"),
        "components": sorted({name for names in affected.values() for name in names}),
        "components_by_channel": {channel: affected[channel] for channel in fixed or affected},
        "platforms": "all" if platforms == ["all"] else platforms,
        "fixed": fixed,
        # Where more than the SDK is affected, the runtime tells for all of it.
        **({} if fixed else {"fixed_sdk": fixed_sdks}),
    }


def _cycle(row: FeedRow) -> Document:
    return {
        "cycle": row.text("cycle"),
        "codename": row.optional_text("codename"),
        "release": row.optional_day("releaseDate"),
        "eol": row.optional_day("eol"),
        "extended_end": row.optional_day("extendedSupport"),
    }
