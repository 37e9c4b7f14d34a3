"""Whatever the files around a project hold, `scaffold` answers, and what it writes can be read."""

import contextlib
import io
from pathlib import Path
from unittest import mock

import dockerfile as buildkit  # type: ignore[import-not-found]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dotimg.cli import run
from dotimg.project import docker_ignore

DAY = "2026-11-22"
TEXTS = {
    ".dockerignore": b"**/obj\n*\n!src\n[a-z]/**\n# x\n",
    "nuget.config": b'<configuration><packageSources><add key="a" value="./%A%" />'
    b"</packageSources><packageSourceCredentials><a><add value='%B%' /></a>"
    b"</packageSourceCredentials></configuration>",
    "src/App/App.csproj": b'<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>'
    b'net10.0</TargetFramework></PropertyGroup><Target Name="a"><Exec Command="npm ci" /></Target>'
    b'<ItemGroup><PackageReference Include="MinVer" /></ItemGroup></Project>',
    "src/App/appsettings.json": b'{"Kestrel": {"Endpoints": {"a": {"Url": "http://*:80"}},'
    b'"Certificates": {"Default": {"Path": "a.pfx"}}}}',
    "src/App/Program.cs": b'app.MapHealthChecks("/a");',
    "All.slnx": b'<Solution><Project Path="src/App/App.csproj" /></Solution>',
    "All.slnf": b'{"solution": {"path": "All.slnx", "projects": ["src\\\\App\\\\App.csproj"]}}',
}


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """One of the files, with some of its bytes cut out, put in or replaced."""
    name = draw(st.sampled_from(sorted(TEXTS)))
    text = TEXTS[name]
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        put = draw(
            st.binary(max_size=4) | st.sampled_from((b"\n", b"\0", b"$(", b"%", b"\xff\xfe"))
        )
        text = text[:start] + put + text[end:]
    return name, text


@settings(max_examples=60, deadline=None)
@given(damage=damaged(), path=st.sampled_from(("All.slnx", "All.slnf", "src/App")))
def test_damaged_files_end_in_an_answer(
    tmp_path_factory: pytest.TempPathFactory, damage: tuple[str, bytes], path: str
) -> None:
    folder = tmp_path_factory.mktemp("tree")
    (folder / ".git").mkdir()
    for name, text in (*TEXTS.items(), damage):
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text)
    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(folder),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        mock.patch.dict("os.environ", {"HOME": "/nobody"}),
    ):
        code = run(["--today", DAY, "-q", "scaffold", path, "--compose"])
    assert code in (0, 1, 3), err.getvalue()
    assert bool(out.getvalue()) == (code == 0)
    for written in map(Path, out.getvalue().splitlines()):
        text = (folder / written).read_bytes()
        if written.name.endswith("Dockerfile"):
            stages = [one.cmd.lower() for one in buildkit.parse_string(text.decode())]
            assert stages.count("from") in (2, 3)
        elif written.name.endswith("ignore"):
            rules = docker_ignore.parse(text, str(written))
            assert not rules.leaves_out("src/App/App.csproj")
    if code:
        assert not list(folder.rglob("*ockerfile*"))
