"""What Renovate needs to move images as dotimg does: a feed for each repository, and a preset.

https://docs.renovatebot.com/modules/datasource/custom/ and .../modules/versioning/regex/

Renovate lets the versioning of a tag decide which others may follow it. One expression cannot leave
out the release of a system between the version and the variants, so that each shape of tags, how
many numbers its version has and what family of systems it names, is a rule with its own versioning.
Within it the numbers of the release count after those of the version, and what follows them, the
variants and the architecture, has to stay.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from dotimg.catalog.tables import Catalog
from dotimg.explain.records import Records
from dotimg.named_tuples import NamedTuple
from dotimg.names.reference import DOCKER_HUB
from dotimg.resolver.ranking import default_release

DATASOURCE = "custom.dotimg"
_NAME = DATASOURCE.rpartition(".")[2]
# A tag of no shape that is known stays: Renovate takes nothing for a version.
_NOTHING = "regex:^(?<major>no-version)$"
_NUMBERS = (
    r"(?<major>\d+)",
    r"(?<major>\d+)\.(?<minor>\d+)",
    r"(?<major>\d+)\.(?<minor>\d+)\.(?<patch>\d+)(?:-\d)?",  # 8.0.401-1 is built anew
)
_PRERELEASE = r"(?:-(?<prerelease>(?:preview|rc)(?:\.\d+)*))?"
_KEPT = r"(?:-(?<compatibility>[a-z].*))?"
_SLIM = "(?:-slim)?"
_NUMBERED = r"(?<build>\d+)\.(?<revision>\d+)"


class FeedRelease(NamedTuple):
    """A tag that Renovate may propose.

    `day` is that of its first publication, empty where it moves on and so is not as old as its
    name; `digest` is None where it is not known.
    """

    tag: str
    day: str
    digest: str | None


def feeds(catalog: Catalog, today: str) -> Iterator[tuple[str, list[FeedRelease]]]:
    """The feed of each repository that holds a living image, with its path as Renovate names it.

    Only tags that live on the day are in it: Renovate leaves deprecated releases out only for who
    is on one that is not.
    """
    records = Records(catalog, today)
    for path in catalog.paths():
        releases = [one for channel in catalog.channels_of(path)
                    for one in _releases(records, path, channel)]  # fmt: skip
        if releases and not catalog.removal(path, today):
            yield _package(path), releases


def _releases(records: Records, path: str, channel: str) -> Iterator[FeedRelease]:
    """The living tags of one channel.

    Of equal versions Renovate takes the last one: those of the system that is the default.
    """
    contents = records.contents(path, channel)
    default = default_release(records.catalog, path, channel)
    for tag in sorted(
        records.catalog.listed(path, channel), key=lambda tag: default in tag.releases
    ):
        repository = records.catalog.repository(path, tag.kind)
        subject = records.subject(path, channel, tag, repository)
        if tag.published and subject.is_alive:
            digest, _ = contents.get(tag.name, (None, ()))
            yield FeedRelease(tag.name, tag.first_seen if subject.name.fixed else "", digest)


def document(releases: Iterable[FeedRelease]) -> dict[str, object]:
    """A feed as Renovate's custom datasource reads it."""
    return {
        "releases": [
            {
                "version": one.tag,
                **({"releaseTimestamp": f"{one.day}T00:00:00Z"} if one.day else {}),
                **({"digest": one.digest} if one.digest else {}),
            }
            for one in releases
        ]
    }


def preset(catalog: Catalog, url: str, packages: Sequence[str]) -> dict[str, object]:
    """The preset that repositories extend.

    Args:
        catalog: The tables.
        url: Where the folder with the feeds is served, or a path in each repository after file://.
        packages: The repositories that have a feed.
    """
    names = list(packages)
    former = sorted({_package(path) for path in catalog.paths()} - set(names))
    rules = [
        {
            "matchDatasources": ["docker"],
            "matchPackageNames": names,
            "overrideDatasource": DATASOURCE,
            "versioning": _NOTHING,
        },
        *(
            {
                "matchDatasources": [DATASOURCE],
                "matchCurrentValue": f"/{own}/",
                "versioning": f"regex:{later}",
            }
            for own, later in shapes(catalog)
        ),
        {
            "description": "No supported images are published there.",
            "matchDatasources": ["docker"],
            "matchPackageNames": former,
            "enabled": False,
        },
    ]
    feed = f"{url.rstrip('/')}/{{{{packageName}}}}.json"
    return {
        "$schema": "https://docs.renovatebot.com/renovate-schema.json",
        "description": f"Official .NET images, by dotimg's catalog of {catalog.as_of}.",
        "customDatasources": {_NAME: {"defaultRegistryUrlTemplate": feed, "format": "json"}},
        "packageRules": rules,
    }


def shapes(catalog: Catalog) -> list[tuple[str, str]]:
    """For each shape of tags an expression for who is on one, and one for what may follow it.

    Of those that match a tag the last one holds. Where no family of Linux is named, all behind the
    version has to stay: Windows is that of the host. A day in a tag counts as a number.
    """
    pairs = [("", ""), (r"-(?<build>\d{8})",) * 2]
    pairs += [(f"-{own}", f"-{later}") for own, later in _systems(catalog)]
    return [
        (f"^{numbers}{_PRERELEASE}{own}{_KEPT}$", f"^{numbers}{_PRERELEASE}{later}{_KEPT}$")
        for numbers in _NUMBERS
        for own, later in pairs
    ]


def _systems(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Expressions for what names a system of Linux, and for what may follow that.

    Where releases have numbers, those count. Code names are known, the newest first, and new ones
    come with new tables.
    """
    for family, traits in catalog.traits["families"].items():
        if traits["type"] != "linux":
            continue
        words = tuple(dict.fromkeys((family, *traits.get("prefixes", ()))))
        yield (_either(words),) * 2
        own = (one.name for one in catalog.systems.values() if one.family == family)
        named = [name for name in own if name.isalpha() and name not in words]
        for place, name in enumerate(named):
            yield f"{name}{_SLIM}", f"{_either(named[: place + 1])}{_SLIM}"
        if not named:
            yield (f"{_either(words)}{_NUMBERED}",) * 2


def _either(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, words))})"


def _package(path: str) -> str:
    """A repository as Renovate names it."""
    return path.removeprefix(f"{DOCKER_HUB}/")
