"""Files that git ignores, which no clone contains."""

import os
from collections.abc import Iterable

from dotimg.files import git
from dotimg.files.ignore_rules import IgnoreRules


def ignored(root: str, paths: Iterable[str]) -> frozenset[str]:
    """Those of some files in a repository that it ignores and does not track all the same.

    Args:
        root: The root of the repository, as an absolute path.
        paths: Absolute paths.
    """
    folders: dict[str, IgnoreRules | None] = {"": _no_rules().entered(root, "")}
    found = set()
    for path in paths:
        inside = os.path.relpath(path, root).replace(os.sep, "/")
        folder = inside.rpartition("/")[0]
        rules = _rules(root, folder, folders)
        if rules is None or not rules.takes(inside, folder=False):
            found.add(path)
    return frozenset(_untracked(root, found)) if found else frozenset()


def _no_rules() -> IgnoreRules:
    return IgnoreRules(lambda _remark: None)


def _rules(root: str, folder: str, folders: dict[str, IgnoreRules | None]) -> IgnoreRules | None:
    """The rules that hold in a folder; None for one that is ignored."""
    if folder not in folders:
        above = _rules(root, folder.rpartition("/")[0], folders)
        inside = above and above.takes(folder, folder=True)
        place = os.path.join(root, *folder.split("/"))
        folders[folder] = above.entered(place, f"{folder}/") if above and inside else None
    return folders[folder]


def _untracked(root: str, paths: set[str]) -> set[str]:
    """Those that git does not track, all where it does not tell."""
    try:
        own = git.ask(root, root)
    except git.GitRefusesError:
        own = None
    if own is None:
        return paths
    return {one for one in paths if not own.takes(os.path.relpath(one, root), folder=False)}
