"""Four times as many files are four times the work, with their projects or without."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.patience import calls

BUILD = "mcr.microsoft.com/dotnet/sdk:8.0"
SHIP = "mcr.microsoft.com/dotnet/aspnet:8.0"
PROJECT = """\
<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup>
</Project>
"""


def plant(tree: Path, count: int, *, projects: bool) -> None:
    (tree / ".git").mkdir(parents=True)
    for number in range(count):
        name = f"App{number}"
        folder = tree / name
        folder.mkdir()
        if projects:
            (folder / f"{name}.csproj").write_text(PROJECT)
        steps = f"COPY . .\nRUN dotnet publish {name}/{name}.csproj\n" if projects else ""
        (folder / "Dockerfile").write_text(f"FROM {BUILD} AS build\n{steps}FROM {SHIP}\n")


@pytest.mark.parametrize(("projects", "count"), [(False, 200), (True, 100)])
def test_four_times_the_files_are_four_times_the_work(
    dotimg: Run, tmp_path: Path, count: int, *, projects: bool
) -> None:
    def work(files: int) -> int:
        tree = tmp_path / f"{files}"
        plant(tree, files, projects=projects)
        return calls(lambda: dotimg("-q", "upgrade", "--diff", str(tree)))

    work(1)  # what is loaded and learned once
    few = work(count)
    many = work(4 * count)
    assert many < 4.1 * few
