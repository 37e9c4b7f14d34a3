"""The folder where NuGet keeps packages: what a package states, and what it depends on."""

import os
import re
from collections.abc import Iterator

from dotimg.errors import InputError
from dotimg.files.search import content
from dotimg.files.syntax import xml_tree
from dotimg.files.syntax.xml_tree import Element
from dotimg.named_tuples import NamedTuple
from dotimg.names import frameworks, sdk_versions
from dotimg.names.frameworks import Framework

SOURCE = "packages folder"
_NAME = re.compile(r"[A-Za-z0-9_]+(?:[.-][A-Za-z0-9_]+)*", re.ASCII)
_LONGEST = 100  # characters that NuGet takes for a name
_VERSION = re.compile(r"[0-9][0-9A-Za-z.-]{0,99}", re.ASCII)


class Package(NamedTuple):
    """What a package says for one target framework; `needs` are names and versions."""

    frameworks: tuple[str, ...]
    needs: tuple[tuple[str, str], ...]


def find(name: str, version: str, framework: Framework) -> Package | None:
    """A package of the folder; None where it has none of that name.

    Args:
        name: Its name, in any letter case.
        version: As a reference states it; another one that is there tells too.
        framework: The target framework that uses it.
    """
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        return None
    folder = os.path.join(_folder(), name.lower())
    own = _own_version(folder, version)
    if not own:
        return None
    try:
        path = os.path.join(folder, own, f"{name.lower()}.nuspec")
        if not os.path.isfile(path):
            return None
        return _stated(xml_tree.parse(content(path)), framework)
    except InputError:
        return None


def _folder() -> str:
    return os.environ.get("NUGET_PACKAGES") or os.path.join(
        os.path.expanduser("~"), ".nuget", "packages"
    )


def _own_version(folder: str, stated: str) -> str:
    """The version that is stated, else the newest that is there; empty for none."""
    match = _VERSION.search(stated)
    if match and os.path.isdir(os.path.join(folder, match[0].lower())):
        return match[0].lower()
    try:
        there = [name for name in os.listdir(folder) if _VERSION.fullmatch(name)]
    except OSError:
        return ""
    return max(there, key=_age, default="")


def _age(version: str) -> tuple[object, ...]:
    parsed = sdk_versions.parse(version)
    return (1, parsed.precedence) if parsed else (0, version)


def _stated(root: Element, framework: Framework) -> Package:
    """What stands for the framework that fits best."""
    metadata = [one for one in root.children if one.name == "metadata"]
    parts = {one.name: one for element in metadata for one in element.children}
    needs = _fitting(parts.get("dependencies"), framework)
    stated = _fitting(parts.get("frameworkReferences"), framework)
    return Package(
        tuple(one.attributes.get("name", "") for one in stated),
        tuple((one.attributes.get("id", ""), one.attributes.get("version", "")) for one in needs),
    )


def _fitting(part: Element | None, framework: Framework) -> Iterator[Element]:
    """The elements of the group that fits best; all where there are no groups."""
    children = part.children if part else []
    groups = [one for one in children if one.name == "group"]
    if not groups:
        yield from children
        return
    names = {group.attributes.get("targetFramework", ""): group for group in groups}
    chosen = frameworks.best(framework, names, frameworks.parse_long) or ""
    yield from names[chosen].children if chosen in names else ()
