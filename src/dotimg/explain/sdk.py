"""The two numbers of an SDK image: its own, and that of the runtime in it."""

from typing import NamedTuple

from dotimg.explain.records import Records, Subject
from dotimg.names.versions import without_rebuild


class SdkNumbers(NamedTuple):
    """Versions as release notes have them, each empty where it is not known."""

    sdk: str = ""
    runtime: str = ""


def numbers(records: Records, subject: Subject) -> SdkNumbers:
    """The numbers of an image; none of one that is no SDK of .NET.

    Docker Hub's repository of all kinds named the runtime first, and the SDK behind it or not at
    all: `1.0.5-sdk`, `2.0.6-sdk-2.1.101`.
    """
    if subject.repository.name != "sdk":
        return SdkNumbers()
    version = without_rebuild(subject.tag.version)
    releases = records.releases(subject.channel)
    brought = [place for place, release in enumerate(releases) if version in release.sdks]
    if (subject.tag.kind or not brought) and any(one.runtime == version for one in releases):
        return SdkNumbers(subject.name.second, version)
    # An SDK that came alone holds the runtime of the release before.
    held = {next((one.runtime for one in releases[at:] if one.runtime), "") for at in brought}
    return SdkNumbers(version, held.pop() if len(held) == 1 else "")
