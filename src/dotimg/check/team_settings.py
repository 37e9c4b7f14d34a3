"""A team's settings: `dotimg.toml`, or `[tool.dotimg]` of `pyproject.toml`, at a tree's root."""

import os
import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TypeVar

from dotimg.check.threshold import Threshold, threshold
from dotimg.errors import InputError, SettingsError, UsageError, printable, quoted
from dotimg.files.ignore_rules import Globs
from dotimg.files.repository import is_inside
from dotimg.files.side_files import regular_content
from dotimg.named_tuples import NamedTuple
from dotimg.names.mirror import prefix

FILE, SHARED_FILE = "dotimg.toml", "pyproject.toml"
# A key of more parts than any that means something; tomllib takes quadratic time for it.
_PART = r"""(?:[\w-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
_LONG_KEY = re.compile(rf"(?<![\w-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{50}}")

_TITLES: dict[type, str] = {dict: "table"}
_KINDS: dict[str, tuple[type, ...]] = {
    "registry": (str,),
    "ignore": (list,),
    "fail-on": (str, list),
    "require-digest": (bool,),
    "families": (list,),
    "to": (str,),
    "exclude": (list,),
    "per-file-ignores": (dict,),
}

Given = TypeVar("Given")
Value = TypeVar("Value")

_PLACE = re.compile(r" \(at [^()]+\)$")


class TeamSettings(NamedTuple):
    """What a file settles; what it leaves out is None or empty.

    `path` is the file, empty where there is none; `registry` is a mirror's prefix; `ignore` are
    rules by number or name; `threshold` is that of `fail-on`; `families` are the operating-system
    families that are allowed; `to` is where `upgrade` goes; `exclude` are globs of paths that are
    left out, and `file_ignores` globs with rules for the files that they mean.
    """

    path: str = ""
    registry: str | None = None
    ignore: tuple[str, ...] = ()
    threshold: Threshold | None = None
    require_digest: bool | None = None
    families: tuple[str, ...] = ()
    to: str | None = None
    exclude: tuple[str, ...] = ()
    file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()


def read(path: str, families: Collection[str]) -> TeamSettings | None:
    """What a file settles; None where there is no such file, or it says nothing of dotimg.

    Args:
        path: The file.
        families: The families of systems that there are.

    Raises:
        SettingsError: The file cannot be used; the message says where and why.
    """
    table = _table(path)
    return None if table is None else _understood(path, table, families)


def _table(path: str) -> dict[str, object] | None:
    """The table of a file; None where there is none."""
    try:
        text = _text(path)
        document = {} if text is None else tomllib.loads(text)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from error
    except InputError as error:
        raise SettingsError(f"{path}: {error}") from error
    except RecursionError:
        raise SettingsError(f"{path}: is nested too deeply") from None
    except ValueError as error:
        # It may be no settings at all: only the place is told, and none of its words.
        place = _PLACE.search(str(error))
        raise SettingsError(f"{path}: is not valid TOML{place[0] if place else ''}") from None
    if os.path.basename(path) == FILE:
        return document
    tools = document.get("tool", {})
    own = tools.get("dotimg") if isinstance(tools, dict) else None
    return own if isinstance(own, dict) else None


def _text(path: str) -> str | None:
    """The text of a file; None where it says nothing of dotimg, and so need not even be TOML.

    Raises:
        InputError: It is not read, for what it is or where it leads, or a key is too long.
        ValueError: It is not text.
    """
    content = regular_content(path)
    if os.path.basename(path) == SHARED_FILE and b"dotimg" not in content:
        return None
    if os.path.islink(path) and not is_inside(path, os.path.dirname(path)):
        raise InputError("is a link that leads out of the tree")
    text = content.decode("utf-8-sig")
    if key := _LONG_KEY.search(text):
        line = text.count("\n", 0, key.start()) + 1
        raise InputError(f"a key of more than 50 parts (at line {line})")
    return text


def _understood(path: str, table: dict[str, object], families: Collection[str]) -> TeamSettings:
    for key, value in table.items():
        if key not in _KINDS:
            known = ", ".join(_KINDS)
            raise SettingsError(f"{path}: no setting is called {key}; there are {known}")
        if not isinstance(value, _KINDS[key]):
            kinds = " or ".join(_TITLES.get(kind, kind.__name__) for kind in _KINDS[key])
            raise SettingsError(f"{path}: {key} must be a {kinds}")
    allowed = _words(path, table, "families")
    unknown = [word for word in allowed if word not in families]
    if unknown:
        known = ", ".join(families)
        raise SettingsError(f"{path}: no family is called {unknown[0]}; there are {known}")
    registry, to, required = (table.get(key) for key in ("registry", "to", "require-digest"))
    return TeamSettings(
        path=path,
        registry=_checked(path, "registry", prefix, registry)
        if isinstance(registry, str)
        else None,
        ignore=_words(path, table, "ignore"),
        threshold=_threshold(path, table),
        require_digest=required if isinstance(required, bool) else None,
        families=allowed,
        to=to if isinstance(to, str) else None,
        exclude=_globs(path, "exclude", _words(path, table, "exclude")),
        file_ignores=tuple(_file_ignores(path, table)),
    )


def _threshold(path: str, table: dict[str, object]) -> Threshold | None:
    words = table.get("fail-on")
    words = ",".join(_words(path, table, "fail-on")) if isinstance(words, list) else words
    return _checked(path, "fail-on", threshold, words) if isinstance(words, str) else None


def _file_ignores(path: str, table: dict[str, object]) -> Iterator[tuple[str, tuple[str, ...]]]:
    key = "per-file-ignores"
    own = table.get(key)
    rules: Mapping[str, object] = own if isinstance(own, dict) else {}
    for glob in rules:
        if glob.startswith("!"):
            raise SettingsError(f"{path}: {key}: {quoted(glob)} is not a valid path pattern")
        yield _globs(path, key, (glob,))[0], _words(path, rules, glob)


def _globs(path: str, key: str, globs: tuple[str, ...]) -> tuple[str, ...]:
    """The globs, if each can match something."""
    _checked(path, key, Globs, globs)
    return globs


def _checked(path: str, key: str, read: Callable[[Given], Value], value: Given) -> Value:
    """What a value means; a word that means nothing is told with its key."""
    try:
        return read(value)
    except UsageError as error:
        raise SettingsError(f"{path}: {key}: {error}") from error


def _words(path: str, table: Mapping[str, object], key: str) -> tuple[str, ...]:
    """A list of words."""
    value = table.get(key, [])
    if not isinstance(value, list):
        raise SettingsError(f"{path}: {quoted(key)} must be a list")
    for word in value:
        if not isinstance(word, str):
            raise SettingsError(f"{path}: {key} holds {printable(str(word))}, which is not a word")
    return tuple(value)
