"""No message names an option that the command which shows it does not have."""

import ast
import re
from functools import cache
from pathlib import Path

import click
import pytest

import dotimg as package
from dotimg.cli.group import COMMANDS
from dotimg.cli.group import dotimg as group
from tests.cli.conftest import Run
from tests.project.trees import make

SOURCE = Path(package.__file__).parent
OPTION = re.compile(r"(?<![\w/`-])--[a-z][a-z-]+")
NAMED = re.compile(r"\bdotimg (\w+)((?: [^,;:()]+)?)")
# What reads or writes the commands of docker, dotnet, git and shells.
FOREIGN = (
    *("files/dockerfile", "files/builds", "files/git.py", "project/of_dockerfile.py"),
    *("project/build_steps.py", "project/dotnet.py", "scaffold/dockerfile.py"),
    *("scaffold/extras.py", "scaffold/publishing.py", "scaffold/service.py", "cli/completing"),
    *("check/rules/di5_platforms.py", "scaffold/hosts.py", "scaffold/words.py"),
    *("scaffold/compose.py", "check/rules/di3_native.py", "upgrade/move/stays.py"),
    *("upgrade/systems.py", "explain/verdict.py"),
)
DAY = "2026-11-22"


def options_of(name: str) -> set[str]:
    with click.Context(group) as context:
        command = group.get_command(context, name)
        assert command
        shared = [one for parameter in group.params for one in parameter.opts]
        own = [
            one
            for parameter in command.params
            if isinstance(parameter, click.Option)
            for one in (*parameter.opts, *parameter.secondary_opts)
        ]
    return {*own, *shared, "--help"}


EVERY = {name: options_of(name) for name in COMMANDS}


@cache
def texts(path: Path) -> tuple[str, ...]:
    """The texts of a module that are no documentation of it."""
    tree = ast.parse(path.read_text("utf-8"))
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return tuple(
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in documentation
    )


def commands_of(path: Path) -> list[str]:
    """The commands that may show what a module says."""
    if path.parent.name == "commands":
        return [name for name in COMMANDS if re.match(rf"{name}(_|$)", path.stem)] or [*COMMANDS]
    return ["scaffold"] if path.parent.name == "scaffold" else [*COMMANDS]


def test_every_option_that_a_message_names_is_one() -> None:
    unknown = []
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if name.startswith(FOREIGN):
            continue
        own = {option for command in commands_of(path) for option in EVERY[command]}
        for text in texts(path):
            elsewhere = {one for match in NAMED.finditer(text) for one in OPTION.findall(match[2])}
            unknown += [(name, one) for one in OPTION.findall(text) if one not in own | elsewhere]
    assert unknown == []


def test_no_message_names_a_page_that_an_installation_lacks() -> None:
    for path in sorted(SOURCE.rglob("*.py")):
        for text in texts(path):
            assert not re.search(r"\bdocs/\w", text), (path, text)


def test_every_command_that_a_message_names_has_the_options_behind_it() -> None:
    for path in sorted(SOURCE.rglob("*.py")):
        for text in texts(path):
            for match in NAMED.finditer(text):
                if match[1] in EVERY:
                    assert set(OPTION.findall(match[2])) <= EVERY[match[1]], text


def project(sdk: str = "Microsoft.NET.Sdk", framework: str = "net10.0", more: str = "") -> str:
    name = "TargetFrameworks" if ";" in framework else "TargetFramework"
    return (
        f'<Project Sdk="{sdk}"><PropertyGroup><{name}>{framework}</{name}>{more}'
        "</PropertyGroup></Project>"
    )


EXE = "<OutputType>Exe</OutputType>"
ODD = {
    "several frameworks": project(framework="net8.0;net10.0", more=EXE),
    "old and new": project(framework="net8.0;net48", more=EXE),
    "library of several": project(framework="net8.0;netstandard2.0;net48"),
    "tests with a host": project(
        "Aspire.AppHost.Sdk/13.0.0", more="<IsTestProject>true</IsTestProject>"
    ),
    "devices": project(framework="net10.0-android;net10.0-ios", more=EXE),
    "maui": project(framework="net10.0-ios;net10.0-android", more=f"{EXE}<UseMaui>true</UseMaui>"),
    "one device": project(framework="net10.0-android", more=EXE),
    "old": project(framework="net48", more=EXE),
    "no such version": project(framework="net99.0", more=EXE),
    "ended": project("Microsoft.NET.Sdk.Web", "net5.0"),
    "standard": project(framework="netstandard2.0"),
    "library": project(),
    "tests": project(more="<IsTestProject>true</IsTestProject>"),
    "not published": project(more=f"{EXE}<IsPublishable>false</IsPublishable>"),
    "browser": project("Microsoft.NET.Sdk.BlazorWebAssembly"),
    "browser of another SDK": project("Microsoft.NET.Sdk.WebAssembly", more=EXE),
    "app host": project("Aspire.AppHost.Sdk/13.0.0", more=EXE),
    "desktop": project(framework="net10.0-windows", more=f"{EXE}<UseWPF>true</UseWPF>"),
    "unknown": project(framework="$([System.Guid]::NewGuid())", more=EXE),
    "no framework": '<Project Sdk="Microsoft.NET.Sdk" />',
    "glibc and musl": project(
        more=f"{EXE}<RuntimeIdentifiers>linux-x64;linux-musl-x64;win-x64</RuntimeIdentifiers>"
    ),
    "windows": project(more=f"{EXE}<RuntimeIdentifier>win-x64</RuntimeIdentifier>"),
    "native": project(more=f"{EXE}<PublishAot>true</PublishAot>"),
    "chiseled": project(more=f"{EXE}<ContainerFamily>noble-chiseled</ContainerFamily>"),
    "own base": project(more=f"{EXE}<ContainerBaseImage>a.example/b:1</ContainerBaseImage>"),
    "unknown setting": project(more=f"{EXE}<SelfContained>$(No.Such())</SelfContained>"),
}


@pytest.mark.parametrize(
    "words",
    [
        ("scaffold", "App.csproj", "--output", "-"),
        ("pick", "--project", "App.csproj", "--format", "json"),
        ("check", "Dockerfile", "--project", "App.csproj"),
        ("upgrade", "Dockerfile", "--project", "App.csproj"),
    ],
    ids=" ".join,
)
def test_what_a_command_says_of_odd_projects_names_its_own_options(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dotimg: Run, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    dockerfile = 'FROM mcr.microsoft.com/dotnet/aspnet:8.0\nENTRYPOINT ["dotnet", "App.dll"]\n'
    for what, text in ODD.items():
        make(tmp_path, {"App.csproj": text, "Dockerfile": dockerfile})
        said = dotimg(*words, day=DAY).err
        others = {one for match in NAMED.finditer(said) for one in OPTION.findall(match[2])}
        named = set(OPTION.findall(said))
        assert named <= EVERY[words[0]] | others, what


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("app host", "is an app host of Aspire: scaffold the projects that it starts"),
        ("library", "is a library: scaffold the program that uses it, or set OutputType to Exe"),
        ("tests", "holds tests, which run where they are built: dotnet test runs them"),
        ("not published", "IsPublishable is false: set it to true, or scaffold the program"),
        ("browser", "is an app of Blazor WebAssembly, which runs in browsers: dotnet publish"),
        ("browser of another SDK", "is an app of WebAssembly, which runs in browsers"),
        ("maui", "is an app of MAUI, which runs on devices: dotnet publish -f"),
        ("old", "is for .NET Framework, which scaffold does not support: dotimg pick --project"),
        ("several frameworks", "choose one with --framework net10.0"),
        ("old and new", "choose one with --framework net8.0"),
        ("library of several", "is a library: scaffold the program that uses it"),
        ("tests with a host", "holds tests, which run where they are built"),
        ("no such version", "there is no image of .NET 99.0"),
    ],
)
def test_a_refusal_of_scaffold_says_what_it_is_and_what_to_run_instead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dotimg: Run, what: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    make(tmp_path, {"App.csproj": ODD[what]})
    result = dotimg("-q", "scaffold", "App.csproj", day=DAY)
    assert (result.code, result.out, result.err.count("\n")) == (1, "", 1)
    assert said in result.err
    assert not (tmp_path / "Dockerfile").exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.esproj", "is a project of JavaScript: scaffold the server"),
        ("a.sqlproj", "is a database: dotnet build makes its .dacpac"),
        ("a.wixproj", "is an installer"),
        ("a.dcproj", "docker compose up"),
        ("a.shproj", "is shared sources"),
        ("a.vcxproj", "is a project of C++"),
        ("a.fsx", "dotnet fsi"),
        ("a.txt", "is not a project file; their names end in .csproj"),
    ],
)
def test_a_file_of_another_kind_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dotimg: Run, name: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text("<Project />")
    result = dotimg("-q", "scaffold", name, day=DAY)
    assert (result.code, said in result.err) == (3, True)
