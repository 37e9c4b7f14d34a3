"""What is said with a Dockerfile stands there because the project has it, and only then."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.project.trees import make

DAY = "2026-11-22"
PROJECT = (
    '<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup>\n'
    "<TargetFramework>net10.0</TargetFramework></PropertyGroup>\n{}</Project>"
)
EXEC = '<Target Name="T"{}><Exec Command="{}" /></Target>'
FEED = (
    '<configuration><packageSources><clear /><add key="a" value="https://a.example/{}" />\n'
    "</packageSources><packageSourceCredentials><a>\n"
    '<add key="ClearTextPassword" value="{}" /></a></packageSourceCredentials></configuration>'
)
MOUNT = "--mount=type=secret,id=TOKEN,env=TOKEN "
NODE = "COPY --from=node /usr/local/bin/ /usr/local/bin/\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "repo"
    (folder / ".git").mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


def written(here: Path, dotimg: Run, files: dict[str, str], *options: str) -> str:
    make(here, {"src/App/Program.cs": "", "src/App/App.csproj": PROJECT.format(""), **files})
    result = dotimg("-q", "scaffold", "src/App", *options, day=DAY)
    assert (result.code, result.err) == (0, "")
    return (here / "src/App/Dockerfile").read_text()


def test_a_token_of_a_feed_is_a_secret_of_both_commands(here: Path, dotimg: Run) -> None:
    text = written(here, dotimg, {"nuget.config": FEED.format("", "%TOKEN%")}, "--compose")
    assert text.count(f"nuget/packages {MOUNT}dotnet ") == 2
    assert "# docker build -f src/App/Dockerfile --secret id=TOKEN,env=TOKEN -t app .\n" in text
    assert (
        "# TOKEN is a token of a feed (nuget.config: line 3), which must not be in a layer.\n"
        in text
    )
    compose = (here / "compose.yaml").read_text()
    assert "      secrets: [TOKEN]\n" in compose
    assert compose.endswith("secrets:\n  TOKEN:\n    environment: TOKEN\n")


@pytest.mark.parametrize(
    "config",
    [
        FEED.format("", "plain"),
        FEED.format("", "100%"),
        '<configuration><config><add key="x" value="%USERPROFILE%\\a" /></config></configuration>',
        "<configuration>",
    ],
)
def test_a_config_without_a_token_gets_no_secret(here: Path, dotimg: Run, config: str) -> None:
    assert "secret" not in written(here, dotimg, {"nuget.config": config})


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("npm ci", "# npm runs in the build (src/App/App.csproj: line 3).\n"),
        ("cd client &amp;&amp; npx vite build", "# npx runs in the build"),
        ("yarn", "RUN corepack enable\n"),
        ("pnpm install", "RUN corepack enable\n"),
    ],
)
def test_a_target_that_runs_npm_gets_node(here: Path, dotimg: Run, command: str, said: str) -> None:
    project = PROJECT.format(EXEC.format("", command))
    text = written(here, dotimg, {"src/App/App.csproj": project})
    assert "FROM --platform=$BUILDPLATFORM node:lts AS node\n" in text
    assert NODE in text
    assert said in text


def test_alpine_gets_the_node_of_alpine(here: Path, dotimg: Run) -> None:
    project = PROJECT.format(EXEC.format("", "npm ci"))
    project = project.replace("</PropertyGroup>", "<PublishAot>true</PublishAot></PropertyGroup>")
    text = written(here, dotimg, {"src/App/App.csproj": project}, "--os", "alpine")
    assert "FROM node:lts-alpine AS node\n" in text


def test_a_project_of_javascript_gets_node(here: Path, dotimg: Run) -> None:
    reference = '<ItemGroup><ProjectReference Include="../ui/ui.esproj" /></ItemGroup>'
    files = {
        "src/App/App.csproj": PROJECT.format(reference),
        "src/ui/ui.esproj": '<Project Sdk="Microsoft.VisualStudio.JavaScript.Sdk/1.0.1" />',
    }
    assert NODE in written(here, dotimg, files)


@pytest.mark.parametrize(
    "target",
    [
        EXEC.format(" Condition=\" '$(Configuration)' == 'Debug' \"", "npm install"),
        EXEC.format("", "echo see npm.example.com"),
        '<ItemGroup><Content Include="npm" /></ItemGroup>',
        "<!-- npm install <PackageReference Include='MinVer' /> -->",
    ],
)
def test_what_runs_no_npm_gets_no_node(here: Path, dotimg: Run, target: str) -> None:
    text = written(here, dotimg, {"src/App/App.csproj": PROJECT.format(target)})
    assert "node" not in text
    assert ".git" not in text


@pytest.mark.parametrize("package", ["MinVer", "GitVersion.MsBuild", "Nerdbank.GitVersioning"])
def test_a_version_from_git_takes_git_into_the_context(
    here: Path, dotimg: Run, package: str
) -> None:
    props = f'<Project><ItemGroup>\n<PackageReference Include="{package}" /></ItemGroup></Project>'
    text = written(here, dotimg, {"src/Directory.Build.props": props})
    assert "# docker build -f src/App/Dockerfile -t app .\n" in text
    where = "src/Directory.Build.props: line 2"
    assert f"# {package} takes the version from .git ({where}), which is copied along.\n" in text
    assert "**/.git\n" not in (here / "src/App/Dockerfile.dockerignore").read_text()


def test_where_git_is_no_folder_that_is_said(here: Path, dotimg: Run) -> None:
    package = '<ItemGroup><PackageReference Include="MinVer" /></ItemGroup>'
    text = written(here, dotimg, {"src/App/App.csproj": PROJECT.format(package)})
    assert "which is copied along" in text
    (here / ".git").rmdir()
    (here / ".git").write_text("gitdir: /elsewhere/.git/worktrees/a\n")
    (here / "src/App/Dockerfile.dockerignore").unlink()
    assert dotimg("-q", "scaffold", "src/App", "--force", day=DAY).code == 0
    text = (here / "src/App/Dockerfile").read_text()
    assert "which is not in the context: give publish a version.\n" in text


def test_addresses_and_certificates_of_kestrel_are_told(here: Path, dotimg: Run) -> None:
    settings = (
        '{"Kestrel": {"Endpoints": {\n"Http": {"Url": "http://localhost:5000"},\n'
        '"Https": {"Url": "https://*:5001",\n"Certificate": {"Path": "tls.pfx"}}}}}'
    )
    text = written(here, dotimg, {"src/App/appsettings.json": settings}, "--compose")
    assert "EXPOSE 5000 5001\n" in text
    assert "EXPOSE 8080" not in text
    file = "src/App/appsettings.json"
    assert f"# http://localhost:5000 ({file}: line 2) accepts only local connections" in text
    assert f"# Kestrel takes tls.pfx ({file}: line 4): mount it" in text
    assert '"8080:5000"' in (here / "compose.yaml").read_text()


def test_health_checks_are_told(here: Path, dotimg: Run) -> None:
    source = 'var app = x;\napp.MapHealthChecks("/healthz", new() {});\n'
    text = written(here, dotimg, {"src/App/Web/Health.cs": source})
    assert "# /healthz is a health check (src/App/Web/Health.cs: line 2): let" in text


@pytest.mark.parametrize(
    "settings", ["{", "[]", '{"Kestrel": 1}', '{"Kestrel": {"Endpoints": {"a": []}}}', ""]
)
def test_a_project_that_has_nothing_of_it_is_told_nothing(
    here: Path, dotimg: Run, settings: str
) -> None:
    text = written(here, dotimg, {"src/App/appsettings.json": settings})
    assert "WORKDIR /source\n\n# What restore needs" in text
    assert "aspnet:10.0\n# The port that the image sets" in text
