"""The schemas are those of what the commands print, and describe each field."""

import importlib
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest

from dotimg.check import team_settings
from dotimg.cli.group import COMMANDS
from dotimg.errors import EXIT_OK, EXIT_USAGE
from tests.cli.conftest import Run
from tests.schemas import FILE, SCHEMAS, SETTINGS

ROOT = Path(__file__).parents[3]
NAMES = sorted(SCHEMAS)


def with_json() -> Iterator[str]:
    """The commands that take `--format json`."""
    for name in COMMANDS:
        command: click.Command = importlib.import_module(f"dotimg.cli.commands.{name}").command
        formats = [one.type for one in command.params if one.name == "format"]
        if formats and isinstance(formats[0], click.Choice) and "json" in formats[0].choices:
            yield name


def loaded(name: str) -> dict[str, Any]:
    return SCHEMAS[name]


def parts(schema: dict[str, Any], where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """A schema and all inside of it, each with its place."""
    yield where, schema
    for name, one in schema.get("properties", {}).items():
        yield from parts(one, f"{where}.{name}")
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield from parts(schema[key], f"{where}.{key}")
    for number, one in enumerate(schema.get("anyOf", ())):
        yield from parts(one, f"{where}.{number}")


def test_each_command_with_json_has_a_schema_and_so_have_the_settings() -> None:
    assert sorted([*with_json(), "settings"]) == NAMES


def test_they_are_what_the_script_makes_of_the_code(tmp_path: Path) -> None:
    script = ROOT / "docs" / "schemas" / "write_schemas.py"
    made = tmp_path / "schemas.json"
    subprocess.run([sys.executable, str(script), str(made)], check=True)
    assert made.read_bytes() == FILE.read_bytes(), "run the script again"


@pytest.mark.parametrize("name", NAMES)
def test_each_is_a_schema_that_describes_every_field(name: str) -> None:
    schema = loaded(name)
    jsonschema.validators.validator_for(schema).check_schema(schema)
    assert [where for where, one in parts(schema, name) if not one.get("description")] == []


@pytest.mark.parametrize("name", sorted({*NAMES} - {"settings"}))
def test_a_later_field_is_no_fault_and_a_missing_one_is(name: str) -> None:
    for _, one in parts(loaded(name), name):
        assert "properties" not in one or "additionalProperties" not in one
        assert "properties" not in one or set(one["required"]) <= one["properties"].keys()


def test_the_reader_of_settings_and_their_schema_know_the_same_keys() -> None:
    kinds = {str: "string", list: "array", bool: "boolean", dict: "object"}
    properties = loaded("settings")["properties"]
    known = {
        key: {kinds[kind] for kind in these}
        for key, these in team_settings._KINDS.items()  # noqa: SLF001  what the reader knows
    }
    assert {
        key: {each["type"] for each in one.get("anyOf", [one])} for key, one in properties.items()
    } == known


@pytest.mark.parametrize(
    "text",
    [
        'registri = "contoso.azurecr.io"',
        'ignore = "DI203"',
        'ignore = ["DI999"]',
        'families = ["alpin"]',
        'fail-on = ["grave"]',
        'require-digest = "yes"',
        'per-file-ignores = ["DI203"]',
    ],
)
def test_what_the_reader_refuses_the_schema_refuses(text: str) -> None:
    assert not SETTINGS.is_valid(tomllib.loads(text))


def test_our_own_settings_are_good() -> None:
    own = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["dotimg"]
    SETTINGS.validate(own)


def test_a_schema_is_printed_by_name_and_all_names_without_one(dotimg: Run) -> None:
    assert dotimg("schema").out.split() == NAMES
    assert json.loads(dotimg("schema", "check").out) == SCHEMAS["check"]
    done = dotimg("schema", "../rules")
    assert (done.code, done.out) == (EXIT_USAGE, "")
    assert "there is no schema '../rules'; expected one of base" in done.err


def test_a_row_of_json_lines_is_an_image_of_the_document(dotimg: Run, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM mcr.microsoft.com/dotnet/sdk:8.0\n")
    done = dotimg("inventory", str(tmp_path), "--format", "jsonl")
    assert done.code == EXIT_OK
    (line,) = done.out.splitlines()
    jsonschema.validate(json.loads(line), loaded("inventory")["properties"]["images"]["items"])
