"""Files whose images move to another channel."""

import os
from collections.abc import Iterable, Iterator

from dotimg.files.repository import root_of
from dotimg.named_tuples import NamedTuple
from dotimg.names.versions import age
from dotimg.project.graph import Graph
from dotimg.project.of_dockerfile import App
from dotimg.upgrade.move.projects import Closure, folder_root
from dotimg.upgrade.reading import ParsedFile
from dotimg.upgrade.upgrader import Upgrader, Wish

_NEW_DEFAULTS = [8, 0]  # port 8080 came with .NET 8.0


class Trip(NamedTuple):
    """A file whose images go to another channel, and the projects that it builds."""

    upgrader: Upgrader
    file: ParsedFile
    wish: Wish
    graph: Graph | None
    roots: tuple[str, ...]
    app: App | None
    closure: Closure

    @property
    def path(self) -> str:
        """The path of the file, as it was asked for."""
        return self.file.path


def all_projects(trips: Iterable[Trip]) -> set[str]:
    """The projects that have to move with any of some files."""
    return {path for one in trips for path in one.closure.projects}


def by_tree(trips: Iterable[Trip]) -> Iterator[tuple[Graph, str, list[Trip]]]:
    """Those with projects to move, those of one tree and channel together."""
    found: dict[tuple[str, str], tuple[Graph, list[Trip]]] = {}
    for trip in trips:
        if trip.graph and trip.closure.projects:
            same = found.setdefault((trip.graph.root, trip.wish.to), (trip.graph, []))
            same[1].append(trip)
    for (_, to), (graph, own) in found.items():
        yield graph, to, own


def tree_of(trip: Trip) -> str:
    """The tree that a file is in."""
    path = os.path.abspath(trip.path)
    return folder_root(path, root_of(os.path.dirname(path)))


def staying_stages(trip: Trip) -> Iterator[int]:
    """The stages on images of .NET that stay in an older channel."""
    file, channels = trip.file.parsed, trip.upgrader.channels(trip.file)
    if not file:
        return
    stays = {
        trip.file.uses[number].span.start
        for number, channel in channels.items()
        if number not in trip.wish.old and age(channel) < age(trip.wish.to)
    }
    for stage in file.stages:
        root = file.root(stage)
        if any(root.span.start <= start < root.span.end for start in stays):
            yield stage.number


def new_to_ports(trip: Trip) -> set[int]:
    """The stages whose images go from below .NET 8.0 to what listens on port 8080."""
    file = trip.file.parsed
    if not file or age(trip.wish.to) < _NEW_DEFAULTS:
        return set()
    starts = {
        trip.file.uses[number].span.start
        for number, channel in trip.wish.old.items()
        if channel and age(channel) < _NEW_DEFAULTS
    }
    return {
        stage.number
        for stage in file.stages
        if any(file.root(stage).span.start <= one < file.root(stage).span.end for one in starts)
    }
