"""The words that people use for .NET versions, and the order of the versions that tags name.

`packaging.version.Version` refuses `10.0.100-preview.7.25380.108` and knows no feature band, so a
word is taken apart here first; the order of what is left is packaging's.
"""

from typing import TYPE_CHECKING, NamedTuple

from dotimg.errors import UsageError, quoted

if TYPE_CHECKING:
    from packaging.version import Version

WORDS = ("lts", "sts", "latest", "preview")
VALID = (
    "a channel (8.0, net8.0), a release (8.0.30), an SDK (8.0.404, 8.0.4xx), "
    "lts, sts, latest or preview, or .NET Framework (4.8.1, net481)"
)

_FRAMEWORK_CHANNELS = {"4.5", "4.6", "4.7", "4.8"}
_LABELS = ("preview", "rc", "alpha", "beta", "rtm", "ci", "dev")
_LONGEST = 40
_SDK_PATCH = 100  # a third number of three digits is a feature band and a patch in it
_BAND_DIGITS = 3


class Wanted(NamedTuple):
    """What a version word asks for.

    `kind` is `word` (lts, sts, latest, preview), `channel`, `release` (a runtime version), `sdk`,
    `band` (an SDK feature band) or `framework`; `channel` is `major.minor`, for .NET Framework the
    whole version, empty for words; `text` is the normal form: `8.0`, `8.0.30`, `8.0.4xx`, `4.8.1`.
    """

    kind: str
    channel: str
    text: str


def parse(word: str) -> Wanted:
    """Tell what a version word asks for.

    Raises:
        UsageError: The word is no version at all.
    """
    text = word.strip().lower()
    if text in WORDS:
        return Wanted("word", "", text)
    if len(text) > _LONGEST:
        raise _refused(word)
    numbers, _, label = _moniker(text).partition("-")
    parts = numbers.split(".")
    if label and not _is_label(label):
        raise _refused(word)
    if len(parts) == _BAND_DIGITS and _is_band(parts[2]) and not label:
        return _banded(parts, word)
    if not all(part.isascii() and part.isdigit() for part in parts) or len(parts) > _BAND_DIGITS:
        raise _refused(word)
    return _numbered([str(int(part)) for part in parts], label)


def order(version: str) -> "Version":
    """A sortable value for a version as tags and releases name it.

    A pre-release sorts before its release, a rebuild (`8.0.401-1`) after what it rebuilds.
    """
    from packaging.version import Version  # noqa: PLC0415  start-up: most commands never sort

    numbers, _, label = version.partition("-")
    if not label:
        return Version(numbers)
    words = label.replace("-", ".").split(".")
    if words[0].isdigit():
        return Version(f"{numbers}.post{words[0]}")
    name = words[0].rstrip("0123456789")
    digits = [words[0][len(name) :] or "0", *words[1:]]
    stage = {"rc": "rc", "preview": "b", "beta": "b"}.get(name, "a")
    extra = ".post" + digits[-1] if len(digits) > 1 and digits[0] != "0" else ""
    number = digits[0] if extra or len(digits) == 1 else digits[1]
    return Version(f"{numbers}{stage}{number}{extra}")


def channel(version: str) -> str:
    """The `major.minor` of a version, or the version itself where it has no two numbers."""
    numbers = version.partition("-")[0].split(".")
    return ".".join(numbers[:2])


def is_prerelease(version: str) -> bool:
    """Whether a version is a preview or a release candidate."""
    label = version.partition("-")[2]
    return label.startswith(_LABELS) and not label.startswith("rtm")


def _moniker(text: str) -> str:
    """`net8.0-windows` and `netcoreapp3.1` to `8.0` and `3.1`, `net481` to `4.8.1`, `v8` to `8`."""
    for prefix in ("netcoreapp", "net", "v"):
        rest = text.removeprefix(prefix)
        if rest == text or not rest[:1].isdigit():
            continue
        if prefix == "net":
            rest = rest.partition("-")[0]
            squeezed = rest.isdigit() and len(rest) > 1 and rest[0] in "34"
            return ".".join(rest) if squeezed else rest
        return rest
    return text


def _is_label(label: str) -> bool:
    words = label.split(".")
    if len(label) == 1 and label.isascii() and label.isdigit():
        return True  # a rebuild, 8.0.401-1
    plain = words[0].rstrip("0123456789") in _LABELS
    return plain and all(word.isascii() and word.isdigit() for word in words[1:])


def _is_band(part: str) -> bool:
    return len(part) == _BAND_DIGITS and part.isascii() and part[0].isdigit() and part[1:] == "xx"


def _banded(parts: list[str], word: str) -> Wanted:
    major, minor, band = parts
    if not (major.isdigit() and minor.isdigit()):
        raise _refused(word)
    return Wanted("band", f"{major}.{minor}", f"{major}.{minor}.{band}")


def _numbered(parts: list[str], label: str) -> Wanted:
    major_minor = ".".join([*parts, "0"][:2])
    text = ".".join(parts)
    if not label and (text == "3.5" or major_minor in _FRAMEWORK_CHANNELS):
        return Wanted("framework", text, text)
    if len(parts) < _BAND_DIGITS:
        return Wanted("channel", major_minor, major_minor)
    kind = "sdk" if int(parts[2]) >= _SDK_PATCH else "release"
    # A build number behind a pre-release (preview.7.25380.108) is in no tag.
    short = ".".join(label.split(".")[:2])
    return Wanted(kind, major_minor, f"{text}-{short}" if short else text)


def _refused(word: str) -> UsageError:
    return UsageError(f"{quoted(word)} is no .NET version; valid are {VALID}")
