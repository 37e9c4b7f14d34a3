"""Names of target frameworks: `net8.0-windows`, `netstandard2.0`, `net472`.

The names are those of "Target frameworks in SDK-style projects" of the .NET documentation.
"""

import re
from typing import NamedTuple

_NAME = re.compile(r"(netcoreapp|netstandard|net)([0-9][0-9.]{0,20})(?:-([a-z]+[0-9.]*))?")
_FIRST_WITHOUT_CORE = 5  # .NET Core became .NET
_WITH_STANDARD: dict[tuple[int, ...], tuple[int, int]] = {
    (2, 1): (3, 0),
    (2, 0): (2, 0),
}  # the first .NET Core with a .NET Standard
_FRAMEWORK_WITH_STANDARD = (4, 6, 1)


class Framework(NamedTuple):
    """A framework: `identifier` as MSBuild has it, version numbers, platform (`windows`)."""

    identifier: str
    version: tuple[int, ...]
    platform: str = ""


def parse(name: str) -> Framework | None:
    """Take a framework's name apart; None for what is no such name."""
    match = _NAME.fullmatch(name.strip().lower())
    if not match:
        return None
    kind, digits, platform = match[1], match[2].strip("."), match[3] or ""
    numbers = digits.split(".") if "." in digits else list(digits)
    if "." not in digits and int(digits) >= _FIRST_WITHOUT_CORE and len(digits) == 1:
        numbers = [digits, "0"]
    version = tuple(int(number or 0) for number in numbers)
    if kind == "netstandard":
        return Framework(".NETStandard", version)
    if kind == "net" and version[0] < _FIRST_WITHOUT_CORE:
        return Framework(".NETFramework", version)
    return Framework(".NETCoreApp", version, platform)


def compatible(target: Framework, other: Framework) -> bool | None:
    """Whether a project for `target` can use what is made for `other`; None for rare pairs."""
    if target.identifier == other.identifier:
        fits = other.platform.rstrip("0123456789.") in ("", target.platform.rstrip("0123456789."))
        return target.version >= other.version and fits
    if other.identifier != ".NETStandard":
        return False
    if target.identifier == ".NETFramework":
        old = other.version > (2, 0) or target.version < _FRAMEWORK_WITH_STANDARD
        return None if old else True
    first = _WITH_STANDARD.get(other.version)
    return None if first is None else target.version >= first


def of_old_style(version: str) -> str:
    """The name of the framework of an old-style project: `net472` for `v4.7.2`."""
    return "net" + version.strip().lower().removeprefix("v").replace(".", "")
