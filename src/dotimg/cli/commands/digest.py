"""`dotimg digest`."""

import click

from dotimg.cli.command import Command
from dotimg.cli.context import Settings, answer
from dotimg.cli.live import answer_documents, ask_all, asked_image, finish
from dotimg.cli.options import Connection, image_options
from dotimg.errors import DotimgError


@click.command(
    cls=Command,
    epilog="Exit codes: 0 all digests, 1 no such image, 2 wrong usage, 3 unusable catalog or "
    "docker configuration, 4 a request failed. With several images, the highest.",
)
@click.argument("references", metavar="REF...", nargs=-1, required=True)
@image_options("plain", "json")
@click.pass_obj
def command(
    settings: Settings,
    references: tuple[str, ...],
    platform: str | None,
    registry: str | None,
    format: str,
) -> None:
    """Ask a registry for the digest of an image.

    For an image with several platforms, this is the digest of its index, which
    works on all of them; --platform gives the digest for one. One line per
    image; no line for an image that does not exist.

    \b
    dotimg digest sdk:10.0
    dotimg digest aspnet:10.0 runtime:10.0 --platform linux/arm64
    """
    from dotimg.registry.images import digest_of
    from dotimg.registry.platforms import parse_platform

    catalog = settings.tables()
    choice = parse_platform(platform) if platform is not None else None
    images = [asked_image(text, catalog, registry) for text in references]
    with Connection.from_options().client() as client:
        found = ask_all(settings, client, images, lambda one: digest_of(client, one.where, choice))
    if format == "json":
        from dotimg.cli.render import live_documents

        name = str(choice) if choice else None
        answer_documents(
            [
                live_documents.digest(image.input, str(image.where), name, outcome)
                for image, outcome in zip(images, found, strict=True)
            ]
        )
    for digest in found:
        if format == "plain" and isinstance(digest, str):
            answer(digest)
    finish(one for one in found if isinstance(one, DotimgError))
