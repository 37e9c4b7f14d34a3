"""The names of .NET's own dependencies in releases of systems: from `distros/`."""

import os
import re
from collections.abc import Mapping, Sequence

from dotimg.errors import InputError
from dotimg.feeds.rows import FeedRow, json_file

FOLDER = "distros"
_NAME = re.compile(r"[a-z0-9][a-z0-9.+-]*", re.ASCII)

# For each release (`ubuntu24.04`) the names of its packages by what they are (`libicu`).
Distros = Mapping[str, Mapping[str, Sequence[str]]]


def in_folder(folder: str) -> Distros:
    """The packages of each release, nothing where the folder tells of none.

    Raises:
        InputError: It is damaged.
    """
    place = os.path.join(folder, FOLDER)
    if not os.path.isdir(place):
        return {}
    found: dict[str, dict[str, set[str]]] = {}
    try:
        names = sorted(os.listdir(place))
    except OSError as error:
        raise InputError(f"{place}: cannot be read: {error.strerror}") from error
    for name in filter(lambda one: one.endswith(".json"), names):
        family = name.removesuffix(".json").partition("-")[2].replace("_", "")
        for release in json_file(place, name).rows("releases"):
            packages = found.setdefault(f"{family}{release.word('release')}", {})
            for row in release.rows("dependencies"):
                packages.setdefault(_name(row, "id"), set()).add(_name(row, "name"))
    return {
        release: {what: sorted(named) for what, named in sorted(packages.items())}
        for release, packages in sorted(found.items())
    }


def _name(row: FeedRow, field: str) -> str:
    """A name as packages have them."""
    value = row.text(field)
    if not _NAME.fullmatch(value):
        row.misfit(field, "the name of a package", value)
    return value
