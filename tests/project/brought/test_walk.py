"""Frameworks that come along with the projects and packages that an app refers to."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dotimg.catalog.tables import Catalog
from dotimg.project.images.app import PublishedApp, app_of
from dotimg.project.images.sdk_defaults import inferred
from dotimg.project.model import Project
from dotimg.project.reader import read
from tests.patience import calls
from tests.project.answers import read_answers
from tests.project.trees import make, project

ASPNET = "Microsoft.AspNetCore.App"
FRAMEWORK = f'<ItemGroup><FrameworkReference Include="{ASPNET}" /></ItemGroup>'
EXE = "<OutputType>Exe</OutputType>"
Reads = Callable[[dict[str, str]], Project]


def refers(*paths: str, more: str = "") -> str:
    """References to projects."""
    items = "".join(f'<ProjectReference Include="{path}" {more}/>' for path in paths)
    return f"<ItemGroup>{items}</ItemGroup>"


def uses(*names: str, more: str = "") -> str:
    """References to packages."""
    items = "".join(
        f'<PackageReference Include="{name}" Version="1.0.0" {more}/>' for name in names
    )
    return f"<ItemGroup>{items}</ItemGroup>"


@pytest.fixture
def reads(tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> Reads:
    """Reads `App/App.csproj` among files, on a machine without packages."""
    monkeypatch.setenv("NUGET_PACKAGES", str(tmp_path / "packages"))

    def answer(files: dict[str, str]) -> Project:
        make(tmp_path, files)
        return read(str(tmp_path / "App" / "App.csproj"), table=catalog.packages)

    return answer


@pytest.mark.parametrize("row", read_answers("brought-along.jsonl.gz"), ids=lambda row: row[0])
def test_what_comes_along_is_what_restore_finds(
    tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch, row: list[object]
) -> None:
    _, files, image = row
    monkeypatch.setenv("NUGET_PACKAGES", str(tmp_path / "packages"))
    assert isinstance(files, dict)
    make(tmp_path, files)
    app = app_of(read(str(tmp_path / "app" / "app.csproj"), table=catalog.packages), "")
    assert isinstance(app, PublishedApp)
    assert inferred(app, "10.0.401").reference == image


def test_the_path_to_what_brings_it_is_told(reads: Reads) -> None:
    found = reads(
        {
            "App/App.csproj": project(EXE, rest=refers("../Mid/Mid.csproj")),
            "Mid/Mid.csproj": project(rest=refers(r"..\Defaults\Defaults.csproj")),
            "Defaults/Defaults.csproj": project(rest=FRAMEWORK),
        }
    )
    assert [str(one) for one in found.brought] == [
        f"{ASPNET} comes with Mid and its Defaults (project reference)"
    ]
    assert found.framework_references == ()


def test_a_web_project_hands_it_on_and_a_razor_library_does_not(reads: Reads) -> None:
    files = {"App/App.csproj": project(EXE, rest=refers("../Lib/Lib.csproj"))}
    razor = reads({**files, "Lib/Lib.csproj": project(sdk="Microsoft.NET.Sdk.Razor")})
    assert razor.brought == ()
    web = reads({**files, "Lib/Lib.csproj": project(sdk="Microsoft.NET.Sdk.Web")})
    assert [one.path for one in web.brought] == [("Lib",)]


def test_the_target_framework_that_fits_best_counts(reads: Reads) -> None:
    several = "<TargetFrameworks>netstandard2.0;net6.0;net7.0;net10.0</TargetFrameworks>"
    condition = FRAMEWORK.replace(
        "<ItemGroup>", "<ItemGroup Condition=\"'$(TargetFramework)' == '%s'\">"
    )
    for framework, brings in (("net7.0", True), ("net6.0", False), ("net10.0", False)):
        found = reads(
            {
                "App/App.csproj": project(EXE, rest=refers("../Lib/Lib.csproj")),
                "Lib/Lib.csproj": project(several, rest=condition % framework),
            }
        )
        assert bool(found.brought) == brings


def test_a_package_private_to_a_project_goes_no_further(reads: Reads) -> None:
    app = {"App/App.csproj": project(EXE, rest=refers("../Lib/Lib.csproj"))}
    private = uses("Carter", more='PrivateAssets="All"')
    assert reads({**app, "Lib/Lib.csproj": project(rest=private)}).brought == ()
    found = reads({**app, "Lib/Lib.csproj": project(rest=uses("carter"))})
    assert [str(one) for one in found.brought] == [
        f"{ASPNET} comes with Lib and its package carter (packages known on 2026-11-27)"
    ]
    updated = uses("Carter") + '<ItemGroup><PackageReference Update="Carter"><PrivateAssets>all'
    updated += "</PrivateAssets></PackageReference></ItemGroup>"
    assert reads({**app, "Lib/Lib.csproj": project(rest=updated)}).brought == ()


def test_a_package_that_nothing_tells_of_brings_nothing_and_is_named(reads: Reads) -> None:
    odd = ("Nobody.Knows", "../../etc/passwd", "a b", "..", "\u202e", "x" * 300)
    found = reads({"App/App.csproj": project(EXE, rest=uses(*odd, "Cronos"))})
    assert found.brought == ()
    assert found.unknown_packages == odd


def nuspec(frameworks: str = "", dependencies: str = "") -> str:
    """What a package says of itself."""
    return (
        '<?xml version="1.0"?><package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">'
        f"<metadata><id>x</id><dependencies>{dependencies}</dependencies>"
        f"<frameworkReferences>{frameworks}</frameworkReferences></metadata></package>"
    )


REFERENCE = f'<group targetFramework="%s"><frameworkReference name="{ASPNET}" /></group>'


def test_the_folder_of_packages_goes_before_the_table(reads: Reads) -> None:
    needs = (
        '<group targetFramework=".NETCoreApp3.1"><dependency id="Deep" version="2.0.0" /></group>'
    )
    found = reads(
        {
            "packages/carter/1.0.0/carter.nuspec": nuspec(),
            "packages/outer/0.9.0/outer.nuspec": nuspec(dependencies=needs),
            "packages/outer/0.10.0/outer.nuspec": nuspec(dependencies=needs),
            "packages/deep/2.0.0/deep.nuspec": nuspec(REFERENCE % "net6.0"),
            "App/App.csproj": project(EXE, rest=uses("Carter", "Outer")),
        }
    )
    assert [str(one) for one in found.brought] == [
        f"{ASPNET} comes with package Outer and its package Deep (packages folder)"
    ]


def test_a_group_for_another_framework_says_nothing(reads: Reads) -> None:
    for name, brings in (
        ("net10.0", False),
        (".NETCoreApp3.1", True),
        ("", True),
        ("net472", False),
    ):
        found = reads(
            {
                "packages/one/1.0.0/one.nuspec": nuspec(REFERENCE % name),
                "App/App.csproj": project(EXE, rest=uses("One")),
            }
        )
        assert bool(found.brought) == brings, name


def test_a_damaged_package_is_left_to_the_table(reads: Reads) -> None:
    found = reads(
        {
            "packages/carter/1.0.0/carter.nuspec": "<package",
            "App/App.csproj": project(EXE, rest=uses("Carter")),
        }
    )
    assert [one.source for one in found.brought] == ["packages known on 2026-11-27"]


@pytest.mark.parametrize(
    ("reference", "remark"),
    [
        ("../Gone/Gone.csproj", "refers to {}/Gone/Gone.csproj, which is not there"),
        ("../Folder.csproj", "refers to {}/Folder.csproj, which is not there"),
        ("../Bad/Bad.csproj", "refers to what cannot be read: {}/Bad/Bad.csproj: line 1"),
        ("//host/share/A.csproj", "refers to //host/share/A.csproj, which is on a network share"),
        ("../New/New.csproj", "refers to {}/New/New.csproj, which is for another target framework"),
        (
            "../Open/Open.csproj",
            "refers to {}/Open/Open.csproj, whose target framework is not known",
        ),
    ],
)
def test_a_reference_that_leads_nowhere_is_told(
    reads: Reads, tmp_path: Path, reference: str, remark: str
) -> None:
    found = reads(
        {
            "App/App.csproj": project(EXE, rest=refers(reference, "../Lib/Lib.csproj")),
            "Lib/Lib.csproj": project(rest=FRAMEWORK),
            "Folder.csproj/x": "",
            "Bad/Bad.csproj": "<Project",
            "New/New.csproj": project("<TargetFramework>net10.0</TargetFramework>"),
            "Open/Open.csproj": project(
                "<TargetFramework>$(VisualStudioVersion)</TargetFramework>"
            ),
        }
    )
    assert [one.path for one in found.brought] == [("Lib",)]
    (told,) = found.remarks
    assert told.startswith(f"{tmp_path}/App/App.csproj: line 5: " + remark.format(tmp_path))


def test_rings_and_links_end(reads: Reads, tmp_path: Path) -> None:
    (tmp_path / "Lib").mkdir()
    (tmp_path / "Lib" / "again").symlink_to(tmp_path)
    ring = refers("../App/App.csproj", "Lib.csproj", "again/Lib/Lib.csproj", "../Other/O.csproj")
    found = reads(
        {
            "App/App.csproj": project(EXE, rest=refers("App.csproj", "../Lib/../Lib/Lib.csproj")),
            "Lib/Lib.csproj": project(rest=ring),
            "Other/O.csproj": project(
                rest=refers("../Lib/again/Lib/again/Lib/Lib.csproj") + FRAMEWORK
            ),
        }
    )
    assert [one.path for one in found.brought] == [("Lib", "O")]
    line = f"{tmp_path}/{{}}: line 5: refers to {{}}, which leads back to it"
    assert found.remarks == (
        line.format("App/App.csproj", "App"),
        line.format("Lib/Lib.csproj", "App"),
        line.format("Lib/Lib.csproj", "Lib"),
        line.format("Other/O.csproj", "Lib"),
    )


def chain(length: int) -> dict[str, str]:
    """Projects in a row, of which the last brings ASP.NET Core."""
    files = {
        f"L{number}/L{number}.csproj": project(
            rest=refers(f"../L{number + 1}/L{number + 1}.csproj")
        )
        for number in range(length)
    }
    last = {f"L{length}/L{length}.csproj": project(rest=FRAMEWORK)}
    return {"App/App.csproj": project(EXE, rest=refers("../L0/L0.csproj")), **files, **last}


def test_a_thousand_projects_deep_is_as_much_work_as_wide(reads: Reads) -> None:
    few = calls(lambda: reads(chain(100)))
    found = []
    many = calls(lambda: found.append(reads(chain(1000))))
    assert len(found[0].brought[0].path) == 1001
    assert many < few * 12


@settings(max_examples=40, deadline=None)
@given(
    edges=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=14),
    brings=st.integers(1, 6),
)
def test_it_comes_along_exactly_where_a_path_leads(
    tmp_path_factory: pytest.TempPathFactory, edges: list[tuple[int, int]], brings: int
) -> None:
    folder = make(
        tmp_path_factory.mktemp("graph"),
        {
            f"{one}/{one}.csproj": project(
                EXE if one == 0 else "",
                rest=refers(*(f"../{to}/{to}.csproj" for own, to in edges if own == one))
                + (FRAMEWORK if one == brings else ""),
            )
            for one in range(7)
        },
    )
    reached = {0}
    for _ in edges:
        reached |= {to for own, to in edges if own in reached}
    found = read(os.path.join(folder, "0", "0.csproj"))
    assert bool(found.brought) == (brings in reached)
