"""`dotimg rule`."""

import sys

import click

from dotimg.cli.command import Command
from dotimg.cli.context import Settings, answer_json
from dotimg.cli.option import option

FORMATS = ("text", "json")


@click.command(cls=Command, epilog="Exit codes: 0 done, 2 wrong usage, or no such rule.")
@click.argument("rule", metavar="[RULE|ADVICE]", required=False)
@option(
    "--format",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="The output format.",
)
@click.pass_obj
def command(settings: Settings, rule: str | None, format: str) -> None:
    """Explain a rule or advice, and how to fix its findings.

    RULE is a number or a name, such as DI201 or version-ended. ADVICE is a name
    that upgrade prints, such as packages. Without an argument, all are listed.

    \b
    dotimg rule
    dotimg rule DI201
    dotimg rule packages
    """
    from dotimg.check.rule_pages import page, pages
    from dotimg.cli.render import rules as render

    for_people = sys.stdout.isatty() or bool(settings.color)
    if rule is None:
        every = list(pages())
        if format == "json":
            answer_json(render.documents(every))
        else:
            lines = render.table(every, settings.color) if for_people else render.plain(every)
            sys.stdout.writelines(f"{line}\n" for line in lines)
        return
    found = page(rule)
    if format == "json":
        answer_json(render.document(found))
    else:
        text = render.shown(found, settings.color) if for_people else found.text
        sys.stdout.write(text)
