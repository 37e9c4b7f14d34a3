"""Which findings `dotimg upgrade` would fix, by running it without writing."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from dotimg.catalog.tables import Catalog
from dotimg.check.model import FileReport, Finding
from dotimg.check.team_settings import TeamSettings
from dotimg.errors import CatalogError, InputError, SettingsError
from dotimg.files.builds.collection import Builds
from dotimg.files.search import SourceFile
from dotimg.named_tuples import NamedTuple
from dotimg.project.of_dockerfile import AppFinder

if TYPE_CHECKING:
    from dotimg.upgrade import Upgrader
    from dotimg.upgrade.model import Edit, FileUpgrade
    from dotimg.upgrade.reading import ParsedFile

MOST = 40  # files, after which asking would take longer than judging


class _Asked(NamedTuple):
    """A file with findings that name what is to stand in the place of their images."""

    source: SourceFile
    content: bytes
    team: TeamSettings
    findings: list[Finding]


class Fixable:
    """Counts the findings that `dotimg upgrade` without options would fix.

    Many files are not asked where nothing shows the edits.

    Args:
        catalog: The tables.
        today: The day to judge on, as an ISO date.
        mirror: A prefix that stands for the official registry; None for that of each team.
        builds: The builds that files declare.
        app_of: Finds the app that a Dockerfile builds.
        excluded: Tells what leaves a file out, empty where nothing does.
        most: Of how many files it is asked; None for all.
        alone: The path of a file that moves without its projects, empty for none.
    """

    def __init__(
        self,
        catalog: Catalog,
        today: str,
        mirror: str | None,
        builds: Builds,
        app_of: AppFinder,
        excluded: Callable[[str], str],
        most: int | None,
        alone: str = "",
    ) -> None:
        self._catalog = catalog
        self._today = today
        self._mirror = mirror
        self._builds = builds
        self._app_of = app_of
        self._excluded = excluded
        self._most = most
        self._alone = alone
        self._of_team: dict[TeamSettings, Upgrader] = {}
        self._files: list[_Asked] = []

    def add(
        self, source: SourceFile, content: bytes, team: TeamSettings, report: FileReport
    ) -> None:
        """Take the findings of a file that name what is to stand in the place of their images."""
        if self._is_partial:
            return
        if asked := [one for one in report.findings if one.replacement]:
            self._files.append(_Asked(source, content, team, asked))

    def count(self) -> int | None:
        """How many of them name what is written there; None where not all were asked."""
        return None if self._is_partial else len(self._fixed)

    def fixes(self) -> "Mapping[Finding, tuple[Edit, ...]]":
        """The edits at the place of each finding that would be fixed."""
        of_line: dict[tuple[str, int], list[Edit]] = {}
        for edit in (edit for one in self._upgrades for edit in one.edits):
            of_line.setdefault((edit.path, edit.line), []).append(edit)
        found = {
            one: tuple(edit for edit in of_line.get((one.path, one.line), ()) if _at(edit, one))
            for one in self._fixed
        }
        return {one: edits for one, edits in found.items() if edits}

    @property
    def _is_partial(self) -> bool:
        return self._most is not None and len(self._files) > self._most

    @cached_property
    def _upgrades(self) -> "list[FileUpgrade]":
        if not self._files:
            return []
        from dotimg.upgrade.mover import Mover

        mover = Mover(excluded=self._excluded, alone=self._alone)
        return mover.upgraded(list(self._read()))[0]

    @cached_property
    def _fixed(self) -> list[Finding]:
        moves = [move for one in self._upgrades for move in one.moves]
        new = {(one.path, one.line, one.old): one.new.partition("@")[0] for one in moves}
        return [
            one
            for one in dict.fromkeys(one for file in self._files for one in file.findings)
            if new.get((one.path, one.line, one.image)) == (one.replacement or "").partition("@")[0]
        ]

    def _read(self) -> "Iterator[tuple[Upgrader, ParsedFile]]":
        """The files as `upgrade` reads them."""
        for source, content, team, _ in self._files:
            try:
                upgrader = self._upgrader(team)
                yield upgrader, upgrader.read(source.path, source.kind, content)
            except CatalogError:
                raise
            except (InputError, SettingsError):  # as upgrade says itself
                continue

    def _upgrader(self, team: TeamSettings) -> "Upgrader":
        from dotimg.upgrade import Policy, Upgrader
        from dotimg.upgrade.team_goal import goal_of

        if team not in self._of_team:
            policy = Policy(
                goal_of(self._catalog, team), None, bool(team.require_digest), team.families
            )
            self._of_team[team] = Upgrader(
                self._catalog,
                self._today,
                policy,
                self._mirror or team.registry,
                self._builds,
                app_of=self._app_of,
            )
        return self._of_team[team]


def _at(edit: "Edit", one: Finding) -> bool:
    """Whether an edit of the line of a finding is one of its place."""
    return edit.column < one.end_column and one.column < edit.column + len(edit.old)
