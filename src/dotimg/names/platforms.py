"""Architectures by the names that OCI platforms use, and by all the others that people write."""

from dotimg.errors import UsageError, quoted

ARCHITECTURES = ("amd64", "arm64", "arm")

# The names that people use, by those that images have.
ALIASES = {
    "amd64": ("amd64", "x64", "x86_64", "x86-64"),
    "arm64": ("arm64", "aarch64", "arm64v8", "arm64/v8", "armv8"),
    "arm": ("arm", "arm32", "arm32v7", "armv7", "armv7l", "armhf", "arm/v7", "armv7hf"),
}
_BY_NAME = {name: architecture for architecture, names in ALIASES.items() for name in names}
# As in `linux/arm64` and in runtime identifiers; musl is what Alpine has instead of glibc.
_SYSTEMS = {
    "linux-musl-": "alpine",
    "linux/": "linux",
    "linux-": "linux",
    "windows/": "windows",
    "win-": "windows",
}


def architecture(word: str) -> str | None:
    """The architecture that a word names (`x64`, `aarch64`, `linux/arm64`), or None."""
    return _BY_NAME.get(_split(word)[1])


def required(word: str) -> tuple[str, str]:
    """The system that a word names, empty for none, and the architecture.

    Raises:
        UsageError: It names none that .NET images were ever built for.
    """
    system, name = _split(word)
    if name not in _BY_NAME:
        valid = ", ".join(ARCHITECTURES)
        raise UsageError(
            f"{quoted(word)} is not an architecture of .NET images; "
            f"expected {valid} or another name of these"
        )
    return system, _BY_NAME[name]


def is_suffix(word: str) -> bool:
    """Whether a tag ends in this word to name one architecture: `amd64`, `arm64v8`, `arm32v7`."""
    return word in ("amd64", "arm64v8", "arm32v7", "arm32")


def _split(word: str) -> tuple[str, str]:
    name = word.strip().lower()
    for prefix, system in _SYSTEMS.items():
        if name.startswith(prefix):
            return system, name.removeprefix(prefix)
    return "", name
