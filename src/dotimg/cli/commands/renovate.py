"""`dotimg renovate`."""

import json
import os

import click

from dotimg.cli.command import Command
from dotimg.cli.context import Settings, answer, note
from dotimg.cli.option import option
from dotimg.errors import InputError, json_printable

_PRESET = "default.json"


@click.command(
    cls=Command,
    epilog="Exit codes: 0 written, 2 wrong usage, 3 the catalog or a file cannot be used.",
)
@option("--output", metavar="DIR", required=True, help="The folder to write to.")
@option(
    "--url",
    metavar="URL",
    help="The URL that serves the folder.  [default: the folder is in each repository]",
)
@click.pass_obj
def command(settings: Settings, output: str, url: str | None) -> None:
    """Write feeds and a preset so that Renovate updates images like dotimg.

    It writes a feed for each image repository, with the supported tags, their
    dates and digests, and the preset default.json for your repositories to
    extend. Renovate then updates a tag to the newest one of the same form, also
    on a newer release of its operating system. It never proposes an unsupported
    or retired tag.

    \b
    dotimg renovate --output feed --url https://renovate.contoso.com/dotnet
    """
    from dotimg.explain import renovate
    from dotimg.files.writing import put_all

    catalog = settings.catalog()
    feeds = dict(renovate.feeds(catalog, settings.today))
    place = url or f"file://{os.path.normpath(output).replace(os.sep, '/')}"
    documents = {f"{name}.json": renovate.document(feed) for name, feed in feeds.items()}
    documents[_PRESET] = renovate.preset(catalog, place, list(feeds))
    contents = {
        os.path.join(output, *name.split("/")): _text(document).encode()
        for name, document in documents.items()
    }
    try:
        for path in contents:
            os.makedirs(os.path.dirname(path), exist_ok=True)
    except OSError as error:
        raise InputError(f"{output}: cannot be written: {error.strerror}") from error
    put_all(contents)
    tags = sum(map(len, feeds.values()))
    note(settings, f"{len(feeds)} feeds with {tags} tags; tag data of {catalog.as_of}")
    answer(os.path.join(output, _PRESET))


def _text(document: object) -> str:
    return json_printable(json.dumps(document, indent=1)) + "\n"
