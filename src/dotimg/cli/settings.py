"""What the options before a command say, and what every command needs of it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dotimg.catalog import Catalog

STALE_DAYS = 45


class Settings:
    """The common options; `color` is None where it is left to the terminal."""

    def __init__(self) -> None:
        self.debug = False
        self.quiet = False
        self.color: bool | None = None
        self.today = ""
        self.folder: str | None = None

    def catalog(self) -> "Catalog":
        """The catalog to use; says so on stderr where it is old."""
        from datetime import date  # noqa: PLC0415

        from dotimg.catalog import Catalog  # noqa: PLC0415
        from dotimg.cli.streams import note  # noqa: PLC0415

        catalog = Catalog(self.folder) if self.folder else self.newest()
        age = date.fromisoformat(self.today) - date.fromisoformat(catalog.as_of)
        if age.days > STALE_DAYS:
            hint = "; 'dotimg refresh' brings a newer one" if not self.folder else ""
            note(self, f"the catalog is of {catalog.as_of}, {age.days} days old{hint}")
        return catalog

    def newest(self, *, verified: bool = False) -> "Catalog":
        """The catalog of the last refresh, or the one of this installation if that is newer.

        A damaged one is named on stderr and passed over; `verified` also finds the damage that
        only a look at every byte does.
        """
        from dotimg.catalog import Catalog, bundled_folder, day_of  # noqa: PLC0415
        from dotimg.errors import InputError  # noqa: PLC0415
        from dotimg.folders import refreshed, user_data  # noqa: PLC0415

        found = refreshed(user_data())
        if not found or (found.day and found.day < day_of(bundled_folder())):
            return Catalog()
        try:
            catalog = Catalog(found.folder, "'dotimg refresh' makes a new one")
            if verified:
                catalog.verify()
        except InputError as error:
            from dotimg.cli.streams import warn  # noqa: PLC0415

            warn(self, f"{error}; until then the tables of this installation are used")
            return Catalog()
        return catalog
