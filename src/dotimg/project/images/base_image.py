"""The image that a project names itself, looked up among those that are known."""

from dotimg.catalog.model import Support, Tag
from dotimg.catalog.support import Judge
from dotimg.catalog.tables import Catalog
from dotimg.errors import UsageError
from dotimg.names import reference
from dotimg.project.images.app import PublishedApp, located
from dotimg.project.model import Project
from dotimg.resolver.model import NoMatch, Pick
from dotimg.resolver.need import has_icu

_FACT = "container_base_image"


def base_image(catalog: Catalog, project: Project, app: PublishedApp, today: str) -> Pick | NoMatch:
    """The `ContainerBaseImage`, as it is; what is wrong with it is a warning.

    Args:
        catalog: The tables.
        project: Says where it stands.
        app: What runs on it.
        today: The day on which support is judged.
    """
    try:
        named = reference.parse(app.base_image)
    except UsageError as error:
        return NoMatch(located(project, _FACT, f"ContainerBaseImage: {error}"), ())
    if named.digest:
        text = "ContainerBaseImage names a digest: 'dotimg explain' shows what it is"
        return NoMatch(located(project, _FACT, text), ())
    why = (located(project, _FACT, "ContainerBaseImage is used unchanged"),)
    name = named.tag or "latest"
    for channel in catalog.channels_of(named.name):
        for tag in (*catalog.listed(named.name, channel), *catalog.retired(named.name, channel)):
            if tag.name == name and tag.published:
                return known(catalog, app, named.name, channel, tag, today)._replace(why=why)
    text = f"nothing is known of {named.name}:{name}"
    if named.name in catalog.paths():
        text = f"{named.name} never had the tag {name}"
    unknown = Tag(name, "", "", "", "", None, None, True, None, "", "")
    return Pick(
        repository=named.name,
        tag=unknown,
        channel="",
        release="",
        support=Support("unknown", None, text),
        why=why,
        warnings=(text,),
        notes=(),
    )


def known(
    catalog: Catalog, app: PublishedApp, home: str, channel: str, tag: Tag, today: str
) -> Pick:
    """An image that is named already, with what is wrong with it for an app as warnings."""
    judge = Judge(catalog, home, channel, today)
    state = judge.support(tag)
    return Pick(
        repository=home,
        tag=tag,
        channel=channel,
        release=tag.releases[0] if tag.releases else "",
        support=state,
        why=(),
        warnings=((state.reason,) if state.pressing else ())
        + _misfits(catalog, app, home, channel, tag),
        notes=(),
    )


def _misfits(
    catalog: Catalog, app: PublishedApp, home: str, channel: str, tag: Tag
) -> tuple[str, ...]:
    """What the image lacks of what the app needs."""
    found = []
    if channel != app.channel and not home.endswith("/runtime-deps"):
        found.append(f"{tag.name} is for {channel}, but the app is for {app.name}")
    if not app.invariant and not has_icu(catalog, home, tag):
        found.append(f"{tag.name} has no ICU, which a globalized app needs")
    missing = [one for one in app.targets.architectures if one not in tag.architectures()]
    if missing:
        found.append(f"{tag.name} has no image for {' and '.join(missing)}")
    return tuple(found)
