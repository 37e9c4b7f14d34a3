"""Packages with which `dotnet tool install dotimg` installs the frozen program.

Since its SDK 10, .NET takes tools that are no managed code: the package `dotimg` names one package
for each runtime identifier, which holds the program. All packages of a version belong together.

`python -m release.nuget FOLDER [RUNTIME...]` writes the package `dotimg` beside those of the
runtime identifiers that are named, or of all.
"""

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from release import archives, own

RUNTIMES = (
    *("linux-arm64", "linux-musl-arm64", "linux-musl-x64", "linux-x64"),
    *("osx-arm64", "osx-x64", "win-arm64", "win-x64"),
)
README = """# dotimg

Knows every official .NET container image: picks the right tag, and tells what still lives.

    dotnet tool install --global dotimg
    dotimg pick --version 10
    dnx dotimg -- check .

It needs the .NET SDK 10 or newer to be installed, and nothing to run.
"""
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_NUSPEC = "http://schemas.microsoft.com/packaging/2012/06/nuspec.xsd"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_MANIFEST = "http://schemas.microsoft.com/packaging/2010/07/manifest"
_BYTES = "application/octet"
_KNOWN = {"nuspec": _BYTES, "rels": "application/vnd.openxmlformats-package.relationships+xml"}
_VERSION = re.compile(r"\d+\.\d+\.\d+")
_NAME = re.compile(r"[\w.+\-/\[\]]+", re.ASCII)  # what OPC needs no escapes for


def program_package(runtime: str, program: Mapping[str, bytes], runs_on: str, to: Path) -> Path:
    """Write the package of a runtime identifier, and give its path.

    `program` are the files of the frozen program, `runs_on` a sentence on what it needs.
    """
    start = entry_point(runtime)
    if start not in program:
        raise ValueError(f"there is no {start} in the program for {runtime}")
    place = f"tools/any/{runtime}"
    command = f'<Command Name="dotimg" EntryPoint="{start}" Runner="executable" />'
    files = {f"{place}/{name}": content for name, content in program.items()}
    files[f"{place}/DotnetToolSettings.xml"] = _settings(command, ())
    describes = f"The program of dotimg for {runtime}. {runs_on}".strip()
    return _write(f"dotimg.{runtime}", "DotnetToolRidPackage", describes, files, to)


def tool_package(to: Path, runtimes: Sequence[str] = RUNTIMES) -> Path:
    """Write the package that names those of the runtime identifiers, which have to be beside it.

    Raises:
        ValueError: one is missing.
    """
    missing = [one for one in runtimes if not package_path(f"dotimg.{one}", to).is_file()]
    if missing:
        raise ValueError(f"no package for {', '.join(missing)}")
    names = [
        f'<RuntimeIdentifierPackage RuntimeIdentifier="{one}" Id="dotimg.{one}" />'
        for one in runtimes
    ]
    files = {
        "tools/any/any/DotnetToolSettings.xml": _settings('<Command Name="dotimg" />', names),
    }
    return _write("dotimg", "DotnetTool", own.project()["description"], files, to)


def entry_point(runtime: str) -> str:
    """The name of the program."""
    return "dotimg.exe" if runtime.startswith("win-") else "dotimg"


def package_path(name: str, folder: Path) -> Path:
    """Where the package of that name is."""
    return folder / f"{name}.{own.version()}.nupkg"


def _settings(command: str, packages: Iterable[str]) -> bytes:
    inside = "".join(f"    {one}\n" for one in packages)
    listed = f"  <RuntimeIdentifierPackages>\n{inside}  </RuntimeIdentifierPackages>\n"
    return (
        f'{_HEAD}<DotNetCliTool Version="2">\n'
        f"  <Commands>\n    {command}\n  </Commands>\n{listed if inside else ''}"
        "</DotNetCliTool>\n"
    ).encode()


def _write(name: str, kind: str, describes: str, files: Mapping[str, bytes], to: Path) -> Path:
    if not _VERSION.fullmatch(own.version()):
        raise ValueError(f"{own.version()} is no version that Python and NuGet order alike")
    whole = {
        "_rels/.rels": _relations(f"/{name}.nuspec"),
        f"{name}.nuspec": _nuspec(name, kind, describes),
        "README.md": README.encode(),
        **files,
    }
    whole = {"[Content_Types].xml": _content_types(whole), **whole}
    if odd := [one for one in whole if not _NAME.fullmatch(one)]:
        raise ValueError(f"a package cannot hold {odd[0]!r}")
    path = package_path(name, to)
    archives.write_zip(path, whole, {one for one in whole if one.endswith(("/dotimg", ".exe"))})
    return path


def _nuspec(name: str, kind: str, describes: str) -> bytes:
    project, address = own.project(), own.address("Repository")
    values = {
        "id": name,
        "version": own.version(),
        "authors": project["authors"][0]["name"],
        "description": describes,
        **({"projectUrl": address} if address else {}),
        "readme": "README.md",
    }
    lines = [f"    <{key}>{escape(value)}</{key}>\n" for key, value in values.items()]
    lines.append(f'    <license type="expression">{project["license"]}</license>\n')
    lines.append(f'    <packageTypes>\n      <packageType name="{kind}" />\n    </packageTypes>\n')
    inside = "".join(lines)
    return (
        f'{_HEAD}<package xmlns="{_NUSPEC}">\n  <metadata>\n{inside}  </metadata>\n</package>\n'
    ).encode()


def _content_types(names: Iterable[str]) -> bytes:
    """A type for every extension, and for every file without one, as OPC asks."""
    files = [name.rpartition("/")[2] for name in names]
    endings = sorted({name.rpartition(".")[2].lower() for name in files if "." in name})
    bare = sorted(name for name in names if "." not in name.rpartition("/")[2])
    lines = [
        f"  <Default Extension={quoteattr(one)} ContentType={quoteattr(_KNOWN.get(one, _BYTES))} />"
        for one in endings
    ]
    lines += [
        f'  <Override PartName={quoteattr("/" + one)} ContentType="{_BYTES}" />' for one in bare
    ]
    inside = "\n".join(lines)
    return f'{_HEAD}<Types xmlns="{_TYPES}">\n{inside}\n</Types>\n'.encode()


def _relations(manifest: str) -> bytes:
    return (
        f'{_HEAD}<Relationships xmlns="{_RELATIONS}">\n'
        f'  <Relationship Id="manifest" Type="{_MANIFEST}" Target="{manifest}" />\n'
        "</Relationships>\n"
    ).encode()


if __name__ == "__main__":
    print(tool_package(Path(sys.argv[1]), sys.argv[2:] or RUNTIMES))
