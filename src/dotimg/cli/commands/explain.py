"""`dotimg explain`."""

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from dotimg.cli.command import Command
from dotimg.cli.context import answer, answer_json, complain, width
from dotimg.cli.option import option
from dotimg.cli.options import registry_option
from dotimg.cli.progress import answers_to_file, working
from dotimg.errors import (
    EXIT_NO,
    EXIT_OK,
    EXIT_USAGE,
    InputError,
    UsageError,
    json_printable,
    printable,
)

if TYPE_CHECKING:
    from dotimg.catalog.tables import Catalog
    from dotimg.cli.context import Settings
    from dotimg.explain import Explainer
    from dotimg.explain.model import CveExplanation, Explanation

    Found = Explanation | CveExplanation | UsageError

_NUMBERS = ("CVE-", "GHSA")
FORMATS = ("text", "json")
STDIN = "-"
_NARROWEST, _WIDEST = 60, 120  # columns that an explanation fits and is still easy to read in


@click.command(
    cls=Command,
    epilog="Exit codes: 0 all were published, 1 one never existed, is not a .NET image, or has a "
    "digest of another tag, 2 wrong usage, or one is not a reference (the worst counts), 3 "
    "unusable catalog.",
)
@click.argument("refs", nargs=-1, required=True, metavar="REF...")
@registry_option
@option(
    "--format",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="The output format.",
)
@click.pass_context
def command(
    context: click.Context, refs: tuple[str, ...], registry: str | None, format: str
) -> None:
    """Explain a tag or digest: what it is, whether it is supported, what replaces it.

    REF is a full or short reference, a digest or its first 12 hex digits, or
    the number of a CVE. "-" reads references from stdin, one per line; empty
    lines and lines that begin with # are skipped. With several references or
    "-", JSON is a list.

    \b
    dotimg explain aspnet:8.0-alpine3.18
    dotimg explain sha256:9716850cd3b3
    dotimg explain CVE-2025-55315
    grep -rhoP '^FROM \\K\\w[\\w./-]+:\\S+' . | dotimg explain - --format json
    """
    from dotimg.explain import Explainer

    settings: Settings = context.obj
    catalog = settings.catalog()
    explainer = Explainer(catalog, settings.today, registry, at=settings.at)
    inputs = list(_inputs(refs))
    with working(settings, "explaining", when=answers_to_file()) as work:
        answers = _answers(explainer, catalog, work.through(inputs, len(inputs)))
        if format == "json":
            code = _write_json(answers, catalog.as_of, several=len(refs) > 1 or STDIN in refs)
        else:
            code = _write_text(answers, color=settings.colors(sys.stdout))
    sys.stdout.flush()
    context.exit(code)


def _inputs(refs: Iterable[str]) -> Iterator[str]:
    for ref in refs:
        if ref != STDIN:
            yield ref
            continue
        if sys.stdin is None:  # closed by the caller, 0<&-
            raise InputError("cannot read references: stdin is closed")
        text = sys.stdin.buffer.read().decode("utf-8-sig", errors="replace")
        lines = (line.strip() for line in text.split("\n"))
        yield from (line for line in lines if line and not line.startswith("#"))


def _answers(
    explainer: "Explainer", catalog: "Catalog", inputs: Iterable[str]
) -> "Iterator[tuple[str, Found]]":
    """Each input with its explanation, or with why it is not a reference."""
    for text in inputs:
        try:
            if text[:4].upper() in _NUMBERS:
                from dotimg.explain import cve

                if cve.is_number(text.strip()):
                    yield text, cve.explained(catalog, text.strip(), explainer.records.today)
                    continue
            yield text, explainer.explain(text)
        except UsageError as error:
            yield text, error


def _write_text(answers: "Iterable[tuple[str, Found]]", *, color: bool) -> int:
    from dotimg.explain.model import Explanation

    code, before = EXIT_OK, False
    columns = max(min(width(), _WIDEST), _NARROWEST)
    for _, found in answers:
        code = max(code, _code(found))
        if isinstance(found, UsageError):
            complain(str(found))
            continue
        if before:
            answer("")
        if isinstance(found, Explanation):
            _write(found, columns, color=color)
        else:
            from dotimg.cli.render import cves

            for line in cves.lines(found):
                answer(line)
        before = True
    return code


def _write(found: "Explanation", columns: int, *, color: bool) -> None:
    from dotimg.cli.render import explanation

    if color:
        # At once: click looks at the stream and flushes it each time.
        click.echo("\n".join(explanation.painted(found, columns)), color=True)
    else:
        lines = map(printable, explanation.lines(found, columns))
        sys.stdout.write("\n".join([*lines, ""]))


def _write_json(answers: "Iterable[tuple[str, Found]]", as_of: str, *, several: bool) -> int:
    import json

    from dotimg.cli.render import explanation
    from dotimg.explain.model import Explanation

    code, before = EXIT_OK, "[\n"
    for text, found in answers:
        code = max(code, _code(found))
        if isinstance(found, UsageError):
            complain(str(found))
            document = explanation.refusal(text, str(found), as_of)
        elif isinstance(found, Explanation):
            document = explanation.document(found, as_of)
        else:
            from dotimg.cli.render import cves

            document = cves.document(found, as_of)
        if not several:
            answer_json(document)
        else:
            # One a line: what a thousand references need is a stream, not a page.
            sys.stdout.write(before + json_printable(json.dumps(document)))
            before = ",\n"
    if several:
        sys.stdout.write("[]\n" if before == "[\n" else "\n]\n")
    return code


def _code(found: "Found") -> int:
    if isinstance(found, UsageError):
        return EXIT_USAGE
    from dotimg.explain.model import Explanation

    good = found.found if isinstance(found, Explanation) else found.known
    return EXIT_OK if good else EXIT_NO
