"""Which findings `dotimg upgrade` would fix: what it would do is asked, not guessed."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from dotimg.catalog.tables import Catalog
from dotimg.check.model import FileReport, Finding
from dotimg.check.team_settings import TeamSettings
from dotimg.errors import InputError, SettingsError
from dotimg.files.builds.collection import Builds
from dotimg.files.search import SourceFile
from dotimg.project.of_dockerfile import AppFinder
from dotimg.upgrade import Policy, Upgrader
from dotimg.upgrade.model import Edit, FileUpgrade
from dotimg.upgrade.mover import Mover
from dotimg.upgrade.team_goal import goal_of

if TYPE_CHECKING:
    from dotimg.upgrade.reading import ParsedFile

MOST = 40  # files, after which asking would take longer than judging


class Fixable:
    """Counts the findings that `dotimg upgrade` without options would fix, and tells how.

    Args:
        catalog: The tables.
        today: The day to judge on, as an ISO date.
        mirror: A prefix that stands for the official registry; None for that of each team.
        builds: The builds that files declare.
        app_of: Finds the app that a Dockerfile builds.
        excluded: Tells what leaves a file out, empty where nothing does.
        alone: The path of a file that moves without its projects, empty for none.
        most: Of how many files it is asked; None for all.
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
        self._mover = Mover(excluded=excluded, alone=alone)
        self._most = most
        self._of_team: dict[TeamSettings, Upgrader] = {}
        self._read: list[tuple[Upgrader, ParsedFile]] = []
        self._asked: dict[Finding, None] = {}
        self._whole = True

    def add(
        self, source: SourceFile, content: bytes, team: TeamSettings, report: FileReport
    ) -> None:
        """Take the findings of a file that name what is to stand in the place of their images."""
        asked = [one for one in report.findings if one.replacement]
        if not asked or len(self._read) == self._most:
            self._whole &= not asked
            return
        try:
            upgrader = self._upgrader(team)
            self._read.append((upgrader, upgrader.read(source.path, source.kind, content)))
        except (InputError, SettingsError):  # as upgrade says itself
            return
        self._asked.update(dict.fromkeys(asked))

    def count(self) -> int | None:
        """How many of them name what is written there; None where not all were asked."""
        return len(self._fixed) if self._whole else None

    def fixes(self) -> Mapping[Finding, tuple[Edit, ...]]:
        """The edits at the place of each finding that would be fixed."""
        of_line: dict[tuple[str, int], list[Edit]] = {}
        for edit in (edit for one in self._upgrades for edit in one.edits):
            of_line.setdefault((edit.path, edit.line), []).append(edit)
        found = {
            one: tuple(edit for edit in of_line.get((one.path, one.line), ()) if _at(edit, one))
            for one in self._fixed
        }
        return {one: edits for one, edits in found.items() if edits}

    @cached_property
    def _upgrades(self) -> list[FileUpgrade]:
        return self._mover.upgraded(self._read)[0]

    @cached_property
    def _fixed(self) -> list[Finding]:
        moves = [move for one in self._upgrades for move in one.moves]
        new = {(one.path, one.line, one.old): one.new.partition("@")[0] for one in moves}
        return [
            one
            for one in self._asked
            if new.get((one.path, one.line, one.image)) == (one.replacement or "").partition("@")[0]
        ]

    def _upgrader(self, team: TeamSettings) -> Upgrader:
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


def _at(edit: Edit, one: Finding) -> bool:
    """Whether an edit of the line of a finding is one of its place."""
    return edit.column < one.end_column and one.column < edit.column + len(edit.old)
