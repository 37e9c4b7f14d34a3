"""Which SDK publishes: the one that is stated, one that `global.json` accepts, or the newest."""

from collections.abc import Iterator

from dotimg.catalog.model import Tag
from dotimg.catalog.tables import Catalog
from dotimg.errors import UsageError, quoted
from dotimg.named_tuples import NamedTuple
from dotimg.names import tags, versions
from dotimg.names.frameworks import Framework
from dotimg.project.images.app import PublishedApp
from dotimg.project.model import GlobalJson
from dotimg.resolver.model import NoMatch
from dotimg.resolver.target import target

_FIRST_PROGRAMS = [10, 0]  # the first SDK that builds programs of one file


class Sdk(NamedTuple):
    """An SDK.

    Attributes:
        version: In full.
        channel: Whose `sdk` image holds it or a later one of its kind.
        fixed: The version of the tag to build on where only a fixed one will do, else empty.
        stated: Whether `--sdk-version` or `global.json` asks for it.
        why: What decides, in words.
        notes: What to mind.
        refusal: Why no image that holds it builds the app; empty where one does.
    """

    version: str
    channel: str
    fixed: str = ""
    stated: bool = False
    why: str = ""
    notes: tuple[str, ...] = ()
    refusal: str = ""


def chosen(
    catalog: Catalog, app: PublishedApp, asked: GlobalJson | None, stated: str | None, today: str
) -> Sdk | NoMatch:
    """The SDK that publishes an app.

    Raises:
        UsageError: The one that is stated is not a version of an SDK.
    """
    if stated:
        return _stated(catalog, app, asked, stated)
    if asked and asked.version:
        return _accepted(catalog, app, asked)
    word = app.channel or "lts"
    found = target(catalog, word, "build", today)
    if isinstance(found, str):
        return NoMatch(found, ())
    known = catalog.channel(found.channel)
    version = known.sdk if known else ""
    if asked and not _shortened(asked).accepts(version):
        return Sdk(version, found.channel, refusal=_refusal(catalog, asked, found.channel))
    return Sdk(version, found.channel)


def program_framework(
    catalog: Catalog, asked: GlobalJson | None, stated: str | None, today: str
) -> str | NoMatch:
    """The target framework of a program of one file: that of the SDK that builds it.

    Raises:
        UsageError: The one that is stated is not a version of an SDK.
    """
    any_program = PublishedApp("", Framework(".NETStandard", ()))
    found = chosen(catalog, any_program, asked, stated, today)
    if isinstance(found, NoMatch):
        return found
    if found.refusal:
        return NoMatch(found.refusal, ())
    if versions.age(found.channel) < _FIRST_PROGRAMS:
        return NoMatch(
            f"SDK {found.version} cannot build file-based apps: 10.0 is the first that can", ()
        )
    return f"net{found.channel}"


def _stated(
    catalog: Catalog, app: PublishedApp, asked: GlobalJson | None, stated: str
) -> Sdk | NoMatch:
    word = versions.parse(stated)
    known = catalog.channel(word.channel)
    if word.kind not in ("sdk", "channel", "major"):
        raise UsageError(f"{quoted(stated)} is not an SDK version; expected a form such as 8.0.404")
    if not known:
        return NoMatch(f"there is no SDK {word.channel}", ())
    version = word.text if word.kind == "sdk" else known.sdk
    if versions.age(known.name) < versions.age(app.channel):
        refusal = f"SDK {version} cannot build {app.name}"
        return Sdk(version, known.name, stated=True, refusal=refusal)
    note = f"{asked.path} does not accept SDK {version}" if asked else ""
    fits = asked is None or _shortened(asked).accepts(version)
    return Sdk(version, known.name, "", True, "", () if fits else (note,))


def _accepted(catalog: Catalog, app: PublishedApp, asked: GlobalJson) -> Sdk:
    wanted = _shortened(asked)
    first = max(versions.age(versions.channel(asked.version)), versions.age(app.channel))
    later = [one.name for one in reversed(catalog.channels) if versions.age(one.name) >= first]
    why = f"{asked.path} asks for SDK {asked.version}, rollForward {asked.roll_forward}"
    for listed in (True, False):
        for channel in later:
            rows = list(_rows(catalog, channel, listed=listed))
            floating = next((row for row in rows if _floats(row, channel)), None)
            if floating and wanted.accepts(floating.version):
                return Sdk(floating.version, channel, "", True, why)
            if found := _newest(rows, wanted):
                notes = () if listed else (f"{asked.path} accepts none of the listed sdk images",)
                return Sdk(found, channel, found, True, why, notes)
    own = versions.channel(asked.version)
    refusal = _refusal(catalog, asked, own)
    if versions.age(own) < versions.age(app.channel):
        text = f"SDK {asked.version} with rollForward {asked.roll_forward} cannot build {app.name}"
        refusal = f"{asked.path}: line {asked.line}: {text}"
    return Sdk(asked.version, own, stated=True, refusal=refusal)


def accepted_tag(catalog: Catalog, asked: GlobalJson, tag: str) -> str:
    """The tag of `sdk` like another one whose SDK is accepted, floating if one is; empty for none.

    Args:
        catalog: The tables.
        asked: What a `global.json` asks for.
        tag: The tag, whose system and variants stay.
    """
    wanted, own = _shortened(asked), tags.parse(tag)
    first = versions.age(versions.channel(asked.version))
    for listed in (True, False):
        for channel in reversed(catalog.channels):
            if versions.age(channel.name) < first:
                continue
            for row in _rows(catalog, channel.name, listed=listed):
                name = tags.parse(row.name)
                same = name.variants == own.variants and name.system.startswith(own.system)
                # One of a release of Alpine serves who asks for any, but nothing for a plain tag.
                if (
                    same
                    and bool(name.system) == bool(own.system)
                    and wanted.accepts(versions.without_rebuild(row.version))
                ):
                    return row.name
    return ""


def _refusal(catalog: Catalog, asked: GlobalJson, channel: str) -> str:
    known = catalog.channel(channel)
    newest = f"; the newest of {channel} is {known.sdk}" if known else ""
    what = f"SDK {asked.version}" if asked.version else "a released SDK"
    text = f"no sdk image has an SDK that it accepts: {what}, rollForward {asked.roll_forward}"
    return f"{asked.path}: line {asked.line}: {text}{newest}"


def _shortened(asked: GlobalJson) -> GlobalJson:
    """With a version as the catalog has it, without a build number."""
    return asked._replace(version=versions.short(asked.version)) if asked.version else asked


def _rows(catalog: Catalog, channel: str, *, listed: bool) -> Iterator[Tag]:
    for home in catalog.repositories["sdk"].paths:
        rows = catalog.listed(home, channel) if listed else catalog.retired(home, channel)
        yield from (row for row in rows if row.published and row.kind in ("", "sdk"))


def _floats(row: Tag, channel: str) -> bool:
    return row.name in (channel, f"{channel}-sdk", f"{channel}-preview")


def _newest(rows: list[Tag], wanted: GlobalJson) -> str:
    """The newest SDK with a fixed tag that is accepted; rows begin with the newest."""
    tried: dict[str, bool] = {}
    for row in rows:
        version = versions.without_rebuild(row.version)
        if version not in tried:
            tried[version] = wanted.accepts(version)
        if tried[version] and (row.name == version or row.name.startswith(f"{version}-")):
            return version
    return ""
