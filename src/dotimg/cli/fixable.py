"""Which findings `dotimg upgrade` would fix: what it would do is asked, not guessed."""

from collections.abc import Iterable

from dotimg.catalog.tables import Catalog
from dotimg.check.model import FileReport, Finding
from dotimg.check.team_settings import TeamSettings
from dotimg.cli.goals import goal_of
from dotimg.errors import InputError, SettingsError
from dotimg.files.builds.collection import Builds
from dotimg.files.search import SourceFile
from dotimg.upgrade import Policy, Upgrader
from dotimg.upgrade.groups import groups
from dotimg.upgrade.reading import ParsedFile

_MOST = 40  # files, after which asking would take longer than judging


class Fixable:
    """Counts the findings that `dotimg upgrade` without options would fix.

    Of many files only the first are asked; `whole` tells that all were.

    Args:
        catalog: The tables.
        today: The day to judge on, as an ISO date.
        mirror: A prefix that stands for the official registry; None for that of each team.
        builds: The builds that files declare.
    """

    def __init__(self, catalog: Catalog, today: str, mirror: str | None, builds: Builds) -> None:
        self._catalog = catalog
        self._today = today
        self._mirror = mirror
        self._builds = builds
        self._of_team: dict[TeamSettings, Upgrader] = {}
        self._shared: dict[str, tuple[Upgrader, ParsedFile, list[Finding]]] = {}
        self._left = _MOST
        self.whole = True

    def count(
        self, source: SourceFile, content: bytes, team: TeamSettings, report: FileReport
    ) -> int:
        """How many findings of a file name what is written in the place of their images.

        Those of a file whose values stand in others are left to `of_groups`.
        """
        asked = [one for one in report.findings if one.replacement]
        if not asked or not self._left:
            self.whole &= not asked
            return 0
        self._left -= 1
        try:
            upgrader = self._upgrader(team)
            parsed = upgrader.read(source.path, source.kind, content)
        except (InputError, SettingsError):  # as upgrade says itself
            return 0
        if parsed.others:
            self._shared[source.path] = upgrader, parsed, asked
            return 0
        return _written(upgrader, [parsed], asked)

    def of_groups(self) -> int:
        """The same of all files that share values, which are edited together."""
        found = 0
        for group in groups([parsed for _, parsed, _ in self._shared.values()]):
            upgrader = self._shared[group[0].path][0]
            asked = [one for file in group for one in self._shared[file.path][2]]
            found += _written(upgrader, group, dict.fromkeys(asked))
        return found

    def _upgrader(self, team: TeamSettings) -> Upgrader:
        if team not in self._of_team:
            policy = Policy(
                goal_of(self._catalog, team), None, bool(team.require_digest), team.families
            )
            self._of_team[team] = Upgrader(
                self._catalog, self._today, policy, self._mirror or team.registry, self._builds
            )
        return self._of_team[team]


def _written(upgrader: Upgrader, files: list[ParsedFile], asked: Iterable[Finding]) -> int:
    try:
        moves = [move for one in upgrader.together(files) for move in one.moves]
    except InputError:
        return 0
    new = {(one.path, one.line, one.old): one.new.partition("@")[0] for one in moves}
    return sum(
        new.get((one.path, one.line, one.image)) == (one.replacement or "").partition("@")[0]
        for one in asked
    )
