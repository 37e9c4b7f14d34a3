"""The properties of a project while it is evaluated, and where each was set."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from dotimg.errors import InputError
from dotimg.files.syntax.xml_tree import Element
from dotimg.named_tuples import NamedTuple
from dotimg.project.files import Files, resolve
from dotimg.project.model import Location, Unknown, Value
from dotimg.project.msbuild import conditions, expressions, sdks

# Characters that all texts of one evaluation may have together; real ones have some 100,000.
_BUDGET = 10_000_000


class Statement(NamedTuple):
    """The element that set a property, and the absolute path of its file."""

    file: str
    element: Element


class Properties:
    """Names, in any letter case, and values; what is given from outside cannot be set again.

    Args:
        files: Where files are read.
        path: The project.
        given: Values from outside, by their names in lower case.
    """

    def __init__(self, files: Files, path: str, given: Mapping[str, Value]) -> None:
        self.project_file = path
        self.project_folder = os.path.dirname(path)
        self.places: dict[str, Location] = {}
        self.stated: dict[str, Statement] = {}  # by names in lower case
        self.unfollowed: list[Unknown] = []  # imports that may have set anything
        self.windows = str(given.get("os", "")).lower().startswith("windows")
        self._files = files
        self._given = given
        self._values: dict[str, Value] = {**sdks.MACHINE, **_of_project(path), **given}
        self._file = path
        self._line = 1
        self._from_file = False
        self._left = _BUDGET

    @property
    def place(self) -> Location:
        """Where evaluation is."""
        return Location(self._files.shown(self._file), self._line)

    @property
    def file(self) -> str:
        """The file that is being read."""
        return self._file

    @contextmanager
    def reading(self, path: str) -> Iterator[None]:
        """While this file is being read."""
        outer, self._file = (self._file, self._line), path
        yield
        self._file, self._line = outer

    def at(self, element: Element) -> Location:
        """Go to an element of the file that is being read."""
        self._line = element.line
        return self.place

    def texts(self) -> Iterator[tuple[str, str]]:
        """The properties that the project's own files set, by names in lower case, and values."""
        for key in self.places:
            value = self._values[key]
            if isinstance(value, str):
                yield key, value

    def state(self, element: Element, value: Value, doubt: Unknown | None = None) -> None:
        """Set the property of an element here; `doubt` is an unknown condition around it."""
        key = element.name.lower()
        if key in self._given:
            return
        if doubt:
            if self._values.get(key, "") == value:
                return
            value = doubt
        self._values[key] = value
        self.places[key] = self.place
        self.stated[key] = Statement(self._file, element)

    def default(self, name: str, value: Value) -> None:
        """Set what the SDK sets where the project does not."""
        key = name.lower()
        if self._values.get(key, "") == "":
            self.imply({key: value})

    def imply(self, values: Mapping[str, Value]) -> None:
        """Set what the SDK sets, unless it is given from outside."""
        for key, value in values.items():
            if key not in self._given:
                self._values[key] = value
                self.places.pop(key, None)
                self.stated.pop(key, None)

    def value(self, name: str) -> Value:
        """What a property was set to, empty where nothing sets it."""
        return self._values.get(name.lower(), "")

    def expand(self, text: str) -> Value:
        """A text with its properties replaced."""
        return expressions.expand(text, self)

    def holds(self, element: Element, *, from_file: bool = False) -> conditions.Truth:
        """Whether the condition of an element holds.

        Args:
            element: The element.
            from_file: Whether paths are seen from its own file, as those of imports are.
        """
        text = element.attributes.get("Condition")
        if not text:
            return True
        self._line = element.line
        self._from_file = from_file
        return conditions.holds(text, self)

    def lookup(self, name: str) -> Value:
        """The value of a property that a text uses."""
        key = name.lower()
        found = self._values.get(key)
        if found is not None:
            return found
        if key.startswith("msbuildthisfile"):
            return _of_file(self._file).get(key, "")
        if key in sdks.BUILD_ONLY:
            return self.unknown(f"$({name})", "is set by the tools that build")
        if self.unfollowed:
            cause = self.unfollowed[0]
            return cause._replace(reason=f"{cause.reason}, and may set $({name})")
        return ""

    def unknown(self, what: str, reason: str) -> Unknown:
        """The value for what cannot be evaluated here."""
        return Unknown(what, *self.place, reason)

    def spend(self, text: str) -> str:
        """Account for a text that was put together.

        Raises:
            InputError: All texts together are longer than those of any real project.
        """
        self._left -= len(text)
        if self._left < 0:
            path, line = self.place
            raise InputError(f"{path}: line {line}: its properties grow without end")
        return text

    def folder(self) -> str:
        """The folder of the file that is being read."""
        return os.path.dirname(self._file)

    def nearest(self, folder: str, name: str) -> str:
        """The nearest file of that name in a folder or above it; empty if there is none."""
        return self._files.nearest(self.spend(folder), name)

    def is_foreign(self, path: str) -> bool:
        """Whether a path names a computer that is neither this one nor where the user works."""
        return self._files.is_foreign(path)

    def is_file(self, path: str) -> bool:
        """Whether there is a file of that absolute path on this computer."""
        return "\0" not in path and self._files.is_file(path)

    def text_of(self, path: str) -> str | None:
        """What a file of that absolute path holds; None where it cannot be read."""
        try:
            return self.spend(self._files.content(path).decode("utf-8-sig", "replace"))
        except InputError:
            return None

    def exists(self, path: str) -> bool:
        """Whether there is a file or folder of that name, or of each in a list of them."""
        return all(map(self._exists, path.split(";")))

    def _exists(self, path: str) -> bool:
        if not path or self.is_foreign(path) or "\0" in path:
            return False
        folder = self.folder() if self._from_file else self.project_folder
        return self._files.exists(resolve(folder, path))


def _reserved(prefix: str, path: str, end: str) -> dict[str, Value]:
    """The properties that tell the parts of a file's path; `end` follows that of its folder."""
    folder, file = os.path.split(path)
    name, extension = os.path.splitext(file)
    return {
        f"{prefix}name": name,
        f"{prefix}extension": extension,
        f"{prefix}directory": folder.removesuffix(end) + end,
        f"{prefix}directorynoroot": os.path.splitdrive(folder)[1].lstrip(os.sep) + end,
        f"{prefix}fullpath": path,
    }


def _of_project(path: str) -> dict[str, Value]:
    return {"msbuildprojectfile": os.path.basename(path), **_reserved("msbuildproject", path, "")}


def _of_file(path: str) -> dict[str, Value]:
    return {"msbuildthisfile": os.path.basename(path), **_reserved("msbuildthisfile", path, os.sep)}
