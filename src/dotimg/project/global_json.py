"""`global.json`, which says which SDKs may build a repository.

The format is that of "global.json overview" in the .NET documentation: JSON with comments.
`dotnet` passes over a file that it cannot use with a warning, here it is an error.
"""

import os
import re
from collections.abc import Callable
from typing import NamedTuple, Protocol

from dotimg.errors import InputError, quoted
from dotimg.project.files import opened

_NAME = "global.json"
_TRAILING = re.compile(r",\s*[}\]]")
_STRANGER = re.compile(r'"(?:[^"\\]|\\.)*"?|//[^\r\n]*|/\*.*?(?:\*/|\Z)', re.DOTALL)


class GlobalJson(NamedTuple):
    """What a `global.json` asks for.

    `version` is empty where any SDK will do; `line` is where it stands, else 1. `roll_forward` is
    one of the documented words: without one `patch`, and `latestMajor` without a version.
    """

    path: str
    line: int
    version: str
    roll_forward: str
    allow_prerelease: bool


def global_json(path: str) -> GlobalJson | None:
    """The nearest `global.json` in a folder, or that of a file, and the folders above.

    The root of a repository, where `.git` is, is the last folder that is looked at.

    Raises:
        InputError: It cannot be used; the message begins with its path.
    """
    files, folder = opened(path)
    if not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    while not files.is_file(os.path.join(folder, _NAME)):
        parent = os.path.dirname(folder)
        if parent == folder or os.path.exists(os.path.join(folder, ".git")):
            return None
        folder = parent
    found = os.path.join(folder, _NAME)
    shown = files.shown(found)
    try:
        return _parsed(shown, files.content(found).decode("utf-8-sig", "replace"))
    except _FaultError as error:
        raise InputError(f"{shown}: line {error.line}: {error}") from None


class _FaultError(Exception):
    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def _parsed(path: str, text: str) -> GlobalJson:
    plain = _STRANGER.sub(_blank, text)
    sdk = _document(plain).get("sdk")
    if sdk is None:
        sdk = {}
    if not isinstance(sdk, dict):
        raise _FaultError("sdk is to hold fields in braces", _line_of(plain, "sdk"))
    version = _text(sdk, "version", plain)
    if version and not is_version(version):
        raise _FaultError(
            f"{quoted(version)} is no full SDK version like 10.0.100, so dotnet takes any SDK",
            _line_of(plain, "version"),
        )
    word = _text(sdk, "rollForward", plain)
    policy = POLICIES.get(word.lower()) if word else ("patch" if version else "latestMajor")
    if not policy or (not version and policy != "latestMajor"):
        fault = "needs a version" if policy else f"is none of {', '.join(POLICIES.values())}"
        raise _FaultError(f"rollForward {quoted(word)} {fault}", _line_of(plain, "rollForward"))
    allowed = sdk.get("allowPrerelease")
    if not isinstance(allowed, bool | None):
        raise _FaultError(
            "allowPrerelease is to be true or false", _line_of(plain, "allowPrerelease")
        )
    line = _line_of(plain, "version") if version else 1
    return GlobalJson(path, line, version, policy, allowed is not False or "-" in version)


def _blank(match: re.Match[str]) -> str:
    """A comment as spaces, so that lines stay; a text in quotes as it is."""
    if match[0].startswith('"'):
        return match[0]
    return re.sub(r"[^\r\n]", " ", match[0])


def _document(plain: str) -> dict[str, object]:
    import json

    try:
        # What follows the document is not read, as dotnet does not read it either.
        found, _ = json.JSONDecoder().raw_decode(plain, len(plain) - len(plain.lstrip()))
    except json.JSONDecodeError as error:
        comma = plain.rfind(",", 0, error.pos + 1)
        if comma >= 0 and _TRAILING.match(plain, comma):
            line = plain.count("\n", 0, comma) + 1  # Pythons differ in where they see the error
            raise _FaultError("takes no comma before a closing bracket", line) from None
        raise _FaultError(f"is no JSON: {error.msg}", error.lineno) from None
    except (ValueError, RecursionError) as error:  # a number or a nest without end
        raise _FaultError(f"is no JSON that can be read: {error}", 1) from None
    if not isinstance(found, dict):
        raise _FaultError("is to hold fields in braces", 1)
    return found


def _text(sdk: dict[str, object], name: str, plain: str) -> str:
    value = sdk.get(name)
    if value is not None and not isinstance(value, str):
        raise _FaultError(f"{name} is to be a text in quotes", _line_of(plain, name))
    return value or ""


def _line_of(plain: str, name: str) -> int:
    """The line where a field stands, behind `sdk` unless it is that itself."""
    start = plain.find('"sdk"')
    return plain.count("\n", 0, max(plain.find(f'"{name}"', max(start, 0)), 0)) + 1


_VERSION = re.compile(
    r"([0-9]{1,9})\.([0-9]{1,9})\.([0-9]{1,9})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?"
    r"(?:\+[0-9A-Za-z.-]+)?"
)
_LONGEST = 100  # characters; the longest SDK version has 32
_BAND = 100  # the third number is a feature band and a patch in it: 8.0.404 is the fourth patch


class _Sdk(NamedTuple):
    major: int
    minor: int
    band: int
    patch: int
    # After Semantic Versioning 2.0, section 11; a release comes after all its pre-releases.
    label: tuple[tuple[int, int, str], ...]


_RELEASED = ((2, 0, ""),)
_SAME: dict[str, Callable[[_Sdk], tuple[int, ...]]] = {
    "patch": lambda sdk: sdk[:3],
    "feature": lambda sdk: sdk[:2],
    "minor": lambda sdk: sdk[:1],
    "major": lambda _sdk: (),
    "latestPatch": lambda sdk: sdk[:3],
    "latestFeature": lambda sdk: sdk[:2],
    "latestMinor": lambda sdk: sdk[:1],
    "latestMajor": lambda _sdk: (),
}
# The words of `rollForward`; dotnet does not mind their letter case.
POLICIES = {word.lower(): word for word in (*_SAME, "disable")}


class Asked(Protocol):
    """What a `global.json` asks for."""

    @property
    def version(self) -> str:
        """The SDK, empty for any."""

    @property
    def roll_forward(self) -> str:
        """One of the words of `POLICIES`."""

    @property
    def allow_prerelease(self) -> bool:
        """Whether an SDK may be a preview."""


def satisfied_by(asked: Asked, sdk_version: str) -> bool:
    """Whether an SDK, where it is the only one, builds what a `global.json` is for.

    Args:
        asked: The `global.json`.
        sdk_version: The SDK in full: `8.0.404`, `10.0.100-rc.2.25502.107`.
    """
    sdk = _sdk(sdk_version)
    if sdk is None:
        return False
    wanted = _sdk(asked.version)
    if wanted == sdk:
        return True
    same = _SAME.get(asked.roll_forward)
    if same is None or (sdk.label != _RELEASED and not asked.allow_prerelease):
        return False
    return wanted is None or (same(sdk) == same(wanted) and sdk >= wanted)


def is_version(text: str) -> bool:
    """Whether this is a version in full, as `global.json` must state it."""
    return _sdk(text) is not None


def _sdk(text: str) -> _Sdk | None:
    match = _VERSION.fullmatch(text) if len(text) <= _LONGEST else None
    if not match:
        return None
    band, patch = divmod(int(match[3]), _BAND)
    words = match[4].split(".") if match[4] else []
    label = tuple((0, int(word), "") if word.isdigit() else (1, 0, word) for word in words)
    return _Sdk(int(match[1]), int(match[2]), band, patch, label or _RELEASED)
