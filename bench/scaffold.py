"""What `scaffold` copies, held against an independent reading of what projects import.

`PYTHONPATH=src:. python bench/scaffold.py FOLDER...`, each a checkout of a repository. The reading
knows nothing of MSBuild but its words: it follows `Import`, `ProjectReference`, linked items and
libraries from file to file, and replaces properties by what any of these files states. Of what it
finds, only files that are there count; those that stand under a condition are printed apart, as it
may not hold.
"""

import collections
import itertools
import os
import re
import sys
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from tests.scaffold.judge import commands

from dotimg.catalog.tables import Catalog
from dotimg.errors import DotimgError
from dotimg.names import frameworks
from dotimg.project.model import Project
from dotimg.project.reader import read
from dotimg.scaffold.service import Service, Wishes, service_of

TODAY = "2026-11-22"
PROJECTS = (".csproj", ".fsproj", ".vbproj")
ITEMS = ("Compile", "Content", "None", "EmbeddedResource", "Protobuf", "AdditionalFiles")
LIBRARIES = ("HintPath", "AssemblyOriginatorKeyFile")
DEEPEST = 4
USED = re.compile(r"\$\((\w+)\)")
# The nearest one above a project holds; of the settings, all do.
NEAREST = (
    *("Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"),
    "global.json",
)
SETTINGS = ("nuget.config", "NuGet.config", "NuGet.Config")


class Reading:
    """What one project needs, by its texts.

    `restored` and `published` are files, `possible` those that are reached under a condition.
    """

    def __init__(self, path: str, root: str) -> None:
        self.restored: set[str] = set()
        self.published: set[str] = set()
        self.possible: set[str] = set()
        self._root = root
        self._stated: dict[str, set[str]] = collections.defaultdict(set)
        # What is certain is read first.
        self._left: list[tuple[str, str]] = [(path, path)]
        self._doubtful: list[tuple[str, str]] = []
        seen = set()
        while self._left or self._doubtful:
            certain = bool(self._left)
            own = (self._left or self._doubtful).pop()
            if own not in seen:
                seen.add(own)
                self._read(*own, certain=certain)

    def _read(self, path: str, project: str, *, certain: bool) -> None:
        (self.restored if certain else self.possible).add(path)
        left = self._left if certain else self._doubtful
        if path == project:
            for folder in self._above(os.path.dirname(path)):
                settings = (os.path.join(folder, name) for name in SETTINGS)
                (self.restored if certain else self.possible).update(
                    filter(os.path.isfile, settings)
                )
            for name in NEAREST:
                shared = (os.path.join(one, name) for one in self._above(os.path.dirname(path)))
                left += [(one, project) for one in shared if os.path.isfile(one)][:1]
        try:
            root = ET.parse(path).getroot()  # noqa: S314  a checkout that one has chosen
        except ET.ParseError:
            return
        self._element(root, path, project, certain=certain)

    def _element(self, element: ET.Element, path: str, project: str, *, certain: bool) -> None:
        name = element.tag.rpartition("}")[2]
        certain = certain and not element.get("Condition") and name not in ("Target", "Choose")
        left = self._left if certain else self._doubtful
        folder = os.path.dirname(project)
        if name == "Import" and not element.get("Sdk"):
            own = self._paths(element.get("Project", ""), path, os.path.dirname(path))
            left += [(one, project) for one in own]
        elif name == "ProjectReference":
            left += [(one, one) for one in self._paths(element.get("Include", ""), path, folder)]
        elif name in ITEMS or name in LIBRARIES:
            text = element.get("Include", "") if name in ITEMS else element.text or ""
            named = self._paths(text, path, folder)
            (self.published if certain else self.possible).update(named)
        elif element.text and not len(element):
            self._stated[name.lower()].add(element.text.strip())
        for child in element:
            self._element(child, path, project, certain=certain)

    def _above(self, folder: str) -> Iterator[str]:
        yield folder
        while folder != self._root and os.path.dirname(folder) != folder:
            folder = os.path.dirname(folder)
            yield folder

    def _paths(self, written: str, path: str, folder: str) -> Iterator[str]:
        """The files that are there of those that a text may name."""
        here = os.path.dirname(path)
        for text in itertools.chain.from_iterable(
            self._expanded(one, here) for one in written.split(";")
        ):
            found = os.path.normpath(os.path.join(folder, text.replace("\\", "/").strip()))
            if os.path.isfile(found) and found.startswith(self._root):
                yield found

    def _expanded(self, text: str, here: str, depth: int = 0) -> Iterator[str]:
        used = USED.search(text)
        if not used or depth > DEEPEST:
            yield text
            return
        name = used[1].lower()
        values = {here + "/"} if name == "msbuildthisfiledirectory" else self._stated[name] or {""}
        for value in sorted(values)[:DEEPEST]:
            yield from self._expanded(
                text[: used.start()] + value + text[used.end() :], here, depth + 1
            )


def runs(project: Project) -> bool:
    """Whether it is a program."""
    return project.output_type in ("Exe", "WinExe") and not project.test


def newest(project: Project) -> str | None:
    """The framework to choose of several: the newest of .NET without a platform."""
    parsed = [(frameworks.parse(one), one) for one in project.target_frameworks or ()]
    found = [
        (own.version, name)
        for own, name in parsed
        if own and own.identifier == ".NETCoreApp" and not own.platform
    ]
    return max(found)[1] if len(parsed) > 1 and found else None


def main() -> None:
    """Read every repository, and print what is missing and how many of each there are."""
    catalog = Catalog()
    total: collections.Counter[str] = collections.Counter()
    for root in map(os.path.abspath, sys.argv[1:]):
        own = of_repository(catalog, root)
        print(f"{os.path.basename(root)}: {dict(own.most_common())}")
        total += own
    print("all:", dict(total.most_common()))


def of_repository(catalog: Catalog, root: str) -> "collections.Counter[str]":
    """How many programs of a repository are written in which form, refused, or lack files."""
    counts: collections.Counter[str] = collections.Counter()
    every = [
        os.path.join(place, name)
        for place, _, names in os.walk(root)
        for name in names
        if ".git" not in place.split(os.sep)
    ]
    for path in sorted(one for one in every if one.lower().endswith(PROJECTS)):
        try:
            project = read(path, table=catalog.packages)
            if chosen := newest(project):
                project = read(path, chosen, table=catalog.packages)
        except DotimgError as error:
            counts["cannot be read"] += 1
            print(f"  {os.path.relpath(path, root)}: {error}")
            continue
        if runs(project):
            counts["executables"] += 1
            counts[of_program(catalog, project, path, root, every)] += 1
    return counts


def of_program(catalog: Catalog, project: Project, path: str, root: str, every: list[str]) -> str:
    """What became of one program."""
    try:
        service = service_of(catalog, project, Wishes(), TODAY)
    except DotimgError as error:
        print(f"  {os.path.relpath(path, root)}: {error}")
        return f"refused: {kind(str(error))}"
    if service.needs.doubts:
        print(f"  {os.path.relpath(path, root)}: simple: {'; '.join(service.needs.doubts)[:300]}")
    missing = list(lacked(service, Reading(path, root), every))
    for one in missing:
        print(f"  {os.path.relpath(path, root)}: lacks {os.path.relpath(one, root)}")
    form = "simple" if service.needs.doubts else "layered"
    return "lacks files" if missing else f"written {form}"


def lacked(service: Service, reading: Reading, every: list[str]) -> Iterator[str]:
    """The files that a project needs and its Dockerfile does not copy in time."""
    start = os.path.join(service.layout.context, "")
    made = commands(service.text, {one[len(start) :] for one in every if one.startswith(start)})
    for wanted, command in ((reading.restored, made[0]), (reading.published, made[-1])):
        for one in sorted(wanted):
            if not one.startswith(start) or one[len(start) :] not in command.files:
                yield one
    for one in sorted(reading.possible - reading.restored - reading.published):
        command = made[0] if one.endswith((*PROJECTS, ".props", ".targets")) else made[-1]
        if not one.startswith(start) or one[len(start) :] not in command.files:
            print(f"  {service.project.path}: not under its condition: {one}")


def kind(text: str) -> str:
    """What a refusal has in common with others: its words without paths and lines."""
    plain = re.sub(r"\S*/\S*|line \d+:", "", text)
    return " ".join(plain.split()[:6])


if __name__ == "__main__":
    main()
