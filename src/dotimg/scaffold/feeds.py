"""The local feeds of packages that a `nuget.config` or a project names.

"nuget.config reference" of the documentation of NuGet: a path is seen from the file that names it.
"""

import os
import re
from collections.abc import Iterator

from dotimg.errors import InputError, printable
from dotimg.files.syntax.xml_tree import Element
from dotimg.project.files import Files, native, resolve
from dotimg.project.msbuild.properties import Properties

NAMES = ("nuget.config", "NuGet.config", "NuGet.Config")  # on Linux, the first that is there
_SOURCES = "packagesources"
_SECTIONS = (_SOURCES, "fallbackpackagefolders")
_REMOTE = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_WINDOWS = re.compile(r"[a-zA-Z]:|\\\\|//")
_VARIABLE = re.compile(r"%[^%]+%")
_PROPERTIES = ("RestoreSources", "RestoreAdditionalProjectSources", "RestoreConfigFile")


def of_config(files: Files, path: str) -> tuple[list[str], list[str]]:
    """The folders of local feeds that a `nuget.config` names, and what is in doubt, in words."""
    found, doubts = [], []
    try:
        root = files.tree(path)
    except InputError as error:
        return [], [printable(str(error))]
    for element in _feeds(root):
        value = element.attributes["value"].strip()
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


def _feeds(root: Element) -> Iterator[Element]:
    """The elements that name a feed in a folder which is in use."""
    sections = {section.name.lower(): section.children for section in root.children}
    disabled = {
        _key(element)
        for element in sections.get("disabledpackagesources", ())
        if element.attributes.get("value", "").lower() == "true"
    }
    # Where packages are mapped to feeds, no other feed is asked.
    mapped = {_key(element) for element in sections.get("packagesourcemapping", ())}
    for name in _SECTIONS:
        own: list[Element] = []
        for element in sections.get(name, ()):
            if element.name == "clear":
                own.clear()
            value = element.attributes.get("value", "").strip()
            if element.name == "add" and value and not _REMOTE.match(value):
                own.append(element)
        for element in own:
            used = name != _SOURCES or not mapped or _key(element) in mapped
            if used and _key(element) not in disabled:
                yield element


def _key(element: Element) -> str:
    return element.attributes.get("key", "").lower()


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
