"""`dotimg inspect`."""

from functools import cache
from typing import TYPE_CHECKING

import click

from dotimg.cli.command import Command
from dotimg.cli.context import Settings
from dotimg.cli.live import Asked, answer_documents, ask_all, asked_image, catalog_rows, finish
from dotimg.cli.options import Connection, image_options
from dotimg.errors import DotimgError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dotimg.base.model import Base
    from dotimg.catalog.model import Support
    from dotimg.registry.model import InspectedPlatform, Inspection
    from dotimg.resolver.details import Listing

    Outcome = Inspection | DotimgError
    Found = Iterable[tuple[Asked, Outcome]]
    Judge = Callable[[Asked], Support | None]
    BaseOf = Callable[[InspectedPlatform], Base | None]


@click.command(
    cls=Command,
    epilog="Exit codes: 0 all inspected, 1 no such image, 2 wrong usage, 3 unusable catalog or "
    "docker configuration, 4 a request failed. With several images, the highest.",
)
@click.argument("references", metavar="REF...", nargs=-1, required=True)
@image_options("text", "json")
@click.pass_obj
def command(
    settings: Settings,
    references: tuple[str, ...],
    platform: str | None,
    registry: str | None,
    format: str,
) -> None:
    """Show what a registry knows about an image.

    It shows platforms with compressed sizes, creation date, versions, user and
    ports (of linux/amd64, or else the first platform), the official image that
    it is built on, and the days on which the publisher replaced this digest.

    \b
    dotimg inspect aspnet:10.0
    dotimg inspect sdk:8.0 sdk:10.0 --platform linux/arm64 --format json
    """
    from dotimg.base.finder import BaseFinder
    from dotimg.base.model import BuiltImage
    from dotimg.registry.images import inspect
    from dotimg.registry.platforms import parse_platform

    catalog = settings.catalog()
    choice = parse_platform(platform) if platform is not None else None
    images = [asked_image(text, catalog, registry) for text in references]
    with Connection.from_options().client() as client:
        outcomes = ask_all(settings, client, images, lambda one: inspect(client, one.where, choice))
    found = list(zip(images, outcomes, strict=True))

    @cache
    def rows(repository: str) -> "dict[str, Listing]":
        return catalog_rows(settings, catalog, repository)

    finder = BaseFinder(catalog, settings.today, registry)

    def base(platform: "InspectedPlatform") -> "Base | None":
        built = BuiltImage(
            platform.name,
            (platform.digest,),
            platform.layer_digests,
            architecture=platform.architecture,
        )
        known = finder.find(built)
        return known.base if known.evidence.how == "layers" else None

    def judge(image: Asked) -> "Support | None":
        row = rows(image.official).get(image.where.tag or "")
        return row.support if row else None

    if format == "json":
        _print_json(found, judge, base)
    else:
        _print_text(found, judge, base, settings.color)
    finish(error for outcome in outcomes for error in _errors(outcome))


def _errors(outcome: "Outcome") -> "tuple[DotimgError, ...]":
    return (outcome,) if isinstance(outcome, DotimgError) else outcome.errors


def _print_json(found: "Found", judge: "Judge", base: "BaseOf") -> None:
    from dotimg.cli.render import live_documents

    answer_documents(
        [
            live_documents.no_inspection(image.input, str(image.where), outcome)
            if isinstance(outcome, DotimgError)
            else live_documents.inspection(image.input, outcome, judge(image), base)
            for image, outcome in found
        ]
    )


def _print_text(found: "Found", judge: "Judge", base: "BaseOf", color: bool | None) -> None:
    from dotimg.cli.render import live_image

    between = False
    for image, outcome in found:
        if isinstance(outcome, DotimgError):
            continue
        if between:
            click.echo()
        for line in live_image.lines(outcome, judge(image), base):
            click.echo(line, color=color)
        between = True
