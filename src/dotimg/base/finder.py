"""Finds the base of an image by its layers, its statements and its environment.

Statements of an image are compared with its layers, and used only if the layers do not contradict
them. Pure, like `explain`: the tables on a day, no clock and no network.
"""

from collections.abc import Iterable, Sequence

from dotimg.base import documents, environment
from dotimg.base.model import (
    Base,
    BaseStatement,
    BuiltImage,
    Evidence,
    How,
    ImageBases,
    PlatformBase,
    ReadImage,
)
from dotimg.base.official import Officials
from dotimg.catalog.details import Digest
from dotimg.catalog.digests import ALGORITHM
from dotimg.catalog.tables import Catalog
from dotimg.errors import printable
from dotimg.names import versions

_LONGEST_NAME = 255
_SHORT_DIGEST = len(ALGORITHM) + 12
_UNCOMPRESSED = "layers not compared: they are uncompressed"


class BaseFinder:
    """Finds the bases of images, one after the other; what it read for one serves the next.

    Args:
        catalog: The tables.
        today: The day to judge on, as an ISO date.
        mirror: A prefix that may stand for the official registry.
    """

    def __init__(self, catalog: Catalog, today: str, mirror: str | None = None) -> None:
        self._catalog = catalog
        self._officials = Officials(catalog, today, mirror)
        self._known: dict[tuple[str, ...], tuple[int, tuple[Digest, ...]]] = {}

    def find(self, image: BuiltImage) -> PlatformBase:
        """What the image for one platform is built on, and how that is known."""
        if image.missing:
            return PlatformBase(image, None, Evidence(), (image.missing,))
        if own := self._rows(image.digests):
            return self._found(image, "digest", own, len(image.layers), ())
        matched, rows = self._begins_with(image)
        statements = list(documents.stated(image))
        notes = [] if image.compressed else [_UNCOMPRESSED]
        if rows:
            return self._by_layers(image, matched, rows, statements)
        for statement in statements:
            stated, doubt = self._believed(image, statement)
            if stated:
                return self._found(image, statement.how, stated, 0, (*notes, doubt))
            notes.append(doubt)
        return self._by_environment(image, notes)

    def find_all(self, read: ReadImage) -> ImageBases:
        """What an image is built on, platform by platform."""
        return ImageBases(read.name, tuple(map(self.find, read.images)), read.errors)

    def is_ambiguous(self, image: BuiltImage) -> bool:
        """Whether its layers leave several images, of which an attestation may tell the one."""
        return len({row.digest for row in self._begins_with(image)[1]}) > 1

    def _begins_with(self, image: BuiltImage) -> tuple[int, tuple[Digest, ...]]:
        """How many of its layers are those of which official images."""
        if not image.compressed:
            return 0, ()
        if image.layers not in self._known:
            self._known[image.layers] = self._catalog.built_on(image.layers)
        return self._known[image.layers]

    def _by_layers(
        self,
        image: BuiltImage,
        matched: int,
        rows: Sequence[Digest],
        statements: Sequence[BaseStatement],
    ) -> PlatformBase:
        """The image whose layers these are, unless the environment tells of more upon it."""
        notes: list[str] = []
        how: How = "layers"
        for statement in (*statements, *image.attested):
            named = [row for row in rows if row.digest in self._platforms(statement.digest)]
            if not named and statement.how != "attestation":
                named, doubt = self._of_name(rows, statement)
                notes += filter(None, [doubt])
            if named:
                how = statement.how
                rows = named
                break
        rows = _of_architecture(rows, image.architecture)
        told = environment.version_of(image)
        lowest = self._officials.repository(rows[0]).name
        if told and environment.is_above(told.repository, lowest):
            below = self._officials.reference(rows[0])
            note = (
                f"its lowest {matched} layers belong to {below}, which does not contain that .NET"
            )
            return self._by_environment(image, [*notes, note])
        if told and told.repository == lowest and told.version != _plain(rows[0]):
            notes.append(f"{told.variable} says {told.version}")
        return self._found(image, how, rows, matched, notes)

    def _by_environment(self, image: BuiltImage, notes: Iterable[str]) -> PlatformBase:
        """An image of a version, of which is not known which one."""
        told = environment.version_in(image)
        notes = tuple(filter(None, notes))
        if told and (doubt := environment.doubt(image)):
            notes += (doubt,)
        if not told and environment.runs_dotnet(image):
            notes += ("it runs dotnet, but the version is unknown",)
        if not told:
            return PlatformBase(image, None, Evidence(layers=len(image.layers)), notes)
        base = self._officials.of_version(told)
        return PlatformBase(image, base, Evidence("environment", 0, len(image.layers)), notes)

    def _found(
        self,
        image: BuiltImage,
        how: How,
        rows: Sequence[Digest],
        matched: int,
        notes: Iterable[str],
    ) -> PlatformBase:
        """The answer for one image, or several that cannot be told from each other."""
        base: Base = self._officials.of_digest(rows[0])
        several: tuple[str, ...] = ()
        if len({row.digest for row in rows}) > 1:
            several = tuple(dict.fromkeys(map(self._officials.reference, rows)))
        evidence = Evidence(how, matched, len(image.layers), several)
        told = [note for note in notes if note]
        if several:
            told.append(f"{len(several)} images have the same layers: {', '.join(several)}")
        if image.architecture and all(
            row.architecture not in ("", image.architecture) for row in rows
        ):
            told.append(
                f"its base is for {rows[0].architecture}, but the image says {image.architecture}"
            )
        return PlatformBase(image, base, evidence, tuple(told))

    def _believed(
        self, image: BuiltImage, statement: BaseStatement
    ) -> tuple[tuple[Digest, ...], str]:
        """The images that a statement names where the layers tell nothing; or why not, in words."""
        rows = self._rows([statement.digest])
        said = f"its {statement.how} name {_short(statement)}"
        if not rows:
            official = self._officials.is_official(statement.name)
            return (), (
                f"{said}, but the tables do not contain that digest"
                if official
                else f"{said}, which is not an official .NET image"
            )
        of_platform = self._of_index(rows, image.architecture)
        if image.compressed and all(self._catalog.knows_layers(row.digest) for row in of_platform):
            return (), f"{said}, but its layers are not those of that image"
        unchecked = "" if not image.compressed else f"{said}, whose layers were not recorded"
        return tuple(of_platform), unchecked

    def _of_name(
        self, rows: Sequence[Digest], statement: BaseStatement
    ) -> tuple[list[Digest], str]:
        """Those that may have had the name that a statement tells; and what contradicts it."""
        if not self._officials.is_official(statement.name):
            return [], f"its {statement.how} name {_short(statement)}, which is built on it"
        fitting = [row for row in rows if self._officials.had_name(row, statement.name)]
        known = bool(self._rows([statement.digest]))
        if fitting and not known:
            return fitting, ""
        return (
            [],
            f"its {statement.how} name {_short(statement)}, but its layers belong to another image",
        )

    def _rows(self, digests: Iterable[str]) -> tuple[Digest, ...]:
        """The rows of whole digests; of one that stands in several repositories the present."""
        found: list[Digest] = []
        for digest in filter(None, digests):
            rows = self._catalog.digests(digest) if digest.startswith(ALGORITHM) else ()
            found += self._officials.at_home(rows)
        return tuple(found)

    def _platforms(self, digest: str) -> set[str]:
        """The digests of the platforms of what a digest names."""
        rows = self._rows([digest])
        return {name for row in rows for name in (row.digest, *row.children)}

    def _of_index(self, rows: Sequence[Digest], architecture: str) -> list[Digest]:
        """The platforms of what rows stand for, those of one architecture where there are some."""
        parts = [part for row in rows for part in self._officials.parts(row)]
        return list(_of_architecture(parts, architecture)) or list(rows)


def _plain(row: Digest) -> str:
    """The version of an image as its environment has it."""
    return versions.short(versions.without_rebuild(row.version))


def _of_architecture(rows: Sequence[Digest], architecture: str) -> Sequence[Digest]:
    return [row for row in rows if row.architecture == architecture] or rows


def _short(statement: BaseStatement) -> str:
    """What a statement names: the reference, and the beginning of the digest."""
    name = printable(statement.name.partition("@")[0])[:_LONGEST_NAME]
    digest = statement.digest[:_SHORT_DIGEST]
    return f"{name}@{digest}" if name and digest else name or digest
