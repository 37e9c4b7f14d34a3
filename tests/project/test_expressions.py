"""`$(Name)` and property functions."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotimg.errors import InputError
from dotimg.project.msbuild.expressions import expand
from tests.patience import patience
from tests.project.test_conditions import World
from tests.project.trees import expanded, facts, make, project

REGEX = "[System.Text.RegularExpressions.Regex]"
INFORMATION = "[System.Runtime.InteropServices.RuntimeInformation]"
PLATFORM = "[System.Runtime.InteropServices.OSPlatform]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("$(TargetFramework)", "net8.0"),
        ("a$(targetframework)b$(MSBuildProjectName)c", "anet8.0bAppc"),
        ("a$(Nothing)b", "ab"),
        ("$", "$"),
        ("100%3B", "100;"),
        ("$(MSBuildProjectFile)|$(MSBuildThisFile)", "App.csproj|App.csproj"),
        ("$(MSBuildProjectExtension)|$(MSBuildThisFileName)", ".csproj|App"),
        ("$(TargetFramework.Substring(3))", "8.0"),
        ("$(TargetFramework.Substring(3, 1))", "8"),
        ("$(TargetFramework.Replace('net', 'x').ToUpper())", "X8.0"),
        ("$(TargetFramework.TrimStart('net'))", "8.0"),
        ("$(TargetFramework.Contains(`8`))", "True"),
        ("$(TargetFramework.Length)", "6"),
        ('$(TargetFramework.Replace("net", "a,b)"))', "a,b)8.0"),
        ("$([System.String]::IsNullOrEmpty('$(Nothing)'))", "True"),
        ("$([MSBuild]::ValueOrDefault('$(Nothing)', 'x'))", "x"),
        ("$([MSBuild]::EnsureTrailingSlash('a'))", "a/"),
        ("$([MSBuild]::VersionGreaterThanOrEquals('10.0', '9.0'))", "True"),
        ("$([MSBuild]::VersionLessThan('v8.0', '8.0.0'))", "False"),
        ("$([MSBuild]::GetTargetFrameworkIdentifier('net472'))", ".NETFramework"),
        ("$([MSBuild]::GetTargetFrameworkVersion('net8.0-windows'))", "8.0"),
        ("$([MSBuild]::GetTargetPlatformIdentifier('net8.0-windows10.0'))", "windows"),
        ("$([MSBuild]::IsTargetFrameworkCompatible('$(TargetFramework)', 'net6.0'))", "True"),
        ("$([MSBuild]::IsTargetFrameworkCompatible('net8.0', 'net8.0-windows'))", "False"),
        ("$([MSBuild]::IsTargetFrameworkCompatible('net472', 'netstandard2.0'))", "True"),
        ("$([MSBuild]::IsTargetFrameworkCompatible('net472', 'net6.0'))", "False"),
        ("$([System.IO.Path]::GetFileName('a\\b.cs'))", "b.cs"),
        ("$([System.IO.Path]::Combine('a', 'b'))", "a/b"),
        ("$(TargetFramework.Split('.')[0])", "net8"),
        ("$(TargetFramework.Split('t')[1].Split('.')[0])", "8"),
        ("$(TargetFramework[0])", "n"),
        ("$( TargetFramework )", ""),
        ("$(Registry:HKEY_LOCAL_MACHINE\\x)", ""),
        ("a$(b", "a$(b"),
        ("$([System.String]::Format('{0}-{1}{{', 'a', 'b'))", "a-b{"),
        (f"$({REGEX}::Match('net8.0', '([a-z]+)(\\d+)').Groups[2].Value)", "8"),
        (f"$({REGEX}::Replace('a-b-c', '-(.)', '$1$1'))", "abbcc"),
        (f"$({REGEX}::IsMatch('net8.0', '^net\\d'))", "True"),
        (f"$({INFORMATION}::IsOSPlatform($({PLATFORM}::get_Linux())))", "True"),
        (f"$({INFORMATION}::IsOSPlatform($({PLATFORM}::OSX)))", "False"),
        ("$([MSBuild]::MakeRelative('/a/b/', '/a/c/d.txt'))", "../c/d.txt"),
        ("$([MSBuild]::Add(1, 2))", "3"),
        ("$(AssemblyName)|$(RootNamespace)", "App|App"),
        (
            "$(_DirectoryBuildPropsFile)|$(_DirectoryPackagesPropsFile)",
            "Directory.Build.props|Directory.Packages.props",
        ),
    ],
)
def test_properties_and_functions_are_replaced(tmp_path: Path, text: str, expected: str) -> None:
    assert expanded(tmp_path, text) == expected


def test_paths_of_the_project_and_above_are_known(tmp_path: Path) -> None:
    make(tmp_path, {"eng/mark.txt": ""})
    make(tmp_path / "App", {})
    below = str(tmp_path / "App")
    assert expanded(tmp_path, "$(MSBuildProjectDirectory)") == below
    assert expanded(tmp_path, "$(MSBuildThisFileDirectory)") == below + "/"
    assert expanded(tmp_path, "$(MSBuildProjectFullPath)") == below + "/App.csproj"
    above = "$([MSBuild]::GetDirectoryNameOfFileAbove($(MSBuildThisFileDirectory), 'eng/mark.txt'))"
    assert expanded(tmp_path, above) == f"{tmp_path}/"
    full = "$([System.IO.Path]::GetFullPath('..\\eng\\'))"
    assert expanded(tmp_path, full) == f"{tmp_path}/eng/"
    assert expanded(tmp_path, "$([MSBuild]::NormalizePath('..', 'eng'))") == str(tmp_path / "eng")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("$(NETCoreSdkVersion)", "$(NETCoreSdkVersion)"),
        ("$(SolutionDir)x", "$(SolutionDir)"),
        ("$([System.DateTime]::UtcNow)", "$([System.DateTime]::UtcNow)"),
        (
            "$(TargetFramework.Contains('8').ToUpper())",
            "$(TargetFramework.Contains('8').ToUpper())",
        ),
        ("$([System.IO.File]::Exists('App.csproj'))", "$([System.IO.File]::Exists('App.csproj'))"),
        ("$(TargetFramework.Substring(99))", "$(TargetFramework.Substring(99))"),
        ("$(TargetFramework.Substring(x))", "$(TargetFramework.Substring(x))"),
        ("$([MSBuild]::VersionLessThan('a', 'b'))", "$([MSBuild]::VersionLessThan('a', 'b'))"),
        ("$([MSBuild]::EnsureTrailingSlash())", "$([MSBuild]::EnsureTrailingSlash())"),
        ("$(A.Replace('$(SolutionDir)', ''))", "$(SolutionDir)"),
    ],
)
def test_what_only_a_build_can_tell_is_unknown(tmp_path: Path, text: str, reason: str) -> None:
    found = facts(tmp_path, project(f"<ContainerFamily>{text}</ContainerFamily>"))
    assert found.container_family is None
    doubt = found.doubt("container_family")
    assert doubt is not None
    assert (doubt.what, doubt.line) == (reason, 3)


BITS = ["$(", ")", "V", ".", "Trim()", "[MSBuild]::", "Foo(", "'", '"', "`", ",", " ", "S", "%3B"]


@given(st.lists(st.sampled_from(BITS) | st.text(max_size=3), max_size=30).map("".join))
def test_any_text_has_a_value_or_a_reason(text: str) -> None:
    value = expand(text, World())
    assert value == text or "$(" in text


@given(st.lists(st.sampled_from(["$(V)", "$(None)", "a", " ", "(", ")", "'", "$"]), max_size=20))
def test_texts_are_replaced_piece_by_piece(pieces: list[str]) -> None:
    # A "$" beside a bracket that follows would be a property.
    if "$(" in "".join(piece for piece in pieces if not piece.startswith("$(")):
        return
    text = "".join(pieces).replace("$$(", "$ $(")
    assert expand(text, World()) == text.replace("$(V)", "8.0").replace("$(None)", "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("$(A.Trim(" * 30 + "x" + "))" * 30, "is nested more than 20 levels deep"),
        (f"$(B.Replace('x', '{'y' * 2000}'))", "is a property function that only a build"),
        *(
            (
                f"$({REGEX}::IsMatch('$(B)', '{pattern}'))",
                "is a property function that only a build",
            )
            for pattern in (
                "(x+)+y",
                "(x|x)*y",
                "x*x*x*x*x*y",
                "(a)\\1",
                "(?=x)",
                "x{1000}",
                "[",
                "x**",
            )
        ),
    ],
)
def test_no_expression_takes_long(tmp_path: Path, text: str, reason: str) -> None:
    long = "x" * 2000
    found = facts(tmp_path, project(f"<B>{long}</B><ContainerFamily>{text}</ContainerFamily>"))
    doubt = found.doubt("container_family")
    assert doubt is not None
    assert doubt.reason.startswith(reason)


@pytest.mark.parametrize(
    "lines",
    [
        ["<A>xxxxxxxxxx</A>", *["<A>$(A)$(A)</A>"] * 60],
        ["<A>xxxxxxxxxx</A>", *["<A>$(A.Replace('x', '$(A)'))</A>"] * 60],
        ["<A>" + "x" * 100_000 + "</A>", *["<A>$(A)x</A>"] * 40_000],
    ],
)
def test_texts_cannot_grow_without_end(tmp_path: Path, lines: list[str]) -> None:
    with patience():
        try:
            facts(tmp_path, project(*lines))
        except InputError as error:
            assert str(error).endswith("its properties grow without end")  # noqa: PT017  or no error


def test_a_part_that_is_not_there_is_refused(tmp_path: Path) -> None:
    text = "<ContainerFamily>$(TargetFramework.Split('.')[7])</ContainerFamily>"
    with pytest.raises(InputError, match=r"line 3: \$\(.*\) asks for a part that is not there"):
        facts(tmp_path, project(text))
    unread = "'$(Nothing)' != '' and '$(Nothing.Split(`.`)[1])' == 'a'"
    text = f'<ContainerFamily Condition="{unread}">x</ContainerFamily>'
    assert facts(tmp_path, project(text)).container_family == ""
