"""What to say of what the catalog does not hold."""

from dotimg.catalog.tables import Catalog
from dotimg.explain import sentence as words
from dotimg.explain.homes import Home, era, repository
from dotimg.explain.inputs import Asked
from dotimg.explain.model import Explanation
from dotimg.explain.nearest import nearest
from dotimg.explain.newer import may_be_newer
from dotimg.explain.records import Records
from dotimg.explain.substitutes import Substitutes
from dotimg.explain.verdict import verdict
from dotimg.names import tags
from dotimg.resolver.target import Target, target

_BARE = "docker.io/library/"  # what a name without registry and folder means
_ALIKE = 0.8  # aspnt is meant to be aspnet, and postgres nothing of .NET
_SDK_PATCH = 100
_NUMBERS = 3


def tag(records: Records, asked: Asked) -> Explanation:
    """Of a tag that a known repository never had: what it would mean, and what comes near."""
    path, word = asked.path or "", asked.tag or ""
    name = tags.parse(word)
    own = repository(records.catalog, path, name.kind)
    present = records.catalog.traits["repositories"][own]["path"]
    moved = records.find(present, word) if path != present else None
    newer = may_be_newer(records, path, name)
    as_of = records.catalog.as_of
    said = (
        f"Not in the catalog of {as_of}, and may be newer than it"
        if newer
        else f"Never published: {path} had no such tag up to {as_of}"
    )
    found = _nothing(asked, said)
    return found._replace(
        kind="fixed" if name.fixed else "floating",
        era=era(path),
        version=name.version,
        variants=name.variants,
        nearest=nearest(records, path, name) if not moved else (f"{present}:{word}",),
        moved_to="" if path == present else present,
        notes=tuple(_notes(records.catalog, own, name, newer=newer)),
        home="known",
        newer=newer,
        purpose=records.catalog.traits["repositories"][own].get("purpose", ""),
    )


def elsewhere(records: Records, substitutes: Substitutes, asked: Asked, home: Home) -> Explanation:
    """Of an image in a repository that the catalog does not hold."""
    return _of_kind(records, substitutes, asked, home)._replace(home=home.kind)


def _of_kind(records: Records, substitutes: Substitutes, asked: Asked, home: Home) -> Explanation:
    if home.kind == "nightly":
        return _nightly(records, substitutes, asked, home)
    if home.kind == "left-out":
        found = _nothing(asked, "An image of the Docker Hub years that is not in the tables")
        note = f"such images are now in {home.stable}"
        newest = target(records.catalog, "lts", "run", records.today)
        channel = newest.channel if isinstance(newest, Target) else ""
        named = [tag.name for tag in records.catalog.listed(home.stable, channel)]
        present = f"{home.stable}:{channel}" if channel in named else None
        return found._replace(notes=(note,), moved_to=home.stable, replacement=present)
    if home.kind == "unknown":
        names = ", ".join(records.catalog.traits["repositories"])
        found = _nothing(asked, f"No .NET repository is called {asked.path}")
        return found._replace(notes=(f"there are {names}",))
    notes = (*_mirror(records, asked), *_meant(records, asked))
    return _nothing(asked, "Not a .NET image")._replace(notes=notes)


def _nightly(records: Records, substitutes: Substitutes, asked: Asked, home: Home) -> Explanation:
    """Of a nightly build: the stable image of the same tag, or what takes the place of that."""
    found = _nothing(asked, "A nightly build of .NET: for tests, unsupported, not in the tables")
    if home.stable not in records.catalog.paths():
        return found
    same = records.find(home.stable, asked.tag or "")
    decided = verdict(records, substitutes, same) if same and same.tag.published else None
    best = (same if decided.stay else decided.step) if decided else None
    stable = f"{best.path}:{best.tag.name}" if best else None
    where = records.present(same) if same else home.stable
    return found._replace(replacement=stable, notes=(f"stable images: {where}",))


def _nothing(asked: Asked, sentence: str) -> Explanation:
    return Explanation(
        input=asked.text,
        sentence=sentence,
        reference=asked.reference,
        repository=asked.path,
        tag=asked.tag,
        digest=asked.digest,
    )


def _notes(catalog: Catalog, own: str, name: tags.TagName, *, newer: bool) -> list[str]:
    found = [f"it would be: {words.sentence(catalog, own, name)}"]
    if str(name) != str(name).lower():
        found.append("the publisher's tags are in lower case")
    if name.system and words.system(catalog, name.system) == name.system and not newer:
        found.append(f"'{name.system}' is the name of no system of .NET images")
    numbers = name.version.partition("-")[0].split(".")
    if len(numbers) == _NUMBERS and numbers[2].isdigit() and "framework" not in own:
        found += _wrong_number(catalog, own, name.version, int(numbers[2]))
    if newer:
        found.append("dotimg pick --live and dotimg digest ask the registry")
    return found


def _wrong_number(catalog: Catalog, own: str, version: str, patch: int) -> list[str]:
    """That a runtime's version was given for an SDK, or the other way round."""
    if own == "sdk" and patch < _SDK_PATCH:
        channel = version.rpartition(".")[0]
        known = (one for one in catalog.releases(channel) if one.runtime == version)
        return [f"{version} came with SDK {', '.join(one.sdks)}" for one in known]
    if own != "sdk" and patch >= _SDK_PATCH:
        found = catalog.release_of_sdk(version)
        return [f"SDK {version} came with {found[1].runtime}"] if found else []
    return []


def _meant(records: Records, asked: Asked) -> list[str]:
    """What a bare name seems to mean: a repository that is misspelled, or a tag of one."""
    path = asked.path or ""
    if not path.startswith(_BARE):
        return []
    from difflib import get_close_matches

    name = path.removeprefix(_BARE)
    repositories = records.catalog.traits["repositories"]
    if close := get_close_matches(name, repositories, n=1, cutoff=_ALIKE):
        return [f"did you mean {close[0]}:{asked.tag}?"]
    for short, traits in repositories.items():
        if name[:1].isdigit() and records.find(traits["path"], name):
            return [f"{name} is a tag: write it as {short}:{name}"]
    return []


def _mirror(records: Records, asked: Asked) -> list[str]:
    """That it looks like a mirror's name of a .NET image."""
    path = asked.path or ""
    for official in records.catalog.paths():
        short = official.partition("/")[2]
        if path.endswith("/" + short):
            prefix = path.removesuffix("/" + short)
            return [f"if {prefix} is a mirror: --registry {prefix}"]
    return []
