"""Images of other publishers in files: judged by the channel of their name, and by nothing else."""

import pytest

from dotimg.catalog.support import soon_after
from dotimg.catalog.tables import Catalog
from dotimg.check.checker import Checker, Team
from dotimg.check.model import FileReport
from dotimg.check.rules import Standards
from tests.catalog.test_publishers import DEVCONTAINER, MCR, NAMED, NOBODYS

DAYS = ("2021-06-01", "2024-10-01", "2026-09-01", "2026-11-28", "2028-10-01")
SILENT = ("azure-functions/node", "lambci/lambda:nodejs")
STRICT = Team(standards=Standards(require_digest=True, families=("alpine",)))


def checked(checker: Checker, *lines: str, team: Team = STRICT) -> FileReport:
    content = "\n".join((*lines, "")).encode()
    return checker.check("Dockerfile", "dockerfile", content, team)


@pytest.mark.parametrize("day", DAYS)
def test_only_the_end_of_the_channel_is_told_and_what_is_not_known_is_said(
    catalog: Catalog, day: str
) -> None:
    checker = Checker(catalog, day, {})
    for text, name in NAMED:
        report = checked(checker, f"FROM {text}")
        channel = catalog.channel(name)
        end = (channel.end if channel else None) or "9999"
        expected = ["DI201"] if end <= day else ["DI204"] if end <= soon_after(day) else []
        assert [one.rule for one in report.findings] == expected, text
        silent = any(word in text for word in SILENT)
        assert len(report.skipped) == (not channel and not silent), text
        assert report.images == bool(channel)


def test_a_finding_tells_what_to_write(catalog: Catalog) -> None:
    (found,) = checked(Checker(catalog, DAYS[3], {}), f"FROM {DEVCONTAINER}:0-6.0").findings
    assert (found.severity, found.message) == ("error", "support of .NET 6.0 ended 2024-11-12")
    assert found.replacement == f"{DEVCONTAINER}:2-10.0"


def test_a_skip_says_in_one_line_what_it_is(catalog: Catalog) -> None:
    (skip,) = checked(Checker(catalog, DAYS[3], {}), f"FROM {DEVCONTAINER}:latest").skipped
    assert skip.reason == "Dev container image from Microsoft: its tag names no .NET channel"


@pytest.mark.parametrize("text", [text for text in NOBODYS if "redhat" not in text])
def test_of_what_is_nobodys_here_nothing_is_told(catalog: Catalog, text: str) -> None:
    report = checked(Checker(catalog, DAYS[3], {}), f"FROM {text}")
    assert (report.findings, report.skipped, report.images) == ((), (), 0)


def test_a_variant_in_an_argument_is_resolved(catalog: Catalog) -> None:
    lines = ('ARG VARIANT="6.0"', f"FROM {MCR}vscode/devcontainers/dotnet:0-${{VARIANT}}")
    (ended,) = checked(Checker(catalog, DAYS[3], {}), *lines).findings
    assert ended.rule == "DI201"
    assert not checked(Checker(catalog, DAYS[3], {"VARIANT": "10.0"}), *lines).findings


def test_a_devcontainer_names_one_too(catalog: Catalog) -> None:
    content = b'{"image": "mcr.microsoft.com/devcontainers/dotnet:0-6.0"}'
    checker = Checker(catalog, DAYS[3], {})
    report = checker.check("devcontainer.json", "devcontainer", content, STRICT)
    assert [one.rule for one in report.findings] == ["DI201"]
