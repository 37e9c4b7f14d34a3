"""CVEs by channel: from `cves.jsonl`, updated from the publisher's `cve.json`."""

import os
import re
from collections.abc import Iterable, Mapping
from typing import get_args

from dotimg.catalog.details import Cve, Release
from dotimg.catalog.model import Component
from dotimg.errors import InputError
from dotimg.feeds.rows import FeedRow, json_lines
from dotimg.names import sdk_versions, versions

FILE = "cves.jsonl"
COMPONENTS: tuple[Component, ...] = get_args(Component)

_PLATFORMS = ("linux", "windows", "macos")
_NUMBER = re.compile(r"CVE-\d{4}-\d{4,9}", re.ASCII)
_OF_THE_SDK = {"sdk", "packages"}

Cves = dict[str, dict[str, Cve]]  # by channel and number
Releases = Mapping[str, list[Release]]


def in_folder(folder: str) -> tuple[FeedRow, ...]:
    """The rows of `cves.jsonl`, none where the folder has no such file.

    Raises:
        InputError: It cannot be read.
    """
    return tuple(json_lines(folder, FILE)) if os.path.exists(os.path.join(folder, FILE)) else ()


def read(rows: Iterable[FeedRow], releases: Releases) -> Cves:
    """What the rows tell of each channel.

    Raises:
        InputError: One is damaged, is set twice, or contradicts itself or the releases.
    """
    found: Cves = {}
    for row in rows:
        for channel, cve in _by_channel(row, releases).items():
            if cve.id in found.setdefault(channel, {}):
                row.refuse(f"{cve.id} is listed twice")
            found[channel][cve.id] = cve
    return _sorted(found)


def read_disclosed(rows: Iterable[FeedRow], releases: Releases) -> Cves:
    """The same of the publisher's own rows, those left out that cannot be understood.

    A product or a version that is not known yet leaves its CVE unknown, as if it were not there.
    """
    found: Cves = {}
    for row in rows:
        try:
            told = read([_with_runtimes(row, releases)], releases)
        except InputError:
            continue
        for channel, cves in told.items():
            found.setdefault(channel, {}).update(cves)
    return found


def _with_runtimes(row: FeedRow, releases: Releases) -> FeedRow:
    """A row with the runtimes that came with the SDKs, where it names SDKs alone."""
    if row.row("fixed").fields:
        return row
    sdks = row.row("fixed_sdk")
    fixed = {
        channel: one.runtime
        for channel in sdks.fields
        for one in releases.get(channel, ())  # the newest first, so that the oldest remains
        if one.runtime and {*one.sdks} & {*map(versions.short, sdks.versions(channel))}
    }
    return FeedRow(row.path, row.where, {**row.fields, "fixed": fixed})


def joined(earlier: Cves, later: Cves) -> Cves:
    """Both, the later ones where both tell of a CVE in one channel."""
    return _sorted(
        {
            channel: {**earlier.get(channel, {}), **later.get(channel, {})}
            for channel in earlier.keys() | later.keys()
        }
    )


def unknown(found: Cves, releases: Releases) -> tuple[str, ...]:
    """The CVEs that a release lists and of which is not known what they affect there, sorted."""
    return tuple(
        sorted(
            {
                cve
                for channel, listed in releases.items()
                for release in listed
                for cve in release.cves or ()
                if cve not in found.get(channel, {})
            }
        )
    )


def _sorted(found: Cves) -> Cves:
    """The newest channel first, those without a CVE left out."""
    return {
        channel: dict(sorted(found[channel].items()))
        for channel in sorted(found, key=versions.age, reverse=True)
        if found[channel]
    }


def _by_channel(row: FeedRow, releases: Releases) -> dict[str, Cve]:
    """The CVE of a row as each channel fixed it."""
    number = row.text("id").strip()
    if not _NUMBER.fullmatch(number):
        row.misfit("id", "a number such as CVE-2025-55315", number)
    everywhere = _components(row, "components")
    elsewhere = row.row("components_by_channel") if row.has("components_by_channel") else None
    fixed, sdks = row.row("fixed"), row.row("fixed_sdk") if row.has("fixed_sdk") else None
    if not fixed.fields:
        fixed.refuse("names no channel")
    for inner in filter(None, (elsewhere, sdks)):
        if stray := sorted(inner.fields.keys() - fixed.fields.keys()):
            inner.refuse(f"fixed has no channel {stray[0]}")
    if sdks and not set(everywhere) <= _OF_THE_SDK:
        sdks.refuse(f"{', '.join(everywhere)} is more than the SDK")
    platforms = _platforms(row)
    return {
        channel: Cve(
            id=number,
            title=row.text("title").strip(),
            kind=row.word("kind"),
            components=_components(elsewhere, channel)
            if elsewhere and channel in elsewhere.fields
            else everywhere,
            platforms=platforms,
            fixed=_fixed(fixed, channel, releases),
            fixed_sdks=_fixed_sdks(sdks, channel, releases) if sdks else (),
        )
        for channel in fixed.fields
    }


def _components(row: FeedRow, name: str) -> tuple[Component, ...]:
    """The components of a list, each once and in their usual order."""
    named = row.texts(name) or row.refuse(f"{name} is empty or missing")
    for value in named:
        if value not in COMPONENTS:
            row.misfit_item(name, f"components ({', '.join(COMPONENTS)})", value)
    return tuple(one for one in COMPONENTS if one in named)


def _platforms(row: FeedRow) -> tuple[str, ...]:
    if row.fields.get("platforms") == "all":
        return ()
    named = row.texts("platforms") or row.refuse("platforms is empty or missing")
    for value in named:
        if value not in _PLATFORMS:
            row.misfit_item("platforms", f"platforms ({', '.join(_PLATFORMS)})", value)
    return tuple(one for one in _PLATFORMS if one in named)


def _fixed(row: FeedRow, channel: str, releases: Releases) -> str:
    """The version of the runtime that fixed it in a channel, which must have that release."""
    version = versions.short(row.version(channel))
    if version not in {release.runtime for release in releases.get(channel, ())}:
        row.refuse(f"{channel} has no release {version}")
    return version


def _fixed_sdks(row: FeedRow, channel: str, releases: Releases) -> tuple[str, ...]:
    """The SDKs that fixed it in a channel, which must have them, one of each feature band."""
    named = row.versions(channel) or row.refuse(f"{channel} is empty or missing")
    found = tuple(map(versions.short, named))
    known = {sdk for release in releases[channel] for sdk in release.sdks}
    for version in found:
        if version not in known:
            row.refuse(f"{channel} has no SDK {version}")
    if len(set(map(sdk_versions.feature_band, found))) < len(found):
        row.refuse(f"{channel} has several SDKs of one feature band")
    return found
