"""The words that people use for .NET versions, and the order of the versions that tags name.

`packaging.version.Version` refuses `10.0.100-preview.7.25380.108` and knows no feature band, so a
word is taken apart here first; the order of what is left is packaging's.
"""

from functools import cache
from typing import TYPE_CHECKING, Literal

from dotimg.errors import UsageError, quoted
from dotimg.named_tuples import NamedTuple

if TYPE_CHECKING:
    from packaging.version import Version

WORDS = ("lts", "sts", "latest", "preview")
VALID = (
    "a channel (8.0, net8.0), a release (8.0.30), an SDK (8.0.404, 8.0.4xx), "
    "lts, sts, latest or preview, or .NET Framework (4.8.1, net481)"
)

_PREFIXES = (
    *(".netframework", "netframework", ".netcore", "netcoreapp", "dotnet", ".net", "core"),
    *("net", "v"),
)
_FIRST_WITH_IMAGES = (2, 0)  # of .NET Framework
PRERELEASES = ("preview", "rc", "alpha", "beta", "ci", "dev")
_LABELS = (*PRERELEASES, "rtm", "servicing")
_LONGEST = 40
_NUMBERS = 3
_LABEL_DIGITS = 2  # more are a build number, which no tag has


class VersionWord(NamedTuple):
    """What a version word asks for.

    `kind` is `word` (lts, sts, latest, preview), `major` (8), `channel`, `release` (a runtime
    version), `sdk`, `band` (an SDK feature band) or `framework`; `channel` is `major.minor`, for
    .NET Framework the whole version, empty for words; `text` is the normal form: `8`, `8.0`,
    `8.0.30`, `8.0.4xx`, `4.8.1`, `11.0-preview`.
    """

    kind: Literal["word", "major", "channel", "release", "sdk", "band", "framework"]
    channel: str
    text: str


def parse(word: str) -> VersionWord:
    """Tell what a version word asks for.

    Raises:
        UsageError: The word is not a version at all.
    """
    text = "".join(word.lower().split())
    if text in WORDS:
        return VersionWord("word", "", text)
    if len(text) > _LONGEST:
        raise _refused(word)
    moniker, squeezed = _moniker(text)
    numbers, dash, label = moniker.partition("-")
    parts = numbers.split(".")
    if parts[-1] in ("x", "*") and len(parts) > 1:
        parts.pop()
    if len(parts) == _NUMBERS and _is_band(parts[2]) and not dash:
        return _banded(parts, word)
    if not all(part.isascii() and part.isdigit() for part in parts) or len(parts) > _NUMBERS:
        raise _refused(word)
    if dash and not _is_label(label, len(parts)):
        raise _refused(word)
    return _numbered([str(int(part)) for part in parts], label, squeezed)


def short(version: str) -> str:
    """A version without its build number, as tags have it.

    `11.0.0-preview.6.26359.118` is `11.0.0-preview.6`, `3.1.0-preview3.19553` is `3.1.0-preview3`.
    """
    numbers, dash, label = version.partition("-")
    words = label.partition("-")[0].split(".")
    kept = [words[0], *(word for word in words[1:2] if len(word) <= _LABEL_DIGITS)]
    return numbers + dash + ".".join(kept)


def order(version: str) -> "Version":
    """A sortable value for a version as tags and releases name it.

    A pre-release sorts before its release, a rebuild (`8.0.401-1`) after what it rebuilds.
    """
    from packaging.version import Version

    numbers, _, label = version.partition("-")
    if not label:
        return Version(numbers)
    words = label.replace("-", ".").split(".")
    if words[0].isdigit():
        return Version(f"{numbers}.post{words[0]}")
    name = words[0].rstrip("0123456789")
    builds = (word.removeprefix("final").removeprefix("update") for word in words[1:])
    digits = [words[0][len(name) :] or "0", *filter(None, builds)]
    stage = {"rc": "rc", "preview": "b", "beta": "b"}.get(name, "a")
    extra = ".post" + digits[-1] if len(digits) > 1 and digits[0] != "0" else ""
    number = digits[0] if extra or len(digits) == 1 else digits[1]
    return Version(f"{numbers}{stage}{number}{extra}")


def channel(version: str) -> str:
    """The `major.minor` of a version, or the version itself where it has no two numbers."""
    numbers = version.partition("-")[0].split(".")
    return ".".join(numbers[:2])


def within(version: str, beginning: str) -> bool:
    """Whether a version is of a channel, or of what a tag names of one (`8`, `10.0-preview`)."""
    return f"{channel(version)}.".startswith(f"{channel(beginning)}.")


@cache  # many tags share their channel
def age(channel: str) -> list[int]:
    """An order of channels: 10.0 is newer than 9.0."""
    return [int(part) for part in channel.split(".") if part.isdigit()]


def is_prerelease(version: str) -> bool:
    """Whether a version is a preview or a release candidate."""
    return version.partition("-")[2].startswith(PRERELEASES)


def without_rebuild(version: str) -> str:
    """`8.0.401` for the rebuild `8.0.401-1`."""
    numbers, _, label = version.partition("-")
    return numbers if label.isdigit() else version


def _moniker(text: str) -> tuple[str, bool]:
    """The version in a word, and whether the word names a squeezed one of .NET Framework.

    `net8.0-windows` is 8.0, `netcoreapp3.1` is 3.1, `net481` is 4.8.1, `v8` is 8.
    """
    framework = None
    if text.startswith("net"):
        from dotimg.names import frameworks

        framework = frameworks.parse(text)
    if not framework or framework.identifier == ".NETStandard":
        prefix = next((one for one in _PREFIXES if text.startswith(one)), "")
        return text.removeprefix(prefix), False
    digits = text.partition("-")[0].removeprefix("net")
    if framework.identifier == ".NETCoreApp" or "." in digits:
        return framework.channel, False
    if framework.version < _FIRST_WITH_IMAGES:
        return digits, False  # net10 is .NET 10 to people, but .NET Framework 1.0 to MSBuild
    return framework.channel, True


def _is_label(label: str, numbers: int) -> bool:
    """Whether this can follow a version of so many numbers."""
    if numbers < _NUMBERS:
        return label in ("preview", "rc")
    if len(label) == 1 and label.isascii() and label.isdigit():
        return True  # a rebuild, 8.0.401-1
    first, *builds = label.replace("-", ".").split(".")
    digits = all(build.isascii() and build.isdigit() for build in builds)
    return first.rstrip("0123456789") in _LABELS and digits


def _is_band(part: str) -> bool:
    return len(part) == _NUMBERS and part.isascii() and part[0].isdigit() and part[1:] == "xx"


def _banded(parts: list[str], word: str) -> VersionWord:
    major, minor, band = parts
    if not (major.isdigit() and minor.isdigit()):
        raise _refused(word)
    return VersionWord("band", f"{major}.{minor}", f"{major}.{minor}.{band}")


def _numbered(parts: list[str], label: str, squeezed: bool) -> VersionWord:
    text = ".".join(parts)
    # There never was a .NET 4, to leave that number to .NET Framework.
    if not label and (squeezed or text == "3.5" or parts[0] == "4"):
        return VersionWord("framework", text, text)
    major_minor = ".".join([*parts, "0"][:2])
    if len(parts) == 1 and not label:
        return VersionWord("major", major_minor, text)
    if len(parts) < _NUMBERS:
        return VersionWord(
            "channel", major_minor, f"{major_minor}-preview" if label else major_minor
        )
    from dotimg.names import sdk_versions

    return VersionWord(
        "sdk" if int(parts[2]) >= sdk_versions.BAND_SIZE else "release",
        major_minor,
        short(f"{text}-{label}") if label else text,
    )


def _refused(word: str) -> UsageError:
    return UsageError(f"{quoted(word)} is not a .NET version; expected {VALID}")
