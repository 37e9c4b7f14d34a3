"""What only some questions read of the tables: digests, releases, ends. Days are ISO dates in UTC.

They stand apart from `catalog.model`, as `pick` needs none of them.
"""

from collections.abc import Mapping
from typing import Literal

from dotimg.catalog.model import Component, SupportStatus
from dotimg.named_tuples import NamedTuple

DigestKind = Literal["index", "platform"]
LifecycleStatus = Literal[SupportStatus, "dropped"]


class Platform(NamedTuple):
    """One platform of an image; `size` is compressed bytes, None if unknown."""

    os: str
    architecture: str
    release: str
    digest: str | None
    size: int | None
    created: str | None


class Digest(NamedTuple):
    """One digest that a repository ever listed, with the columns of `digests.jsonl`.

    `digest` is `sha256:` and 64 hex digits; `kind` is `index` (of one platform or several) or
    `platform`; `tags` are all tags it ever had, sorted; `version` is the product version that the
    publisher states, empty if unknown; `release` is the operating-system release, empty for an
    index of several; `architecture` is empty for an index; `variants` are words as in `Tag`.

    `created` is a time in UTC (`2026-08-10T16:57:08Z`), None if unknown; `last_seen` and `retired`
    are None while the digest is listed; `size` is compressed bytes, None if unknown and for an
    index; `children` are the digests of an index's platforms in the same repository.

    `base` is the image that it is built on if its repository does not say what it contains:
    repository and version (`aspnet:8.0.30`), empty if unknown.
    """

    digest: str
    repository: str
    kind: DigestKind
    tags: tuple[str, ...]
    version: str
    release: str
    architecture: str
    variants: str
    created: str | None
    first_seen: str
    last_seen: str | None
    retired: str | None
    size: int | None
    children: tuple[str, ...]
    base: str = ""


class Release(NamedTuple):
    """One release of a channel; `cves` is None if not known yet."""

    version: str
    day: str
    runtime: str
    sdks: tuple[str, ...]
    cves: tuple[str, ...] | None

    @property
    def sdk_only(self) -> bool:
        """Whether it brought an SDK without a runtime of its own."""
        return self.version in self.sdks and self.version != self.runtime


class Cve(NamedTuple):
    """The fix of a CVE in one channel, see `data/README.md`.

    `components` are the affected components of .NET, `packages` for something that no image
    contains; `platforms` are `linux`, `windows` and `macos`, empty for all; `fixed` is the runtime
    version with the fix; `fixed_sdks` are the SDKs, one per feature band, if only the SDK is
    affected.
    """

    id: str
    title: str
    kind: str
    components: tuple[Component, ...]
    platforms: tuple[str, ...]
    fixed: str
    fixed_sdks: tuple[str, ...]


class Lifecycle(NamedTuple):
    """The support window of a channel or an operating-system release.

    `group` is the product or the family; `kind` is `lts`, `sts`, `linux`, `windows` or empty;
    `status` is `supported`, `ends-soon`, `ended`, `preview` or `unknown`, or `dropped` for a system
    for which the publisher stopped making images before its end: then `end` is that day. `listed`
    says whether images of it were listed on the day; `expected_drop` is as in `System`.
    """

    group: str
    name: str
    title: str
    kind: str
    start: str | None
    end: str | None
    status: LifecycleStatus
    listed: bool
    expected_drop: str | None = None


Contents = dict[str, tuple[str | None, tuple[Platform, ...]]]  # by tag: digest, platforms


class PackageTable(NamedTuple):
    """Packages by lower-case name, and whether they reference ASP.NET Core.

    `as_of` is the day of this data.
    """

    as_of: str
    brings: Mapping[str, bool]
