"""`obj/project.assets.json`, which restore leaves beside a project."""

import json
import os
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from dotimg.project.brought import assets
from dotimg.project.model import Project
from dotimg.project.reader import read
from tests.project.trees import make, project

ASPNET = "Microsoft.AspNetCore.App"
PATH = "App/obj/project.assets.json"
USES = '<ItemGroup><PackageReference Include="Carter" /></ItemGroup>'
APP = project("<OutputType>Exe</OutputType>", rest=USES)


def restored(**changes: Any) -> dict[str, Any]:
    """What restore writes, cut down to what is read."""
    return {
        "version": 3,
        "targets": {
            "net8.0": {
                "Deep/2.0.0": {"type": "package", "frameworkReferences": [ASPNET]},
                "Lib/1.0.0": {"type": "project", "dependencies": {"Outer": "1.0.0"}},
                "Outer/1.0.0": {"type": "package", "dependencies": {"Deep": "2.0.0"}},
            },
        },
        "libraries": {"Outer/1.0.0": {"type": "package", "path": "outer/1.0.0"}},
        "project": {
            "restore": {"projectPath": "/elsewhere/App/App.csproj"},
            "frameworks": {"net8.0": {"dependencies": {"Outer": {}}}},
        },
        **changes,
    }


def told(folder: Path, content: str | bytes, *, older: bool = False) -> Project:
    """The facts of an app beside such a file."""
    make(folder, {"App/App.csproj": APP, PATH: content})
    os.utime(folder / PATH, (1, 1) if older else (4_000_000_000, 4_000_000_000))
    return read(str(folder / "App"))


def test_it_tells_all_of_it(tmp_path: Path) -> None:
    found = told(tmp_path, json.dumps(restored()))
    assert [str(one) for one in found.brought] == [
        f"{ASPNET} comes with Outer and its Deep (obj/project.assets.json)"
    ]
    assert (found.unknown_packages, found.remarks) == ((), ())


def test_it_is_passed_over_where_a_file_is_newer(tmp_path: Path) -> None:
    assert told(tmp_path, json.dumps(restored()), older=True).brought == ()
    library = {"Lib/1.0.0": {"type": "project", "path": "../Lib/Lib.csproj"}}
    make(tmp_path, {"Lib/Lib.csproj": project()})
    text = json.dumps(restored(libraries=library))
    assert told(tmp_path, text).brought
    os.utime(tmp_path / "Lib/Lib.csproj", (4_100_000_000, 4_100_000_000))
    assert told(tmp_path, text).brought == ()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (json.dumps(restored())[:-40], "is damaged"),
        ("", "is damaged"),
        ("[]", "is damaged"),
        ("[" * 100_000, "is damaged"),
        (json.dumps(restored(targets=7)), "is damaged"),
        (b"\xff\xfe\x00", "is damaged"),
        (json.dumps(restored()).replace("App.csproj", "Web.csproj"), "is of another project"),
    ],
)
def test_what_cannot_be_used_is_told(tmp_path: Path, content: str | bytes, why: str) -> None:
    found = told(tmp_path, content)
    assert found.remarks == (f"{tmp_path}/{PATH}: is not used: it {why}",)
    assert found.unknown_packages == ("Carter",)


def test_one_of_a_hundred_megabytes_is_not_read(tmp_path: Path) -> None:
    make(tmp_path, {"App/App.csproj": APP, PATH: ""})
    os.truncate(tmp_path / PATH, 100_000_000)
    os.utime(tmp_path / PATH, (4_000_000_000, 4_000_000_000))
    found = read(str(tmp_path / "App"))
    larger = f"it is larger than the {assets.LARGEST // 1_000_000} MB that are read"
    assert found.remarks == (f"{tmp_path}/{PATH}: is not used: {larger}",)


def test_it_is_none_for_another_target_framework(tmp_path: Path) -> None:
    found = told(tmp_path, json.dumps(restored(targets={"net10.0": {}})))
    assert (found.brought, found.unknown_packages) == ((), ("Carter",))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such pipes")
def test_a_pipe_is_told_and_not_waited_for(tmp_path: Path) -> None:
    make(tmp_path, {"App/App.csproj": APP, "App/obj/a": ""})
    os.utime(tmp_path / "App/App.csproj", (1, 1))
    os.mkfifo(tmp_path / PATH)
    found = read(str(tmp_path / "App"))
    assert found.remarks == (f"{tmp_path}/{PATH}: is not used: it is not a file",)


def test_a_long_chain_takes_little_memory(tmp_path: Path) -> None:
    count = 20_000
    graph: dict[str, Any] = {
        f"P{one}/1.0.0": {"type": "package", "dependencies": {f"P{one + 1}": "1.0.0"}}
        for one in range(count)
    }
    graph[f"P{count}/1.0.0"] = {"type": "package", "frameworkReferences": [ASPNET]}
    direct: dict[str, Any] = {"net8.0": {"dependencies": {"P0": {}}}}
    text = json.dumps(
        restored(
            targets={"net8.0": graph},
            project={"restore": {"projectPath": "App.csproj"}, "frameworks": direct},
        )
    )
    tracemalloc.start()
    (found,) = told(tmp_path, text).brought
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.path == tuple(f"P{one}" for one in range(count + 1))
    assert most < 40 * len(text)
