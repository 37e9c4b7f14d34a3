"""Architectures by the names that OCI platforms use, and by all the others that people write."""

from dotimg.errors import UsageError, quoted

ARCHITECTURES = ("amd64", "arm64", "arm")

_NAMES = {
    "amd64": ("amd64", "x64", "x86_64", "x86-64"),
    "arm64": ("arm64", "aarch64", "arm64v8", "arm64/v8"),
    "arm": ("arm", "arm32", "arm32v7", "armv7", "armv7l", "armhf", "arm/v7", "armv7hf"),
}
_BY_NAME = {name: architecture for architecture, names in _NAMES.items() for name in names}


def architecture(word: str) -> str | None:
    """The architecture that a word names (`x64`, `aarch64`, `arm32v7`, `linux/arm64`), or None."""
    name = word.strip().lower()
    for system in ("linux/", "windows/", "linux-", "win-"):
        name = name.removeprefix(system)
    return _BY_NAME.get(name)


def required(word: str) -> str:
    """The architecture that a word names.

    Raises:
        UsageError: It names none that .NET images were ever built for.
    """
    found = architecture(word)
    if not found:
        valid = ", ".join(ARCHITECTURES)
        raise UsageError(
            f"{quoted(word)} is no architecture of .NET images; "
            f"valid are {valid} and their other names"
        )
    return found


def is_suffix(word: str) -> bool:
    """Whether a tag ends in this word to name one architecture: `amd64`, `arm64v8`, `arm32v7`."""
    return word in ("amd64", "arm64v8", "arm32v7", "arm32")
