"""`dotimg check`."""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from dotimg.check.model import FileReport, Finding
from dotimg.cli.addresses import address
from dotimg.cli.command import Command
from dotimg.cli.commands.check_output import FORMATS, WITH_FIXES, Output, outputs, write
from dotimg.cli.context import Settings, note, width
from dotimg.cli.files import (
    app_finder,
    build_arg_option,
    build_arguments,
    builds_of,
    each_file,
    exclude_option,
    named_paths,
    on_stdin,
    paths_argument,
    stdin_filename_option,
    teams_of,
    tell_skipped,
)
from dotimg.cli.option import option
from dotimg.cli.options import comma_separated, msbuild_option, registry_option
from dotimg.cli.render.findings.answer import CheckAnswer
from dotimg.errors import EXIT_INPUT, EXIT_NO, EXIT_OK, SettingsError, UsageError
from dotimg.named_tuples import NamedTuple

if TYPE_CHECKING:
    from dotimg.check.baseline import Baseline, Compared
    from dotimg.check.team_settings import TeamSettings
    from dotimg.check.teams import Teams
    from dotimg.check.threshold import Threshold
    from dotimg.cli.files import FileAnswers
    from dotimg.cli.fixable import Fixable
    from dotimg.files.search import SourceFile

_TOLD = 10  # entries of a baseline that are gone and told one by one


def _threshold(
    context: click.Context, parameter: click.Parameter, text: str | None
) -> "Threshold | None":
    """What fails; None where nothing is said."""
    del context, parameter
    if text is None:
        return None
    from dotimg.check.threshold import threshold

    return threshold(text)


def _outputs(
    context: click.Context, parameter: click.Parameter, words: tuple[str, ...]
) -> tuple[Output, ...]:
    del context, parameter
    return outputs(words)


@click.command(
    cls=Command,
    epilog="Exit codes: 0 no findings at or above the threshold, 1 findings, 2 wrong usage, 3 a "
    "file, a folder, the settings or the catalog cannot be used (even with findings).",
)
@paths_argument
@build_arg_option
@option("--target", metavar="STAGE", help="The stage to build.  [default: the last]")
@option("--project", metavar="PATH", help="The project that the Dockerfiles build.")
@msbuild_option
@registry_option
@option(
    "--fail-on",
    metavar="LEVEL,...",
    callback=_threshold,
    help="The lowest severity that fails: error, warning, note or never. Add skipped to "
    "fail on what could not be checked.  [default: warning]",
)
@option("--require-digest", is_flag=True, help="Require a digest in every reference.")
@option(
    "--ignore",
    multiple=True,
    metavar="RULE,...",
    callback=comma_separated,
    help="Skip these rules, by number or name. May be repeated.",
)
@exclude_option
@stdin_filename_option
@option(
    "--baseline",
    metavar="FILE",
    help="Accept the findings in this file: only new ones fail.",
)
@option("--cve", metavar="ID", help="Only list images that lack the fix of this CVE.")
@option("--write-baseline", is_flag=True, help="Write the current findings to the --baseline file.")
@option(
    "--format",
    type=click.Choice(FORMATS),
    metavar="FORMAT",
    default="text",
    help=f"The output format: {', '.join(FORMATS)}.  [default: text]",
)
@option(
    "--output",
    multiple=True,
    metavar="FORMAT=FILE",
    callback=_outputs,
    help="Also write the findings to a file. May be repeated.",
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
    fail_on: "Threshold | None",
    require_digest: bool,
    ignore: tuple[str, ...],
    exclude: tuple[str, ...],
    stdin_filename: str | None,
    baseline: str | None,
    cve: str | None,
    write_baseline: bool,
    format: str,
    output: tuple[Output, ...],
) -> None:
    """Check the .NET images that your files use.

    PATH is a file, a folder, or "-" for a Dockerfile on stdin. Folders are
    searched for Dockerfiles, compose files, pipelines, manifests, project
    files, scripts and code; .gitignore is honoured. "# dotimg: ignore=DI203
    reason" on the line above silences a rule. dotimg.toml contains settings.
    "dotimg rule" explains the rules.

    \b
    dotimg check
    dotimg check Dockerfile --fail-on error,skipped --ignore DI401,DI203
    dotimg check --baseline .dotimg-baseline.json --write-baseline
    dotimg check --format github --output sarif=dotimg.sarif
    """
    from dotimg.check.checker import Checker, Team
    from dotimg.check.rules import Standards, numbers
    from dotimg.check.threshold import Threshold
    from dotimg.cli.fixable import MOST, Fixable

    settings: Settings = context.obj
    if cve is not None or settings.at:
        _expect_no_finding_options(output=output, baseline=baseline, write_baseline=write_baseline)
        from dotimg.cli.commands.check_images import FileImages, code_of

        files = FileImages(
            paths=paths,
            build_arg=build_arg,
            registry=registry,
            exclude=exclude,
            stdin_filename=stdin_filename,
            style=format,
        )
        context.exit(code_of(settings, files, cve))
    if write_baseline and baseline is None:
        raise UsageError("--write-baseline needs --baseline FILE")
    catalog = settings.catalog()
    known = _opened(baseline, write=write_baseline) if baseline is not None else None
    arguments = build_arguments(build_arg)
    builds = builds_of(named := named_paths(paths, stdin_filename), arguments, catalog)
    finder = app_finder(settings, project, catalog.packages, builds, msbuild=msbuild)
    checker = Checker(catalog, settings.today, arguments, target, finder, builds)
    given = Team(registry, numbers(ignore), Standards(require_digest))
    teams = teams_of(catalog, exclude, named, [baseline] if baseline else [])

    with_fixes = not WITH_FIXES.isdisjoint({format, *(name for name, _ in output)})
    fixable = None
    if with_fixes or (format == "text" and not known):
        fixable = Fixable(
            *(catalog, settings.today, registry, builds, finder, teams.excludes_named),
            most=None if with_fixes else MOST,
            alone=on_stdin(paths, stdin_filename),
        )

    def check(source: "SourceFile", content: bytes, own: "TeamSettings") -> _Judged:
        team = Team.settled(own, source.path, given)
        report = checker.check(source.path, source.kind, content, team)
        if fixable:
            fixable.add(source, content, own, report)
        return _Judged(source.path, report, fail_on or own.threshold or Threshold())

    done = each_file(
        *(settings, paths, "checking files", teams, builds, check),
        pass_over=True,
        stdin_filename=stdin_filename,
    )
    answer = _answer(settings, done, fixable, with_fixes=with_fixes)
    tell_skipped(settings, answer.skipped)
    if not done.answers and not done.unusable:
        note(settings, "no files with images were found")
    if known:
        found = _compared(settings, known, answer.findings, done.answers, write=write_baseline)
        answer = answer._replace(findings=found.new, held=found.held, gone=found.gone)
    failed = _fails(done.answers, answer.findings) or any(
        _threshold_at(teams, skip.path, fail_on).skipped for skip in done.passed_over
    )
    settings.exit_code = EXIT_INPUT if done.unusable else EXIT_NO if failed else EXIT_OK
    write(answer, format, output)
    context.exit(settings.exit_code)


def _expect_no_finding_options(**given: object) -> None:
    for name, value in given.items():
        if value not in (None, False, ()):
            option = f"--{name.replace('_', '-')}"
            raise UsageError(
                f"{option} cannot be used with --cve or --at, which report no findings"
            )


class _Judged(NamedTuple):
    """What came of one file, and what fails there."""

    path: str
    report: FileReport
    threshold: "Threshold"


def _opened(path: str, *, write: bool) -> "Baseline":
    """A baseline, which need not be there where it is to be written."""
    from dotimg.check.baseline import opened, opened_or_new

    return opened_or_new(path) if write else opened(path)


def _compared(
    settings: Settings,
    baseline: "Baseline",
    findings: Sequence[Finding],
    judged: "list[_Judged]",
    *,
    write: bool,
) -> "Compared":
    """The findings beside a baseline, which is written first if that is asked for."""
    looked_at = [one.path for one in judged]
    if write:
        count = baseline.write(findings, looked_at)
        note(settings, f"{baseline.path} holds {count} finding{'' if count == 1 else 's'}")
    compared = baseline.compare(findings, looked_at)
    for mark, count in compared.gone[:_TOLD]:
        times = f", {count} times" if count > 1 else ""
        place = f"{mark.rule} of {mark.repository} in {mark.path}"
        note(settings, f"{baseline.path}: {place} no longer occurs{times}")
    if compared.gone:
        more = len(compared.gone) - _TOLD
        told = f"{more} more entries no longer occur; " if more > 0 else ""
        note(settings, f"{baseline.path}: {told}--write-baseline removes such entries")
    return compared


def _answer(
    settings: Settings,
    done: "FileAnswers[_Judged]",
    fixable: "Fixable | None",
    *,
    with_fixes: bool,
) -> CheckAnswer:
    """All that a format may tell, without a baseline."""
    from dotimg._version import __version__
    from dotimg.check.rules import RULES

    reports = [one.report for one in done.answers]
    findings = [finding for one in reports for finding in one.findings]
    left_out = [skip for one in reports for skip in one.skipped]
    return CheckAnswer(
        findings=sorted(findings, key=lambda one: (one.path, one.line, one.column, one.rule)),
        skipped=sorted([*done.passed_over, *left_out]),
        files=len(done.answers),
        images=sum(one.images for one in reports),
        unusable=done.unusable,
        fixable=fixable.count() if fixable else 0,
        fixes=fixable.fixes() if fixable and with_fixes else {},
        held=None,
        gone=(),
        projects={one.path: one.report.project for one in done.answers if one.report.project},
        rules=[rule.text for rule in RULES],
        pages=address("Rules") if with_fixes else "",
        version=__version__,
        color=settings.colors(sys.stdout),
        columns=width() if sys.stdout.isatty() else 0,
    )


def _fails(judged: "list[_Judged]", findings: Sequence[Finding]) -> bool:
    """Whether what is left of a file's findings, or what was skipped there, is a failure."""
    new = set(findings)
    return any(
        one.threshold.fails(new.intersection(one.report.findings), one.report.skipped)
        for one in judged
    )


def _threshold_at(teams: "Teams", path: str, given: "Threshold | None") -> "Threshold":
    """What fails in a file that was passed over."""
    from dotimg.check.threshold import Threshold

    try:
        return given or teams.of(os.path.dirname(path)).threshold or Threshold()
    except SettingsError:
        return Threshold()
