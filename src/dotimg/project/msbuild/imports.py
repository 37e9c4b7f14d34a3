"""What an import names: files of the tools, or a file of the project's own."""

import os
import re
from typing import Literal

from dotimg.errors import InputError, quoted
from dotimg.files.syntax.xml_tree import Element
from dotimg.project.files import native, resolve
from dotimg.project.model import Unknown
from dotimg.project.msbuild import sdks
from dotimg.project.msbuild.properties import Properties

_FIRST = re.compile(r"\s*\$\((\w+)\)")
_PATTERN = re.compile(r"[*?]")
_FILES_ABOVE = ("microsoft.common.props",)
_FILES_BELOW = (
    *("microsoft.common.targets", "microsoft.csharp.targets", "microsoft.visualbasic.targets"),
    *("microsoft.fsharp.targets",),
)


def tools_of(element: Element) -> Literal["above", "below", "other", ""]:
    """Which files of the tools an import names, by where they belong; none for all other files."""
    project = element.attributes.get("Project", "")
    first = _FIRST.match(project)
    if not first or first[1].lower() not in sdks.TOOL_FOLDERS:
        return ""
    name = project.replace("\\", "/").rpartition("/")[2].strip().lower()
    if name in _FILES_ABOVE:
        return "above"
    return "below" if name in _FILES_BELOW else "other"


def named_by(path: str) -> list[str] | None:
    """The files that a pattern stands for, in their order; None where a path is not a pattern."""
    folder, name = os.path.split(path)
    if not _PATTERN.search(name):
        return None
    try:
        there = os.listdir(folder)
    except (OSError, ValueError):
        return []
    # MSBuild does not mind the letter case, and no bracket means anything to it.
    wanted = re.compile(re.escape(name).replace(r"\*", ".*").replace(r"\?", "."), re.IGNORECASE)
    return [os.path.join(folder, one) for one in sorted(there) if wanted.fullmatch(one)]


def path_of(element: Element, properties: Properties) -> str | Unknown:
    """The file that an import names, or a pattern of files, which may not be there.

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
        return properties.unknown(found, "is on a network share")
    if _PATTERN.search(os.path.dirname(native(found))) or "**" in found:
        return properties.unknown(found, "imports folders by a pattern")
    return resolve(properties.folder(), found)
