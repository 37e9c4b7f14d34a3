"""A team's settings: `dotimg.toml`, or `[tool.dotimg]` of `pyproject.toml`, at a tree's root."""

import os
import re
import tomllib
from collections.abc import Collection
from typing import NamedTuple

from dotimg.check.model import THRESHOLDS
from dotimg.errors import InputError, SettingsError, UsageError, printable
from dotimg.files.repository import is_inside, up_to_root
from dotimg.files.side_files import regular_content
from dotimg.names.mirror import prefix

FILE, SHARED_FILE = "dotimg.toml", "pyproject.toml"
# A key of more parts than any that means something; tomllib takes quadratic time for it.
_PART = r"""(?:[\w-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
_LONG_KEY = re.compile(rf"(?<![\w-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{50}}")

_PLACE = re.compile(r" \(at [^()]+\)$")


class TeamSettings(NamedTuple):
    """What a file settles; what it leaves out is None or empty.

    `path` is the file, empty where there is none; `registry` is a mirror's prefix; `ignore` are
    rules by number or name; `families` are the operating-system families that are allowed; `to` is
    where `upgrade` goes.
    """

    path: str = ""
    registry: str | None = None
    ignore: tuple[str, ...] = ()
    fail_on: str | None = None
    require_digest: bool | None = None
    families: tuple[str, ...] = ()
    to: str | None = None


def find(path: str, families: Collection[str]) -> TeamSettings:
    """The settings that hold for a path: those of the nearest folder above it that has some.

    The root of a repository, where `.git` is, is the last folder that is looked at.

    Args:
        path: A file or a folder.
        families: The families that there are.

    Raises:
        SettingsError: The file cannot be used; the message says where and why.
    """
    try:
        here = os.path.abspath(path)
    except OSError as error:
        raise SettingsError(f"the settings of {path} cannot be found: {error.strerror}") from None
    if not os.path.isdir(here):
        here = os.path.dirname(here)
    for folder in up_to_root(here):
        for name in (FILE, SHARED_FILE):
            found = _read(os.path.join(folder, name))
            if found is not None:
                return _understood(os.path.join(folder, name), found, families)
    return TeamSettings()


def _read(path: str) -> dict[str, object] | None:
    """The table of a file; None where there is no such file, or it says nothing of dotimg."""
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
        raise SettingsError(f"{path}: is nested too deep") from None
    except ValueError as error:
        # What is no TOML may be no settings at all: only the place is told, and none of its words.
        place = _PLACE.search(str(error))
        raise SettingsError(f"{path}: is no TOML{place[0] if place else ''}") from None
    if os.path.basename(path) == FILE:
        return document
    tools = document.get("tool", {})
    own = tools.get("dotimg") if isinstance(tools, dict) else None
    return own if isinstance(own, dict) else None


def _text(path: str) -> str | None:
    """The text of a file; None where it says nothing of dotimg, and so need not even be TOML.

    Raises:
        InputError: It is not read, for what it is or where it leads, or a key is too long.
        ValueError: It is no text.
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
    kinds: dict[str, type] = {
        "registry": str,
        "ignore": list,
        "fail-on": str,
        "require-digest": bool,
        "families": list,
        "to": str,
    }
    for key, value in table.items():
        if key not in kinds:
            raise SettingsError(f"{path}: no setting is called {key}; there are {', '.join(kinds)}")
        if not isinstance(value, kinds[key]):
            raise SettingsError(f"{path}: {key} is to be a {kinds[key].__name__}")
    allowed = _words(path, table, "families")
    unknown = [word for word in allowed if word not in families]
    if unknown:
        known = ", ".join(families)
        raise SettingsError(f"{path}: no family is called {unknown[0]}; there are {known}")
    if table.get("fail-on", "never") not in THRESHOLDS:
        raise SettingsError(f"{path}: fail-on is to be one of {', '.join(THRESHOLDS)}")
    registry, fail_on, to = (table.get(key) for key in ("registry", "fail-on", "to"))
    required = table.get("require-digest")
    return TeamSettings(
        path=path,
        registry=_prefix(path, registry) if isinstance(registry, str) else None,
        ignore=_words(path, table, "ignore"),
        fail_on=fail_on if isinstance(fail_on, str) else None,
        require_digest=required if isinstance(required, bool) else None,
        families=allowed,
        to=to if isinstance(to, str) else None,
    )


def _prefix(path: str, text: str) -> str:
    try:
        return prefix(text)
    except UsageError as error:
        raise SettingsError(f"{path}: registry: {error}") from error


def _words(path: str, table: dict[str, object], key: str) -> tuple[str, ...]:
    """A list of words."""
    value = table.get(key, [])
    words = value if isinstance(value, list) else []
    for word in words:
        if not isinstance(word, str):
            raise SettingsError(f"{path}: {key} holds {printable(str(word))}, which is no word")
    return tuple(words)
