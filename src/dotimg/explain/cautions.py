"""Warnings about a move from one image to another."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dotimg.catalog.model import System
from dotimg.explain.model import Hosts
from dotimg.explain.subject import Subject
from dotimg.names.tags import DISTROLESS

if TYPE_CHECKING:
    from dotimg.catalog.traits import Traits

# .NET Framework 3.5 holds CLR 2, all later versions CLR 4:
# https://learn.microsoft.com/dotnet/framework/migration-guide/versions-and-dependencies
_LAST_OF_CLR_2 = "3.5"


def cautions(traits: "Traits", old: Subject, new: Subject) -> tuple[str, ...]:
    """What an app or its host may stumble over when `new` takes the place of `old`."""
    return (*edit_cautions(traits, old, new), *_lost_kind(old, new))


def edit_cautions(traits: "Traits", old: Subject, new: Subject) -> tuple[str, ...]:
    """The same for an edit of a file, which tells by itself whether Windows is meant."""
    return (
        *_other_clr(old, new),
        *_lost_hosts(traits, old, new),
        *_lost_traits(old, new),
        *_lost_tools(traits, old, new),
    )


def _other_clr(old: Subject, new: Subject) -> Iterator[str]:
    if old.channel == _LAST_OF_CLR_2 != new.channel:
        yield (
            f"{new.channel} runs on CLR 4: an app built for {old.channel} needs a new target, or "
            "supportedRuntime v4.0 in its configuration"
        )


def _lost_hosts(traits: "Traits", old: Subject, new: Subject) -> Iterator[str]:
    """The hosts made for the old image that do not run the new one, in isolation or not."""
    after = {title for one in hosts(traits, new.systems) for title in (*one.process, *one.hyper_v)}
    before = (title for one in hosts(traits, old.systems) for title in one.process)
    lost = [title for title in dict.fromkeys(before) if title not in after]
    if lost and after:
        yield f"{' and '.join(lost)} cannot run {new.tag.name}: move the host first"


def _lost_kind(old: Subject, new: Subject) -> Iterator[str]:
    """Since 8.0 a tag that names no system is of Linux alone."""
    if "windows" in old.system_types - new.system_types:
        yield f"{new.tag.name} holds no image for Windows: there the tag must name its release"


def _lost_traits(old: Subject, new: Subject) -> Iterator[str]:
    own = new.tag.architectures()
    lost = [name for name in old.tag.architectures() if name not in own]
    variants = set(new.tag.variants.split())
    if new.tag.distroless:
        variants.update(DISTROLESS)
    lost += [name for name in old.tag.variants.split() if name not in variants]
    if lost:
        yield f"{new.tag.name} has no {', no '.join(lost)}"


def _lost_tools(traits: "Traits", old: Subject, new: Subject) -> Iterator[str]:
    """What images of the old repository held besides, where the new one is another."""
    lost = traits["lost_tools"].get(old.path)
    if lost and new.path != old.path:
        yield f"{new.tag.name} has no {', no '.join(lost)}, which images of {old.path} had"


def hosts(traits: "Traits", systems: tuple[System, ...]) -> tuple[Hosts, ...]:
    """The hosts of each release of Windows among some releases."""
    windows = [system.name for system in systems if system.type == "windows"]
    return tuple(filter(None, [_hosts_of(traits, release) for release in windows]))


def _hosts_of(traits: "Traits", release: str) -> Hosts | None:
    known = traits["windows_hosts"]["builds"]
    name = release.partition("-")[2]
    build = next((one["build"] for one in known if name in one["releases"]), None)
    if build is None:
        return None
    since = traits["windows_hosts"]["compatible_since"]
    newer = [one for one in known if one["build"] >= build]
    process = [one["title"] for one in newer if one["build"] == build or build >= since]
    hyper_v = [one["title"] for one in newer if one["title"] not in process]
    return Hosts(release, build, tuple(process), tuple(hyper_v))
