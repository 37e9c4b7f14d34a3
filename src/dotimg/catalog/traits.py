"""The shape of `data/traits.yaml`, where each field is explained; compiled into `catalog.json`."""

from typing import NotRequired, TypedDict

from dotimg.catalog.model import AppKind, Component, Purpose


class HeldTraits(TypedDict):
    """Which components of .NET the images of one repository hold, and those on Windows too."""

    all: list[Component]
    windows: NotRequired[list[Component]]


class RepositoryTraits(TypedDict):
    """What one repository is for, and where it lived before."""

    title: str
    path: str
    purpose: NotRequired[Purpose]
    framework: NotRequired[bool]
    own_versions: NotRequired[bool]
    follows_dotnet: NotRequired[bool]
    former: NotRequired[list[str]]
    holds: NotRequired[HeldTraits]


class PrefixTraits(TypedDict):
    """How the releases are called whose names begin with one prefix."""

    title: str
    names: NotRequired[list[str]]


class FamilyTraits(TypedDict):
    """An operating-system family and how its releases are named."""

    title: str
    type: str
    product: NotRequired[str]
    names: NotRequired[list[str]]
    prefixes: NotRequired[dict[str, PrefixTraits]]
    cycles: NotRequired[dict[str, str]]
    ends: NotRequired[dict[str, str]]
    free_extension: NotRequired[bool]
    dropped_months_after_next: NotRequired[int]


class IcuTraits(TypedDict):
    """The images that come without ICU."""

    families: list[str]
    variants: list[str]


class AotTraits(TypedDict):
    """Since which channels native AOT exists."""

    since: str
    sdk_image_since: str


class HostTraits(TypedDict):
    """One build of Windows and the releases of images that have it."""

    build: int
    title: str
    releases: list[str]


class RunnerTraits(TypedDict):
    """The labels of machines of CI services on a day, with their builds of Windows."""

    as_of: str
    builds: dict[str, int]
    moving: list[str]


class WindowsTraits(TypedDict):
    """The hosts of Windows containers, and since which build they run those of earlier ones."""

    compatible_since: int
    builds: list[HostTraits]
    runners: NotRequired[RunnerTraits]


class FamilyContent(TypedDict):
    """What holds on the systems of one family alone."""

    marks: list[str]
    packages: dict[str, dict[str, str]]


class PublisherTraits(TypedDict):
    """Images of another publisher: what they are, and what may take their place."""

    title: str
    holds: NotRequired[dict[str, str]]
    runs_apps: NotRequired[bool]
    silent: NotRequired[bool]
    note: NotRequired[str]
    offer: NotRequired[str]
    left: NotRequired[str]
    only: NotRequired[str]
    to: NotRequired[str]
    tags: NotRequired[dict[str, list[str]]]
    mind: NotRequired[dict[str, str]]


class Traits(TypedDict):
    """All that is written by hand."""

    repositories: dict[str, RepositoryTraits]
    unnamed_kind: dict[str, dict[str, str]]
    apps: dict[AppKind, str]
    families: dict[str, FamilyTraits]
    renamed_releases: dict[str, str]
    without_icu: IcuTraits
    native_aot: AotTraits
    nightly: dict[str, str]
    removed: dict[str, str]
    lost_tools: dict[str, list[str]]
    windows_hosts: WindowsTraits
    family_content: NotRequired[dict[str, FamilyContent]]
    users: NotRequired[dict[str, dict[str, str]]]
    publishers: dict[str, PublisherTraits]
