"""`dotimg changes`."""

from typing import TYPE_CHECKING

import click

from dotimg.cli.command import Command
from dotimg.cli.context import answer, answer_json
from dotimg.cli.option import option
from dotimg.cli.options import registry_option

if TYPE_CHECKING:
    from dotimg.cli.context import Settings

FORMATS = ("text", "markdown", "json")


@click.command(
    cls=Command,
    epilog="Exit codes: 0 both were published, 1 one never existed, 2 wrong usage, or one is not "
    "a reference, 3 unusable catalog.",
)
@click.argument("old")
@click.argument("new")
@registry_option
@option(
    "--format",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="The output format.",
)
@click.pass_obj
def command(settings: "Settings", old: str, new: str, registry: str | None, format: str) -> None:
    """Show what differs between two official images.

    It shows versions, the patches and days between them, fixed CVEs, system,
    variants, user, port and size, without a network. OLD and NEW are references
    or digests, as in explain. To compare layers, use compare.

    \b
    dotimg changes aspnet:8.0.11 aspnet:8.0.30
    dotimg changes aspnet:8.0 aspnet:10.0 --format markdown
    """
    from dotimg.cli.render import changes as render
    from dotimg.explain import Explainer
    from dotimg.explain.changes import changes

    catalog = settings.catalog()
    explainer = Explainer(catalog, settings.today, registry, at=settings.at)
    found = changes(catalog, explainer, old, new)
    if format == "json":
        answer_json(render.document(found, catalog.as_of))
        return
    for line in render.markdown(found) if format == "markdown" else render.lines(found):
        answer(line)
