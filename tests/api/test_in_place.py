"""Texts are judged in their places as `check -` and `upgrade -` judge them there."""

from pathlib import Path

import pytest

from dotimg.api import FilesInPlace
from dotimg.api import in_place as module
from dotimg.catalog.tables import Catalog
from dotimg.errors import InputError, SettingsError, UsageError
from dotimg.names import tags
from tests.conftest import DAY

OLD = "FROM mcr.microsoft.com/dotnet/aspnet:5.0\n"
MIRRORED = "FROM contoso.azurecr.io/mcr/dotnet/aspnet:5.0\n"


@pytest.fixture
def files() -> FilesInPlace:
    return FilesInPlace(today=DAY, catalog=Catalog())


def rules(files: FilesInPlace, path: Path, text: str | None = None) -> set[str]:
    return {one.rule for one in files.check(str(path), text).findings}


def test_a_text_goes_before_the_file(files: FilesInPlace, tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    with pytest.raises(InputError):
        files.check(str(path))
    path.write_text(OLD)
    assert rules(files, path) == {"DI201"}
    assert not rules(files, path, OLD.replace("5.0", "10.0"))
    done = files.upgrade(str(path), OLD)
    assert done
    assert done.new == OLD.replace("5.0", "10.0").encode()
    assert path.read_text() == OLD


def test_settings_hold_from_the_moment_they_are_written(
    files: FilesInPlace, tmp_path: Path
) -> None:
    path, settings = tmp_path / "app" / "Dockerfile", tmp_path / "dotimg.toml"
    path.parent.mkdir()
    assert rules(files, path, OLD) == {"DI201"}
    settings.write_text('ignore = ["version-ended"]\nto = "8.0"\n')
    assert not rules(files, path, OLD)
    done = files.upgrade(str(path), OLD)
    assert done
    assert done.new == OLD.replace("5.0", "8.0").encode()
    settings.write_text('ignore = ["DI999"]\n')
    with pytest.raises(SettingsError, match="DI999"):
        files.check(str(path), OLD)
    settings.write_text('exclude = ["app/"]\n')
    assert not files.check(str(path), OLD).images
    assert files.upgrade(str(path), OLD) is None
    settings.unlink()
    assert rules(files, path, OLD) == {"DI201"}


def test_the_mirror_of_a_team_is_known(files: FilesInPlace, tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    assert not rules(files, path, MIRRORED)
    (tmp_path / "dotimg.toml").write_text('registry = "contoso.azurecr.io/mcr"\n')
    assert rules(files, path, MIRRORED) == {"DI201"}
    assert files.explain(str(path), MIRRORED.split()[1]).found
    with pytest.raises(UsageError):
        files.explain(str(path), "a b")


def test_projects_around_a_text_are_read(files: FilesInPlace, tmp_path: Path) -> None:
    (tmp_path / "web.csproj").write_text(
        '<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup>'
        "<TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>\n"
    )
    text = (
        "FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build\nRUN dotnet publish web.csproj -o /app\n"
        "FROM mcr.microsoft.com/dotnet/runtime:10.0\nCOPY --from=build /app .\n"
        'ENTRYPOINT ["dotnet", "web.dll"]\n'
    )
    assert "DI302" in rules(files, tmp_path / "Dockerfile", text)


def test_what_was_learned_is_forgotten_in_time(
    files: FilesInPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST", 3)
    known = set()
    for number in range(12):
        path = tmp_path / str(number) / "Dockerfile"
        text = OLD + OLD.replace("5.0", f"5.0.{number}-{number}")
        assert "DI201" in rules(files, path, text)
        known.add(tags.parse.cache_info().currsize)
    assert len(known) < 12


def test_another_day_is_another_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    days = iter(["2026-11-22", "2026-11-22", "2032-01-01"])
    monkeypatch.setattr(module, "day_of", lambda _given: next(days))
    files, text = FilesInPlace(catalog=Catalog()), OLD.replace("5.0", "10.0")
    assert not rules(files, tmp_path / "Dockerfile", text)
    assert rules(files, tmp_path / "Dockerfile", text) == {"DI201"}
