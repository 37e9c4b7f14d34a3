"""`dotimg pick`."""

from typing import TYPE_CHECKING

import click

from dotimg.cli.live_options import Connection, connection_options, live_option
from dotimg.cli.options import filters, registry_option
from dotimg.cli.settings import Settings
from dotimg.cli.streams import answer, answer_json, note, warn
from dotimg.errors import NoMatchError
from dotimg.mirror import located
from dotimg.model import NoMatch, Pick, Platform, Request

if TYPE_CHECKING:
    from dotimg.catalog import Catalog
    from dotimg.render.documents import Place

FORMATS = ("ref", "tag", "from", "env", "json")


@click.command(
    epilog="Exit codes: 0 an image, 1 none fits (or, with --strict, none that is supported), "
    "2 wrong usage, 3 unusable catalog. With --live also 1 where the registry does not serve it, "
    "4 where it could not be asked."
)
@filters
@click.option("--fixed", is_flag=True, help="A tag that names one patch and never moves.")
@click.option("--digest", is_flag=True, help="Add the digest.")
@click.option("--single-arch", is_flag=True, help="The tag of one architecture; needs --arch.")
@registry_option
@live_option
@connection_options
@click.option("--strict", is_flag=True, help="Exit 1 where support has ended.")
@click.option(
    "--format", type=click.Choice(FORMATS), default="ref", show_default=True, help="What to print."
)
@click.pass_obj
def command(
    settings: Settings,
    purpose: str | None,
    version: str | None,
    os: str | None,
    arch: str | None,
    app: str | None,
    distroless: bool,
    globalization: bool | None,
    composite: bool,
    fixed: bool,
    digest: bool,
    single_arch: bool,
    registry: str | None,
    live: bool,
    connection: Connection,
    strict: bool,
    format: str,
) -> None:
    """Print the one image to use.

    By default the image that runs a web app on the newest LTS release, by the
    tag that all platforms share and that moves with each patch.

    \b
    dotimg pick --purpose run --version 5.0
    dotimg pick --os alpine --app console --version 10
    dotimg pick --app aot --purpose build --format from
    """  # noqa: D301  \b is click's mark for text that is not to be wrapped
    from dotimg.render import documents  # noqa: PLC0415

    catalog = settings.catalog()
    request = Request(
        purpose=purpose or "run",
        version="lts" if version is None else version,
        os=os,
        arch=arch,
        app=app or "web",
        distroless=distroless,
        globalization=globalization,
        composite=composite,
        fixed=fixed,
        single_arch=single_arch,
    )
    found = _chosen(settings, catalog, request, registry)
    if strict and found.support.status in ("ended", "retired"):
        raise NoMatchError(f"{found.tag.name} is not supported on {settings.today}: --strict")
    place = documents.Place(located(found.repository, registry), found.tag.name, pinned=digest)
    served = _served(place, connection) if live else None
    if served:
        found = _compared(settings, catalog, found, served)
    if digest or format in ("json", "env"):
        known, platforms = _content(catalog, found, served)
        if digest and not known:
            raise NoMatchError(
                f"no digest is known of {found.tag.name}; none are of before 2020-03-10"
            )
        place = place._replace(digest=known)
        if format == "json":
            system = catalog.systems[found.release]
            document = documents.pick(
                found, place, platforms, system, catalog.as_of, request.purpose
            )
            live_part = {"live": {"served": True, "digest": served}} if served else {}
            answer_json({**document, **live_part})
            return
    for line in documents.PLAIN[format](place):
        answer(line)


def _chosen(settings: Settings, catalog: "Catalog", request: Request, registry: str | None) -> Pick:
    """The pick, after what there is to say of it on stderr."""
    from dotimg.resolver import pick  # noqa: PLC0415

    found = pick(catalog, request, settings.today)
    if isinstance(found, NoMatch):
        nearest = ", ".join(located(reference, registry) for reference in found.nearest)
        raise NoMatchError(f"{found.reason}; nearest: {nearest}" if nearest else found.reason)
    for text in found.warnings:
        warn(settings, text)
    for text in found.notes:
        note(settings, text)
    return found


def _served(place: "Place", connection: Connection) -> str:
    """The digest that the registry serves the image under."""
    from dotimg.cli.live import confirm  # noqa: PLC0415  start-up: most picks do not ask

    return confirm(str(place._replace(pinned=False)), connection)


def _compared(settings: Settings, catalog: "Catalog", found: Pick, served: str) -> Pick:
    """The pick, with a note where the registry has another image than the catalog knows."""
    known = catalog.contents(found.repository, found.channel).get(found.tag.name)
    if not known or known[0] == served:
        return found
    text = (
        f"the registry serves another image than the catalog of {catalog.as_of} knows: "
        "version and platforms are those of the catalog"
    )
    note(settings, text)
    return found._replace(notes=(*found.notes, text))


def _content(
    catalog: "Catalog", found: Pick, served: str | None
) -> tuple[str | None, tuple[Platform, ...]]:
    """The digest, that of the registry if it was asked, and the platforms behind it.

    For a retired tag it is the digest that it carried last.
    """
    known = catalog.contents(found.repository, found.channel).get(found.tag.name)
    if known and served in (None, known[0]):
        return known
    if served:  # the catalog's platforms are those of another image
        return served, catalog.platforms(found.tag)
    history = catalog.digest_history(found.repository, found.channel, found.tag.name)
    return (history[0].digest if history else None), catalog.platforms(found.tag)
