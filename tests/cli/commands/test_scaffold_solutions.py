"""`dotimg scaffold SOLUTION`: one Dockerfile for each project that runs, and a compose file."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from dotimg.project.docker_ignore import parse
from tests.cli.conftest import Run
from tests.needs import need

DAY = "2026-11-22"
WEB, LIBRARY = "Microsoft.NET.Sdk.Web", "Microsoft.NET.Sdk"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "repo"
    (folder / ".git").mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


def project(
    path: str, sdk: str = WEB, frameworks: str = "net10.0", more: str = "", items: str = ""
) -> None:
    name = "TargetFrameworks" if ";" in frameworks else "TargetFramework"
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(
        f'<Project Sdk="{sdk}"><PropertyGroup><{name}>{frameworks}</{name}>{more}</PropertyGroup>'
        f"<ItemGroup>{items}</ItemGroup></Project>"
    )


def solution(path: str, *projects: str) -> None:
    named = "".join(f'<Project Path="{one}" />' for one in projects)
    Path(path).write_text(f"<Solution>{named}</Solution>")


def shop() -> None:
    reference = '<ProjectReference Include="../Lib/Lib.csproj" />'
    project("src/Web/Web.csproj", items=reference)
    project("src/Api/Api.csproj", items=reference)
    project("src/Lib/Lib.csproj", LIBRARY)
    project("tests/Tests/Tests.csproj", LIBRARY, more="<IsTestProject>true</IsTestProject>")
    solution(
        "Shop.slnx",
        *("src/Web/Web.csproj", "src/Api/Api.csproj", "src/Lib/Lib.csproj"),
        "tests/Tests/Tests.csproj",
    )


def files(folder: Path) -> dict[str, bytes]:
    return {str(one): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


@pytest.mark.usefixtures("here")
def test_each_project_that_runs_gets_a_dockerfile_beside_it(dotimg: Run) -> None:
    shop()
    result = dotimg("scaffold", "Shop.slnx", day=DAY)
    assert (result.code, result.out.split()) == (
        0,
        [
            *("src/Web/Dockerfile", "src/Web/Dockerfile.dockerignore"),
            *("src/Api/Dockerfile", "src/Api/Dockerfile.dockerignore"),
        ],
    )
    assert "left out: src/Lib/Lib.csproj: is a library" in result.err
    assert "left out: tests/Tests/Tests.csproj: line 1: holds tests" in result.err
    text = Path("src/Api/Dockerfile").read_text()
    assert "\n# docker build -f src/Api/Dockerfile -t api src\n" in text
    assert json.loads(dotimg("check", ".", "--format", "json", day=DAY).out)["findings"] == []


def test_what_is_there_is_left_and_named_and_force_writes_over_it(here: Path, dotimg: Run) -> None:
    shop()
    Path("src/Web/Dockerfile").write_text("mine\n")
    Path("compose.yaml").write_text("mine\n")
    result = dotimg("scaffold", "Shop.slnx", "--compose", day=DAY)
    assert (result.code, result.out.splitlines()[0]) == (0, "src/Api/Dockerfile")
    assert "note: src/Web/Dockerfile exists and is not changed\n" in result.err
    assert "note: compose.yaml exists and is not changed\n" in result.err
    before = files(here)
    result = dotimg("-q", "scaffold", "Shop.slnx", "--compose", day=DAY)
    assert (result.code, files(here)) == (1, before)
    result = dotimg("-q", "scaffold", "Shop.slnx", "--compose", "--force", day=DAY)
    assert (result.code, len(result.out.splitlines())) == (0, 4)
    assert b"mine\n" not in files(here).values()


def test_a_service_whose_own_ignore_file_breaks_it_is_left_and_told(
    here: Path, dotimg: Run
) -> None:
    shop()
    (here / "src/Web/Dockerfile.dockerignore").write_text("*\n")
    result = dotimg("-q", "scaffold", "Shop.slnx", day=DAY)
    assert (result.code, result.out.split()[0]) == (0, "src/Api/Dockerfile")
    said = "dotimg: src/Web/Dockerfile.dockerignore: hides Web/Web.csproj, Lib/Lib.csproj (line 1: "
    assert result.err.startswith(said)
    assert result.err.endswith("add !Web, !Lib behind line 1, or remove it\n")
    before = files(here)
    result = dotimg("-q", "scaffold", "src/Web", "--force", day=DAY)
    assert (result.code, files(here)) == (1, before)


def test_the_second_service_of_a_repository_is_written_beside_the_first(
    here: Path, dotimg: Run
) -> None:
    shop()
    assert dotimg("-q", "scaffold", "src/Web", day=DAY).code == 0
    before = files(here)
    result = dotimg("-q", "scaffold", "src/Api", day=DAY)
    assert (result.code, result.err) == (0, "")
    assert before.items() <= files(here).items()


def test_two_projects_of_one_folder_get_dockerfiles_of_their_names(here: Path, dotimg: Run) -> None:
    project("A.csproj")
    project("B.csproj")
    for name in ("A", "B"):
        result = dotimg("-q", "scaffold", f"{name}.csproj", day=DAY)
        paths = [f"{name}.Dockerfile", f"{name}.Dockerfile.dockerignore"]
        assert (result.code, result.out.split(), result.err) == (0, paths, "")
        assert f'["dotnet", "{name}.dll"]' in (here / f"{name}.Dockerfile").read_text()
        assert f"docker build -f {name}.Dockerfile -t" in (here / paths[0]).read_text()


def test_two_projects_of_one_name_in_one_folder_do_not_share_a_dockerfile(
    here: Path, dotimg: Run
) -> None:
    project("A.csproj")
    project("A.fsproj")
    solution("All.slnx", "A.csproj", "A.fsproj")
    result = dotimg("-q", "scaffold", "All.slnx", "--compose", day=DAY)
    assert result.out.split() == [
        *("A.csproj.Dockerfile", "A.csproj.Dockerfile.dockerignore"),
        *("A.fsproj.Dockerfile", "A.fsproj.Dockerfile.dockerignore", "compose.yaml"),
    ]
    assert "  a:\n" in (here / "compose.yaml").read_text()
    assert "  a-2:\n" in (here / "compose.yaml").read_text()


def test_a_compose_file_is_written_beside_a_dockerfile_that_is_there(
    here: Path, dotimg: Run
) -> None:
    shop()
    assert dotimg("-q", "scaffold", "src/Web", day=DAY).code == 0
    assert dotimg("-q", "scaffold", "src/Web", day=DAY).code == 1
    result = dotimg("-q", "scaffold", "src/Web", "--compose", day=DAY)
    assert (result.code, result.out) == (0, "compose.yaml\n")
    assert "dockerfile: Web/Dockerfile\n" in (here / "compose.yaml").read_text()


@pytest.mark.usefixtures("here")
def test_project_limits_a_solution_by_name_or_path(dotimg: Run) -> None:
    shop()
    project("tools/Web/Web.csproj")
    names = ("src/Web/Web.csproj", "src/Api/Api.csproj", "tools/Web/Web.csproj")
    solution("Shop.slnx", *names)
    options = ("--project", "api", "--project", "tools/Web/Web.csproj")
    result = dotimg("-q", "scaffold", "Shop.slnx", *options, day=DAY)
    assert (result.code, result.out.split()[::2]) == (
        0,
        ["src/Api/Dockerfile", "tools/Web/Dockerfile"],
    )
    result = dotimg("-q", "scaffold", "Shop.slnx", "--project", "Web", day=DAY)
    assert (result.code, result.err) == (
        2,
        (
            "dotimg: --project 'Web': give the path of one of them: src/Web/Web.csproj, "
            "tools/Web/Web.csproj\n"
        ),
    )
    result = dotimg("-q", "scaffold", "Shop.slnx", "--project", "No", day=DAY)
    assert (result.code, "names no such project: Api, Web, Web" in result.err) == (2, True)
    assert dotimg("-q", "scaffold", "src/Api", "--project", "Api", day=DAY).code == 2


@pytest.mark.parametrize("argument", [".", "Shop.slnx", "Shop.slnf"])
def test_a_folder_and_a_filter_stand_for_their_solution(
    here: Path, dotimg: Run, argument: str
) -> None:
    shop()
    projects = ["src\\Web\\Web.csproj", "src\\Api\\Api.csproj"]
    content = {"solution": {"path": "Shop.slnx", "projects": projects}}
    (here / "Shop.slnf").write_text(json.dumps(content))
    result = dotimg("-q", "scaffold", argument, day=DAY)
    assert (result.code, result.out.split()[::2]) == (
        0,
        ["src/Web/Dockerfile", "src/Api/Dockerfile"],
    )


def test_a_solution_of_nothing_that_runs_says_what_it_names(here: Path, dotimg: Run) -> None:
    project("Lib/Lib.csproj", LIBRARY)
    project("Old/Old.csproj", LIBRARY, "net48", "<OutputType>Exe</OutputType>")
    Path("Bad").mkdir()
    Path("Bad/Bad.csproj").write_text("<Project>\n<")
    solution("All.slnx", "Lib/Lib.csproj", "Old/Old.csproj", "Bad/Bad.csproj")
    result = dotimg("scaffold", "All.slnx", day=DAY)
    assert (result.code, result.out) == (1, "")
    assert result.err.endswith("dotimg: All.slnx: names no project that runs in an image\n")
    for said in (
        "Lib.csproj: is a library",
        "Old.csproj is for .NET Framework",
        "Bad.csproj: line 2",
    ):
        assert said in result.err
    assert sorted(os.listdir(here)) == [".git", "All.slnx", "Bad", "Lib", "Old"]


@pytest.mark.parametrize("chosen", ["net8.0", "8.0", "8"])
def test_a_target_framework_is_chosen_by_option_and_stands_in_the_file(
    here: Path, dotimg: Run, chosen: str
) -> None:
    project("App.csproj", frameworks="net8.0;net10.0")
    result = dotimg("-q", "scaffold", day=DAY)
    assert (result.code, result.out) == (1, "")
    assert result.err.endswith("names net8.0 and net10.0: choose one with --framework net10.0\n")
    assert dotimg("-q", "scaffold", "--framework", chosen, day=DAY).code == 0
    assert "--framework net8.0" in (here / "Dockerfile").read_text()
    assert "aspnet:8.0" in (here / "Dockerfile").read_text()


@pytest.mark.parametrize("chosen", ["net9.0", "8.0.404", "x"])
def test_a_target_framework_that_it_has_not_is_wrong_usage(
    here: Path, dotimg: Run, chosen: str
) -> None:
    project("App.csproj", frameworks="net8.0;net10.0")
    result = dotimg("-q", "scaffold", "--framework", chosen, day=DAY)
    assert (result.code, f"'{chosen}'" in result.err) == (2, True)
    assert not (here / "Dockerfile").exists()


def test_output_says_where_and_a_dash_is_standard_output(here: Path, dotimg: Run) -> None:
    shop()
    (here / "docker").mkdir()
    result = dotimg("-q", "scaffold", "src/Api", "--output", "docker/api.Dockerfile", day=DAY)
    paths = ["docker/api.Dockerfile", "docker/api.Dockerfile.dockerignore"]
    assert (result.code, result.out.split()) == (0, paths)
    assert "# docker build -f docker/api.Dockerfile -t api src\n" in (here / paths[0]).read_text()
    before = files(here)
    result = dotimg("-q", "scaffold", "src/Api", "--output", "-", day=DAY)
    assert (result.code, files(here)) == (0, before)
    assert result.out.startswith("# syntax=docker/dockerfile:1\n")
    assert result.out.endswith('ENTRYPOINT ["dotnet", "Api.dll"]\n')
    assert dotimg("-q", "scaffold", "Shop.slnx", "--output", "x", day=DAY).code == 2
    assert dotimg("-q", "scaffold", "src/Api", "--output", "-", "--compose", day=DAY).code == 2
    result = dotimg("-q", "scaffold", "src/Api", "--output", "missing/Dockerfile", day=DAY)
    assert (result.code, files(here)) == (3, before)
    assert result.err == (
        "dotimg: missing/Dockerfile.dockerignore: cannot be written: No such file or directory\n"
    )


def test_what_hides_sources_is_told_of_a_dockerfile_on_standard_output(
    here: Path, dotimg: Run
) -> None:
    project("App.csproj")
    (here / ".dockerignore").write_text("*\n")
    result = dotimg("scaffold", "--output", "-", day=DAY)
    assert (result.code, "hides App.csproj (line 1: '*')" in result.err) == (0, True)
    assert ": --output PATH writes a replacement\n" in result.err
    (here / "Dockerfile.dockerignore").write_text("*\n")
    result = dotimg("-q", "scaffold", "--output", "-", day=DAY)
    assert (result.code, result.out) == (1, "")


def test_a_home_folder_is_a_context_only_where_it_is_asked_for(
    here: Path, dotimg: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / ".git").rmdir()
    project("App.csproj")
    monkeypatch.setenv("HOME", str(here))
    result = dotimg("-q", "scaffold", day=DAY)
    assert (result.code, list(here.glob("*ocker*"))) == (3, [])
    assert f"the build context would be {here}" in result.err
    assert "--context" in result.err
    assert dotimg("-q", "scaffold", "--context", ".", day=DAY).code == 0


@pytest.mark.usefixtures("here")
def test_a_context_that_lacks_what_the_build_takes_is_refused(dotimg: Run) -> None:
    shop()
    result = dotimg("-q", "scaffold", "src/Api", "--context", "src/Api", day=DAY)
    assert (result.code, "Lib.csproj, which is outside of" in result.err) == (3, True)
    assert dotimg("-q", "scaffold", "src/Api", "--context", ".", day=DAY).code == 0
    assert (
        "\n# docker build -f src/Api/Dockerfile -t api .\n"
        in Path("src/Api/Dockerfile").read_text()
    )


def test_the_compose_file_is_what_docker_compose_reads(here: Path, dotimg: Run) -> None:
    python = Path(need("docker-compose")).read_text("utf-8").splitlines()[0].removeprefix("#!")
    shop()
    project("$tools/it's true/App.csproj", WEB, more="<AssemblyName>true</AssemblyName>")
    project(
        "jobs/App.csproj",
        LIBRARY,
        more="<OutputType>Exe</OutputType><AssemblyName>true</AssemblyName>",
    )
    names = ("src/Web/Web.csproj", "src/Api/Api.csproj", "$tools/it's true/App.csproj")
    solution("Shop.slnx", *names, "jobs/App.csproj")
    assert dotimg("-q", "scaffold", "Shop.slnx", "--compose", day=DAY).code == 0
    reader = (
        "import json; from compose.cli.command import get_config_from_options;"
        "print(json.dumps({one['name']: [one['build'], one.get('ports')] for one in "
        "get_config_from_options('.', {}).services}, default=str))"
    )
    done = subprocess.run(
        [*python.split(), "-c", reader], cwd=here, capture_output=True, text=True, check=True
    )
    services = json.loads(done.stdout)
    assert {name: one[0] for name, one in services.items()} == {
        "web": {"context": str(here / "src"), "dockerfile": "Web/Dockerfile"},
        "api": {"context": str(here / "src"), "dockerfile": "Api/Dockerfile"},
        "it-s-true-true": {"context": str(here / "$tools/it's true"), "dockerfile": "Dockerfile"},
        "jobs-true": {"context": str(here / "jobs"), "dockerfile": "Dockerfile"},
    }
    assert [bool(one[1]) for one in services.values()].count(True) == 3


@pytest.mark.skipif(os.name == "nt", reason="no such names there")
def test_no_name_becomes_a_line_of_a_file(here: Path, dotimg: Run) -> None:
    project("a\nRUN x/App.csproj")
    result = dotimg("-q", "scaffold", "a\nRUN x", "--compose", day=DAY)
    assert (result.code, result.err.count("\n")) == (3, 1)
    assert "cannot be written into a Dockerfile" in result.err
    project("ok/App.csproj")
    (here / "ok/b\n!secret").mkdir()
    (here / "ok/b\n!secret/x.cs").touch()
    (here / "ok/.dockerignore").write_text("**/x.cs\n")
    assert dotimg("-q", "scaffold", "ok", day=DAY).code == 0
    ignored = (here / "ok/Dockerfile.dockerignore").read_text()
    assert "**/x.cs\n!b?!secret/x.cs\n" in ignored


def test_what_items_take_from_a_folder_is_taken_back_by_the_folder(here: Path, dotimg: Run) -> None:
    project("src/App/App.csproj", items='<Content Include="../../shared/**/*.json" />')
    for name in ("shared/a.json", "shared/b/c.json", "shared/.env", "data/d.json"):
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).touch()
    (here / ".dockerignore").write_text("*\n**/.env\n")
    assert dotimg("-q", "scaffold", "src/App", day=DAY).code == 0
    text = (here / "src/App/Dockerfile.dockerignore").read_text()
    assert "*\n!src/App\n!shared\n**/.env\n" in text
    assert parse(text.encode(), "x").leaves_out("shared/.env")


def test_what_is_served_from_a_folder_that_tools_use_is_not_hidden(here: Path, dotimg: Run) -> None:
    project("src/App/App.csproj")
    kept = ("wwwroot/node_modules/x/a.js", "wwwroot/lib/bin/Debug/b.js", "Models/obj/c.obj")
    for name in (*kept, "node_modules/y/d.js", "bin/Debug/e.cs", "obj/f.cs"):
        (here / "src/App" / name).parent.mkdir(parents=True, exist_ok=True)
        (here / "src/App" / name).touch()
    assert dotimg("-q", "scaffold", "src/App", day=DAY).code == 0
    rules = parse((here / "src/App/.dockerignore").read_bytes(), "x")
    assert [name for name in kept if rules.leaves_out(name)] == []
    assert all(map(rules.leaves_out, ("node_modules/y/d.js", "bin/Debug/e.cs", "obj/f.cs")))


def test_the_simple_form_copies_everything_before_its_one_command(here: Path, dotimg: Run) -> None:
    project("App.csproj")
    result = dotimg("-q", "scaffold", "--simple", "--output", "-", day=DAY)
    lines = [line for line in result.out.splitlines() if "dotnet " in line or "COPY" in line]
    assert [line.split()[0] for line in lines] == ["COPY", "RUN", "COPY"]
    assert "dotnet publish App.csproj" in lines[1]
    assert "--no-restore" not in result.out
    assert not (here / "Dockerfile").exists()


@pytest.mark.parametrize(
    ("sdk", "framework", "more", "items", "port"),
    [
        (WEB, "net10.0", "", "", "8080:8080"),
        (WEB, "net6.0", "", "", "8080:80"),
        (LIBRARY, "net10.0", "<OutputType>Exe</OutputType>", "", ""),
        (
            *(LIBRARY, "net8.0", "<OutputType>Exe</OutputType>"),
            *('<PackageReference Include="Microsoft.Azure.Functions.Worker" />', "8080:80"),
        ),
        (WEB, "net10.0", "<ContainerBaseImage>a.example/b:1</ContainerBaseImage>", "", ""),
    ],
)
def test_a_service_gets_a_port_where_it_is_known_to_serve(
    here: Path, dotimg: Run, sdk: str, framework: str, more: str, items: str, port: str
) -> None:
    project("App.csproj", sdk, framework, more, items)
    assert dotimg("-q", "scaffold", "--compose", day=DAY).code == 0
    text = (here / "compose.yaml").read_text()
    assert text.count("ports:") == bool(port)
    assert f'- "{port}"\n' in text or not port
