"""`dotimg check --cve ID`: which images that files name lack the fix of a CVE."""

import sys
from typing import TYPE_CHECKING

from dotimg.check.model import Inventory
from dotimg.cli.context import Settings, answer, answer_json
from dotimg.cli.files import build_arguments, builds_of, each_file, teams_of, tell_skipped
from dotimg.errors import EXIT_INPUT, EXIT_NO, EXIT_OK, UsageError

if TYPE_CHECKING:
    from dotimg.check.team_settings import TeamSettings
    from dotimg.files.search import SourceFile

_FORMATS = ("text", "json")


def code_of(
    settings: Settings,
    paths: tuple[str, ...],
    build_arg: tuple[str, ...],
    registry: str | None,
    exclude: tuple[str, ...],
    cve: str,
    style: str,
) -> int:
    """Write the images that are behind a CVE, and give the exit code.

    Raises:
        UsageError: It is no number of a CVE, or cannot be told in that format.
        NoMatchError: The tables do not hold it.
    """
    from dotimg.check.checker import Checker, Team
    from dotimg.cli.render import cves
    from dotimg.explain import Explainer
    from dotimg.explain.cve import required

    if style not in _FORMATS:
        raise UsageError(f"--cve answers in {' and '.join(_FORMATS)}, not in {style}")
    catalog = settings.catalog()
    known = required(catalog, cve, settings.today)
    arguments = build_arguments(build_arg)
    builds = builds_of(paths, arguments, catalog)
    checker = Checker(catalog, settings.today, arguments, builds=builds)
    explainers: dict[str | None, Explainer] = {}

    def look(source: "SourceFile", content: bytes, own: "TeamSettings") -> Inventory:
        team = Team(registry or own.registry)
        found = checker.inventory(source.path, source.kind, content, team)
        prefix = registry or own.registry
        if prefix not in explainers:
            explainers[prefix] = Explainer(catalog, settings.today, prefix, history=False)
        explainer = explainers[prefix]
        behind = (one for one in found.images if known.id in explainer.explain(one.image).cves)
        return found._replace(images=tuple(behind))

    teams = teams_of(catalog, exclude, paths)
    done = each_file(settings, paths, "reading files", teams, builds, look, pass_over=True)
    rows = [row for one in done.answers for row in one.images]
    rows.sort(key=lambda row: (row.path, row.line))
    skipped = [*done.passed_over, *(skip for one in done.answers for skip in one.skipped)]
    tell_skipped(settings, skipped)
    code = EXIT_INPUT if done.unusable else EXIT_NO if rows else EXIT_OK
    settings.exit_code = code
    if style == "json":
        answer_json(
            cves.behind(known, rows, [*skipped, *done.unusable], len(done.answers), catalog.as_of)
        )
    else:
        for row in rows:
            instead = f"; use {row.replacement}" if row.replacement else ""
            answer(f"{row.path}:{row.line}: {row.image} lacks the fix of {known.id}{instead}")
        if not rows:
            answer(f"no image in {len(done.answers)} files lacks the fix of {known.id}")
    sys.stdout.flush()
    return code
