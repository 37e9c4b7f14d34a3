"""Explains a CVE: what it affects, where it is fixed, and which images have it."""

import re
from collections.abc import Iterator

from dotimg.catalog.details import Cve
from dotimg.catalog.model import Component
from dotimg.catalog.tables import Catalog
from dotimg.errors import NoMatchError, UsageError, quoted
from dotimg.explain.model import AffectedImages, CveExplanation, CveFix
from dotimg.names import versions

_CVE = re.compile(r"CVE-\d{4}-\d{4,19}", re.ASCII | re.IGNORECASE)
_GHSA = re.compile(r"GHSA(-[23456789cfghjmpqrvwx]{4}){3}", re.ASCII | re.IGNORECASE)


def is_number(text: str) -> bool:
    """Whether a text is the number of a CVE, or of an advisory of GitHub."""
    return bool(_CVE.fullmatch(text) or _GHSA.fullmatch(text))


def required(catalog: Catalog, text: str, today: str) -> CveExplanation:
    """A CVE that the tables hold.

    Raises:
        UsageError: It is not a number of one.
        NoMatchError: They do not hold it, so nobody can be told to be free of it.
    """
    number = text.strip()
    if not _CVE.fullmatch(number):
        raise UsageError(
            f"{quoted(text)} is not a CVE number; expected a form such as CVE-2025-55315"
        )
    found = explained(catalog, number, today)
    if not found.known:
        raise NoMatchError(
            f"{found.id} is not in the tables: 'dotimg explain {found.id}' says more"
        )
    return found


def explained(catalog: Catalog, text: str, today: str) -> CveExplanation:
    """What is known of a CVE, or where the number of an advisory of GitHub leads to."""
    if _GHSA.fullmatch(text):
        place = f"https://github.com/advisories/{text[:4].upper()}{text[4:].lower()}"
        return CveExplanation(
            input=text,
            sentence="An advisory of GitHub: the tables know CVEs by their CVE numbers",
            notes=(f"its CVE number is {place}: explain that",),
        )
    number = text.upper()
    found = [
        (channel.name, cve)
        for channel in catalog.channels
        for cve in catalog.cves(channel.name)
        if cve.id == number
    ]
    if not found:
        return _unknown(catalog, text, number, today)
    fixes = tuple(_fix(catalog, channel, cve) for channel, cve in found)
    first = found[0][1]
    components = tuple(dict.fromkeys(name for _, cve in found for name in cve.components))
    return CveExplanation(
        input=text,
        sentence=first.title or first.id,
        known=True,
        id=number,
        kind=first.kind,
        components=components,
        platforms=first.platforms,
        fixes=fixes,
        images=tuple(_images(catalog, found)),
        notes=_notes(catalog, components),
    )


def _unknown(catalog: Catalog, text: str, number: str, today: str) -> CveExplanation:
    """That a number is not in the tables, and what that means."""
    listed = next(
        (
            (channel.name, release)
            for channel in catalog.channels
            for release in catalog.releases(channel.name)
            if number in (release.cves or ())
        ),
        None,
    )
    if listed:
        channel, release = listed
        return CveExplanation(
            input=text,
            sentence=f"Fixed in .NET {release.version} of {release.day}",
            id=number,
            notes=(f"what it affects in {channel} is not known yet: run 'dotimg refresh'",),
        )
    notes = [
        "it may be of the operating system, of a package, of a native library or of other software",
    ]
    if today > catalog.as_of:
        notes.append(
            f"or newer than the tag data ({catalog.as_of}): run 'dotimg refresh' for newer data"
        )
    return CveExplanation(
        input=text, sentence="No release of .NET in the tables fixed it", id=number,
        notes=tuple(notes),
    )  # fmt: skip


def _fix(catalog: Catalog, channel: str, cve: Cve) -> CveFix:
    """How one channel fixed it; the day is that of the release which brought the fix."""
    wanted = {cve.fixed, *cve.fixed_sdks}
    days = [
        release.day
        for release in catalog.releases(channel)
        if wanted & {release.version, release.runtime, *release.sdks}
    ]
    return CveFix(channel, cve.fixed, cve.fixed_sdks, min(days, default=None), cve.components)


def _images(catalog: Catalog, found: list[tuple[str, Cve]]) -> Iterator[AffectedImages]:
    """The repositories whose images hold what it affects, with the patches that have it."""
    for name, traits in catalog.traits["repositories"].items():
        holds = traits.get("holds")
        if not holds or catalog.repositories[name].product != ".NET":
            continue
        for channel, cve in found:
            linux, windows = holds["all"], (*holds["all"], *holds.get("windows", ()))
            if not _affects(cve, windows) or channel not in catalog.channels_of(traits["path"]):
                continue
            only = "" if _affects(cve, linux) and not _windows_alone(cve) else "windows"
            versions_with_fix = _fixed_in(catalog, name, channel, cve)
            yield AffectedImages(traits["path"], channel, versions_with_fix, only)


def _affects(cve: Cve, components: tuple[Component, ...] | list[Component]) -> bool:
    return bool({*cve.components} & {*components})


def _windows_alone(cve: Cve) -> bool:
    return bool(cve.platforms) and "linux" not in cve.platforms


def _fixed_in(catalog: Catalog, name: str, channel: str, cve: Cve) -> tuple[str, ...]:
    """The versions from which on images of a repository have the fix."""
    if catalog.repositories[name].purpose != "build":
        return (cve.fixed,)
    came = (one.sdks for one in catalog.releases(channel) if one.runtime == cve.fixed)
    sdks = cve.fixed_sdks or {sdk for found in came for sdk in found}
    return tuple(sorted(sdks, key=versions.order)) or (cve.fixed,)


def _notes(catalog: Catalog, components: tuple[Component, ...]) -> tuple[str, ...]:
    if components == ("packages",):
        return (
            "it is only in NuGet packages, which no image has: check the references of your app",
        )
    traits = catalog.traits["repositories"].items()
    silent = [name for name, one in traits if "holds" not in one and one.get("own_versions")]
    return (
        "all earlier patches of a channel are taken as affected: no source says where it began",
        f"to see which .NET is in {', '.join(silent)}, explain the image",
    )
