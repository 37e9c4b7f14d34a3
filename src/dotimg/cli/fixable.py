"""Which findings `dotimg upgrade` would fix: what it would do is asked, not guessed."""

from collections.abc import Mapping

from dotimg.catalog.tables import Catalog
from dotimg.check.model import FileReport
from dotimg.cli.goals import goal_of
from dotimg.cli.team_settings import TeamSettings
from dotimg.errors import InputError, SettingsError
from dotimg.files.search import SourceFile
from dotimg.upgrade import Policy, Upgrader

_MOST = 100  # files, after which asking would take longer than judging


class Fixable:
    """Counts the findings that `dotimg upgrade` without options would fix.

    Of many files only the first are asked; `whole` tells that all were.

    Args:
        catalog: The tables.
        today: The day to judge on, as an ISO date.
        mirror: A prefix that stands for the official registry; None for that of each team.
        arguments: Build arguments given from outside.
    """

    def __init__(
        self, catalog: Catalog, today: str, mirror: str | None, arguments: Mapping[str, str]
    ) -> None:
        self._catalog = catalog
        self._today = today
        self._mirror = mirror
        self._arguments = arguments
        self._of_team: dict[TeamSettings, Upgrader] = {}
        self._left = _MOST
        self.whole = True

    def count(
        self, source: SourceFile, content: bytes, team: TeamSettings, report: FileReport
    ) -> int:
        """How many findings of a file name what is written in the place of their images."""
        asked = [one for one in report.findings if one.replacement]
        if not asked or not self._left:
            self.whole &= not asked
            return 0
        self._left -= 1
        try:
            moves = self._upgrader(team).upgrade(source.path, source.kind, content).moves
        except (InputError, SettingsError):  # as upgrade says itself
            return 0
        new = {(one.line, one.old): one.new.partition("@")[0] for one in moves}
        written = (new.get((one.line, one.image)) for one in asked)
        pairs = zip(written, asked, strict=True)
        return sum(text == (one.replacement or "").partition("@")[0] for text, one in pairs)

    def _upgrader(self, team: TeamSettings) -> Upgrader:
        if team not in self._of_team:
            policy = Policy(
                goal_of(self._catalog, team), None, bool(team.require_digest), team.families
            )
            mirror = self._mirror or team.registry
            self._of_team[team] = Upgrader(
                self._catalog, self._today, policy, mirror, self._arguments
            )
        return self._of_team[team]
