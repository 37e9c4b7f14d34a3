"""In which order the files of a tree are looked at, so that each meets the builds of the others."""

from collections.abc import Iterable, Iterator

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
    found = sorted(sources, key=lambda source: (source.kind == "dockerfile", source.path))
    yield from found
    for path in builds.named(source.path for source in found if source.kind == "dockerfile"):
        if not teams.excludes_named(path):
            yield SourceFile(path, "dockerfile")
