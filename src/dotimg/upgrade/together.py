"""What is written together: files that share values, and what is edited beside them."""

import os
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from dotimg.project.graph import Graph
from dotimg.upgrade.companions import Companions
from dotimg.upgrade.groups import groups
from dotimg.upgrade.model import Advice
from dotimg.upgrade.move import pipelines
from dotimg.upgrade.move.model import Beside, Companion
from dotimg.upgrade.reading import ParsedFile
from dotimg.upgrade.trips import Trip, all_projects, by_tree

if TYPE_CHECKING:
    from dotimg.files.model import Span


class Together:
    """Puts together what one edit writes.

    Args:
        files: All files.
        moving: Those that go to another channel.
        companions: Knows what is edited with each of these.
    """

    def __init__(
        self, files: Sequence[ParsedFile], moving: Sequence[Trip], companions: Companions
    ) -> None:
        self._files = files
        self._moving = moving
        self._with = companions
        self._number_of = {one.path: number for number, one in enumerate(moving)}

    def groups(self) -> list[list[ParsedFile]]:
        """The files, those together that share values or what is edited beside them."""
        return groups(self._files, {one.path: self._paths_beside(one) for one in self._moving})

    def _paths_beside(self, trip: Trip) -> set[str]:
        """The other files that are edited with one, as they are shown."""
        return {one.span.path for one in self._with.edits(trip)} - {trip.path}

    def beside(self, group: list[ParsedFile]) -> Beside:
        """What is edited beside a group, and what is advised for it."""
        paths = {file.path for file in group}
        numbers = sorted(self._number_of[path] for path in paths & self._number_of.keys())
        beside = self._of_trips([self._moving[number] for number in numbers], paths)
        for file in group:
            beside = self._with_installed(file, beside)
            if not file.parsed and self._is_among_moved(file):
                beside = beside._replace(known=beside.known | {file.path})
        return beside

    def _of_trips(self, trips: list[Trip], own: set[str]) -> Beside:
        """What moves with some files; `own` are the paths of the group that they are in."""
        edits: dict[Span, Companion] = {}
        advice: dict[str, tuple[Advice, ...]] = {}
        for trip in trips:
            for one in (*self._with.edits(trip), *self._with.port_edits(trip)):
                edits.setdefault(one.span, one)
            advice[trip.path] = tuple(self._with.hints(trip))
        contents = {}
        for one in edits.values():
            if one.span.path not in own:
                contents[one.span.path] = self._content(trips, one.span.path)
        known = frozenset(one.path for one in trips if one.roots and one.wish.old)
        return Beside(tuple(edits.values()), contents, {}, known, advice)

    def _content(self, trips: list[Trip], shown: str) -> bytes:
        """The bytes of a file beside, as they were when its edits were made."""
        for trip in trips:
            for one in self._with.sdks.get(trip.path, ()):
                if self._with.shown(one.path) == shown:
                    return one.content
        graph = next(one.graph for one in trips if one.graph)
        return graph.files.read(os.path.abspath(shown))

    def _with_installed(self, file: ParsedFile, beside: Beside) -> Beside:
        """With what a workflow installs for projects that move, edited or advised."""
        if file.kind not in pipelines.KINDS:
            return beside
        edits, advice = list(beside.edits), list(beside.advice.get(file.path, ()))
        for graph, to, trips in self._by_tree:
            if not graph.holds(os.path.abspath(file.path)):
                continue
            moved = {*all_projects(trips), *self._with.libraries.get(graph.root, ())}
            channels = {graph.node(path).channel for path in moved}
            kept, sdk = _still_on(graph, moved, channels), trips[0].wish.sdk
            why = f"moves with {trips[0].path}"
            for one in pipelines.installed(file.path, file.content, channels, to, sdk, kept):
                if one.new:
                    edits.append(Companion(one.span, one.new, "workflow", why))
                else:
                    message = f"it has to install the SDK of .NET {to}: {one.why}"
                    advice.append(Advice(file.path, one.line, message, "workflows"))
        hints = {**beside.advice, file.path: tuple(advice)}
        return beside._replace(edits=tuple(edits), advice=hints)

    def _is_among_moved(self, file: ParsedFile) -> bool:
        """Whether projects move in the tree of a file that builds none itself."""
        path = os.path.abspath(file.path)
        return any(graph.holds(path) for graph, _, _ in self._by_tree)

    @cached_property
    def _by_tree(self) -> list[tuple[Graph, str, list[Trip]]]:
        return list(by_tree(self._moving))


def _still_on(graph: Graph, moved: set[str], channels: set[str]) -> str:
    """A program or tests that stay on these channels, empty where there are none."""
    for path, node in graph.nodes.items():
        own = {each.channel for each in node.targets if each.identifier == ".NETCoreApp"}
        if path not in moved and node.runs and own & channels:
            return graph.files.shown(path)
    return ""
