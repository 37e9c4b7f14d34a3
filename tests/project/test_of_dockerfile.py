"""Which project a Dockerfile builds."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotimg.errors import InputError
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
    return Path(app.project.path).as_posix() if app and app.project else None


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


def tree(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PROJECT)


# What is there, the Dockerfile, its lines, and the project.
SHAPES = [
    (
        ("backend/Api.csproj", "other/Api.csproj"), "Dockerfile",
        ("WORKDIR /src", 'COPY ["backend/", "backend/"]', 'RUN dotnet restore "backend/Api.csproj"',
         'WORKDIR "/src/backend"', 'RUN dotnet publish "Api.csproj" -o /app'), "backend/Api.csproj",
    ),
    (
        ("src/Web.Host/Web.Host.csproj", "src/Web/Web.csproj"), "Dockerfile",
        ("WORKDIR /app", "COPY . ./", "RUN cd src/Web.Host && dotnet publish -c Release -o out"),
        "src/Web.Host/Web.Host.csproj",
    ),
    (
        ("sub.csproj", "below/Other.csproj"), "Dockerfile",
        ("COPY . /src", "RUN cd /src && dotnet publish *.csproj --output /out"), "sub.csproj",
    ),
    (
        ("Benchmarks/Svc.csproj", "Svc/Svc.csproj"), "app.dockerfile",
        ("WORKDIR /app", "COPY Benchmarks .", "RUN dotnet publish -c Release -o out"),
        "Benchmarks/Svc.csproj",
    ),
    (
        ("src/Api/Api.csproj", "src/B/B.csproj"), "Dockerfile",
        ("WORKDIR /src", "COPY . .", "WORKDIR /src/src/Api", "RUN dotnet publish -c Release"),
        "src/Api/Api.csproj",
    ),
    (
        ("src/Api/Api.csproj", "src/B/B.csproj"), "Dockerfile",
        ("COPY . .", "RUN dotnet publish src/Api -c Release -o /out"), "src/Api/Api.csproj",
    ),
    (
        ("Api.csproj", "b/B.csproj"), "Dockerfile",
        ("COPY . .", "RUN --mount=type=cache,target=/root/.nuget dotnet publish -o /out"),
        "Api.csproj",
    ),
    (
        ("src/A/A.csproj", "src/B/B.csproj"), "src/B/Dockerfile",
        ("ARG PROJECT=src/B/B.csproj", "COPY . .", "RUN dotnet publish ${PROJECT}"),
        "src/B/B.csproj",
    ),
    (
        ("src/A/A.csproj", "src/B/B.csproj"), "src/A/Dockerfile",
        ("COPY *.csproj .", "RUN dotnet restore", "COPY . .", "RUN dotnet build"),
        "src/A/A.csproj",
    ),
    (
        ("a/A.csproj", "b/B.csproj"), "Dockerfile",
        ("COPY . /all", "FROM sdk AS second", "WORKDIR /x", "COPY --from=build /all/b /x",
         "RUN dotnet watch run"), "b/B.csproj",
    ),
    (
        ("a/A.csproj", "b/B.csproj"), "Dockerfile",
        ("WORKDIR /s", "RUN --mount=type=bind,target=/s dotnet run --project b/B.csproj"),
        "b/B.csproj",
    ),
    (
        ("a/A.csproj", "b/B.csproj"), "Dockerfile",
        ("COPY . .", "RUN dotnet publish a && dotnet publish b", "FROM aspnet",
         'ENTRYPOINT ["dotnet", "B.dll"]'), "b/B.csproj",
    ),
    # What only a stage needs that is not built says nothing.
    (
        ("a/A.csproj", "b/B.csproj"), "Dockerfile",
        ("COPY . .", "RUN dotnet publish a", "FROM sdk", "COPY . .", "RUN dotnet publish b"),
        "b/B.csproj",
    ),
    # The only program beside the Dockerfile or below.
    (("app/A.csproj", "b/B.csproj"), "app/Dockerfile", ("COPY bin/ .",), "app/A.csproj"),
    (("app/A.csproj", "b/B.csproj"), "app/Dockerfile",
     ("COPY . .", 'ENTRYPOINT ["dotnet", "Company.A.dll"]'), "app/A.csproj"),
    (("app/A.csproj", "b/B.csproj"), "app/Dockerfile", ("COPY . .", "ENTRYPOINT python"), None),
    (("app/A.csproj", "b/B.csproj"), "app/Dockerfile", ("RUN true",), None),
    # Never a sibling whose name is like it.
    (("backend/Backend.csproj",), "worker/Dockerfile",
     ("COPY . .", "RUN dotnet publish worker.csproj"), None),
]  # fmt: skip


@pytest.mark.parametrize(("there", "path", "lines", "expected"), SHAPES)
def test_the_project_is_found_from_what_the_build_stage_does(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    there: tuple[str, ...],
    path: str,
    lines: tuple[str, ...],
    expected: str | None,
) -> None:
    monkeypatch.chdir(tmp_path)
    tree(tmp_path, ".git/x", "worker/readme", "app/bin/x", *there)
    assert found(path, *lines) == expected


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            ("COPY . .", "RUN dotnet publish a", "RUN dotnet publish b"),
            "it publishes a/A.csproj and b/B.csproj: name one with --project",
        ),
        (
            ("COPY out /app", "ENTRYPOINT dotnet Same.dll"),
            "what it starts may be c/Same.csproj and d/Same.csproj: name one with --project",
        ),
    ],
)
def test_of_two_projects_none_is_guessed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: tuple[str, ...], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    tree(
        tmp_path,
        ".git/x",
        "out/x",
        *(f"{one}.csproj" for one in ("a/A", "b/B", "c/Same", "d/Same")),
    )
    with pytest.raises(InputError) as caught:
        found("Dockerfile", *lines)
    assert str(caught.value) == message


PIN = '{"sdk": {"version": "8.0.100", "rollForward": "disable"}}'
BOUND = [
    (("COPY . .", "RUN dotnet build"), True),
    (("WORKDIR /a/b", "COPY . /a", "RUN dotnet test"), True),
    (("WORKDIR /a", "COPY global.json App.csproj ./", "RUN cd sub && dotnet restore"), True),
    (("COPY *.json /", "RUN dotnet tool restore"), True),
    (("RUN --mount=type=bind,target=. dotnet build",), True),
    (("COPY . /a", "WORKDIR /b", "RUN dotnet build"), False),
    (("COPY App.csproj .", "RUN dotnet build"), False),
    (("COPY src .", "RUN dotnet build"), False),
    (("COPY . .", "RUN dotnet App.dll"), False),
    (("COPY . .", "RUN dotnet --info"), False),
    (("COPY . .", "RUN rm global.json && dotnet build"), False),
    (("COPY . .", "RUN ./dotnet-install.sh --jsonfile global.json && dotnet build"), False),
    (("COPY . .", "RUN dotnet build", "FROM other", "COPY . ."), False),
    (("RUN dotnet build", "COPY . ."), False),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "bound"), BOUND)
def test_a_global_json_binds_commands_below_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: tuple[str, ...], *, bound: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    tree(tmp_path, ".git/x", "App.csproj", "src/x")
    (tmp_path / "global.json").write_text(PIN)
    file = dockerfile.parse("\n".join(("FROM sdk AS build", *lines)).encode())
    app = of_dockerfile.Finder().app_of("Dockerfile", file)
    pins = app.pins if app else ()
    assert [(one.stage, one.asked and one.asked.version) for one in pins] == (
        [(0, "8.0.100")] if bound else []
    )


@pytest.mark.parametrize(
    ("rules", "bound"),
    [
        ("global.json", False),
        ("**/*.json", False),
        ("*\n!global.json", True),
        ("# global.json\nsrc\n", True),
        ("*.json\n!global.*", True),
        ("**.json", False),
        ("**/*[a-j]*.json", False),
        ("**/*l" * 15 + "!", True),
        ("*l*o*a*" * 15 + "!", True),
    ],
)
def test_what_a_dockerignore_leaves_out_binds_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rules: str, *, bound: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    tree(tmp_path, ".git/x", "App.csproj")
    (tmp_path / "global.json").write_text(PIN)
    (tmp_path / ".dockerignore").write_text(rules)
    file = dockerfile.parse(b"FROM sdk AS build\nCOPY . .\nRUN dotnet build\n")
    app = of_dockerfile.Finder().app_of("Dockerfile", file)
    assert bool(app and app.pins) == bound


@pytest.mark.parametrize(
    ("path", "content", "bound"),
    [
        (".github/workflows/ci.yml", "container: sdk\nrun: dotnet build", True),
        (".gitlab-ci.yml", "image: sdk\nscript: dotnet test", True),
        (".devcontainer/devcontainer.json", '{"postCreateCommand": "dotnet restore"}', True),
        (".github/workflows/ci.yml", "container: sdk\nrun: make", False),
        (".github/workflows/ci.yml", "uses: actions/setup-dotnet\nrun: dotnet build", False),
        ("k8s/pod.yml", "image: sdk\ncommand: dotnet build", False),
    ],
)
def test_a_global_json_binds_the_steps_of_a_pipeline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, content: str, *, bound: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    tree(tmp_path, ".git/x", path)
    (tmp_path / "global.json").write_text(PIN)
    app = of_dockerfile.Finder().app_of(path, None, content.encode())
    assert bool(app and app.pins) == bound


BITS = [
    "FROM sdk AS a", "FROM a", "COPY . .", "COPY --from=a /x y", "COPY *.csproj [", "WORKDIR ..",
    "WORKDIR C:\\x", "ENV A=$A$A$A$A", "ARG A=xxxxxxxx", "RUN cd $A && dotnet publish '*'",
    "RUN dotnet publish ../../x.csproj -o", "RUN --mount=type=bind,target dotnet build",
    "RUN dotnet build \ud800.csproj", 'COPY ["a"]', "COPY", "RUN", "ENTRYPOINT [1]", "CMD dotnet",
    "RUN (cd x; dotnet run --project)", "RUN dotnet", 'RUN "dotnet" "publish" "-"',
]  # fmt: skip


@given(st.lists(st.sampled_from(BITS) | st.text(max_size=20), max_size=30))
def test_any_dockerfile_has_an_app_or_none(lines: list[str]) -> None:
    text = "\n".join(("FROM sdk", *(line.replace("\n", " ") for line in lines)))
    with suppress(InputError):
        file = dockerfile.parse(text.encode("utf-8", "surrogatepass"))
        of_dockerfile.Finder().app_of("no/such/Dockerfile", file)


def test_values_do_not_grow_without_end() -> None:
    lines = ["FROM sdk", "ARG A=xxxxxxxx", *["ENV A=$A$A$A$A$A$A$A$A"] * 60, "RUN dotnet run $A"]
    file = dockerfile.parse("\n".join(lines).encode())
    assert of_dockerfile.Finder().app_of("no/such/Dockerfile", file) is None


def test_a_file_that_nobody_wrote_is_not_followed() -> None:
    lines = ["FROM sdk", *["COPY a b"] * 5000, *["RUN dotnet build x.csproj"] * 5000]
    file = dockerfile.parse("\n".join(lines).encode())
    assert of_dockerfile.Finder().app_of("no/such/Dockerfile", file) is None


def test_the_context_that_a_build_names_is_looked_in_first(here: Path) -> None:
    (here / "docker").mkdir()
    lines = ("COPY Api/Api.csproj Api/", "RUN dotnet publish Api/Api.csproj")
    file = dockerfile.parse("\n".join(("FROM sdk AS build", *lines, "COPY . .")).encode())
    (here / "Api").mkdir()
    (here / "Api/Api.csproj").write_text(PROJECT)
    app = of_dockerfile.Finder(contexts=lambda _path: ("src",)).app_of("docker/Dockerfile", file)
    assert app
    assert app.project
    assert Path(app.project.path).as_posix() == "src/Api/Api.csproj"


@pytest.mark.usefixtures("here")
def test_commands_in_a_heredoc_are_followed() -> None:
    script = "RUN <<EOF\nset -e\ncd /src\ndotnet publish src/Api/Api.csproj \\\n  -o /app\nEOF"
    assert found("Dockerfile", "WORKDIR /src", "COPY . .", script) == "src/Api/Api.csproj"
