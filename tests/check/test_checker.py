"""From files to findings: places, comments that silence rules, and what is passed over."""

import pytest

from dotimg.catalog.tables import Catalog
from dotimg.check.checker import Checker, Team
from dotimg.check.model import FileReport
from dotimg.errors import InputError

MCR = "mcr.microsoft.com/dotnet/"
DAY = "2026-08-21"
TEAM = Team()


@pytest.fixture(scope="module")
def checker(catalog: Catalog) -> Checker:
    return Checker(catalog, DAY, {})


def rules(report: FileReport) -> list[tuple[int, str]]:
    return [(one.line, one.rule) for one in report.findings]


def docker(checker: Checker, *lines: str, team: Team = TEAM) -> FileReport:
    content = "\n".join((*lines, "FROM scratch\n")).encode()
    return checker.check("Dockerfile", "dockerfile", content, team)


def test_a_finding_stands_where_the_image_is_written(checker: Checker) -> None:
    report = docker(checker, "# ü", f"FROM --platform=linux/amd64 {MCR}sdk:5.0 AS build")
    (found,) = report.findings
    assert (found.line, found.column, found.end_column) == (2, 29, 61)
    assert found.excerpt[found.column - 1 : found.end_column - 1] == f"{MCR}sdk:5.0"
    assert (found.path, found.stage, found.image) == ("Dockerfile", "build", f"{MCR}sdk:5.0")
    assert report.images == 1


def test_variables_are_resolved_and_the_place_is_that_of_the_use(checker: Checker) -> None:
    report = docker(checker, "ARG TAG=5.0", f"FROM {MCR}sdk:${{TAG}} AS build")
    (found,) = report.findings
    assert (found.line, found.image) == (2, f"{MCR}sdk:5.0")


def test_arguments_from_outside_come_before_defaults(catalog: Catalog) -> None:
    checker = Checker(catalog, DAY, {"TAG": "10.0"})
    assert docker(checker, "ARG TAG=5.0", f"FROM {MCR}sdk:${{TAG}} AS build").findings == ()


def test_the_stage_that_ships_can_be_named(catalog: Catalog) -> None:
    lines = [f"FROM {MCR}sdk:10.0 AS build", f"FROM {MCR}aspnet:10.0 AS final", "FROM build AS x"]
    content = "\n".join([*lines, 'CMD ["dotnet", "App.dll"]\n']).encode()
    last = Checker(catalog, DAY, {}).check("Dockerfile", "dockerfile", content, TEAM)
    assert rules(last) == [(1, "DI301")]
    final = Checker(catalog, DAY, {}, "final").check("Dockerfile", "dockerfile", content, TEAM)
    assert rules(final) == []


def test_a_comment_above_silences_a_rule_for_that_line(checker: Checker) -> None:
    image = f"FROM {MCR}sdk:5.0 AS a"
    assert rules(docker(checker, "# dotimg: ignore=DI201 until the move", image)) == []
    assert rules(docker(checker, "#dotimg:ignore=DI101,version-ended", image)) == []
    assert rules(docker(checker, "# dotimg: ignore=DI201", "# and why", image)) == []
    assert rules(docker(checker, "# dotimg: ignore=DI203", image)) == [(2, "DI201")]
    assert rules(docker(checker, "# dotimg: ignore=DI201", "", image)) == [(3, "DI201")]
    assert rules(docker(checker, "# dotimg: ignore=DI201", image, image)) == [(3, "DI201")]
    assert rules(docker(checker, "# dotimg: ignore=di203 , di201 both", image)) == []


def test_a_comment_above_an_instruction_holds_for_its_further_lines(checker: Checker) -> None:
    lines = ("# dotimg: ignore=DI201", "FROM --platform=linux/amd64 \\", f"  {MCR}sdk:5.0 AS a")
    assert rules(docker(checker, *lines)) == []


def test_a_comment_behind_a_value_silences_too(checker: Checker) -> None:
    text = f"services:\n  a:\n    image: {MCR}sdk:5.0 # dotimg: ignore=DI201\n"
    assert rules(checker.check("compose.yaml", "compose", text.encode(), TEAM)) == []


@pytest.mark.parametrize(
    ("comment", "wrong"),
    [
        ("# dotimg: DI201", "it names no rule"),
        ("# dotimg:ignore DI201", "it names no rule"),
        ("#dotimg:ignore=", "it names no rule"),
        ("# dotimg: ignore=DI999", "'DI999' is not a rule"),
        ("# dotimg: ignore=DI201,ends-son", "'ends-son' is not a rule"),
    ],
)
def test_a_comment_that_names_no_rule_is_told(checker: Checker, comment: str, wrong: str) -> None:
    report = docker(checker, comment, f"FROM {MCR}sdk:5.0 AS a")
    assert rules(report) == [(2, "DI201")]
    (told,) = report.skipped
    assert (told.line, told.reason) == (
        1,
        f"{wrong}: write '# dotimg: ignore=DI203 reason'",
    )


def test_a_comment_above_the_default_of_an_argument_silences_too(checker: Checker) -> None:
    lines = ("# dotimg: ignore=DI201", "ARG TAG=5.0", f"FROM {MCR}sdk:$TAG AS build")
    assert rules(docker(checker, *lines)) == []


def test_comments_of_other_languages_silence_too(checker: Checker) -> None:
    image = f'"image": "{MCR}sdk:5.0"'
    text = f"{{\n// dotimg: ignore=DI201 for the course\n{image}\n}}"
    assert rules(checker.check("devcontainer.json", "devcontainer", text.encode(), TEAM)) == []
    text = f"{{\n// not silenced\n{image}\n}}"
    found = rules(checker.check("devcontainer.json", "devcontainer", text.encode(), TEAM))
    assert found == [(3, "DI201")]


def test_rules_that_a_team_ignores_find_nothing(checker: Checker) -> None:
    team = Team(ignored=frozenset({"DI201"}))
    assert docker(checker, f"FROM {MCR}sdk:5.0 AS build", team=team).findings == ()


def test_findings_are_sorted_and_each_comes_once(checker: Checker) -> None:
    text = f"services:\n  a: &a\n    image: {MCR}core/sdk:3.1\n  b: *a\n  c:\n    <<: *a\n"
    report = checker.check("compose.yaml", "compose", text.encode(), TEAM)
    assert rules(report) == [(3, "DI102"), (3, "DI201")]


def test_other_peoples_images_are_not_counted(checker: Checker) -> None:
    report = docker(checker, "FROM nginx AS a", "FROM ghcr.io/contoso/sdk:8.0 AS b")
    assert report == FileReport((), (), 0)


def test_what_is_no_reference_or_has_no_value_is_passed_over_with_a_reason(
    checker: Checker,
) -> None:
    report = docker(checker, "FROM a:b:c AS x", "FROM $BASE AS y")
    assert report.findings == ()
    assert [one.line for one in report.skipped] == [1, 2]
    assert "is not an image reference" in report.skipped[0].reason
    assert "$BASE" in report.skipped[1].reason


def test_templates_are_passed_over(checker: Checker) -> None:
    (named,) = docker(checker, "FROM {{repo}}/sdk:{{tag}} AS x").skipped
    assert named.reason == "'{{repo}}/sdk:{{tag}}' is a placeholder: check what is made of it"
    text = b"{{ insert('x') }}\nRUN y\n"
    (whole,) = checker.check("Dockerfile.part", "dockerfile", text, TEAM).skipped
    assert whole.reason.startswith("a template: check what it makes: line 1: no FROM")


def test_a_file_that_is_not_what_it_should_be_is_refused(checker: Checker) -> None:
    with pytest.raises(InputError, match=r"^line 1: no FROM"):
        checker.check("Dockerfile", "dockerfile", b"RUN x\n", TEAM)


def test_an_endless_line_is_told_without_its_text(checker: Checker) -> None:
    report = docker(checker, f"FROM {MCR}sdk:5.0 AS build" + " " * 1000)
    assert [one.excerpt for one in report.findings] == [""]


def test_an_image_over_two_lines_ends_with_the_first(checker: Checker) -> None:
    report = docker(checker, f"FROM {MCR}sdk\\", ":5.0 AS build")
    (found,) = report.findings
    assert (found.line, found.end_column) == (1, len(found.excerpt) + 1)


def test_an_image_of_an_unknown_mirror_is_told_and_not_passed_over(checker: Checker) -> None:
    line = "FROM contoso.azurecr.io/mcr/dotnet/sdk:5.0 AS build"
    report = docker(checker, line)
    assert (report.findings, report.images) == ((), 0)
    (told,) = report.skipped
    assert told.line == 1
    assert told.reason.endswith("name the mirror with --registry contoso.azurecr.io/mcr")
    known = docker(checker, line, team=Team(mirror="contoso.azurecr.io/mcr"))
    assert (rules(known), known.skipped) == ([(1, "DI201")], ())


def test_a_folder_of_docker_hub_is_no_mirror(checker: Checker) -> None:
    for name in ("myorg/dotnet/sdk:5.0", "docker.io/myorg/dotnet/sdk:5.0"):
        report = docker(checker, f"FROM {name} AS build")
        assert (report.findings, report.skipped, report.images) == ((), (), 0)
