"""The reasons, warnings and notes of a pick."""

from dotimg.catalog.model import Support, Tag
from dotimg.catalog.remembering import remembered
from dotimg.catalog.tables import Catalog
from dotimg.names import tags, versions
from dotimg.resolver.model import Request
from dotimg.resolver.need import Need, has_icu, needs_aot_sdk
from dotimg.resolver.ranking import chosen_release, default_release


def why(catalog: Catalog, need: Need, home: str, tag: Tag) -> tuple[str, ...]:
    """The reasons for a pick, one a line."""
    system = catalog.systems[chosen_release(need, tag)]
    channel = need.target.channel
    purpose = catalog.repositories[need.repository].title
    if need.system.kind == "release":
        reason = f"{system.title}, as requested"
    elif system.name == default_release(catalog, home, channel):
        reason = f"{system.title} is the default system of {channel}"
    else:
        family = catalog.traits["families"][system.family]["title"]
        reason = f"{system.title} is the default {family} of {channel}"
    return (*need.target.why, f"{need.repository}: {purpose}", reason)


def warnings(tag: Tag, state: Support, channel_ended: str, listed: str) -> tuple[str, ...]:
    """That a pick is not supported on the day, and what is listed instead."""
    if not state.pressing:
        return ()
    first = state.reason
    if state.status == "retired" and tags.parse(tag.name).fixed:
        first = f"retired {state.ends}, superseded by a newer patch"
    first = f"{first}; listed: {listed}" if listed else first
    return (first, channel_ended) if channel_ended not in ("", state.reason) else (first,)


def notes(catalog: Catalog, request: Request, need: Need, home: str, tag: Tag) -> tuple[str, ...]:
    """What to mind with a pick that does not make it wrong."""
    found = []
    if versions.is_prerelease(tag.version):
        found.append(f"{tag.version} is a preview, not supported in production")
    if request.purpose == "build" and (request.distroless or request.composite):
        found.append("--distroless and --composite are for images to run on")
    if not need.distroless and tag.distroless:
        found.append(f"{tag.name} has no shell and no package manager")
    if need.globalization is None and not has_icu(catalog, need.repository, tag):
        found.append("the image has no ICU: set InvariantGlobalization or use --globalization")
    if need.aot and need.repository == "sdk" and not needs_aot_sdk(catalog, need):
        found.append("it lacks the native toolchain: install clang and zlib's headers to publish")
    if home.startswith("docker.io/"):
        found.append(f"the last tag of {home} was published on {_last_day(catalog, home)}")
    return tuple(found)


@remembered
def _last_day(catalog: Catalog, home: str) -> str:
    """The day on which a former home got its last tag."""
    return max(
        tag.first_seen
        for channel in catalog.channels_of(home)
        for tag in catalog.retired(home, channel)
    )
