"""What the reference says of variables in the environment is so."""

import re
from pathlib import Path

import pytest

from dotimg.errors import EXIT_NO, EXIT_OK, EXIT_USAGE
from tests.cli.conftest import Run

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
CHOICE = re.compile(r"^\| `(--[\w-]+) \[.*?\]` \|.*?\| `(DOTIMG_\w+)` \|", re.MULTILINE)
CHOICES = [
    (page.stem, option, variable)
    for page in sorted(REFERENCE.glob("*.md"))
    for option, variable in CHOICE.findall(page.read_text("utf-8"))
]
ARGUMENTS = {"compare": ["a", "b"], "changes": ["a", "b"], "pick": [], "list": [], "support": []}
DOCKERFILE = "FROM mcr.microsoft.com/dotnet/aspnet:10.0.10\n"


@pytest.mark.parametrize(("command", "option", "variable"), CHOICES)
def test_a_variable_of_the_reference_sets_its_option(
    dotimg: Run, monkeypatch: pytest.MonkeyPatch, command: str, option: str, variable: str
) -> None:
    monkeypatch.setenv(variable, "nonsense")
    done = dotimg(command, *ARGUMENTS.get(command, ["a"]))
    assert done.code == EXIT_USAGE
    assert f"'{option}': 'nonsense'" in done.err


def test_there_are_choices() -> None:
    assert {"pick", "check", "digest"} <= {command for command, _, _ in CHOICES}


def test_a_flag_is_on_with_1_and_off_with_0(dotimg: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for value, code in (("1", EXIT_NO), ("0", EXIT_OK)):
        monkeypatch.setenv("DOTIMG_PICK_STRICT", value)
        assert dotimg("pick", "--version", "5.0").code == code


def test_an_option_that_may_be_repeated_takes_several_values(
    dotimg: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "Dockerfile").write_text("FROM mcr.microsoft.com/dotnet/sdk\nCMD dotnet run\n")
    assert dotimg("check", str(tmp_path)).out.count("warning DI") == 2
    monkeypatch.setenv("DOTIMG_CHECK_IGNORE", "DI301 mutable-latest")
    assert dotimg("check", str(tmp_path)).code == EXIT_OK


def test_the_command_line_goes_before_the_environment(
    dotimg: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOTIMG_PICK_FORMAT", "tag")
    assert dotimg("pick").out == "10.0\n"
    assert dotimg("pick", "--format", "ref").out == "mcr.microsoft.com/dotnet/aspnet:10.0\n"


def test_the_environment_goes_before_the_settings_of_a_team(
    dotimg: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    (tmp_path / "dotimg.toml").write_text('fail-on = "never"\n')
    assert dotimg("check", str(tmp_path)).code == EXIT_OK
    monkeypatch.setenv("DOTIMG_CHECK_FAIL_ON", "warning")
    assert dotimg("check", str(tmp_path)).code == EXIT_NO


def test_an_option_without_a_variable_has_none(
    dotimg: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "| `--version` | off | |" in (REFERENCE / "README.md").read_text("utf-8")
    monkeypatch.setenv("DOTIMG_VERSION", "1")
    assert dotimg("pick").out == "mcr.microsoft.com/dotnet/aspnet:10.0\n"
