"""Conditions, as MSBuild decides them, and unknown where only a build can."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotimg.errors import InputError
from dotimg.project.model import Location, Unknown, Value
from dotimg.project.msbuild.conditions import holds
from tests.project.trees import evaluated, facts, project

UNKNOWN = "'$(NETCoreSdkVersion)' == '9'"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("", True),
        ("  ", True),
        ("'a' == 'A'", True),
        ("'a' != 'A'", False),
        ("'a'=='b'", False),
        ("'$(Nothing)' == ''", True),
        ("$(Nothing) == ''", True),
        ("'$(Nothing)' != ''", False),
        ("'$(TargetFramework)' == 'net8.0'", True),
        ("'$(Configuration)|$(Platform)' == 'Release|AnyCPU'", True),
        ("'$(configuration)' == 'release'", True),
        ("true", True),
        ("'FALSE'", False),
        ("!false", True),
        ("!'true'", False),
        ("!!true", True),
        ("'true' == 'yes'", True),
        ("on == 'True'", True),
        ("'no' != 'off'", False),
        ("'true' == '1'", False),
        ("'1.0' == '1'", True),
        ("'0x10' == '16'", True),
        ("'8.0' == '8.00'", True),
        ("'1.2.3' == '1.2.3.0'", False),
        ("'10.0' > '9.0'", True),
        ("'9.0' >= '9'", True),
        ("9 < 10", True),
        ("'8.0.100' < '8.0.20'", False),
        ("'8' < '8.0.1'", True),
        ("'17.8.3' >= '17'", True),
        ("true And false", False),
        ("true AND true", True),
        ("false or true", True),
        ("true or false and false", True),
        ("(true or false) and false", False),
        ("('a' == 'a') and (!('b' == 'a'))", True),
        ("Exists('App.csproj')", True),
        ("exists('../App/App.csproj')", True),
        ("Exists('..\\App')", True),
        ("Exists('$(MSBuildThisFileDirectory)App.csproj')", True),
        ("Exists('missing')", False),
        ("!Exists('missing')", True),
        ("Exists('')", False),
        ("Exists('\\\\server\\share')", False),
        ("('a' == 'a') And (Exists ('missing'))", False),
        ("Exists\n  ( 'App.csproj' )", True),
        ("HasTrailingSlash('a/')", True),
        ("HasTrailingSlash ('a')", False),
        ("HasTrailingSlash('a')", False),
        ("$(TargetFramework.StartsWith('net8')) == 'true'", True),
        ("'$(TargetFramework.StartsWith(`net8`))' == 'true'", True),
        ("Exists('App.csproj;../App')", True),
        ("Exists('App.csproj;missing')", False),
        ("true or 'x'", True),
        ("$(MSBuildProjectName.EndsWith('Tests'))", False),
        ("$([MSBuild]::IsOSPlatform('Linux'))", True),
        ("'$(OS)' == 'Windows_NT'", False),
    ],
)
def test_a_condition_is_true_or_false(tmp_path: Path, condition: str, expected: bool) -> None:
    assert evaluated(tmp_path, condition) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (UNKNOWN, None),
        (f"!({UNKNOWN})", None),
        (f"{UNKNOWN} and true", None),
        (f"{UNKNOWN} or false", None),
        (f"{UNKNOWN} and false", False),
        (f"false and {UNKNOWN}", False),
        (f"{UNKNOWN} or true", True),
        (f"true or {UNKNOWN}", True),
        ("Exists('$(NuGetPackageRoot)x')", None),
        ("'$(NETCoreSdkVersion)' == ''", None),
        ("false and 'x'", False),
        ("false and 'x' > 'y'", False),
    ],
)
def test_unknown_matters_only_where_it_decides(
    tmp_path: Path, condition: str, expected: bool | None
) -> None:
    assert evaluated(tmp_path, condition) is expected


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        (UNKNOWN, "is set by the tools that build"),
        (f"{UNKNOWN} and 'x'", "is set by the tools that build"),
        ("'@(Compile)' != ''", "it asks about items"),
        ("'%(Identity)' == 'a'", "it asks about items"),
        ("Foo('a')", "foo is not a known function"),
        ("(" * 40 + "true" + ")" * 40, "nested more than 30 levels deep"),
        ("!" * 40 + "true", "nested more than 30 levels deep"),
        ("'$([System.DateTime]::Now)' == ''", "is a property function that only a build"),
        ("'$(A $(B))' == ''", "is a property function that only a build"),
    ],
)
def test_what_cannot_be_decided_says_why_and_where(
    tmp_path: Path, condition: str, reason: str
) -> None:
    text = condition.replace("<", "&lt;").replace('"', "&quot;")
    found = facts(tmp_path, project("", f'<PublishAot Condition="{text}">true</PublishAot>'))
    assert found.aot is None
    (doubt,) = found.unknown
    assert (doubt.line, doubt.facts) == (4, ("aot",))
    assert doubt.path == str(tmp_path / "App/App.csproj")
    assert reason in doubt.reason


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ("'x'", "'x' is neither true nor false"),
        ("true and 'x'", "'x' is neither true nor false"),
        ("$(Nothing)", "'' is neither true nor false"),
        ("'a' > '1'", "'a' and '1' are not both numbers"),
        ("$(TargetFramework) == net8.0", ".0 stands at its end"),
        ("1e2 == '100'", "e2 stands at its end"),
        ("'$(TargetFramework.StartsWith('net8'))' == 'true'", "net8 stands at its end"),
        ("'a' = 'b'", "'=' cannot stand there"),
        ("'a' == ", "a value is missing before its end"),
        ("'a' == 'b", "a quote is not closed"),
        ("$(a == 'b'", "a property is not closed"),
        ("'a' == 'b' 'c'", "c stands at its end"),
        ("('a' == 'b'", "it lacks a ')'"),
        ("Exists('a'", "it lacks a ')'"),
        ("Exists()", "exists lacks what it asks about"),
    ],
)
def test_what_msbuild_refuses_is_refused(tmp_path: Path, condition: str, reason: str) -> None:
    text = condition.replace("<", "&lt;").replace('"', "&quot;")
    with pytest.raises(InputError) as caught:
        facts(tmp_path, project("", f'<PublishAot Condition="{text}">true</PublishAot>'))
    place = f"{tmp_path}/App/App.csproj: line 4: {condition.strip()} is not a valid condition: "
    assert str(caught.value) == place + reason


class World:
    """Properties and files for conditions that are made up."""

    windows = False
    project_folder = "/project"
    place = Location("x", 1)

    def lookup(self, name: str) -> Value:
        if name == "Unknown":
            return self.unknown(name, "is unknown")
        return {"T": "true", "F": "false", "V": "8.0", "S": "a b"}.get(name, "")

    def unknown(self, what: str, reason: str) -> Unknown:
        return Unknown(what, "x", 1, reason)

    def spend(self, text: str) -> str:
        return text

    def folder(self) -> str:
        return "/project"

    def nearest(self, _folder: str, _name: str) -> str:
        return ""

    def exists(self, path: str) -> bool:
        return path == "there"

    def is_file(self, path: str) -> bool:
        return path == "/there"

    def text_of(self, path: str) -> str | None:
        return "text" if path == "/there" else None


SIMPLE = {
    "true": True,
    "'$(T)'": True,
    "$(F)": False,
    "'$(V)' == '8'": True,
    "'$(S)' == 'A B'": True,
    "'$(None)' != ''": False,
    "$(V) >= 8.0.1": False,
    "$(S.Contains('b'))": True,
    "Exists('there')": True,
    "$(Unknown)": None,
    "'$(Unknown)' == ''": None,
}


def _and(left: bool | None, right: bool | None) -> bool | None:
    return False if False in (left, right) else None if None in (left, right) else True


def _not(one: bool | None) -> bool | None:
    return None if one is None else not one


TREES = st.recursive(
    st.sampled_from(sorted(SIMPLE)).map(lambda text: (text, SIMPLE[text])),
    lambda inner: (
        inner.map(lambda one: (f"!({one[0]})", _not(one[1])))
        | inner.map(lambda one: (f" ( {one[0]} ) ", one[1]))
        | st.tuples(inner, inner).map(
            lambda two: (f"({two[0][0]}) And ({two[1][0]})", _and(two[0][1], two[1][1]))
        )
        | st.tuples(inner, inner).map(
            lambda two: (
                f"({two[0][0]})or({two[1][0]})",
                _not(_and(_not(two[0][1]), _not(two[1][1]))),
            )
        )
    ),
    max_leaves=8,
)


@given(TREES)
def test_any_nest_of_conditions_follows_three_valued_logic(tree: tuple[str, bool | None]) -> None:
    text, expected = tree
    found = holds(text, World())
    assert (None if isinstance(found, Unknown) else found) is expected


BITS = [
    "'",
    "$(",
    ")",
    "(",
    "!",
    "==",
    "and",
    "or ",
    "V",
    " ",
    "@(",
    "%(",
    ".",
    "`",
    '"',
    "[",
    "::",
]


@given(st.lists(st.sampled_from(BITS) | st.text(max_size=3), max_size=30).map("".join))
def test_any_text_gives_an_answer_or_a_reason(text: str) -> None:
    try:
        assert isinstance(holds(text, World()), bool | Unknown)
    except InputError as refusal:
        assert str(refusal).startswith("x: line 1: ")  # noqa: PT017  or an answer
