"""Which of the files that would move do, and what moves with them."""

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from dotimg.errors import CatalogError, InputError
from dotimg.files.model import Span
from dotimg.files.repository import root_of
from dotimg.names.versions import age
from dotimg.project.graph import Graph
from dotimg.project.of_dockerfile import App
from dotimg.upgrade.companions import Companions
from dotimg.upgrade.move import global_json
from dotimg.upgrade.move.global_json import SdkEdit
from dotimg.upgrade.move.model import Beside
from dotimg.upgrade.move.projects import folder_root, with_edits
from dotimg.upgrade.move.trees import Trees
from dotimg.upgrade.reading import ParsedFile
from dotimg.upgrade.together import Together
from dotimg.upgrade.trips import Trip, all_projects, by_tree
from dotimg.upgrade.upgrader import Upgrader

Read = Sequence[tuple[Upgrader, ParsedFile]]


def _app_of(upgrader: Upgrader, file: ParsedFile) -> App | None:
    """What a file builds, None where that is not known."""
    try:
        return upgrader.app(file)
    except CatalogError:
        raise
    except InputError:
        return None


class Settlement:
    """What moves of all that is read, settled step by step: each step leaves less to move.

    Args:
        trees: The trees of projects.
        read: All files, each with the upgrader of its team.
        trips: Those that would go to another channel.
    """

    def __init__(self, trees: Trees, read: Read, trips: list[Trip]) -> None:
        self._trees = trees
        self._read = read
        self._trips = trips
        self.upgrader_of = {file.path: upgrader for upgrader, file in read}
        self._file_of = {os.path.abspath(file.path): file for _, file in read}
        self._blocked: dict[str, str] = {}
        self._staying_from: dict[str, dict[str, str]] = {}
        self._with = Companions(trees, self._file_of)

    def settle(self) -> None:
        """Find out which files have to stay, until none is left that has to."""
        steps = (self._closures, self._staying, self._global_jsons, self._projects, self._images)
        while any(step() for step in steps):
            pass

    @property
    def _moving(self) -> list[Trip]:
        return [one for one in self._trips if one.path not in self._blocked]

    def _block(self, path: str, reason: str) -> bool:
        """Leave the images of a file in their channel; whether that is new."""
        if path in self._blocked:
            return False
        self._blocked[path] = reason
        self._staying_from.clear()
        return True

    def _closures(self) -> bool:
        """Those whose own projects cannot move."""
        stuck = [one for one in self._moving if one.closure.blocked]
        for one in stuck:
            self._block(one.path, one.closure.blocked)
        return bool(stuck)

    def _staying(self) -> bool:
        """Those whose projects another file builds, which stays."""
        changed = False
        for trip in self._moving:
            staying = self._built_by_staying(trip.wish.to) if trip.closure.projects else {}
            for path in sorted(trip.closure.projects & staying.keys()):
                shown = trip.graph.files.shown(path) if trip.graph else path
                why = f"{shown} moves too, and {staying[path]}, which builds it, stays"
                changed |= self._block(trip.path, why)
        return changed

    def _built_by_staying(self, to: str) -> dict[str, str]:
        """The projects that files build which do not go to a channel, each with such a file."""
        if to not in self._staying_from:
            found = {
                root: one.path
                for one in self._trips
                if one.wish.old
                if one.path in self._blocked or one.wish.to != to
                for root in one.roots
            }
            for root, (path, oldest) in self._others.items():
                if age(oldest) < age(to):
                    found[root] = path
            self._staying_from[to] = found
        return self._staying_from[to]

    @cached_property
    def _others(self) -> dict[str, tuple[str, str]]:
        """The projects that other Dockerfiles build, with these and their oldest channel."""
        found = {}
        known = {one.path for one in self._trips if one.wish.old}
        for upgrader, file in self._read:
            if file.path in known or not file.parsed or not file.references:
                continue
            channels = upgrader.channels(file).values()
            app = _app_of(upgrader, file) if channels else None
            if app and app.project:
                oldest = min(channels, key=age)
                found[os.path.abspath(app.project.path)] = file.path, oldest
        return found

    def _global_jsons(self) -> bool:
        """Those whose `global.json` cannot be edited."""
        changed = False
        for trip in self._moving:
            self._with.sdks[trip.path] = edits = list(self._sdk_edits(trip))
            blocked = [one.blocked for one in edits if one.blocked]
            if blocked and trip.wish.old:
                changed |= self._block(trip.path, blocked[0])
        return changed

    def _sdk_edits(self, trip: Trip) -> Iterator[SdkEdit]:
        """What becomes of each `global.json` that binds the commands, or the projects that move."""
        wanted: dict[str, str] = {}
        if trip.app and trip.file.parsed:
            for pin in trip.app.pins:
                if pin.asked and (sdk := self._sdk_of_stage(trip, pin.stage)):
                    wanted.setdefault(os.path.abspath(pin.asked.path), sdk)
        if trip.graph:
            for path in sorted(trip.closure.projects):
                found = global_json.nearest(os.path.dirname(path), trip.graph.root)
                if found:
                    wanted.setdefault(found, trip.wish.sdk)
        for path, sdk in wanted.items():
            edit = global_json.edit_of(path, self._with.shown(path), sdk)
            if edit.version and (why := self._may_not(trip, path)):
                edit = edit._replace(blocked=why)
            if edit.version or edit.blocked:
                yield edit

    def _may_not(self, trip: Trip, path: str) -> str:
        """Why a file beside is not edited, empty where it may be."""
        root = root_of(os.path.dirname(path)) or folder_root(path, "")
        own = os.path.abspath(trip.path)
        if root != (root_of(os.path.dirname(own)) or folder_root(own, "")):
            return f"{self._with.shown(path)} is outside of the tree"
        by = self._trees.excluded(path)
        return f"{self._with.shown(path)} is left out by {by}" if by else ""

    def _sdk_of_stage(self, trip: Trip, stage: int) -> str:
        """The SDK that the new image of a stage holds, empty where it stays."""
        file = trip.file.parsed
        place = file.stages[stage].span if file else Span(0, 0)
        for number, sdk in trip.wish.sdks.items():
            use = trip.file.uses[number]
            if use.role == "from" and place.start <= use.span.start < place.end:
                return sdk
        return ""

    def _projects(self) -> bool:
        """Those whose projects would not become what they are meant to be; and the libraries."""
        self._with.libraries = {}
        changed = False
        for graph, to, trips in by_tree(self._moving):
            moves, must = self._trees.moves(graph, to), all_projects(trips)
            barred = {
                root for one in self._trips if one.path in self._blocked for root in one.roots
            }
            free = moves.libraries(must, barred | self._built_by_staying(to).keys())
            self._with.libraries[graph.root] = free
            edits = moves.edits({*must, *free})
            wrong = set(moves.faults({*must, *free}, with_edits(graph, edits)))
            if wrong and free:  # rather without what may stay
                self._with.libraries[graph.root] = free = set()
                edits = moves.edits(must)
                wrong = set(moves.faults(must, with_edits(graph, edits)))
            stale = self._changed(graph, edits)
            for trip in trips if stale else ():
                changed |= self._block(trip.path, f"{stale} changed while it was read")
            for trip in trips if wrong else ():
                shown = graph.files.shown(min(wrong))
                why = f"the target framework of {shown} cannot be edited without changing more"
                changed |= self._block(trip.path, why)
        return changed

    def _changed(self, graph: Graph, edits: Iterable[Span]) -> str:
        """A file that was read twice, and is not the same; empty where there is none."""
        for path in {span.path for span in edits}:
            file = self._file_of.get(path)
            if file and file.content != graph.files.read(path):
                return file.path
        return ""

    def _images(self) -> bool:
        """Those whose images cannot be written."""
        changed = False
        moving = {one.path for one in self._moving}
        for group in self._together().groups():
            if not moving.isdisjoint(file.path for file in group):
                stuck = self.upgrader_of[group[0].path].stuck(group, self._blocked)
                for path in stuck.keys() & moving:
                    changed |= self._block(path, stuck[path])
        return changed

    def groups(self) -> Iterator[tuple[list[ParsedFile], Beside]]:
        """The files that are written together, with what belongs to them."""
        together = self._together()
        for group in together.groups():
            paths = [file.path for file in group if file.path in self._blocked]
            blocked = {path: self._blocked[path] for path in paths}
            yield group, together.beside(group)._replace(blocked=blocked)

    def _together(self) -> Together:
        return Together([file for _, file in self._read], self._moving, self._with)
