"""Reads upstream's files and rejects invalid rows, with file, row and reason."""

import gzip
import json
import os
import re
import zlib
from collections.abc import Collection, Iterator
from datetime import date
from functools import cache
from typing import NoReturn, Self

from dotimg.errors import InputError, quoted
from dotimg.names import tags, versions
from dotimg.registry.typed_json import DocumentError, JsonObject, parse

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d)(\.\d+)?(Z|\+00:00)", re.ASCII
)
_TAG = re.compile(r"\w[\w.-]{0,127}", re.ASCII)
# Repositories, platforms and releases: no blank, colon or comma, which part them in our rows.
_WORD = re.compile(r"[\w./-]*", re.ASCII)


class FeedRow(JsonObject):
    """One JSON object with the place it stands at, whose fields are checked as they are read."""

    def __init__(self, path: str, where: str, value: object) -> None:
        self.path = path
        self.where = where
        if not isinstance(value, dict):
            self.refuse("is not a JSON object")
        super().__init__(value)

    def refuse(self, reason: str) -> NoReturn:
        """Raise InputError with file, row and reason."""
        raise InputError(f"{self.path}: {self.where}: {reason}")

    def misfit(self, name: str, expected: str, value: object) -> NoReturn:
        """Raise InputError with the field and what it holds."""
        self.refuse(f"{name} should be {expected}, is {_shown(value)}")

    def misfit_item(self, name: str, expected: str, value: object) -> NoReturn:
        """Raise InputError with the list and the item."""
        self.refuse(f"{name} should hold {expected}, holds {_shown(value)}")

    def inner(self, name: str, number: int, value: object) -> Self:
        """The object inside, which tells its place."""
        place = f"{name} {number}" if number else name
        return type(self)(self.path, f"{self.where}, {place}", value)

    def word(self, name: str) -> str:
        """A text without blanks or anything else that parts words; may be empty."""
        return self._checked_word(name, self.text(name))

    def one_of(self, name: str, valid: Collection[str]) -> str:
        """A text that must be one of those that are valid."""
        value = self.text(name)
        if value not in valid:
            self.misfit(name, f"one of {', '.join(valid)}", value)
        return value

    def version(self, name: str) -> str:
        """A field that must be a version."""
        value = self.text(name)
        if not _is_version(value):
            self.misfit(name, "a version such as 8.0.11", value)
        return value

    def optional_version(self, name: str) -> str:
        """A version, empty where the field is null or missing."""
        return self.version(name) if self.has(name) else ""

    def versions(self, name: str) -> list[str]:
        """A list of versions; empty where the field is missing."""
        values = self.texts(name)
        for value in values:
            if not _is_version(value):
                self.misfit_item(name, "versions", value)
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
            self.misfit(name, "a date such as 2026-08-20", value)
        return value

    def optional_day(self, name: str) -> str | None:
        """A day, or None where the field is null, missing, or only says true or false."""
        return None if isinstance(self.fields.get(name), bool | None) else self.day(name)

    def optional_flag(self, name: str) -> bool | None:
        """A field that may be null."""
        return self.flag(name) if self.has(name) else None

    def words(self, name: str) -> list[str]:
        """A list of texts, each as `word` gives it; empty where the field is missing."""
        return [self._checked_word(name, value) for value in self.texts(name)]

    def days(self, name: str) -> list[str]:
        """The days of a list whose other places are null."""
        values = [value for value in self.items(name) if value is not None]
        for value in values:
            if not isinstance(value, str) or not is_day(value):
                self.misfit_item(name, "days", value)
        return [str(value) for value in values]

    def some(self, name: str) -> list[Self]:
        """A list of objects that must hold at least one."""
        return self.rows(name) or self.refuse(f"{name} is empty or missing")

    def digest(self, name: str) -> str:
        """A digest, `sha256:...`, whether or not a repository stands before it."""
        return self._checked_digest(name, self.text(name))

    def optional_digest(self, name: str) -> str:
        """A digest, empty where the field is null or missing."""
        return self.digest(name) if self.has(name) else ""

    def digests(self, name: str) -> list[str]:
        """A list of digests; empty where the field is missing."""
        return [self._checked_digest(name, value) for value in self.texts(name)]

    def moment(self, name: str) -> str:
        """A time in UTC, cut to whole seconds: `2026-08-10T16:57:08Z`."""
        match = _MOMENT.fullmatch(self.text(name))
        if not match or not is_day(match[1][:10]):
            self.misfit(name, "a time in UTC", self.text(name))
        return match[1] + "Z"

    def _checked_digest(self, name: str, value: str) -> str:
        digest = value.rpartition("@")[2]
        if not _DIGEST.fullmatch(digest):
            self.misfit(name, "a sha256 digest", digest)
        return digest

    def _checked_word(self, name: str, value: str) -> str:
        if not _WORD.fullmatch(value):
            self.misfit(name, "plain words", value)
        return value

    def _checked_tag(self, name: str, value: str) -> str:
        if not _TAG.fullmatch(value) or not _is_version(tags.parse(value).version or "0"):
            self.misfit(name, "a tag such as 8.0-noble", value)
        return value


def json_file(folder: str, *names: str) -> FeedRow:
    """The object in one JSON file.

    Raises:
        InputError: The file is missing, unreadable, no UTF-8 or no JSON object.
    """
    path = os.path.join(folder, *names)
    return FeedRow(path, "the file", parsed(_read(path), path, "the file"))


def json_file_rows(folder: str, *names: str) -> list[FeedRow]:
    """The objects of the list in one JSON file, at least one; refuses as `json_file` does."""
    path = os.path.join(folder, *names)
    values = parsed(_read(path), path, "the file")
    if not isinstance(values, list) or not values:
        raise InputError(f"{path}: the file: is not a JSON list, or an empty one")
    return [FeedRow(path, f"row {number}", value) for number, value in enumerate(values, start=1)]


def json_lines(folder: str, name: str) -> Iterator[FeedRow]:
    """The objects of a file of JSON lines, gzipped or not; refuses as `json_file` does."""
    path = os.path.join(folder, name)
    content = _read(path)
    if name.endswith(".gz"):
        try:
            content = gzip.decompress(content)
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
        return parse(content)
    except DocumentError as error:
        raise InputError(f"{path}: {where}: {error}") from error


def _shown(value: object) -> str:
    return quoted(value) if isinstance(value, str) else quoted(json.dumps(value, default=str))
