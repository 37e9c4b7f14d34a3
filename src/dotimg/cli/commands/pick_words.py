"""The command to suggest for words without an option, such as `pick aspnet 10`."""

from collections.abc import Iterable, Iterator

from dotimg.catalog.tables import Catalog
from dotimg.errors import UsageError, quoted
from dotimg.names import platforms, versions

_OPTIONS = {
    "sdk": "--purpose build",
    "build": "--purpose build",
    "run": "--purpose run",
    "aspnet": "--app web",
    "web": "--app web",
    "runtime": "--app console",
    "console": "--app console",
    "runtime-deps": "--app self-contained",
    "self-contained": "--app self-contained",
    "aot": "--app aot",
    "chiseled": "--distroless",
    "distroless": "--distroless",
    "composite": "--composite",
}


def hint(catalog: Catalog, words: Iterable[str]) -> str:
    """The message for such words: the command to write, or where to read."""
    words = list(words)
    options = list(_options(catalog, words))
    said = f"unexpected {' '.join(map(quoted, words))}"
    if len(options) < len(words):
        return f"{said}; see 'dotimg pick --help', or 'dotimg explain' for a tag"
    return f"{said}; write: dotimg pick {' '.join(options)}"


def _options(catalog: Catalog, words: list[str]) -> Iterator[str]:
    """The option that each word stands for, nothing for one that stands for none."""
    systems = {name for system in catalog.systems.values() for name in system.names}
    families = {system.family for system in catalog.systems.values()}
    for word in map(str.lower, words):
        if option := _OPTIONS.get(word):
            yield option
        elif word in systems or word in families:
            yield f"--os {word}"
        elif platforms.architecture(word):
            yield f"--arch {word}"
        elif _is_version(word):
            yield f"--version {word}"


def _is_version(word: str) -> bool:
    try:
        versions.parse(word)
    except UsageError:
        return False
    return True
