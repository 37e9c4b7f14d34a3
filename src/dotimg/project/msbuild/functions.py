"""The static functions of MSBuild that projects use and that read at most the disk.

None stands for what only a build can tell, or what fails there.
"""

import os
import re
from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias

from dotimg.names import frameworks
from dotimg.project.files import native, resolve
from dotimg.project.model import unescaped
from dotimg.project.msbuild.members import comparing, order, whole
from dotimg.project.msbuild.objects import Day, Object, Version

STATIC = re.compile(r"\[([\w.]+)\]::(\w+)")

_VERSION = re.compile(r"v?([0-9]{1,9}(?:\.[0-9]{1,9}){0,3})(?:[-+].*)?", re.IGNORECASE)
_PLAIN_VERSION = re.compile(r"\s*[0-9]{1,9}(?:\.[0-9]{1,9}){1,3}\s*")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_HOLE = re.compile(r"\{\{|\}\}|\{(\d)\}|[{}]")


class World(Protocol):
    """What a function may ask about, besides its arguments."""

    windows: bool
    project_folder: str

    def folder(self) -> str:
        """The folder of the file that is being read."""

    def nearest(self, folder: str, name: str) -> str:
        """The nearest file of that name in a folder or above; empty if there is none."""

    def exists(self, path: str) -> bool:
        """Whether there is a file or folder of that name."""

    def is_file(self, path: str) -> bool:
        """Whether there is a file of that absolute path on this computer."""

    def text_of(self, path: str) -> str | None:
        """What a file of that absolute path holds; None where it cannot be read."""


def static(type_: str, name: str, arguments: Sequence[str], world: World) -> Object | None:
    """The value of `[type_]::name(arguments)`."""
    function = _STATIC.get(f"{type_.lower().removeprefix('system.')}::{name.lower()}")
    try:
        return function(world, *map(unescaped, arguments)) if function else None
    except (TypeError, ValueError, ZeroDivisionError):  # wrong arguments, or too many
        return None


def version(text: str) -> tuple[int, ...]:
    """The numbers of a version, as those of an assembly are ordered.

    Raises:
        ValueError: It is not a version.
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
    return found[: len(found) - len(native(file))]


def _is_platform(world: World, name: str) -> bool:
    return name.lower() == ("windows" if world.windows else "linux")


def _with_slash(_world: World, path: str) -> str:
    return path if not path or path.endswith(("/", "\\")) else path + os.sep


def _normal_path(world: World, *parts: str) -> str:
    joined = os.path.join(*map(native, parts))
    found = resolve(world.project_folder, joined)
    return _with_slash(world, found) if joined.endswith(os.sep) else found


def _framework(
    tell: Callable[[frameworks.Framework], str],
) -> Callable[[World, str], str | None]:
    def function(_world: World, name: str) -> str | None:
        framework = frameworks.parse(name)
        return tell(framework) if framework else None

    return function


def _framework_version(_world: World, name: str, parts: str = "2") -> str | None:
    framework = frameworks.parse(name)
    if not framework:
        return None
    numbers = [*framework.version, 0, 0, 0, 0][:4]
    while len(numbers) > int(parts) and numbers[-1] == 0:
        numbers.pop()
    return ".".join(map(str, numbers))


def _platform_version(_world: World, name: str, _parts: str = "2") -> str | None:
    match = re.fullmatch(r"[^-]+(?:-[A-Za-z]+([0-9.]*))?", name)
    return (match[1] or "0.0") if match and frameworks.parse(name) else None


def _filtered(_world: World, names: str, wanted: str) -> str | None:
    asked = [frameworks.parse(one) for one in wanted.split(";") if one.strip()]
    own = [(one.strip(), frameworks.parse(one)) for one in names.split(";") if one.strip()]
    if None in asked or any(framework is None for _, framework in own):
        return None
    return ";".join(name for name, framework in own if framework in asked)


def _is_compatible(_world: World, target: str, other: str) -> bool | None:
    first, second = frameworks.parse(target), frameworks.parse(other)
    return frameworks.compatible(first, second) if first and second else None


def _compared(
    test: Callable[[tuple[int, ...], tuple[int, ...]], bool],
) -> Callable[[World, str, str], bool]:
    return lambda _world, first, second: test(version(first), version(second))


def _on_numbers(function: Callable[..., int]) -> Callable[..., int]:
    return lambda _world, *words: function(*map(whole, words))


def _parsed_version(_world: World, text: str) -> Version | None:
    if not _PLAIN_VERSION.fullmatch(text):
        return None
    return Version(tuple(map(int, text.split("."))))


def _pattern(name: str) -> Callable[..., Object | None]:
    """A question about a regular expression, which few projects ask."""

    def function(_world: World, *words: str) -> Object | None:
        from dotimg.project.msbuild import patterns

        found: Object | None = getattr(patterns, name)(*words)
        return found

    return function


def _day(_world: World, text: str) -> Day | None:
    match = _DAY.fullmatch(text)
    return Day(*map(int, match.groups())) if match else None


def _relative(_world: World, base: str, path: str) -> str | None:
    base, path = native(base), native(path)
    if not os.path.isabs(base) or not os.path.isabs(path):
        return None
    end = os.sep if path.endswith(os.sep) else ""
    return os.path.relpath(path, base) + end


def _formatted(_world: World, pattern: str, *words: str) -> str | None:
    def filled(match: re.Match[str]) -> str:
        if match[1] is None and match[0] in ("{", "}"):
            raise ValueError(pattern)
        return match[0][0] if match[1] is None else words[int(match[1])]

    try:
        return _HOLE.sub(filled, pattern)
    except IndexError:
        return None


def _extension(path: str) -> str:
    """What follows the last dot of a name, with the dot; a name may begin with it."""
    _, dot, end = os.path.basename(native(path)).rpartition(".")
    return dot + end if end else ""


def _stem(path: str) -> str:
    name = os.path.basename(native(path))
    before, dot, _ = name.rpartition(".")
    return before if dot else name


_Function: TypeAlias = Callable[..., Object | None]

_STATIC: dict[str, _Function] = {
    "msbuild::getpathoffileabove": _path_above,
    "msbuild::getdirectorynameoffileabove": _folder_above,
    "msbuild::isosplatform": _is_platform,
    "msbuild::isosunixlike": lambda world: not world.windows,
    "msbuild::ensuretrailingslash": _with_slash,
    "msbuild::normalizepath": _normal_path,
    "msbuild::normalizedirectory": (
        lambda world, *parts: _with_slash(world, _normal_path(world, *parts))
    ),
    "msbuild::valueordefault": lambda _world, value, default: value or default,
    "msbuild::versionequals": _compared(lambda first, second: first == second),
    "msbuild::versionnotequals": _compared(lambda first, second: first != second),
    "msbuild::versiongreaterthan": _compared(lambda first, second: first > second),
    "msbuild::versiongreaterthanorequals": _compared(lambda first, second: first >= second),
    "msbuild::versionlessthan": _compared(lambda first, second: first < second),
    "msbuild::versionlessthanorequals": _compared(lambda first, second: first <= second),
    "msbuild::istargetframeworkcompatible": _is_compatible,
    "msbuild::gettargetframeworkidentifier": _framework(lambda one: one.identifier),
    "msbuild::gettargetframeworkversion": _framework_version,
    "msbuild::gettargetplatformidentifier": _framework(lambda one: one.platform),
    "msbuild::gettargetplatformversion": _platform_version,
    "msbuild::filtertargetframeworks": _filtered,
    "msbuild::makerelative": _relative,
    "msbuild::escape": lambda _world, text: text,
    "msbuild::unescape": lambda _world, text: unescaped(text),
    "msbuild::add": _on_numbers(lambda first, second: first + second),
    "msbuild::subtract": _on_numbers(lambda first, second: first - second),
    "msbuild::multiply": _on_numbers(lambda first, second: first * second),
    "msbuild::bitwiseand": _on_numbers(lambda first, second: first & second),
    "msbuild::bitwiseor": _on_numbers(lambda first, second: first | second),
    "msbuild::bitwisexor": _on_numbers(lambda first, second: first ^ second),
    # Change waves and features are on unless someone turns them off.
    "msbuild::arefeaturesenabled": lambda _world, text: bool(version(text)),
    "char::isdigit": lambda _world, text: text.isdigit() if len(text) == 1 else None,
    "convert::toint32": _on_numbers(lambda number: number),
    "convert::tostring": lambda _world, text: text,
    "datetime::parse": _day,
    "environment::is64bitoperatingsystem": lambda _world: True,
    "environment::is64bitprocess": lambda _world: True,
    "environment::newline": lambda world: "\r\n" if world.windows else "\n",
    "guid::empty": lambda _world: "00000000-0000-0000-0000-000000000000",
    "int32::parse": _on_numbers(lambda number: number),
    "math::max": _on_numbers(max),
    "math::min": _on_numbers(min),
    "operatingsystem::islinux": lambda world: not world.windows,
    "operatingsystem::iswindows": lambda world: world.windows,
    "operatingsystem::ismacos": lambda _world: False,
    "operatingsystem::isosplatform": _is_platform,
    "version::new": _parsed_version,
    "version::parse": _parsed_version,
    # Of these an absolute path alone is the same wherever the build starts.
    "io.directory::exists": (
        lambda world, path: world.exists(path) if os.path.isabs(native(path)) else None
    ),
    "io.directory::getparent": lambda _world, path: os.path.dirname(native(path)),
    "io.file::exists": (
        lambda world, path: world.is_file(native(path)) if os.path.isabs(native(path)) else None
    ),
    "io.file::readalltext": (
        lambda world, path: world.text_of(native(path)) if os.path.isabs(native(path)) else None
    ),
    "io.path::changeextension": (
        lambda _world, path, end: os.path.splitext(path)[0] + ("." + end.lstrip(".") if end else "")
    ),
    "io.path::combine": lambda _world, *parts: os.path.join(*map(native, parts)),
    "io.path::directoryseparatorchar": lambda world: "\\" if world.windows else "/",
    "io.path::getdirectoryname": lambda _world, path: os.path.dirname(native(path)),
    "io.path::getextension": (lambda _world, path: _extension(path)),
    "io.path::getfilename": lambda _world, path: os.path.basename(native(path)),
    "io.path::getfilenamewithoutextension": (lambda _world, path: _stem(path)),
    "io.path::getfullpath": _normal_path,
    "io.path::hasextension": lambda _world, path: bool(_extension(path)),
    "io.path::ispathrooted": lambda _world, path: os.path.isabs(native(path)),
    "string::compare": lambda _world, first, second: order(first, second),
    "string::concat": lambda _world, *parts: "".join(parts),
    "string::copy": lambda _world, text: text,
    "string::equals": lambda _world, first, second, *rule: comparing(str.__eq__)(
        first, second, *rule
    ),
    "string::format": _formatted,
    "string::isnullorempty": lambda _world, text: not text,
    "string::isnullorwhitespace": lambda _world, text: not text.strip(),
    "string::join": lambda _world, separator, *parts: separator.join(parts),
    "string::new": lambda _world, text: text,
    "text.regularexpressions.regex::ismatch": _pattern("is_match"),
    "text.regularexpressions.regex::match": _pattern("match"),
    "text.regularexpressions.regex::replace": _pattern("replaced"),
    "runtime.interopservices.runtimeinformation::isosplatform": _is_platform,
    # Most build machines are such, and the SDK's own default is linux-x64.
    "runtime.interopservices.runtimeinformation::osarchitecture": lambda _world: "X64",
    "runtime.interopservices.runtimeinformation::processarchitecture": lambda _world: "X64",
    "runtime.interopservices.osplatform::create": lambda _world, text: text.upper(),
    **{
        f"runtime.interopservices.osplatform::{prefix}{name.lower()}": lambda _world, own=name: own
        for name in ("WINDOWS", "LINUX", "OSX", "FREEBSD")
        for prefix in ("", "get_")
    },
}
