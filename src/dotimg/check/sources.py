"""The order in which files are read: Dockerfiles last, when their builds are known."""

from collections.abc import Iterable, Iterator
from operator import attrgetter

from dotimg.check.teams import Teams
from dotimg.files.builds.collection import Builds
from dotimg.files.search import SourceFile


def in_order(sources: Iterable[SourceFile], builds: Builds, teams: Teams) -> Iterator[SourceFile]:
    """By their paths, Dockerfiles behind all others, then those that builds alone name.

    Args:
        sources: What was found.
        builds: The builds that the others declare, which are added while they are looked at.
        teams: Tell what is left out, whoever names it.
    """
    found = sorted(sources, key=attrgetter("path"))
    known = {*found}
    for source in builds.ordered(found):
        if source in known or not teams.excludes_named(source.path):
            yield source
