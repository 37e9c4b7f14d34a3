"""Projects that are published as images: where their ContainerFamily moves, and what is pinned."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dotimg.catalog.tables import Catalog
from dotimg.check.checker import Checker, Team
from dotimg.files.builds.collection import Builds
from dotimg.files.kinds import kind_of
from dotimg.project import of_dockerfile
from dotimg.upgrade import Policy, Upgrader
from dotimg.upgrade.model import FileUpgrade

MCR = "mcr.microsoft.com/dotnet/"
DAY = "2026-10-01"
CONTAINER = "<EnableSdkContainerSupport>true</EnableSdkContainerSupport>"
ALONE = "net10.0"


def project(framework: str = ALONE, more: str = "", name: str = "TargetFramework") -> str:
    return (
        '<Project Sdk="Microsoft.NET.Sdk.Web">\n  <PropertyGroup>\n'
        f"    <{name}>{framework}</{name}>\n    {more}\n  </PropertyGroup>\n</Project>\n"
    )


def family(name: str) -> str:
    return f"<ContainerFamily>{name}</ContainerFamily>"


def props(inside: str) -> str:
    return f"<Project><PropertyGroup>{inside}</PropertyGroup></Project>"


class Tree:
    """A repository, and what `check` and `upgrade` make of its projects."""

    def __init__(self, folder: Path, catalog: Catalog) -> None:
        (folder / ".git").mkdir()
        self._folder = folder
        self._catalog = catalog

    def write(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            path = self._folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def _files(self) -> Iterator[tuple[str, str, bytes]]:
        for path in sorted(self._folder.rglob("*")):
            if path.is_file():
                yield str(path), str(kind_of(str(path))), path.read_bytes()

    def _builds(self) -> Builds:
        builds = Builds({}, [str(self._folder)])
        for path, kind, content in self._files():
            builds.add(path, kind, content)  # type: ignore[arg-type]
        return builds

    def upgraded(
        self, policy: Policy | None = None, mirror: str | None = None
    ) -> list[FileUpgrade]:
        builds, finder = self._builds(), of_dockerfile.Finder(self._catalog.packages)
        upgrader = Upgrader(
            self._catalog, DAY, policy or Policy(), mirror, builds, None, finder.app_of
        )
        read = [
            upgrader.read(path, kind, content)  # type: ignore[arg-type]
            for path, kind, content in self._files()
            if kind == "project"
        ]
        return upgrader.together(read)

    def taken(self) -> dict[str, str]:
        """The images that the SDK takes and `check` finds wrong, by the names of projects."""
        builds, finder = self._builds(), of_dockerfile.Finder(self._catalog.packages)
        checker = Checker(self._catalog, DAY, {}, None, finder.app_of, builds)
        return {
            Path(path).stem: finding.image.removeprefix(MCR)
            for path, kind, content in self._files()
            if kind == "project"
            for finding in checker.check(path, "project", content, Team()).findings
            if finding.message.startswith("the SDK takes")
        }


@pytest.fixture
def tree(tmp_path: Path, catalog: Catalog) -> Tree:
    return Tree(tmp_path, catalog)


@pytest.mark.parametrize(
    ("framework", "old", "new"),
    [
        ("net10.0", "bookworm-slim", "noble"),  # 10.0 never had it
        ("net10.0", "jammy-chiseled", "noble-chiseled"),
        ("net10.0", "alpine3.18", "alpine3.24"),
        ("net8.0", "bookworm-slim", "noble"),  # 8.0 has it, 10.0 has not
        ("net8.0", "cbl-mariner2.0-distroless", "azurelinux3.0-distroless"),
        ("net10.0", "noble", "noble"),
        ("net10.0", "alpine", "alpine"),
        ("net10.0", "beos", "beos"),
    ],
)
def test_a_family_moves_to_one_that_its_channel_and_the_next_have(
    tree: Tree, framework: str, old: str, new: str
) -> None:
    tree.write({"App.csproj": project(framework, family(old))})
    (found,) = tree.upgraded()
    assert found.new.decode() == project(framework, family(new))


def test_an_ended_framework_keeps_its_family_and_is_told(tree: Tree) -> None:
    tree.write({"App.csproj": project("net7.0", family("jammy"))})
    (found,) = tree.upgraded()
    assert found.new == found.old
    assert [one.reason for one in found.left] == [
        "support of .NET 7.0 ended 2024-05-14: raise the target framework"
    ]


def test_a_family_that_projects_share_moves_where_it_stands(tree: Tree) -> None:
    tree.write(
        {
            "Directory.Build.props": props(family("jammy") + CONTAINER),
            "A/A.csproj": project(),
            "B/B.csproj": project("net8.0;net10.0", name="TargetFrameworks"),
            "C/C.csproj": project(
                more=f"<ContainerBaseImage>{MCR}aspnet:10.0</ContainerBaseImage>"
            ),
        }
    )
    found = {Path(one.path).name: one for one in tree.upgraded()}
    assert [name for name, one in found.items() if one.new != one.old] == ["Directory.Build.props"]
    assert found["Directory.Build.props"].new.decode() == props(family("noble") + CONTAINER)


def test_a_family_that_is_put_together_stays(tree: Tree) -> None:
    tree.write({"App.csproj": project(more=f"<Base>jammy</Base>{family('$(Base)-chiseled')}")})
    (found,) = tree.upgraded()
    assert found.new == found.old
    assert len(found.left) == 1


@pytest.mark.parametrize(
    ("files", "published"),
    [
        ({"Directory.Build.props": props(CONTAINER)}, {"App", "Other"}),
        ({"Directory.Build.targets":
          "<Project><PropertyGroup Condition=\"'$(MSBuildProjectName)' == 'App'\">"
          "<ContainerRepository>shop</ContainerRepository></PropertyGroup></Project>"}, {"App"}),
        ({"build.sh": "dotnet publish src/App -t:PublishContainer\n"}, {"App"}),
        ({"build.sh": "cd src\ndotnet publish App/App.csproj --os linux /t:PublishContainer\n"},
         {"App"}),
        ({"build.ps1": "dotnet publish .\\src\\App\\App.csproj -c Release "
          "-p:PublishProfile=DefaultContainer\n"}, {"App"}),
        ({"Makefile": "image:\n\tdotnet publish All.slnx '-t:Build;PublishContainer'\n",
          "All.slnx": '<Solution><Project Path="src/Other/Other.csproj"/></Solution>'}, {"Other"}),
        ({".github/workflows/ci.yml":
          "jobs:\n  a:\n    defaults: {run: {working-directory: src}}\n    strategy:\n"
          "      matrix: {app: [App, Other]}\n    steps:\n"
          "    - run: dotnet publish ${{ matrix.app }} /t:PublishContainer\n"}, {"App", "Other"}),
        ({"azure-pipelines.yml":
          "steps:\n- task: DotNetCoreCLI@2\n  inputs:\n    command: publish\n"
          "    projects: src/App/App.csproj\n    arguments: --os linux /t:PublishContainer\n"},
         {"App"}),
        ({"build.sh": "dotnet publish src/App\n# dotnet publish src/Other /t:PublishContainer\n"},
         set()),
        ({"build.sh": "echo dotnet publish src/App /t:PublishContainer\n"}, set()),
    ],
)  # fmt: skip
def test_a_project_is_published_as_an_image_by_what_is_said_elsewhere(
    tree: Tree, files: dict[str, str], published: set[str]
) -> None:
    tree.write(
        {"src/App/App.csproj": project("net7.0"), "src/Other/Other.csproj": project("net6.0")}
    )
    tree.write(files)
    images = {"App": "aspnet:7.0", "Other": "aspnet:6.0"}
    assert tree.taken() == {name: images[name] for name in published}


@pytest.mark.parametrize(
    ("framework", "more", "image"),
    [
        ("net10.0", CONTAINER, f"{MCR}aspnet:10.0"),
        ("net10.0", family("jammy"), f"{MCR}aspnet:10.0-noble"),  # which never was
        ("net8.0", family("jammy"), f"{MCR}aspnet:8.0-jammy"),
        ("net8.0", f"{CONTAINER}<PublishAot>true</PublishAot>",
         f"{MCR}runtime-deps:8.0-noble-chiseled-extra"),
    ],
)  # fmt: skip
def test_what_the_sdk_takes_is_pinned_in_the_project(
    tree: Tree, framework: str, more: str, image: str
) -> None:
    text = project(framework, more)
    tree.write({"App.csproj": text})
    (found,) = tree.upgraded(Policy(pin_sdk_images=True))
    stated = f"<TargetFramework>{framework}</TargetFramework>\n"
    pin = f"    <ContainerBaseImage>{image}</ContainerBaseImage>\n"
    assert found.new.decode() == text.replace(stated, stated + pin)
    (edit,) = found.edits
    start, end, _ = edit.span
    assert found.new == found.old[:start] + edit.new.encode() + found.old[end:]
    tree.write({"App.csproj": found.new.decode()})
    (again,) = tree.upgraded(Policy(to="patch", pin_sdk_images=True))
    assert again.new == again.old


def test_each_framework_is_pinned_to_its_own(tree: Tree) -> None:
    tree.write({"App.csproj": project("net9.0;net10.0", CONTAINER, "TargetFrameworks")})
    (found,) = tree.upgraded(Policy(pin_sdk_images=True))
    for framework in ("net9.0", "net10.0"):
        line = (
            f"<ContainerBaseImage Condition=\"'$(TargetFramework)' == '{framework}'\">"
            f"{MCR}aspnet:{framework[3:]}</ContainerBaseImage>"
        )
        assert line in found.new.decode()


def test_a_pin_names_the_mirror_and_the_digest_where_they_are_wanted(tree: Tree) -> None:
    tree.write({"App.csproj": project(more=CONTAINER)})
    (found,) = tree.upgraded(Policy(pin=True, pin_sdk_images=True), "contoso.azurecr.io/mcr")
    assert "contoso.azurecr.io/mcr/dotnet/aspnet:10.0@sha256:" in found.new.decode()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (project("net7.0", CONTAINER), "no supported image fits"),
        (project(more=family("a" * 300)), "no supported image fits"),
        (project(more=family("../x")), "no supported image fits"),
        (project(more=CONTAINER).replace("Group>", "Group Condition=\"'1'=='1'\">", 1),
         "its file states no target framework without a condition"),
    ],
)  # fmt: skip
def test_what_cannot_be_pinned_is_told(tree: Tree, text: str, reason: str) -> None:
    tree.write({"App.csproj": text})
    (found,) = tree.upgraded(Policy(pin_sdk_images=True))
    assert found.new == found.old
    assert [one.reason[: len(reason)] for one in found.left] == [reason]


def test_line_ends_stay_as_they_are(tree: Tree) -> None:
    text = project(more=CONTAINER).replace("\n", "\r\n")
    tree.write({"App.csproj": text})
    (found,) = tree.upgraded(Policy(pin_sdk_images=True))
    assert found.new.count(b"\n") == found.new.count(b"\r\n") == text.count("\n") + 1
