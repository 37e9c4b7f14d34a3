"""What only some questions read of the tables: digests, releases, ends. Days are ISO dates in UTC.

They stand apart from `catalog.model`, as `pick` needs none of them.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from dotimg.catalog.model import Component, SupportStatus

DigestKind = Literal["index", "platform"]
LifecycleStatus = Literal[SupportStatus, "dropped"]


class Platform(NamedTuple):
    """One platform of an image; `size` is compressed bytes, None where unknown."""

    os: str
    architecture: str
    release: str
    digest: str | None
    size: int | None
    created: str | None


class Digest(NamedTuple):
    """One digest that a repository ever listed, as `digests.jsonl` tells it.

    `digest` is `sha256:` and 64 hex digits; `kind` is `index` (of one platform or several) or
    `platform`; `tags` are all it ever carried, sorted; `version` is the product version as the
    publisher states it, empty where unknown; `release` is the operating-system release, empty for
    an index of several; `architecture` is empty for an index; `variants` are words as in `Tag`.

    `created` is a time in UTC (`2026-08-10T16:57:08Z`), None where unknown; `last_seen` and
    `retired` are None while the digest is listed; `size` is compressed bytes, None where unknown
    and for an index; `children` are the digests of an index's platforms in the same repository.

    `base` is what it is built on where its repository does not tell what is in it: repository and
    version (`aspnet:8.0.30`), empty where that is not known.
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
    """One release of a channel; `cves` is None where not known yet."""

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
    """A CVE as one channel fixed it, see `data/README.md`.

    `components` are those of .NET that it affects there, `packages` for what no image holds;
    `platforms` are `linux`, `windows` and `macos`, empty for all; `fixed` is the version of the
    runtime that came with the fix, `fixed_sdks` are the SDKs, one of each feature band, where the
    SDK alone is affected.
    """

    id: str
    title: str
    kind: str
    components: tuple[Component, ...]
    platforms: tuple[str, ...]
    fixed: str
    fixed_sdks: tuple[str, ...]


class Lifecycle(NamedTuple):
    """From when until when a channel or an operating-system release is supported.

    `group` is the product or the family; `kind` is `lts`, `sts`, `linux`, `windows` or empty;
    `status` is `supported`, `ends-soon`, `ended`, `preview` or `unknown`, or `dropped` for a system
    of which the publisher stopped to make images before its end: then `end` is that day. `listed`
    tells that images of it were listed on the day; `expected_drop` is as in `System`.
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


class PackageTable(NamedTuple):
    """Packages by their names in lower case, and whether they bring ASP.NET Core along.

    `as_of` is the day on which that was found out.
    """

    as_of: str
    brings: Mapping[str, bool]
