"""What the arguments of the API mean; each has the meaning of an option of the commands."""

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
    """The word, if it is None or one of those that an argument takes."""
    if word is not None and word not in words:
        raise UsageError(f"{name} {quoted(word)} is none of {', '.join(words)}")
    return word


def several(name: str, words: Iterable[str]) -> Iterable[str]:
    """The words, if they are not one text, which would be taken letter by letter."""
    if isinstance(words, str):
        raise UsageError(f"{name} takes a list of texts, as [{quoted(words)}], not a text")
    return words


def text_of(name: str, word: str) -> str:
    """The word, if it is a text."""
    if not isinstance(word, str):
        raise UsageError(f"{name} takes a text, as '{word}', not {type(word).__name__}")
    return word


def families_of(catalog: "Catalog", words: Iterable[str]) -> tuple[str, ...]:
    """The families that words name."""
    from dotimg.upgrade import family

    return tuple(family(catalog, word) for word in several("families", words))


def kind_of(path: str) -> "FileKind":
    """What a file is by its name, a Dockerfile if nothing else fits."""
    from dotimg.files.kinds import kind_of

    return kind_of(path) or "dockerfile"


def bytes_of(content: str | bytes) -> bytes:
    """What a file of that content holds; a text that no file holds is left to its reader."""
    return content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
