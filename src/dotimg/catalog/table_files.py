"""Reads the files of a catalog, and verifies every byte before it is used."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from dotimg.catalog import checksums
from dotimg.errors import CatalogError

SCHEMA = 1
# What reading an index or a row raises that is not as it is written, numbers too large included.
GARBLED = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)


class TableFiles:
    """The index and the tables of one folder.

    Args:
        folder: The folder.
        advice: What to do about a folder that cannot be used.
    """

    def __init__(self, folder: str, advice: str) -> None:
        self.folder = folder
        self._advice = advice
        self._tables: Mapping[str, Mapping[str, Any]] = {}
        self._opened: dict[str, checksums.CheckedFile] = {}

    def index(self) -> dict[str, Any]:
        """What `catalog.json` holds.

        Raises:
            CatalogError: It is missing, damaged, of another program or of another dotimg.
        """
        path = os.path.join(self.folder, "catalog.json")
        with self.reading("catalog.json"):
            with open(path, "rb") as file:
                content = file.read()
            index: object = json.loads(content.decode("utf-8"))
            if not isinstance(index, dict) or index.get("schema") != SCHEMA:
                reason = "catalog.json is not of a dotimg catalog that this version reads"
                raise self.damaged(reason)
            if "crc32" not in index:
                raise self.damaged("it was made by an older dotimg, without checksums")
            checksums.check_seal(content)
        return index

    def expect(self, tables: Mapping[str, Mapping[str, Any]]) -> None:
        """Know the tables by their names, as the index tells their sizes and checksums.

        Raises:
            CatalogError: A file is missing, or has another size.
        """
        self._tables = tables
        for name, table in tables.items():
            self._check_size(name, table["bytes"])

    def verify(self) -> None:
        """Compare every table with its hash.

        Raises:
            CatalogError: One is damaged: its checksum does not match.
        """
        import hashlib

        for name, table in self._tables.items():
            with self.reading(name):
                content = self._file(name).read(0, table["bytes"])
            if hashlib.sha256(content).hexdigest() != table["sha256"]:
                raise self.damaged(f"{name} is damaged: its checksum does not match")

    def read(self, name: str, start: int, end: int) -> bytes:
        """The bytes of a table from one offset to another, as they were written."""
        with self.reading(name):
            if name not in self._opened:
                self._opened[name] = self._file(name)
            return self._opened[name].read(start, end)

    def rows(self, table: str, start: int, end: int, holding: bytes = b"") -> list[list[Any]]:
        """The rows between two offsets of a table, which are line starts, that hold a text."""
        if start == end:
            return []
        content = self.read(table, start, end)
        if holding:
            content = b"".join([line + b"\n" for _, _, line in lines_with(content, holding)])
        if not content:
            return []
        with self.reading(table):
            # One call for all lines is several times as fast as one call a line.
            text = content[:-1].decode("ascii").replace("\n", ",")
            rows: list[list[Any]] = json.loads(f"[{text}]")
        return rows

    def json(self, name: str) -> dict[str, Any]:
        """The object that a whole table is."""
        with self.reading(name):
            content = self.read(name, 0, self._tables[name]["bytes"])
            value: dict[str, Any] = json.loads(content.decode("utf-8"))
        return value

    @contextmanager
    def reading(self, name: str) -> Iterator[None]:
        """What goes wrong in here is the fault of a table."""
        try:
            yield
        except OSError as error:
            raise self.damaged(f"{name}: {error.strerror}") from error
        except checksums.DamagedError as error:
            raise self.damaged(f"{name} is {error}") from error
        except GARBLED as error:
            raise self.damaged(f"{name} is garbled: {error}") from error

    def damaged(self, reason: str) -> CatalogError:
        """The error that the folder cannot be used, for that reason."""
        message = f"the catalog {self.folder} cannot be used: {reason}; {self._advice}"
        return CatalogError(message, self.folder)

    def _file(self, name: str) -> checksums.CheckedFile:
        path = os.path.join(self.folder, name)
        return checksums.CheckedFile(path, self._tables[name]["crc32"])

    def _check_size(self, name: str, size: int) -> None:
        path = os.path.join(self.folder, name)
        try:
            actual = os.stat(path).st_size
        except OSError as error:
            raise self.damaged(f"{name}: {error.strerror}") from error
        if actual != size:
            raise self.damaged(f"{name} has {actual} bytes instead of {size}")


def lines_with(content: bytes, text: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The lines that hold a text, each with how many stand before it, and where it begins.

    To look through all bytes at once takes a small part of the time of taking lines apart.
    """
    number, counted, place = 0, 0, content.find(text)
    while place >= 0:
        number += content.count(b"\n", counted, place)
        start, end = content.rfind(b"\n", 0, place) + 1, content.find(b"\n", place)
        counted = end if end >= 0 else len(content)
        yield number, start, content[start:counted]
        place = content.find(text, counted)
