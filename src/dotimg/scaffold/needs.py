"""The files that a build of a project needs, as far as its files say.

What restore needs is what the reader of projects opened, looked for and found, for the project
and all that it refers to, in each of their target frameworks; and the settings that NuGet, MSBuild
and the compilers look for in the folders above. What publish takes besides are files that items and
properties name outside of the folders of the projects.
"""

import os
import re
from collections import deque
from collections.abc import Iterator

from dotimg.errors import InputError, printable
from dotimg.files import repository
from dotimg.files.syntax.xml_tree import Element
from dotimg.named_tuples import NamedTuple
from dotimg.project.files import Files, opened, resolve
from dotimg.project.model import Location, Project, Unknown
from dotimg.project.msbuild import items, sdks
from dotimg.project.msbuild.evaluation import Evaluation
from dotimg.project.msbuild.properties import Properties
from dotimg.project.project_files import PROGRAM, named_by
from dotimg.project.reader import Reader
from dotimg.scaffold import feeds, outside, places, untracked

# What is looked for in the folder of each project and above it: the nearest one holds, or all do.
_TOOLS = os.path.join(".config", "dotnet-tools.json")
_NEAREST = ("Directory.Build.rsp", "global.json", _TOOLS, "dotnet-tools.json")
_ALL = (*feeds.NAMES, ".editorconfig", ".globalconfig")
_IMPORTED = frozenset(
    ("directory.build.props", "directory.build.targets", "directory.packages.props")
)
_IMPLIED = _IMPORTED.union(os.path.basename(name).lower() for name in (*_NEAREST, *_ALL))
_KEPT = frozenset((repository.MARK, "obj"))
_USED = re.compile(r"\$\((\w+)")
_SOLUTION = "solutiondir"
_OF_PACKAGES = "$(nugetpackageroot)"  # what is imported from there is in no repository
_LOCKS = ("packages.lock.json", "packages.{}.lock.json")


class Needs(NamedTuple):
    """What a build takes from the disk; all paths are absolute.

    Attributes:
        projects: The project files, that of the app first.
        restored: The files that restore reads, the projects among them, and folders of local feeds.
        published: Further files and folders, outside of the folders of the projects, that publish
            takes.
        doubts: Why something could not be known, in sentences; then `restored` may lack files.
        commands_in: The folder with the `global.json` that holds, empty for none.
        asked: The names of the properties, in lower case, that some text of the projects uses.
        plural: Whether the app states `TargetFrameworks`.
        frameworks: The target frameworks of all projects, as written.
        locked: The lock files of the projects where `RestoreLockedMode` holds.
        solution: The folder of the solution around the app, where its files ask for it.
        browser: Whether one of the projects runs in a browser, and so has an identifier of its own.
    """

    projects: tuple[str, ...]
    restored: tuple[str, ...]
    published: tuple[str, ...]
    doubts: tuple[str, ...]
    commands_in: str = ""
    asked: frozenset[str] = frozenset()
    plural: bool = False
    frameworks: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    solution: str = ""
    browser: bool = False


def needs_of(project: Project, program: str = "") -> Needs:
    """What a build of a project takes.

    Args:
        project: Its facts.
        program: The target framework of a program of one file that states none.

    Raises:
        InputError: It cannot be read.
    """
    _, path = opened(project.path)
    root = repository.outermost_root(os.path.dirname(path))
    # Doubts stand in the Dockerfile, so they name files as the repository does.
    files = Files(root or os.path.dirname(path), os.path.splitdrive(path)[0])
    found = _Walk(files, Reader(files, program=program), root).needs(path)
    solution = places.solution_above(path, root) if _SOLUTION in found.asked else ""
    if not solution:
        return found
    given = {_SOLUTION: os.path.join(solution, "")}
    found = _Walk(files, Reader(files, given, program=program), root).needs(path)
    return found._replace(published=(*found.published, solution), solution=solution)


class _Walk:
    """One app, and all that it refers to, directly or not."""

    def __init__(self, files: Files, reader: Reader, root: str) -> None:
        self._files = files
        self._reader = reader
        self._restored: dict[str, None] = {}
        self._published: dict[str, None] = {}
        self._doubts: dict[str, str] = {}  # each by what it is about
        self._projects: dict[str, None] = {}
        self._asked: set[str] = set()
        self._scanned: set[str] = set()
        self._browser = False
        self._frameworks: dict[str, None] = {}
        self._locked: dict[str, None] = {}
        self._root = root

    def needs(self, app: str) -> Needs:
        own: tuple[Evaluation, ...] = ()
        pending = deque([app])
        while pending:
            path = pending.popleft()
            if path in self._projects:
                continue
            self._projects[path] = None
            evaluations = self._evaluations(path, is_app=path == app)
            own = own or evaluations
            for evaluation in evaluations:
                pending += self._taken(evaluation)
        self._settings()
        restored = dict.fromkeys((*self._projects, *self._found(), *self._restored))
        asked = self._files.nearest(os.path.dirname(app), "global.json")
        return Needs(
            projects=tuple(self._projects),
            restored=tuple(restored),
            published=tuple(one for one in self._published if one not in restored),
            doubts=tuple(self._doubts.values()),
            commands_in=os.path.dirname(asked),
            asked=frozenset(self._asked),
            plural=not own[0].properties.value("TargetFramework")
            and bool(own[0].properties.value("TargetFrameworks")),
            frameworks=tuple(self._frameworks),
            locked=tuple(self._locked),
            browser=self._browser,
        )

    def _evaluations(self, path: str, *, is_app: bool) -> tuple[Evaluation, ...]:
        """A project for each of its frameworks; one of another kind may be of any format."""
        try:
            return self._reader.evaluations(path)
        except InputError as error:
            if is_app:
                raise
            self._doubts[path] = printable(str(error))
            return ()

    def _taken(self, evaluation: Evaluation) -> list[str]:
        """Note what one evaluation takes; the projects that it refers to."""
        properties = evaluation.properties
        for cause in properties.unfollowed:
            if not sdks.reads_no_files(cause.what) and _OF_PACKAGES not in cause.what.lower():
                self._doubt(cause)
        self._browser = self._browser or sdks.WASM in evaluation.sdks
        name = properties.value("TargetFramework")
        if isinstance(name, str) and name:
            self._frameworks[name] = None
        locks = dict.fromkeys(_lock_files(evaluation))
        self._restored.update(locks)
        if str(properties.value("RestoreLockedMode")).strip().lower() == "true":
            self._locked.update(locks)
        for named, taken in (
            (feeds.of_properties(properties), self._restored),
            (outside.named(evaluation), self._published),
        ):
            for path in named:
                if places.is_far(path, properties.project_folder):
                    self._doubt_file(path, "is named, and too far away for a build context")
                else:
                    taken[path] = None
        for path in evaluation.read - self._scanned:
            self._asked.update(_asked_for(self._files.tree(path)))
        self._scanned |= evaluation.read
        return list(self._references(evaluation))

    def _references(self, evaluation: Evaluation) -> Iterator[str]:
        """The projects that it refers to for certain, and those that it may refer to."""
        properties = evaluation.properties
        kind = "ProjectReference"
        own = items.evaluate(evaluation.item_groups, properties, (kind,))
        for doubt in own.doubts[kind]:
            if not doubt.names:
                self._doubt(doubt.cause)
            for name in doubt.names:
                yield from self._project(properties, name, None)
        for one in own.all(kind):
            yield from self._project(properties, one.name, one.place)

    def _project(self, properties: Properties, name: str, place: Location | None) -> Iterator[str]:
        """The project file that a reference names; `place` is where it stands for certain."""
        path = resolve(properties.project_folder, name)
        if properties.project_file.lower().endswith(PROGRAM) and os.path.isdir(path):
            path = named_by(self._files, path)[0]
        if self._files.is_file(path):
            yield path
        elif place:
            text = f"{place.path}: line {place.line}: refers to {self._files.shown(path)}"
            if folder := places.closed(path):
                raise InputError(f"{text}, but {self._files.shown(folder)} cannot be read")
            self._doubts[path] = f"{printable(text)}, which is not there"

    def _doubt(self, cause: Unknown) -> None:
        text = printable(f"{cause.what} {cause.reason}")
        self._doubts.setdefault(text, f"{cause.path}: line {cause.line}: {text}")

    def _found(self) -> Iterator[str]:
        """What was read or looked for, but not what git and builds keep.

        Settings that hold for it from above its repository are in doubt, and so are files that git
        ignores: nobody else has them.
        """
        found = []
        for path in map(os.path.normpath, self._files.met()):
            folder, name = os.path.split(path)
            folder = os.path.dirname(folder) if path.endswith(_TOOLS) else folder
            if _KEPT.intersection(path.split(os.sep)):
                continue
            if name.lower() not in _IMPLIED or not self._is_above(folder):
                found.append(path)
            elif name.lower() in _IMPORTED:
                self._doubt_file(path, "holds for it, and is outside of the repository")
        own = [one for one in found if self._root and one not in self._projects]
        inside = [one for one in own if one.startswith(os.path.join(self._root, ""))]
        ignored = untracked.ignored(self._root, inside) if inside else frozenset()
        for path in sorted(ignored):
            self._doubt_file(path, "is ignored by git, so a clone does not have it")
        yield from (path for path in found if path not in ignored)

    def _doubt_file(self, path: str, reason: str) -> None:
        self._doubts[path] = f"{printable(self._files.shown(path))}: {reason}"

    def _is_above(self, folder: str) -> bool:
        """Whether a folder is above the repository, or is no place for one."""
        return places.is_wide(folder) or (
            bool(self._root)
            and not os.path.join(folder, "").startswith(os.path.join(self._root, ""))
        )

    def _settings(self) -> None:
        """What is looked for in the folders of the projects and above them."""
        folders = dict.fromkeys(os.path.dirname(one) for one in self._projects)
        seen: set[str] = set()
        for folder in folders:
            for name in _NEAREST:
                self._files.nearest(folder, name)
            for above in places.upwards(folder, self._root):
                if above in seen:
                    break
                seen.add(above)
                for name in _ALL:
                    path = os.path.join(above, name)
                    if self._files.is_file(path) and name in feeds.NAMES:
                        self._feeds(path)
        for path in self._files.met():
            if os.path.basename(path) == "Directory.Build.rsp":
                self._options(path)

    def _feeds(self, path: str) -> None:
        found, doubts = feeds.of_config(self._files, path)
        for text in doubts:
            self._doubts[text] = text
        for folder in found:
            if any(one.startswith(os.path.join(folder, "")) for one in self._projects):
                text = f"{self._files.shown(path)}: the feed {self._files.shown(folder)}"
                self._doubts[text] = f"{printable(text)} holds projects as well"
            else:
                self._restored[folder] = None

    def _options(self, path: str) -> None:
        """Options that stand in a file, which may set properties."""
        text = self._files.content(path).decode("utf-8-sig", "replace").lower()
        if any(word in text for word in ("-p:", "/p:", "-property:", "/property:")):
            self._doubt_file(path, "sets properties, which are not read")


def _asked_for(root: Element) -> Iterator[str]:
    """The names of the properties, in lower case, that the texts of a file use, targets as well."""
    left = [root]
    while left:
        element = left.pop()
        left += element.children
        for text in (element.text, *element.attributes.values()):
            if "$(" in text:
                yield from (name.lower() for name in _USED.findall(text))


def _lock_files(evaluation: Evaluation) -> Iterator[str]:
    """Where the lock file of a project is."""
    properties = evaluation.properties
    stem = os.path.splitext(os.path.basename(properties.project_file))[0].replace(" ", "_")
    names = [properties.value("NuGetLockFilePath"), *(one.format(stem) for one in _LOCKS)]
    for name in names:
        if isinstance(name, str) and name:
            path = resolve(properties.project_folder, name)
            if properties.is_file(path):
                yield path
