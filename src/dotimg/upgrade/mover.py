"""Files whose images go to another channel, with all that belongs to them: all, or nothing."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from dotimg.errors import InputError
from dotimg.files.model import Span
from dotimg.files.repository import root_of
from dotimg.names import frameworks
from dotimg.names.versions import age
from dotimg.project.files import Files
from dotimg.project.graph import Graph, Literal
from dotimg.project.of_dockerfile import App
from dotimg.upgrade.advice import PAGE
from dotimg.upgrade.groups import groups
from dotimg.upgrade.model import Advice, FileUpgrade
from dotimg.upgrade.move import dockerfile, global_json, pipelines, ports
from dotimg.upgrade.move.global_json import SdkEdit
from dotimg.upgrade.move.model import Beside, Companion
from dotimg.upgrade.move.projects import Closure, ProjectMoves, folder_root, raised, with_edits
from dotimg.upgrade.reading import ParsedFile
from dotimg.upgrade.upgrader import STDIN, Upgrader, Wish

_NEW_DEFAULTS = [8, 0]  # port 8080 came with .NET 8.0
_PROJECT = f"{PAGE}#project"
_PORTS = f"{PAGE}#ports"

_CHOICE = "--project"  # what is named where there are several projects

Read = Sequence[tuple[Upgrader, ParsedFile]]
Fault = tuple[str, InputError]


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


class Mover:
    """Moves files of any teams at once.

    Args:
        images_only: Whether nothing but images is edited.
        excluded: Tells what leaves a file out, empty where nothing does.
    """

    def __init__(
        self, *, images_only: bool = False, excluded: Callable[[str], str] = lambda _path: ""
    ) -> None:
        self._images_only = images_only
        self._excluded = excluded
        self._graphs: dict[str, Graph] = {}
        self._moves: dict[tuple[str, str], ProjectMoves] = {}
        self._ports: dict[str, ports.Ports] = {}

    def upgraded(self, read: Read) -> tuple[list[FileUpgrade], list[Fault]]:
        """What becomes of all files, by their paths, and of which ones nothing can.

        Args:
            read: The files, each with the upgrader of its team.
        """
        trips = [] if self._images_only else list(self._trips(read))
        plan = _Plan(self, read, trips)
        plan.settle()
        found: list[FileUpgrade] = []
        faults: list[Fault] = []
        for group, beside in plan.groups():
            try:
                found += plan.upgrader_of[group[0].path].together(group, beside)
            except InputError as error:
                faults.append((group[0].path, error))
        return sorted(found, key=lambda one: one.path), faults

    def _trips(self, read: Read) -> Iterator[Trip]:
        for upgrader, file in read:
            wish = upgrader.wish(file) if file.path != STDIN else None
            if not wish or not (file.parsed or file.kind == "project"):
                continue
            app, closure = None, Closure()
            try:
                app = upgrader.app(file)
            except InputError as error:
                if _CHOICE not in str(error):  # it is known, and cannot be used
                    closure = Closure(blocked=str(error))
            graph, roots = self._roots(file, app)
            if graph and roots:
                closure = self.moves(graph, wish.to).closure(roots)
            yield Trip(upgrader, file, wish, graph, roots, app, closure)

    def _roots(self, file: ParsedFile, app: App | None) -> tuple[Graph | None, tuple[str, ...]]:
        """The tree of a file, and the projects in it that the file builds, or whose base it is."""
        path = os.path.abspath(file.path)
        project = os.path.abspath(app.project.path) if app and app.project else ""
        if file.parsed and not project:
            return None, ()
        graph = self.graph(path)
        if project:
            return graph, (project,)
        return graph, tuple(one for one, node in graph.nodes.items() if node.base_image == path)

    def graph(self, path: str) -> Graph:
        """The projects of the tree that a file is in, an absolute path."""
        root = folder_root(path, root_of(os.path.dirname(path)))
        if root not in self._graphs:
            base = os.getcwd()
            self._graphs[root] = Graph(root, Files(base, os.path.splitdrive(root)[0]))
        return self._graphs[root]

    def moves(self, graph: Graph, to: str) -> ProjectMoves:
        """The moves of the projects of a tree to a channel."""
        key = graph.root, to
        if key not in self._moves:
            self._moves[key] = ProjectMoves(graph, to, self._excluded)
        return self._moves[key]

    def ports(self, root: str) -> ports.Ports:
        """What a tree says of ports."""
        if root not in self._ports:
            self._ports[root] = ports.of_tree(root)
        return self._ports[root]

    def excluded(self, path: str) -> str:
        """What leaves a file out, empty where nothing does."""
        return self._excluded(path)


def app_of(upgrader: Upgrader, file: ParsedFile) -> App | None:
    """What a file builds, None where that is not known."""
    try:
        return upgrader.app(file)
    except InputError:
        return None


class _Plan:
    """What moves of all that is read, settled step by step: each step leaves less to move."""

    def __init__(self, mover: Mover, read: Read, trips: list[Trip]) -> None:
        self._mover = mover
        self._read = read
        self._trips = trips
        self.upgrader_of = {file.path: upgrader for upgrader, file in read}
        self._file_of = {os.path.abspath(file.path): file for _, file in read}
        self._blocked: dict[str, str] = {}
        self._libraries: dict[str, set[str]] = {}
        self._sdks: dict[str, list[SdkEdit]] = {}

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
            for path in sorted(trip.closure.projects & self._built_by_staying(trip).keys()):
                by = self._built_by_staying(trip)[path]
                shown = trip.graph.files.shown(path) if trip.graph else path
                changed |= self._block(
                    trip.path, f"{shown} moves too, and {by}, which builds it, stays"
                )
        return changed

    def _built_by_staying(self, trip: Trip) -> dict[str, str]:
        """The projects that files build which do not go where a file goes."""
        if not trip.closure.projects:
            return {}
        found = {
            root: one.path
            for one in self._trips
            if one.path in self._blocked or one.wish.to != trip.wish.to
            for root in one.roots
        }
        for root, (path, oldest) in self._others.items():
            if age(oldest) < age(trip.wish.to):
                found[root] = path
        return found

    @cached_property
    def _others(self) -> dict[str, tuple[str, str]]:
        """The projects that other Dockerfiles build, with these and their oldest channel."""
        found = {}
        known = {one.path for one in self._trips}
        for upgrader, file in self._read:
            if file.path in known or not file.parsed or not file.references:
                continue
            channels = upgrader.channels(file).values()
            app = app_of(upgrader, file) if channels else None
            if app and app.project:
                oldest = min(channels, key=age)
                found[os.path.abspath(app.project.path)] = file.path, oldest
        return found

    def _global_jsons(self) -> bool:
        """Those whose `global.json` cannot be edited."""
        changed = False
        for trip in self._moving:
            self._sdks[trip.path] = edits = list(self._sdk_edits(trip))
            blocked = [one.blocked for one in edits if one.blocked]
            if blocked:
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
            edit = global_json.edit_of(path, self._shown(path), sdk)
            if edit.version and (why := self._may_not(trip, path)):
                edit = edit._replace(blocked=why)
            if edit.version or edit.blocked:
                yield edit

    def _may_not(self, trip: Trip, path: str) -> str:
        """Why a file beside is not edited, empty where it may be."""
        root = root_of(os.path.dirname(path)) or folder_root(path, "")
        own = os.path.abspath(trip.path)
        if root != (root_of(os.path.dirname(own)) or folder_root(own, "")):
            return f"{self._shown(path)} is outside of the tree"
        by = self._mover.excluded(path)
        return f"{self._shown(path)} is left out by {by}" if by else ""

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
        self._libraries = {}
        changed = False
        for graph, to, trips in self._by_tree():
            moves, must = self._mover.moves(graph, to), _all(trips)
            barred = {
                root for one in self._trips if one.path in self._blocked for root in one.roots
            }
            free = moves.libraries(must, barred | self._built_by_staying(trips[0]).keys())
            self._libraries[graph.root] = free
            edits = moves.edits({*must, *free})
            wrong = set(moves.faults({*must, *free}, with_edits(graph, edits)))
            if wrong and free:  # rather without what may stay
                self._libraries[graph.root] = free = set()
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

    def _by_tree(self) -> Iterator[tuple[Graph, str, list[Trip]]]:
        """The trips with projects to move, those of one tree and channel together."""
        found: dict[tuple[str, str], list[Trip]] = {}
        for trip in self._moving:
            if trip.graph and trip.closure.projects:
                found.setdefault((trip.graph.root, trip.wish.to), []).append(trip)
        for (_, to), trips in found.items():
            if graph := trips[0].graph:
                yield graph, to, trips

    def _images(self) -> bool:
        """Those whose images cannot be written."""
        changed = False
        for group in self._groups():
            if any(one.path == file.path for one in self._moving for file in group):
                upgrader = self.upgrader_of[group[0].path]
                stuck = upgrader.stuck(group, self._blocked)
                paths = {one.path for one in self._moving}
                for path in stuck.keys() & paths:
                    changed |= self._block(path, stuck[path])
        return changed

    def groups(self) -> Iterator[tuple[list[ParsedFile], Beside]]:
        """The files that are written together, with what belongs to them."""
        for group in self._groups():
            paths = {file.path for file in group}
            trips = [one for one in self._moving if one.path in paths]
            blocked = {path: why for path, why in self._blocked.items() if path in paths}
            beside = self._beside(trips, group)
            for file in group:
                beside = self._with_installed(file, beside)
            yield group, beside._replace(blocked=blocked)

    def _groups(self) -> list[list[ParsedFile]]:
        files = [file for _, file in self._read]
        return groups(files, {one.path: self._paths_beside(one) for one in self._moving})

    def _paths_beside(self, trip: Trip) -> set[str]:
        """The other files that are edited with one, as they are shown."""
        return {one.span.path for one in self._companions(trip)} - {trip.path}

    def _beside(self, trips: list[Trip], group: list[ParsedFile]) -> Beside:
        edits: dict[Span, Companion] = {}
        advice: dict[str, tuple[Advice, ...]] = {}
        for trip in trips:
            for one in (*self._companions(trip), *self._port_edits(trip)):
                edits.setdefault(one.span, one)
            advice[trip.path] = tuple(self._hints(trip))
        own = {file.path for file in group}
        contents = {}
        for one in edits.values():
            if one.span.path not in own:
                contents[one.span.path] = self._content(trips, one.span.path)
        known = frozenset(one.path for one in trips if one.roots)
        return Beside(tuple(edits.values()), contents, {}, known, advice)

    def _content(self, trips: list[Trip], shown: str) -> bytes:
        """The bytes of a file beside, as they were when its edits were made."""
        for trip in trips:
            for one in self._sdks.get(trip.path, ()):
                if self._shown(one.path) == shown:
                    return one.content
        graph = next(one.graph for one in trips if one.graph)
        return graph.files.read(os.path.abspath(shown))

    def _companions(self, trip: Trip) -> Iterator[Companion]:
        """What moves with a file: its projects, their `global.json`, names in a Dockerfile."""
        why = f"moves with {trip.path}"
        for literal, text in self._literals(trip):
            span = literal.span
            place = Span(span.start, span.end, self._shown(span.path))
            yield Companion(place, text, "target-framework", why)
        for one in self._sdks.get(trip.path, ()):
            if one.version:
                place = Span(one.span.start, one.span.end, self._shown(one.path))
                yield Companion(place, one.version, "global-json", why)
        for name in self._named(trip):
            if name.new:
                yield Companion(name.span, name.new, "framework-option", why)

    def _literals(self, trip: Trip) -> list[tuple[Literal, str]]:
        """The frameworks to edit: of what must move, and of the libraries below it."""
        if not trip.graph or not trip.closure.projects:
            return []
        moves = self._mover.moves(trip.graph, trip.wish.to)
        free = self._libraries.get(trip.graph.root, set())
        return list(moves.edits({*trip.closure.projects, *free}).values())

    def _named(self, trip: Trip) -> Iterator[dockerfile.Named]:
        """Where the Dockerfile names the frameworks that its projects leave."""
        if not trip.file.parsed or not trip.graph:
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
        staying = set(_staying_stages(trip))
        yield from dockerfile.named(trip.file.parsed, trip.file.content, trip.path, names, staying)

    def _port_edits(self, trip: Trip) -> Iterator[Companion]:
        """`EXPOSE 80` where nothing says otherwise of ports."""
        stages = _new_to_ports(trip)
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
        told = self._mover.ports(_tree(trip))
        if not told.sets and not told.named:
            for span, _ in exposed:
                yield Companion(
                    span, "8080", "port", "images since .NET 8.0 are set up for port 8080"
                )

    def _hints(self, trip: Trip) -> Iterator[Advice]:
        """What to look at beside the edits."""
        for one in self._named(trip):
            if not one.new:
                yield Advice(trip.path, one.line, f"names {one.old} too, which moves", _PROJECT)
        stages = _new_to_ports(trip)
        if trip.file.parsed and stages:
            message = "port 80: images since .NET 8.0 are set up for port 8080"
            for line in ports.health_checks(trip.file.parsed, stages):
                yield Advice(trip.path, line, message, _PORTS)
            for place in self._mover.ports(_tree(trip)).named:
                yield Advice(self._shown(place.path), place.line, message, _PORTS)

    def _with_installed(self, file: ParsedFile, beside: Beside) -> Beside:
        """With what a workflow installs for projects that move, edited or advised."""
        if file.kind not in pipelines.KINDS:
            return beside
        edits, advice = list(beside.edits), list(beside.advice.get(file.path, ()))
        for graph, to, trips in self._by_tree():
            if not graph.holds(os.path.abspath(file.path)):
                continue
            moved = {*_all(trips), *self._libraries.get(graph.root, ())}
            channels = {graph.node(path).channel for path in moved}
            kept, sdk = self._still_on(graph, moved, channels), trips[0].wish.sdk
            why = f"moves with {trips[0].path}"
            for one in pipelines.installed(file.path, file.content, channels, to, sdk, kept):
                if one.new:
                    edits.append(Companion(one.span, one.new, "workflow", why))
                else:
                    message = f"it has to install the SDK of .NET {to}: {one.why}"
                    advice.append(Advice(file.path, one.line, message, _PROJECT))
        known = beside.known | ({file.path} if edits else set())
        hints = {**beside.advice, file.path: tuple(advice)}
        return beside._replace(edits=tuple(edits), advice=hints, known=known)

    def _still_on(self, graph: Graph, moved: set[str], channels: set[str]) -> str:
        """A program or tests that stay on these channels, empty where there are none."""
        for path, node in graph.nodes.items():
            own = {each.channel for each in node.targets if each.identifier == ".NETCoreApp"}
            if path not in moved and node.runs and own & channels:
                return graph.files.shown(path)
        return ""

    def _shown(self, path: str) -> str:
        """How to call a file: as it was asked for, else from the folder where dotimg runs."""
        absolute = os.path.abspath(path)
        if absolute in self._file_of:
            return self._file_of[absolute].path
        named = any(os.path.isabs(file.path) for _, file in self._read)
        return absolute if named else os.path.relpath(absolute)


def _all(trips: Iterable[Trip]) -> set[str]:
    return {path for one in trips for path in one.closure.projects}


def _tree(trip: Trip) -> str:
    """The tree that a file is in."""
    path = os.path.abspath(trip.path)
    return folder_root(path, root_of(os.path.dirname(path)))


def _staying_stages(trip: Trip) -> Iterator[int]:
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


def _new_to_ports(trip: Trip) -> set[int]:
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
