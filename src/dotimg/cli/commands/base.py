"""`dotimg base`."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

from dotimg.cli.command import Command
from dotimg.cli.context import Settings, answer, answer_json, complain
from dotimg.cli.live import ask_all, asked_image
from dotimg.cli.option import option
from dotimg.cli.options import Connection, connection_options, registry_option
from dotimg.errors import EXIT_NO, EXIT_OK, CatalogError, DotimgError, UsageError

if TYPE_CHECKING:
    from dotimg.base.finder import BaseFinder
    from dotimg.base.model import Base, ImageBases, ReadImage
    from dotimg.catalog.tables import Catalog
    from dotimg.registry.platforms import PlatformChoice

STDIN = "-"
FORMATS = ("text", "table", "json", "csv", "markdown", "sarif")
FAILURES = ("ended", "outdated", "never")


@click.command(
    cls=Command,
    epilog="Exit codes: 0 a base was found, 1 no base, no such image, or the base fails "
    "--fail-on, --max-age or --cve, 2 wrong usage, 3 an unusable archive, stdin, catalog or "
    "docker configuration, 4 a request failed. With several images, the highest.",
)
@click.argument("images", metavar="[IMAGE]...", nargs=-1)
@option(
    "--archive",
    metavar="FILE",
    multiple=True,
    help="Read an archive of docker save or OCI (.tar, .tar.gz), or an OCI layout. May be "
    "repeated.",
)
@option(
    "--platform",
    metavar="P",
    help="Use only this platform: linux/arm64, windows/amd64:10.0.20348, ...",
)
@registry_option
@connection_options
@option(
    "--fail-on",
    type=click.Choice(FAILURES),
    default="never",
    show_default=True,
    help="Exit 1 if the base gets no more updates (ended), or a newer one is out (outdated).",
)
@option(
    "--max-age",
    metavar="DAYS",
    type=click.IntRange(0),
    help="Exit 1 if the base is older than this.",
)
@option("--cve", metavar="ID", help="Exit 1 if the base lacks the fix of this CVE.")
@option("--explain-how", is_flag=True, help="Show which layers belong to the base.")
@option(
    "--format",
    type=click.Choice(FORMATS),
    help="The output format.  [default: text for one image, a table for several, "
    "tab-separated in a pipe]",
)
@click.pass_context
def command(
    context: click.Context,
    images: tuple[str, ...],
    archive: tuple[str, ...],
    platform: str | None,
    registry: str | None,
    fail_on: str,
    max_age: int | None,
    cve: str | None,
    explain_how: bool,
    format: str | None,
) -> None:
    """Find the official .NET image that your image is built on.

    It compares the layers of your image with those of official images.
    Annotations, labels and environment variables help if the layers are
    unknown. No layer is downloaded, and an archive needs no registry. "-" reads
    the output of docker image inspect, or image references, one per line.

    \b
    dotimg base contoso.azurecr.io/shop:1.4
    dotimg base contoso.azurecr.io/shop:1.4 --fail-on outdated --format json
    """
    from dotimg.base.finder import BaseFinder
    from dotimg.explain.cve import required
    from dotimg.registry.platforms import parse_platform

    settings: Settings = context.obj
    if not images and not archive:
        raise UsageError("give an image or --archive")
    choice = parse_platform(platform) if platform is not None else None
    catalog = settings.catalog()
    if cve is not None:
        cve = required(catalog, cve, settings.today).id
    finder = BaseFinder(catalog, settings.today, registry)
    outcomes = [
        *_outcomes(settings, catalog, finder, images, registry, choice),
        *_of_archives(finder, archive, choice),
    ]
    found = [finder.find_all(one) for one in outcomes]
    _write(settings, found, catalog.as_of, format, layers=explain_how)
    sys.stdout.flush()
    code = EXIT_OK
    for error in (error for one in outcomes for error in one.errors):
        complain(str(error))
        code = max(code, error.exit_code)
    for image in found:
        bases = [one.base for one in image.platforms if one.base]
        failures = list(_failures(bases, fail_on, max_age, cve))
        if not image.platforms and not image.errors:  # an index of attestations, or of artifacts
            complain(f"{image.name}: it has no image for any platform")
        for failure in failures:
            complain(f"{image.name}: {failure}")
        if failures or not bases:
            code = max(code, EXIT_NO)
    context.exit(code)


def _outcomes(
    settings: Settings,
    catalog: "Catalog",
    finder: "BaseFinder",
    words: Iterable[str],
    registry: str | None,
    choice: "PlatformChoice | None",
) -> "list[ReadImage]":
    """What stdin describes, and what registries have of all that is named."""
    from dotimg.cli.stdin_images import images_of_stdin

    told: list[ReadImage] = []
    names: list[str] = []
    for word in words:
        if word != STDIN:
            names.append(word)
            continue
        described, more = images_of_stdin()
        told += described
        names += more
    asked = [asked_image(name, catalog, registry) for name in names]
    if not asked:
        return told
    from dotimg.base import live

    with Connection.from_options().client() as client:
        answers = ask_all(
            settings,
            client,
            asked,
            lambda one: live.read(client, finder, one.input, one.where, choice),
        )
    return told + [_read(one.input, answer) for one, answer in zip(asked, answers, strict=True)]


def _read(name: str, outcome: "ReadImage | DotimgError") -> "ReadImage":
    """What was read of an image, which is nothing where it could not be."""
    from dotimg.base.model import ReadImage

    return ReadImage(name, (), (outcome,)) if isinstance(outcome, DotimgError) else outcome


def _of_archives(
    finder: "BaseFinder", paths: Iterable[str], choice: "PlatformChoice | None"
) -> "Iterator[ReadImage]":
    from dotimg.base.archive import Archive

    for path in paths:
        try:
            yield from Archive(path).images(finder, choice)
        except CatalogError:
            raise
        except DotimgError as error:
            yield _read(path, error)


def _failures(
    bases: "Sequence[Base]", fail_on: str, max_age: int | None, cve: str | None
) -> Iterator[str]:
    """Why an image fails, once for all its platforms."""
    if fail_on != "never" and any(base.support.over for base in bases):
        yield "its base gets no more updates"
    elif fail_on == "outdated" and any(base.outdated for base in bases):
        yield "its base is outdated"
    ages = [base.age for base in bases if base.age is not None]
    if max_age is not None and max(ages, default=0) > max_age:
        yield f"its base is {max(ages)} days old, and {max_age} are allowed"
    if cve and any(cve in base.explained.cves for base in bases):
        yield f"its base lacks the fix of {cve}"


def _write(
    settings: Settings,
    found: "Sequence[ImageBases]",
    as_of: str,
    style: str | None,
    *,
    layers: bool,
) -> None:
    from dotimg.cli.render import bases as render

    if style != "json":
        found = [image for image in found if image.platforms or not image.errors]
    if not style:
        several = "table" if sys.stdout.isatty() else "plain"
        style = "text" if len(found) <= 1 else several
    if style == "text":
        texts = [render.lines(image.name, one, layers=layers)
                 for image in found for one in image.platforms]  # fmt: skip
        for number, text in enumerate(texts):
            for line in ([""] if number else []) + list(text):
                answer(line)
    elif style == "json":
        documents = [render.document(image, as_of, layers=layers) for image in found]
        answer_json(documents[0] if len(documents) == 1 else documents)
    elif style == "sarif":
        from dotimg._version import __version__
        from dotimg.cli.render import bases_sarif

        answer_json(bases_sarif.document(found, __version__))
    elif style == "table":
        sys.stdout.writelines(
            f"{line}\n" for line in render.table(render.rows(found), settings.color)
        )
    else:
        sys.stdout.writelines(f"{line}\n" for line in render.LINES[style](render.rows(found)))
