"""The tables, loaded in sections, so that a question reads only what it needs.

A catalog is a folder with `catalog.json` and the tables it names; `data/README.md` describes them.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any

from dotimg.catalog.model import Channel, Repository, System, Tag, offered
from dotimg.catalog.remembering import remembered
from dotimg.catalog.rows import holdings, repository_of_traits
from dotimg.catalog.table_files import GARBLED, TableFiles

if TYPE_CHECKING:
    from dotimg.catalog.details import Contents, Cve, Digest, PackageTable, Platform, Release
    from dotimg.catalog.digests import DigestTables
    from dotimg.catalog.publishers import ImageFamily, Publishers
    from dotimg.catalog.traits import Traits
    from dotimg.names.tags import TagName


ELSEWHERE = "_DOTIMG_TABLES"
ADVICE = "reinstall dotimg, or use another folder with --catalog"

_HEAD_BYTES = 100
_OPENING = Lock()
_TABLES = {
    *("tags.jsonl", "images.jsonl", "digests.jsonl", "layers.bin"),
    *("releases.json", "cves.json", "publishers.json"),
}
_PACKAGES = "packages.json"
_DISTROS = "distros.json"
_FRAMEWORK = ("3.5", "4.")  # no version of .NET begins so
_TRAITS = {
    *("repositories", "removed", "lost_tools", "apps"),
    *("families", "renamed_releases", "without_icu", "native_aot", "publishers"),
}


class Catalog:
    """The tables of one folder, which threads may share.

    Args:
        folder: The folder; the tables of this installation where it is None.
        advice: What to do about a folder that cannot be used.

    Attributes:
        memory: What functions found in it, see `remembering`.

    Raises:
        CatalogError: The folder is missing, damaged, of another program or of a newer dotimg.
    """

    def __init__(self, folder: str | None = None, advice: str = ADVICE) -> None:
        self.folder = folder or bundled_folder()
        self.memory: dict[object, dict[object, object]] = {}
        self._files = TableFiles(self.folder, advice)
        self._opened_digests: DigestTables | None = None
        self._opened_publishers: Publishers | None = None
        self._read_tags: dict[tuple[int, int], list[Tag]] = {}
        self._read_contents: dict[tuple[str, str], Contents] = {}
        index = self._files.index()
        with self._files.reading("catalog.json"):
            self.as_of: str = index["as_of"][:10]
            self.traits: Traits = index["traits"]
            self.repositories = {
                name: repository_of_traits(name, row)
                for name, row in self.traits["repositories"].items()
            }
            self.channels = tuple(Channel(*row) for row in index["channels"])
            self.framework = tuple(Channel(*row) for row in index["framework"])
            self._by_name = {one.name: one for one in (*self.framework, *self.channels)}
            self.systems = {name: System._make(row) for name, row in index["systems"].items()}
            if not (self.as_of[4] == "-" and self.channels and self.traits.keys() >= _TRAITS):
                raise ValueError("its day, its channels or its traits")
            if not holdings(self.traits):
                raise self._files.damaged(
                    "it was made by an older dotimg, without the contents of images"
                )
            self._tag_sections: dict[str, dict[str, list[int]]] = index["sections"]["tags"]
            self._image_sections: dict[str, dict[str, list[int]]] = index["sections"]["images"]
            self._digest_sections: dict[str, dict[str, list[int]]] = index["sections"]["digests"]
            self._tables: dict[str, dict[str, Any]] = index["tables"]
            if missing := sorted(_TABLES - self._tables.keys()):
                raise self._files.damaged(f"it was made by an older dotimg, without {missing[0]}")
            self._files.expect(self._tables)

    def verify(self, *, rows: bool = True) -> None:
        """Compare every table with its hash and read every row, as no single question does.

        Args:
            rows: Whether to read them: whoever made the tables may have made mistakes.

        Raises:
            CatalogError: Something is damaged: its checksum does not match.
        """
        self._files.verify()
        if not rows:
            return
        for _ in self.all_tags():
            pass
        for _ in self.all_digests():
            pass
        with self._files.reading("publishers.json"):
            self._publishers().verify()

    def channel(self, name: str) -> Channel | None:
        """A channel of .NET or version of .NET Framework by its name."""
        return self._by_name.get(name)

    @property
    def newest_channel(self) -> Channel:
        """The newest channel of .NET that the tables know as released."""
        return next(one for one in self.channels if one.released)

    def paths(self) -> tuple[str, ...]:
        """The paths of all repositories that ever held an image, with their registry."""
        return tuple(self._tag_sections)

    def channels_of(self, repository: str) -> tuple[str, ...]:
        """The names of the channels that a repository ever had images of; may hold an empty one."""
        return tuple(self._tag_sections.get(repository, ()))

    def repository(self, path: str, kind: str = "") -> Repository:
        """What is, or was, published under a path; of one kind where it held several.

        Raises:
            LookupError: None of .NET was.
        """
        there = self.repositories_at(path)
        return next((one for one in there if one.name == kind), there[0])

    @remembered
    def repositories_at(self, path: str) -> tuple[Repository, ...]:
        """All that is, or was, published under a path."""
        return tuple(one for one in self.repositories.values() if path in one.paths)

    def meant(self, path: str, name: "TagName") -> Repository:
        """What a tag would be an image of that a path never had."""
        there = self.repositories_at(path)
        of_kind = [one for one in there if one.name.rpartition("/")[2] == name.kind] or there
        framework = name.version.startswith(_FRAMEWORK) or "servercore" in name.system
        product = ".NET Framework" if framework else ".NET"
        return next((one for one in of_kind if one.product == product), of_kind[0])

    def removal(self, path: str, today: str) -> str:
        """That nothing can be pulled from a path on a day, in words; empty where that is not so."""
        day = self.traits["removed"].get(path)
        return f"nothing can be pulled from {path} since {day}" if day and day <= today else ""

    def listed(self, repository: str, channel: str) -> list[Tag]:
        """The listed tags of one channel in one repository, the newest version first."""
        start, middle, _ = self._section(repository, channel)
        return self._tags(start, middle)

    def retired(self, repository: str, channel: str) -> list[Tag]:
        """The tags that are not listed any more, the newest version first."""
        _, middle, end = self._section(repository, channel)
        return self._tags(middle, end)

    def tags_with(self, repository: str, channel: str, text: bytes) -> list[Tag]:
        """The tags of one channel in one repository whose rows hold a text, listed ones first."""
        start, _, end = self._section(repository, channel)
        rows = self._files.rows("tags.jsonl", start, end, text)
        with self._files.reading("tags.jsonl"):
            return list(map(Tag._make, rows))

    def lists(self, repository: str, channel: str) -> bool:
        """Whether some tags of one channel in one repository are listed."""
        start, middle, _ = self._section(repository, channel)
        return start < middle

    def all_tags(self) -> Iterator[tuple[str, str, Tag]]:
        """Repository, channel and tag of every tag ever published."""
        for repository, sections in self._tag_sections.items():
            for channel, (start, _, end) in sections.items():
                for tag in self._tags(start, end):
                    yield repository, channel, tag

    def contents(self, repository: str, channel: str) -> "Contents":
        """For each listed tag of one channel in one repository its digest and its platforms."""
        key = repository, channel
        if key not in self._read_contents:
            self._read_contents[key] = self._contents(*key)
        return self._read_contents[key]

    def digests(self, word: str) -> "tuple[Digest, ...]":
        """All digests that begin so, in their order; one can stand in several repositories.

        Args:
            word: At least 12 hex digits, `sha256:` before them or not.

        Raises:
            UsageError: The word is not a digest, or too short for one.
        """
        from dotimg.catalog.digests import prefix_of

        prefix = prefix_of(word)
        with self._reading_digests() as tables:
            return tables.beginning(prefix)

    def digest_history(self, repository: str, channel: str, tag: str) -> "tuple[Digest, ...]":
        """All digests that ever carried a tag, the newest first; none before 2020-03-10.

        Their days are those of the digest, which may have carried the tag for a part of them only.

        Args:
            repository: The path, with its registry.
            channel: The channel whose rows the tag stands with; may be empty.
            tag: The tag.
        """
        with self._reading_digests() as tables:
            return tables.of_tag(repository, channel, tag)

    def last_digest(self, repository: str, channel: str, tag: str) -> "Digest | None":
        """The newest of these digests, which takes less; None where none is known."""
        with self._reading_digests() as tables:
            return tables.last_of_tag(repository, channel, tag)

    def children(self, index: "Digest") -> "tuple[Digest, ...]":
        """The digests of the platforms of an index that this catalog gave."""
        with self._reading_digests() as tables:
            return tables.children(index)

    def built_on(self, layers: Sequence[str]) -> "tuple[int, tuple[Digest, ...]]":
        """The images that some layers begin with, and how many of the layers are theirs.

        Of several images, one upon the other, it is the uppermost; several are given where they
        have the same layers. Layers that nothing begins with give 0 and none.

        Args:
            layers: Digests of compressed layers as in a manifest, the lowest first.
        """
        from dotimg.catalog.layers import growing

        found = 0, b""
        with self._reading_digests() as tables:
            for count, mark in growing(layers):
                if mark in tables.numbers_by_mark:
                    found = count, mark
            return found[0], tables.of_mark(found[1])

    def knows_layers(self, digest: str) -> bool:
        """Whether `built_on` could find the image of a whole digest of one platform."""
        with self._reading_digests() as tables:
            return bool(tables.mark_of(digest))

    def has_same_layers(self, one: str, other: str) -> bool | None:
        """Whether the images of two whole digests have the same layers; None if that is unknown."""
        with self._reading_digests() as tables:
            marks = tables.mark_of(one), tables.mark_of(other)
        return marks[0] == marks[1] if all(marks) else None

    def layer_marks(self) -> list[bytes]:
        """The mark of every digest, in the order of `all_digests`."""
        with self._reading_digests() as tables:
            return tables.layer_marks()

    def all_digests(self) -> "Iterator[Digest]":
        """Every digest ever published."""
        with self._reading_digests() as tables:
            yield from tables.all()

    def platforms(self, tag: Tag) -> "tuple[Platform, ...]":
        """The platforms of a tag as far as its own row tells: without digests and sizes."""
        return _platforms(self, tag.platforms)

    def releases(self, channel: str) -> "list[Release]":
        """The releases of a channel, the newest first; empty for .NET Framework."""
        from dotimg.catalog.details import Release

        with self._files.reading("releases.json"):
            rows = self._files.json("releases.json").get(channel, ())
            return [
                Release(version, day, runtime, tuple(sdks), None if cves is None else tuple(cves))
                for version, day, runtime, sdks, cves in rows
            ]

    def cves(self, channel: str) -> "list[Cve]":
        """The CVEs that a channel of .NET fixed and of which is known what they affect."""
        from dotimg.catalog.rows import cve_of_row

        with self._files.reading("cves.json"):
            found = self._files.json("cves.json").get(channel, ())
            return [cve_of_row(row) for row in found]

    def packages(self) -> "PackageTable":
        """The NuGet packages of which is known whether they bring ASP.NET Core along."""
        from dotimg.catalog.details import PackageTable

        document = self.package_document()
        with self._files.reading(_PACKAGES):
            rows = document.get("packages", {}).items()
            brings = {name.lower(): bool(brought) for name, (_, brought) in rows}
            return PackageTable(document.get("as_of", ""), brings)

    def package_document(self) -> dict[str, Any]:
        """The table of packages with how it was made; empty in one of an older dotimg."""
        return self._files.json(_PACKAGES) if _PACKAGES in self._tables else {}

    def dependencies(self) -> dict[str, dict[str, list[str]]]:
        """For releases of systems (`ubuntu24.04`) what .NET's dependencies are called there."""
        return self._files.json(_DISTROS) if _DISTROS in self._tables else {}

    def image_family(self, path: str) -> "ImageFamily | None":
        """The family of images of another publisher that a repository holds, None for none."""
        with self._files.reading("publishers.json"):
            return self._publishers().family(path)

    def publisher_names(self) -> tuple[str, ...]:
        """Repositories and, where they are many, patterns of the images of other publishers."""
        with self._files.reading("publishers.json"):
            return self._publishers().names()

    def publisher_table(self) -> dict[str, Any]:
        """What `publishers.json` holds, for a newer catalog to take over."""
        return self._files.json("publishers.json")

    def release_of_sdk(self, version: str) -> "tuple[str, Release] | None":
        """The channel and the release that brought an SDK."""
        for channel in self.channels:
            for release in self.releases(channel.name):
                if version in release.sdks:
                    return channel.name, release
        return None

    def _publishers(self) -> "Publishers":
        if self._opened_publishers is None:
            from dotimg.catalog.publishers import Publishers

            channels = {channel.name for channel in self.channels}
            table = self.publisher_table()
            self._opened_publishers = Publishers(table, self.traits["publishers"], channels)
        return self._opened_publishers

    @contextmanager
    def _reading_digests(self) -> "Iterator[DigestTables]":
        from dotimg.catalog.digests import DigestTables

        try:
            with _OPENING:  # of two tables, one would not know what the other has given
                if self._opened_digests is None:
                    sums = {name: table["crc32"] for name, table in self._tables.items()}
                    self._opened_digests = DigestTables(self.folder, self._digest_sections, sums)
            yield self._opened_digests
        except (OSError, EOFError, *GARBLED) as error:
            raise self._files.damaged(
                f"its digests are garbled or cannot be read: {error}"
            ) from error

    def _contents(self, repository: str, channel: str) -> "Contents":
        from dotimg.catalog.details import Platform

        found: Contents = {}
        with self._files.reading("images.jsonl"):
            start, end = self._image_sections.get(repository, {}).get(channel, (0, 0))
            for digest, _, names, parts in self._files.rows("images.jsonl", start, end):
                offered = tuple(Platform(*part[:-1]) for part in parts)
                found.update((name, (digest, offered)) for name in names)
                for platform, part in zip(offered, parts, strict=True):
                    found.update((name, (platform.digest, (platform,))) for name in part[-1])
        return found

    def _section(self, repository: str, channel: str) -> tuple[int, int, int]:
        with self._files.reading("catalog.json"):
            start, middle, end = self._tag_sections.get(repository, {}).get(channel, (0, 0, 0))
        return start, middle, end

    def _tags(self, start: int, end: int) -> list[Tag]:
        if (start, end) not in self._read_tags:
            rows = self._files.rows("tags.jsonl", start, end)
            with self._files.reading("tags.jsonl"):
                self._read_tags[start, end] = list(map(Tag._make, rows))
        return self._read_tags[start, end]


@remembered  # many tags have the same
def _platforms(catalog: Catalog, text: str) -> "tuple[Platform, ...]":
    from dotimg.catalog.details import Platform

    return tuple(
        Platform(catalog.systems[release].type, architecture, release, None, None, None)
        for release, own in offered(text).items()
        for architecture in own
    )


def bundled_folder() -> str:
    """The tables of this installation: inside the package, or beside `src` in a checkout.

    The variable `_DOTIMG_TABLES` names another folder to take for that, as our tests do.
    """
    if elsewhere := os.environ.get(ELSEWHERE):
        return elsewhere
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    inside = os.path.join(package, "data")
    if os.path.isdir(inside):
        return inside
    return os.path.join(os.path.dirname(os.path.dirname(package)), "data")


def day_of(folder: str) -> str:
    """The day of the catalog in a folder, from the first bytes of its index; empty if damaged."""
    try:
        with open(os.path.join(folder, "catalog.json"), "rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError:
        return ""
    return head.partition(b'"as_of": "')[2].partition(b'"')[0].decode("ascii", "replace")
