"""What is known of the trees that files are in; each is looked at once."""

import os
from collections.abc import Callable

from dotimg.files.repository import root_of
from dotimg.project.files import Files
from dotimg.project.graph import Graph
from dotimg.upgrade.move import ports
from dotimg.upgrade.move.projects import ProjectMoves, folder_root


class Trees:
    """The projects of trees, their moves, and what they say of ports.

    Args:
        excluded: Tells what leaves a file out, empty where nothing does.
    """

    def __init__(self, excluded: Callable[[str], str]) -> None:
        self.excluded = excluded
        self._graphs: dict[str, Graph] = {}
        self._moves: dict[tuple[str, str], ProjectMoves] = {}
        self._ports: dict[str, ports.Ports] = {}

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
            self._moves[key] = ProjectMoves(graph, to, self.excluded)
        return self._moves[key]

    def ports(self, root: str) -> ports.Ports:
        """What a tree says of ports."""
        if root not in self._ports:
            self._ports[root] = ports.of_tree(root)
        return self._ports[root]
