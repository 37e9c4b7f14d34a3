"""The image that the SDK would use instead, and what is wrong with it."""

from dotimg.catalog.model import Tag
from dotimg.catalog.tables import Catalog
from dotimg.names import versions
from dotimg.project.images.app import PublishedApp
from dotimg.project.images.base_image import known
from dotimg.project.images.sdk_choice import Sdk
from dotimg.project.images.sdk_defaults import RULES, inferred
from dotimg.resolver.model import Pick
from dotimg.resolver.need import has_icu

_HOME = "mcr.microsoft.com/dotnet/"


def explained(catalog: Catalog, app: PublishedApp, sdk: Sdk, found: Pick, today: str) -> Pick:
    """The image with the SDK's rules in `why`, and what is wrong with the SDK's own in `notes`.

    Args:
        catalog: The tables.
        app: What runs.
        sdk: The SDK that publishes it.
        found: The image to run it on.
        today: The day on which support is judged.
    """
    answer = inferred(app, sdk.version)
    rules = tuple(f"SDK rule {rule}: {RULES[rule]}" for rule in answer.rules)
    if sdk.channel != app.channel:
        rules = (*rules, f"SDK {sdk.version} publishes {app.name}, whose runtime it needs")
    if answer.fault:
        text = f"the SDK {sdk.version} would refuse: {answer.fault}"
        return found._replace(notes=(text, *found.notes))
    if found.tag.retired:
        found = _own(catalog, app, answer.reference, today) or found
    if answer.reference == f"{found.repository}:{found.tag.name}":
        return found._replace(why=(*rules, *found.why))
    text = f"the SDK would use {answer.reference.removeprefix(_HOME)}"
    wrong = _wrong(catalog, app, answer.reference)
    if not wrong:
        return found._replace(why=(*rules, text, *found.why))
    return found._replace(why=(*rules, *found.why), notes=(f"{text}, which {wrong}", *found.notes))


def _own(catalog: Catalog, app: PublishedApp, reference: str, today: str) -> Pick | None:
    """The SDK's own image where it fits: no other that is retired as well is better."""
    home, channel, tag = _found(catalog, reference)
    if not tag or _lacking(catalog, app, home, channel, tag):
        return None
    return known(catalog, app, home, channel, tag, today)


def _found(catalog: Catalog, reference: str) -> tuple[str, str, Tag | None]:
    """The repository, the channel and the tag of a reference; no tag that was never published."""
    home, _, name = reference.partition(":")
    channel = versions.channel(name)
    rows = (*catalog.listed(home, channel), *catalog.retired(home, channel))
    return home, channel, next((one for one in rows if one.name == name and one.published), None)


def _wrong(catalog: Catalog, app: PublishedApp, reference: str) -> str:
    """What is wrong with an image for an app; empty for nothing."""
    home, channel, tag = _found(catalog, reference)
    if not tag:
        return "was never published"
    if tag.retired:
        return f"was retired {tag.retired}"
    return _lacking(catalog, app, home, channel, tag)


def _lacking(catalog: Catalog, app: PublishedApp, home: str, channel: str, tag: Tag) -> str:
    if channel != app.channel:
        return f"cannot run {app.name}"
    types = {catalog.systems[release].type for release in tag.releases}
    if app.targets.kind == "windows" and "windows" not in types:
        return "holds no Windows image"
    missing = [one for one in app.targets.architectures if one not in tag.architectures()]
    if missing:
        return f"has no image for {' and '.join(missing)}"
    if not app.invariant and not has_icu(catalog, home, tag):
        return "has no ICU"
    if (app.web or app.aspnet) and home.endswith("/runtime"):
        return "lacks ASP.NET Core"
    return ""
