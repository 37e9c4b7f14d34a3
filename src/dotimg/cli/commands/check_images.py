"""`dotimg check --cve` and `--at`, which list images instead of checking them.

`--cve ID` lists images that lack the fix of a CVE, `--at DAY` the digests that a build got on a
day.
"""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from dotimg.check.model import Inventory, InventoryRow, Skip
from dotimg.cli.context import Settings, answer, answer_json
from dotimg.cli.files import (
    build_arguments,
    builds_of,
    each_file,
    named_paths,
    teams_of,
    tell_skipped,
)
from dotimg.errors import EXIT_INPUT, EXIT_NO, EXIT_OK, UsageError
from dotimg.named_tuples import NamedTuple

if TYPE_CHECKING:
    from dotimg.catalog.tables import Catalog
    from dotimg.check.team_settings import TeamSettings
    from dotimg.explain import Explainer
    from dotimg.files.search import SourceFile

_FORMATS = ("text", "json")

# What becomes of a row, with what explains images as its team names them; None leaves it out.
Tell = Callable[["Explainer", InventoryRow], InventoryRow | None]


class FileImages(NamedTuple):
    """Which files to look at, and how, as the options of check say."""

    paths: tuple[str, ...]
    build_arg: tuple[str, ...]
    registry: str | None
    exclude: tuple[str, ...]
    stdin_filename: str | None
    style: str


class _Told(NamedTuple):
    """The rows of all files that are told of; the code is 3 where a file could not be read."""

    rows: list[InventoryRow]
    skipped: list[Skip]
    files: int
    code: int


def code_of(settings: Settings, files: FileImages, cve: str | None) -> int:
    """Write what is asked for of a CVE, or of the day of `--at`, and give the exit code.

    Raises:
        UsageError: It is not a number of a CVE, or cannot be told in that format.
        NoMatchError: The tables do not hold it.
    """
    code = _of_day(settings, files) if cve is None else _of_cve(settings, files, cve)
    sys.stdout.flush()
    return code


def _of_cve(settings: Settings, files: FileImages, cve: str) -> int:
    """Write the images that lack the fix of a CVE."""
    from dotimg.cli.render import cves
    from dotimg.explain.cve import required

    catalog = settings.catalog()
    known = required(catalog, cve, settings.today)

    def behind(explainer: "Explainer", row: InventoryRow) -> InventoryRow | None:
        return row if known.id in explainer.explain(row.image).cves else None

    told = _told(settings, catalog, files, behind)
    settings.exit_code = told.code or (EXIT_NO if told.rows else EXIT_OK)
    if files.style == "json":
        answer_json(cves.of_files("cve", known.id, *told[:3], catalog.as_of))
    else:
        for row in told.rows:
            instead = f"; use {row.replacement}" if row.replacement else ""
            answer(f"{row.path}:{row.line}: {row.image} lacks the fix of {known.id}{instead}")
        if not told.rows:
            answer(f"no image lacks the fix of {known.id}")
    return settings.exit_code


def _of_day(settings: Settings, files: FileImages) -> int:
    """Write the digests that a build got on the day of `--at`."""
    from dotimg.cli.render import cves

    catalog = settings.catalog()

    def then(explainer: "Explainer", row: InventoryRow) -> InventoryRow:
        found = explainer.explain(row.image)
        digest = found.name.digest if found.published else None
        return row._replace(digest=digest, version=found.inside.version if digest else "")

    told = _told(settings, catalog, files, then)
    unknown = any(not row.digest for row in told.rows)
    settings.exit_code = told.code or (EXIT_NO if unknown else EXIT_OK)
    if files.style == "json":
        answer_json(cves.of_files("at", settings.at, *told[:3], catalog.as_of))
    else:
        for row in told.rows:
            pointed = f"{row.digest} {row.version}" if row.digest else "not known"
            answer(f"{row.path}:{row.line}: {row.image} {pointed}")
    return settings.exit_code


def _told(settings: Settings, catalog: "Catalog", files: FileImages, tell: Tell) -> _Told:
    from dotimg.check.checker import Checker, Team
    from dotimg.explain import Explainer

    if files.style not in _FORMATS:
        raise UsageError(
            f"--cve and --at support --format {' and '.join(_FORMATS)}, not {files.style}"
        )
    arguments = build_arguments(files.build_arg)
    named = named_paths(files.paths, files.stdin_filename)
    builds = builds_of(named, arguments, catalog)
    checker = Checker(catalog, settings.today, arguments, builds=builds)
    explainers: dict[str | None, Explainer] = {}

    def look(source: "SourceFile", content: bytes, own: "TeamSettings") -> Inventory:
        mirror = files.registry or own.registry
        if mirror not in explainers:
            explainers[mirror] = Explainer(
                *(catalog, settings.today, mirror), history=bool(settings.at), at=settings.at
            )
        found = checker.inventory(source.path, source.kind, content, Team(mirror))
        rows = (tell(explainers[mirror], row) for row in found.images)
        return found._replace(images=tuple(row for row in rows if row))

    teams = teams_of(catalog, files.exclude, named)
    done = each_file(
        *(settings, files.paths, "reading files", teams, builds, look),
        pass_over=True,
        stdin_filename=files.stdin_filename,
    )
    rows = [row for one in done.answers for row in one.images]
    rows.sort(key=lambda row: (row.path, row.line))
    skipped = [*done.passed_over, *(skip for one in done.answers for skip in one.skipped)]
    tell_skipped(settings, skipped)
    code = EXIT_INPUT if done.unusable else EXIT_OK
    return _Told(rows, [*skipped, *done.unusable], len(done.answers), code)
