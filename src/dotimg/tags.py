"""The grammar of tag names: `8.0.11-alpine3.20-amd64` taken apart into what each word says.

Which systems exist is data; that a version comes first, an architecture last, and variants just
before it, is the rule. A word that fits nowhere else belongs to the system's name.
"""

from functools import cache
from typing import NamedTuple

from dotimg import platforms, versions

VARIANTS = ("chiseled", "distroless", "composite", "extra", "aot")

# Words of the years before 2020, when one repository held all kinds of images.
_KINDS = {
    "sdk": "sdk",
    "runtime": "runtime",
    "runtime-deps": "runtime-deps",
    "aspnetcore-runtime": "aspnet",
    "core": "runtime",
    "core-deps": "runtime-deps",
}
# Words that make an image something else than what its repository promises.
_LABELS = (
    *("latest", "onbuild", "projectjson", "msbuild", "msbuild-rc3", "msbuild-rc4", "ca-patch"),
    *("aspnetapp", "dotnetapp", "wcfclient", "wcfservice"),
)
_STAMP_DIGITS = 8
_RELEASE_NUMBERS = 3


class TagName(NamedTuple):
    """What the words of one tag say; empty where the tag says nothing.

    `version` is as written, without rebuild number: `8.0`, `10.0.100-preview.7`, `11.0-preview`;
    `second` is a version behind the first: `1.0.5-sdk-1.0.4`, `4.8-3.5`;
    `system` is the publisher's name of an operating-system release or family: `bookworm-slim`,
    `nanoserver-1809`, `alpine`;
    `label` is a word that makes the image something else: `onbuild`, `aspnetapp`, `latest`.
    """

    version: str
    second: str
    rebuild: str
    stamp: str
    kind: str
    system: str
    variants: tuple[str, ...]
    architecture: str
    label: str

    @property
    def fixed(self) -> bool:
        """Whether the tag names one patch or one day, and so never moves to the next.

        Three numbers are a patch in .NET, but not in .NET Framework: `4.8.1` moves every month.
        """
        numbers = self.version.partition("-")[0]
        return bool(self.stamp) or (numbers.count(".") > 1 and not numbers.startswith("4."))


@cache
def parse(tag: str) -> TagName:
    """Take a tag name apart; any text is accepted, as every text could be a tag."""
    words = tag.split("-")
    label = _take(words, _LABELS)
    version = _take_version(words)
    rebuild = words.pop(0) if version and words and _is_digits(words[0], 1) else ""
    architecture = words.pop() if words and platforms.is_suffix(words[-1]) else ""
    stamp = next((word for word in words if _is_digits(word, _STAMP_DIGITS)), "")
    kind = _KINDS.get(_take(words, _KINDS), "")
    second = next((word for word in words if _is_release_number(word)), "")
    variants = tuple(word for word in words if word in VARIANTS)
    system = "-".join(word for word in words if word not in (*VARIANTS, stamp, second))
    return TagName(version, second, rebuild, stamp, kind, system, variants, architecture, label)


def _take(words: list[str], known: "tuple[str, ...] | dict[str, str]") -> str:
    """Remove the first known name, of two words or of one, and give it."""
    for size in (2, 1):
        for start in range(len(words) - size + 1):
            name = "-".join(words[start : start + size])
            if name in known:
                del words[start : start + size]
                return name
    return ""


def _take_version(words: list[str]) -> str:
    """Remove the version in front, with its pre-release label, and give it."""
    if not words or not words[0].replace(".", "").isdigit():
        return ""
    size = 2 if len(words) > 1 and versions.is_prerelease("-" + words[1]) else 1
    version = "-".join(words[:size])
    del words[:size]
    return version


def _is_digits(word: str, count: int) -> bool:
    return len(word) == count and word.isdigit()


def _is_release_number(word: str) -> bool:
    """Two or three numbers; four (10.0.14393.1715) are a Windows build."""
    parts = word.split(".")
    return 1 < len(parts) <= _RELEASE_NUMBERS and all(part.isdigit() for part in parts)
