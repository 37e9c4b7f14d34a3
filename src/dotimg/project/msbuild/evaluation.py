"""Evaluates a project as MSBuild does before it builds: properties and imports first, then items.

Targets are passed over. The order is that of "How MSBuild builds projects" in its documentation.
"""

import os
from collections.abc import Mapping, Sequence

from dotimg.errors import InputError, printable
from dotimg.files.syntax.xml_tree import Element
from dotimg.named_tuples import NamedTuple
from dotimg.names import frameworks
from dotimg.project.files import Files, resolve
from dotimg.project.model import Location, Unknown, Value
from dotimg.project.msbuild import imports, sdks
from dotimg.project.msbuild.properties import Properties

_DEPTH_LIMIT = 60
# Their conditions see paths from their file, as imports do; all others see them from the project.
_FROM_FILE = frozenset(("PropertyGroup", "ImportGroup"))
_BEFORE, _AFTER = "Directory.Build.props", "Directory.Build.targets"
_PACKAGES, _OLD_PACKAGES = "Directory.Packages.props", "Packages.props"
# Properties that name files which the SDK imports, where there is one.
_HOOKS_ABOVE = (
    "CustomAfterDirectoryBuildProps",
    *(f"Custom{when}MicrosoftCommonProps" for when in ("Before", "After")),
)
_HOOKS_BELOW = (
    "CustomBeforeDirectoryBuildTargets",
    *(f"Custom{when}MicrosoftCommonTargets" for when in ("Before", "After")),
    *(f"{when}MicrosoftNETSdkTargets" for when in ("Before", "After")),
)
_CENTRAL_VERSIONS = "Microsoft.Build.CentralPackageVersions"
_ARCADE = "Microsoft.DotNet.Arcade.Sdk"


class ItemGroup(NamedTuple):
    """A group of items, the file it is in, and an unknown condition around it."""

    element: Element
    file: str
    doubt: Unknown | None


class Evaluation:
    """A project with its imports.

    Args:
        files: Where files are read.
        path: The project; the root of its tree must be `Project`.
        given: Properties from outside, by their names in lower case.
        defaults: What a file-based program sets before its own directives.

    Raises:
        InputError: A file cannot be read, or the imports have no end.
    """

    def __init__(
        self, files: Files, path: str, given: Mapping[str, Value], defaults: Mapping[str, Value]
    ) -> None:
        self.properties = Properties(files, path, given)
        self.item_groups: list[ItemGroup] = []
        self.sdks: dict[str, Location] = {}
        self._files = files
        self._path = path
        self._defaults = defaults
        self.read: set[str] = set()
        self._open: list[str] = []
        self._staged: set[str] = set()
        self._depth = 0
        self._steps = {
            "PropertyGroup": self._property_group,
            "ImportGroup": self._body,
            "Choose": self._choose,
        }
        root = files.tree(path)
        if root.name != "Project":
            place = f"{files.shown(path)}: line {root.line}"
            raise InputError(f"{place}: a project begins with <Project>")
        for element in (root, *root.children):
            if element is root or element.name == "Sdk":
                attribute = "Sdk" if element is root else "Name"
                self._use_sdks(element, element.attributes.get(attribute, ""))
        if self.sdks:
            self._before()
        self._follow(path, None)
        if self.sdks:
            self._after()

    def _use_sdks(self, element: Element, names: str) -> None:
        """Remember the SDKs that an element of the project names."""
        place = self.properties.at(element)
        for word in names.split(";"):
            if name := sdks.name_of(word):
                self.sdks.setdefault(name, place)
                if not sdks.is_known(name):
                    reason = "is an SDK whose files are not read"
                    self.properties.unfollowed.append(self.properties.unknown(name, reason))

    def _before(self) -> None:
        """What SDKs and the tools of MSBuild do above a project."""
        if "before" in self._staged:
            return
        self._staged.add("before")
        names = tuple(self.sdks)
        self.properties.imply(sdks.markers(names))
        self._implicit(_BEFORE, "DirectoryBuildProps")
        self._hooks(_HOOKS_ABOVE)
        self._implicit(_PACKAGES, "DirectoryPackagesProps")
        if names:
            name = self.properties.value("MSBuildProjectName")
            self.properties.default("AssemblyName", name)
            self.properties.default("RootNamespace", name)
            if sdks.WEB in names:
                self.properties.default("IsPackable", "false")
            stated = self.properties.value("OutputType")
            if isinstance(stated, str):
                self.properties.default("OutputType", sdks.output_type(names, stated))
            self.properties.default("Platform", "AnyCPU")
        self.properties.imply(self._defaults)

    def _after(self) -> None:
        """What they do below it."""
        if "after" in self._staged:
            return
        self._staged.add("after")
        name = self.properties.value("TargetFramework")
        if isinstance(name, str) and (framework := frameworks.parse(name)):
            version = "v" + ".".join(map(str, framework.version))
            self.properties.imply(
                {
                    "targetframeworkidentifier": framework.identifier,
                    "targetframeworkversion": version,
                    "targetplatformidentifier": framework.platform,
                }
            )
        self.properties.default("AssemblyName", self.properties.value("MSBuildProjectName"))
        self._implicit(_AFTER, "DirectoryBuildTargets")
        self._hooks(_HOOKS_BELOW)
        if _CENTRAL_VERSIONS in self.sdks:
            self._central_versions()

    def _implicit(self, name: str, kind: str) -> None:
        """Read the nearest file of that name above the project, or the one it states instead."""
        if str(self.properties.value(f"Import{kind}")).lower() == "false":
            return
        stated = self.properties.value(f"{kind}Path")
        if isinstance(stated, str) and stated:
            path = resolve(self.properties.project_folder, stated)
            path = path if self._files.is_file(path) else ""
        else:
            path = self._files.nearest(self.properties.project_folder, name)
            # Files ask for the next one above by these names.
            folder = path[: -len(name)]
            self.properties.default(f"_{kind}File", name)
            self.properties.default(f"_{kind}BasePath", folder)
            self.properties.default(f"{kind}Path", path)
        if path:
            self._follow(path, None)

    def _hooks(self, names: Sequence[str]) -> None:
        """Read the files that properties name for the SDK to import."""
        for name in names:
            value = self.properties.value(name)
            if isinstance(value, str) and value:
                path = resolve(self.properties.project_folder, value)
                if self._files.is_file(path):
                    self._follow(path, None)

    def _follow(self, path: str, doubt: Unknown | None) -> None:
        """Read a file once; one that is imported again has no effect, as in MSBuild."""
        if path in self._open:
            place = self.properties.place
            raise InputError(
                f"{place.path}: line {place.line}: imports {printable(self._files.shown(path))}, "
                "which imports this file in turn"
            )
        if path in self.read:
            return
        self.read.add(path)
        self._open.append(path)
        tree = self._files.tree(path)
        with self.properties.reading(path):
            self._body(tree, doubt)
        self._open.pop()

    def _body(self, parent: Element, doubt: Unknown | None) -> None:
        """What stands in a project, or in one branch of it."""
        self._depth += 1
        if self._depth > _DEPTH_LIMIT:
            place = self.properties.at(parent)
            raise InputError(
                f"{place.path}: line {place.line}: imports and choices are nested more than "
                f"{_DEPTH_LIMIT} levels deep"
            )
        for element in parent.children:
            if element.name == "Import":
                self._import(element, doubt)
            elif element.name == "ItemGroup":  # its condition is asked among the items
                self.item_groups.append(ItemGroup(element, self.properties.file, doubt))
            elif step := self._steps.get(element.name):
                holds = self.properties.holds(element, from_file=element.name in _FROM_FILE)
                if holds:
                    step(element, doubt or (holds if isinstance(holds, Unknown) else None))
        self._depth -= 1

    def _property_group(self, group: Element, doubt: Unknown | None) -> None:
        properties = self.properties
        for element in group.children:
            holds = properties.holds(element)
            if not holds:
                continue
            properties.at(element)
            value: Value = (
                properties.unknown(f"<{element.name}>", "holds elements")
                if element.children
                else properties.expand(element.text)
            )
            own = holds if isinstance(holds, Unknown) else None
            properties.state(element, value, doubt or own)

    def _choose(self, choose: Element, doubt: Unknown | None) -> None:
        """The first branch that holds; an unknown one puts all that follow in doubt."""
        for branch in choose.children:
            if branch.name not in ("When", "Otherwise"):
                continue
            if branch.name == "When" and not branch.attributes.get("Condition", "").strip():
                place = self.properties.at(branch)
                raise InputError(f"{place.path}: line {place.line}: <When> lacks its Condition")
            holds = self.properties.holds(branch)
            if isinstance(holds, Unknown):
                doubt = doubt or holds
            if holds:
                self._body(branch, doubt)
            if holds is True:
                return

    def _import(self, element: Element, doubt: Unknown | None) -> None:
        """Follow an import, unless it belongs to the tools."""
        properties = self.properties
        tools = imports.tools_of(element)
        if tools == "above":
            self._before()
        elif tools == "below":
            self._after()
        if tools:
            return
        holds = properties.holds(element, from_file=True)
        if not holds:
            return
        doubt = doubt or (holds if isinstance(holds, Unknown) else None)
        properties.at(element)
        if "Sdk" in element.attributes:
            self._import_sdk(element)
            return
        path = imports.path_of(element, properties)
        if isinstance(path, Unknown):
            properties.unfollowed.append(path)
            return
        several = imports.named_by(path)
        for one in [path] if several is None else several:
            if self._files.is_file(one):
                self._follow(one, doubt)
            elif not doubt and several is None:
                self._refuse_missing(one)

    def _refuse_missing(self, path: str) -> None:
        place, shown = self.properties.place, printable(self._files.shown(path))
        raise InputError(f"{place.path}: line {place.line}: imports {shown}, which is not there")

    def _arcade(self) -> None:
        """The versions of a repository, which the SDK of its build tools reads above a project."""
        root = self._files.nearest(self.properties.project_folder, "global.json")
        versions = os.path.join(os.path.dirname(root), "eng", "Versions.props")
        self.properties.default("RepoRoot", os.path.join(os.path.dirname(root), ""))
        if root and self._files.is_file(versions):
            self._follow(versions, None)

    def _central_versions(self) -> None:
        """The versions of packages as they were central before NuGet knew them."""
        path = self._files.nearest(self.properties.project_folder, _OLD_PACKAGES)
        if path:
            self._follow(path, None)

    def _import_sdk(self, element: Element) -> None:
        """The SDK that is imported by hand, as `Sdk.props` above and `Sdk.targets` below."""
        name = sdks.name_of(element.attributes["Sdk"])
        if self.properties.file == self._path:
            self._use_sdks(element, name)
        elif not sdks.is_known(name):
            reason = "is an SDK whose files are not read"
            self.properties.unfollowed.append(self.properties.unknown(name, reason))
        if name == _ARCADE and element.attributes.get("Project", "").lower() == "sdk.props":
            self._arcade()
        if sdks.is_known(name):
            below = element.attributes.get("Project", "").lower() == "sdk.targets"
            (self._after if below else self._before)()
