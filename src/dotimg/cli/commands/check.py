"""`dotimg check`."""

import sys
from typing import TYPE_CHECKING, NamedTuple

import click

from dotimg.check.model import THRESHOLDS, Skip
from dotimg.cli.context import Settings, answer_json, note
from dotimg.cli.files import (
    STDIN,
    SettingsFiles,
    Unusable,
    app_finder,
    build_arg_option,
    build_arguments,
    content_of,
    sources_of,
)
from dotimg.cli.options import registry_option
from dotimg.cli.progress import working
from dotimg.errors import EXIT_INPUT, EXIT_NO, EXIT_OK, InputError, SettingsError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dotimg.check.checker import Checker, Team
    from dotimg.check.model import Finding
    from dotimg.cli.render.progress import Work
    from dotimg.cli.team_settings import TeamSettings

FORMATS = ("text", "json", "sarif", "github")


class _Answer(NamedTuple):
    """What came of all files; `unusable` are those that could not be read.

    `failed` tells that something is at or above the threshold of its file.
    """

    findings: "list[Finding]"
    skipped: "list[Skip]"
    files: int
    images: int
    unusable: list[Skip]
    failed: bool


class _Wishes(NamedTuple):
    """What the command line asks for, before the settings of a team."""

    registry: str | None
    fail_on: str | None
    require_digest: bool
    ignored: frozenset[str]

    def team(self, own: "TeamSettings") -> "Team":
        """What holds for the files of a team.

        Raises:
            SettingsError: They name a rule that there is not.
        """
        from dotimg.check.checker import Team
        from dotimg.check.rules import Standards, numbers

        try:
            ignored = self.ignored | numbers(own.ignore)
        except UsageError as error:
            raise SettingsError(f"{own.path}: ignore: {error}") from error
        standards = Standards(self.require_digest or bool(own.require_digest), own.families)
        return Team(self.registry or own.registry, ignored, standards)


@click.command(
    epilog="Exit codes: 0 nothing at or above the threshold, 1 findings, 2 wrong usage, 3 a file, "
    "a folder, the settings or the catalog cannot be used (and it stays 3 with findings)."
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@build_arg_option
@click.option("--target", metavar="STAGE", help="The stage that ships.  [default: the last]")
@click.option("--project", metavar="PATH", help="The project that the Dockerfiles build.")
@registry_option
@click.option(
    "--fail-on",
    type=click.Choice(THRESHOLDS),
    help="The least severity that fails.  [default: warning]",
)
@click.option("--require-digest", is_flag=True, help="Ask for a digest in every reference.")
@click.option(
    "--ignore", multiple=True, metavar="RULE", help="A rule to leave out, by number or name."
)
@click.option(
    "--format", type=click.Choice(FORMATS), default="text", show_default=True, help="What to print."
)
@click.pass_context
def command(
    context: click.Context,
    paths: tuple[str, ...],
    build_arg: tuple[str, ...],
    target: str | None,
    project: str | None,
    registry: str | None,
    fail_on: str | None,
    require_digest: bool,
    ignore: tuple[str, ...],
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
    """
    from dotimg.check.checker import Checker
    from dotimg.check.rules import numbers

    settings: Settings = context.obj
    catalog = settings.catalog()
    arguments = build_arguments(build_arg)
    checker = Checker(catalog, settings.today, arguments, target, app_finder(project))
    wishes = _Wishes(registry, fail_on, require_digest, numbers(ignore))
    with working(settings, "checking files", when=STDIN not in paths) as work:
        answer = _check(checker, paths, wishes, SettingsFiles(catalog), work)
    for skip in answer.skipped:
        note(settings, f"{skip.path}:{skip.line}: skipped: {skip.reason}")
    if not answer.files and not answer.unusable:
        note(settings, "no file that names images was found")
    code = EXIT_INPUT if answer.unusable else EXIT_NO if answer.failed else EXIT_OK
    settings.exit_code = code
    _write(answer, format, color=_in_colour(settings))
    sys.stdout.flush()
    context.exit(code)


def _check(
    checker: "Checker",
    paths: tuple[str, ...],
    wishes: "_Wishes",
    files: SettingsFiles,
    work: "Work",
) -> _Answer:
    """Check all files; one that cannot be used gets a line on stderr and stops nothing."""
    findings: list[Finding] = []
    skipped: list[Skip] = []
    unusable: list[Skip] = []
    told = Unusable()
    read = images = 0
    failed = False
    sources = list(sources_of(paths))
    for source in work.through(sources, len(sources)):
        try:
            own = files.of(source.path)
            team = wishes.team(own)
            report = checker.check(source.path, source.kind, content_of(source), team)
        except InputError as error:
            # A file of no name that promises images is not missed, unless for bad settings.
            if source.kind == "yaml" and not isinstance(error, SettingsError):
                skipped.append(Skip(source.path, 1, str(error)))
                continue
            told.say(source.path, error)
            unusable.append(Skip(source.path, 1, str(error)))
            continue
        read += 1
        images += report.images
        findings += report.findings
        skipped += report.skipped
        failed = failed or _fails(report.findings, wishes.fail_on or own.fail_on or "warning")
    findings.sort(key=lambda one: (one.path, one.line, one.column, one.rule))
    return _Answer(findings, skipped, read, images, unusable, failed)


def _write(answer: _Answer, format: str, *, color: bool) -> None:
    findings, skipped = answer.findings, answer.skipped
    if format == "json":
        from dotimg.cli.render.findings import json

        passed_over = [*skipped, *answer.unusable]
        answer_json(json.document(findings, passed_over, answer.files, answer.images))
    elif format == "sarif":
        from dotimg._version import __version__
        from dotimg.check.rules import RULES
        from dotimg.cli.render.findings import sarif

        texts = [rule.text for rule in RULES]
        document = sarif.document(findings, skipped, texts, __version__, unusable=answer.unusable)
        answer_json(document)
    elif format == "github":
        from dotimg.cli.render.findings import github

        sys.stdout.writelines(github.line(one) + "\n" for one in findings)
    else:
        from dotimg.cli.render.findings import text

        sys.stdout.writelines(line + "\n" for line in text.lines(findings, color=color))
        if answer.files or not answer.unusable:
            told = text.summary(findings, answer.files, answer.images, whole=not answer.unusable)
            sys.stdout.write(told + "\n")


def _in_colour(settings: Settings) -> bool:
    return sys.stdout.isatty() if settings.color is None else settings.color


def _fails(findings: "Iterable[Finding]", threshold: str) -> bool:
    """Whether a finding is at or above the threshold."""
    from dotimg.check.model import SEVERITIES

    if threshold not in SEVERITIES:
        return False
    return any(SEVERITIES.index(one.severity) >= SEVERITIES.index(threshold) for one in findings)
