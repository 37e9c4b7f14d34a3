"""`obj/project.assets.json`, the dependencies that `dotnet restore` found.

It tells all of it, packages and projects at any depth, for one state of the files.
"""

import json
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dotimg.named_tuples import NamedTuple
from dotimg.names import frameworks
from dotimg.names.frameworks import Framework
from dotimg.project.model import Brought

LARGEST = 32_000_000  # bytes; those of solutions with a hundred projects have some 2,000,000
_NAME = os.path.join("obj", "project.assets.json")
SOURCE = "obj/project.assets.json"


class AssetsError(Exception):
    """The file is there and cannot be used; the message says why."""


class Assets(NamedTuple):
    """What a file of assets says for one target framework."""

    brought: tuple[Brought, ...]


def read(project: str, files: Iterable[str], framework: Framework) -> Assets | None:
    """What restore left for a project; None where there is nothing newer than its files.

    Args:
        project: The project file, as an absolute path.
        files: The files that make up the project.
        framework: The target framework.

    Raises:
        AssetsError: It cannot be used.
    """
    path = os.path.join(os.path.dirname(project), _NAME)
    try:
        own = os.stat(path)
        if own.st_mtime_ns <= max(os.stat(one).st_mtime_ns for one in files):
            return None
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(own.st_mode):
        raise AssetsError("is not a file")
    if own.st_size > LARGEST:
        raise AssetsError(f"is larger than the {LARGEST // 1_000_000} MB that are read")
    try:
        with open(path, "rb") as file:
            document = json.load(file)
        restored = document["project"]["restore"]["projectPath"]
        graph = _target(document["targets"], framework)
        direct = _direct(document["project"]["frameworks"], framework)
        if os.path.basename(restored.replace("\\", "/")) != os.path.basename(project):
            raise AssetsError("is of another project")
        if graph is None or any(own.st_mtime_ns <= one for one in _changed(project, document)):
            return None
        return Assets(tuple(_brought(graph, direct)))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise AssetsError("is damaged") from None


def _target(targets: Mapping[str, Any], framework: Framework) -> dict[str, Any] | None:
    """The graph for a target framework without a runtime identifier."""
    same = (
        graph
        for name, graph in targets.items()
        if "/" not in name and frameworks.parse_long(name) == framework
    )
    return next(same, None)


def _direct(stated: Mapping[str, Any], framework: Framework) -> list[str]:
    own = (one for name, one in stated.items() if frameworks.parse_long(name) == framework)
    empty: Mapping[str, Any] = {}
    return [name.lower() for name in next(own, empty).get("dependencies", ())]


def _changed(project: str, document: Mapping[str, Any]) -> Iterator[int]:
    """When the files of the projects that it refers to were written."""
    for library in document["libraries"].values():
        if library["type"] == "project":
            path = os.path.join(os.path.dirname(project), library["path"].replace("\\", "/"))
            yield os.stat(path).st_mtime_ns


def _brought(graph: Mapping[str, Any], direct: Iterable[str]) -> Iterator[Brought]:
    """The frameworks in a graph, each by the shortest path to it."""
    nodes = {name.partition("/")[0].lower(): (name, node) for name, node in graph.items()}
    projects = (name for name, (_, node) in nodes.items() if node["type"] == "project")
    above: dict[str, str] = {}
    pending: list[tuple[str, str]] = [(name, "") for name in (*projects, *direct)]
    seen: set[str] = set()
    for name, parent in pending:  # grows while it is walked
        if name not in nodes or name in above:
            continue
        _, node = nodes[name]
        above[name] = parent
        for framework in node.get("frameworkReferences", ()):
            if framework not in seen:
                seen.add(framework)
                path = [nodes[one][0].partition("/")[0] for one in _way(above, name)]
                yield Brought(framework, tuple(reversed(path)), SOURCE)
        pending += [(one.lower(), name) for one in node.get("dependencies", ())]


def _way(above: Mapping[str, str], name: str) -> Iterator[str]:
    """A node and those above it."""
    while name:
        yield name
        name = above[name]
