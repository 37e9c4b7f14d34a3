"""Walks from an app through the projects and packages that it refers to, at any depth."""

import os
from collections import deque
from collections.abc import Callable, Mapping

from dotimg.catalog.details import PackageTable
from dotimg.errors import printable
from dotimg.named_tuples import NamedTuple
from dotimg.names.frameworks import Framework
from dotimg.project.model import Brought

_PROJECT = "project reference"
_ASPNET = "Microsoft.AspNetCore.App"


class Referred(NamedTuple):
    """A project or a package that a project refers to.

    `name` is the project's file, as an absolute path, or the package; `version` is as stated.
    `hidden` tells that whoever refers to the project in turn sees nothing of it.
    """

    name: str
    where: str
    version: str = ""
    hidden: bool = False


class Library(NamedTuple):
    """What a project hands on to those that refer to it."""

    path: str
    frameworks: tuple[str, ...]
    projects: tuple[Referred, ...]
    packages: tuple[Referred, ...]


class Findings(NamedTuple):
    """What comes along, the packages that nothing tells of, and what to mind."""

    brought: tuple[Brought, ...]
    unknown_packages: tuple[str, ...]
    remarks: tuple[str, ...]


Opener = Callable[[str, Framework], Library | str]


class Walk:
    """One app, for one target framework.

    Args:
        app: What the app refers to.
        framework: Its target framework.
        opener: What a project hands on to a target framework, or why that is not known.
        table: The packages that are known.
    """

    def __init__(
        self, app: Library, framework: Framework, opener: Opener, table: Callable[[], PackageTable]
    ) -> None:
        self._app = app
        self._framework = framework
        self._open = opener
        self._table = table
        self._brought: dict[str, Brought] = {}
        self._unknown: dict[str, None] = {}
        self._remarks: dict[str, None] = {}
        self._seen: set[str] = set()

    def findings(self) -> Findings:
        """All that comes along."""
        pending: deque[tuple[Library, tuple[str, ...]]] = deque([(self._app, ())])
        above: dict[str, str] = {os.path.realpath(self._app.path): ""}
        while pending:
            library, path = pending.popleft()
            for package in library.packages:
                if not (path and package.hidden):
                    self._package(package.name, package.version, path)
            own = os.path.realpath(library.path) if library.projects else ""
            for reference in library.projects:
                real = os.path.realpath(reference.name)
                if path and reference.hidden:
                    continue
                if real in above:
                    if _leads_to(above, own, real):
                        ring = f"refers to {_stem(real)}, which leads back to it"
                        self._remarks[f"{reference.where}: {ring}"] = None
                    continue
                above[real] = own
                found = self._open(reference.name, self._framework)
                if isinstance(found, str):
                    self._remarks[f"{reference.where}: {found}"] = None
                    continue
                inside = (*path, _stem(reference.name))
                for name in found.frameworks:
                    self._brought.setdefault(name, Brought(name, inside, _PROJECT))
                pending.append((found, inside))
        return Findings(tuple(self._brought.values()), tuple(self._unknown), tuple(self._remarks))

    def _package(self, name: str, version: str, path: tuple[str, ...]) -> None:
        """What a package brings, by the folder of packages, else by the table."""
        from dotimg.project.brought import packages_folder

        pending = deque([(name, version, path)])
        while pending:
            name, version, above = pending.popleft()
            if name.lower() in self._seen:
                continue
            self._seen.add(name.lower())
            inside = (*above, f"package {printable(name)}")
            if package := packages_folder.find(name, version, self._framework):
                for framework in package.frameworks:
                    own = Brought(framework, inside, packages_folder.SOURCE)
                    self._brought.setdefault(framework, own)
                pending += [(need, asked, inside) for need, asked in package.needs]
                continue
            table = self._table()
            brings = table.brings.get(name.lower())
            if brings is None:
                self._unknown[name] = None
            elif brings:
                source = f"packages known on {table.as_of}"
                self._brought.setdefault(_ASPNET, Brought(_ASPNET, inside, source))


def _leads_to(above: Mapping[str, str], path: str, other: str) -> bool:
    """Whether one project is another, or stands above it on the way from the app."""
    while path and path != other:
        path = above[path]
    return path == other


def _stem(path: str) -> str:
    return printable(os.path.splitext(os.path.basename(path))[0])
