"""Which channel and which versions a version word asks for."""

from typing import NamedTuple

from dotimg import versions
from dotimg.catalog import Catalog
from dotimg.model import Channel


class Target(NamedTuple):
    """The rows to look among, and which of them answer.

    `versions` are the product versions that answer, all where it is empty, but pre-releases only
    with `previews`; `band` is the beginning of those of an SDK feature band (`8.0.4`); `fixed`
    tells that only a fixed tag will do.
    """

    channel: str
    framework: bool = False
    versions: frozenset[str] = frozenset()
    previews: bool = False
    band: str = ""
    fixed: bool = False
    why: tuple[str, ...] = ()

    def allows(self, version: str) -> bool:
        """Whether an image of this product version answers."""
        if self.versions:
            return version in self.versions or _without_rebuild(version) in self.versions
        if versions.is_prerelease(version) and not self.previews:
            return False
        return not self.band or _in_band(version, self.band)


def target(catalog: Catalog, word: str, purpose: str, today: str) -> Target | str:
    """What a version word asks for, or the reason why nothing can answer.

    Raises:
        UsageError: The word is no version.
    """
    asked = versions.parse(word)
    if asked.kind == "word":
        return _by_word(catalog, asked.text, today)
    if asked.kind == "sdk":
        return _by_sdk(catalog, asked, purpose)
    known = catalog.framework if asked.kind == "framework" else catalog.channels
    if asked.channel not in [channel.name for channel in known]:
        return _unknown(asked, known)
    if asked.kind == "framework":
        return Target(asked.channel, framework=True)
    if asked.kind == "release":
        return _by_release(catalog, asked, purpose)
    if asked.kind == "band" and purpose == "build":
        band = asked.text.removesuffix("xx")
        why = f"{asked.text} has no floating tag: sdk:{asked.channel} moves to the newest band"
        return Target(asked.channel, band=band, fixed=True, why=(why,))
    unreleased = [channel.name for channel in catalog.channels if not channel.released]
    return Target(asked.channel, previews=asked.channel in unreleased)


def _by_word(catalog: Catalog, word: str, today: str) -> Target | str:
    if word == "preview":
        found = [channel for channel in catalog.channels if channel.phase == "preview"]
        if not found:
            return f"no preview of .NET is listed; the newest is {catalog.channels[0].name}"
        why = f"{found[0].name} is the newest preview"
        return Target(found[0].name, previews=True, why=(why,))
    released = [
        channel
        for channel in catalog.channels
        if channel.released and channel.released <= today and word in ("latest", channel.kind)
    ]
    if not released:
        return f"no {word} channel of .NET was released by {today}"
    supported = [channel for channel in released if not channel.end or channel.end > today]
    chosen = (supported or released)[0]
    title = "channel" if word == "latest" else f"{word.upper()} channel"
    return Target(chosen.name, why=(f"{chosen.name} is the newest {title}",))


def _by_release(catalog: Catalog, asked: versions.Wanted, purpose: str) -> Target | str:
    if purpose != "build":
        return Target(asked.channel, versions=frozenset((asked.text,)), fixed=True)
    for release in catalog.releases(asked.channel):
        if asked.text in (release.runtime, release.version):
            why = f"{asked.text} came with SDK {', '.join(release.sdks)}"
            found = frozenset((*release.sdks, asked.text))
            return Target(asked.channel, versions=found, fixed=True, why=(why,))
    return _no_release(catalog, asked)


def _by_sdk(catalog: Catalog, asked: versions.Wanted, purpose: str) -> Target | str:
    found = catalog.release_of_sdk(asked.text)
    if found:
        channel, release = found
        why = f"SDK {asked.text} came with {release.runtime}"
        wanted = (release.runtime, asked.text) if purpose == "build" else (release.runtime,)
        return Target(channel, versions=frozenset(wanted), fixed=True, why=(why,))
    if not catalog.channel(asked.channel):
        return _unknown(asked, catalog.channels)
    return _no_release(catalog, asked)


def _no_release(catalog: Catalog, asked: versions.Wanted) -> str:
    channel = catalog.channel(asked.channel)
    newest = (channel.sdk if asked.kind == "sdk" else channel.runtime) if channel else ""
    what = "SDK" if asked.kind == "sdk" else ".NET"
    return f"there is no {what} {asked.text}; the newest of {asked.channel} is {newest}"


def _unknown(asked: versions.Wanted, known: tuple[Channel, ...]) -> str:
    names = ", ".join(channel.name for channel in known)
    product = ".NET Framework" if asked.kind == "framework" else ".NET"
    return f"there is no image of {product} {asked.channel}; known are {names}"


def _in_band(version: str, band: str) -> bool:
    """Whether `8.0.424` is of the band `8.0.4`, as `8.0.4` itself is not."""
    numbers = _without_rebuild(version)
    return numbers.startswith(band) and len(numbers) == len(band) + 2


def _without_rebuild(version: str) -> str:
    """`8.0.401` for the rebuild `8.0.401-1`."""
    numbers, _, label = version.partition("-")
    return numbers if label.isdigit() else version
