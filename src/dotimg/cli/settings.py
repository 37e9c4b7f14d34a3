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

        catalog = Catalog(self.folder)
        age = date.fromisoformat(self.today) - date.fromisoformat(catalog.as_of)
        if age.days > STALE_DAYS:
            note(self, f"the catalog is of {catalog.as_of}, {age.days} days old")
        return catalog
