"""Which channel and which versions a version word asks for."""

from dotimg.catalog.model import Channel, Purpose, Tag
from dotimg.catalog.remembering import remembered
from dotimg.catalog.tables import Catalog
from dotimg.named_tuples import NamedTuple
from dotimg.names import tags, versions


class Target(NamedTuple):
    """The rows to look among, and which of them answer.

    `versions` are the product versions that answer, all where it is empty, but pre-releases only
    with `previews`; `band` is an SDK feature band (`8.0.4xx`); `fixed`
    tells that only a fixed tag will do; `asked` is the normal form of what was asked for.
    """

    asked: str
    channel: str
    framework: bool = False
    versions: frozenset[str] = frozenset()
    previews: bool = False
    band: str = ""
    fixed: bool = False
    why: tuple[str, ...] = ()

    def allows(self, tag: Tag) -> bool:
        """Whether a tag points to a version that answers."""
        if self.versions:
            version = versions.without_rebuild(tag.version)
            if version != self.asked and "-sdk-" in tag.name:  # 2.0.6-sdk-2.1.101
                return tags.parse(tag.name).second == self.asked
            return tag.version in self.versions or version in self.versions
        if not self.previews and versions.is_prerelease(tag.version):
            return False
        if not self.band:
            return True
        from dotimg.names.sdk_versions import feature_band

        return feature_band(versions.without_rebuild(tag.version)) == self.band


@remembered
def target(catalog: Catalog, word: str, purpose: Purpose, today: str) -> Target | str:
    """What a version word asks for, or the reason why nothing can answer.

    Raises:
        UsageError: The word is not a version.
    """
    asked = versions.parse(word)
    if asked.kind == "word":
        return _by_word(catalog, asked.text, today)
    if asked.kind in ("release", "sdk"):
        return _exact(catalog, asked, purpose)
    known = catalog.framework if asked.kind == "framework" else catalog.channels
    channel = _channel(known, asked)
    if not channel:
        return _unknown(asked, known)
    if asked.kind == "framework":
        return Target(asked.text, channel.name, framework=True)
    if asked.text.endswith("-preview") and not channel.preview:
        return f".NET {channel.name} was released {channel.released}; its previews are gone"
    if asked.kind == "band" and purpose == "build":
        why = f"{asked.text} has no floating tag: sdk:{channel.name} moves to the newest band"
        return Target(asked.text, channel.name, band=asked.text, fixed=True, why=(why,))
    return Target(asked.text, channel.name, previews=channel.preview)


def _channel(known: tuple[Channel, ...], asked: versions.VersionWord) -> Channel | None:
    """The channel asked for; for a major version alone its newest one: 3.1 for 3."""
    if asked.kind == "major":
        own = (channel for channel in known if channel.name.startswith(f"{asked.text}."))
        return next(own, None)
    return next((channel for channel in known if channel.name == asked.channel), None)


def _by_word(catalog: Catalog, word: str, today: str) -> Target | str:
    if word == "preview":
        unreleased = (one for one in catalog.channels if (one.released or "9999") > today)
        found = next((one for one in unreleased if _has_begun(catalog, one, today)), None)
        if not found:
            return f"no preview of .NET was published by {today}; use latest"
        why = f"{found.name} is the newest preview"
        if not found.preview:
            why = f"{found.name} was the newest preview on {today}"
        return Target(word, found.name, previews=found.preview, why=(why,))
    released = [
        channel
        for channel in catalog.channels
        if channel.released and channel.released <= today and word in ("latest", channel.kind)
    ]
    title = "" if word == "latest" else f"{word.upper()} "
    if not released:
        return f"no {title}channel of .NET was released by {today}"
    supported = [channel for channel in released if not channel.has_ended(today)]
    chosen = (supported or released)[0]
    return Target(word, chosen.name, why=(f"{chosen.name} is the newest {title}channel",))


def _has_begun(catalog: Catalog, channel: Channel, today: str) -> bool:
    """Whether the first preview of a channel was published by that day."""
    return any(release.day <= today for release in catalog.releases(channel.name))


def _exact(catalog: Catalog, asked: versions.VersionWord, purpose: Purpose) -> Target | str:
    """A release or an SDK: the runtime and the SDK that came together answer for each other."""
    plain = versions.without_rebuild(asked.text)
    as_runtime = asked.kind == "release" and next(
        (one for one in catalog.releases(asked.channel) if plain == one.runtime), None
    )
    as_sdk = None if as_runtime else catalog.release_of_sdk(plain)
    channel = catalog.channel(as_sdk[0] if as_sdk else asked.channel)
    if not channel:
        return _unknown(asked, catalog.channels)
    if asked.kind == "sdk" and not as_sdk and purpose == "run":
        return f"there is no SDK {plain}; the newest of {channel.name} is {channel.sdk}"
    found, why = {asked.text}, ""
    if as_runtime and purpose == "build":
        found.update(as_runtime.sdks)
        why = f"{plain} came with SDK {', '.join(as_runtime.sdks)}"
    elif as_sdk and as_sdk[1].runtime:
        found.add(as_sdk[1].runtime)
        why = f"SDK {plain} came with {as_sdk[1].runtime}"
    elif as_sdk and purpose == "run":
        return f"SDK {plain} brought no runtime of its own"
    return Target(
        asked=plain,
        channel=channel.name,
        versions=frozenset(found),
        previews=versions.is_prerelease(asked.text),
        fixed=True,
        why=(why,) if why else (),
    )


def _unknown(asked: versions.VersionWord, known: tuple[Channel, ...]) -> str:
    names = ", ".join(channel.name for channel in known)
    product = ".NET Framework" if asked.kind == "framework" else ".NET"
    return f"there is no image of {product} {asked.channel}; known are {names}"
