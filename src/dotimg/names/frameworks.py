"""Names of target frameworks: `net8.0-windows`, `netcoreapp3.1`, `netstandard2.0`, `net472`.

The names are those of "Target frameworks in SDK-style projects" of the .NET documentation.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Literal

from dotimg.named_tuples import NamedTuple

Identifier = Literal[".NETCoreApp", ".NETFramework", ".NETStandard"]

_NAME = re.compile(
    r"(netcoreapp|netstandard|net)([0-9]{1,9}(?:\.[0-9]{1,9}){0,3})(?:-([a-z]+)[0-9.]*)?"
)
_FIRST_WITHOUT_CORE = 5  # .NET Core became .NET
_WITH_STANDARD: dict[tuple[int, ...], tuple[int, int]] = {
    (2, 1): (3, 0),
    (2, 0): (2, 0),
}  # the first .NET Core with a .NET Standard
_FRAMEWORK_WITH_STANDARD = (4, 6, 1)


class Framework(NamedTuple):
    """A target framework: `identifier` as MSBuild has it, `platform` without its version."""

    identifier: Identifier
    version: tuple[int, ...]
    platform: str = ""

    @property
    def channel(self) -> str:
        """The version as images have it, `8.0` or `4.7.2`; empty for .NET Standard."""
        return "" if self.identifier == ".NETStandard" else ".".join(map(str, self.version))


@lru_cache(maxsize=256)  # few names are there, and each is asked for often
def parse(name: str) -> Framework | None:
    """Take a framework's name apart; None for what is no such name."""
    match = _NAME.fullmatch(name.strip().lower())
    if not match:
        return None
    kind, digits, platform = match[1], match[2], match[3] or ""
    # `net472` has one digit a number, and `net8` is short for `net8.0`.
    numbers = digits.split(".") if "." in digits else [*digits, "0"][: max(len(digits), 2)]
    version = tuple(int(number) for number in numbers)
    if kind == "netstandard":
        return Framework(".NETStandard", version)
    if kind == "net" and version[0] < _FIRST_WITHOUT_CORE:
        return Framework(".NETFramework", version)
    return Framework(".NETCoreApp", version, platform)


def compatible(target: Framework, other: Framework) -> bool | None:
    """Whether a project for `target` can use what is made for `other`; None for rare pairs."""
    if target.identifier == other.identifier:
        return target.version >= other.version and other.platform in ("", target.platform)
    if other.identifier != ".NETStandard":
        return False
    if target.identifier == ".NETFramework":
        old = other.version > (2, 0) or target.version < _FRAMEWORK_WITH_STANDARD
        return None if old else True
    first = _WITH_STANDARD.get(other.version)
    return None if first is None else target.version >= first


def parse_long(name: str) -> Framework | None:
    """The same for names as packages have them, `.NETCoreApp3.1` beside `net8.0`."""
    word = name.strip().lower().lstrip(".").replace(",version=v", "")
    if word.startswith("netframework"):
        word = "net" + word.removeprefix("netframework").replace(".", "")
    return parse(word)


def best(
    target: Framework,
    names: Iterable[str],
    parser: Callable[[str], Framework | None] = parse,
) -> str | None:
    """The name of the framework that fits a target best, as NuGet takes it; None for none."""
    fitting = [
        (one.identifier == target.identifier, one.version, one.platform, name)
        for name in names
        if (one := parser(name)) and compatible(target, one)
    ]
    return max(fitting)[-1] if fitting else None


def of_old_style(version: str) -> str:
    """The name of the framework of an old-style project: `net472` for `v4.7.2`."""
    return "net" + version.strip().lower().removeprefix("v").replace(".", "")
