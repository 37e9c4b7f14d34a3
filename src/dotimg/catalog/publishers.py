"""Images of other publishers that contain .NET, and the channel in their names.

`publishers.json` defines how each family of images names its channel; the traits contain the other
facts.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from dotimg.named_tuples import NamedTuple

if TYPE_CHECKING:
    from dotimg.catalog.traits import PublisherTraits

_ALONE = 5  # from .NET 5 on a number without a minor is a channel; 3 alone is 3.0 or 3.1
# Groups of a pattern that may differ between two tags of one form, and those that may be missing.
_FREE = ("image", "channel", "major", "minor", "os")
_DROPPED = ("build", "slim")
_SEPARATORS = ".-"
_TEXTS = ("note", "offer", "left", "only", "to")


class NamedChannel(NamedTuple):
    """The channel that a name tells, empty where it tells none.

    `version` is what it was read from: the channel, or the version of a product that brings it.
    """

    channel: str = ""
    version: str = ""


class ImageFamily(NamedTuple):
    """Images of one publisher that name their channel in one way.

    `reads` tells where: in the tag, in the repository, or empty for nowhere; each of `patterns` has
    the channel that it stands for, empty where its groups tell it; `majors` are the channels of
    numbers without a minor, where they are not the usual ones; `channels` are those that there can
    be; `products` are the channels by version of a product, or of that and of a system, where the
    name tells a product's version; `ends` are the publisher's own last days, ISO dates, by
    `NamedChannel.version`.
    """

    publisher: str
    traits: "PublisherTraits"
    reads: Literal["tag", "repository", ""]
    patterns: tuple[tuple[re.Pattern[str], str], ...]
    majors: Mapping[str, str]
    channels: frozenset[str]
    products: Mapping[str, str | Mapping[str, str]]
    ends: Mapping[str, str]

    def named(self, path: str, tag: str) -> NamedChannel:
        """The channel that the name of an image tells, one of .NET's.

        Args:
            path: The repository with its registry.
            tag: The tag, empty where there is none.
        """
        text = tag if self.reads == "tag" else path
        for pattern, channel in self.patterns:
            if match := pattern.search(text):
                named = NamedChannel(channel, channel) if channel else _read(self, match)
                return named if named.channel in self.channels else NamedChannel()
        return NamedChannel()

    def form(self, tag: str) -> str:
        """What two tags have in common that differ in channel, system and build alone."""
        match = self.patterns[0][0].search(tag) if self.reads == "tag" and self.patterns else None
        if not match:
            return tag
        spans = sorted((*match.span(group), group) for group, text in match.groupdict().items())
        parts, end = [], 0
        for start, stop, group in spans:
            if start < 0 or group not in (*_FREE, *_DROPPED):
                continue
            before = tag[end:start]
            dropped = group in _DROPPED
            parts.append(before.rstrip(_SEPARATORS) if dropped else f"{before}{{{group}}}")
            end = stop
        return "".join((*parts, tag[end:]))


class Publishers:
    """The families of images, found by their repositories; each is made when it is first asked for.

    Args:
        table: What `publishers.json` holds.
        traits: What is known of each family beside it; one without is left out.
        channels: The channels of .NET that there are.

    Raises:
        ValueError, LookupError, TypeError, AttributeError: The table is garbled.
    """

    def __init__(
        self,
        table: Mapping[str, Any],
        traits: Mapping[str, "PublisherTraits"],
        channels: Collection[str],
    ) -> None:
        self._rows = {name: row for name, row in table["families"].items() if name in traits}
        self._traits = traits
        self._channels = frozenset(channels)
        self._names: dict[str, str] = {}
        self._patterns: dict[str, list[tuple[str, str]]] = {}
        for name, row in self._rows.items():
            self._names.update(dict.fromkeys(_texts(row["names"]), name))
            for registry, pattern in row["paths"]:
                self._patterns.setdefault(registry, []).append((pattern, name))
        self._families: dict[str, ImageFamily] = {}
        self._found: dict[str, str | None] = {}

    def family(self, path: str) -> ImageFamily | None:
        """The family of a repository, given with its registry; None for one of nobody's here.

        Raises:
            ValueError, LookupError, TypeError, AttributeError: Its row is garbled.
        """
        if path not in self._found:
            self._found[path] = self._names.get(path) or self._matching(path)
        name = self._found[path]
        return self._family(name) if name else None

    def names(self) -> tuple[str, ...]:
        """The repositories, with their registry, and the patterns of others."""
        patterns = (pattern for rows in self._patterns.values() for pattern, _ in rows)
        return (*self._names, *patterns)

    def verify(self) -> None:
        """Make every family; refuses as `family` does."""
        for name in self._rows:
            self._family(name)
        for pattern, _ in (one for patterns in self._patterns.values() for one in patterns):
            _compiled(pattern)

    def _matching(self, path: str) -> str | None:
        registry, _, repository = path.partition("/")
        patterns = self._patterns.get(registry, ())
        return next((name for one, name in patterns if _compiled(one).fullmatch(repository)), None)

    def _family(self, name: str) -> ImageFamily:
        if name not in self._families:
            made = family(self._rows[name], self._traits[name], self._channels)
            self._families[name] = made
        return self._families[name]


def _read(family: ImageFamily, match: re.Match[str]) -> NamedChannel:
    groups = match.groupdict()
    if family.products:
        version = groups["version"]
        found = family.products.get(version, "")
        if not isinstance(found, str):
            found = found.get(groups.get("os") or "", "")
        return NamedChannel(found, version)
    major, dot, minor = (groups.get("channel") or groups.get("major") or "").partition(".")
    minor = minor or groups.get("minor") or ""
    if dot or minor:
        channel = f"{major}.{minor}"
    elif family.majors:
        channel = family.majors.get(major, "")
    else:
        channel = f"{major}.0" if major.isdigit() and int(major) >= _ALONE else ""
    return NamedChannel(channel, channel)


def family(
    row: Mapping[str, Any], traits: "PublisherTraits", channels: frozenset[str]
) -> ImageFamily:
    """The family that a row of the table tells of, where .NET has some channels.

    Raises:
        ValueError, LookupError, TypeError, AttributeError: The row or its traits are garbled.
    """
    _texts((traits["title"], *(traits.get(name, "") for name in _TEXTS)))
    _texts(traits.get("holds", {}).values())
    _texts(traits.get("mind", {}).values())
    _texts(tag for tags in traits.get("tags", {}).values() for tag in tags)
    products: dict[str, str | dict[str, str]] = {}
    for version, channel in row["products"].items():
        products[version] = channel if isinstance(channel, str) else _pairs(channel)
    found = ImageFamily(
        publisher=row["publisher"],
        traits=traits,
        reads=row["reads"],
        patterns=tuple((_compiled(pattern), channel) for pattern, channel in row["patterns"]),
        majors=_pairs(row["majors"]),
        channels=channels.intersection(_texts(row["channels"]) or channels),
        products=products,
        ends=_pairs(row["ends"]),
    )
    _texts((found.publisher, found.reads, *(channel for _, channel in found.patterns)))
    wanted = {"version"} if products else {"channel", "major"}
    if any(
        not channel and not wanted & {*pattern.groupindex} for pattern, channel in found.patterns
    ):
        raise ValueError("a pattern that tells no channel")
    return found


def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern, re.ASCII)
    except re.error as error:
        raise ValueError(str(error)) from error


def _pairs(found: Mapping[str, Any]) -> dict[str, str]:
    _texts(found.values())
    return dict(found)


def _texts(found: Iterable[Any]) -> list[str]:
    texts = list(found)
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("what should be text")
    return texts
