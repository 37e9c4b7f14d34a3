"""Check files with the settings and projects that apply to their paths."""

import os
from typing import TYPE_CHECKING

from dotimg.api.arguments import bytes_of, day_of, kind_of, mirror_of, tables_of
from dotimg.api.files import NOTHING

if TYPE_CHECKING:
    from datetime import date

    from dotimg.catalog.tables import Catalog
    from dotimg.check.checker import Checker
    from dotimg.check.model import FileReport
    from dotimg.check.teams import Teams
    from dotimg.explain.model import Explanation
    from dotimg.files.builds.collection import Builds
    from dotimg.project.of_dockerfile import AppFinder
    from dotimg.upgrade.model import FileUpgrade

_MOST = 1000  # texts and folders, after which what was learned is forgotten


class FilesInPlace:
    """Checks files like `dotimg check - --stdin-filename NAME`, one after the other.

    The settings and projects around a file are read from disk. Explanations of images are cached
    for the next file, and for the next text of the same file.

    Args:
        registry: The prefix of a mirror, which overrides that of the settings.
        today: The day for support; None for the current day in UTC at each call.
        catalog: The tables; None for those of `current_catalog()`.

    Raises:
        UsageError: The registry or the day is invalid.
        CatalogError: The tables are damaged.
    """

    def __init__(
        self,
        *,
        registry: str | None = None,
        today: "date | str | None" = None,
        catalog: "Catalog | None" = None,
    ) -> None:
        self._catalog = tables_of(catalog)
        self._mirror = mirror_of(registry)
        self._given = today
        self._day = day_of(today)
        self._seen = 0
        self._checker: Checker | None = None
        self._teams: dict[str, tuple[object, Teams]] = {}

    def check(self, path: str, content: str | bytes | None = None) -> "FileReport":
        """The findings for the images in a file.

        Args:
            path: The path of the file, which need not exist; its name gives the file type.
            content: The content to check; None to read it from disk.

        Raises:
            InputError: The content is not valid for the file type, or the settings cannot be used.
            CatalogError: The tables are damaged.
        """
        from dotimg.check.checker import Team
        from dotimg.check.model import FileReport

        text, teams = _bytes_in(path, content), self._teams_at(path)
        own = teams.of(os.path.dirname(path))
        if teams.excludes_named(path):
            return FileReport((), (), 0)
        builds, app_of = self._around(path, text)
        team = Team.settled(own, path, Team(self._mirror))
        return self._learned().among(builds, app_of).check(path, kind_of(path), text, team)

    def explain(self, path: str, reference: str) -> "Explanation":
        """All that is known about a reference in a file.

        Args:
            path: Like in `check`.
            reference: Like in `api.explain`.

        Raises:
            UsageError: It is neither a reference nor a digest.
            InputError: The settings cannot be used.
            CatalogError: The tables are damaged.
        """
        from dotimg.explain import Explainer

        own = self._teams_at(path).of(os.path.dirname(path))
        return Explainer(self._catalog, self._today(), self._mirror or own.registry).explain(
            reference
        )

    def upgrade(self, path: str, content: str | bytes | None = None) -> "FileUpgrade | None":
        """The edited file with its moves and advice, like `dotimg upgrade` on stdin.

        None if the settings exclude the file, or if it can only be edited together with others.

        Args:
            path: Like in `check`.
            content: Like in `check`.

        Raises:
            InputError: The content is not valid for the file type, or the settings cannot be used.
            CatalogError: The tables are damaged.
        """
        from dotimg.upgrade import Policy, Upgrader
        from dotimg.upgrade.mover import Mover
        from dotimg.upgrade.team_goal import goal_of

        text, teams = _bytes_in(path, content), self._teams_at(path)
        own = teams.of(os.path.dirname(path))
        if teams.excludes_named(path):
            return None
        builds, app_of = self._around(path, text)
        policy = Policy(
            goal_of(self._catalog, own), pin=bool(own.require_digest), families=own.families
        )
        upgrader = Upgrader(
            self._catalog, self._today(), policy, self._mirror or own.registry, builds, None, app_of
        )
        read = upgrader.read(path, kind_of(path), text)
        found, faults = Mover(excluded=teams.excludes_named, alone=path).upgraded(
            [(upgrader, read)]
        )
        for _, fault in faults:
            raise fault
        return next((one for one in found if one.path == path and not one.together), None)

    def _today(self) -> str:
        """The day to judge on, which is another one while a program runs."""
        day = day_of(self._given)
        if day != self._day:
            self._day, self._checker = day, None
        return day

    def _learned(self) -> "Checker":
        """The one that knows the images of before, but not so many that they fill the memory."""
        from dotimg.check.checker import Checker
        from dotimg.names import tags

        day = self._today()
        self._seen += 1
        if self._checker is None or self._seen % _MOST == 0:
            tags.parse.cache_clear()
            self._checker = Checker(self._catalog, day, NOTHING)
        return self._checker

    def _around(self, path: str, text: bytes) -> "tuple[Builds, AppFinder]":
        """The builds that a file declares, and what finds the projects that it builds."""
        from dotimg.explain.homes import needles
        from dotimg.files.builds.collection import Builds
        from dotimg.project.of_dockerfile import Finder

        folder = os.path.dirname(path)
        builds = Builds(NOTHING, [folder], needles=needles(self._catalog))
        builds.add(path, kind_of(path), text)
        return builds, Finder(self._catalog.packages, builds.contexts).app_of

    def _teams_at(self, path: str) -> "Teams":
        """The settings for a file, read anew where one of their files is another than before."""
        from dotimg.check.team_settings import FILE, SHARED_FILE
        from dotimg.check.teams import Teams
        from dotimg.files.repository import up_to_root

        folder = os.path.abspath(os.path.dirname(path))
        places = [
            os.path.join(one, name) for one in up_to_root(folder) for name in (FILE, SHARED_FILE)
        ]
        marks = tuple(map(_mark, places))
        known = self._teams.get(folder)
        if known is None or known[0] != marks:
            if len(self._teams) >= _MOST:
                self._teams.clear()
            known = marks, Teams(tuple(self._catalog.traits["families"]))
            self._teams[folder] = known
        return known[1]


def _mark(path: str) -> tuple[int, int, int] | None:
    """What changes when a file does; None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _bytes_in(path: str, content: str | bytes | None) -> bytes:
    if content is not None:
        return bytes_of(content)
    from dotimg.files.search import content as content_of

    return content_of(path)
