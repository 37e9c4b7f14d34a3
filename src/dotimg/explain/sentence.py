"""What an image is, in one sentence."""

from collections.abc import Iterable

from dotimg.catalog.model import Repository
from dotimg.catalog.remembering import remembered
from dotimg.catalog.tables import Catalog
from dotimg.names.tags import TagName

_VARIANTS = {
    "chiseled": "chiseled",
    "distroless": "distroless",
    "composite": "composite",
    "extra": "with ICU and time zones",
    "aot": "for native AOT",
}


def sentence(catalog: Catalog, repository: Repository, name: TagName, default: str = "") -> str:
    """What a tag says: `ASP.NET Core runtime 8.0.6 on Alpine 3.18, amd64 only`.

    Args:
        catalog: Tells what repositories and systems are called.
        repository: What it is an image of.
        name: The tag.
        default: What to call the system where the tag names none, or one that has no title.
    """
    named = system(catalog, name.system)
    on = default if default and named == name.system else named
    parts = [
        _head(repository),
        f"({name.label.replace('-', ' ')})" if name.label else "",
        "-".join(filter(None, (name.version, name.rebuild))),
        f"with {name.second}" if name.second else "",
        f"build {name.stamp}" if name.stamp else "",
        f"on {on}" if on else "",
    ]
    said = " ".join(part for part in parts if part)
    return ", ".join([said, *variants(name.variants), *_architecture(name.architecture)])


def variants(names: Iterable[str]) -> list[str]:
    """What the variants mean."""
    return [_VARIANTS[name] for name in names]


@remembered
def system(catalog: Catalog, word: str) -> str:
    """What a system of a tag is called: `bookworm-slim` is Debian 12."""
    plain = word.removesuffix("-slim")
    release = catalog.traits["renamed_releases"].get(plain, plain)
    if release in catalog.systems and catalog.systems[release].released:
        return catalog.systems[release].title
    families = catalog.traits["families"]
    if plain in families:
        return families[plain]["title"]
    return catalog.systems[release].title if release in catalog.systems else word


def _head(repository: Repository) -> str:
    if ".NET" in repository.title or repository.product == "own":
        return repository.title
    return f".NET {repository.title}"


def _architecture(suffix: str) -> list[str]:
    return [f"{suffix} only"] if suffix else []
