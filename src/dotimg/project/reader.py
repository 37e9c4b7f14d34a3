"""Reads a project for one target framework, or for all of them at once.

`read` evaluates a project with its imports and conditions as MSBuild does before it builds: for a
publish (`Configuration` is `Release`) on Linux, without an IDE and without a solution around it.
Nothing is run or downloaded, unless `--msbuild` is given. Publish profiles are not read, nor are
files that packages and SDKs bring into a build, apart from what `sdks` knows of the latter. An
import that cannot be followed is listed in `unknown`, and properties that only it may set are
unknown.
"""

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import TypeVar

from dotimg.catalog.details import PackageTable
from dotimg.errors import InputError, printable, quoted
from dotimg.names import frameworks
from dotimg.names.frameworks import Framework
from dotimg.project import project_files
from dotimg.project.brought.walk import Library, Walk
from dotimg.project.facts import Gathering
from dotimg.project.files import Files, opened
from dotimg.project.model import (
    Location,
    Project,
    Unknown,
    Value,
    listed,
    runs_on_aspnet,
)
from dotimg.project.msbuild import sdks
from dotimg.project.msbuild.evaluation import Evaluation

_Shared = TypeVar("_Shared")
PROPERTIES = ("TargetFramework", "TargetFrameworks")
_MANY = 30  # target frameworks; the most that were seen in a public repository are 12
_NOTHING: Mapping[str, str] = MappingProxyType({})
_APART = (
    *("path", "framework", "references", "package_references", "where", "unknown"),
    *("brought", "unknown_packages", "remarks"),
)


def no_table() -> PackageTable:
    """No package is known."""
    return PackageTable("", {})


def read(
    path: str,
    framework: str | None = None,
    properties: Mapping[str, str] = _NOTHING,
    table: Callable[[], PackageTable] = no_table,
    program: str = "",
    *,
    msbuild: bool = False,
) -> Project:
    """The facts of one project.

    Args:
        path: A project, a program of one C# file (.NET 10), or a folder or solution with one
            project.
        framework: The target framework to read it for. Without one, facts that differ between
            its frameworks are unknown.
        properties: What the build gets with `-p:Name=Value`, which the project cannot change.
            `OS` is `Windows_NT` for a build on Windows.
        table: The packages that are known to bring ASP.NET Core along or not.
        program: The target framework of programs of one file that state none: that of their SDK.
        msbuild: Whether the `dotnet` on the PATH is asked instead, which runs what the project
            says.

    Raises:
        InputError: It cannot be read; the message begins with the path and, where there is one,
            the line.
    """
    files, absolute = opened(path)
    reader = Reader(files, properties, table, program, msbuild=msbuild)
    return reader.read(project_files.only(files, path, absolute), framework)


def read_all(
    path: str,
    framework: str | None = None,
    properties: Mapping[str, str] = _NOTHING,
    table: Callable[[], PackageTable] = no_table,
) -> tuple[Project, ...]:
    """The facts of all projects that a path names, those of a solution in its order.

    Takes the arguments of `read`.

    Raises:
        InputError: One of them cannot be read.
    """
    files, absolute = opened(path)
    found = project_files.named_by(files, absolute)
    reader = Reader(files, properties, table)
    return tuple(reader.read(one, framework) for one in found)


class Reader:
    """Reads projects; files that several of them import are read once.

    Args:
        files: Where files are read.
        given: Properties from outside, as `-p:Name=Value` of a build sets them.
        table: The packages that are known to bring ASP.NET Core along or not.
        program: The target framework of programs of one file that state none.
        msbuild: Whether the `dotnet` on the PATH is asked for the facts.
    """

    def __init__(
        self,
        files: Files,
        given: Mapping[str, str] = _NOTHING,
        table: Callable[[], PackageTable] = no_table,
        program: str = "",
        *,
        msbuild: bool = False,
    ) -> None:
        self._files = files
        self._table = cache(table)
        self._program = program
        self._msbuild = msbuild
        self._libraries: dict[tuple[str, Framework], Library | str] = {}
        self._given: dict[str, Value] = {**sdks.PUBLISHED}
        self._given.update((name.lower(), value) for name, value in given.items())
        framework = self._given.pop("targetframework", "")
        self._framework = framework if isinstance(framework, str) else ""

    def read(self, path: str, framework: str | None) -> Project:
        """The facts of a project.

        Args:
            path: The file, as an absolute path.
            framework: The target framework; None for what holds for all of them.

        Raises:
            InputError: It cannot be read, or has no such framework.
        """
        framework = framework or self._framework
        if self._msbuild and path.lower().endswith(project_files.PROJECTS):
            return self._told(path, framework or None)
        outer = self._evaluation(path, None)
        targets = targets_of(outer)
        if isinstance(targets, Unknown):
            return self._gathered(path, framework or targets, targets)
        names = listed(targets)
        if framework:
            names = (self._chosen(path, framework, names),)
        if len(names) > _MANY:
            raise InputError(f"{self._files.shown(path)}: has more than {_MANY} target frameworks")
        if len(names) < 1 or outer.properties.value("TargetFrameworks") != targets:
            return self._gathered(path, targets, targets, outer)

        return merged([self._gathered(path, name, targets) for name in names])

    def evaluations(self, path: str) -> tuple[Evaluation, ...]:
        """A project as restore evaluates it.

        At first for none of its target frameworks, then for each that `TargetFrameworks` lists.

        Raises:
            InputError: It cannot be read.
        """
        outer = self._evaluation(path, None)
        targets = targets_of(outer)
        if isinstance(targets, Unknown) or outer.properties.value("TargetFrameworks") != targets:
            return (outer,)
        return (outer, *(self._evaluation(path, one) for one in listed(targets)[:_MANY]))

    def _told(self, path: str, framework: str | None) -> Project:
        """The facts as `dotnet` tells them, with what comes along as it is read here."""
        from dotimg.project import dotnet

        found = []
        for told in dotnet.ask(self._files.shown(path), framework):
            try:
                own = Reader(self._files, {}, self._table).read(path, told.framework or None)
            except InputError:
                own = told
            found.append(
                told._replace(
                    brought=own.brought,
                    unknown_packages=own.unknown_packages,
                    remarks=own.remarks,
                    where=own.where,
                )
            )
        return merged(found)

    def _evaluation(self, path: str, target: Value | None) -> Evaluation:
        given = self._given if target is None else {**self._given, "targetframework": target}
        if not path.lower().endswith(project_files.PROGRAM):
            return Evaluation(self._files, path, given, {})
        from dotimg.project import file_based

        if not self._files.has_tree(path):
            program = file_based.tree(self._files.content(path), self._files.shown(path))
            self._files.keep(path, program)
        defaults = file_based.defaults(self._files.shown(path), self._program)
        return Evaluation(self._files, path, given, defaults)

    def _gathered(
        self, path: str, target: Value, targets: Value, evaluation: Evaluation | None = None
    ) -> Project:
        evaluation = evaluation or self._evaluation(path, target)
        gathering = Gathering(evaluation, self._files, target)
        found = gathering.project(self._files.shown(path), targets)
        framework = frameworks.parse(target) if isinstance(target, str) else None
        if not framework or not self._may_bring(found) or not gathering.transitive:
            return found
        return self._with_brought(found, gathering.library(), framework, evaluation.read)

    def _may_bring(self, found: Project) -> bool:
        """Whether what comes along can change what a project runs on."""
        refers = bool(found.references or found.package_references)
        return refers and found.output_type != "Library" and not runs_on_aspnet(found)

    def _with_brought(
        self, found: Project, library: Library, framework: Framework, read: Collection[str]
    ) -> Project:
        """The facts with the frameworks that come along."""
        from dotimg.project.brought import assets

        remarks: tuple[str, ...] = ()
        try:
            if restored := assets.read(library.path, read, framework):
                return found._replace(brought=restored.brought)
        except assets.AssetsError as error:
            folder = self._files.shown(os.path.dirname(library.path))
            remarks = (f"{os.path.join(folder, assets.SOURCE)}: is not used: it {error}",)
        findings = Walk(library, framework, self._library, self._table).findings()
        return found._replace(
            brought=findings.brought,
            unknown_packages=findings.unknown_packages,
            remarks=(*remarks, *findings.remarks),
        )

    def _library(self, path: str, framework: Framework) -> Library | str:
        """What a project hands on to one of a framework, or why that is not known."""
        key = (path, framework)
        if key not in self._libraries:
            self._libraries[key] = self._opened_library(path, framework)
        return self._libraries[key]

    def _opened_library(self, path: str, framework: Framework) -> Library | str:
        name = printable(self._files.shown(path))
        if self._files.is_foreign(path):
            return f"refers to {name}, which is on a network share"
        if not self._files.is_file(path):
            return f"refers to {name}, which is not there"
        try:
            outer = self._evaluation(path, None)
            targets = targets_of(outer)
            if isinstance(targets, Unknown):
                return f"refers to {name}, whose target framework is not known"
            own = frameworks.best(framework, listed(targets))
            if not own:
                return f"refers to {name}, which is for another target framework"
            if outer.properties.value("TargetFrameworks") == targets:
                outer = self._evaluation(path, own)
            return Gathering(outer, self._files, own).library()
        except InputError as error:
            return f"refers to what cannot be read: {error}"

    def _chosen(self, path: str, framework: str, names: Sequence[str]) -> str:
        for name in names:
            if name.lower() == framework.lower():
                return name
        has = f"it has {', '.join(names)}" if names else "it states none"
        raise InputError(
            f"{self._files.shown(path)}: is not for {quoted(framework)}: {printable(has)}"
        )


def targets_of(evaluation: Evaluation) -> Value:
    """The target frameworks of a project, as it lists them.

    Raises:
        InputError: It states them as an empty text.
    """
    properties = evaluation.properties
    for name in PROPERTIES:
        value = properties.value(name)
        if isinstance(value, Unknown) or listed(value):
            return value
    old = properties.value("TargetFrameworkVersion")
    if not evaluation.sdks and old:
        return old if isinstance(old, Unknown) else frameworks.of_old_style(old)
    for name in PROPERTIES:
        if place := properties.places.get(name.lower()):
            raise InputError(
                f"{place.path}: line {place.line}: {name} is empty: nothing sets what it uses"
            )
    return ""


def merged(projects: Sequence[Project]) -> Project:
    """One project for all of them; a fact that differs is unknown.

    Args:
        projects: The same project for each of its frameworks, at least one.
    """
    if len(projects) == 1:
        return projects[0]
    first = projects[0]
    differing = [
        fact
        for fact in Project._fields
        if fact not in _APART
        and any(getattr(one, fact) != getattr(first, fact) for one in projects)
    ]
    where = {fact: place for one in reversed(projects) for fact, place in one.where.items()}
    causes = dict.fromkeys(cause for one in projects for cause in one.unknown)
    doubts = [_difference(first, projects, fact, where) for fact in differing]
    changes = {
        **dict.fromkeys(differing),
        "framework": "",
        "references": _shared([one.references for one in projects]),
        "package_references": _shared([one.package_references for one in projects]),
        "brought": _shared([one.brought for one in projects]),
        "unknown_packages": _shared([one.unknown_packages for one in projects]),
        "remarks": tuple(dict.fromkeys(text for one in projects for text in one.remarks)),
        "where": where,
        "unknown": (*causes, *doubts),
    }
    return Project._make(changes.get(fact, getattr(first, fact)) for fact in Project._fields)


def _difference(
    first: Project, projects: Sequence[Project], fact: str, where: dict[str, Location]
) -> Unknown:
    """Why a fact is open that the frameworks do not share."""
    other = next(one for one in projects if getattr(one, fact) != getattr(first, fact))
    place = where.get(fact, Location(first.path, 1))
    reason = f"differs between {first.framework} and {other.framework}: choose one of them"
    return Unknown(fact.replace("_", " "), place.path, place.line, reason, (fact,))


def _shared(names: Sequence[tuple[_Shared, ...]]) -> tuple[_Shared, ...]:
    sure = set(names[0]).intersection(*names[1:])
    return tuple(name for name in names[0] if name in sure)
