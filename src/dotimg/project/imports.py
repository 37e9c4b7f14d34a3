"""What the imports of a project name: files of its own, or those of the tools that build it."""

import re
from enum import Enum

from dotimg.errors import InputError, quoted
from dotimg.files.syntax.xml_tree import Element
from dotimg.project.facts import Unknown
from dotimg.project.files import resolve
from dotimg.project.msbuild import sdks
from dotimg.project.msbuild.properties import Properties

_FIRST = re.compile(r"\s*\$\((\w+)\)")
_PATTERN = re.compile(r"[*?]")
_BEFORE = ("microsoft.common.props",)
_AFTER = (
    *("microsoft.common.targets", "microsoft.csharp.targets", "microsoft.visualbasic.targets"),
    *("microsoft.fsharp.targets",),
)


class Stage(Enum):
    """Which of the files of the tools an import names."""

    BEFORE = "above a project"
    AFTER = "below a project"
    OTHER = "any other"


def tools(element: Element) -> Stage | None:
    """What an import names among the tools; None for a file of the project's own."""
    project = element.attributes.get("Project", "")
    first = _FIRST.match(project)
    if not first or first[1].lower() not in sdks.TOOL_FOLDERS:
        return None
    name = project.replace("\\", "/").rpartition("/")[2].strip().lower()
    if name in _BEFORE:
        return Stage.BEFORE
    return Stage.AFTER if name in _AFTER else Stage.OTHER


def path_of(element: Element, properties: Properties) -> str | Unknown:
    """The file that an import names, which may not be there.

    Raises:
        InputError: It names nothing.
    """
    written = element.attributes.get("Project", "")
    found = properties.expand(written)
    if isinstance(found, Unknown):
        return found
    if not found.strip():
        place = properties.place
        raise InputError(f"{place.path}: line {place.line}: {quoted(written)} imports nothing")
    if properties.is_foreign(found):
        return properties.unknown(found, "is on another computer")
    if _PATTERN.search(found):
        return properties.unknown(found, "imports files by a pattern")
    return resolve(properties.folder(), found)
