"""Explains references that are not in the catalog."""

from datetime import date
from functools import partial

from dotimg.catalog.model import Repository
from dotimg.catalog.tables import Catalog
from dotimg.explain import sentence as words
from dotimg.explain.homes import DOTNET, RepositoryHome, era
from dotimg.explain.inputs import Query
from dotimg.explain.model import Explanation, ImageName, Inside, Remedy
from dotimg.explain.nearest import nearest
from dotimg.explain.records import Records
from dotimg.explain.subject import Subject
from dotimg.explain.verdict import Verdicts
from dotimg.names import sdk_versions, tags, versions
from dotimg.names.mirror import mirror_of
from dotimg.resolver import system
from dotimg.resolver.newer import calendar, may_be_newer

_BARE = "docker.io/library/"  # what a name without registry and folder means
_ALIKE = 0.8  # aspnt is meant to be aspnet, and postgres nothing of .NET
_ALIKE_IN_PLACE = 0.75  # where the publisher's are: aspnetcore is meant to be aspnet
_YOUNG = 30  # days, in which hardly a repository is added


def tag(records: Records, verdicts: Verdicts, query: Query) -> Explanation:
    """Of a tag that a known repository never had: what it would mean, and what comes near."""
    path, word = query.path or "", query.tag or ""
    name = tags.parse(word)
    repository = records.catalog.meant(path, name)
    present = repository.path
    newer = may_be_newer(records.catalog, path, name, records.today)
    as_of = records.catalog.as_of
    said = (
        f"Not in the tag data ({as_of}) but may be newer"
        if newer
        else f"Never published: {path} had no such tag up to {as_of}"
    )
    found = _nothing(query, said)
    near = nearest(records, verdicts, path, name)
    moved = _living(verdicts, records.moved(path, word))
    return found._replace(
        name=found.name._replace(
            kind="fixed" if name.fixed else "floating",
            era=era(path),
            home="known",
            moved_to="" if path == present else present,
        ),
        inside=Inside(version=name.version, variants=name.variants, purpose=repository.purpose),
        remedy=Remedy(replacement=moved, nearest=tuple(near), nearest_status=tuple(near.values())),
        notes=tuple(_notes(records, repository, name, newer=newer)),
        newer=newer,
    )


def elsewhere(
    records: Records, verdicts: Verdicts, query: Query, home: RepositoryHome
) -> Explanation:
    """Of an image in a repository that the catalog does not hold."""
    found = _of_kind(records, verdicts, query, home)
    return found._replace(name=found.name._replace(home=home.kind))


def _of_kind(
    records: Records, verdicts: Verdicts, query: Query, home: RepositoryHome
) -> Explanation:
    if home.kind == "nightly":
        return _nightly(records, verdicts, query, home)
    if home.kind == "unknown":
        return _unknown_repository(records, query)
    prefix = mirror_of(query.path or "", records.catalog.paths())
    notes = [f"if {prefix} is a mirror: --registry {prefix}"] if prefix else []
    notes += _meant(records, query)
    said = f"Not an official .NET image; `dotimg base {query.reference}` looks inside"
    return _nothing(query, said)._replace(notes=tuple(notes))


def _unknown_repository(records: Records, query: Query) -> Explanation:
    """Of a repository where the publisher's are: misspelled, or newer than an old catalog."""
    from difflib import get_close_matches

    catalog, path = records.catalog, query.path or ""
    own = path.removeprefix(DOTNET)
    close = get_close_matches(own, catalog.repositories, n=1, cutoff=_ALIKE_IN_PLACE)
    age = date.fromisoformat(records.today) - date.fromisoformat(catalog.as_of)
    newer = not close and age.days > _YOUNG
    said = f"No .NET repository is called {path}"
    if newer:
        said = f"{path} is not in the tag data ({catalog.as_of}) but may be newer"
    notes = [f"there are {', '.join(catalog.repositories)}"]
    if close:
        notes.insert(0, f"did you mean {catalog.repositories[close[0]].path}?")
    return _nothing(query, said)._replace(notes=tuple(notes), newer=newer)


def _nightly(
    records: Records, verdicts: Verdicts, query: Query, home: RepositoryHome
) -> Explanation:
    """Of a nightly build: the stable image of the same tag, or what takes the place of that."""
    found = _nothing(query, "A nightly build of .NET: for tests, unsupported, not in the tables")
    if home.stable not in records.catalog.paths():
        return found
    same = records.find(home.stable, query.tag or "")
    stable = _living(verdicts, same)
    where = same.present if same else home.stable
    return found._replace(remedy=Remedy(replacement=stable), notes=(f"stable images: {where}",))


def _living(verdicts: Verdicts, same: Subject | None) -> str | None:
    """The tag, or what takes its place where it is not to be used any more."""
    decided = verdicts.of(same) if same and same.tag.published else None
    best = (same if decided.stay else decided.replacement) if decided else None
    return f"{best.path}:{best.tag.name}" if best else None


def _nothing(query: Query, sentence: str) -> Explanation:
    name = ImageName(query.reference, query.path, query.tag, query.digest)
    return Explanation(query.text, sentence, name=name)


def _notes(
    records: Records, repository: Repository, name: tags.TagName, *, newer: bool
) -> list[str]:
    catalog = records.catalog
    found = [f"it would be: {words.sentence(catalog, repository, name)}"]
    if str(name) != str(name).lower():
        found.append("the publisher's tags are in lower case")
    known = any(map(partial(system.meaning, catalog), system.spellings(name.system)))
    if name.system and not known and not newer:
        found.append(f"'{name.system}' is not an operating system of .NET images")
    if repository.product == ".NET":
        found += _wrong_number(catalog, repository.name, name.version)
    if newer:
        said = calendar(catalog, versions.channel(name.version), records.today)
        found += [said] if said and repository.product == ".NET" else []
        found.append("dotimg pick --live and dotimg digest ask the registry")
    return found


def _wrong_number(catalog: Catalog, own: str, version: str) -> list[str]:
    """That a runtime's version was given for an SDK, or the other way round."""
    parsed = sdk_versions.parse(version)
    if not parsed:
        return []
    if own == "sdk" and not parsed.band:
        known = (
            one for one in catalog.releases(versions.channel(version)) if one.runtime == version
        )
        return [f"{version} came with SDK {', '.join(one.sdks)}" for one in known]
    if own != "sdk" and parsed.band:
        found = catalog.release_of_sdk(version)
        return [f"SDK {version} came with {found[1].runtime}"] if found else []
    return []


def _meant(records: Records, query: Query) -> list[str]:
    """What a bare name seems to mean: a repository that is misspelled, or a tag of one."""
    path = query.path or ""
    if not path.startswith(_BARE):
        return []
    from difflib import get_close_matches

    name = path.removeprefix(_BARE)
    repositories = records.catalog.repositories
    if close := get_close_matches(name, repositories, n=1, cutoff=_ALIKE):
        return [f"did you mean {close[0]}:{query.tag}?"]
    for short, repository in repositories.items():
        if name[:1].isdigit() and records.find(repository.path, name):
            return [f"{name} is a tag: write {short}:{name}"]
    return []
