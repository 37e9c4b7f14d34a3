"""Reads upstream's files and refuses, with file, row and reason, what is not as promised."""

import gzip
import json
import os
import re
import zlib
from collections.abc import Collection, Iterator
from datetime import date
from functools import cache
from typing import NoReturn

from dotimg.errors import InputError, quoted
from dotimg.names import tags, versions

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d)(\.\d+)?(Z|\+00:00)", re.ASCII
)
_TAG = re.compile(r"\w[\w.-]{0,127}", re.ASCII)
# Repositories, platforms and releases: no blank, colon or comma, which part them in our rows.
_WORD = re.compile(r"[\w./-]*", re.ASCII)


class FeedRow:
    """One JSON object with the place it stands at, whose fields are checked as they are read."""

    def __init__(self, path: str, where: str, value: object) -> None:
        self.path = path
        self.where = where
        if not isinstance(value, dict):
            self.refuse("is no JSON object")
        self._values: dict[str, object] = value

    def refuse(self, reason: str) -> NoReturn:
        """Raise InputError with file, row and reason."""
        raise InputError(f"{self.path}: {self.where}: {reason}")

    def has(self, name: str) -> bool:
        """Whether the field is there and not null."""
        return self._values.get(name) is not None

    def text(self, name: str) -> str:
        """A field that must be a text."""
        value = self._values.get(name)
        if not isinstance(value, str):
            self.refuse(f"{name} should be a text, is {_shown(value)}")
        return value

    def optional_text(self, name: str) -> str | None:
        """A field that may be null or missing."""
        return self.text(name) if self.has(name) else None

    def word(self, name: str) -> str:
        """A text without blanks or anything else that parts words; may be empty."""
        return self._checked_word(name, self.text(name))

    def one_of(self, name: str, valid: Collection[str]) -> str:
        """A text that must be one of those that are valid."""
        value = self.text(name)
        if value not in valid:
            self.refuse(f"{name} should be one of {', '.join(valid)}, is {_shown(value)}")
        return value

    def version(self, name: str) -> str:
        """A field that must be a version."""
        value = self.text(name)
        if not _is_version(value):
            self.refuse(f"{name} should be a version as 8.0.11, is {_shown(value)}")
        return value

    def optional_version(self, name: str) -> str:
        """A version, empty where the field is null or missing."""
        return self.version(name) if self.has(name) else ""

    def versions(self, name: str) -> list[str]:
        """A list of versions; empty where the field is missing."""
        values = self.texts(name)
        for value in values:
            if not _is_version(value):
                self.refuse(f"{name} should hold versions, holds {_shown(value)}")
        return values

    def tag(self, name: str) -> str:
        """A field that must be a tag."""
        return self._checked_tag(name, self.text(name))

    def tags(self, name: str) -> list[str]:
        """A list of tags; empty where the field is missing."""
        return [self._checked_tag(name, value) for value in self.texts(name)]

    def day(self, name: str) -> str:
        """A field that must be a day, YYYY-MM-DD."""
        value = self.text(name)
        if not is_day(value):
            self.refuse(f"{name} should be a day as 2026-08-20, is {_shown(value)}")
        return value

    def optional_day(self, name: str) -> str | None:
        """A day, or None where the field is null, missing, or only says true or false."""
        return None if isinstance(self._values.get(name), bool | None) else self.day(name)

    def flag(self, name: str) -> bool:
        """A field that must be true or false."""
        value = self._values.get(name)
        if not isinstance(value, bool):
            self.refuse(f"{name} should be true or false, is {_shown(value)}")
        return value

    def optional_flag(self, name: str) -> bool | None:
        """A field that may be null."""
        return self.flag(name) if self.has(name) else None

    def number(self, name: str) -> int:
        """A field that must be a whole number, zero or more."""
        value = self._values.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            self.refuse(f"{name} should be a whole number, is {_shown(value)}")
        return value

    def texts(self, name: str) -> list[str]:
        """A list of texts; empty where the field is missing."""
        values = self._list(name)
        for value in values:
            if not isinstance(value, str):
                self.refuse(f"{name} should hold texts, holds {_shown(value)}")
        return [str(value) for value in values]

    def words(self, name: str) -> list[str]:
        """A list of texts, each as `word` gives it; empty where the field is missing."""
        return [self._checked_word(name, value) for value in self.texts(name)]

    def days(self, name: str) -> list[str]:
        """The days of a list whose other places are null."""
        values = [value for value in self._list(name) if value is not None]
        for value in values:
            if not isinstance(value, str) or not is_day(value):
                self.refuse(f"{name} should hold days, holds {_shown(value)}")
        return [str(value) for value in values]

    def rows(self, name: str) -> "list[FeedRow]":
        """A list of objects; empty where the field is missing."""
        return [
            FeedRow(self.path, f"{self.where}, {name} {number}", value)
            for number, value in enumerate(self._list(name), start=1)
        ]

    def some(self, name: str) -> "list[FeedRow]":
        """A list of objects that must hold at least one."""
        return self.rows(name) or self.refuse(f"{name} is empty or missing")

    def row(self, name: str) -> "FeedRow":
        """An object inside this one."""
        return FeedRow(self.path, f"{self.where}, {name}", self._values.get(name))

    def digest(self, name: str) -> str:
        """A digest, `sha256:...`, whether or not a repository stands before it."""
        return self._checked_digest(name, self.text(name))

    def digests(self, name: str) -> list[str]:
        """A list of digests; empty where the field is missing."""
        return [self._checked_digest(name, value) for value in self.texts(name)]

    def moment(self, name: str) -> str:
        """A time in UTC, cut to whole seconds: `2026-08-10T16:57:08Z`."""
        match = _MOMENT.fullmatch(self.text(name))
        if not match or not is_day(match[1][:10]):
            self.refuse(f"{name} should be a time in UTC, is {_shown(self.text(name))}")
        return match[1] + "Z"

    def _checked_digest(self, name: str, value: str) -> str:
        digest = value.rpartition("@")[2]
        if not _DIGEST.fullmatch(digest):
            self.refuse(f"{name} should be a sha256 digest, is {_shown(digest)}")
        return digest

    def _checked_word(self, name: str, value: str) -> str:
        if not _WORD.fullmatch(value):
            self.refuse(f"{name} should be plain words, is {_shown(value)}")
        return value

    def _checked_tag(self, name: str, value: str) -> str:
        if not _TAG.fullmatch(value) or not _is_version(tags.parse(value).version or "0"):
            self.refuse(f"{name} should be a tag as 8.0-noble, is {_shown(value)}")
        return value

    def _list(self, name: str) -> list[object]:
        value = self._values.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.refuse(f"{name} should be a list, is {_shown(value)}")
        return value


def json_file(folder: str, *names: str) -> FeedRow:
    """The object in one JSON file.

    Raises:
        InputError: The file is missing, unreadable, no UTF-8 or no JSON object.
    """
    path = os.path.join(folder, *names)
    return FeedRow(path, "the file", parsed(_read(path), path, "the file"))


def json_lines(folder: str, name: str) -> Iterator[FeedRow]:
    """The objects of a gzipped file of JSON lines; refuses as `json_file` does."""
    path = os.path.join(folder, name)
    try:
        content = gzip.decompress(_read(path))
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path}: not a whole gzip file: {error}") from error
    for number, line in enumerate(content.splitlines(), start=1):
        where = f"row {number}"
        yield FeedRow(path, where, parsed(line, path, where))


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar, YYYY-MM-DD."""
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@cache
def _is_version(text: str) -> bool:
    """Whether a text has a place in the order of versions."""
    try:
        versions.order(text)
    except ValueError:
        return False
    return True


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error


def parsed(content: bytes, path: str, where: str) -> object:
    """The JSON that the bytes hold.

    Raises:
        InputError: They hold none.
    """
    try:
        return json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: {where}: no JSON: {error}") from error


def _shown(value: object) -> str:
    return quoted(value) if isinstance(value, str) else quoted(json.dumps(value, default=str))
