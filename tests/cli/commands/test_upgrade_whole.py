"""`dotimg upgrade` where the channel changes: what belongs to the images moves with them."""

import io
import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dotimg.files import writing
from tests.cli.conftest import Run

replace = writing.replace
MCR = "mcr.microsoft.com/dotnet/"
DAY = "2026-11-27"
PROJECT = (
    '<Project Sdk="Microsoft.NET.Sdk">\n  <PropertyGroup>\n'
    "    <TargetFramework>net8.0</TargetFramework>\n    <OutputType>Exe</OutputType>\n"
    "  </PropertyGroup>\n</Project>\n"
)
LIBRARY = PROJECT.replace("    <OutputType>Exe</OutputType>\n", "")
DOCKERFILE = (
    f"FROM {MCR}sdk:8.0 AS build\nWORKDIR /src\nCOPY . .\n"
    "RUN dotnet publish App/App.csproj -c Release -o /app\n\n"
    f"FROM {MCR}runtime:8.0\nCOPY --from=build /app .\n"
    'ENTRYPOINT ["dotnet", "App.dll"]\n'
)
WORKFLOW = (
    "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n"
    "      - uses: actions/setup-dotnet@v4\n        with:\n          dotnet-version: 8.0.x # LTS\n"
)
Tree = Mapping[str, str | bytes]
BASE: Tree = {"Dockerfile": DOCKERFILE, "App/App.csproj": PROJECT}


def refers(project: str, *paths: str) -> str:
    """A project that refers to others."""
    items = "".join(f'    <ProjectReference Include="{one}" />\n' for one in paths)
    group = f"  <ItemGroup>\n{items}  </ItemGroup>\n</Project>\n"
    return project.replace("</Project>\n", group)


def runs(command: str) -> str:
    """The Dockerfile with another command that publishes."""
    return DOCKERFILE.replace("dotnet publish App/App.csproj -c Release -o /app", command)


def states(*lines: str) -> str:
    """The project with other lines in the place of its framework."""
    return PROJECT.replace("<TargetFramework>net8.0</TargetFramework>", "\n    ".join(lines))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tree"
    (folder / ".git").mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


def plant(folder: Path, tree: Tree) -> dict[str, bytes]:
    """Write a tree; its bytes."""
    for name, text in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(folder, tree)


def read(folder: Path, tree: Tree) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in tree}


TWO_UNDER_CONDITIONS = states(
    "<TargetFramework Condition=\"'$(OS)' == 'Windows_NT'\">net8.0-windows</TargetFramework>",
    "<TargetFramework Condition=\"'$(OS)' != 'Windows_NT'\">net8.0</TargetFramework>",
)
PROPS = (
    "<Project>\n  <PropertyGroup>\n    <AppFramework>net8.0</AppFramework>\n"
    "  </PropertyGroup>\n</Project>\n"
)
VERSION = PROPS.replace("AppFramework", "DotnetVersion").replace("net8.0", "8.0")
AZURE = (
    "pool: {vmImage: ubuntu-latest}\nvariables:\n  sdk: 8.0.x\nsteps:\n"
    "- task: UseDotNet@2\n  inputs:\n    version: $(sdk)\n"
)

# The edits of these trees beside those of the two images, as texts before and after.
WHOLE: dict[str, tuple[Tree, dict[str, list[tuple[str, str]]]]] = {
    "the framework by a property of a shared file": (
        {
            **BASE,
            "App/App.csproj": states("<TargetFramework>$(AppFramework)</TargetFramework>"),
            "Directory.Build.props": PROPS,
        },
        {"Directory.Build.props": [("net8.0", "net10.0")]},
    ),
    "its version by one": (
        {
            **BASE,
            "App/App.csproj": states("<TargetFramework>net$(DotnetVersion)</TargetFramework>"),
            "Directory.Build.props": VERSION,
        },
        {"Directory.Build.props": [(">8.0<", ">10.0<")]},
    ),
    "an old name": (
        {**BASE, "App/App.csproj": PROJECT.replace("net8.0", "netcoreapp3.1")},
        {"App/App.csproj": [("netcoreapp3.1", "net10.0")]},
    ),
    "a short name, and blanks": (
        {**BASE, "App/App.csproj": PROJECT.replace("net8.0", " net8 ")},
        {"App/App.csproj": [("net8", "net10.0")]},
    ),
    "carriage returns and a byte order mark": (
        {**BASE, "App/App.csproj": b"\xef\xbb\xbf" + PROJECT.replace("\n", "\r\n").encode()},
        {"App/App.csproj": [("net8.0", "net10.0")]},
    ),
    "two statements under conditions": (
        {**BASE, "App/App.csproj": TWO_UNDER_CONDITIONS},
        {"App/App.csproj": [("net8.0", "net10.0")]},
    ),
    "a property of the command": (
        {
            **BASE,
            "Dockerfile": runs("dotnet publish App/App.csproj /p:TargetFramework=net8.0 -o /app"),
        },
        {"Dockerfile": [("=net8.0", "=net10.0")], "App/App.csproj": [("net8.0", "net10.0")]},
    ),
    "an option with an equals sign, and a folder": (
        {
            **BASE,
            "Dockerfile": runs(
                "dotnet publish App/App.csproj --framework=net8.0 && \\\n"
                "    mv App/bin/Release/net8.0/publish /app && echo net8.0"
            ),
        },
        {
            "Dockerfile": [("=net8.0", "=net10.0"), ("/net8.0/", "/net10.0/")],
            "App/App.csproj": [("net8.0", "net10.0")],
        },
    ),
    "an argument that names the framework": (
        {
            **BASE,
            "Dockerfile": runs("true").replace(
                "RUN true", "ARG TFM=net8.0\nRUN dotnet publish App/App.csproj -f $TFM -o /app"
            ),
        },
        {"Dockerfile": [("TFM=net8.0", "TFM=net10.0")], "App/App.csproj": [("net8.0", "net10.0")]},
    ),
    "tests of tests, and a library that only the app needs": (
        {
            **BASE,
            "App/App.csproj": refers(PROJECT, "..\\Lib\\Lib.csproj"),
            "Lib/Lib.csproj": LIBRARY,
            "T/T.csproj": refers(LIBRARY, "../App/App.csproj"),
            "U/U.csproj": refers(LIBRARY, "../T/T.csproj"),
        },
        {
            name: [("net8.0", "net10.0")]
            for name in ("App/App.csproj", "Lib/Lib.csproj", "T/T.csproj", "U/U.csproj")
        },
    ),
    "a library that another program needs stays": (
        {
            **BASE,
            "App/App.csproj": refers(PROJECT, "../Lib/Lib.csproj"),
            "Lib/Lib.csproj": LIBRARY,
            "Tool/Tool.csproj": refers(PROJECT, "../Lib/Lib.csproj"),
        },
        {"App/App.csproj": [("net8.0", "net10.0")]},
    ),
    "a global.json that accepts newer SDKs stays": (
        {**BASE, "global.json": '{"sdk": {"version": "8.0.100", "rollForward": "latestMajor"}}'},
        {"App/App.csproj": [("net8.0", "net10.0")]},
    ),
    "one project has the framework of the images already": (
        {
            **BASE,
            "App/App.csproj": states("<TargetFrameworks>net8.0;net10.0</TargetFrameworks>"),
            "Dockerfile": runs("dotnet publish App/App.csproj -f net8.0 -o /app"),
        },
        {"Dockerfile": [("-f net8.0", "-f net10.0")]},
    ),
    "the framework is that of the SDK": (
        {
            **BASE,
            "App/App.csproj": states(
                "<TargetFramework>net$(BundledNETCoreAppTargetFrameworkVersion)</TargetFramework>"
            ),
        },
        {},
    ),
    "a workflow with a variable, and a pipeline": (
        {
            **BASE,
            ".github/workflows/ci.yml": WORKFLOW.replace("8.0.x #", "${{ env.SDK }} #").replace(
                "jobs:", "env:\n  SDK: 8.0.404\njobs:"
            ),
            "azure-pipelines.yml": AZURE,
        },
        {
            "App/App.csproj": [("net8.0", "net10.0")],
            ".github/workflows/ci.yml": [("8.0.404", "10.0.400")],
            "azure-pipelines.yml": [("8.0.x", "10.0.x")],
        },
    ),
    "port 80 that nothing else names": (
        {
            "Dockerfile": DOCKERFILE.replace("8.0", "7.0") + "EXPOSE 80\n",
            "App/App.csproj": PROJECT.replace("net8.0", "net7.0"),
        },
        {"App/App.csproj": [("net7.0", "net10.0")], "Dockerfile": [("EXPOSE 80", "EXPOSE 8080")]},
    ),
    "port 80 that a deployment names": (
        {
            "Dockerfile": DOCKERFILE.replace("8.0", "7.0") + "EXPOSE 80\n",
            "App/App.csproj": PROJECT.replace("net8.0", "net7.0"),
            "k8s/app.yaml": "apiVersion: v1\nspec:\n  ports:\n  - targetPort: 80\n",
        },
        {"App/App.csproj": [("net7.0", "net10.0")]},
    ),
}


@pytest.mark.parametrize("name", WHOLE)
def test_what_belongs_together_moves_together(here: Path, dotimg: Run, name: str) -> None:
    tree, edits = WHOLE[name]
    wanted = plant(here, tree)
    for kind in ("sdk", "runtime"):
        text = re.sub(rf"{kind}:[78]\.0".encode(), f"{kind}:10.0".encode(), wanted["Dockerfile"])
        wanted["Dockerfile"] = text
    for path, pairs in edits.items():
        for old, new in pairs:
            wanted[path] = wanted[path].replace(old.encode(), new.encode())
    assert dotimg("upgrade", ".", "--to", "10.0", "--write", day=DAY).code == 0
    assert read(here, tree) == wanted
    again = dotimg("upgrade", ".", "--to", "10.0", "--check", day=DAY)
    assert again.code == 0
    fixable = dotimg("check", ".", "--fail-on", "never", day=DAY)
    assert "fixable" not in fixable.out


# Trees of which nothing may change, with what is said of that.
HELD: dict[str, tuple[Tree, str]] = {
    "several frameworks": (
        {**BASE, "App/App.csproj": states("<TargetFrameworks>net8.0;net9.0</TargetFrameworks>")},
        "App/App.csproj has several target frameworks: net8.0;net9.0",
    ),
    "several frameworks of tests": (
        {
            **BASE,
            "T/T.csproj": refers(LIBRARY, "../App/App.csproj").replace(
                "<TargetFramework>net8.0</TargetFramework>",
                "<TargetFrameworks>net8.0;net9.0</TargetFrameworks>",
            ),
        },
        "T/T.csproj has several target frameworks: net8.0;net9.0",
    ),
    "another framework under a condition": (
        {
            **BASE,
            "App/App.csproj": TWO_UNDER_CONDITIONS.replace("net8.0-windows", "net6.0-windows"),
        },
        "net6.0-windows stands there under a condition",
    ),
    "a framework from outside": (
        {**BASE, "App/App.csproj": states("<TargetFramework>$(FromOutside)</TargetFramework>")},
        "App/App.csproj: line 3: TargetFramework is empty: nothing sets what it uses",
    ),
    "a framework by a function": (
        {
            **BASE,
            "App/App.csproj": states(
                "<TargetFramework>$([System.String]::Concat('net8', '.0'))</TargetFramework>"
            ),
        },
        "the target framework of App/App.csproj cannot be edited",
    ),
    "a program that a file builds which stays": (
        {
            **BASE,
            "App/App.csproj": states().replace("    \n", ""),
            "B/B.csproj": states().replace("    \n", ""),
            "Directory.Build.props": PROPS.replace("AppFramework", "TargetFramework"),
            "b.Dockerfile": DOCKERFILE.replace("App", "B").replace(
                "runtime:8.0", "runtime:8.0\nCOPY --from=mcr.microsoft.com/dotnet/sdk:7.9 /x /x"
            ),
        },
        "B/B.csproj moves too, and b.Dockerfile, which builds it, stays",
    ),
    "stages that are called after their channel": (
        {
            **BASE,
            "Dockerfile": DOCKERFILE.replace("AS build", "AS build-8.0").replace(
                "=build", "=build-8.0"
            ),
        },
        "its stage build-8.0 is named after .NET 8.0",
    ),
    "a service that is called after its channel": (
        {
            **BASE,
            "Dockerfile": "ARG V=8.0\n" + DOCKERFILE.replace(":8.0", ":$V"),
            "compose.yaml": (
                "services:\n  app-net8:\n    build:\n      context: .\n      args: {V: '8.0'}\n"
            ),
        },
        "the service app-net8 is named after .NET 8.0",
    ),
    "a comment that holds an image": (
        {**BASE, "Dockerfile": DOCKERFILE.replace("FROM", "# dotimg: ignore=DI201\nFROM")},
        "a comment blocks it",
    ),
}


@pytest.mark.parametrize("name", HELD)
def test_what_cannot_move_whole_stays_and_is_said(here: Path, dotimg: Run, name: str) -> None:
    tree, said = HELD[name]
    before = plant(here, tree)
    result = dotimg("upgrade", ".", "--to", "10.0", "--write", day=DAY)
    assert said in " ".join(result.err.split())
    assert read(here, tree) == before


def test_a_file_that_has_to_stay_keeps_those_that_build_the_same_project(
    here: Path, dotimg: Run
) -> None:
    """Also where that shows late: its `global.json` may not be edited."""
    pinned = DOCKERFILE.replace("COPY . .", "COPY b/global.json .\nCOPY App App")
    tree = {
        "a.Dockerfile": DOCKERFILE,
        "b.Dockerfile": pinned,
        "c.Dockerfile": DOCKERFILE,
        "App/App.csproj": PROJECT,
        "b/global.json": '{"sdk": {"version": "8.0.404"}}',
    }
    before = plant(here, tree)
    result = dotimg("upgrade", ".", "--to", "10.0", "--exclude", "b", "--write", day=DAY)
    said = " ".join(result.err.split())
    assert "b/global.json is left out by --exclude" in said
    assert "App/App.csproj moves too, and b.Dockerfile, which builds it, stays" in said
    assert read(here, tree) == before


def test_what_moves_with_several_files_is_told_of_the_first(here: Path, dotimg: Run) -> None:
    tree = {f"{number}.Dockerfile": DOCKERFILE for number in range(1, 9)}
    plant(here, {**tree, "App/App.csproj": PROJECT})
    text = dotimg("upgrade", ".", "--to", "10.0", "--format", "json", day=DAY).out
    assert re.findall('moves with [^"]*', text) == ["moves with 1.Dockerfile"]


def test_a_workflow_that_serves_others_too_is_advice(here: Path, dotimg: Run) -> None:
    tree = {
        **BASE,
        "Other/Other.csproj": PROJECT,
        ".github/workflows/a.yml": WORKFLOW,
        ".github/workflows/b.yml": WORKFLOW.replace("8.0.x #", "${{ matrix.sdk }} #").replace(
            "    steps", "    strategy: {matrix: {sdk: [8.0.x, 9.0.x]}}\n    steps"
        ),
    }
    before = plant(here, tree)
    said = " ".join(dotimg("upgrade", ".", "--to", "10.0", "--write", day=DAY).err.split())
    assert "a.yml:8: it has to install the SDK of .NET 10.0: Other/Other.csproj still" in said
    assert "b.yml:9: it has to install the SDK of .NET 10.0: it comes from ${{ matrix" in said
    after = read(here, tree)
    assert {name for name in tree if before[name] != after[name]} == {
        "Dockerfile",
        "App/App.csproj",
    }


def test_a_file_that_is_named_takes_its_project_along_and_no_workflow(
    here: Path, dotimg: Run
) -> None:
    tree = {
        **BASE,
        "global.json": '// ours\n{"sdk": {"version": "8.0.404"}}\n',
        "other.Dockerfile": DOCKERFILE,
        ".github/workflows/ci.yml": WORKFLOW,
    }
    before = plant(here, tree)
    result = dotimg("upgrade", "Dockerfile", "--to", "10.0", "--write", day=DAY)
    after = read(here, tree)
    changed = {name for name in tree if before[name] != after[name]}
    assert changed == {"Dockerfile", "App/App.csproj", "global.json"}
    assert after["global.json"] == before["global.json"].replace(b"8.0.404", b"10.0.400")
    said = "other.Dockerfile:1: it builds App/App.csproj, which moves to net10.0: move it as well"
    assert said in " ".join(result.err.split())


def test_images_alone_move_where_that_is_asked_for(here: Path, dotimg: Run) -> None:
    before = plant(here, BASE)
    result = dotimg("upgrade", ".", "--to", "10.0", "--images-only", "--write", day=DAY)
    after = read(here, BASE)
    assert after["App/App.csproj"] == before["App/App.csproj"]
    assert after["Dockerfile"] == before["Dockerfile"].replace(b":8.0", b":10.0")
    assert "App/App.csproj:3: the target framework is net8.0: raise it to net10.0" in result.err


@pytest.mark.parametrize("where", ["stdin", "no project"])
def test_without_a_project_there_is_one_warning(
    here: Path, dotimg: Run, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    (here / "Dockerfile").write_text(DOCKERFILE)
    if where == "stdin":
        plant(here, BASE)
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(DOCKERFILE.encode())))
    said = dotimg("upgrade", "-" if where == "stdin" else ".", "--to", "10.0", day=DAY)
    assert (
        " ".join(said.err.split()).count(
            "no project was found for it: update its target framework to net10.0"
        )
        == 1
    )
    assert "--- a/App" not in said.out


def test_the_diff_is_what_is_written_in_utf_16_too(here: Path, dotimg: Run) -> None:
    project = '<?xml version="1.0" encoding="utf-16"?>\r\n' + PROJECT.replace("\n", "\r\n")
    tree = {**BASE, "App/App.csproj": b"\xff\xfe" + project.encode("utf-16-le")}
    plant(here, tree)
    diff = dotimg("-q", "upgrade", ".", "--to", "10.0", day=DAY).out
    assert "App/App.csproj" in diff
    assert dotimg("upgrade", ".", "--to", "10.0", "--write", day=DAY).code == 0
    wanted = b"\xff\xfe" + project.replace("net8.0", "net10.0").encode("utf-16-le")
    assert (here / "App/App.csproj").read_bytes() == wanted


def test_git_applies_what_is_printed(here: Path, dotimg: Run) -> None:
    tree = {
        **BASE,
        "global.json": '{"sdk": {"version": "8.0.404"}}',
        ".github/workflows/c.yml": WORKFLOW,
    }
    plant(here, tree)
    diff = dotimg("-q", "upgrade", ".", "--to", "10.0", day=DAY).out
    (here / ".git").rmdir()
    subprocess.run(["git", "init", "-q"], check=True)
    subprocess.run(["git", "apply"], input=diff.encode(), check=True)
    applied = read(here, tree)
    plant(here, tree)
    assert dotimg("upgrade", ".", "--to", "10.0", "--write", day=DAY).code == 0
    assert read(here, tree) == applied


def test_files_that_belong_together_are_written_all_or_none(here: Path, dotimg: Run) -> None:
    before = plant(here, BASE)
    (here / "App/App.csproj").chmod(0o444)
    result = dotimg("upgrade", ".", "--to", "10.0", "--write", day=DAY)
    assert result.code == 3
    assert read(here, BASE) == before
    assert "App/App.csproj: is read-only: nothing was written" in result.err


def test_each_edit_tells_its_kind(here: Path, dotimg: Run) -> None:
    tree = {
        **BASE,
        "Dockerfile": runs("dotnet publish App/App.csproj -f net8.0 -o /app"),
        "global.json": '{"sdk": {"version": "8.0.404"}}',
        ".github/workflows/ci.yml": WORKFLOW,
    }
    plant(here, tree)
    edits = json.loads(dotimg("upgrade", ".", "--to", "10.0", "--format", "json", day=DAY).out)[
        "edits"
    ]
    told = [(one["path"], one["kind"], one["old"], one["new"]) for one in edits]
    assert told == [
        (os.path.join(".github", "workflows", "ci.yml"), "workflow", "8.0.x", "10.0.x"),
        (os.path.join("App", "App.csproj"), "target-framework", "net8.0", "net10.0"),
        ("Dockerfile", "image", f"{MCR}sdk:8.0", f"{MCR}sdk:10.0"),
        ("Dockerfile", "framework-option", "net8.0", "net10.0"),
        ("Dockerfile", "image", f"{MCR}runtime:8.0", f"{MCR}runtime:10.0"),
        ("global.json", "global-json", "8.0.404", "10.0.400"),
    ]


def test_a_project_outside_of_the_tree_holds_the_images(here: Path, dotimg: Run) -> None:
    plant(here.parent, {"Shared/Shared.props": PROPS})
    project = states("<TargetFramework>$(AppFramework)</TargetFramework>").replace(
        "  <PropertyGroup>", '  <Import Project="../../Shared/Shared.props" />\n  <PropertyGroup>'
    )
    tree = {**BASE, "App/App.csproj": project}
    before = plant(here, tree)
    said = " ".join(dotimg("upgrade", ".", "--to", "10.0", "--write", day=DAY).err.split())
    assert os.path.join("..", "Shared", "Shared.props") + " is outside of the tree" in said
    assert read(here, tree) == before


def test_what_settings_leave_out_is_not_edited(here: Path, dotimg: Run) -> None:
    tree = {**BASE, "dotimg.toml": 'exclude = ["App/"]\n'}
    before = plant(here, tree)
    said = " ".join(dotimg("upgrade", ".", "--to", "10.0", "--write", day=DAY).err.split())
    assert "App/App.csproj is left out by exclude in" in said
    assert read(here, tree) == before


WEB = {
    **BASE,
    "Dockerfile": runs("dotnet publish App/App.csproj -f net8.0 -o /app"),
    "App/App.csproj": refers(PROJECT, "../Lib/Lib.csproj"),
    "Lib/Lib.csproj": LIBRARY,
    "T/T.csproj": refers(LIBRARY, "../App/App.csproj"),
    "global.json": '{"sdk": {"version": "8.0.404"}}',
    ".github/workflows/ci.yml": WORKFLOW,
}


def test_what_a_run_that_was_ended_left_the_next_one_finishes(
    here: Path, dotimg: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(here, WEB)
    assert dotimg("upgrade", ".", "--to", "10.0", "--write", day=DAY).code == 0
    whole = read(here, WEB)
    for count in range(len(WEB)):
        before = plant(here, WEB)
        left = iter(range(count))

        def ended(path: str, old: bytes, new: bytes, left: Iterator[int] = left) -> int:
            if next(left, None) is None:
                raise KeyboardInterrupt
            return replace(path, old, new)

        with monkeypatch.context() as patch:
            patch.setattr("dotimg.files.writing.replace", ended)
            assert dotimg("upgrade", ".", "--to", "10.0", "--write", day=DAY).code == 130
        half = read(here, WEB)
        assert all(half[name] in (before[name], whole[name]) for name in WEB)
        assert dotimg("upgrade", ".", "--to", "10.0", "--write", day=DAY).code == 0
        finished = read(here, WEB)
        assert {name for name in WEB if finished[name] != whole[name]} <= {"Lib/Lib.csproj"}


@pytest.mark.parametrize("name", ["App/App.csproj", "global.json", "Dockerfile"])
def test_a_file_that_changes_meanwhile_leaves_all_as_they_were(
    here: Path, dotimg: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before = plant(here, WEB)

    def edited(_paths: object) -> None:
        (here / name).write_bytes(before[name] + b"\n")

    monkeypatch.setattr("dotimg.files.writing.remove_stale", edited)
    result = dotimg("upgrade", ".", "--to", "10.0", "--write", day=DAY)
    assert result.code == 3
    assert f"{name}: changed while it was read: nothing was written" in result.err
    after = read(here, WEB) | {name: (here / name).read_bytes().removesuffix(b"\n") + b"\n"}
    together = [one for one in WEB if one not in (name, ".github/workflows/ci.yml")]
    assert all(after[one] == before[one] for one in together)


PROJECTS = st.sampled_from(
    [
        PROJECT,
        TWO_UNDER_CONDITIONS,
        states("<TargetFrameworks>net8.0</TargetFrameworks>"),
        states("<TargetFrameworks>net8.0;net10.0</TargetFrameworks>"),
        states("<TargetFrameworks>net6.0;net8.0</TargetFrameworks>"),
        PROJECT.replace("net8.0", "netcoreapp3.1"),
        PROJECT.replace("\n", "\r\n"),
    ]
)
COMMANDS = st.sampled_from(
    [
        "dotnet publish App/App.csproj -o /app",
        "dotnet publish App/App.csproj -o /app -f net8.0",
        "cd App && dotnet publish -c Release && cp -r bin/Release/net8.0/publish /app",
    ]
)
EXTRAS = {
    "global.json": '{"sdk": {"version": "8.0.404", "rollForward": "latestPatch"}}',
    "T/T.csproj": refers(LIBRARY, "../App/App.csproj"),
    "Lib/Lib.csproj": LIBRARY,
    ".github/workflows/ci.yml": WORKFLOW,
    "b.Dockerfile": runs("dotnet publish App/App.csproj -f net8.0 -o /app"),
    "compose.yaml": "services:\n  app:\n    build: .\n    ports: ['80:80']\n",
}


@settings(max_examples=12, suppress_health_check=list(HealthCheck), deadline=None)
@given(project=PROJECTS, command=COMMANDS, extras=st.sets(st.sampled_from(sorted(EXTRAS))))
def test_after_a_move_nothing_is_left_that_one_could_put_right(
    here: Path, dotimg: Run, project: str, command: str, extras: set[str]
) -> None:
    for old in [one for one in here.rglob("*") if one.is_file()]:
        old.unlink()
    tree = {"Dockerfile": runs(command), "App/App.csproj": project}
    tree |= {name: EXTRAS[name] for name in extras}
    before = plant(here, tree)
    assert dotimg("upgrade", ".", "--to", "10.0", "--write", day=DAY).code == 0
    after = read(here, tree)
    parts = [one for one in tree if one.endswith("ockerfile")]
    parts += [] if "net10.0" in project else ["App/App.csproj"]
    assert len({before[one] == after[one] for one in parts}) == 1
    assert dotimg("upgrade", ".", "--to", "10.0", "--check", day=DAY).code == 0
    assert "fixable" not in dotimg("check", ".", "--fail-on", "never", day=DAY).out


def test_a_global_json_follows_an_sdk_within_its_channel(here: Path, dotimg: Run) -> None:
    tree = {
        "Dockerfile": DOCKERFILE.replace("sdk:8.0", "sdk:10.0.100").replace(":8.0", ":10.0.0"),
        "App/App.csproj": PROJECT,
        "global.json": '{"sdk": {"version": "10.0.100"}}',
    }
    before = plant(here, tree)
    result = dotimg("upgrade", ".", "--write", day=DAY)
    after = read(here, tree)
    assert after["App/App.csproj"] == before["App/App.csproj"]
    assert b"sdk:10.0.400" in after["Dockerfile"]
    assert b'"10.0.400"' in after["global.json"]
    assert "the new image holds" not in result.err
