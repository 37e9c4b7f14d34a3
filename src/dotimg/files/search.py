"""Which files of a tree may name images, in a stable order, and their content."""

import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from operator import attrgetter
from typing import Protocol

from dotimg.errors import InputError
from dotimg.files.ignore_rules import IgnoreRules
from dotimg.files.kinds import SOUGHT, FileKind, kind_of, kind_of_snapshot
from dotimg.files.opening import AT_ONCE, READ, read
from dotimg.files.repository import MARK, is_inside, root_of
from dotimg.named_tuples import NamedTuple

LARGEST = 4_000_000  # bytes; the largest file with images in the repositories tried has 23,000
_TOO_LARGE = f"is larger than the {LARGEST // 1_000_000} MB that are read"
_OVERLAP = 256  # bytes of the part before, so that nothing is cut in two
# Folders that hold what others made, or what is made anew.
_SKIPPED = {
    *(".git", "bin", "obj", "node_modules", "bower_components", "site-packages", "__pycache__"),
    *(".venv", "venv", ".tox", ".nox", ".mypy_cache", ".terraform", ".gradle", ".vs", ".idea"),
}
_HERE = os.path.join(os.curdir, "")
_SNAPSHOT = "it is what a test expects: check and change what makes it"
_LEAVES = "it is a link that leads out of the tree: name the file itself if it is meant"


class SourceFile(NamedTuple):
    """A file and what it is, or a folder with `problem`: why it cannot be searched.

    `skipped` tells why a file is not to be read though its name promises images; `named` whether a
    path names the file itself; `on_stdin` whether its content is to be read there.
    """

    path: str
    kind: FileKind
    problem: str = ""
    skipped: str = ""
    named: bool = False
    on_stdin: bool = False


class _Rules(Protocol):
    """What a tree's owner leaves out, for the paths below one folder."""

    def entered(self, folder: str, inside: str) -> "_Rules":
        """What holds in a folder inside, given with its path from the top."""

    def takes(self, path: str, *, folder: bool) -> bool:
        """Whether a file or a folder is left in, where the folders above it are."""


class _Place(NamedTuple):
    """A folder to search; `inside` is its path from where the rules begin, with a slash."""

    folder: str
    inside: str
    rules: _Rules

    def below(self, name: str) -> "_Place":
        """A folder inside."""
        return _Place(os.path.join(self.folder, name), f"{self.inside}{name}/", self.rules)


def search(
    paths: Iterable[str],
    remark: Callable[[str], object] = lambda _text: None,
    may_state: Callable[[FileKind, bytes], bool] | None = None,
    excludes: Callable[[str, bool], object] = lambda _path, _folder: False,
) -> Iterator[SourceFile]:
    """The files to read: those that are named, then of folders those that may name images.

    A file that is named is read whatever it is called, as a Dockerfile if nothing else fits.
    Links to folders are not followed, those to files only inside of the tree, which is the
    repository around a folder or the folder itself; and no file comes twice.

    Args:
        paths: Files and folders.
        remark: Told what is to be known of the search, each thing once.
        may_state: Tells whether a part of a file in a folder may be of interest, for the kinds
            that are `SOUGHT`.
        excludes: Tells whether a path below those, and whether it is a folder, is to be left out.
    """
    asked = list(dict.fromkeys(_native(path).removeprefix(_HERE) or _HERE for path in paths))
    done: set[str] = set()
    new = [path for path in asked if _is_new(path, done)]
    folders = [path for path in new if os.path.isdir(path)]
    for path in new:
        if path not in folders:
            yield SourceFile(path, kind_of(path) or "dockerfile", named=True)
    walked = [_real(path) + os.sep for path in folders]
    walk = _Walk(done, _once(remark), may_state, excludes)
    for path in folders:
        for source in walk.files(path):
            if not os.path.islink(source.path):
                yield source
            elif _is_new_link(source.path, done, walked):
                inside = any(is_inside(source.path, folder) for folder in folders)
                yield source if inside else source._replace(skipped=_LEAVES)


def _once(remark: Callable[[str], object]) -> Callable[[str], None]:
    said: set[str] = set()

    def remark_once(text: str) -> None:
        if text not in said:
            said.add(text)
            remark(text)

    return remark_once


def _native(path: str) -> str:
    """A path with the slashes of this system alone: Windows takes either kind."""
    return path.replace(os.altsep or os.sep, os.sep)


def content(path: str) -> bytes:
    """The bytes of a file.

    Raises:
        InputError: It cannot be read, or is larger than any file that names images.
    """
    try:
        found = read(path, LARGEST + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}") from error
    except ValueError as error:  # a NUL in the name
        raise InputError(f"cannot be read: {error}") from error
    if len(found) > LARGEST:
        raise InputError(_TOO_LARGE)
    return found


def _real(path: str) -> str:
    """Where a path leads.

    Raises:
        InputError: The folder where dotimg runs is gone.
    """
    try:
        return os.path.realpath(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be found: {error.strerror}") from None


def _is_new(path: str, done: set[str]) -> bool:
    """Whether a path that was asked for is none of those before it under another name."""
    real = _real(path)
    new = real not in done
    done.add(real)
    return new


def _is_new_link(path: str, done: set[str], walked: list[str]) -> bool:
    """Whether a link leads to a file that is found neither by another link nor by itself."""
    real = os.path.realpath(path)
    by_itself = kind_of(real) and any(real.startswith(root) for root in walked)
    return not by_itself and _is_new(real, done)


class _Walk:
    """Walks folders; what was done before is passed over."""

    def __init__(
        self,
        done: Collection[str],
        remark: Callable[[str], None],
        may_state: Callable[[FileKind, bytes], bool] | None,
        excludes: Callable[[str, bool], object],
    ) -> None:
        self._may_state = may_state
        self._done = done
        self._remark = remark
        self._excludes = excludes
        self._refused = False

    def files(self, root: str) -> Iterator[SourceFile]:
        """The files below a folder, those of one folder together, by name."""
        real = _real(root)
        inner = {path for path in self._done if path.startswith(real + os.sep)}
        start = self._start(root, real)
        pending = [start] if start else []
        while pending:
            place = pending.pop()
            try:
                entries = _entries(place.folder)
            except OSError as error:
                # It is never read, so it is of the kind of whatever has no other.
                problem = f"cannot be searched: {error.strerror}"
                yield SourceFile(place.folder.removeprefix(_HERE), "dockerfile", problem)
                continue
            if place is not start and any(entry.name == MARK for entry in entries):
                place = self._in_repository(place)
            place = place._replace(rules=place.rules.entered(place.folder, place.inside))
            if inner:
                entries = [entry for entry in entries if os.path.realpath(entry.path) not in inner]
            folders = [one for one in entries if one.is_dir(follow_symlinks=False)]
            pending += [
                place.below(one.name) for one in reversed(folders) if self._enters(one, place)
            ]
            for entry in entries:
                kind = kind_of(entry.path)
                skipped = ""
                if not kind and (kind := kind_of_snapshot(entry.path)):
                    skipped = _SNAPSHOT
                if (
                    kind
                    and _is_file(entry)
                    and place.rules.takes(place.inside + entry.name, folder=False)
                    and (source := self._source(entry.path, kind, skipped))
                    and not self._excludes(entry.path, False)  # asked last, since few come so far
                ):
                    yield source

    def _source(self, path: str, kind: FileKind, skipped: str) -> SourceFile | None:
        """A file, unless it is to be skipped or sought through, and nothing is in it."""
        if (skipped or kind in SOUGHT) and self._may_state:
            try:
                size = _size_where(path, kind, self._may_state)
            except OSError as error:
                size, skipped = -1, f"cannot be read: {error.strerror}"
            if not size:
                return None
            if size > LARGEST:
                skipped = _TOO_LARGE
        return SourceFile(path.removeprefix(_HERE), kind, skipped=skipped)

    def _enters(self, entry: "os.DirEntry[str]", place: _Place) -> bool:
        """Whether a folder is to be searched."""
        taken = entry.name not in _SKIPPED and not _is_junction(entry)
        taken = taken and place.rules.takes(place.inside + entry.name, folder=True)
        return taken and not self._excludes(entry.path, True)

    def _start(self, folder: str, real: str) -> _Place | None:
        """Where a walk begins; None in what the repository around it leaves out."""
        root = root_of(real)
        if not root:
            return _Place(folder, "", IgnoreRules(self._remark))
        if listed := self._asked(real, root):
            return _Place(folder, "", listed)
        place = _Place(root, "", IgnoreRules(self._remark))
        for name in filter(None, os.path.relpath(real, root).split(os.sep)):
            if name == os.curdir:
                break
            rules = place.rules.entered(place.folder, place.inside)
            if not rules.takes(place.inside + name, folder=True):
                return None
            place = place._replace(rules=rules).below(name)
        return place._replace(folder=folder)

    def _in_repository(self, place: _Place) -> _Place:
        """A folder with a repository of its own: a submodule, or a clone inside of another."""
        listed = self._asked(place.folder, os.path.realpath(place.folder))
        return _Place(place.folder, "", listed) if listed else place

    def _asked(self, folder: str, root: str) -> _Rules | None:
        """The files that git takes for those of a repository; None where it does not tell."""
        from dotimg.files import git

        try:
            return git.ask(folder, root)
        except git.GitRefusesError as error:
            if not self._refused:
                self._remark(f"{root}: git does not say what it ignores, so only .gitignore "
                             f"files count: {error}")  # fmt: skip
            self._refused = True
            return None


def _size_where(path: str, kind: FileKind, may_state: Callable[[FileKind, bytes], bool]) -> int:
    """The size of a file in bytes, 0 if none of its parts is of interest.

    Raises:
        OSError: It cannot be read.
    """
    descriptor = os.open(path, READ)
    try:
        content = os.read(descriptor, AT_ONCE)
        size, found = len(content), may_state(kind, content)
        if size < AT_ONCE:  # as almost all are
            return size if found else 0
        while block := os.read(descriptor, AT_ONCE):
            size += len(block)
            found = found or may_state(kind, content[-_OVERLAP:] + block)
            content = block
        return size if found else 0
    finally:
        os.close(descriptor)


def _entries(folder: str) -> list["os.DirEntry[str]"]:
    with os.scandir(folder) as scanned:
        return sorted(scanned, key=attrgetter("name"))


def _is_junction(entry: "os.DirEntry[str]") -> bool:
    """Whether it leads elsewhere as a link does, on Windows; Python tells since 3.12."""
    return sys.version_info >= (3, 12) and entry.is_junction()


def _is_file(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_file()
    except OSError:
        return False  # a link in a circle
