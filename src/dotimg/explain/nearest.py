"""The nearest tags to one that never existed."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product
from typing import Any

from dotimg.catalog.model import SupportStatus
from dotimg.catalog.tables import Catalog
from dotimg.explain.records import Records, Section
from dotimg.explain.subject import Subject
from dotimg.explain.verdict import Verdicts
from dotimg.names import tags, versions
from dotimg.names.tags import TagName
from dotimg.resolver import system
from dotimg.resolver.newer import newer_system
from dotimg.resolver.ranking import default_release

_MOST = 3
# What is given up, the wish that people give up first at the front.
_CHANGES = (
    ("version",),
    ("system",),
    ("variants",),
    ("architecture",),
    ("version", "system"),
    ("variants", "architecture"),
    ("system", "variants"),
    ("version", "variants", "architecture"),
    ("version", "system", "variants", "architecture"),
)


def nearest(
    records: Records, verdicts: Verdicts, path: str, name: TagName
) -> dict[str, SupportStatus]:
    """The published tags that differ least, as references, with their support.

    The same tag in another home of the repository is the nearest. What is not supported any more
    leads to what takes its place, and stands, once at most, behind what is supported.
    """
    repository = records.catalog.meant(path, name)
    own = repository.name.rpartition("/")[2]
    other = own if repository.product == ".NET Framework" else f"framework/{own}"
    of_other = records.catalog.repositories.get(other, repository)
    homes = dict.fromkeys((path, *repository.paths))
    found: list[Subject] = []
    for home in (*homes, of_other.path):
        found += _same(records, home, name, own)
    channel = _channel(records, tuple(homes), name)
    for home in homes if channel and not found else ():
        found += _alike(records, home, channel, name)
    over = [subject for subject in found if subject.support.over]
    alive = [subject for subject in found if not subject.support.over]
    if over and (not alive or found[0] is over[0]):
        better = verdicts.of(over[0]).replacement
        alive += [better] if better else []
    if not alive:
        alive += _newest(records, repository.path, name)
    kept = over[:1] if found[:1] == over[:1] else []
    shown = [*alive[: _MOST - len(kept)], *kept]
    return {f"{one.path}:{one.tag.name}": one.support.status for one in shown}


def _same(records: Records, path: str, name: TagName, repository: str) -> Iterator[Subject]:
    """The tag under the same name, and as one repository called it that held all kinds."""
    for word in (name, name._replace(kind_word=tags.KIND_WORDS.get(repository, ""))):
        subject = records.find(path, str(word).lower())
        own = subject and subject.repository.name.rpartition("/")[2]
        if subject and subject.tag.published and own == repository:
            yield subject
            return


def _alike(records: Records, path: str, channel: str, name: TagName) -> Iterator[Subject]:
    """The tags of a channel in one home that differ least."""
    section = records.section(path, channel)
    default = default_release(records.catalog, path, channel)
    corrected = _corrected(records.catalog, section, str(name).lower())
    name = _with_system(records, tags.parse(corrected))
    wishes: dict[str, list[Any]] = {
        "version": list(_versions(records, section, channel, name)),
        "system": list(_systems(records.catalog, section, default, name)),
        "variants": list(_fewer(name.variants)),
        "architecture": [""] if name.architecture else [],
    }
    plain = name._replace(rebuild="", label="", second="")
    names = {corrected: None} if corrected in section else {}
    for fields in _CHANGES:
        values = product(*(wishes[field] for field in fields))
        tried = (str(plain._replace(**dict(zip(fields, one, strict=True)))) for one in values)
        best = _first_listed(section, tried)
        if best:
            names[best] = None
    for found in names:
        subject = records.find(path, found)
        if subject:
            yield subject


def _newest(records: Records, path: str, name: TagName) -> Iterator[Subject]:
    """What is listed in the newest channel released, of the same system if there is some."""
    unreleased = {one.name for one in records.catalog.channels if one.preview}
    channels = sorted(records.catalog.channels_of(path), key=versions.age, reverse=True)
    for channel in channels:
        listed = [tag.name for tag in records.catalog.listed(path, channel) if tag.published]
        if listed and channel not in unreleased:
            alike = list(_alike(records, path, channel, name._replace(version=channel, rebuild="")))
            first = records.find(path, listed[0])
            yield from alike or ([first] if first else [])
            return


def _channel(records: Records, homes: tuple[str, ...], name: TagName) -> str:
    """The channel of the tag, else the newest of its major version; empty where there is none."""
    numbers = name.version.partition("-")[0]
    known = {channel for home in homes for channel in records.catalog.channels_of(home)}
    for channel in (numbers, versions.channel(numbers)):
        if channel in known:
            return channel
    major = numbers.partition(".")[0]
    same = [channel for channel in known if channel and channel.partition(".")[0] == major]
    return max(same, key=versions.age, default="")


def _with_system(records: Records, name: TagName) -> TagName:
    """The name with the number of a system read as one: `10.0-24.04`."""
    if name.system or not name.second or not system.meaning(records.catalog, name.second):
        return name
    return name._replace(system=name.second, second="", order=())


def _first_listed(section: Section, names: Iterable[str]) -> str:
    """The first name that is listed, else the first that ever was; empty where none was."""
    retired = ""
    for name in names:
        tag = section.get(name)
        if tag and not tag.retired and tag.published:
            return name
        if tag and tag.published:
            retired = retired or name
    return retired


def _versions(records: Records, section: Section, channel: str, name: TagName) -> Iterator[str]:
    """Versions to try: of the same precision, the newest first, then the one that floats."""
    known = records.catalog.channel(channel)
    previews = bool(name.prerelease) or (known is not None and known.preview)
    listed = [
        version
        for version in dict.fromkeys(tag.version for tag in section.values())
        if previews or not versions.is_prerelease(version)
    ]
    floating = (channel, f"{channel}-preview") if previews else (channel,)
    yield from (*listed, *floating) if name.fixed and not name.stamp else (*floating, *listed)


def _systems(
    catalog: Catalog, section: Section, default: str | None, name: TagName
) -> Iterator[str]:
    """Systems to try in the place of one: the same, of its family, any of its kind.

    Of several the publisher's default is the first, then the newest.

    For a word that is not a system: those of a similar name, the family, none, any.
    """
    if not name.system:
        return
    asked = _asked(catalog, name.system)
    if not asked:
        known = section.systems
        yield from _similar(name.system, known)
        yield from (word for word in known if word and name.system.startswith(word))
        yield from ("", *known)
        return
    systems = catalog.systems
    places = {release: place for place, release in enumerate((default, *systems))}
    places[default] = 0
    families = {systems[release].family for release in asked}
    kinds = {systems[release].type for release in asked}
    ranks: dict[str, tuple[bool, bool, bool, int]] = {}
    for word, releases in section.releases_of.items():
        own = [release for release in releases if systems[release].type in kinds]
        if own:
            related = families.isdisjoint(systems[release].family for release in own)
            # A tag without a system is best where the family changes, but says nothing of Windows.
            unnamed = related and "windows" not in kinds
            ranks[word] = (asked.isdisjoint(own), related, bool(word) == unnamed, places[own[0]])
    yield from sorted(ranks, key=lambda word: ranks[word])


def _asked(catalog: Catalog, word: str) -> set[str]:
    """The releases that the system of a tag means, or the one before it if it may be newer."""
    for spelling in system.spellings(word):
        if found := system.meaning(catalog, spelling):
            return set(found.releases)
    newer = newer_system(catalog, word)
    return {newer.before.name} if newer else set()


def _corrected(catalog: Catalog, section: Section, text: str) -> str:
    """The tag with each word that no tag of the channel has replaced by the one most like it."""
    known = section.words
    return "-".join(
        word
        if word in known or word[:1].isdigit() or system.meaning(catalog, word)
        else next(iter(_similar(word, known)), word)
        for word in text.split("-")
    )


@lru_cache(maxsize=1024)
def _similar(word: str, known: tuple[str, ...]) -> tuple[str, ...]:
    from difflib import get_close_matches

    return tuple(get_close_matches(word, known)) if word else ()


def _fewer(variants: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """The variants without one of them, then none."""
    for left_out in reversed(variants):
        yield tuple(word for word in variants if word != left_out)
    if len(variants) > 1:
        yield ()
