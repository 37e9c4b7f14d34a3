"""The tags that come nearest to one that never was."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product
from typing import Any

from dotimg.explain.records import Records, Section
from dotimg.names import tags, versions
from dotimg.names.tags import TagName

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


def nearest(records: Records, path: str, name: TagName) -> tuple[str, ...]:
    """The published tags of the repository that differ least, as references."""
    channel = _channel(records, path, name)
    section = records.section(path, channel)
    corrected = _corrected(section, str(name).lower())
    name = tags.parse(corrected)
    wishes: dict[str, list[Any]] = {
        "version": list(_versions(section, channel, name)),
        "system": list(_systems(section, name)),
        "variants": list(_fewer(name.variants)),
        "architecture": [""] if name.architecture else [],
    }
    plain = name._replace(rebuild="", label="", second="")
    found = {f"{path}:{corrected}": None} if corrected in section else {}
    for fields in _CHANGES:
        if len(found) == _MOST:
            break
        values = product(*(wishes[field] for field in fields))
        names = (str(plain._replace(**dict(zip(fields, one, strict=True)))) for one in values)
        best = _first_listed(section, names)
        if best:
            found[f"{path}:{best}"] = None
    if not found:
        found.update((f"{path}:{text}", None) for text in list(section)[:1])
    return tuple(found)


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


def _channel(records: Records, path: str, name: TagName) -> str:
    """The channel of the tag, else the newest of its major version, else the newest released."""
    numbers = name.version.partition("-")[0]
    known = records.catalog.channels_of(path)
    for channel in (numbers, versions.channel(numbers)):
        if channel in known:
            return channel
    major = numbers.partition(".")[0]
    unreleased = {one.name for one in records.catalog.channels if not one.released}
    released = [channel for channel in known if channel not in unreleased]
    same = [channel for channel in released if channel.partition(".")[0] == major]
    return max(same or released or known, key=versions.age)


def _versions(section: Section, channel: str, name: TagName) -> Iterator[str]:
    """Versions to try: of the same precision, the newest first, then the one that floats."""
    listed = list(dict.fromkeys(tag.version for tag in section.values()))
    if name.fixed and not name.stamp:
        yield from listed
        yield channel
    else:
        yield from (channel, f"{channel}-preview")
        yield from listed


def _systems(section: Section, name: TagName) -> Iterator[str]:
    """Systems to try in the place of one: those of a similar name, the family, none, any."""
    if not name.system:
        return
    known = section.systems
    yield from _similar(name.system, known)
    yield from (word for word in known if word and name.system.startswith(word))
    yield ""
    yield from known


def _corrected(section: Section, text: str) -> str:
    """The tag with each word that no tag of the channel has replaced by the one most like it."""
    known = section.words
    return "-".join(
        word if word in known or word[:1].isdigit() else next(iter(_similar(word, known)), word)
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
