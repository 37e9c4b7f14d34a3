"""The other edits in a file whose images move, and the advice."""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from dotimg.errors import InputError
from dotimg.files.kinds import kind_of
from dotimg.files.model import Span
from dotimg.files.search import content as content_of
from dotimg.names import frameworks
from dotimg.names.versions import age
from dotimg.project.graph import Graph, Literal
from dotimg.project.project_files import search
from dotimg.upgrade.model import Advice
from dotimg.upgrade.move import dockerfile, ports
from dotimg.upgrade.move.model import Companion
from dotimg.upgrade.move.projects import raised
from dotimg.upgrade.move.trees import Trees
from dotimg.upgrade.reading import ParsedFile
from dotimg.upgrade.trips import Trip, new_to_ports, staying_stages, tree_of
from dotimg.upgrade.upgrader import Upgrader

if TYPE_CHECKING:
    from dotimg.upgrade.move.global_json import SdkEdit


class Companions:
    """What moves with files, as far as it was settled.

    Args:
        trees: The trees.
        files: All files that are read, by their absolute paths.

    Attributes:
        sdks: What becomes of the `global.json` of each file, by its path.
        libraries: What else moves in each tree.
    """

    def __init__(self, trees: Trees, files: Mapping[str, ParsedFile]) -> None:
        self._trees = trees
        self._file_of = files
        self._strangers: dict[str, list[tuple[str, str]]] = {}
        self.sdks: dict[str, list[SdkEdit]] = {}
        self.libraries: dict[str, set[str]] = {}

    def edits(self, trip: Trip) -> Iterator[Companion]:
        """What moves with a file: its projects, their `global.json`, names in a Dockerfile."""
        why = f"moves with {trip.path}"
        for literal, text in self._literals(trip):
            span = literal.span
            place = Span(span.start, span.end, self.shown(span.path))
            yield Companion(place, text, "target-framework", why)
        for one in self.sdks.get(trip.path, ()):
            if one.version:
                place = Span(one.span.start, one.span.end, self.shown(one.path))
                yield Companion(place, one.version, "global-json", why)
        for name in self._named(trip):
            if name.new:
                yield Companion(name.span, name.new, "framework-option", why)

    def _literals(self, trip: Trip) -> list[tuple[Literal, str]]:
        """The frameworks to edit: of what must move, and of the libraries below it."""
        if not trip.graph or not trip.closure.projects:
            return []
        moves = self._trees.moves(trip.graph, trip.wish.to)
        free = self.libraries.get(trip.graph.root, set())
        return list(moves.edits({*trip.closure.projects, *free}).values())

    def _named(self, trip: Trip) -> Iterator[dockerfile.Named]:
        """Where the Dockerfile names the frameworks that its projects leave."""
        if not trip.file.parsed or not trip.graph or not trip.wish.old:
            return
        nodes = [trip.graph.node(path) for path in trip.roots]
        names = {
            f"net{channel}": f"net{trip.wish.to}"
            for channel in trip.wish.old.values()
            if any(one.channel == trip.wish.to for one in nodes)  # it has moved already
        }
        for path in (*trip.closure.projects, *trip.roots):
            for name in trip.graph.node(path).frameworks or ():
                one = frameworks.parse(name)
                if one and one.identifier == ".NETCoreApp" and age(one.channel) < age(trip.wish.to):
                    names[name.lower()] = raised(name, one.channel, trip.wish.to)
        staying = set(staying_stages(trip))
        yield from dockerfile.named(trip.file.parsed, trip.file.content, trip.path, names, staying)

    def port_edits(self, trip: Trip) -> Iterator[Companion]:
        """`EXPOSE 80` where nothing says otherwise of ports."""
        stages = new_to_ports(trip)
        exposed = (
            list(ports.exposed(trip.file.parsed, trip.path, stages))
            if trip.file.parsed and stages
            else []
        )
        if (
            not exposed
            or not trip.file.parsed
            or list(ports.health_checks(trip.file.parsed, stages))
        ):
            return
        told = self._trees.ports(tree_of(trip))
        if not told.sets and not told.named:
            for span, _ in exposed:
                yield Companion(span, "8080", "port", "since .NET 8.0, images use port 8080")

    def hints(self, trip: Trip) -> Iterator[Advice]:
        """What to look at beside the edits."""
        yield from self._elsewhere(trip)
        for one in self._named(trip):
            if not one.new:
                yield Advice(trip.path, one.line, f"names {one.old} too, which moves", "project")
        stages = new_to_ports(trip)
        if trip.file.parsed and stages:
            message = "port 80: since .NET 8.0, images use port 8080"
            for line in ports.health_checks(trip.file.parsed, stages):
                yield Advice(trip.path, line, message, "ports")
            for place in self._trees.ports(tree_of(trip)).named:
                yield Advice(self.shown(place.path), place.line, message, "ports")

    def _elsewhere(self, trip: Trip) -> Iterator[Advice]:
        """The Dockerfiles that were not asked for and build a project that moves."""
        if not trip.graph or not trip.closure.projects:
            return
        for path, project in self._unasked(trip.upgrader, trip.graph):
            if project in trip.closure.projects:
                shown = trip.graph.files.shown(project)
                message = f"it builds {shown}, which moves to net{trip.wish.to}: move it as well"
                yield Advice(self.shown(path), 1, message, "project")

    def _unasked(self, upgrader: Upgrader, graph: Graph) -> list[tuple[str, str]]:
        """The Dockerfiles of a tree that were not asked for, with the projects that they build."""
        if graph.root not in self._strangers:
            found = []
            every, _ = search(graph.root, ("",))
            for path in every:
                if path in self._file_of or kind_of(os.path.basename(path)) != "dockerfile":
                    continue
                with suppress(InputError):
                    app = upgrader.app_at(self.shown(path), content_of(path))
                    if app and app.project:
                        found.append((path, os.path.abspath(app.project.path)))
            self._strangers[graph.root] = found
        return self._strangers[graph.root]

    def shown(self, path: str) -> str:
        """How to call a file: as it was asked for, else from the folder where dotimg runs."""
        absolute = os.path.abspath(path)
        if absolute in self._file_of:
            return self._file_of[absolute].path
        named = any(os.path.isabs(file.path) for file in self._file_of.values())
        return absolute if named else os.path.relpath(absolute)
