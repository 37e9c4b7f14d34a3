"""`dotimg pick --project`."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.patience import calls
from tests.project.trees import make, project

MCR = "mcr.microsoft.com/dotnet/"
WEB = project("<TargetFramework>net10.0</TargetFramework>", sdk="Microsoft.NET.Sdk.Web")
CONSOLE = project("<OutputType>Exe</OutputType>")
LIBRARY = project()
JIT, PREVIEW = "#:property PublishAot=false\n", "11.0.100-preview.7.26359.118"
TWO = project("<OutputType>Exe</OutputType><TargetFrameworks>net8.0;net10.0</TargetFrameworks>")
SLN = 'Project("{FAE0}") = "x", "%s", "{1}"\nEndProject\n'


@pytest.fixture
def shop(tmp_path: Path) -> str:
    return str(make(tmp_path / "shop", {"Shop.csproj": WEB}))


def test_prints_the_image_of_the_purpose(dotimg: Run, shop: str) -> None:
    assert dotimg("pick", "--project", shop).out == f"{MCR}aspnet:10.0\n"
    assert dotimg("pick", "--project", shop, "--purpose", "build").out == f"{MCR}sdk:10.0\n"
    named = f"{shop}/Shop.csproj"
    assert dotimg("pick", "--project", named, "--format", "from").out == f"FROM {MCR}aspnet:10.0\n"
    mirrored = dotimg("pick", "--project", shop, "--registry", "localhost:5000")
    assert mirrored.out == "localhost:5000/dotnet/aspnet:10.0\n"
    digest = dotimg("pick", "--project", shop, "--digest").out
    assert digest.startswith(f"{MCR}aspnet:10.0@sha256:")


def test_json_holds_both_images_and_what_was_read(dotimg: Run, tmp_path: Path) -> None:
    pin = '{"sdk": {"version": "10.0.100", "rollForward": "latestFeature"}}'
    make(tmp_path / "shop", {"Shop.csproj": WEB, "global.json": pin})
    result = dotimg("pick", "--project", str(tmp_path / "shop"), "--format", "json")
    document = json.loads(result.out)
    assert list(document) == ["schema", "project", "build", "run"]
    alone = json.loads(dotimg("pick", "--format", "json").out)
    assert list(document["run"]) == list(document["build"]) == list(alone)
    assert document["run"]["reference"] == f"{MCR}aspnet:10.0"
    assert (document["build"]["purpose"], document["run"]["purpose"]) == ("build", "run")
    assert document["build"]["version"] == "10.0.400"
    facts = document["project"]
    assert facts["target_frameworks"] == ["net10.0"]
    assert facts["sdks"] == ["Microsoft.NET.Sdk.Web"]
    assert facts["sdk_version"] == "10.0.400"
    assert facts["global_json"] == {
        "path": str(tmp_path / "shop/global.json"), "line": 1, "version": "10.0.100",
        "roll_forward": "latestFeature", "allow_prerelease": True,
    }  # fmt: skip
    assert facts["where"]["target_frameworks"]["line"] == 3
    assert (facts["self_contained"], facts["aot"], facts["unknown"]) == (None, False, [])


def test_json_of_a_library_has_the_image_to_build_it_alone(dotimg: Run, tmp_path: Path) -> None:
    path = str(make(tmp_path / "lib", {"Lib.csproj": LIBRARY}))
    result = dotimg("pick", "--project", path, "--purpose", "build", "--format", "json")
    document = json.loads(result.out)
    assert (result.code, document["run"]) == (0, None)
    assert document["build"]["reference"] == f"{MCR}sdk:8.0"
    assert "no image to run: " in result.err
    assert dotimg("pick", "--project", path, "--format", "json").code == 1


def test_says_where_it_departs_from_the_sdk(dotimg: Run, tmp_path: Path) -> None:
    text = project(
        "<PublishAot>true</PublishAot><OutputType>Exe</OutputType>"
        "<RuntimeIdentifier>linux-musl-x64</RuntimeIdentifier>"
    )
    result = dotimg("pick", "--project", str(make(tmp_path / "a", {"A.csproj": text})))
    assert result.out == f"{MCR}runtime-deps:8.0-alpine3.24-extra\n"
    assert (
        "note: the SDK would use runtime-deps:8.0-alpine-extra, which was retired 2025-10-14\n"
        in result.err
    )


def test_several_target_frameworks_are_chosen_from_by_version(dotimg: Run, tmp_path: Path) -> None:
    path = str(make(tmp_path / "two", {"Two.csproj": TWO}))
    result = dotimg("pick", "--project", path)
    assert (result.code, result.out) == (1, "")
    assert "Two.csproj: line 3: TargetFrameworks names net8.0 and net10.0: choose" in result.err
    for word in ("8", "8.0", "net8.0", "NET8.0"):
        assert dotimg("-q", "pick", "--project", path, "--version", word).out == (
            f"{MCR}runtime:8.0\n"
        )
    for word in ("9", "lts", "8.0.11", "8.0.404"):
        refused = dotimg("pick", "--project", path, "--version", word)
        assert (refused.code, refused.out) == (2, ""), word
        assert refused.err.count("\n") == 1


def test_a_solution_stands_for_the_one_project_that_runs(dotimg: Run, tmp_path: Path) -> None:
    names = ("App/App.csproj", "Lib/Lib.csproj", "Tests/Tests.csproj")
    tests = project("<OutputType>Exe</OutputType>", "<IsTestProject>true</IsTestProject>")
    files = dict(zip(names, (CONSOLE, LIBRARY, tests), strict=True))
    solution = "".join(SLN % name.replace("/", "\\") for name in names)
    make(tmp_path / "s", {**files, "S.sln": solution, "Two/Two.csproj": CONSOLE})
    path = str(tmp_path / "s/S.sln")
    assert dotimg("-q", "pick", "--project", path).out == f"{MCR}runtime:8.0\n"
    make(tmp_path / "s", {"S.sln": solution + SLN % "Two\\Two.csproj"})
    several = dotimg("pick", "--project", path)
    assert several.code == 3
    assert "names several projects that run, name one: " in several.err
    assert "App.csproj, " in several.err
    make(tmp_path / "s", {"S.sln": SLN % "Lib\\Lib.csproj"})
    assert "names no project that runs, name one: " in dotimg("pick", "--project", path).err
    make(tmp_path / "s", {"S.sln": ""})
    assert dotimg("pick", "--project", path).err.endswith("S.sln: no project that runs\n")


def test_a_solution_of_many_projects_is_read_in_linear_time(dotimg: Run, tmp_path: Path) -> None:
    def work(count: int) -> int:
        folder = tmp_path / str(count)
        names = [f"L{number}/L{number}.csproj" for number in range(count)]
        files = {**dict.fromkeys(names, LIBRARY), "App/App.csproj": CONSOLE}
        text = "".join(SLN % name.replace("/", "\\") for name in files)
        make(folder, {**files, "S.sln": text})
        return calls(lambda: dotimg("-q", "pick", "--project", str(folder / "S.sln")))

    first = work(1)
    assert first < work(100) < 3 * work(50)


BAD: list[tuple[list[str], int, str]] = [
    (["--app", "web"], 2, "--app cannot be used with --project"),
    (["--os", "beos"], 2, "no .NET image was ever published for 'beos'"),
    (["--arch", "sparc"], 2, "'sparc' is not an architecture"),
    (["--arch", "win-x64", "--os", "alpine"], 2, "is not available for --os"),
    (["--single-arch"], 2, "--single-arch needs --arch"),
    (["--sdk-version", "nonsense"], 2, "'nonsense' is not a .NET version"),
    (["--sdk-version", "lts"], 2, "'lts' is not an SDK version; expected a form such as 8.0.404"),
    (["--sdk-version", "9.0.317", "--purpose", "build"], 1, "SDK 9.0.317 cannot build net10.0"),
    (["--os", "debian"], 1, ".NET 10.0 has no Debian image in aspnet"),
]


@pytest.mark.parametrize(("arguments", "code", "said"), BAD, ids=str)
def test_options_that_make_no_sense(
    dotimg: Run, shop: str, arguments: list[str], code: int, said: str
) -> None:
    result = dotimg("pick", "--project", shop, *arguments)
    assert (result.code, result.out) == (code, "")
    assert said in result.err
    assert result.err.count("\n") == 1


def test_the_sdk_version_is_for_a_project(dotimg: Run) -> None:
    result = dotimg("pick", "--sdk-version", "8.0.404")
    assert result.code == 2
    assert "--sdk-version needs --project" in result.err


@pytest.mark.parametrize(
    ("files", "code", "said"),
    [
        ({"A.csproj": "<Project>\n<PropertyGroup>\n</Project>"}, 3, "A.csproj: line 3"),
        ({}, 3, "holds no project"),
        ({"A.csproj": WEB, "global.json": '{"sdk": {"version": "10.0.100",}}'}, 3, "a comma"),
        (
            {"A.csproj": WEB, "global.json": '{"sdk":\n{"version": "10.0.999"}}'},
            1,
            "global.json: line 2: no sdk image has an SDK that it accepts: SDK 10.0.999",
        ),
        (
            {"A.csproj": project("<TargetFramework>net9.9</TargetFramework>")},
            1,
            "there is no image of .NET 9.9",
        ),
        (
            {"A.csproj": project("<TargetFramework>$(Unset)</TargetFramework>")},
            3,
            "TargetFramework is empty",
        ),
    ],
    ids=str,
)
def test_a_broken_project_gets_one_clear_line(
    dotimg: Run, tmp_path: Path, files: dict[str, str], code: int, said: str
) -> None:
    path = str(make(tmp_path / "x", files))
    result = dotimg("pick", "--project", path, "--purpose", "build")
    assert (result.code, result.out) == (code, "")
    assert said in result.err
    assert result.err.count("\n") == 1


def test_strict_is_for_projects_too(dotimg: Run, tmp_path: Path) -> None:
    text = project("<TargetFramework>net6.0</TargetFramework>", sdk="Microsoft.NET.Sdk.Web")
    path = str(make(tmp_path / "old", {"Old.csproj": text}))
    assert dotimg("pick", "--project", path).out == f"{MCR}aspnet:6.0\n"
    assert dotimg("pick", "--project", path, "--strict").code == 1


def test_a_base_image_of_others_is_printed_as_it_is(dotimg: Run, tmp_path: Path) -> None:
    text = project(
        "<ContainerBaseImage>quay.io/a/b:1</ContainerBaseImage>", sdk="Microsoft.NET.Sdk.Web"
    )
    path = str(make(tmp_path / "b", {"B.csproj": text}))
    result = dotimg("pick", "--project", path)
    assert (result.out, result.err) == (
        "quay.io/a/b:1\n", "warning: nothing is known of quay.io/a/b:1\n",
    )  # fmt: skip
    document = json.loads(dotimg("pick", "--project", path, "--format", "json").out)
    assert document["run"]["os"] == {"type": "", "family": "", "release": ""}
    assert document["run"]["support"]["status"] == "unknown"
    assert dotimg("pick", "--project", path, "--os", "alpine").code == 2
    built = dotimg("pick", "--project", path, "--os", "alpine", "--purpose", "build")
    assert built.out == f"{MCR}sdk:8.0-alpine\n"


@pytest.mark.parametrize(
    ("lines", "arguments", "pin", "image"),
    [
        ("", (), "", "runtime-deps:10.0-noble-chiseled-extra"),
        ("", ("--sdk-version", PREVIEW), "", "runtime-deps:11.0.0-preview.7"),
        ("", (), PREVIEW, "runtime-deps:11.0"),
        (f"{JIT}", (), "", "runtime:10.0"),
        (f"#:property TargetFramework=net11.0\n{JIT}",
         ("--sdk-version", "11.0.100-preview.7"), "", "runtime:11.0"),
        (f"#:sdk Microsoft.NET.Sdk.Web@10.0.0\n{JIT}", (), "", "aspnet:10.0"),
        (f"#:package Carter@10.0.0\n{JIT}", (), "", "aspnet:10.0"),
        (f"#:project ../Lib\n{JIT}", (), "", "aspnet:10.0"),
        (f"#:project ../Lib/Lib.csproj\n{JIT}", (), "", "aspnet:10.0"),
    ],
    ids=str,
)  # fmt: skip
def test_a_program_of_one_file_is_for_its_sdk(
    dotimg: Run, tmp_path: Path, lines: str, arguments: tuple[str, ...], pin: str, image: str
) -> None:
    folder = make(
        tmp_path / "one", {"app/hello.cs": f"{lines}Console.WriteLine();\n", "Lib/Lib.csproj": WEB}
    )
    if pin:
        make(folder, {"global.json": json.dumps({"sdk": {"version": pin}})})
    result = dotimg("pick", "--project", str(folder / "app/hello.cs"), *arguments)
    assert result.out.startswith(f"{MCR}{image}"), result.err


def test_no_sdk_before_net10_builds_a_program_of_one_file(dotimg: Run, tmp_path: Path) -> None:
    path = str(make(tmp_path / "one", {"hello.cs": "Console.WriteLine();"}) / "hello.cs")
    result = dotimg("pick", "--project", path, "--sdk-version", "9.0.100")
    assert (result.code, result.out) == (1, "")
    assert (
        f"{path}: SDK 9.0.100 cannot build file-based apps: 10.0 is the first that can"
        in result.err
    )


def test_a_folder_without_a_project_stands_for_the_one_below(dotimg: Run, tmp_path: Path) -> None:
    folder = make(tmp_path / "shop", {"src/Web/Web.csproj": WEB, "src/Web/obj/Old.csproj": WEB})
    assert dotimg("pick", "--project", str(folder)).out == f"{MCR}aspnet:10.0\n"
    make(folder, {"src/Lib/Lib.csproj": LIBRARY})
    result = dotimg("pick", "--project", str(folder))
    named = f"{folder}/src/Lib/Lib.csproj, {folder}/src/Web/Web.csproj"
    assert result.code == 3
    assert f"{folder}: several projects are below, name one: {named}" in result.err


@pytest.mark.parametrize("label", ["servicing.23480.7", "rtm.23506.1", "rtm"])
def test_what_is_released_under_a_label_is_an_sdk(dotimg: Run, shop: str, label: str) -> None:
    older = WEB.replace("net10.0", "net8.0")
    make(Path(shop), {"Shop.csproj": older})
    result = dotimg("pick", "--project", shop, "--sdk-version", f"8.0.100-{label}")
    assert result.out == f"{MCR}aspnet:8.0\n"
