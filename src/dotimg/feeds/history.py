"""All tags ever published, from `tags-history.jsonl.gz`, with known mistakes corrected."""

from collections.abc import Collection, Iterable

from dotimg.catalog.model import Tag, platform_text
from dotimg.catalog.traits import Traits
from dotimg.errors import quoted
from dotimg.feeds.rows import FeedRow, json_lines
from dotimg.feeds.systems import Systems
from dotimg.names import platforms, tags, versions

Key = tuple[str, str]
Tags = dict[Key, Tag]

ERAS = ("docker-hub", "mcr-core", "mcr-dotnet", "mcr-framework")
_EVIDENCE = ("image-info", "manifest", "syndication", "readme", "manifest-only", "pending")
_CERTAIN = "image-info"
_OS_TYPES = ("linux", "windows")
_PLATFORM_PARTS = 3


def read(folder: str, systems: Systems, traits: Traits) -> tuple[Tags, str]:
    """All tags by repository and name, and the last day that the history covers.

    Raises:
        InputError: A row is damaged, is set twice, or contradicts itself.
    """
    found: Tags = {}
    as_of = ""
    for row in json_lines(folder, "tags-history.jsonl.gz"):
        key = row.word("repository"), row.tag("tag")
        if key in found:
            row.refuse(f"{key[0]}:{key[1]} is listed twice")
        found[key] = tag_of(row, systems, traits, _EVIDENCE)
        as_of = max(as_of, _covered(row))
    return {key: repaired(key, tag, found) for key, tag in found.items()}, as_of


def repaired(key: Key, tag: Tag, all_tags: Tags) -> Tag:
    """The tag with the version that its own name states, where upstream states another.

    Known are rebuilds (`8.0.401-1` stated as 8.0.401) and `runtime-deps:5.0` on buster-slim, which
    upstream states as 3.1.x because the two shared an image.
    """
    name = tags.parse(tag.name)
    if name.fixed and not name.stamp and not tag.kind:
        return tag._replace(version="-".join(filter(None, (name.version, name.rebuild))))
    stated, named = versions.channel(tag.version), versions.channel(name.version)
    if "." not in name.version or stated == named or name.second or not tag.version:
        return tag
    siblings = [
        fixed.version and tags.parse(other).version
        for (repository, other), fixed in all_tags.items()
        if repository == key[0]
        and other.startswith(name.version + ".")
        and fixed.platforms == tag.platforms
        and fixed.first_seen <= (tag.last_seen or fixed.first_seen)
    ]
    return tag._replace(version=max(siblings, key=versions.order, default=tag.version))


def variant_text(names: Iterable[str], upstream_releases: Iterable[str]) -> str:
    """The variants that names of tags or of systems (`noble-chiseled`) tell."""
    words = {word for release in upstream_releases for word in release.split("-")}
    words.update(word for name in names for word in tags.parse(name).variants)
    return " ".join(word for word in tags.VARIANTS if word in words)


def lifetime(row: FeedRow) -> tuple[str, str | None, str | None]:
    """The days first seen, last seen and delisted; the last two are None while it is listed."""
    first, last = row.day("first_seen"), row.optional_day("last_seen")
    if not row.has("delisted"):
        if last:
            row.refuse("has a last_seen day but is not delisted")
        return first, None, None
    delisted = row.day("delisted")
    if not last or not first <= last <= delisted:
        row.refuse("first_seen, last_seen and delisted are not in this order")
    return first, last, delisted


def tag_of(row: FeedRow, systems: Systems, traits: Traits, known: Collection[str]) -> Tag:
    """The tag of one row, whose evidence must be one of those that are known.

    Raises:
        InputError: The row is damaged, or contradicts itself.
    """
    name = tags.parse(row.text("tag"))
    row.one_of("era", ERAS)
    evidence = row.one_of("evidence", known)
    first, last, retired = lifetime(row)
    offered = platform_text(_platforms(row, name, systems))
    release = offered.partition(":")[0]
    return Tag(
        name=row.text("tag"),
        version=row.optional_version("product_version"),
        platforms=offered,
        variants=variant_text([row.text("tag")], row.words("os_versions")),
        first_seen=first,
        last_seen=last,
        retired=retired,
        multi_platform=row.flag("shared"),
        documented=row.optional_flag("documented"),
        evidence="" if evidence == _CERTAIN else evidence,
        kind=kind_of(name, row.text("repository"), systems.known[release].type, traits),
    )


def kind_of(name: tags.TagName, path: str, os_type: str, traits: Traits) -> str:
    """Which repository a tag is of, where its path held images of several."""
    unnamed = traits["unnamed_kind"].get(path, {}).get(os_type, "")
    folder, slash, _ = unnamed.rpartition("/")
    return folder + slash + name.kind if unnamed and name.kind else unnamed


def architecture(row: FeedRow, word: str) -> str:
    """Our name of an architecture."""
    name = platforms.architecture(word)
    if not name:
        row.refuse(f"the architecture {quoted(word)} is unknown")
    return name


def stated_platforms(row: FeedRow, systems: Systems) -> list[tuple[str, str]]:
    """The pairs of release and architecture that an index is said to have."""
    found = []
    for text in row.words("platforms"):
        parts = text.split("/")
        if len(parts) != _PLATFORM_PARTS:
            row.refuse(f"the platform {text} is not os/architecture/release")
        found.append((systems.release(parts[2], parts[0]), architecture(row, parts[1])))
    return found


def _platforms(row: FeedRow, name: tags.TagName, systems: Systems) -> list[tuple[str, str]]:
    """The pairs of release and architecture that a tag offers."""
    if stated := stated_platforms(row, systems):
        return stated
    if not row.texts("architectures"):
        row.refuse("architectures are missing")
    os_type = (row.texts("os") or ["linux"])[0]
    if os_type not in _OS_TYPES:
        row.misfit_item("os", f"systems ({', '.join(_OS_TYPES)})", os_type)
    # Where upstream names no release, the tag does (docker.io/microsoft/dotnet-samples).
    releases = row.words("os_versions") or [name.system]
    return [
        (systems.release(release, os_type), architecture(row, word))
        for release in releases
        for word in row.texts("architectures")
    ]


def _covered(row: FeedRow) -> str:
    """The last day for which image info tells of this tag, empty where it never did."""
    return max(row.row("sources").days("image_info"), default="")
