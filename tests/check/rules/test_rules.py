"""Each rule of the contract: what it finds, what it leaves alone, and what it says to use."""

from pathlib import Path

import pytest

from dotimg.check.rules import RULES, Standards, numbers
from dotimg.errors import UsageError
from tests.check.rules.conftest import AUTUMN, SUMMER, Judge

MCR = "mcr.microsoft.com/dotnet/"
DOCS = Path(__file__).parents[3] / "docs" / "rules"


def ids(judge: Judge, reference: str, day: str = SUMMER) -> dict[str, str]:
    """The rules that an image breaks in a first stage, with their severities."""
    text = f"FROM {reference} AS build\nFROM scratch\n"
    return {one.rule: one.severity for one in judge(text, day)}


@pytest.mark.parametrize(
    ("reference", "day", "broken"),
    [
        # What lives is left alone.
        (MCR + "aspnet:10.0", SUMMER, {}),
        (MCR + "sdk:10.0-alpine", AUTUMN, {}),
        (MCR + "aspnet:8.0-alpine", AUTUMN, {"DI201": "error"}),
        (MCR + "framework/aspnet:4.8.1", AUTUMN, {}),
        # Other people's images are none of ours.
        ("nginx", SUMMER, {}),
        ("mcr.microsoft.com/mssql/server:2022-latest", SUMMER, {}),
        ("sdk:8.0", SUMMER, {}),  # a short name is Docker Hub's in a file
        # DI101
        (MCR + "aspnet:8.0-nobel", SUMMER, {"DI101": "error"}),
        (MCR + "aspnot:8.0", SUMMER, {"DI101": "error"}),
        (MCR + "aspnot:8.0", AUTUMN, {"DI101": "error"}),  # misspelled on any day
        (MCR + "aspnetcore:8.0", AUTUMN, {"DI101": "error"}),
        (MCR + "something:8.0", SUMMER, {"DI101": "error"}),
        (MCR + "something:8.0", AUTUMN, {"DI101": "note"}),  # the tables are old by then
        (MCR + "sdk:8.0.11", SUMMER, {"DI101": "error"}),
        (MCR + "aspnet:10.0.12", SUMMER, {"DI101": "note"}),
        (MCR + "aspnet:12.0", SUMMER, {"DI101": "note"}),
        (MCR + "aspire-dashboard:13.5.1", SUMMER, {"DI101": "note"}),
        (MCR + "aspnet@sha256:" + "0" * 64, SUMMER, {"DI101": "note"}),
        # DI102 and DI103
        ("microsoft/dotnet:2.1-sdk", SUMMER, {"DI102": "warning", "DI201": "error"}),
        (MCR + "core/sdk:3.1", SUMMER, {"DI102": "warning", "DI201": "error"}),
        ("microsoft/aspnetcore:2.0", SUMMER, {"DI102": "warning", "DI201": "error"}),
        ("microsoft/aspnetcore-build:2.0", SUMMER, {"DI102": "warning", "DI201": "error"}),
        (
            "microsoft/aspnetcore:1.1-nanoserver",  # only in a read-me, for a day
            SUMMER,
            {"DI101": "error", "DI102": "warning", "DI201": "error"},
        ),
        ("microsoft/aspnet:4.7.2-windowsservercore-ltsc2016", SUMMER, {"DI102": "warning"}),
        (
            "microsoft/aspnet:4.7.2-windowsservercore-1803",  # that Windows is dead
            SUMMER,
            {"DI102": "warning", "DI202": "error"},
        ),
        ("microsoft/aspnet:4.7.2-windowsservercore-1803", "2019-06-01", {"DI102": "warning"}),
        ("microsoft/aspnet:3.5-windowsservercore-10.0.14393.1715", SUMMER, {"DI102": "warning"}),
        (
            "microsoft/aspnet:4.8-windowsservercore-ltsc2016",  # came after the move
            SUMMER,
            {"DI101": "error", "DI102": "warning"},
        ),
        (MCR + "nightly/sdk:10.0", SUMMER, {"DI103": "warning"}),
        # DI201 and DI202
        (MCR + "sdk:5.0", SUMMER, {"DI201": "error"}),
        (MCR + "aspnet:8.0-alpine3.18", SUMMER, {"DI202": "error"}),
        (MCR + "aspnet:8.0-alpine3.18", AUTUMN, {"DI201": "error", "DI202": "error"}),
        (MCR + "aspnet:8.0-alpine-composite", SUMMER, {"DI202": "error"}),
        (MCR + "monitor:6.1", SUMMER, {"DI201": "error", "DI202": "error"}),
        # DI203
        (MCR + "aspnet:10.0.10", SUMMER, {"DI203": "warning"}),
        (MCR + "sdk:10.0.400", SUMMER, {}),
        (MCR + "aspnet:8.0.1", SUMMER, {"DI203": "warning"}),
        (MCR + "aspnet:8.0.1", AUTUMN, {"DI201": "error"}),  # which says all
        # DI204
        (MCR + "aspnet:9.0-noble", SUMMER, {"DI204": "note"}),
        (MCR + "aspnet:8.0-bookworm-slim", SUMMER, {"DI204": "note"}),  # Debian's own end
        # DI205
        (MCR + "sdk:11.0-preview", SUMMER, {"DI205": "warning"}),
        (MCR + "aspnet:10.0-preview", SUMMER, {"DI205": "warning"}),
        (MCR + "sdk:10.0.100-rc.1", SUMMER, {"DI203": "warning", "DI205": "warning"}),
        # DI401
        (MCR + "sdk", SUMMER, {"DI401": "warning"}),
        (MCR + "sdk:latest", SUMMER, {"DI401": "warning"}),
    ],
)
def test_what_an_image_breaks(
    judge: Judge, reference: str, day: str, broken: dict[str, str]
) -> None:
    assert ids(judge, reference, day) == broken


@pytest.mark.parametrize(
    ("reference", "rule", "message", "replacement"),
    [
        (
            MCR + "aspnet:8.0-nobel",
            "DI101",
            (
                "Never published: mcr.microsoft.com/dotnet/aspnet had no such tag up to "
                "2026-08-20; nearest: mcr.microsoft.com/dotnet/aspnet:8.0-noble"
            ),
            None,
        ),
        (
            "microsoft/dotnet:2.1-sdk",
            "DI102",
            (
                "docker.io/microsoft/dotnet is a former repository; these images are now in "
                "mcr.microsoft.com/dotnet/sdk"
            ),
            MCR + "sdk:10.0",
        ),
        (
            "microsoft/aspnetcore-build:2.0",
            "DI102",
            (
                "docker.io/microsoft/aspnetcore-build is a former repository; these images "
                "are now in "
                "mcr.microsoft.com/dotnet/sdk; nothing can be pulled from "
                "docker.io/microsoft/aspnetcore-build since 2021-07-12"
            ),
            MCR + "sdk:10.0",
        ),
        (
            "microsoft/aspnet:4.7.2-windowsservercore-1803",
            "DI202",
            ("retired 2018-11-19, and free updates of Windows Server Core 1803 ended 2019-11-12"),
            MCR + "framework/aspnet:4.8-windowsservercore-ltsc2019",
        ),
        (
            MCR + "core/sdk:8.0-jammy",
            "DI101",
            (
                "Never published: mcr.microsoft.com/dotnet/core/sdk had no such tag up to "
                "2026-08-20; nearest: mcr.microsoft.com/dotnet/sdk:8.0-jammy"
            ),
            None,
        ),
        (
            MCR + "nightly/sdk:10.0",
            "DI103",
            "a nightly build is unsupported and changes without notice",
            MCR + "sdk:10.0",
        ),
        (MCR + "sdk:5.0", "DI201", "support of .NET 5.0 ended 2022-05-10", MCR + "sdk:10.0"),
        (
            MCR + "aspnet:8.0-alpine3.18",
            "DI202",
            (
                "retired 2024-06-11, frozen at 8.0.6: Microsoft dropped Alpine 3.18 while .NET "
                "8.0 was still supported"
            ),
            MCR + "aspnet:10.0-alpine3.24",
        ),
        (
            MCR + "aspnet:10.0.9-alpine3.23",
            "DI203",
            (
                "2 patches behind 10.0.11 of 2026-08-11: 11 CVEs fixed since, those of 10.0.11 "
                "not known yet"
            ),
            MCR + "aspnet:10.0.11-alpine3.23",
        ),
        (
            MCR + "aspnet:8.0-bookworm-slim",
            "DI204",
            "support of .NET 8.0 ends 2026-11-10",
            MCR + "aspnet:10.0-noble",
        ),
        (MCR + "sdk:11.0-preview", "DI205", ".NET 11.0 is a preview", None),
        (
            MCR + "sdk:10.0.100-rc.1",
            "DI205",
            "10.0.100-rc.1 is a preview of .NET 10.0, which was released 2025-11-11",
            MCR + "sdk:10.0.400",
        ),
        (
            MCR + "sdk",
            "DI401",
            "no tag means latest, which moves from one version to the next",
            MCR + "sdk:10.0",
        ),
    ],
)
def test_what_a_rule_says(
    judge: Judge, reference: str, rule: str, message: str, replacement: str | None
) -> None:
    found = {one.rule: one for one in judge(f"FROM {reference} AS build\nFROM scratch\n")}
    assert (found[rule].message, found[rule].replacement) == (message, replacement)


def test_the_end_of_a_system_is_told_while_the_version_lives_on(judge: Judge) -> None:
    assert judge(f"FROM {MCR}aspnet:8.0-bookworm-slim\n", "2026-07-20") == []
    (found,) = judge(f"FROM {MCR}aspnet:10.0-alpine3.23\n", "2027-11-01")
    assert (found.rule, found.message, found.replacement) == (
        "DI204",
        "free updates of Alpine 3.23 ended 2027-11-01",
        f"{MCR}aspnet:10.0-alpine3.24",
    )


def test_a_system_that_may_be_dropped_by_now_is_told_as_a_note(judge: Judge) -> None:
    (found,) = judge(f"FROM {MCR}aspnet:10.0-alpine3.23\n", "2026-11-28")
    assert (found.rule, found.severity, found.message, found.replacement) == (
        "DI204",
        "note",
        "Alpine 3.23 is expected to be dropped about 2026-10-01; the tag data is older",
        f"{MCR}aspnet:10.0-alpine3.24",
    )


def test_monitor_is_of_the_version_that_it_follows(judge: Judge) -> None:
    (found,) = judge(f"FROM {MCR}monitor:8\n", "2026-11-28")
    assert (found.rule, found.message, found.replacement) == (
        "DI201",
        "support of .NET 8.0 ended 2026-11-10",
        f"{MCR}monitor:10.0",
    )


def test_nothing_is_told_of_days_to_come(judge: Judge) -> None:
    assert judge(f"FROM {MCR}aspnet:8.0-alpine3.19\n", "2024-06-01") == []
    assert judge(f"FROM {MCR}runtime:8.0.11\n", "2025-01-10") == []


def test_later_variants_of_an_architecture_are_offered(judge: Judge) -> None:
    for platform in ("linux/amd64/v3", "linux/arm/v8", "linux/arm64/v8"):
        assert judge(f"FROM --platform={platform} {MCR}aspnet:10.0\n") == []


def test_the_sdk_ships_only_where_the_last_stage_is_built_on_it(judge: Judge) -> None:
    build, run = f"FROM {MCR}sdk:10.0 AS build\n", f"FROM {MCR}aspnet:10.0\n"
    start = 'ENTRYPOINT ["dotnet", "App.dll"]\n'
    assert [one.rule for one in judge(build + start)] == ["DI301"]
    assert [one.line for one in judge(build + "FROM build AS test\n" + start)] == [1]
    assert [one.line for one in judge(build + start + "FROM build AS test\n")] == [1]
    assert judge(build + run + start) == []
    assert judge(build + start, path=".devcontainer/Dockerfile") == []


@pytest.mark.parametrize(
    "lines",
    [
        'ENTRYPOINT ["dotnet", "/app/App.dll"]',
        "ENTRYPOINT dotnet App.dll",
        'CMD ["dotnet", "--roll-forward", "Major", "App.dll"]',
        'CMD ["dotnet", "exec", "--depsfile", "a.json", "App.dll"]',
        'ENTRYPOINT ["dotnet"]\nCMD ["App.dll"]',
        'ENTRYPOINT ["/entrypoint.sh"]\nCMD ["dotnet", "App.dll"]',
        'CMD ["dotnet", "run", "--project", "src/App"]',
        "CMD ASPNETCORE_URLS=http://*:$PORT dotnet App.dll",
        "CMD cd /src && dotnet run",
        'CMD ["sh", "-c", "dotnet ef database update; exec dotnet App.dll"]',
        'ENTRYPOINT ["tini", "--", "/app/App"]',
        'ENTRYPOINT ["./My.App"]',
        "CMD exec ./App --urls http://*:80",
        'ENV APP_NAME="App.dll"\nENTRYPOINT dotnet "$APP_NAME"',
        'ENTRYPOINT dotnet "${PROJECT}.dll"',
        'ENTRYPOINT ["C:\\\\ServiceMonitor.exe", "w3svc"]',
        'CMD ["bash"]\nCMD ["./App"]',
    ],
)
def test_an_image_on_the_sdk_that_starts_an_app_is_a_fault(judge: Judge, lines: str) -> None:
    assert [one.rule for one in judge(f"FROM {MCR}sdk:10.0\n{lines}\n")] == ["DI301"]


@pytest.mark.parametrize(
    "lines",
    [
        "RUN dotnet App.dll",
        'ENTRYPOINT ["dotnet", "test", "--logger:trx"]',
        'ENTRYPOINT ["dotnet", "vstest", "Tests.dll"]',
        'CMD ["dotnet", "watch", "run"]',
        "CMD dotnet ef database update",
        'CMD ["dotnet", "build"]',
        'ENTRYPOINT ["dotnet"]',
        'CMD ["dotnet", "--info"]',
        'CMD ["sleep", "infinity"]',
        'CMD ["tail", "-f", "/dev/null"]',
        'ENTRYPOINT ["/bin/bash"]',
        'ENTRYPOINT ["bash", "-c", "dotnet test"]',
        'ENTRYPOINT ["pwsh", "-File", "build.ps1"]',
        'ENTRYPOINT ["/entrypoint.sh"]',
        "CMD /bin/bash ./entrypoint.sh",
        'ENTRYPOINT ["cmd.exe"]',
        'HEALTHCHECK CMD ["dotnet", "App.dll"]',
        'ONBUILD ENTRYPOINT ["dotnet", "App.dll"]',
        'CMD ["./App"]\nCMD ["bash"]',
        'ENTRYPOINT dotnet test\nCMD ["./App"]',
        'CMD "',
    ],
)
def test_an_image_on_the_sdk_that_starts_no_app_is_none(judge: Judge, lines: str) -> None:
    assert judge(f"FROM {MCR}sdk:10.0\n{lines}\n") == []


def test_platforms_and_builds_that_an_image_lacks(judge: Judge) -> None:
    def message(platform: str, tag: str) -> list[str]:
        text = f"FROM --platform={platform} {MCR}aspnet:{tag}\n"
        return [one.message for one in judge(text) if one.rule == "DI501"]

    windows = "10.0-nanoserver-ltsc2025"
    assert message("linux/arm64", "10.0") == []
    assert message("linux/arm/v7", "10.0-alpine") == []
    assert message("arm64", "10.0") == []
    assert message("linux/s390x", "10.0") == [
        "it has no image for linux/s390x, only for linux/amd64, linux/arm, linux/arm64"
    ]
    assert message("windows/amd64", "10.0") == [
        "it has no image for windows/amd64, only for linux/amd64, linux/arm, linux/arm64"
    ]
    assert message("linux/amd64", windows) == [
        "it has no image for linux/amd64, only for windows/amd64"
    ]
    assert message("windows(10.0.26100.1)/amd64", windows) == []
    assert message("windows(10.0.17763)/amd64", windows) == [
        "it has no image for Windows build 17763, only for 26100"
    ]
    assert message("$BUILDPLATFORM", "10.0") == []


def test_a_digest_is_asked_for_only_where_a_team_does(judge: Judge) -> None:
    text = f"FROM {MCR}aspnet:10.0\n"
    assert judge(text) == []
    (found,) = judge(text, standards=Standards(require_digest=True))
    assert found.rule == "DI402"
    assert found.replacement is not None
    assert found.replacement.startswith(f"{MCR}aspnet:10.0@sha256:")
    assert judge(f"FROM {found.replacement}\n", standards=Standards(require_digest=True)) == []


def test_tag_and_digest_that_contradict_each_other(judge: Judge) -> None:
    (pinned,) = judge(f"FROM {MCR}aspnet:10.0\n", standards=Standards(require_digest=True))
    digest = str(pinned.replacement).partition("@")[2]
    found = {one.rule: one for one in judge(f"FROM {MCR}aspnet:10.0-alpine@{digest}\n")}
    assert found["DI403"].severity == "error"
    assert found["DI403"].message.startswith("the tag 10.0-alpine never pointed at this digest")


def test_families_that_a_team_does_not_allow(judge: Judge) -> None:
    (found,) = judge(f"FROM {MCR}aspnet:10.0\n", standards=Standards(families=("alpine", "debian")))
    assert found.rule == "DI404"
    assert found.message == "Ubuntu 24.04 is not among the families allowed: alpine, debian"
    allowed = Standards(families=("alpine",))
    assert judge(f"FROM {MCR}aspnet:10.0-alpine\n", standards=allowed) == []


def test_a_mirror_is_judged_as_what_it_mirrors(judge: Judge) -> None:
    text = "FROM contoso.azurecr.io/mcr/dotnet/sdk:5.0 AS build\nFROM scratch\n"
    assert judge(text) == []
    (found,) = judge(text, mirror="contoso.azurecr.io/mcr")
    assert found.rule == "DI201"
    assert found.replacement == "contoso.azurecr.io/mcr/dotnet/sdk:10.0"
    assert found.image == "contoso.azurecr.io/mcr/dotnet/sdk:5.0"


def test_rules_are_named_by_number_or_name() -> None:
    assert numbers(["DI203", "di401", "No-Digest"]) == {"DI203", "DI401", "DI402"}
    with pytest.raises(
        UsageError, match="'DI999' is not a rule; expected one of DI101, unknown-tag"
    ):
        numbers(["DI999"])


def test_rules_stand_in_the_order_of_their_numbers_and_have_names_of_their_own() -> None:
    texts = [rule.text for rule in RULES]
    assert [text.id for text in texts] == sorted({text.id for text in texts})
    assert len({text.name for text in texts}) == len(texts)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.text.id)
def test_every_rule_has_its_page(rule: object) -> None:
    text = rule.text  # type: ignore[attr-defined]
    page = (DOCS / f"{text.id}.md").read_text("utf-8")
    assert page.startswith(f"# {text.id} {text.name}\n\n**{text.severity}**")
    flowing = " ".join(page.split())
    assert text.what in flowing
    assert text.fix in flowing
    for heading in ("## Why", "## How to fix", "## When to ignore"):
        assert heading in page


def test_a_preview_whose_release_is_due_says_so(judge: Judge) -> None:
    def message(day: str) -> str:
        (found,) = judge(f"FROM {MCR}sdk:11.0-preview AS build\nFROM scratch\n", day)
        return found.message

    assert message("2026-11-09") == ".NET 11.0 is a preview"
    out = ".NET 11.0 is a preview; .NET 11.0 was due on 2026-11-10"
    assert message("2026-11-10").startswith(out)
