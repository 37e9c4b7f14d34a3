"""The differences between two official images, from the tables."""

from collections.abc import Iterator
from datetime import date

from dotimg.catalog.details import Release
from dotimg.catalog.tables import Catalog
from dotimg.errors import NoMatchError
from dotimg.explain import Explainer
from dotimg.explain.model import Changes, Explanation, Fact
from dotimg.names import versions
from dotimg.names.tags import DISTROLESS

_NEW_DEFAULTS = [8, 0]  # port 8080 came with .NET 8.0, see docs/upgrade.md
_MEGA = 1e6


def changes(catalog: Catalog, explainer: Explainer, old: str, new: str) -> Changes:
    """What differs between two images.

    Raises:
        NoMatchError: One was never published.
        UsageError: One is not a reference.
    """
    before, after = (_published(explainer, text) for text in (old, new))
    return between(catalog, explainer.records.today, before, after)


def between(catalog: Catalog, today: str, before: Explanation, after: Explanation) -> Changes:
    """What differs between two images that were published, as of a day."""
    old_day, new_day = (_released(catalog, one) for one in (before, after))
    days = None
    if old_day and new_day:
        days = (date.fromisoformat(new_day) - date.fromisoformat(old_day)).days
    lacking = {one.id for one in after.remedy.fixed_cves}
    lacked = {one.id for one in before.remedy.fixed_cves}
    return Changes(
        old=before,
        new=after,
        days=days,
        patches=tuple(_patches(catalog, before, after)),
        fixed=tuple(one for one in before.remedy.fixed_cves if one.id not in lacking),
        lost=tuple(one for one in after.remedy.fixed_cves if one.id not in lacked),
        counted=before.remedy.counted and after.remedy.counted,
        uncounted="; ".join(_uncounted(before, after, today)),
        same_layers=_same_layers(catalog, before, after),
        facts=tuple(_facts(before, after)),
    )


def _uncounted(before: Explanation, after: Explanation, today: str) -> Iterator[str]:
    """Which CVEs are not among those that are told, and why."""
    yield from dict.fromkeys(filter(None, (before.remedy.uncounted, after.remedy.uncounted)))
    channel = before.inside.channel
    if channel and channel != after.inside.channel and channel.has_ended(today):
        name = f"{channel.product} {channel.name}"
        yield f"CVEs found since support of {name} ended are not published for it"


def _published(explainer: Explainer, text: str) -> Explanation:
    found = explainer.explain(text)
    if not found.published:
        raise NoMatchError(f"{found.name.reference or text}: {found.sentence}")
    return found


def _released(catalog: Catalog, found: Explanation) -> str | None:
    """The day on which the version in an image was released."""
    return next((one.day for one in _releases(catalog, found) if _brought(one, found)), None)


def _patches(catalog: Catalog, before: Explanation, after: Explanation) -> Iterator[Release]:
    """The patches after the old version up to the new one, where both are of one channel."""
    if before.inside.channel != after.inside.channel:
        return
    releases = _releases(catalog, after)
    first = next((at for at, one in enumerate(releases) if _brought(one, after)), None)
    last = next((at for at, one in enumerate(releases) if _brought(one, before)), None)
    if first is not None and last is not None:
        yield from releases[first:last]


def _releases(catalog: Catalog, found: Explanation) -> list[Release]:
    channel = found.inside.channel
    return catalog.releases(channel.name) if channel else []


def _brought(release: Release, found: Explanation) -> bool:
    version = versions.short(versions.without_rebuild(found.inside.version or "0"))
    return version in (release.runtime, *release.sdks)


def _facts(before: Explanation, after: Explanation) -> Iterator[Fact]:
    """What is told of both, and differs or not."""
    yield Fact("version", before.inside.version, after.inside.version)
    yield Fact("system", _systems(before), _systems(after))
    yield Fact("variants", *(" ".join(one.inside.variants) or "none" for one in (before, after)))
    yield Fact("architectures", *(" ".join(one.inside.architectures) for one in (before, after)))
    yield Fact("user", _user(before), _user(after))
    yield Fact("port", _port(before), _port(after))
    yield Fact("ICU", *("yes" if one.inside.icu else "no" for one in (before, after)))
    yield Fact("size", _size(before), _size(after))
    yield Fact("support", before.support.reason, after.support.reason)


def _same_layers(catalog: Catalog, before: Explanation, after: Explanation) -> bool | None:
    """Whether the images of all platforms that both have are of the same layers; None if unknown.

    The tables hold one mark for all layers of an image, so they do not tell how many of others
    are shared.
    """
    old, new = (
        {
            (one.os, one.architecture, one.release if one.os == "windows" else ""): one.digest
            for one in found.inside.platforms
        }
        for found in (before, after)
    )
    pairs = [(old[one] or "", new[one] or "") for one in new if one in old]
    told = [a == b or catalog.has_same_layers(a, b) for a, b in pairs if a and b]
    return None if not told or None in told else all(told)


def _systems(found: Explanation) -> str:
    return ", ".join(system.title for system in found.inside.systems)


def _user(found: Explanation) -> str:
    """Whom an image of Linux runs as; empty for others, and where that is not told."""
    if not found.inside.channel or {one.type for one in found.inside.systems} != {"linux"}:
        return ""
    return "app" if set(found.inside.variants) & {*DISTROLESS} else "root"


def _port(found: Explanation) -> str:
    """The port on which ASP.NET Core listens in its images; empty for others."""
    channel = found.inside.channel
    if not channel or not (found.name.repository or "").endswith("/aspnet"):
        return ""
    return "8080" if versions.age(channel.name) >= _NEW_DEFAULTS else "80"


def _size(found: Explanation) -> str:
    """The compressed size for linux/amd64, empty where it is not known."""
    for part in found.inside.platforms:
        if (part.os, part.architecture) == ("linux", "amd64") and part.size:
            return f"{part.size / _MEGA:.1f} MB"
    return ""
