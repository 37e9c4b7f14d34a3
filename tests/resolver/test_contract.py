"""The table of examples in the contract, and what else `pick` promises in words."""

from datetime import date
from itertools import product
from typing import TYPE_CHECKING

import pytest

from dotimg.catalog.tables import Catalog
from dotimg.errors import UsageError
from dotimg.names.versions import age
from dotimg.resolver import pick, refusal
from dotimg.resolver.due import release_day
from dotimg.resolver.model import NoMatch, Pick, Request

if TYPE_CHECKING:
    from dotimg.catalog.model import AppKind

DAY = "2026-11-22"
MCR = "mcr.microsoft.com/dotnet/"

EXAMPLES = [
    (Request(version="5.0"), "aspnet:5.0"),
    (Request("build", version="5.0"), "sdk:5.0"),
    (Request(), "aspnet:10.0"),
    (Request(os="alpine", app="console", version="10"), "runtime:10.0-alpine"),
    (Request(version="8", os="debian", fixed=True), "aspnet:8.0.30-bookworm-slim"),
    (Request(app="aot", globalization=False), "runtime-deps:10.0-noble-chiseled"),
    (Request("build", app="aot"), "sdk:10.0-noble-aot"),
    (Request(version="8", os="alpine3.18"), "aspnet:8.0-alpine3.18"),
    (
        Request(version="4.8.1", os="ltsc2022"),
        "framework/aspnet:4.8.1-windowsservercore-ltsc2022",
    ),
]

CHOICES = [
    # The SDK's own rule for native apps: no distribution, with ICU unless invariant.
    (Request(app="aot"), "runtime-deps:10.0-noble-chiseled-extra"),
    (Request(app="aot", os="alpine"), "runtime-deps:10.0-alpine-extra"),
    # runtime-deps:8.0-alpine-extra is frozen, the release of the same name is listed.
    (Request(app="aot", os="alpine", version="8"), "runtime-deps:8.0-alpine3.24-extra"),
    # No SDK image with the native toolchain before 10.0.
    (Request("build", app="aot", version="8"), "sdk:8.0"),
    (Request("build", app="aot", version="10", os="alpine"), "sdk:10.0-alpine-aot"),
    (Request(composite=True), "aspnet:10.0-noble-chiseled-composite"),
    (Request(composite=True, os="alpine"), "aspnet:10.0-alpine3.24-composite"),
    (Request(distroless=True), "aspnet:10.0-noble-chiseled"),
    (Request(distroless=True, os="azurelinux"), "aspnet:10.0-azurelinux3.0-distroless"),
    (Request(os="noble-chiseled"), "aspnet:10.0-noble-chiseled"),
    (Request(os="alpine", globalization=True), "aspnet:10.0-alpine-extra"),
    (Request(os="ubuntu", globalization=True), "aspnet:10.0-noble"),
    # noble has no 32-bit Arm image of 8.0.
    (Request(os="ubuntu", version="8"), "aspnet:8.0-noble"),
    (Request(os="ubuntu", version="8", arch="arm"), "aspnet:8.0-jammy"),
    (Request(os="linux"), "aspnet:10.0"),
    (Request(os="windows"), "aspnet:10.0-nanoserver-ltsc2025"),
    (Request(os="nanoserver"), "aspnet:10.0-nanoserver-ltsc2025"),
    # Plain tags held Windows images until 8.0.
    (Request(os="windows", version="5"), "aspnet:5.0"),
    (Request(os="mariner", version="6"), "aspnet:6.0-cbl-mariner2.0"),
    (Request(single_arch=True, arch="x64"), "aspnet:10.0-noble-amd64"),
    (Request(fixed=True), "aspnet:10.0.11"),
    (Request(os="alpine", fixed=True), "aspnet:10.0.11-alpine3.24"),
    (Request(version="preview"), "aspnet:11.0-preview"),
    (Request(version="11", os="azurelinux"), "aspnet:11.0-preview-azurelinux4.0"),
    (Request(version="sts"), "aspnet:9.0"),
    (Request(version="latest"), "aspnet:10.0"),
    (Request(version="8.0.11"), "aspnet:8.0.11"),
    (Request("build", version="8.0.404"), "sdk:8.0.404"),
    (Request("build", version="8.0.11"), "sdk:8.0.404"),
    (Request("build", version="8.0.4xx"), "sdk:8.0.424"),
    # Flags of the image to run on do not change what it is built on.
    (Request("build", distroless=True, composite=True), "sdk:10.0"),
    # A major version alone is its newest channel.
    (Request(version="8.x"), "aspnet:8.0"),
    (Request(version=".NET 8"), "aspnet:8.0"),
    (Request("build", version="3"), "sdk:3.1"),
    (Request("build", version="1.1.14"), "core/sdk:1.1.14"),
    (Request("build", version="8.0.401-1"), "sdk:8.0.401-1"),
    (Request("build", version="3.1.100-preview3-014645"), "core/sdk:3.1.100-preview3"),
    # The plain tag lives longer than what was frozen at a higher version.
    (Request("build", version="2.2"), "core/sdk:2.2"),
    (Request(arch="windows/amd64"), "aspnet:10.0-nanoserver-ltsc2025"),
    (Request(arch="linux-musl-arm64"), "aspnet:10.0-alpine"),
    (
        Request(version="4.7.2", fixed=True),
        "framework/aspnet:4.7.2-20250909-windowsservercore-ltsc2019",
    ),
    (
        Request(version="3.5", os="windowsservercore"),
        "framework/aspnet:3.5-windowsservercore-ltsc2022",
    ),
    (Request("build", version="10.0.3xx"), "sdk:10.0.302"),
    (Request(version="8.0.404"), "aspnet:8.0.11"),
    (Request("build", version="11.0.100-preview.7.25380.108"), "sdk:11.0.100-preview.7"),
    (Request("build", version="5.0.102"), "sdk:5.0.102-1"),
    (Request(version="3.1"), "aspnet:3.1"),
    (Request(version="3.0"), "core/aspnet:3.0"),
    (Request("build", version="1.1"), "core/sdk:1.1"),
    (Request(version="net472"), "framework/aspnet:4.7.2"),
    (Request(version="4.8.1"), "framework/aspnet:4.8.1"),
    (Request(version="3.5", app="console"), "framework/runtime:3.5"),
    (
        Request(version="4.8.1", fixed=True),
        "framework/aspnet:4.8.1-20260811-windowsservercore-ltsc2025",
    ),
]


def picked(catalog: Catalog, request: Request, day: str = DAY) -> Pick:
    found = pick(catalog, request, day)
    assert isinstance(found, Pick), found
    return found


def refused(catalog: Catalog, request: Request) -> NoMatch:
    found = pick(catalog, request, DAY)
    assert isinstance(found, NoMatch), found
    return found


@pytest.mark.parametrize(("request_", "expected"), EXAMPLES + CHOICES, ids=str)
def test_picks(catalog: Catalog, request_: Request, expected: str) -> None:
    found = picked(catalog, request_)
    assert f"{found.repository}:{found.tag.name}" == MCR + expected


def test_docker_hub_is_the_last_home(catalog: Catalog) -> None:
    found = picked(catalog, Request("build", version="2.0"))
    assert f"{found.repository}:{found.tag.name}" == "docker.io/microsoft/dotnet:2.0-sdk"
    assert any("the last tag" in note for note in found.notes)


def test_an_sdk_of_another_channel_than_its_runtime_is_found(catalog: Catalog) -> None:
    found = picked(catalog, Request("build", version="2.1.101"))
    assert found.tag.name == "2.0.6-sdk-2.1.101"


def test_a_family_that_the_channel_lacks_is_no_and_names_the_default(catalog: Catalog) -> None:
    answer = refused(catalog, Request(version="10", os="debian"))
    assert answer.reason == ".NET 10.0 has no Debian image in aspnet"
    assert answer.nearest[0] == MCR + "aspnet:10.0-noble"


@pytest.mark.parametrize(
    ("request_", "reason", "nearest"),
    [
        (Request(version="13"), "there is no image of .NET 13.0", "aspnet:10.0"),
        (
            Request("build", version="8.0.999"),
            "there is no sdk image of 8.0.999; the newest",
            "sdk:10.0.400",
        ),
        (Request(version="8.0.99"), "there is no aspnet image of 8.0.99", "aspnet:10.0.11"),
        (
            Request(version="4.8", os="alpine"),
            ".NET Framework 4.8 has no Alpine image",
            "framework/aspnet:4.8-windowsservercore-ltsc2019",
        ),
        (
            Request(version="3.1", app="aot"),
            ".NET 3.1 has no native AOT",
            "runtime-deps:10.0-noble-chiseled-extra",
        ),
        (Request(version="4.8", app="aot"), "a .NET Framework app cannot", "framework/aspnet:4.8"),
        (
            Request(app="console", composite=True),
            "no image in runtime that is composite",
            "runtime:10.0",
        ),
        (
            Request("build", app="aot", os="alpine", arch="arm"),
            "no Alpine image for arm in sdk that is for native AOT",
            "sdk:10.0-alpine-aot",
        ),
        (
            Request(os="ltsc2025", arch="arm64"),
            "no ltsc2025 image for arm64",
            "aspnet:10.0-nanoserver-ltsc2025",
        ),
    ],
)
def test_says_what_is_missing_and_what_is_nearest(
    catalog: Catalog, request_: Request, reason: str, nearest: str
) -> None:
    answer = refused(catalog, request_)
    assert reason in answer.reason
    assert answer.nearest[0] == MCR + nearest


def test_there_is_no_preview_among_the_answers_for_a_released_channel(catalog: Catalog) -> None:
    # 10.0 previews existed on Debian trixie.
    assert "10.0-preview-trixie-slim" in {
        tag.name for tag in catalog.retired(MCR + "aspnet", "10.0")
    }
    refused(catalog, Request(version="10", os="trixie"))


def test_a_preview_is_given_to_who_names_it(catalog: Catalog) -> None:
    assert picked(catalog, Request(version="10.0.0-rc.1")).tag.name == "10.0.0-rc.1"


def test_ended_support_names_the_day(catalog: Catalog) -> None:
    assert picked(catalog, Request(version="5.0")).warnings == (
        "support of .NET 5.0 ended 2022-05-10",
    )


def test_a_retired_release_names_where_it_froze_and_what_is_listed(catalog: Catalog) -> None:
    found = picked(catalog, Request(version="8", os="alpine3.18"))
    assert found.warnings[0] == "retired 2024-06-11, frozen at 8.0.6; listed: 8.0-alpine"


def test_the_first_clock_to_stop_decides_and_the_channel_is_named_too(catalog: Catalog) -> None:
    found = picked(catalog, Request(version="8", os="alpine3.18"))
    assert found.support.ends == "2024-06-11"
    assert found.warnings == (
        "retired 2024-06-11, frozen at 8.0.6; listed: 8.0-alpine",
        "support of .NET 8.0 ended 2026-11-10",
    )


def test_debian_and_channel_end_with_the_channel(catalog: Catalog) -> None:
    found = picked(catalog, Request(version="8"))
    assert found.support.ends == "2026-11-10"
    assert found.warnings == ("support of .NET 8.0 ended 2026-11-10",)


def test_a_release_that_may_be_dropped_by_now_is_given_with_a_warning(catalog: Catalog) -> None:
    found = picked(catalog, Request(version="10", os="alpine3.23"))
    assert not found.support.over
    expected = "Alpine 3.23 is expected to be dropped about 2026-10-01; the tag data is older"
    assert found.warnings == (expected,)


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2024-01-01", "8.0"), ("2025-11-11", "10.0"), ("2028-11-14", "10.0"), ("2021-12-01", "6.0")],
)
def test_lts_is_the_newest_one_of_the_day(catalog: Catalog, day: str, expected: str) -> None:
    assert picked(catalog, Request(), day).channel == expected


def test_says_why(catalog: Catalog) -> None:
    assert picked(catalog, Request()).why == (
        "10.0 is the newest LTS channel",
        "aspnet: ASP.NET Core runtime",
        "Ubuntu 24.04 is the default system of 10.0",
    )


def test_warns_of_missing_icu_unless_the_user_spoke_of_it(catalog: Catalog) -> None:
    assert any("no ICU" in note for note in picked(catalog, Request(os="alpine")).notes)
    invariant = picked(catalog, Request(os="alpine", globalization=False))
    assert not any("no ICU" in note for note in invariant.notes)


@pytest.mark.parametrize(
    ("request_", "listed"),
    [
        (Request(version="8.0.11"), "8.0.30"),
        (Request(version="8.0.6", os="alpine"), "8.0.30-alpine3.24"),
        (Request("build", version="10.0.3xx"), "10.0.400"),
        # .NET Framework is replaced in place, on the same host.
        (Request(version="4.8", os="ltsc2022"), "4.8.1-windowsservercore-ltsc2022"),
        (Request(version="4.7.2", os="ltsc2019"), "4.8-windowsservercore-ltsc2019"),
        (Request(version="4.7.2"), "4.8"),  # of ltsc2016 and ltsc2019, where 4.8.1 is not
    ],
)
def test_a_retired_tag_names_what_is_listed_instead(
    catalog: Catalog, request_: Request, listed: str
) -> None:
    assert picked(catalog, request_).warnings[0].endswith(f"; listed: {listed}")


def test_what_replaces_nothing_is_not_named(catalog: Catalog) -> None:
    assert "listed" not in picked(catalog, Request(version="3.5")).warnings[0]


def test_a_superseded_patch_is_not_called_frozen(catalog: Catalog) -> None:
    first = picked(catalog, Request(version="8.0.11")).warnings[0]
    assert first.startswith("retired 2025-01-14, superseded by a newer patch")


def test_a_word_means_the_channel_of_the_day(catalog: Catalog) -> None:
    found = picked(catalog, Request(version="preview"), "2023-09-01")
    assert (found.tag.name, found.why[0]) == ("8.0", "8.0 was the newest preview on 2023-09-01")
    assert picked(catalog, Request(version="lts"), "2023-09-01").channel == "6.0"
    assert picked(catalog, Request(version="latest"), "2023-09-01").channel == "7.0"


def test_previews_are_remarked_upon(catalog: Catalog) -> None:
    assert any("is a preview" in note for note in picked(catalog, Request(version="11")).notes)


@pytest.mark.parametrize(
    ("os", "arch"),
    [("alpine", "win-x64"), ("windows", "linux/arm64"), ("nanoserver", "linux/amd64")],
)
def test_a_system_and_a_platform_that_contradict_each_other_are_refused(
    catalog: Catalog, os: str, arch: str
) -> None:
    with pytest.raises(UsageError, match="is not available for --os"):
        pick(catalog, Request(os=os, arch=arch), DAY)


@pytest.mark.parametrize(
    ("request_", "nearest"),
    [
        (Request(version="8", os="resolute"), "aspnet:10.0-resolute"),
        (Request(version="8", os="20H2"), "aspnet:10.0-nanoserver-ltsc2025"),
        (Request(version="10", os="mariner"), "aspnet:10.0-azurelinux3.0"),
        (Request(version="8.0.30", os="alpine3.18"), "aspnet:10.0.11-alpine3.24"),
        (Request(version="10.0.5", os="debian"), "aspnet:10.0.11-noble"),
        (Request(version="net20"), "framework/aspnet:4.8.1"),
    ],
)
def test_the_nearest_is_supported_and_of_the_same_family(
    catalog: Catalog, request_: Request, nearest: str
) -> None:
    assert refused(catalog, request_).nearest[0] == MCR + nearest


@pytest.mark.parametrize(
    ("request_", "nearest"),
    [
        (Request(version="8", os="resolute"), "aspnet:8.0-noble"),
        (Request(version="8", os="20H2"), "aspnet:8.0-nanoserver-ltsc2025"),
        (Request(version="8.0.30", os="alpine3.18"), "aspnet:8.0.30-alpine3.24"),
        (Request("build", version="8.0.999"), "sdk:8.0.424"),
    ],
)
def test_the_version_stays_while_it_is_supported(
    catalog: Catalog, request_: Request, nearest: str
) -> None:
    for day, place in (("2026-07-01", 0), (DAY, -1)):
        answer = pick(catalog, request_, day)
        assert isinstance(answer, NoMatch)
        assert answer.nearest[place] == MCR + nearest
        assert (answer.statuses[place] == "ended") == (day == DAY)


def test_what_is_near_and_not_supported_is_marked(catalog: Catalog) -> None:
    answer = refused(catalog, Request("build", version="2.2", os="noble"))
    assert dict(zip(answer.nearest, answer.statuses, strict=True)) == {
        MCR + "sdk:10.0-noble": "supported",
        MCR + "core/sdk:2.2-bionic": "ended",
    }
    assert str(refusal(answer, None)).endswith(f"{MCR}core/sdk:2.2-bionic (ended)")


@pytest.mark.parametrize("os", ["windows", "nanoserver", "ltsc2019", "1809", "linux", "jammy"])
def test_the_kind_of_system_stays(catalog: Catalog, os: str) -> None:
    kind = "linux" if os in ("linux", "jammy") else "windows"
    tags = {f"{path}:{tag.name}": tag for path, _, tag in catalog.all_tags()}
    apps: tuple[AppKind, ...] = ("web", "console", "self-contained", "aot")
    for version, app, distroless in product(("10", "9", "8.0.5", "3.1"), apps, (True, False)):
        request = Request(version=version, os=os, app=app, arch="arm64", distroless=distroless)
        answer = pick(catalog, request, DAY)
        for reference in answer.nearest if isinstance(answer, NoMatch) else ():
            releases = tags[reference].releases
            assert kind in {catalog.systems[release].type for release in releases}


@pytest.mark.parametrize(
    ("request_", "reason", "tag"),
    [
        (Request(version="10.0.12"), ".NET 10.0.12 is not", "10.0.12"),
        (Request(version="10.0.12", os="alpine"), ".NET 10.0.12 is not", "10.0.12-alpine3.24"),
        (Request("build", version="10.0.401"), ".NET 10.0.401 is not", "10.0.401"),
        (Request("build", version="10.0.12"), ".NET 10.0.12 is not", ""),
        (Request(version="11.0.0-rc.1"), ".NET 11.0.0-rc.1 is not", "11.0.0-rc.1"),
        (Request(os="alpine3.25"), "Alpine 3.25 is not", "10.0-alpine3.25"),
        (Request(os="3.25", distroless=True, version="8"), ".NET 8.0 has no Alpine 3.24", ""),
        (Request(os="nanoserver-ltsc2028"), "Nano Server ltsc2028 is not", ""),
        (Request(os="28.04"), "Ubuntu 28.04 is not", ""),
        (Request(os="28.04", version="8"), ".NET 8.0 has no Ubuntu 26.04", ""),
        (Request(version="12"), ".NET 12.0 is not", "12.0-preview"),
        (Request(version="10.0.12", os="debian"), ".NET 10.0 has no Debian image", ""),
        (Request(version="11", os="debian"), ".NET 11.0 has no Debian image", ""),
    ],
)
def test_what_is_only_newer_than_the_tables_is_called_that(
    catalog: Catalog, request_: Request, reason: str, tag: str
) -> None:
    answer = refused(catalog, request_)
    assert answer.reason.startswith(reason)
    assert answer.nearest
    if "is not" in reason or request_.os in ("3.25", "28.04"):
        assert "in the tag data (2026-08-20) but may be newer" in answer.reason
    if tag:
        assert answer.newer
        assert answer.newer.tag.name == tag


@pytest.mark.parametrize(
    "os", ["alpine3.26.1", "alpine3.20.1", "ubuntu40.04", "ltsc2040", "noble9"]
)
def test_what_no_series_goes_on_with_is_no_system(catalog: Catalog, os: str) -> None:
    with pytest.raises(UsageError):
        pick(catalog, Request(os=os), DAY)


@pytest.mark.parametrize(
    ("version", "tag", "newer"),
    [
        ("11", "11.0-preview", "11.0"),
        ("preview", "11.0-preview", "11.0"),
        ("latest", "10.0", "11.0"),
        ("sts", "9.0", "11.0"),
    ],
)
def test_a_release_that_the_calendar_knows_is_warned_of(
    catalog: Catalog, version: str, tag: str, newer: str
) -> None:
    said = (
        ".NET 11.0 was due on 2026-11-10, "
        "after the tag data (2026-08-20); if it is out, its tag is 11.0"
    )
    found = picked(catalog, Request(version=version))
    assert (found.tag.name, found.warnings[-1]) == (tag, said)
    assert found.newer
    assert found.newer.tag.name == newer
    assert (found.released == "2026-11-10") == tag.endswith("preview")
    before = picked(catalog, Request(version=version), "2026-11-09")
    assert (before.tag.name, before.newer, before.released) == (tag, None, "")
    assert not [text for text in before.warnings if "calendar" in text]


def test_lts_is_not_warned_of_before_the_next_one(catalog: Catalog) -> None:
    assert picked(catalog, Request(), "2027-11-08").newer is None
    newer = picked(catalog, Request(), "2027-11-09").newer
    assert newer
    assert newer.tag.name == "12.0"


def test_the_calendar_is_that_of_all_channels_released(catalog: Catalog) -> None:
    """A channel comes in the month and year after the one before, on the second Tuesday."""
    for channel in [one for one in catalog.channels if one.released and age(one.name) > [6, 0]]:
        assert date.fromisoformat(channel.released or "").weekday() == 1
        assert 8 <= int((channel.released or "")[8:]) <= 14
    assert release_day(catalog, "11.0") == "2026-11-10"
    assert (release_day(catalog, "10.0"), release_day(catalog, "11.1")) == ("", "")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-03-01", "11.0"),
        ("2025-11-10", "10.0"),
        ("2024-06-01", "9.0"),
        ("2022-06-01", "7.0"),
        ("2021-11-07", "6.0"),
    ],
)
def test_preview_is_the_one_of_the_day(catalog: Catalog, day: str, expected: str) -> None:
    found = picked(catalog, Request(version="preview"), day)
    assert found.channel == expected
    assert any("preview" in note for note in found.notes) == (expected == "11.0")


def test_between_a_release_and_the_first_preview_there_is_none(catalog: Catalog) -> None:
    answer = pick(catalog, Request(version="preview"), "2025-12-01")
    assert isinstance(answer, NoMatch)
    assert answer.reason.startswith("no preview of .NET was published by 2025-12-01")


def test_an_image_that_cannot_be_pulled_is_given_with_a_warning(catalog: Catalog) -> None:
    found = picked(catalog, Request(version="1.0"))
    assert (found.repository, found.tag.name) == ("docker.io/microsoft/aspnetcore", "1.0")
    said = "nothing can be pulled from docker.io/microsoft/aspnetcore since 2021-07-12"
    assert found.warnings[-1] == said


def test_the_release_that_is_told_offers_the_architecture(catalog: Catalog) -> None:
    found = picked(catalog, Request(version="3.1", os="windows", arch="arm", fixed=True))
    assert "arm" in found.tag.architectures(found.release)


def test_every_release_and_sdk_with_an_image_is_found(catalog: Catalog) -> None:
    held = [(path, tag) for path, _, tag in catalog.all_tags() if tag.published]
    # Docker Hub's images of ASP.NET Core tell nothing of SDK and runtime.
    tags = {tag.name for path, tag in held if "microsoft/aspnet" not in path}
    missed = []
    for channel in catalog.channels:
        for release in catalog.releases(channel.name):
            requests = [Request("run", release.runtime, app="console")]
            requests += [Request("build", sdk) for sdk in release.sdks]
            missed += [
                request
                for request in requests
                if request.version in tags and isinstance(pick(catalog, request, DAY), NoMatch)
            ]
    assert missed == []
