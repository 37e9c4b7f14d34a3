"""What runtime identifiers require of an image: a system, a C library, architectures.

The identifiers are those of the "RID catalog" of the .NET documentation.
"""

from typing import Literal

from dotimg.errors import quoted
from dotimg.named_tuples import NamedTuple
from dotimg.names import platforms

_MUSL = ("linux-musl-", "alpine")
_ELSEWHERE = ("osx", "maccatalyst", "ios", "tvos", "android", "browser", "wasi", "linux-bionic-")
_GLIBC = ("linux-", "ubuntu", "debian", "rhel", "fedora", "centos", "opensuse", "sles", "ol.")
_ANY = ("any", "unix")

TargetKind = Literal["windows", "musl", "linux", ""]


class Targets(NamedTuple):
    """What identifiers ask for.

    `kind` is `windows`, `musl`, `linux` (with glibc), or empty where nothing is stated. `other` is
    an identifier that another image serves, and `mixed` are two of glibc and musl, which need one
    each.
    """

    kind: TargetKind = ""
    architectures: tuple[str, ...] = ()
    other: str = ""
    mixed: tuple[str, ...] = ()


def targets(
    identifiers: tuple[str, ...], kind: TargetKind, *, windows: bool = False
) -> Targets | str:
    """What identifiers ask for, or in words what is wrong with them.

    Args:
        identifiers: The runtime identifiers.
        kind: The kind to choose whatever they name; empty for none.
        windows: Whether the target framework is one of Windows.
    """
    own: dict[TargetKind | Literal["any"], list[str]] = {}
    for identifier in identifiers:
        found = kind_of(identifier)
        if found != "elsewhere":
            own.setdefault(found, []).append(identifier)
    if identifiers and not own:
        return f"{quoted(identifiers[0])} does not run in an image"
    kinds: list[TargetKind] = [one for one in own if one != "any"]
    if windows and kinds and "windows" not in kinds:
        return f"{quoted(own[kinds[0]][0])} is not for the Windows of its target framework"
    chosen = "windows" if windows else kind
    if not chosen and "linux" in own and "musl" in own:
        return Targets(mixed=(own["linux"][0], own["musl"][0]))
    # Of Linux and Windows, most build the image for Linux.
    chosen = chosen or next((one for one in kinds if one != "windows"), "windows" if kinds else "")
    served = _with_architectures(chosen, own.get(chosen, []))
    others = [own[one][0] for one in kinds if one != chosen and not kind]
    return served._replace(other=others[0]) if others and isinstance(served, Targets) else served


def kind_of(identifier: str) -> Literal["windows", "musl", "linux", "any", "elsewhere"]:
    """`windows`, `musl`, `linux`, `any`, or `elsewhere` for what never runs in a container."""
    name = identifier.lower()
    if name.startswith("win"):
        return "windows"
    if name.startswith(_MUSL):
        return "musl"
    if name.startswith(_ELSEWHERE):
        return "elsewhere"
    if name in _ANY:
        return "any"
    return "linux" if name.startswith(_GLIBC) else "elsewhere"


def _with_architectures(kind: TargetKind, identifiers: list[str]) -> Targets | str:
    found = []
    for identifier in identifiers:
        word = identifier.rpartition("-")[2]
        architecture = platforms.architecture(word)
        if not architecture and "-" in identifier:
            return f"{quoted(identifier)} is for {quoted(word)}, which no .NET image supports"
        found += [architecture] if architecture else []
    return Targets(kind, tuple(dict.fromkeys(found)))
