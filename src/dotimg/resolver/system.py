"""What a word for an operating system means: a kind, a family or one release."""

from typing import Literal

from dotimg.catalog.model import System
from dotimg.catalog.remembering import remembered
from dotimg.catalog.tables import Catalog
from dotimg.errors import NoMatchError, UsageError, quoted
from dotimg.named_tuples import NamedTuple
from dotimg.names.tags import DISTROLESS

KINDS = ("linux", "windows")
_LONGEST = 60

SystemKind = Literal["any", "type", "family", "release"]


class SystemWord(NamedTuple):
    """The releases that a word allows, the preferred first.

    `kind` is `any`, `type` (linux, windows), `family` or `release`; `title` is how to call it.
    """

    kind: SystemKind
    name: str
    title: str
    releases: tuple[str, ...]
    distroless: bool = False


@remembered
def wanted(catalog: Catalog, word: str | None) -> SystemWord:
    """Tell what a word for an operating system means.

    Raises:
        UsageError: No .NET image was ever published for a system of that name.
        NoMatchError: The release is not in the tables, but may be newer than they are.
    """
    if word is None:
        return SystemWord("any", "", "", tuple(catalog.systems))
    name = word.strip().lower()
    if name in DISTROLESS:
        raise UsageError(f"{name} is not an operating system: use --distroless")
    for spelling in spellings(word):
        found = meaning(catalog, spelling)
        if found:
            return found._replace(distroless=name.endswith(DISTROLESS))
    from dotimg.resolver.newer import newer_reason, newer_system

    if newer := newer_system(catalog, word):
        said = newer_reason(catalog, newer.title)
        raise NoMatchError(f"{said}; it is expected about {newer.day[:7]}")
    raise UsageError(_refusal(catalog, word, spellings(word)[0]))


def spellings(word: str) -> tuple[str, ...]:
    """The names that a word for a system may mean, without what says that it is a small one."""
    plain = word.strip().lower().removesuffix("-slim")
    for suffix in DISTROLESS:
        plain = plain.removesuffix(f"-{suffix}")
    squeezed = "".join(char for char in plain if char not in ": -")
    return plain, plain.replace(":", ""), squeezed


def of_type(catalog: Catalog, asked: SystemWord, type_: str) -> SystemWord | None:
    """What is left of a system where an architecture names a kind too (`windows/amd64`)."""
    own = tuple(name for name in asked.releases if catalog.systems[name].type == type_)
    if not own:
        return None
    if asked.kind == "any":
        return SystemWord("type", type_, type_.capitalize(), own)
    return asked._replace(releases=own)


def meaning(catalog: Catalog, name: str) -> SystemWord | None:
    """What the name of a kind, a family or a release means, None if it is the name of none."""
    systems = catalog.systems.values()
    if name in KINDS:
        own = tuple(system.name for system in systems if system.type == name)
        return SystemWord("type", name, name.capitalize(), own)
    for family, traits in catalog.traits["families"].items():
        if name in (family, *traits.get("names", ())):
            own = tuple(system.name for system in systems if system.family == family)
            return SystemWord("family", family, traits["title"], own)
    found = [system for system in systems if _is_named(system, name)]
    if found:
        releases = tuple(system.name for system in found)
        title = found[0].title if len({system.family for system in found}) == 1 else name
        return SystemWord("release", releases[0], title, releases)
    return None


def _is_named(system: System, name: str) -> bool:
    return name in (known.lower() for known in system.names)


def _refusal(catalog: Catalog, word: str, name: str) -> str:
    from difflib import get_close_matches

    families = catalog.traits["families"]
    names = [known for system in catalog.systems.values() for known in system.names]
    close = get_close_matches(name[:_LONGEST], [*families, *KINDS, *names], n=1)
    known = ", ".join((*families, *KINDS))
    hint = f"did you mean {close[0]}?" if close else f"expected one of {known}"
    return f"no .NET image was ever published for {quoted(word)}; {hint}"
