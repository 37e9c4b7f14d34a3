"""Broken, strange and hostile files: one clear line, or an answer, in linear time."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dotimg.errors import InputError
from dotimg.project.global_json import nearest
from dotimg.project.reader import read, read_all
from tests.patience import calls, patience
from tests.project.trees import facts, make, project, shared

WHOLE = project(
    "<A>1</A>",
    "<PublishAot Condition=\"'$(A)' == '1' And (Exists('x') Or !$(B.Contains('c')))\">",
    "true</PublishAot>",
    rest='<Import Project="../a.props" Condition="false" /><Choose><When Condition="true" />'
    '</Choose><ItemGroup><PackageReference Include="X;Y" /></ItemGroup>',
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("declared", ["", "utf-8", "utf-16"])
def test_any_usual_encoding_is_read(tmp_path: Path, encoding: str, declared: str) -> None:
    text = project("\n<ContainerFamily>\u00e4\U0001f600</ContainerFamily>")
    if declared == "utf-8" and encoding.startswith("utf-16"):
        return  # no such file was ever seen
    if declared:
        text = f'<?xml version="1.0" encoding="{declared}"?>{text}'
    elif encoding in ("utf-16-le", "utf-16-be"):
        return  # nothing tells
    found = facts(tmp_path, text.encode(encoding))
    assert found.container_family == "\u00e4\U0001f600"
    assert found.where["container_family"].line == 4


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "line 1: invalid XML: no element found in column 1"),
        ("\n<Project>\n  <a></b></Project>", "line 3: invalid XML: mismatched tag in column 8"),
        ("<Project><a></Project", "line 1: invalid XML: "),
        ("{}", "line 1: invalid XML: "),
        (b"\xff\xfe", "line 1: invalid XML: "),
        (b"<Project>\xff</Project>", "line 1: invalid XML: not well-formed (invalid token)"),
        ("<?xml version='1.0' encoding='hex'?><Project/>", "line 1: it is in an encoding"),
        ("\n<!DOCTYPE a>\n<Project/>", "line 2: take out the document type"),
        (
            "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><Project>&b;</Project>",
            "line 1: take out the document type",
        ),
        ("<Project>&b;</Project>", "line 1: invalid XML: undefined entity"),
        ("\n<html/>", "line 2: a project begins with <Project>"),
        ("<a>" * 300 + "</a>" * 300, "line 1: it is nested more than 200 levels deep"),
        (
            f"<Project>{'<Choose><Otherwise>' * 80}{'</Otherwise></Choose>' * 80}</Project>",
            "line 1: imports and choices are nested more than 60 levels deep",
        ),
        (
            project("\n<TargetFramework>$(Nothing)</TargetFramework>"),
            "line 4: TargetFramework is empty",
        ),
        (
            project("<TargetFrameworks> ; </TargetFrameworks>"),
            "line 3: TargetFrameworks is empty: nothing",
        ),
        (
            project(f"<TargetFrameworks>{';'.join(map(str, range(99)))}</TargetFrameworks>"),
            "has more than 30 target frameworks",
        ),
        (b" " * 50_000_000, "is larger than the 4 MB that are read"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_in_one_line(
    tmp_path: Path, content: str | bytes, message: str
) -> None:
    with pytest.raises(InputError) as caught:
        facts(tmp_path, content)
    assert str(caught.value).startswith(f"{tmp_path / 'App/App.csproj'}: {message}")
    assert "\n" not in str(caught.value)


def read_or_refuse(path: str) -> None:
    try:
        read_all(path)
    except InputError as error:
        assert str(error).startswith(f"{os.path.dirname(path)}/")  # noqa: PT017  or no error
        assert "\n" not in str(error)  # noqa: PT017


UNHURRIED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
BITS = [b"<", b">", b"</", b"&", b"&#0;", b"<![CDATA[", b"'", b'"', b"$(", b")", b"\0", b"\xff"]
BITS += [b"\xff\xfe", b"<Import Project='App.csproj'/>", b" Condition='", b"!", b"==", b"%(", b";"]
BITS += [b"#:", b"/*", b"\n", b"Project(", b"<Choose>", b"[MSBuild]::", b"net8.0", b"<!DOCTYPE a>"]


@settings(
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    name=st.sampled_from(["App.csproj", "app.cs", "app.sln", "app.slnx"]),
    place=st.floats(0, 1),
    bits=st.lists(st.sampled_from(BITS) | st.binary(max_size=3), max_size=4).map(b"".join),
    cut=st.integers(0, 9),
)
def test_any_damage_is_read_or_refused(
    tmp_path: Path, name: str, place: float, bits: bytes, cut: int
) -> None:
    content = WHOLE.encode() if name == "App.csproj" else b"#:property A=1\n<Solution/>"
    start = int(place * len(content))
    make(tmp_path, {name: content[:start] + bits + content[start + cut :]})
    read_or_refuse(str(tmp_path / name))


@settings(suppress_health_check=UNHURRIED)
@given(
    st.binary(max_size=100)
    | st.lists(st.sampled_from([b'"', b"{", b'"sdk":', b"//", b"1"])).map(b"".join)
)
def test_any_global_json_is_read_or_refused(tmp_path: Path, content: bytes) -> None:
    make(tmp_path, {"global.json": content})
    try:
        nearest(str(tmp_path))
    except InputError as error:
        assert "\n" not in str(error)  # noqa: PT017  or no error


SIZE = 300_000  # to copy the rest at each step is more than 10^10 bytes
HEADS = {
    "text.csproj": (
        b"<Project Sdk='Microsoft.NET.Sdk'><PropertyGroup><PublishAot>",
        b"</PublishAot></PropertyGroup></Project>",
    ),
    "condition.csproj": (b'<Project><PropertyGroup Condition="', b'"/></Project>'),
    "elements.csproj": (b"<Project><PropertyGroup>", b"</PropertyGroup></Project>"),
    "items.csproj": (
        b'<Project><ItemGroup><PackageReference Include="',
        b'"/></ItemGroup></Project>',
    ),
    "path.csproj": (b'<Project><Import Project="', b'"/></Project>'),
    "above.csproj": (
        b"<Project><PropertyGroup><A>$([MSBuild]::GetPathOfFileAbove('a','",
        b"'))</A></PropertyGroup></Project>",
    ),
    "program.cs": (b"", b""),
    "all.sln": (b"", b""),
    "global.json": (b"", b""),
    "sdk.csproj": (b'<Project Sdk="', b'"/>'),
}
REPEATED = [
    b"$(",
    b"$(a.b(",
    b"$(a)",
    b"(",
    b"'",
    b"!",
    b"a/",
    b"../",
    b";",
    b"a;",
    b"\n",
    b"%3B",
    b"<A>$(A)1</A>",
]
REPEATED += [
    b"#:property A=$(A)$(A)\n",
    b"/*",
    b"//",
    b'"',
    b"\\",
    b"[",
    b"{",
    b"1",
    b".Trim()",
    b" ",
    b"'a'=='a' and ",
    b"$(a.Trim())",
    b'Project("',
]


@pytest.mark.parametrize("name", HEADS)
def test_a_long_run_of_anything_takes_linear_time(tmp_path: Path, name: str) -> None:
    head, tail = HEADS[name]
    for bits in REPEATED:
        make(tmp_path, {name: head + bits * (SIZE // len(bits)) + tail})
        with patience(3):
            if name == "global.json":
                with contextlib.suppress(InputError):
                    nearest(str(tmp_path))
            else:
                read_or_refuse(str(tmp_path / name))


def test_a_solution_of_many_projects_takes_linear_time(tmp_path: Path) -> None:
    def work(count: int) -> int:
        lines = "".join(f'<Project Path="p{n}/p{n}.csproj" />' for n in range(count))
        make(tmp_path, {"all.slnx": f"<Solution>{lines}</Solution>"})
        return calls(lambda: read_all(str(tmp_path / "all.slnx")))

    make(tmp_path, {f"p{n}/p{n}.csproj": WHOLE for n in range(80)})
    properties = "".join(f"<P{n}>x</P{n}>" for n in range(100))
    make(tmp_path, {"Directory.Build.props": shared(properties)})
    work(1)
    assert work(80) < 5 * work(20)


def test_reading_needs_no_heavy_module() -> None:
    code = "import sys, dotimg.project; sys.stdout.write('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"json", "xml.etree.ElementTree", "pathlib", "yaml"} & set(done.stdout.split())


def test_the_usual_project_is_little_work(tmp_path: Path) -> None:
    make(
        tmp_path,
        {
            "App/App.csproj": WHOLE,
            "Directory.Build.props": WHOLE.replace(' Sdk="Microsoft.NET.Sdk"', ""),
        },
    )
    read(str(tmp_path / "App"))
    assert calls(lambda: read(str(tmp_path / "App"))) < 2500
