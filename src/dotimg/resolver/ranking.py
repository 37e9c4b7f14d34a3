"""The best of several images that fit a request."""

from collections.abc import Callable, Sequence

from dotimg.catalog.model import Tag
from dotimg.catalog.remembering import remembered
from dotimg.catalog.tables import Catalog
from dotimg.names import tags
from dotimg.resolver.need import Need, has_icu

Preferred = tuple[list[str], set[str | None], dict[str, int]]
Rank = tuple[bool, bool, bool, int, int, int, int, int, bool, int, str]


def best(catalog: Catalog, need: Need, home: str, found: list[Tag]) -> Tag:
    """The best of some tags of one repository, all listed or all retired, newest version first."""
    if len(found) == 1:
        return found[0]
    rank = _rank(catalog, need, home, found)
    return min(found, key=lambda tag: rank(tag, chosen_release(need, tag)))


def ranked(catalog: Catalog, need: Need, home: str, found: list[Tag]) -> list[tuple[Tag, str]]:
    """Such tags with their releases, in order of preference whatever architecture is wanted.

    Each stands there with every release that will do; the one counts that is its `chosen_release`.
    """
    pairs = [(tag, release) for tag in found for release in _releases(need, tag)]
    if len(pairs) > 1:
        rank = _rank(catalog, need, home, found)
        pairs.sort(key=lambda pair: rank(*pair))
    return pairs


def _rank(catalog: Catalog, need: Need, home: str, found: list[Tag]) -> Callable[[Tag, str], Rank]:
    """What orders tags, each with the release for which it answers."""
    newest = list(dict.fromkeys(tag.version for tag in found))
    families, defaults, age = _preferred(catalog, home, need.target.channel)

    def rank(tag: Tag, release: str) -> Rank:
        own = catalog.systems[release].family
        return (
            need.aot and not tag.distroless,
            need.aot and not has_icu(catalog, need.repository, tag),
            not _is_plain(need, tag),
            families.index(own) if own in families else len(families),
            _lifetime(tag),
            newest.index(tag.version),
            len(tag.variants.split()),
            # What the publisher makes a family's default, else what it released last.
            -1 if release in defaults else age[release],
            bool(tags.parse(tag.name).architecture) != need.single_arch,
            _form(need, tag, release),
            tag.name,
        )

    return rank


@remembered
def _preferred(catalog: Catalog, home: str, channel: str) -> Preferred:
    """The families, the best first, the default release of each, and all in order of age."""
    default = default_release(catalog, home, channel)
    families = _families(catalog, default)
    defaults = {default, *_family_defaults(catalog, home, channel)}
    return families, defaults, {name: number for number, name in enumerate(catalog.systems)}


def chosen_release(need: Need, tag: Tag) -> str:
    """The release for which a tag answers, of those that it offers."""
    releases = _releases(need, tag)
    if len(releases) == 1 or not need.architectures:
        return releases[0]
    wanted = set(need.architectures)
    fitting = (name for name in releases if wanted.issubset(tag.architectures(name)))
    return next(fitting, releases[0])


def _releases(need: Need, tag: Tag) -> Sequence[str]:
    """The releases that a tag offers of those that will do, the preferred first."""
    own = tag.releases
    return own if len(own) == 1 else [one for one in need.system.releases if one in own]


@remembered
def default_release(catalog: Catalog, home: str, channel: str) -> str | None:
    """The Linux release behind the tag that is only a version: `noble` for `aspnet:10.0`."""
    for tag in catalog.listed(home, channel) or catalog.retired(home, channel):
        name = tags.parse(tag.name)
        if name.version in (channel, f"{channel}-preview") and _is_bare(name):
            linux = (own for own in tag.releases if catalog.systems[own].type == "linux")
            return next(linux, None)
    return None


def _family_defaults(catalog: Catalog, home: str, channel: str) -> list[str]:
    """The releases behind the tags that name a family: `alpine3.24` for `aspnet:10.0-alpine`."""
    families = catalog.traits["families"].keys()
    return [
        tag.releases[0]
        for tag in catalog.listed(home, channel)
        # Taking apart all names would take longer than everything else.
        if not families.isdisjoint(tag.name.split("-")) and tags.parse(tag.name).system in families
    ]


def _families(catalog: Catalog, default: str | None) -> list[str]:
    """The families in the order of preference, that of the default release first."""
    first = [catalog.systems[default].family] if default else []
    return [*first, *(family for family in catalog.traits["families"] if family not in first)]


def _lifetime(tag: Tag) -> int:
    """A sort key: of retired tags the one that was updated longest comes first."""
    return -int(tag.retired.replace("-", "")) if tag.retired else 0


def _is_bare(name: tags.TagName) -> bool:
    return not (name.system or name.variants or name.architecture or name.label)


def _is_plain(need: Need, tag: Tag) -> bool:
    """Whether a tag leaves the system to the publisher, as the request does."""
    left_open = need.system.kind in ("any", "type")
    return left_open and not tag.variants and not tags.parse(tag.name).system


def _form(need: Need, tag: Tag, release: str) -> int:
    """How well the name fits what was asked: no system, the family or the release in it.

    Who names a system wants to read it in the tag; a variant stands behind a release.
    """
    system = tags.parse(tag.name).system
    if not system:
        form = "none"
    elif system.removesuffix("-slim") == release:
        form = "release"
    else:
        form = "family"
    if need.system.kind == "family":
        return ("family", "release", "none").index(form)
    return ("release", "family", "none").index(form)
