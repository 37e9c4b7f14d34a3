"""The files outside of its folder that the items and properties of a project name.

Linked sources, content, protocol definitions, libraries of a `HintPath`, keys that sign: whatever
names a file or a folder that is there is taken for a need of publish. What is inside the folder of
the project is copied with it.
"""

import os
from collections.abc import Iterator

from dotimg.files.syntax.xml_tree import Element
from dotimg.project.files import native, resolve
from dotimg.project.msbuild import globs
from dotimg.project.msbuild.evaluation import Evaluation
from dotimg.project.msbuild.properties import Properties

# Items that name no files, and metadata that names places in what is built.
_NO_FILES = frozenset(
    ("PackageReference", "PackageVersion", "FrameworkReference", "ProjectReference", "Using")
)
_PLACES = frozenset(("Link", "LinkBase", "TargetPath", "PackagePath", "LogicalName", "Condition"))
_NO_NEEDS = frozenset(("dockercomposeprojectpath",))  # what Visual Studio starts
_MARKS = ("..", "$(", "/")
_LATER = ("@(", "%(")


def named(evaluation: Evaluation) -> Iterator[str]:
    """The files and folders outside of the folder of a project that are there.

    For a pattern it is the folder above its first mark.
    """
    properties = evaluation.properties
    for name, value in properties.texts():
        if name not in _NO_NEEDS and (".." in value or os.path.isabs(native(value))):
            path = resolve(properties.project_folder, value)
            if _is_outside(path, properties) and os.path.isfile(path):
                yield path
    for group in evaluation.item_groups:
        with properties.reading(group.file):
            if properties.holds(group.element):
                for element in group.element.children:
                    yield from _of_item(element, properties)


def _of_item(element: Element, properties: Properties) -> Iterator[str]:
    if element.name in _NO_FILES:
        return
    texts = [
        *(text for name, text in element.attributes.items() if name not in _PLACES),
        *(child.text for child in element.children if child.name not in _PLACES),
    ]
    texts = [text for text in texts if any(mark in text for mark in _MARKS)]
    if not texts or not properties.holds(element):
        return
    for text in texts:
        value = properties.expand(text)
        for piece in value.split(";") if isinstance(value, str) else ():
            path = _path(piece.strip(), properties)
            if path and _is_outside(path, properties) and os.path.exists(path):
                yield path


def _path(piece: str, properties: Properties) -> str:
    """The file or folder that a word names, empty where it can be none outside."""
    if any(mark in piece for mark in _LATER) or "\0" in piece or properties.is_foreign(piece):
        return ""
    own = native(piece)
    if ".." not in own and not os.path.isabs(own):
        return ""
    return resolve(properties.project_folder, globs.fixed(own))


def _is_outside(path: str, properties: Properties) -> bool:
    """Whether a path leads out of the project, but not to the root of a disk.

    That is where a path begins whose folder only a build knows, as `$(TargetDir)/*.dll`.
    """
    folder = os.path.join(properties.project_folder, "")
    return not os.path.join(path, "").startswith(folder) and path != os.path.dirname(path)
