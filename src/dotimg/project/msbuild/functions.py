"""The property functions of MSBuild that people write in projects and that ask the disk at most.

Each gives its text as MSBuild has it (`True`, `False`), or None where only a build can tell.
"""

import os
import re
from collections.abc import Callable, Sequence
from typing import Protocol

from dotimg.names import frameworks
from dotimg.project.files import native, resolve

STATIC = re.compile(r"\[([\w.]+)\]::(\w+)")
MEMBER = re.compile(r"\.(\w+)")

_VERSION = re.compile(r"v?([0-9]{1,9}(?:\.[0-9]{1,9}){0,3})(?:[-+].*)?", re.IGNORECASE)
_WHITE = " \t\r\n"
_LONGEST = 1_000_000  # characters that a replacement may put in


class World(Protocol):
    """What a function may ask about, besides its arguments."""

    windows: bool
    project_folder: str

    def folder(self) -> str:
        """The folder of the file that is being read."""

    def nearest(self, folder: str, name: str) -> str:
        """The nearest file of that name in a folder or above; empty if there is none."""


def static(type_: str, name: str, arguments: Sequence[str], world: World) -> str | None:
    """The value of `[type_]::name(arguments)`."""
    function = _STATIC.get(f"{type_.lower()}::{name.lower()}")
    try:
        return function(world, *arguments) if function else None
    except (TypeError, ValueError):  # a wrong number of arguments, or a wrong one
        return None


def member(value: str, name: str, arguments: Sequence[str]) -> str | None:
    """The value of `value.name(arguments)`."""
    function = _MEMBERS.get(name.lower())
    try:
        return function(value, *arguments) if function else None
    except (TypeError, ValueError):
        return None


def version(text: str) -> tuple[int, ...]:
    """The numbers of a version, as those of an assembly are ordered.

    Raises:
        ValueError: It is no version.
    """
    match = _VERSION.fullmatch(text.strip())
    if not match:
        raise ValueError(text)
    numbers = [int(number) for number in match[1].split(".")]
    return tuple(numbers + [0] * (4 - len(numbers)))


def _path_above(world: World, file: str, start: str = "") -> str:
    folder = resolve(world.project_folder, start or world.folder())
    return world.nearest(folder, native(file))


def _folder_above(world: World, start: str, file: str) -> str:
    found = _path_above(world, file, start)
    return found[: len(found) - len(file)].rstrip(os.sep)


def _is_platform(world: World, name: str) -> str:
    return str(name.lower() == ("windows" if world.windows else "linux"))


def _with_slash(_world: World, path: str) -> str:
    return path if not path or path.endswith(("/", "\\")) else path + os.sep


def _normal_path(world: World, *parts: str) -> str:
    return resolve(world.project_folder, os.path.join(*map(native, parts)))


def _framework(
    tell: Callable[[frameworks.Framework], str],
) -> Callable[[World, str], str | None]:
    def function(_world: World, name: str) -> str | None:
        framework = frameworks.parse(name)
        return tell(framework) if framework else None

    return function


def _is_compatible(_world: World, target: str, other: str) -> str | None:
    first, second = frameworks.parse(target), frameworks.parse(other)
    answer = frameworks.compatible(first, second) if first and second else None
    return None if answer is None else str(answer)


def _compared(
    test: Callable[[tuple[int, ...], tuple[int, ...]], bool],
) -> Callable[[World, str, str], str]:
    return lambda _world, first, second: str(test(version(first), version(second)))


def _replaced(text: str, old: str, new: str) -> str | None:
    if not old or text.count(old) * len(new) > _LONGEST:
        return None
    return text.replace(old, new)


def _substring(text: str, start: str, length: str = "") -> str | None:
    begin = int(start)
    end = begin + int(length) if length else len(text)
    return text[begin:end] if 0 <= begin <= end <= len(text) else None


_STATIC: dict[str, Callable[..., str | None]] = {
    "msbuild::getpathoffileabove": _path_above,
    "msbuild::getdirectorynameoffileabove": _folder_above,
    "msbuild::isosplatform": _is_platform,
    "msbuild::isosunixlike": lambda world: str(not world.windows),
    "msbuild::ensuretrailingslash": _with_slash,
    "msbuild::normalizepath": _normal_path,
    "msbuild::normalizedirectory": lambda world, *parts: _normal_path(world, *parts) + os.sep,
    "msbuild::valueordefault": lambda _world, value, default: value or default,
    "msbuild::versionequals": _compared(lambda first, second: first == second),
    "msbuild::versionnotequals": _compared(lambda first, second: first != second),
    "msbuild::versiongreaterthan": _compared(lambda first, second: first > second),
    "msbuild::versiongreaterthanorequals": _compared(lambda first, second: first >= second),
    "msbuild::versionlessthan": _compared(lambda first, second: first < second),
    "msbuild::versionlessthanorequals": _compared(lambda first, second: first <= second),
    "msbuild::istargetframeworkcompatible": _is_compatible,
    "msbuild::gettargetframeworkidentifier": _framework(lambda one: one.identifier),
    "msbuild::gettargetframeworkversion": _framework(
        lambda one: ".".join(map(str, one.version)),
    ),
    "msbuild::gettargetplatformidentifier": _framework(lambda one: one.platform),
    "system.io.directory::getparent": lambda _world, path: os.path.dirname(native(path)),
    "system.io.path::combine": lambda _world, *parts: os.path.join(*map(native, parts)),
    "system.io.path::getfullpath": _normal_path,
    "system.io.path::getfilename": lambda _world, path: os.path.basename(native(path)),
    "system.io.path::getdirectoryname": lambda _world, path: os.path.dirname(native(path)),
    "system.io.path::getfilenamewithoutextension": (
        lambda _world, path: os.path.splitext(os.path.basename(native(path)))[0]
    ),
    "system.string::copy": lambda _world, text: text,
    "system.string::isnullorempty": lambda _world, text: str(not text),
    "system.string::isnullorwhitespace": lambda _world, text: str(not text.strip()),
}

_MEMBERS: dict[str, Callable[..., str | None]] = {
    "contains": lambda text, part: str(part in text),
    "endswith": lambda text, part: str(text.endswith(part)),
    "startswith": lambda text, part: str(text.startswith(part)),
    "equals": lambda text, other: str(text == other),
    "fullname": lambda path: path,  # these two of a folder
    "parent": os.path.dirname,
    "length": lambda text: str(len(text)),
    "replace": _replaced,
    "substring": _substring,
    "tolower": lambda text: text.lower(),
    "tolowerinvariant": lambda text: text.lower(),
    "toupper": lambda text: text.upper(),
    "toupperinvariant": lambda text: text.upper(),
    "trim": lambda text, chars=_WHITE: text.strip(chars),
    "trimend": lambda text, chars=_WHITE: text.rstrip(chars),
    "trimstart": lambda text, chars=_WHITE: text.lstrip(chars),
}
