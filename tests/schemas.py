"""Holds what commands print as JSON to the schemas that dotimg brings along."""

import json
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import dotimg
from dotimg.catalog.tables import Catalog
from dotimg.check import team_settings
from dotimg.check.rules import numbers
from dotimg.check.team_settings import TeamSettings
from dotimg.cli.group import COMMANDS
from dotimg.errors import UsageError

FILE = Path(dotimg.__file__).parent / "schemas.json"
SCHEMAS: dict[str, dict[str, Any]] = json.loads(FILE.read_text("utf-8"))
SETTINGS = jsonschema.Draft7Validator(SCHEMAS["settings"])
_MOST = 300_000  # characters; larger answers have more of the same


def hold_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail where settings of a team are good, and their schema says that they are not."""
    understood = team_settings._understood  # noqa: SLF001  what is refused raises there

    def held(path: str, table: dict[str, object], families: Collection[str]) -> TeamSettings:
        found = understood(path, table, families)
        if _families().issuperset(found.families) and _are_rules(found):
            SETTINGS.validate(table)
        return found

    monkeypatch.setattr(team_settings, "_understood", held)


def _are_rules(settings: TeamSettings) -> bool:
    """Whether they name rules alone, which whoever takes them looks at."""
    words = [*settings.ignore, *(word for _, rules in settings.file_ignores for word in rules)]
    try:
        numbers(words)
    except UsageError:
        return False
    return True


@cache
def _families() -> frozenset[str]:
    return frozenset(Catalog().traits["families"])


def hold(arguments: Sequence[str], out: str) -> None:
    """Fail where the output of a command, which is JSON or nothing, is not what its schema says."""
    command = next((word for word in arguments if word in COMMANDS), "")
    if not out or len(out) > _MOST or command not in SCHEMAS:
        return
    _strict(command).validate(json.loads(out))


@cache
def _strict(name: str) -> jsonschema.Draft202012Validator:
    """A schema that also refuses fields that it does not name."""
    schema = closed(SCHEMAS[name])
    return jsonschema.Draft202012Validator(schema)


def closed(schema: Any) -> Any:
    """The same schema for objects without other fields."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: closed(value) for key, value in schema.items()}
    if isinstance(found.get("properties"), dict) and "type" in found:
        found.setdefault("additionalProperties", False)
    return found
