"""The output of `dotimg pick`: notes and warnings, then the image."""

from typing import TYPE_CHECKING

from dotimg.catalog.model import System
from dotimg.cli.context import Settings, answer, note, warn
from dotimg.cli.options import Connection
from dotimg.errors import NoMatchError
from dotimg.named_tuples import NamedTuple
from dotimg.names.mirror import located
from dotimg.resolver.model import NoMatch, Pick

if TYPE_CHECKING:
    from dotimg.catalog.details import Platform
    from dotimg.catalog.tables import Catalog
    from dotimg.cli.render.picks import Place

_NO_SYSTEM = System("", "", "", "", None, None, ())


class Output(NamedTuple):
    """What the options say of the answer, and what it is made from."""

    settings: Settings
    catalog: "Catalog"
    registry: str | None
    strict: bool
    digest: bool
    format: str
    live: bool
    connection: Connection

    def print(self, found: Pick) -> None:
        """Write an image in one of the plain formats."""
        from dotimg.cli.render import picks

        found, place, _, _ = self._placed(found)
        for line in picks.PLAIN[self.format](place):
            answer(line)

    def document(self, found: Pick, purpose: str) -> dict[str, object]:
        """The JSON document of an image."""
        from dotimg.cli.render import picks

        found, place, platforms, served = self._placed(found)
        system = self.catalog.systems.get(found.release, _NO_SYSTEM)
        as_of = self.catalog.as_of
        document = picks.pick(found, place, platforms, system, as_of, purpose)
        return {**document, "live": {"served": True, "digest": served}} if served else document

    def remarked(self, found: Pick | NoMatch) -> Pick:
        """The image, after what there is to say of it on stderr.

        Raises:
            NoMatchError: There is none, or with --strict none that is supported.
        """
        found = self._newer(found, found.newer) if found.newer else found
        if isinstance(found, NoMatch):
            from dotimg.resolver import refusal

            raise refusal(found, self.registry)
        for text in found.warnings:
            warn(self.settings, text)
        for text in found.notes:
            note(self.settings, text)
        if self.strict and (found.support.over or found.released):
            day = self.settings.today
            raise NoMatchError(f"{found.tag.name} is not supported on {day} (--strict)")
        return found

    def _newer(self, found: Pick | NoMatch, newer: Pick) -> Pick | NoMatch:
        """`newer` if the registry has it, else what the tables know.

        Raises:
            UnreachableError: It could not be asked.
        """
        if not self.live:
            if isinstance(found, Pick):
                return found
            return found._replace(reason=f"{found.reason}; --live asks the registry")
        from dotimg.cli.live import served

        reference = f"{located(newer.repository, self.registry)}:{newer.tag.name}"
        try:
            served(self.settings, reference, self.connection)
        except NoMatchError as error:
            if isinstance(found, NoMatch):
                return found._replace(reason=f"{found.reason}; {error}")
            return found._replace(notes=(*found.notes, str(error)))
        return newer

    def _placed(self, found: Pick) -> "tuple[Pick, Place, tuple[Platform, ...], str | None]":
        """The image, where it is, its platforms, and the digest that the registry serves."""
        from dotimg.cli.render import picks

        place = picks.Place(
            located(found.repository, self.registry), found.tag.name, pinned=self.digest
        )
        served = self._served(place) if self.live else None
        if served:
            found = self._compared(found, served)
        platforms: tuple[Platform, ...] = ()
        if self.digest or self.format in ("json", "env"):
            known, platforms = _content(self.catalog, found, served)
            if self.digest and not known:
                from dotimg.resolver import without_digest

                raise without_digest(found.tag.name)
            place = place._replace(digest=known)
        return found, place, platforms, served

    def _served(self, place: "Place") -> str:
        """The digest that the registry serves the image under."""
        from dotimg.cli.live import confirm

        return confirm(self.settings, str(place._replace(pinned=False)), self.connection)

    def _compared(self, found: Pick, served: str) -> Pick:
        """The pick, with a note where the registry has another image than the catalog knows."""
        known = self.catalog.contents(found.repository, found.channel).get(found.tag.name)
        if not known or known[0] == served:
            return found
        text = (
            f"the registry has a newer image than the tag data ({self.catalog.as_of}); version "
            "and platforms are from the tag data"
        )
        note(self.settings, text)
        return found._replace(notes=(*found.notes, text))


def _content(
    catalog: "Catalog", found: Pick, served: str | None
) -> "tuple[str | None, tuple[Platform, ...]]":
    """The digest, that of the registry if it was asked, and the platforms behind it."""
    from dotimg.resolver import content

    known, platforms = content(catalog, found)
    if served and served != known:  # the catalog's platforms are those of another image
        return served, catalog.platforms(found.tag)
    return known, platforms
