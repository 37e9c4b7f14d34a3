"""The local feeds of packages that a `nuget.config` or a project names.

"nuget.config reference" of the documentation of NuGet: a path is seen from the file that names it.
"""

import os
import re
from collections.abc import Iterator

from dotimg.errors import InputError, printable
from dotimg.project.files import Files, native, resolve
from dotimg.project.msbuild.properties import Properties

NAMES = ("nuget.config", "NuGet.config", "NuGet.Config")  # on Linux, the first that is there
_SOURCES = ("packagesources", "fallbackpackagefolders")
_REMOTE = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_WINDOWS = re.compile(r"[a-zA-Z]:|\\\\|//")
_VARIABLE = re.compile(r"%[^%]+%")
_PROPERTIES = ("RestoreSources", "RestoreAdditionalProjectSources", "RestoreConfigFile")


def of_config(files: Files, path: str) -> tuple[list[str], list[str]]:
    """The folders of local feeds that a `nuget.config` names, and what is in doubt, in words."""
    found: list[str] = []
    doubts: list[str] = []
    try:
        root = files.tree(path)
    except InputError as error:
        return [], [printable(str(error))]
    for section in root.children:
        if section.name.lower() not in _SOURCES:
            continue
        for element in section.children:
            value = element.attributes.get("value", "").strip()
            if element.name == "clear":
                found.clear()
            if element.name != "add" or not value or _REMOTE.match(value):
                continue
            place = f"{files.shown(path)}: line {element.line}: the feed {printable(value)}"
            if _VARIABLE.search(value):
                doubts.append(f"{place} is named by a variable of the environment")
            elif _WINDOWS.match(value) or os.path.isabs(value):
                doubts.append(f"{place} is a folder of one machine")
            elif os.path.exists(own := resolve(os.path.dirname(path), value)):
                found.append(own)
            else:
                doubts.append(f"{place} is not there")
    return found, doubts


def of_properties(properties: Properties) -> Iterator[str]:
    """The files and folders that the properties of a project name for restore."""
    for name in _PROPERTIES:
        value = properties.value(name)
        for word in value.split(";") if isinstance(value, str) else ():
            own = native(word.strip())
            if own and not _REMOTE.match(own) and not properties.is_foreign(own):
                path = resolve(properties.project_folder, own)
                if os.path.exists(path):
                    yield path
