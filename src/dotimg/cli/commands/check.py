"""`dotimg check`."""

import sys
from typing import TYPE_CHECKING, NamedTuple

import click

from dotimg.check.model import THRESHOLDS, FileReport, Finding, Skip
from dotimg.cli.context import Settings, answer_json, note
from dotimg.cli.files import (
    app_finder,
    build_arg_option,
    build_arguments,
    builds_of,
    each_file,
    tell_skipped,
)
from dotimg.cli.options import msbuild_option, registry_option
from dotimg.errors import EXIT_INPUT, EXIT_NO, EXIT_OK, SettingsError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dotimg.cli.team_settings import TeamSettings
    from dotimg.files.search import SourceFile

FORMATS = ("text", "json", "sarif", "github")


@click.command(
    epilog="Exit codes: 0 nothing at or above the threshold, 1 findings, 2 wrong usage, 3 a file, "
    "a folder, the settings or the catalog cannot be used (and it stays 3 with findings)."
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@build_arg_option
@click.option("--target", metavar="STAGE", help="The stage that ships.  [default: the last]")
@click.option("--project", metavar="PATH", help="The project that the Dockerfiles build.")
@msbuild_option
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
    msbuild: bool,
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
    from dotimg.check.checker import Checker, Team
    from dotimg.check.rules import Standards, numbers

    settings: Settings = context.obj
    catalog = settings.catalog()
    arguments = build_arguments(build_arg)
    builds = builds_of(paths, arguments)
    finder = app_finder(settings, project, catalog.packages, msbuild=msbuild)
    checker = Checker(catalog, settings.today, arguments, target, finder, builds)
    ignored = numbers(ignore)

    def check(source: "SourceFile", content: bytes, own: "TeamSettings") -> tuple[FileReport, bool]:
        """The report of a file, and whether something in it is at or above its threshold."""
        standards = Standards(require_digest or bool(own.require_digest), own.families)
        team = Team(registry or own.registry, ignored | _ignored(own), standards)
        report = checker.check(source.path, source.kind, content, team)
        return report, _fails(report.findings, fail_on or own.fail_on or "warning")

    done = each_file(settings, paths, "checking files", catalog, builds, check, pass_over=True)
    reports = [report for report, _ in done.answers]
    findings = [finding for report in reports for finding in report.findings]
    findings.sort(key=lambda one: (one.path, one.line, one.column, one.rule))
    skipped = [*done.passed_over, *(skip for report in reports for skip in report.skipped)]
    tell_skipped(settings, skipped)
    if not reports and not done.unusable:
        note(settings, "no file that names images was found")
    failed = any(failed for _, failed in done.answers)
    settings.exit_code = EXIT_INPUT if done.unusable else EXIT_NO if failed else EXIT_OK
    images = sum(report.images for report in reports)
    answer = _Answer(findings, skipped, len(reports), images, done.unusable)
    _write(answer, format, color=_in_colour(settings))
    sys.stdout.flush()
    context.exit(settings.exit_code)


class _Answer(NamedTuple):
    """What came of all files; `unusable` are those that could not be read."""

    findings: list[Finding]
    skipped: list[Skip]
    files: int
    images: int
    unusable: list[Skip]


def _ignored(own: "TeamSettings") -> frozenset[str]:
    """The rules that a team leaves out, by number.

    Raises:
        SettingsError: There is no such rule.
    """
    from dotimg.check.rules import numbers

    try:
        return numbers(own.ignore)
    except UsageError as error:
        raise SettingsError(f"{own.path}: ignore: {error}") from error


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
