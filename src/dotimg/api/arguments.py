"""The arguments of the API; each means the same as the option of the commands."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

from dotimg.errors import UsageError, quoted

if TYPE_CHECKING:
    from datetime import date

    from dotimg.catalog.tables import Catalog
    from dotimg.files.kinds import FileKind

Word = TypeVar("Word", bound=str | None)


def tables_of(catalog: "Catalog | None") -> "Catalog":
    """The tables that are given, else those that the commands use."""
    from dotimg.api.catalogs import current_catalog

    return current_catalog() if catalog is None else catalog


def day_of(today: "date | str | None") -> str:
    """The day that is given, else today in UTC, as an ISO date."""
    from dotimg.catalog.current import day

    return day(today)


def mirror_of(registry: str | None) -> str | None:
    """The prefix of a mirror, if it can be one."""
    from dotimg.names.mirror import prefix

    return None if registry is None else prefix(registry)


def located_at(repository: str, mirror: str | None) -> str:
    """Where a repository is found."""
    from dotimg.names.mirror import located

    return located(repository, mirror)


def one_of(words: tuple[str, ...], name: str, word: Word) -> Word:
    """The word, if it is None or one of the valid ones."""
    if word is not None and word not in words:
        raise UsageError(f"{name} {quoted(word)} is not one of {', '.join(words)}")
    return word


def several(name: str, words: Iterable[str]) -> Iterable[str]:
    """The words, unless they are one string, which would be read letter by letter."""
    if isinstance(words, str):
        raise UsageError(f"{name} takes a list of strings, such as [{quoted(words)}], not a string")
    return words


def text_of(name: str, word: str) -> str:
    """The word, if it is a text."""
    if not isinstance(word, str):
        raise UsageError(f"{name} takes a string, such as '{word}', not {type(word).__name__}")
    return word


def families_of(catalog: "Catalog", words: Iterable[str]) -> tuple[str, ...]:
    """The families that words name."""
    from dotimg.upgrade import family

    return tuple(family(catalog, word) for word in several("families", words))


def kind_of(path: str) -> "FileKind":
    """The file type by its name; a Dockerfile if nothing else fits."""
    from dotimg.files.kinds import kind_of

    return kind_of(path) or "dockerfile"


def bytes_of(content: str | bytes) -> bytes:
    """The bytes of a file with that content; invalid text is left to the reader."""
    return content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
