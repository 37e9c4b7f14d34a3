"""`dotimg upgrade`."""

import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING

import click

from dotimg.check.model import Skip
from dotimg.cli.command import Command
from dotimg.cli.commands.upgrade_output import done_with, show, show_markdown, tell
from dotimg.cli.context import Settings, answer_json, complain, note, warn
from dotimg.cli.files import (
    STDIN,
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
from dotimg.cli.options import (
    Connection,
    connection_options,
    msbuild_option,
    registry_option,
)
from dotimg.errors import EXIT_INPUT, EXIT_NO, EXIT_OK, InputError, UsageError

if TYPE_CHECKING:
    from dotimg.catalog.tables import Catalog
    from dotimg.check.team_settings import TeamSettings
    from dotimg.files.search import SourceFile
    from dotimg.registry import Client
    from dotimg.upgrade import Ask, Upgrader
    from dotimg.upgrade.reading import ParsedFile

FORMATS = ("text", "json", "markdown")


@click.command(
    cls=Command,
    epilog="Exit codes: 0 done, 1 something would change (with --check), or an image stays "
    "unsupported (with --fail-on ended), 2 wrong usage, 3 a file, a folder, the settings or the "
    "catalog cannot be used, 4 a request failed (with --live).",
)
@paths_argument
@option(
    "--to",
    metavar="TO",
    help="The target: lts, latest, patch (stay in the channel), or a channel such as "
    "10.0.  [default: lts]",
)
@option("--os", metavar="FAMILY", help="Move to another operating system family.")
@option(
    "--digest/--keep-digest",
    default=None,
    help="Add a digest to every image, or only update existing digests (the default).",
)
@option("--images-only", is_flag=True, help="Change only image references.")
@option("--write", is_flag=True, help="Edit the files in place.")
@option("--diff", is_flag=True, help="Print a diff (the default).")
@option(
    "--fail-on",
    type=click.Choice(("ended",)),
    help="Exit 1 if an image is unsupported or retired after the edit.",
)
@option("--check", is_flag=True, help="Print no diff; exit 1 if something would change.")
@build_arg_option
@option("--project", metavar="PATH", help="The project that the Dockerfiles build.")
@msbuild_option
@option(
    "--pin-sdk-images",
    is_flag=True,
    help="Write the SDK's default base image into projects that are published as images.",
)
@registry_option
@exclude_option
@stdin_filename_option
@option("--live", is_flag=True, help="Ask the registry for digests.")
@connection_options
@option(
    "--format",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="The output format.",
)
@click.pass_context
def command(
    context: click.Context,
    paths: tuple[str, ...],
    to: str | None,
    os: str | None,
    digest: bool | None,
    images_only: bool,
    write: bool,
    diff: bool,
    fail_on: str | None,
    check: bool,
    build_arg: tuple[str, ...],
    project: str | None,
    msbuild: bool,
    pin_sdk_images: bool,
    registry: str | None,
    exclude: tuple[str, ...],
    stdin_filename: str | None,
    live: bool,
    format: str,
) -> None:
    """Move the .NET images in your files to supported ones.

    PATH is a file, a folder, or "-" for a Dockerfile on stdin; with --write,
    the result goes to stdout. An image keeps its system, variant, architecture
    and registry, a fixed tag stays fixed, and a digest is updated. All stages
    of a file move together. A move to another channel also changes the project,
    the projects that reference it, global.json and workflows. Nothing else in a
    file changes. Reasons and advice go to stderr.

    \b
    dotimg upgrade .
    dotimg upgrade . --to patch --write
    dotimg upgrade Dockerfile --to 10.0 --digest | git apply
    """
    from dotimg.cli.render import upgrades
    from dotimg.upgrade import Policy, Upgrader, understood
    from dotimg.upgrade import family as family_named
    from dotimg.upgrade.mover import Mover
    from dotimg.upgrade.team_goal import goal_of

    settings: Settings = context.obj
    typed = on_stdin(paths, stdin_filename)
    _expect_one_way(paths, format, write=write, diff=diff, check=check)
    catalog = settings.catalog()
    family = family_named(catalog, os) if os else None
    goal = understood(catalog, to) if to else None
    with Connection.from_options().client() if live else nullcontext() as client:
        ask = _asking(client) if client else None
        named = named_paths(paths, stdin_filename)
        builds = builds_of(named, build_arguments(build_arg), catalog)
        app_of = app_finder(settings, project, catalog.packages, builds, msbuild=msbuild)
        of_team: dict[TeamSettings, Upgrader] = {}
        goals: set[str] = set()

        def read(
            source: "SourceFile", content: bytes, own: "TeamSettings"
        ) -> "tuple[Upgrader, ParsedFile]":
            """A file with the upgrader of its team."""
            if own not in of_team:
                pin = bool(own.require_digest) if digest is None else digest
                to = goal or goal_of(catalog, own)
                policy = Policy(to, family, pin, own.families, pin_sdk_images)
                goals.add(policy.to)
                of_team[own] = Upgrader(
                    catalog, settings.today, policy, registry or own.registry, builds, ask, app_of
                )
            return of_team[own], of_team[own].read(source.path, source.kind, content)

        teams = teams_of(catalog, exclude, named)
        done = each_file(
            settings, paths, "upgrading files", teams, builds, read, stdin_filename=stdin_filename
        )
        found, faults = Mover(
            images_only=images_only, excluded=teams.excludes_named, alone=typed
        ).upgraded(done.answers)
    skipped = sorted({*done.passed_over, *(skip for one in found for skip in one.skipped)})
    tell_skipped(settings, skipped)
    _tell_of_releases(settings, catalog, goals)
    if not live and any("@" in move.new for one in found for move in one.moves):
        note(
            settings,
            f"digests are from the tag data ({catalog.as_of}); use --live for current ones",
        )
    planned, broken = len(found), _complained(faults)
    found = done_with(settings, found, typed, write=write, show=format == "text" and not check)
    unusable = planned - len(found) + len(broken) + len(done.unusable)
    tell(settings, found)
    failed = any((check and one.old != one.new) or (fail_on and one.ended) for one in found)
    settings.exit_code = EXIT_INPUT if unusable else EXIT_NO if failed else EXIT_OK
    if format == "json":
        answer_json(upgrades.document(found, [*skipped, *done.unusable, *broken], catalog.as_of))
    elif format == "markdown":
        show_markdown(settings, catalog, [registry or own.registry for own in of_team], found)
    elif not write and not check:
        show(settings, found)
    note(settings, upgrades.summary(found, len(skipped), written=write))
    sys.stdout.flush()
    context.exit(settings.exit_code)


def _expect_one_way(
    paths: tuple[str, ...], format: str, *, write: bool, diff: bool, check: bool
) -> None:
    """Do one thing, and write nothing to stdout beside the Dockerfile that is read from stdin.

    Raises:
        UsageError: Options exclude each other, or something else would go to stdout.
    """
    if write + diff + check > 1:
        raise UsageError("--write, --diff and --check exclude each other")
    if STDIN not in paths or not write:
        return
    if len(paths) > 1:
        raise UsageError("a Dockerfile on stdin cannot be combined with other paths")
    if format != "text":
        raise UsageError(f"a Dockerfile on stdin is written to stdout, where {format} would be too")


def _complained(faults: "list[tuple[str, InputError]]") -> list[Skip]:
    """Say which files cannot be edited, and why."""
    for path, error in faults:
        complain(f"{path}: {error}")
    return [Skip(path, 1, str(error)) for path, error in faults]


def _tell_of_releases(settings: Settings, catalog: "Catalog", goals: set[str]) -> None:
    """Say that a channel to move to, or a newer one than it, is out by the calendar."""
    from dotimg.resolver.newer import release_said

    said = {
        release_said(catalog, settings.today, goal if goal[0].isdigit() else "", goal)
        for goal in goals - {"patch"}
    }
    for text in sorted(said - {""}):
        warn(settings, text)


def _asking(client: "Client") -> "Ask":
    """Digests as a registry has them."""
    from dotimg.names.reference import parse
    from dotimg.registry.images import digest_of
    from dotimg.registry.platforms import parse_platform

    def ask(reference: str, platform: str | None) -> str:
        choice = parse_platform(platform) if platform else None
        return client.in_time(lambda: digest_of(client, parse(reference), choice))

    return ask
