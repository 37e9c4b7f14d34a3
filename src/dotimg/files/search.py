"""Which files of a tree may name images, in a stable order, and their content."""

import os
import sys
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from dotimg.errors import InputError
from dotimg.files.kinds import FileKind, kind_of
from dotimg.files.repository import is_root, up_to_root

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

LARGEST = 4_000_000  # bytes; the largest file with images in the repositories tried has 23,000
_SKIPPED = {".git", "bin", "obj", "node_modules"}
_IGNORE_FILE = ".gitignore"
_HERE = os.path.join(os.curdir, "")


class SourceFile(NamedTuple):
    """A file and what it is, or a folder with `problem`: why it cannot be searched."""

    path: str
    kind: FileKind
    problem: str = ""


class _Rules(NamedTuple):
    """What one `.gitignore` says of everything below its folder."""

    folder: str
    spec: "GitIgnoreSpec"


def search(paths: Iterable[str]) -> Iterator[SourceFile]:
    """The files to read: those that are named, then of folders those that may name images.

    A file that is named is read whatever it is called, as a Dockerfile if nothing else fits.
    Links to folders are not followed, and no file comes twice.
    """
    asked = list(dict.fromkeys(_native(path).removeprefix(_HERE) or _HERE for path in paths))
    done: set[str] = set()
    new = [path for path in asked if _is_new(path, done)]
    folders = [path for path in new if os.path.isdir(path)]
    for path in new:
        if path not in folders:
            yield SourceFile(path, kind_of(path) or "dockerfile")
    walked = [os.path.realpath(path) + os.sep for path in folders]
    for path in folders:
        for source in _walk(path, done):
            if not os.path.islink(source.path) or _is_new_link(source.path, done, walked):
                yield source


def _native(path: str) -> str:
    """A path with the slashes of this system alone: Windows takes either kind."""
    return path.replace(os.altsep or os.sep, os.sep)


def content(path: str) -> bytes:
    """The bytes of a file.

    Raises:
        InputError: It cannot be read, or is larger than any file that names images.
    """
    try:
        with open(path, "rb") as file:
            found = file.read(LARGEST + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}") from error
    except ValueError as error:  # a NUL in the name
        raise InputError(f"cannot be read: {error}") from error
    if len(found) > LARGEST:
        raise InputError(f"is larger than the {LARGEST // 1_000_000} MB that are read")
    return found


def _is_new(path: str, done: set[str]) -> bool:
    """Whether a path that was asked for is none of those before it under another name."""
    real = os.path.realpath(path)
    new = real not in done
    done.add(real)
    return new


def _is_new_link(path: str, done: set[str], walked: list[str]) -> bool:
    """Whether a link leads to a file that is found neither by another link nor by itself."""
    real = os.path.realpath(path)
    by_itself = kind_of(real) and any(real.startswith(root) for root in walked)
    return not by_itself and _is_new(real, done)


def _walk(root: str, done: Collection[str]) -> Iterator[SourceFile]:
    """The files below a folder, those of one folder together, by name."""
    real = os.path.realpath(root)
    inner = {path for path in done if path.startswith(real + os.sep)}
    pending = [(root, list(_rules_above(root)))]
    while pending:
        folder, rules = pending.pop()
        try:
            entries = _entries(folder)
        except OSError as error:
            # It is never read, so it is of the kind of whatever has no other.
            problem = f"cannot be searched: {error.strerror}"
            yield SourceFile(folder.removeprefix(_HERE), "dockerfile", problem)
            continue
        if any(entry.name == _IGNORE_FILE for entry in entries):
            rules = [*rules, *_rules_in(folder)]
        if inner:
            entries = [entry for entry in entries if os.path.realpath(entry.path) not in inner]
        folders = [entry for entry in entries if _is_searched(entry, rules)]
        pending += [(entry.path, rules) for entry in reversed(folders)]
        for entry in entries:
            kind = kind_of(entry.path)
            if kind and _is_file(entry) and not _is_ignored(entry.path, rules):
                yield SourceFile(entry.path.removeprefix(_HERE), kind)


def _entries(folder: str) -> list["os.DirEntry[str]"]:
    with os.scandir(folder) as scanned:
        return sorted(scanned, key=lambda entry: entry.name)


def _is_searched(entry: "os.DirEntry[str]", rules: list[_Rules]) -> bool:
    """Whether it is a folder to search."""
    folder = entry.is_dir(follow_symlinks=False) and entry.name not in _SKIPPED
    return folder and not _is_junction(entry) and not _is_ignored(entry.path + "/", rules)


def _is_junction(entry: "os.DirEntry[str]") -> bool:
    """Whether it leads elsewhere as a link does, on Windows; Python tells since 3.12."""
    return sys.version_info >= (3, 12) and entry.is_junction()


def _is_file(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_file()
    except OSError:
        return False  # a link in a circle


def _rules_above(folder: str) -> Iterator[_Rules]:
    """The rules of the folders above one, up to the root of its repository."""
    _, *above = up_to_root(os.path.abspath(folder))
    if above and is_root(above[-1]):
        for parent in reversed(above):
            yield from _rules_in(parent)


def _rules_in(folder: str) -> Iterator[_Rules]:
    try:
        path = os.path.join(folder, _IGNORE_FILE)
        with open(path, encoding="utf-8-sig", errors="replace") as file:  # git skips a BOM too
            lines = file.read(LARGEST).splitlines()
    except OSError:
        return
    from pathspec import GitIgnoreSpec

    yield _Rules(os.path.abspath(folder), GitIgnoreSpec.from_lines(lines))


def _is_ignored(path: str, rules: list[_Rules]) -> bool:
    """Whether the deepest rule that speaks of a path leaves it out (gitignore(5))."""
    for folder, spec in reversed(rules):
        relative = os.path.relpath(path, folder).replace(os.sep, "/")
        decided = spec.check_file(relative + ("/" if path.endswith("/") else "")).include
        if decided is not None:
            return decided
    return False
