"""Which CVEs the patches since an image fixed, of the components that the image holds.

A component that a CVE affects counts where the image holds it on one of its own systems. What the
repositories hold is in `data/traits.yaml`.
"""

from collections.abc import Iterator

from dotimg.catalog.details import Cve, Release
from dotimg.catalog.model import Component
from dotimg.catalog.remembering import remembered
from dotimg.catalog.tables import Catalog
from dotimg.explain.model import FixedCve, Fixes
from dotimg.explain.records import Records
from dotimg.explain.release_notes import Held, ReleaseNotes
from dotimg.explain.subject import Subject
from dotimg.names import versions
from dotimg.names.sdk_versions import feature_band, is_newer

CARRIED = "your app carries the runtime: publish it again"
NO_VERSION = "its .NET version is not known, nor which CVEs were fixed since"

Components = dict[str, tuple[Component, ...]]  # by kind of system


def fixes_since(records: Records, subject: Subject, base: str = "") -> Fixes:
    """The CVEs that were fixed since in what an image holds, up to the day of the records.

    Args:
        records: The tables on a day.
        subject: The image.
        base: What it is built on, as `Digest.base` tells it.
    """
    if base:
        return fixes_since(records, _built_on(records, subject, base))
    kinds = tuple(sorted(subject.system_types))
    components = _components(records.catalog, subject.repository.name, kinds)
    if components is None:
        known = subject.repository.product == ".NET Framework"
        return Fixes() if known else Fixes(counted=False, uncounted=NO_VERSION)
    if not any(components.values()):
        return Fixes(counted=False, uncounted=CARRIED)
    notes = records.release_notes
    held = notes.held(subject)
    if not held:
        return Fixes(counted=False, uncounted=NO_VERSION)
    key = subject.channel, subject.repository.name, tuple(components), held
    if key not in notes.fixes:
        notes.fixes[key] = _fixes(notes, subject, components, held)
    return notes.fixes[key]


def _fixes(notes: ReleaseNotes, subject: Subject, components: Components, held: Held) -> Fixes:
    out = notes.out(subject.channel)
    band = feature_band(held.sdk)
    key = subject.channel, subject.repository.name, tuple(components)
    if key not in notes.affecting:
        cves = notes.cves(subject.channel).values()
        told = [(cve, _affected(cve, components)) for cve in cves]
        notes.affecting[key] = [(cve, affected) for cve, affected in told if affected]
    found = []
    for cve, affected in notes.affecting[key]:
        fixed_in = _fixed_in(cve, held, band)
        if fixed_in in out:
            found.append(FixedCve(cve.id, cve.title, cve.kind, affected, fixed_in))
    unknown = _unknown(notes.patches(subject) or (), notes.cves(subject.channel))
    return Fixes(tuple(found), uncounted=unknown)


def _built_on(records: Records, subject: Subject, base: str) -> Subject:
    """An image as the one that it is built on, on its own systems."""
    name, _, version = base.partition(":")
    return subject._replace(
        channel=versions.channel(version),
        repository=records.catalog.repositories[name],
        tag=subject.tag._replace(version=version),
    )


@remembered
def _components(catalog: Catalog, repository: str, kinds: tuple[str, ...]) -> Components | None:
    """What an image holds on each kind of system that it offers; None where that is not known."""
    holds = catalog.traits["repositories"][repository].get("holds")
    if holds is None:
        return None
    more = {"windows": holds.get("windows", [])}
    return {one: (*holds["all"], *more.get(one, ())) for one in kinds}


def _affected(cve: Cve, held: Components) -> tuple[Component, ...]:
    """The components of a CVE that are held on a system where it is one."""
    there = {
        component
        for system, components in held.items()
        if not cve.platforms or system in cve.platforms
        for component in components
    }
    return tuple(component for component in cve.components if component in there)


def _fixed_in(cve: Cve, held: Held, band: str) -> str:
    """The version that brought the fix, empty where the image has it already.

    SDKs are compared within their feature band; in one that got no fix the runtime tells whether
    an SDK is older than it.
    """
    fixed, version = cve.fixed, held.runtime
    if band and cve.fixed_sdks:
        own = next((one for one in cve.fixed_sdks if feature_band(one) == band), "")
        fixed, version = (own, held.sdk) if own else (fixed, version)
    return fixed if is_newer(fixed, version) else ""


def _unknown(patches: tuple[Release, ...], cves: dict[str, Cve]) -> str:
    """Which patches have CVEs that nobody told yet, and which CVEs nobody told what they affect."""
    return "; ".join(_not_known(patches, cves))


def _not_known(patches: tuple[Release, ...], cves: dict[str, Cve]) -> Iterator[str]:
    if unlisted := [patch.version for patch in patches if patch.cves is None]:
        yield f"those of {', '.join(unlisted)} not known yet"
    if unplaced := {cve for patch in patches for cve in patch.cves or ()} - cves.keys():
        yield f"what {', '.join(sorted(unplaced))} affects is not known yet"
