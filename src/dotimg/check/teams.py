"""Which settings apply to a file, and which paths are excluded."""

import os
from collections.abc import Collection, Sequence
from functools import cache
from itertools import chain

from dotimg.check import team_settings
from dotimg.check.team_settings import FILE, SHARED_FILE, TeamSettings
from dotimg.errors import SettingsError, UsageError
from dotimg.files.ignore_rules import Globs
from dotimg.files.repository import up_to_root

NONE = TeamSettings()


class Teams:
    """The settings of each folder, read once; and which paths they and the options leave out.

    Args:
        families: The families of systems that there are.
        exclude: Globs of paths to leave out everywhere.
        bases: The folders where these begin, as absolute paths; the first that holds a path counts.
        written: Absolute paths of files that dotimg wrote itself, which are left out too.

    Raises:
        UsageError: A glob can match nothing.
    """

    def __init__(
        self,
        families: Collection[str],
        exclude: Collection[str] = (),
        bases: Sequence[str] = (),
        written: Collection[str] = (),
    ) -> None:
        self._families = families
        self._known: dict[str, TeamSettings | SettingsError] = {}
        self._globs: dict[str, Globs] = {}
        self._exclude = Globs(exclude) if exclude else None
        self._bases = bases
        self._written = written

    def of(self, folder: str) -> TeamSettings:
        """The settings of a folder: those of the nearest one above it that has some.

        The root of a repository, where `.git` is, is the last folder that is looked at.

        Raises:
            SettingsError: The file cannot be used; the message says where and why.
        """
        if folder not in self._known:
            self._known[folder] = self._found(folder)
        found = self._known[folder]
        if isinstance(found, SettingsError):
            raise found
        return found

    def excludes(self, path: str, *, folder: bool) -> str:
        """What leaves a path out, in words, where the folders above it are left in; else empty."""
        try:
            own = self.of(os.path.dirname(path))
        except SettingsError:  # of which whoever reads the files there is told
            own = NONE
        if not own.exclude and not self._exclude and not self._written:
            return ""
        whole = os.path.abspath(path)
        if whole in self._written:
            return "--baseline"
        if self._exclude:
            inside = next(filter(None, (_inside(whole, base) for base in self._bases)), "")
            if inside and self._exclude.match(inside, folder=folder):
                return "--exclude"
        if own.exclude:
            if own.path not in self._globs:
                self._globs[own.path] = Globs(own.exclude)
            if self._globs[own.path].match(
                _inside(whole, os.path.dirname(own.path)), folder=folder
            ):
                return f"exclude in {own.path}"
        return ""

    def excludes_named(self, path: str) -> str:
        """The same for a path that was asked for itself, and the folders above it."""
        try:
            whole = os.path.abspath(path)
        except OSError:  # the folder where dotimg runs is gone, which whoever reads is told
            return ""
        is_folder = os.path.isdir(whole)
        *inner, _root = up_to_root(whole if is_folder else os.path.dirname(whole))
        found = (self.excludes(one, folder=True) for one in reversed(inner))
        told = next(filter(None, found), "")
        return told or ("" if is_folder else self.excludes(whole, folder=False))

    def _found(self, folder: str) -> TeamSettings | SettingsError:
        try:
            here = os.path.abspath(folder)
        except OSError as error:
            why = f"the settings of {folder} cannot be found: {error.strerror}"
            return SettingsError(why)
        found = next((one for one in map(self._read, up_to_root(here)) if one), NONE)
        self._known[here] = found
        return found

    def _read(self, folder: str) -> TeamSettings | SettingsError | None:
        """What a folder settles, or all above it where that is known."""
        if folder in self._known:
            return self._known[folder]
        for name in (FILE, SHARED_FILE):
            try:
                found = team_settings.read(os.path.join(folder, name), self._families)
            except SettingsError as error:
                return error
            if found:
                return found
        return None


def _inside(path: str, folder: str) -> str:
    """A path as it is called in a folder, with slashes; empty where it is not below it."""
    start = os.path.join(folder, "")
    return path[len(start) :].replace(os.sep, "/") if path.startswith(start) else ""


def ignored_in(settings: TeamSettings, path: str) -> tuple[str, ...]:
    """The rules that settings leave out in a file, by number or name."""
    if not settings.file_ignores:
        return settings.ignore
    inside = _inside(os.path.abspath(path), os.path.dirname(settings.path))
    of_file = (rules for glob, rules in settings.file_ignores if _is_meant(glob, inside))
    return (*settings.ignore, *chain.from_iterable(of_file))


def ignored_numbers(settings: TeamSettings, path: str) -> frozenset[str]:
    """The same, all by number.

    Raises:
        SettingsError: There is no such rule.
    """
    from dotimg.check.rules import numbers

    try:
        return numbers(ignored_in(settings, path))
    except UsageError as error:
        raise SettingsError(f"{settings.path}: ignore: {error}") from error


@cache
def _compiled(glob: str) -> Globs:
    return Globs((glob,))


def _is_meant(glob: str, inside: str) -> bool:
    """Whether a glob means a file or a folder that it is in."""
    globs, names = _compiled(glob), inside.split("/")
    folders = ("/".join(names[:count]) for count in range(1, len(names)))
    return any(globs.match(one, folder=True) for one in folders) or globs.match(
        inside, folder=False
    )
