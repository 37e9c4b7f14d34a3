"""Shared code of the commands that ask a registry."""

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

import click

from dotimg.cli.context import answer_json, fitting
from dotimg.cli.progress import working
from dotimg.errors import EXIT_OK, DotimgError, NoMatchError, UsageError, printable, quoted
from dotimg.named_tuples import NamedTuple
from dotimg.names.mirror import official

if TYPE_CHECKING:
    from dotimg.catalog.tables import Catalog
    from dotimg.cli.context import Settings
    from dotimg.cli.options import Connection
    from dotimg.names.reference import Reference
    from dotimg.registry import Client
    from dotimg.resolver.details import Listing

ASKING = "asking the registry"

T = TypeVar("T")
R = TypeVar("R")


class Asked(NamedTuple):
    """A reference as it was typed, where it is asked for, and its official repository."""

    input: str
    where: "Reference"
    official: str


def asked(text: str, catalog: "Catalog", registry: str | None) -> Asked:
    """Read an image reference; what it is asked of is its own registry, or the one given.

    Short names are .NET's; of a mirror's name the official one is what stands behind the prefix.

    Raises:
        UsageError: It is not an image reference, or nobody says which registry it is of.
    """
    from dotimg.names.reference import parse, states_registry

    where = parse(text, catalog.repositories)
    if not states_registry(text):
        where = _of_given_registry(where, registry) if registry else _of_dotnet(where, catalog)
    return Asked(text, where, official(where, registry).name)


def _of_given_registry(reference: "Reference", registry: str) -> "Reference":
    from dotimg.names.reference import DOTNET_REGISTRY, parse

    of_dotnet = reference.registry == DOTNET_REGISTRY
    path = str(reference).partition("/")[2] if of_dotnet else reference.text
    return parse(f"{registry}/{path}")


def _of_dotnet(reference: "Reference", catalog: "Catalog") -> "Reference":
    """One of .NET's repositories, the former ones included, where its path is enough."""
    from dotimg.names.reference import DOTNET_REGISTRY, parse

    if reference.registry == DOTNET_REGISTRY:  # by a short name
        return reference
    on_mcr = parse(f"{DOTNET_REGISTRY}/{reference.text}")
    for one in (reference, on_mcr):
        if one.name in catalog.paths():
            return one
    likely = on_mcr if reference.text.startswith("dotnet/") else reference
    raise UsageError(
        f"{quoted(reference.text)} is not a .NET image and has no registry: "
        f"write {likely}, or give --registry"
    )


def asked_image(text: str, catalog: "Catalog", registry: str | None) -> Asked:
    """Read a reference to one image, `latest` where it names none, as `asked` does.

    Raises:
        UsageError: It is not an image reference, or nobody says which registry it is of.
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
    settings: "Settings", client: "Client", items: Sequence[T], operation: Callable[[T], R]
) -> list[R | DotimgError]:
    """Do one operation on many items in the client's time, with a bar where somebody waits."""
    from dotimg.registry import each

    def in_time(item: T) -> R:
        return client.in_time(lambda: operation(item))

    with working(settings, ASKING) as work:
        return list(work.through(each(items, in_time), len(items)))


def finish(errors: Iterable[DotimgError]) -> None:
    """Say each error on a line of stderr and end the command with the worst of their exit codes."""
    sys.stdout.flush()  # so that what was found stands before what was not
    code = EXIT_OK
    for error in errors:
        sys.stderr.write(fitting(f"dotimg: {printable(str(error))}\n"))
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
        raise NoMatchError(f"in the tag data, but {error}") from error


def served(settings: "Settings", reference: str, connection: "Connection") -> str:
    """The digest under which a registry serves an image.

    Raises:
        NoMatchError: It does not serve it.
        UnreachableError: It could not be asked.
    """
    from dotimg.names.reference import parse

    with connection.client() as client, working(settings, ASKING):
        return client.in_time(lambda: client.digest(parse(reference)))


def confirm_all(
    settings: "Settings", references: Sequence[str], connection: "Connection"
) -> list[str | DotimgError]:
    """For each reference the digest under which a registry serves it, or why there is none."""
    from dotimg.names.reference import parse

    with connection.client() as client:
        return ask_all(settings, client, references, lambda one: client.digest(parse(one)))


def answer_documents(documents: Sequence[object]) -> None:
    """Write one document as JSON, several as a list."""
    answer_json(documents[0] if len(documents) == 1 else documents)
