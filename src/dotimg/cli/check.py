"""`dotimg check`."""

import sys
from typing import TYPE_CHECKING, NamedTuple

import click

from dotimg.cli.files import build_arg_option, build_arguments, content_of, settings_for, sources_of
from dotimg.cli.options import registry_option
from dotimg.cli.settings import Settings
from dotimg.cli.streams import answer_json, complain, note
from dotimg.errors import EXIT_INPUT, EXIT_NO, EXIT_OK, InputError, UsageError
from dotimg.findings import THRESHOLDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dotimg.checker import Checker
    from dotimg.findings import Finding, Skip
    from dotimg.settings_file import TeamSettings

FORMATS = ("text", "json", "sarif", "github")


class _Answer(NamedTuple):
    """What came of all files; `unusable` counts those that could not be read."""

    findings: "list[Finding]"
    skipped: "list[Skip]"
    files: int
    images: int
    unusable: int


@click.command(
    epilog="Exit codes: 0 nothing at or above the threshold, 1 findings, 2 wrong usage, 3 a file, "
    "a folder, the settings or the catalog cannot be used (and it stays 3 with findings)."
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@build_arg_option
@click.option("--target", metavar="STAGE", help="The stage that ships.  [default: the last]")
@registry_option
@click.option(
    "--fail-on",
    type=click.Choice(THRESHOLDS),
    help="The least severity that fails.  [default: warning]",
)
@click.option("--require-digest", is_flag=True, help="Ask for a digest in every reference.")
@click.option(
    "--ignore", "ignored", multiple=True, metavar="RULE", help="A rule to leave out, by number."
)
@click.option(
    "--format", type=click.Choice(FORMATS), default="text", show_default=True, help="What to print."
)
@click.pass_context
def command(
    context: click.Context,
    paths: tuple[str, ...],
    build_args: tuple[str, ...],
    target: str | None,
    registry: str | None,
    fail_on: str | None,
    require_digest: bool,
    ignored: tuple[str, ...],
    format: str,
) -> None:
    """Judge every .NET image that files name.

    PATH is a file, a folder, or "-" for a Dockerfile on stdin. Folders are
    searched for Dockerfiles, Containerfiles, compose files, devcontainer.json,
    workflows of GitHub, Azure and GitLab, Kubernetes manifests and project
    files; .gitignore is honoured. "# dotimg: ignore=DI203 reason" on the line
    above silences a rule; dotimg.toml holds a team's settings.

    \b
    dotimg check .
    dotimg check Dockerfile --fail-on error --ignore DI401
    dotimg check . --format sarif > dotimg.sarif
    """  # noqa: D301  \b is click's mark for text that is not to be wrapped
    from dotimg.checker import Checker, Team  # noqa: PLC0415
    from dotimg.rules import Standards, numbers  # noqa: PLC0415

    settings: Settings = context.obj
    catalog = settings.catalog()
    own = settings_for(paths, catalog)
    team = Team(
        mirror=registry or own.registry,
        ignored=numbers(ignored) | _numbers_of(own),
        standards=Standards(require_digest or bool(own.require_digest), own.families),
    )
    checker = Checker(catalog, settings.today, team, build_arguments(build_args), target)
    answer = _check(checker, paths)
    for skip in answer.skipped:
        note(settings, f"{skip.path}:{skip.line}: skipped: {skip.reason}")
    _write(answer, format, color=_in_colour(settings))
    sys.stdout.flush()
    failed = _fails(answer.findings, fail_on or own.fail_on or "warning")
    context.exit(EXIT_INPUT if answer.unusable else EXIT_NO if failed else EXIT_OK)


def _numbers_of(own: "TeamSettings") -> frozenset[str]:
    """The rules that a team's settings leave out."""
    from dotimg.rules import numbers  # noqa: PLC0415

    try:
        return numbers(own.ignore)
    except UsageError as error:
        raise InputError(f"{own.path}: ignore: {error}") from error


def _check(checker: "Checker", paths: tuple[str, ...]) -> _Answer:
    """Check all files; one that cannot be used gets a line on stderr and stops nothing."""
    findings: list[Finding] = []
    skipped: list[Skip] = []
    files = images = unusable = 0
    for source in sources_of(paths):
        try:
            report = checker.check(source.path, source.kind, content_of(source))
        except InputError as error:
            complain(f"{source.path}: {error}")
            unusable += 1
            continue
        files += 1
        images += report.images
        findings += report.findings
        skipped += report.skipped
    findings.sort(key=lambda one: (one.path, one.line, one.column, one.rule))
    return _Answer(findings, skipped, files, images, unusable)


def _write(answer: _Answer, format: str, *, color: bool) -> None:
    findings, skipped = answer.findings, answer.skipped
    if format == "json":
        from dotimg.render import findings_json  # noqa: PLC0415

        answer_json(findings_json.document(findings, skipped, answer.files, answer.images))
    elif format == "sarif":
        from dotimg import __version__  # noqa: PLC0415
        from dotimg.render import findings_sarif  # noqa: PLC0415
        from dotimg.rules import RULES  # noqa: PLC0415

        texts = [rule.text for rule in RULES]
        answer_json(findings_sarif.document(findings, skipped, texts, __version__))
    elif format == "github":
        from dotimg.render import findings_github  # noqa: PLC0415

        sys.stdout.writelines(findings_github.line(one) + "\n" for one in findings)
    else:
        from dotimg.render import findings_text  # noqa: PLC0415

        sys.stdout.writelines(line + "\n" for line in findings_text.lines(findings, color=color))
        told = findings_text.summary(findings, answer.files, answer.images)
        sys.stdout.write(told + "\n")


def _in_colour(settings: Settings) -> bool:
    return sys.stdout.isatty() if settings.color is None else settings.color


def _fails(findings: "Iterable[Finding]", threshold: str) -> bool:
    """Whether a finding is at or above the threshold."""
    from dotimg.findings import SEVERITIES  # noqa: PLC0415

    if threshold not in SEVERITIES:
        return False
    return any(SEVERITIES.index(one.severity) >= SEVERITIES.index(threshold) for one in findings)
