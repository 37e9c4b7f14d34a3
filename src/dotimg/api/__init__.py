"""dotimg for Python programs: the answers of the commands as values.

The arguments have the names and meanings of the commands' options. The functions use no environment
variables of dotimg and no network, and write nothing. They read only the tables, which each call
opens unless it gets a `catalog`. In addition, `inventory` reads the files of a tree, `FilesInPlace`
the settings and projects around a file, and `bases_in` an archive.
"""

from dotimg.api.bases import base, bases_in
from dotimg.api.catalogs import current_catalog, support_windows
from dotimg.api.files import check, upgrade
from dotimg.api.image_choice import images, pick
from dotimg.api.in_place import FilesInPlace
from dotimg.api.references import explain, explain_all
from dotimg.api.trees import inventory

__all__ = [
    "FilesInPlace",
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
