"""`dotimg compare`."""

from typing import TYPE_CHECKING

import click

from dotimg.cli.command import Command
from dotimg.cli.context import Settings, answer_json
from dotimg.cli.live import ask_all, asked_image
from dotimg.cli.options import Connection, image_options
from dotimg.errors import DotimgError, NoMatchError

if TYPE_CHECKING:
    from dotimg.names.reference import Reference
    from dotimg.registry import Client
    from dotimg.registry.model import PlatformImage
    from dotimg.registry.platforms import PlatformChoice


@click.command(
    cls=Command,
    epilog="Exit codes: 0 compared, 1 no such image or no common platform, 2 wrong usage, 3 "
    "unusable catalog or docker configuration, 4 a request failed.",
)
@click.argument("first", metavar="REF")
@click.argument("second", metavar="REF")
@image_options("text", "json")
@click.pass_obj
def command(
    settings: Settings,
    first: str,
    second: str,
    platform: str | None,
    registry: str | None,
    format: str,
) -> None:
    """Show what is left to pull when switching images.

    For each platform that both have: the layers and compressed bytes that they
    share, and those that only the second has.

    \b
    dotimg compare sdk:10.0 aspnet:10.0
    dotimg compare aspnet:10.0.10 aspnet:10.0.11 --platform linux/arm64
    """
    from dotimg.registry.model import compare
    from dotimg.registry.platforms import parse_platform

    catalog = settings.tables()
    choice = parse_platform(platform) if platform is not None else None
    images = [asked_image(text, catalog, registry).where for text in (first, second)]
    with Connection.from_options().client() as client:
        outcomes = ask_all(settings, client, images, lambda one: _contents(client, one, choice))
    contents = []
    for outcome in outcomes:
        if isinstance(outcome, DotimgError):
            raise outcome
        contents.append(outcome)
    found = compare(*contents)
    names = str(images[0]), str(images[1])
    if not found.pairs:
        offers = " and ".join(", ".join(one) or "nothing" for one in contents)
        raise NoMatchError(f"{names[0]} and {names[1]} have no platform in common: {offers}")
    if format == "json":
        from dotimg.cli.render import live_documents

        answer_json(live_documents.comparison(*names, found))
        return
    from dotimg.cli.render import live_comparison

    for line in live_comparison.lines(*names, found):
        click.echo(line, color=settings.color)


def _contents(
    client: "Client", what: "Reference", choice: "PlatformChoice | None"
) -> "dict[str, PlatformImage]":
    """What an image holds, by platform; of a Windows platform the build, whatever its patch."""
    from dotimg.registry.images import fetch_image
    from dotimg.registry.model import Layer, platform_image
    from dotimg.registry.platforms import build

    found = fetch_image(client, what, choice)
    contents = {}
    for offer, manifest in zip(found.offers, found.manifests, strict=True):
        if isinstance(manifest, NoMatchError):
            continue  # a mirror may hold less than the index tells of
        if isinstance(manifest, DotimgError):
            raise manifest
        layers = [Layer(one.digest, one.size) for one in manifest.layers]
        contents[build(offer.platform)] = platform_image(offer.digest, layers)
    return contents
