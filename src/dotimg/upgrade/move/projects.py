"""Which projects move to another target framework together."""

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from dotimg.files.model import Span
from dotimg.files.syntax.source import encoded
from dotimg.named_tuples import NamedTuple
from dotimg.names import frameworks
from dotimg.names.versions import age
from dotimg.project.graph import Graph, Literal, Node

_MONIKER = re.compile(r"net(?:coreapp)?[0-9]+(?:\.[0-9]+)?", re.IGNORECASE)


class Closure(NamedTuple):
    """The projects that have to move together, or why they cannot."""

    projects: frozenset[str] = frozenset()
    blocked: str = ""


class ProjectMoves:
    """The moves of the projects of one tree to one channel.

    Args:
        graph: The projects.
        to: The channel.
        excluded: Tells what leaves a file out, empty where nothing does.
    """

    def __init__(self, graph: Graph, to: str, excluded: Callable[[str], str]) -> None:
        self._graph = graph
        self._to = to
        self._excluded = excluded
        self._obstacles: dict[str, str] = {}

    def closure(self, roots: Iterable[str]) -> Closure:
        """What moves with some programs: what shares their framework, and all that refer to them.

        A project cannot refer to one for a newer framework (NU1201).
        """
        nodes = [self._graph.node(root) for root in roots]
        closure = self._with_bound([one.path for one in nodes if not self._is_there(one)])
        for node in nodes:  # what was left behind by a run that was ended
            if not closure.blocked and node.channel == self._to:
                behind = self._with_bound(self._bound(node.path))
                more = frozenset() if behind.blocked else behind.projects
                closure = Closure(closure.projects | more)
        return closure

    def _with_bound(self, paths: Iterable[str]) -> Closure:
        """Projects with all that has to move with them."""
        moved: set[str] = set()
        pending = list(paths)
        while pending:
            path = pending.pop()
            if path in moved:
                continue
            if why := self._obstacle(path):
                return Closure(frozenset(moved), why)
            moved.add(path)
            pending += self._bound(path)
        return Closure(frozenset(moved))

    def libraries(self, moved: Collection[str], barred: Collection[str]) -> set[str]:
        """What else moves: libraries that nothing needs which stays, with the tests of these.

        Args:
            moved: The projects that have to move.
            barred: The projects that must not.
        """
        free = {
            path
            for path in self._below(moved)
            if path not in moved and path not in barred and not self._obstacle(path)
        }
        tests: set[str] = set()
        while True:
            tests = {one for path in free for one in self._bound(path) if self._is_test(one)}
            tests -= {*barred, *moved, *free}
            going = {*moved, *free, *tests}
            stuck = {path for path in free if not going.issuperset(self._bound(path))}
            stuck |= {path for path in free if not self._needed_by(path, going)}
            if not stuck:
                return free | tests
            free -= stuck

    def edits(self, moved: Iterable[str]) -> dict[Span, tuple[Literal, str]]:
        """The new text of each literal that states the framework of these projects."""
        found: dict[Span, tuple[Literal, str]] = {}
        for path in moved:
            node = self._graph.node(path)
            if not node.literal:
                continue
            for literal in (node.literal, *self._conditional(node.literal)):
                text = raised(literal.text, node.channel, self._to)
                if text and text != literal.text:
                    found[literal.span] = literal, text
        return found

    def faults(self, moved: Collection[str], contents: Mapping[str, bytes]) -> Iterator[str]:
        """The files whose edits would not give what is meant.

        Args:
            moved: The projects that move.
            contents: The bytes of the edited files, by absolute paths.
        """
        after = self._graph.changed(contents)
        for path, node in self._graph.nodes.items():
            if not contents.keys() & node.read:
                continue
            new = after.node(path)
            wanted = tuple(
                raised(one, node.channel, self._to) or one if path in moved else one
                for one in node.frameworks or ()
            )
            if (new.frameworks or ()) != wanted:
                yield path

    def _is_there(self, node: Node) -> bool:
        """Whether a program need not move: it is for the channel, or for none of .NET."""
        if node.follows:
            return True
        channels = [one.channel for one in node.targets if one.identifier == ".NETCoreApp"]
        if node.frameworks is None or not node.frameworks:
            return False
        if len(node.frameworks) == 1:
            return not channels or age(channels[0]) >= age(self._to)
        return self._to in channels or not channels

    def _obstacle(self, path: str) -> str:
        """Why a project cannot move, empty where it can."""
        if path not in self._obstacles:
            self._obstacles[path] = next(self._obstacles_of(self._graph.node(path)), "")
        return self._obstacles[path]

    def _obstacles_of(self, node: Node) -> Iterator[str]:
        shown = self._graph.files.shown
        if not self._graph.holds(node.path):
            yield f"{shown(node.path)} is outside of the tree"
        if not node.frameworks:
            why = f": {node.why}" if node.why else ""
            yield f"the target framework of {shown(node.path)} is not known{why}"
        elif len(node.frameworks) > 1:
            named = ";".join(node.frameworks)
            yield f"{shown(node.path)} has several target frameworks: {named}"
        elif not node.channel:
            yield f"{shown(node.path)} is for {node.frameworks[0]}"
        elif not node.literal:
            yield f"the target framework of {shown(node.path)} cannot be edited: {node.why}"
        else:
            yield from self._obstacles_at(node, node.literal)

    def _obstacles_at(self, node: Node, literal: Literal) -> Iterator[str]:
        file = self._graph.files.shown(literal.span.path)
        if not self._graph.holds(literal.span.path):
            yield f"{file} is outside of the tree"
        if by := self._excluded(literal.span.path):
            yield f"{file} is left out by {by}"
        if not raised(literal.text, node.channel, self._to):
            yield f"{file}: line {literal.line}: {literal.text} cannot be raised"
        for one in self._conditional(literal):
            if not raised(one.text, node.channel, self._to):
                yield f"{file}: line {one.line}: {one.text} stands there under a condition"

    def _conditional(self, literal: Literal) -> Iterator[Literal]:
        """What else states frameworks in the same file, for other systems or configurations."""
        if frameworks.parse(literal.text):
            yield from self._graph.conditional(literal.span.path)

    def _bound(self, path: str) -> list[str]:
        """What has to move with a project: what shares its literal, and what refers to it."""
        node = self._graph.node(path)
        users = self._graph.users.get(node.literal.span, []) if node.literal else []
        referring = self._graph.referring.get(path, {})
        bound = [one for one, names in referring.items() if any(map(self._is_older, names))]
        return [one for one in (*users, *bound) if one != path]

    def _is_older(self, name: str) -> bool:
        """Whether a project of a framework cannot refer to what moves."""
        framework = frameworks.parse(name)
        if not framework:
            return not name  # what is not known may be
        return framework.identifier == ".NETCoreApp" and age(framework.channel) < age(self._to)

    def _below(self, moved: Iterable[str]) -> set[str]:
        """What projects refer to at any depth, as far as it is of the same channels."""
        channels = {self._graph.node(path).channel for path in moved}
        found: set[str] = set()
        pending = list(moved)
        while pending:
            for _, path in self._graph.node(pending.pop()).references:
                if path not in found and self._graph.node(path).channel in channels - {""}:
                    found.add(path)
                    pending.append(path)
        return found

    def _is_test(self, path: str) -> bool:
        return self._graph.node(path).test and not self._obstacle(path)

    def _needed_by(self, path: str, going: Collection[str]) -> bool:
        return any(one in going for one in self._graph.referring.get(path, ()))


def raised(text: str, channel: str, to: str) -> str:
    """A text that states a channel as it is for another: `net8.0-windows`, `8.0`, `8`; else empty.

    Args:
        text: What stands in a file.
        channel: The channel that it means.
        to: The other one.
    """
    match = _MONIKER.match(text)
    framework = frameworks.parse(text.rstrip("; "))
    if framework:
        same = framework.identifier == ".NETCoreApp" and framework.channel == channel
        return f"net{to}{text[match.end() :]}" if same and match else ""
    if text.removeprefix("v") == channel:
        return text[: len(text) - len(channel)] + to
    whole = channel.endswith(".0") and to.endswith(".0")
    return to.partition(".")[0] if whole and text == channel.partition(".")[0] else ""


def with_edits(graph: Graph, edits: Mapping[Span, tuple[Literal, str]]) -> dict[str, bytes]:
    """The bytes of the files of some edits, by absolute paths."""
    contents: dict[str, bytes] = {}
    for span, (_, text) in sorted(edits.items(), reverse=True):
        content = contents.get(span.path) or graph.files.read(span.path)
        new = encoded(content, text)
        contents[span.path] = content[: span.start] + new + content[span.end :]
    return contents


def folder_root(path: str, root: str) -> str:
    """The tree that a file is in: its repository, else where dotimg runs, else its own folder."""
    if root:
        return root
    here, folder = os.getcwd(), os.path.dirname(path)
    inside = os.path.join(folder, "").startswith(os.path.join(here, ""))
    return here if inside else folder
