"""What a project says does not depend on how it is written."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dotimg.project.model import Project
from dotimg.project.reader import read
from tests.project.trees import make

PROPERTIES = {
    "TargetFramework": ("net8.0", "net10.0"),
    "OutputType": ("Exe", "Library"),
    "PublishAot": ("true", "false"),
    "SelfContained": ("True", "False"),
    "ContainerFamily": ("noble-chiseled", "a&b"),
    "RuntimeIdentifiers": ("linux-x64;linux-arm64", "linux-musl-x64"),
    "InvariantGlobalization": ("true",),
    "AssemblyName": ("My.App",),
}
# Where facts stand, and what only a build asks for, may differ.
PLACES: dict[str, Any] = {"where": {}, "unknown": ()}


class Writing(NamedTuple):
    """One way to write the same."""

    space: str
    comment: str
    entities: bool
    attributes_first: bool
    imported: bool


def written(values: dict[str, str], how: Writing) -> dict[str, str]:
    """The files of a project."""

    def text(value: str) -> str:
        if how.entities:
            return "".join(f"&#{ord(char)};" for char in value)
        return value.replace("&", "&amp;")

    lines = how.space.join(
        f"{how.comment}<{name}>{text(value)}</{name}>" for name, value in values.items()
    )
    group = f"<PropertyGroup>{how.space}{lines}{how.space}</PropertyGroup>"
    attributes = ['Include="Serilog"', 'Version="4.0.0"', 'PrivateAssets="all"']
    if how.attributes_first:
        attributes.reverse()
    item = f"<ItemGroup>{how.comment}<PackageReference {' '.join(attributes)} /></ItemGroup>"
    own = '<Import Project="more.props" />' if how.imported else group
    sdk = "&#77;icrosoft.NET.Sdk" if how.entities else "Microsoft.NET.Sdk"
    files = {
        "App.csproj": f'{how.comment}<Project{how.space or " "}Sdk="{sdk}">{own}{item}</Project>'
    }
    if how.imported:
        files["more.props"] = f"<Project>{group}</Project>"
    return files


def said(folder: Path, values: dict[str, str], how: Writing) -> Project:
    """What a project says."""
    tree = make(folder, written(values, how))
    return read(str(tree / "App.csproj"))._replace(path="", **PLACES)


VALUES = st.fixed_dictionaries(
    {"TargetFramework": st.sampled_from(PROPERTIES["TargetFramework"])},
    optional={
        name: st.sampled_from(values) for name, values in PROPERTIES.items() if name[0] != "T"
    },
)
WAYS = st.builds(
    Writing,
    space=st.sampled_from([" ", "\n", "\r\n\t", "\n\n  "]),
    comment=st.sampled_from(["", "<!-- <PublishAot>true</PublishAot> -->"]),
    entities=st.booleans(),
    attributes_first=st.booleans(),
    imported=st.booleans(),
)
PLAIN = Writing("\n", "", entities=False, attributes_first=False, imported=False)


@settings(max_examples=60, deadline=None)
@given(values=VALUES, how=WAYS)
def test_one_project_written_in_two_ways_says_the_same(
    tmp_path_factory: pytest.TempPathFactory, values: dict[str, str], how: Writing
) -> None:
    folder = tmp_path_factory.mktemp("ways")
    assert said(folder / "one", values, PLAIN) == said(folder / "two", values, how)
