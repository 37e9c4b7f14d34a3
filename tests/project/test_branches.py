"""Choices between branches."""

from pathlib import Path

import pytest

from tests.project.trees import facts, project

CHOOSE = """<Choose>
<When Condition="'$(A)' == '1'">
<PropertyGroup><ContainerFamily>one</ContainerFamily></PropertyGroup></When>
<When Condition="$(A) == 2"><PropertyGroup><ContainerFamily>two</ContainerFamily></PropertyGroup>
<ItemGroup><PackageReference Include="Two" /></ItemGroup></When>
<Otherwise><PropertyGroup><ContainerFamily>more</ContainerFamily></PropertyGroup></Otherwise>
</Choose>"""


@pytest.mark.parametrize(
    ("given", "family", "packages"),
    [("1", "one", ()), ("2", "two", ("Two",)), ("3", "more", ()), ("", "more", ())],
)
def test_the_first_branch_that_holds_is_chosen(
    tmp_path: Path, given: str, family: str, packages: tuple[str, ...]
) -> None:
    found = facts(tmp_path, project(rest=CHOOSE), A=given)
    assert (found.container_family, found.package_references) == (family, packages)


def test_behind_an_unknown_branch_all_is_in_doubt(tmp_path: Path) -> None:
    found = facts(tmp_path, project(rest=CHOOSE.replace("$(A)' == '1", "$(SolutionDir)' == 'x")))
    assert found.container_family is None
    found = facts(tmp_path, project(rest=CHOOSE.replace("$(A) ==", "$(SolutionDir) ==")), A="1")
    assert found.container_family == "one"
