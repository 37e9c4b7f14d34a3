"""dotimg: find the right official .NET container image.

`docs/python.md` describes the Python API, such as `from dotimg import pick`. The names in `__all__`
are loaded on first use, so importing dotimg costs nothing that you do not use.
"""

import sys

from dotimg._version import __version__

TYPE_CHECKING = False  # known to type checkers by its name; importing typing has its price
if TYPE_CHECKING:
    from dotimg.api import (
        base,
        bases_in,
        check,
        current_catalog,
        explain,
        explain_all,
        images,
        inventory,
        pick,
        support_windows,
        upgrade,
    )
    from dotimg.base.model import Base, ImageBases, PlatformBase
    from dotimg.catalog.details import Digest, Lifecycle, Platform, Release
    from dotimg.catalog.model import Channel, Support, System, Tag
    from dotimg.catalog.tables import Catalog
    from dotimg.check.model import FileReport, Finding, Inventory, InventoryRow, Skip
    from dotimg.errors import CatalogError, DotimgError, InputError, NoMatchError, UsageError
    from dotimg.explain.model import Cause, Explanation, Hosts
    from dotimg.resolver.details import Listing
    from dotimg.resolver.model import Pick
    from dotimg.upgrade.model import Advice, Edit, FileUpgrade, Left, Move
else:
    _HOMES = (  # the lightest first
        *("errors", "catalog.model", "catalog.details", "api", "check.model", "resolver.model"),
        *("explain.model", "base.model", "upgrade.model", "catalog.tables"),
        "resolver.details",
    )

    def __getattr__(name: str) -> object:
        """Load a name of `__all__` from its module (PEP 562)."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        homes = (import_module(f"dotimg.{home}") for home in _HOMES)
        found = next(getattr(home, name) for home in homes if hasattr(home, name))
        globals()[name] = found
        return found

    class _Package(type(sys)):
        """Keeps the names in `__all__`, although packages have the same names.

        Python binds a package in its parent when it is imported: `dotimg.check`, which holds the
        engine, would hide the function `check`.
        """

        def __setattr__(self, name: str, value: object) -> None:
            if not (name in __all__ and isinstance(value, type(sys))):
                super().__setattr__(name, value)

    sys.modules[__name__].__class__ = _Package


__all__ = [
    "Advice",
    "Base",
    "Catalog",
    "CatalogError",
    "Cause",
    "Channel",
    "Digest",
    "DotimgError",
    "Edit",
    "Explanation",
    "FileReport",
    "FileUpgrade",
    "Finding",
    "Hosts",
    "ImageBases",
    "InputError",
    "Inventory",
    "InventoryRow",
    "Left",
    "Lifecycle",
    "Listing",
    "Move",
    "NoMatchError",
    "Pick",
    "Platform",
    "PlatformBase",
    "Release",
    "Skip",
    "Support",
    "System",
    "Tag",
    "UsageError",
    "__version__",
    "base",
    "bases_in",
    "check",
    "current_catalog",
    "explain",
    "explain_all",
    "images",
    "inventory",
    "pick",
    "support_windows",
    "upgrade",
]


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
