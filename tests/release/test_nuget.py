"""The packages of the tool are of the format that .NET's SDK 10 installs, file by file."""

import stat
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from release import archives, nuget, own, program

PROGRAM = {
    "dotimg": b"\x7fELF",
    "lib/deep/data.json": b"{}",
    "lib/libssl.so.3": b"",
    "LICENSE": b"",
}
ON_WINDOWS = {"dotimg.exe": b"MZ", "python313.dll": b""}
NUSPEC = {"n": "http://schemas.microsoft.com/packaging/2012/06/nuspec.xsd"}
TYPES = {"t": "http://schemas.openxmlformats.org/package/2006/content-types"}


def written(runtime: str, to: Path) -> Path:
    content = ON_WINDOWS if runtime.startswith("win-") else PROGRAM
    return nuget.program_package(runtime, content, "It runs with glibc 2.17 or newer.", to)


def unpacked(package: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(package) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def parsed(content: bytes) -> ET.Element:
    return ET.fromstring(content)  # noqa: S314  our own


def metadata(files: dict[str, bytes], name: str) -> dict[str, str]:
    (found,) = parsed(files[f"{name}.nuspec"]).findall("n:metadata", NUSPEC)
    return {one.tag.partition("}")[2]: (one.text or "").strip() for one in found}


def package_type(files: dict[str, bytes], name: str) -> str | None:
    found = parsed(files[f"{name}.nuspec"]).find(".//n:packageTypes/n:packageType", NUSPEC)
    assert found is not None
    return found.get("name")


@pytest.mark.parametrize("runtime", nuget.RUNTIMES)
def test_the_package_of_a_runtime_holds_the_program_and_how_it_is_run(
    runtime: str, tmp_path: Path
) -> None:
    package = written(runtime, tmp_path)
    files = unpacked(package)
    assert package.name == f"dotimg.{runtime}.{own.version()}.nupkg"
    place, start = f"tools/any/{runtime}/", nuget.entry_point(runtime)
    program = ON_WINDOWS if start.endswith(".exe") else PROGRAM
    assert {name: files.pop(place + name) for name in program} == program
    settings = parsed(files.pop(f"{place}DotnetToolSettings.xml"))
    assert (settings.tag, settings.attrib) == ("DotNetCliTool", {"Version": "2"})
    assert [(one.tag, one.attrib) for one in settings.iter("Command")] == [
        ("Command", {"Name": "dotimg", "EntryPoint": start, "Runner": "executable"})
    ]
    name = f"dotimg.{runtime}"
    assert package_type(files, name) == "DotnetToolRidPackage"
    about = metadata(files, name)
    assert about["id"] == name
    assert (about["version"], about["license"]) == (own.version(), "MIT")
    assert "glibc 2.17" in about["description"]
    assert files.keys() == {"[Content_Types].xml", "_rels/.rels", f"{name}.nuspec", "README.md"}
    assert files[about["readme"]]


def test_the_package_of_the_tool_names_that_of_each_runtime(tmp_path: Path) -> None:
    for runtime in nuget.RUNTIMES:
        written(runtime, tmp_path)
    files = unpacked(nuget.tool_package(tmp_path))
    settings = parsed(files["tools/any/any/DotnetToolSettings.xml"])
    assert settings.attrib == {"Version": "2"}
    assert [one.attrib for one in settings.iter("Command")] == [{"Name": "dotimg"}]
    named = settings.findall("RuntimeIdentifierPackages/RuntimeIdentifierPackage")
    assert [one.attrib for one in named] == [
        {"RuntimeIdentifier": one, "Id": f"dotimg.{one}"} for one in nuget.RUNTIMES
    ]
    assert package_type(files, "dotimg") == "DotnetTool"


def test_the_package_of_the_tool_is_not_written_where_one_is_missing(tmp_path: Path) -> None:
    for runtime in nuget.RUNTIMES[1:]:
        written(runtime, tmp_path)
    with pytest.raises(ValueError, match=nuget.RUNTIMES[0]):
        nuget.tool_package(tmp_path)


def test_every_part_of_a_package_has_a_type_and_its_manifest_is_found(tmp_path: Path) -> None:
    files = unpacked(written("linux-x64", tmp_path))
    types = parsed(files["[Content_Types].xml"])
    endings = {one.get("Extension") for one in types.iterfind("t:Default", TYPES)}
    parts = {one.get("PartName") for one in types.iterfind("t:Override", TYPES)}
    for name in files.keys() - {"[Content_Types].xml"}:
        ending = Path(name).suffix[1:] or Path(name).name.removeprefix(".")
        assert ending in endings or f"/{name}" in parts, name
    (relation,) = parsed(files["_rels/.rels"])
    assert relation.get("Type") == "http://schemas.microsoft.com/packaging/2010/07/manifest"
    assert (relation.get("Target") or "").removeprefix("/") in files


def test_a_package_is_the_same_whenever_it_is_made(tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    first, second = (written("linux-x64", to) for to in (tmp_path, tmp_path / "again"))
    assert first.read_bytes() == second.read_bytes()


def test_only_the_program_may_be_run(tmp_path: Path) -> None:
    with zipfile.ZipFile(written("linux-x64", tmp_path)) as archive:
        rights = {one.filename: stat.S_IMODE(one.external_attr >> 16) for one in archive.filelist}
    assert {name for name, mode in rights.items() if mode != 0o644} == {
        "tools/any/linux-x64/dotimg"
    }


def test_a_symbolic_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "dotimg").write_bytes(b"")
    (tmp_path / "link").symlink_to("dotimg")
    with pytest.raises(ValueError, match="link is a symbolic link"):
        archives.read(tmp_path)


@pytest.mark.parametrize("name", ["lib/a b.txt", "lib/ü.txt", "lib/a%20b", "lib\\a"])
def test_a_name_that_a_package_would_have_to_escape_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="a package cannot hold"):
        nuget.program_package("linux-x64", {**PROGRAM, name: b""}, "", tmp_path)


def test_a_program_without_its_start_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"no dotimg\.exe in the program for win-x64"):
        nuget.program_package("win-x64", PROGRAM, "", tmp_path)


@pytest.mark.parametrize(
    ("runtime", "floor", "limit", "reason"),
    [
        ("linux-x64", (2, 34), "2.28", r"needs glibc 2\.34, not 2\.28"),
        ("linux-x64", None, "2.28", "asks for no glibc"),
        ("linux-musl-x64", (2, 17), "", r"asks for glibc 2\.17"),
    ],
)
def test_a_program_for_another_c_library_is_refused(
    runtime: str,
    floor: tuple[int, int] | None,
    limit: str,
    reason: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("release.glibc.floor", lambda _: floor)
    (tmp_path / "frozen").mkdir()
    (tmp_path / "frozen" / "dotimg").write_bytes(b"")
    with pytest.raises(ValueError, match=reason):
        program.write(runtime, tmp_path / "frozen", tmp_path, limit)
    assert not list(tmp_path.glob("*.nupkg"))
