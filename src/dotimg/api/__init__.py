"""dotimg for Python programs: the answers of the commands as values.

The arguments have the names and meanings of the commands' options. Nothing here reads a
variable of dotimg's, writes anything, or reaches the network. No file is read but the tables, which
each call opens anew where no `catalog` is given, and by `inventory` those of the tree that it is
asked for, and by `bases_in` the archive.
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
