"""Channels and releases from `releases.json`, those of .NET Framework from `os-lifecycle.json`."""

from collections.abc import Iterable

from dotimg.catalog.details import Release
from dotimg.catalog.model import Channel, Tag
from dotimg.feeds.history import Key, Tags
from dotimg.feeds.rows import FeedRow
from dotimg.names import tags as grammar
from dotimg.names import versions

_PRODUCT, _FRAMEWORK_PRODUCT = "dotnet", "dotnetfx"


def read(file: FeedRow, tags: Tags, repositories: tuple[str, str]) -> dict[str, list[Release]]:
    """The releases of each channel, the newest first.

    The publisher's release notes lag behind the images: a patch that has an image but no note yet
    is added, on the day its image was first seen, with its CVEs unknown (None).

    Args:
        file: `releases.json`.
        tags: All tags.
        repositories: The paths of the runtime and the SDK repository.
    """
    exact: dict[Key, list[Tag]] = {}
    for (path, name), tag in tags.items():
        if path in repositories and name == tag.version and tag.published:
            exact.setdefault((path, versions.channel(name)), []).append(tag)
    found = {}
    for row in file.some("channels"):
        name = row.version("channel-version")
        noted = [_release(release, name) for release in row.rows("releases")]
        images, sdks = (exact.get((path, name), []) for path in repositories)
        found[name] = [*_unnoted(noted, images, sdks), *noted]
    return found


def channels(
    file: FeedRow, lifecycle: FeedRow, releases: dict[str, list[Release]]
) -> list[Channel]:
    """The channels of .NET, the newest first.

    The day of general availability is the earlier one of release notes and `os-lifecycle.json`:
    the notes date 9.0.0 on the day of a later SDK.
    """
    available = {
        name: cycle.optional_day("release") for name, cycle in _cycles(lifecycle, _PRODUCT).items()
    }
    found = []
    for row in file.some("channels"):
        name = row.version("channel-version")
        own = releases[name]
        if not any(release.runtime for release in own):
            row.refuse("the channel has no release")
        days = [release.day for release in own if not versions.is_prerelease(release.version)]
        other = available.get(name) or available.get(name.removesuffix(".0"))
        found.append(
            Channel(
                name=name,
                product=row.text("product"),
                kind=row.text("release-type"),
                phase=row.text("support-phase"),
                released=min([*days, other or days[0]]) if days else None,
                end=row.optional_day("eol-date"),
                runtime=next(release.runtime for release in own if release.runtime),
                sdk=next((release.sdks[0] for release in own if release.sdks), ""),
            )
        )
    return sorted(found, key=lambda channel: versions.order(channel.name), reverse=True)


def framework_channels(lifecycle: FeedRow, used: Iterable[str]) -> list[Channel]:
    """The versions of .NET Framework that ever had an image, the newest first."""
    cycles = _cycles(lifecycle, _FRAMEWORK_PRODUCT)
    found = []
    for name in sorted(set(used), key=versions.order, reverse=True):
        cycle = cycles.get(name)
        found.append(
            Channel(
                name=name,
                product=".NET Framework",
                kind="",
                phase="",
                released=cycle.optional_day("release") if cycle else None,
                end=cycle.optional_day("eol") if cycle else None,
                runtime=name,
                sdk="",
            )
        )
    return found


def _cycles(lifecycle: FeedRow, name: str) -> dict[str, FeedRow]:
    return {
        cycle.text("cycle").removesuffix("-sp1"): cycle
        for product in lifecycle.some("products")
        if product.text("product") == name
        for cycle in product.rows("cycles")
    }


def _release(row: FeedRow, channel: str) -> Release:
    version = row.text("release-version")
    runtime = row.optional_version("runtime")  # some early releases were of the SDK alone
    if runtime and versions.channel(runtime) != channel:
        row.refuse(f"the runtime {runtime} belongs to channel {channel}")
    return Release(
        version=version,
        day=row.day("release-date"),
        runtime=versions.short(runtime),
        sdks=tuple(versions.short(sdk) for sdk in row.versions("sdks")),
        cves=tuple(sorted(cve.strip() for cve in row.texts("cve-list"))),
    )


def _unnoted(noted: list[Release], images: list[Tag], sdks: list[Tag]) -> list[Release]:
    """The patches newer than all noted ones, the newest first, as images tell them.

    An SDK belongs to the newest runtime that was there when it came; one that came before them all
    is a release of its own, if it is newer than all noted ones and no mere rebuild.
    """
    known = [versions.order(release.runtime) for release in noted if release.runtime]
    newest = max(known, default=None)
    new = [tag for tag in images if newest is None or versions.order(tag.version) > newest]
    found = [
        Release(tag.version, tag.first_seen, tag.version, (), None)
        for tag in sorted(new, key=lambda tag: versions.order(tag.version))
    ]
    alone = []
    known_sdks = [versions.order(sdk) for release in noted for sdk in release.sdks]
    newest_sdk = max(known_sdks, default=None)
    for sdk in sorted(sdks, key=lambda tag: versions.order(tag.version)):
        at = max(
            (n for n, release in enumerate(found) if release.day <= sdk.first_seen), default=-1
        )
        if at >= 0:
            found[at] = found[at]._replace(sdks=(sdk.version, *found[at].sdks))
        elif newest_sdk is None or grammar.parse(sdk.name).rebuild:
            continue
        elif versions.order(sdk.version) > newest_sdk:
            alone.append(Release(sdk.version, sdk.first_seen, "", (sdk.version,), None))
    return [*found[::-1], *alone[::-1]]
