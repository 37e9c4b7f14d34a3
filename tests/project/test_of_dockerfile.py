"""Which project a Dockerfile builds."""

from pathlib import Path

import pytest

from dotimg.files import dockerfile
from dotimg.project import of_dockerfile

PROJECT = '<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup></PropertyGroup></Project>'


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    for name in ("src/Api/Api.csproj", "src/Lib/Lib.csproj", "tool/tool.fsproj"):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text(PROJECT)
    return tmp_path


def found(path: str, *lines: str) -> str | None:
    file = dockerfile.parse("\n".join(("FROM sdk AS build", *lines)).encode())
    app = of_dockerfile.Finder().app_of(path, file)
    return Path(app.project.path).as_posix() if app else None


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("path", "lines"),
    [
        ("Dockerfile", ("RUN dotnet publish src/Api/Api.csproj -c Release",)),
        ("src/Api/Dockerfile", ("RUN dotnet publish src/Api/Api.csproj",)),
        ("src/Api/Dockerfile", ('RUN dotnet publish "Api.csproj" -o /app',)),
        ("src/Api/Dockerfile", ("COPY src/Api/Api.csproj src/Api/", "RUN dotnet build Api.csproj")),
        (
            "Dockerfile",
            ("COPY . .", "RUN dotnet restore && dotnet publish -o /x /w/src/Api/Api.csproj"),
        ),
        (
            "Dockerfile",
            ("COPY src/Lib/Lib.csproj .", 'RUN ["dotnet", "publish", "src/Api/Api.csproj"]'),
        ),
        ("src/Dockerfile", ("FROM aspnet", 'ENTRYPOINT ["dotnet", "Api.dll"]')),
        ("Dockerfile", ("FROM aspnet", "ENTRYPOINT ./Api")),
        ("Dockerfile", ("COPY src/Api/Api.csproj .", "RUN dotnet publish")),
    ],
)
def test_the_project_is_found_by_what_is_published_run_or_copied(
    path: str, lines: tuple[str, ...]
) -> None:
    assert found(path, *lines) == "src/Api/Api.csproj"


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    "lines",
    [
        ("RUN dotnet publish",),
        ("RUN dotnet publish $PROJECT",),
        ("RUN dotnet publish Gone.csproj",),
        ("RUN dotnet restore src/Api/Api.csproj",),
        ("COPY src/Api/Api.csproj .", "COPY src/Lib/Lib.csproj ."),
        ("COPY --from=x src/Api/Api.csproj .",),
    ],
)
def test_where_nothing_tells_nothing_is_guessed(lines: tuple[str, ...]) -> None:
    assert found("Dockerfile", *lines) is None


def test_the_search_ends_at_the_root_of_the_repository(here: Path) -> None:
    (here / "inner/.git").mkdir(parents=True)
    assert found("inner/Dockerfile", "RUN dotnet publish tool/tool.fsproj") is None
    assert found("src/Dockerfile", "RUN dotnet publish tool/tool.fsproj") == "tool/tool.fsproj"
