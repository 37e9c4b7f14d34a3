"""Moves files to another channel with everything that belongs to them, or not at all."""

import os
from collections.abc import Callable, Iterator

from dotimg.errors import CatalogError, InputError
from dotimg.project.graph import Graph
from dotimg.project.of_dockerfile import App
from dotimg.upgrade.model import FileUpgrade
from dotimg.upgrade.move.projects import Closure
from dotimg.upgrade.move.trees import Trees
from dotimg.upgrade.reading import ParsedFile
from dotimg.upgrade.settlement import Read, Settlement
from dotimg.upgrade.trips import Trip

_CHOICE = "--project"  # what is named where there are several projects

Fault = tuple[str, InputError]


class Mover:
    """Moves files of any teams at once.

    Args:
        images_only: Whether nothing but images is edited.
        excluded: Tells what leaves a file out, empty where nothing does.
        alone: The path of a file that moves without its projects, empty for none.
    """

    def __init__(
        self,
        *,
        images_only: bool = False,
        excluded: Callable[[str], str] = lambda _path: "",
        alone: str = "",
    ) -> None:
        self._images_only = images_only
        self._alone = alone
        self._trees = Trees(excluded)

    def upgraded(self, read: Read) -> tuple[list[FileUpgrade], list[Fault]]:
        """What becomes of all files, by their paths, and of which ones nothing can.

        Args:
            read: The files, each with the upgrader of its team.
        """
        trips = [] if self._images_only else list(self._trips(read))
        plan = Settlement(self._trees, read, trips)
        plan.settle()
        found: list[FileUpgrade] = []
        faults: list[Fault] = []
        for group, beside in plan.groups():
            try:
                found += plan.upgrader_of[group[0].path].together(group, beside)
            except CatalogError:
                raise
            except InputError as error:
                faults.append((group[0].path, error))
        return sorted(found, key=lambda one: one.path), faults

    def _trips(self, read: Read) -> Iterator[Trip]:
        for upgrader, file in read:
            wish = upgrader.wish(file) if file.path != self._alone else None
            if not wish or not (file.parsed or file.kind == "project"):
                continue
            app, closure = None, Closure()
            try:
                app = upgrader.app(file)
            except CatalogError:
                raise
            except InputError as error:
                if _CHOICE not in str(error):  # it is known, and cannot be used
                    closure = Closure(blocked=str(error))
            graph, roots = self._roots(file, app)
            if not wish.old:
                closure = Closure()
            elif graph and roots:
                closure = self._trees.moves(graph, wish.to).closure(roots)
            yield Trip(upgrader, file, wish, graph, roots, app, closure)

    def _roots(self, file: ParsedFile, app: App | None) -> tuple[Graph | None, tuple[str, ...]]:
        """The tree of a file, and the projects in it that the file builds, or whose base it is."""
        path = os.path.abspath(file.path)
        project = os.path.abspath(app.project.path) if app and app.project else ""
        if file.parsed and not project:
            return None, ()
        graph = self._trees.graph(path)
        if project:
            return graph, (project,)
        return graph, tuple(one for one, node in graph.nodes.items() if node.base_image == path)
