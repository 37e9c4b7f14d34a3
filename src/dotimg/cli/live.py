"""What the commands that ask a registry share: references, many at once, how they end."""

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import click

from dotimg.cli.context import answer_json
from dotimg.cli.progress import working
from dotimg.errors import EXIT_OK, DotimgError, NoMatchError, printable
from dotimg.names.mirror import located

if TYPE_CHECKING:
    from dotimg.catalog.tables import Catalog
    from dotimg.cli.context import Settings
    from dotimg.cli.options import Connection
    from dotimg.names.reference import Reference
    from dotimg.resolver.model import Listing

ASKING = "asking the registry"

T = TypeVar("T")
R = TypeVar("R")


class Asked(NamedTuple):
    """A reference as it was typed, where it is asked for, and its official repository."""

    input: str
    where: "Reference"
    official: str


def asked(text: str, catalog: "Catalog", registry: str | None) -> Asked:
    """Read an image reference: short names are official ones, which may be on a mirror.

    Raises:
        UsageError: It is no image reference.
    """
    from dotimg.names.reference import DOTNET_REGISTRY, parse

    where = parse(text, catalog.repositories)
    official = where.name
    if registry and where.registry == DOTNET_REGISTRY:
        mirrored = parse(located(official, registry))
        where = mirrored._replace(tag=where.tag, digest=where.digest)
    elif registry and official.startswith(f"{registry}/"):
        official = f"{DOTNET_REGISTRY}{official.removeprefix(registry)}"
    return Asked(text, where, official)


def asked_image(text: str, catalog: "Catalog", registry: str | None) -> Asked:
    """Read a reference to one image, `latest` where it names none.

    Raises:
        UsageError: It is no image reference.
    """
    one = asked(text, catalog, registry)
    named = one.where.tag or one.where.digest
    return one if named else one._replace(where=one.where._replace(tag="latest"))


def catalog_rows(settings: "Settings", catalog: "Catalog", repository: str) -> dict[str, "Listing"]:
    """What the catalog knows of each tag of an official repository; empty for any other."""
    from dotimg.resolver.listing import Filter, listing

    if repository not in catalog.paths():
        return {}
    wanted = Filter(repository=repository, everything=True, by_tag=True)
    return {row.tag.name: row for row in listing(catalog, wanted, settings.today)}


def ask_all(
    settings: "Settings", items: Sequence[T], operation: Callable[[T], R]
) -> list[R | DotimgError]:
    """Do one operation on many items, with a bar where somebody waits."""
    from dotimg.registry import each

    with working(settings, ASKING) as work:
        return list(work.through(each(items, operation), len(items)))


def finish(errors: Iterable[DotimgError]) -> None:
    """Say each error on a line of stderr and end the command with the worst of their exit codes."""
    sys.stdout.flush()  # so that what was found stands before what was not
    code = EXIT_OK
    for error in errors:
        sys.stderr.write(f"dotimg: {printable(str(error))}\n")
        code = max(code, error.exit_code)
    if code != EXIT_OK:
        raise click.exceptions.Exit(code)


def confirm(settings: "Settings", reference: str, connection: "Connection") -> str:
    """The digest under which a registry serves an image that the catalog knows.

    Raises:
        NoMatchError: It does not serve it.
        UnreachableError: It could not be asked.
    """
    try:
        return served(settings, reference, connection)
    except NoMatchError as error:
        raise NoMatchError(f"known to the catalog, but {error}") from error


def served(settings: "Settings", reference: str, connection: "Connection") -> str:
    """The digest under which a registry serves an image.

    Raises:
        NoMatchError: It does not serve it.
        UnreachableError: It could not be asked.
    """
    from dotimg.names.reference import parse

    with connection.client() as client, working(settings, ASKING):
        return client.digest(parse(reference))


def confirm_all(
    settings: "Settings", references: Sequence[str], connection: "Connection"
) -> list[str | DotimgError]:
    """For each reference the digest under which a registry serves it, or why there is none."""
    from dotimg.names.reference import parse

    with connection.client() as client:
        return ask_all(settings, references, lambda one: client.digest(parse(one)))


def answer_documents(documents: Sequence[object]) -> None:
    """Write one document as JSON, several as a list."""
    answer_json(documents[0] if len(documents) == 1 else documents)
