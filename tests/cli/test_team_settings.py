"""A team's settings."""

from pathlib import Path

import pytest

from dotimg.cli import team_settings
from dotimg.cli.team_settings import TeamSettings
from dotimg.errors import InputError

FAMILIES = ("alpine", "ubuntu")


def find(path: Path) -> TeamSettings:
    return team_settings.find(str(path), FAMILIES)


def test_the_nearest_file_above_holds(tmp_path: Path) -> None:
    (tmp_path / "dotimg.toml").write_text('registry = "contoso.azurecr.io/mcr"\n')
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/Dockerfile").touch()
    assert find(tmp_path / "a/Dockerfile").registry == "contoso.azurecr.io/mcr"
    (tmp_path / "a/dotimg.toml").write_text(
        'ignore = ["DI401"]\nfail-on = "error"\nrequire-digest = true\nfamilies = ["alpine"]\n'
    )
    assert find(tmp_path / "a/b") == TeamSettings(
        str(tmp_path / "a/dotimg.toml"), None, ("DI401",), "error", require_digest=True,
        families=("alpine",),
    )  # fmt: skip


def test_a_slash_behind_the_registry_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "dotimg.toml").write_text('registry = "contoso.azurecr.io/mcr/"\n')
    assert find(tmp_path).registry == "contoso.azurecr.io/mcr"


def test_pyproject_serves_where_it_has_a_table(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.dotimg]\nfail-on = "note"\n')
    (tmp_path / "a").mkdir()
    (tmp_path / "a/pyproject.toml").write_text("[tool.other]\nx = 1\n")
    assert find(tmp_path / "a").fail_on == "note"


def test_a_shared_file_that_does_not_name_dotimg_is_none_of_ours(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("broken = ")
    assert find(tmp_path) == TeamSettings()
    (tmp_path / "pyproject.toml").unlink()
    (tmp_path / "pyproject.toml").mkdir()
    (tmp_path / "dotimg.toml").write_bytes(b'\xef\xbb\xbffail-on = "note"\n')
    assert find(tmp_path).fail_on == "note"


def test_nothing_above_the_root_of_a_repository_holds(tmp_path: Path) -> None:
    (tmp_path / "dotimg.toml").write_text('fail-on = "note"\n')
    (tmp_path / "repo/.git").mkdir(parents=True)
    assert find(tmp_path / "repo") == TeamSettings()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = ", "Invalid value"),
        ("\xff", "'utf-8' codec"),
        ('regsitry = "x"', "no setting is called regsitry; there are registry, ignore, "),
        ("registry = 1", "registry is to be a str"),
        ("ignore = [1]", "ignore holds 1, which is no word"),
        ('fail-on = "never ever"', "fail-on is to be one of error, warning, note, never"),
        ('families = ["fedora"]', "no family is called fedora; there are alpine, ubuntu"),
        ('registry = "https://x"', "registry: 'https://x' is no registry prefix"),
        ("a = " + "[" * 100_000, "dotimg.toml: "),
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
