"""A team's settings."""

import os
import sys
from pathlib import Path

import pytest

from dotimg.check.team_settings import TeamSettings
from dotimg.check.teams import Teams
from dotimg.check.threshold import Threshold
from dotimg.errors import InputError
from dotimg.files.search import search
from tests.schemas import hold_settings

FAMILIES = ("alpine", "ubuntu")


@pytest.fixture(autouse=True)
def _known_to_the_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    hold_settings(monkeypatch)


def find(path: Path) -> TeamSettings:
    return Teams(FAMILIES).of(str(path if path.is_dir() else path.parent))


def test_the_nearest_file_above_holds(tmp_path: Path) -> None:
    (tmp_path / "dotimg.toml").write_text('registry = "contoso.azurecr.io/mcr"\n')
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/Dockerfile").touch()
    assert find(tmp_path / "a/Dockerfile").registry == "contoso.azurecr.io/mcr"
    (tmp_path / "a/dotimg.toml").write_text(
        'ignore = ["DI401"]\nfail-on = "error"\nrequire-digest = true\nfamilies = ["alpine"]\n'
    )
    assert find(tmp_path / "a/b") == TeamSettings(
        str(tmp_path / "a/dotimg.toml"), None, ("DI401",), Threshold("error"), require_digest=True,
        families=("alpine",),
    )  # fmt: skip


def test_a_slash_behind_the_registry_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "dotimg.toml").write_text('registry = "contoso.azurecr.io/mcr/"\n')
    assert find(tmp_path).registry == "contoso.azurecr.io/mcr"


def test_pyproject_serves_where_it_has_a_table(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.dotimg]\nfail-on = "note"\n')
    (tmp_path / "a").mkdir()
    (tmp_path / "a/pyproject.toml").write_text("[tool.other]\nx = 1\n")
    assert find(tmp_path / "a").threshold == Threshold("note")


def test_a_shared_file_that_does_not_name_dotimg_is_none_of_ours(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("broken = ")
    assert find(tmp_path) == TeamSettings()
    (tmp_path / "pyproject.toml").unlink()
    (tmp_path / "pyproject.toml").mkdir()
    (tmp_path / "dotimg.toml").write_bytes(b'\xef\xbb\xbffail-on = "note"\n')
    assert find(tmp_path).threshold == Threshold("note")


def test_nothing_above_the_root_of_a_repository_holds(tmp_path: Path) -> None:
    (tmp_path / "dotimg.toml").write_text('fail-on = "note"\n')
    (tmp_path / "repo/.git").mkdir(parents=True)
    assert find(tmp_path / "repo") == TeamSettings()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = ", "is not valid TOML (at end of document)"),
        ("\xff", "is not valid TOML"),
        ('regsitry = "x"', "no setting is called regsitry; there are registry, ignore, "),
        ("registry = 1", "registry must be a str"),
        ("ignore = [1]", "ignore holds 1, which is not a word"),
        (
            'fail-on = "never ever"',
            (
                "fail-on: 'never ever' is not a threshold; expected one of error, warning, "
                "note, never, skipped"
            ),
        ),
        ('families = ["fedora"]', "no family is called fedora; there are alpine, ubuntu"),
        ('registry = "https://x"', "registry: 'https://x' is not a registry prefix"),
        ("a = " + "[" * 100_000, "is nested too deeply"),
        ("\n" + "a." * 50_000 + "a = 1", "a key of more than 50 parts (at line 2)"),
        ("b = {" + "'a' . " * 50_000 + "a = 1}", "a key of more than 50 parts (at line 1)"),
        ('"a\\"".' * 50_000 + "a = 1", "a key of more than 50 parts (at line 1)"),
        ("#" * 1_000_001, "is not read: it is larger than 1 MB"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_file(
    tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "dotimg.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(InputError) as caught:
        find(tmp_path)
    assert str(caught.value).startswith(f"{path}: ")
    assert message in str(caught.value)


@pytest.mark.skipif(sys.platform == "win32", reason="no such files there")
@pytest.mark.parametrize("name", ["dotimg.toml", "pyproject.toml"])
def test_only_regular_files_are_read(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    with pytest.raises(InputError, match=f"{name}: is not read: it is not a regular file"):
        find(tmp_path)
    (tmp_path / name).unlink()
    (tmp_path / name).symlink_to("/dev/zero")
    with pytest.raises(InputError, match=f"{name}: is not read: it is not a regular file"):
        find(tmp_path)


def test_fifty_parts_are_enough_for_any_key(tmp_path: Path) -> None:
    parts = ".".join(["other"] * 49)
    (tmp_path / "pyproject.toml").write_text(f'[{parts}]\n[tool.dotimg]\nfail-on = "note"\n')
    assert find(tmp_path).threshold == Threshold("note")


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_settings_that_are_a_link_out_of_the_tree_are_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.toml").write_text('password = "abc"\n')
    (tmp_path / "a").mkdir()
    (tmp_path / "a/dotimg.toml").symlink_to("../secret.toml")
    with pytest.raises(InputError, match=r"a/dotimg\.toml: is a link that leads out of the tree"):
        find(tmp_path / "a")
    (tmp_path / ".git").mkdir()
    with pytest.raises(InputError, match="no setting is called password"):
        find(tmp_path / "a")


@pytest.mark.skipif(sys.platform == "win32", reason="a folder in use cannot be removed there")
def test_a_folder_that_is_gone_has_no_settings_and_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(InputError, match=r"the settings of \. cannot be found: No such file"):
        Teams(FAMILIES).of(".")
    with pytest.raises(InputError, match=r"\.: cannot be found: No such file"):
        list(search(["."]))
