"""`global.json`, which says which SDKs may build a repository.

The format is that of "global.json overview" in the .NET documentation: JSON with comments.
`dotnet` passes over a file that it cannot use with a warning, here it is an error.
"""

import os
import re
from typing import Literal, NamedTuple

from dotimg.errors import InputError, quoted
from dotimg.files.repository import up_to_root
from dotimg.names import sdk_versions
from dotimg.project.files import opened

_NAME = "global.json"
_TRAILING = re.compile(r",\s*[}\]]")
_STRANGER = re.compile(r'"(?:[^"\\]|\\.)*"?|//[^\r\n]*|/\*.*?(?:\*/|\Z)', re.DOTALL)

RollForward = Literal[
    "patch",
    "feature",
    "minor",
    "major",
    "latestPatch",
    "latestFeature",
    "latestMinor",
    "latestMajor",
    "disable",
]
# How many numbers of an SDK, its band one of them, must stay; with `disable` it must be the same.
_KEPT: dict[RollForward, int | None] = {
    "patch": 3,
    "feature": 2,
    "minor": 1,
    "major": 0,
    "latestPatch": 3,
    "latestFeature": 2,
    "latestMinor": 1,
    "latestMajor": 0,
    "disable": None,
}
_WORDS = {word.lower(): word for word in _KEPT}  # dotnet does not mind their letter case


class GlobalJson(NamedTuple):
    """What a `global.json` asks for.

    `version` is empty where any SDK will do; `line` is where it stands, else 1. `roll_forward` is
    `patch` where the file states no word, and `latestMajor` without a version.
    """

    path: str
    line: int
    version: str
    roll_forward: RollForward
    allow_prerelease: bool

    def accepts(self, version: str) -> bool:
        """Whether an SDK, where it is the only one, builds what this file is for.

        Args:
            version: The SDK in full: `8.0.404`, `10.0.100-rc.2.25502.107`.
        """
        sdk, asked = sdk_versions.parse(version), sdk_versions.parse(self.version)
        if sdk is None or sdk == asked:
            return sdk is not None
        kept = _KEPT[self.roll_forward]
        if kept is None or (sdk.labels and not self.allow_prerelease):
            return False
        return not asked or (sdk[:kept] == asked[:kept] and sdk.precedence >= asked.precedence)


def nearest(path: str) -> GlobalJson | None:
    """The nearest `global.json` in a folder, or that of a file, and the folders above.

    The root of a repository, where `.git` is, is the last folder that is looked at.

    Raises:
        InputError: It cannot be used; the message begins with its path.
    """
    files, folder = opened(path)
    if not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    paths = (os.path.join(parent, _NAME) for parent in up_to_root(folder))
    found = next((path for path in paths if files.is_file(path)), None)
    if found is None:
        return None
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
    if version and not sdk_versions.parse(version):
        raise _FaultError(
            f"{quoted(version)} is no full SDK version like 10.0.100, so dotnet takes any SDK",
            _line_of(plain, "version"),
        )
    word = _text(sdk, "rollForward", plain)
    policy: RollForward | None
    policy = _WORDS.get(word.lower()) if word else ("patch" if version else "latestMajor")
    if not policy or (not version and policy != "latestMajor"):
        fault = "needs a version" if policy else f"is none of {', '.join(_KEPT)}"
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
