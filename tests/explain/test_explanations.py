"""What single references are explained as."""

import json
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotimg.catalog.details import Digest
from dotimg.catalog.tables import Catalog
from dotimg.errors import UsageError
from dotimg.explain import Explainer
from dotimg.explain.cautions import hosts
from dotimg.explain.model import Explanation
from tests.conftest import DAY

MCR = "mcr.microsoft.com/dotnet/"
SUMMER = "2026-08-21"  # when 8.0 and 9.0 were still supported
FROZEN = "sha256:4b2da7653c257f250666ddf37aebbc7198f955474936f5bd0927e46a96a6f436"  # alpine3.18
REBUILT = "sha256:207cc51496778557731c81ff670333d8ade4a4fec22768fd1be8e78474a84ecf"  # 10.0.11
OF_6_0 = "sha256:69ca1a6ef8b81cc364c69b2ecfacb7cef00cd156c8dba344e139f9c700c7e3c4"  # latest then
CURRENT = "sha256:a4556ed033fa96f984bb7a8d348851cb2d36b1281dd2420070045f664fbb5f94"  # the next one


@pytest.fixture(scope="module")
def explainer(catalog: Catalog) -> Explainer:
    return Explainer(catalog, DAY)


@pytest.fixture(scope="module")
def summer(catalog: Catalog) -> Explainer:
    return Explainer(catalog, SUMMER)


def test_a_floating_tag_that_lives(explainer: Explainer) -> None:
    found = explainer.explain("sdk:10.0")
    assert found.sentence == ".NET SDK 10.0 on Ubuntu 24.04: a floating tag, now 10.0.400"
    assert (found.name.repository, found.name.kind, found.name.era) == (
        MCR + "sdk",
        "floating",
        "mcr-dotnet",
    )
    assert found.inside.tags == ("10.0", "10.0-noble", "10.0.400", "10.0.400-noble", "latest")
    assert found.dates.history[0].digest == found.name.digest
    assert [one.version for one in found.dates.history][-1] == "10.0.100-rc.1"
    assert all(one.size for one in found.inside.platforms)
    assert (found.step, found.remedy.replacement) == (None, None)
    assert found.scanner == "rebuild with --pull; this tag still gets patches"


def test_a_floating_tag_whose_system_was_dropped(explainer: Explainer) -> None:
    found = explainer.explain("mcr.microsoft.com/dotnet/aspnet:8.0-alpine3.18")
    assert found.sentence == "ASP.NET Core runtime 8.0 on Alpine 3.18: a floating tag, last 8.0.6"
    assert found.because == "Microsoft dropped Alpine 3.18 while .NET 8.0 was still supported"
    assert found.support.reason == "retired 2024-06-11, frozen at 8.0.6"
    assert found.name.digest == FROZEN
    assert found.inside.tags == ("8.0-alpine3.18", "8.0.6-alpine3.18")
    assert (found.remedy.patches[0].version, found.remedy.patches[-1].version) == (
        "8.0.30",
        "8.0.7",
    )
    assert found.remedy.patches[0].cves is None
    assert "CVE-2024-38095" in found.cves  # fixed by 8.0.7
    assert found.step == found.remedy.replacement == MCR + "aspnet:10.0-alpine3.24"
    assert "support of .NET 8.0 ended 2026-11-10" in found.notes


def test_the_smallest_step_stays_in_a_channel_that_is_supported(summer: Explainer) -> None:
    found = summer.explain("aspnet:8.0-alpine3.18")
    assert found.step == MCR + "aspnet:8.0-alpine3.24"
    assert found.remedy.replacement == MCR + "aspnet:10.0-alpine3.24"
    assert found.scanner == f"move to {found.remedy.replacement}"


def test_a_superseded_patch_keeps_its_precision_and_architecture(summer: Explainer) -> None:
    found = summer.explain("aspnet:9.0.10-noble-chiseled-extra-amd64")
    assert found.name.kind == "fixed"
    assert found.because == "superseded by 9.0.11-noble-chiseled-extra-amd64"
    assert found.step == MCR + "aspnet:9.0.19-noble-chiseled-extra-amd64"
    assert found.remedy.replacement == MCR + "aspnet:10.0.11-noble-chiseled-extra-amd64"


def test_a_family_that_the_lts_lacks_gives_way_to_the_publishers_default(
    explainer: Explainer,
) -> None:
    assert (
        explainer.explain("aspnet:8.0-bookworm-slim").remedy.replacement
        == MCR + "aspnet:10.0-noble"
    )
    assert explainer.explain("sdk:8.0.404").remedy.replacement == MCR + "sdk:10.0.400"


def test_an_end_that_is_near_names_what_comes_next(summer: Explainer) -> None:
    found = summer.explain("aspnet:9.0-noble")
    assert found.support.status == "ends-soon"
    assert found.scanner.startswith("rebuild with --pull")
    assert found.remedy.replacement == MCR + "aspnet:10.0-noble"


@pytest.mark.parametrize(
    ("reference", "because"),
    [
        ("sdk:5.0", "support of .NET 5.0 ended 2022-05-10"),
        ("sdk:8.0.401", "superseded by 8.0.401-1"),
        ("core/aspnet:3.0", "support of .NET Core 3.0 ended 2020-03-03"),
        ("microsoft/dotnet:2.1-sdk", "the repository moved to mcr.microsoft.com/dotnet/sdk"),
        ("aspnet:10.0-preview", "superseded by 10.0"),
        ("aspire-dashboard:13.0.0", "13.0 was replaced by 13.1"),
        ("monitor:6.1", "6.1 was replaced by 6.2"),
        (
            "framework/aspnet:3.5-windowsservercore-ltsc2022",
            "images of .NET Framework 3.5 are no longer published",
        ),
        (
            "runtime:5.0-nanoserver-2004",
            "Microsoft dropped Nano Server 2004 while .NET 5.0 was still supported",
        ),
        ("microsoft/dotnet:1.0.7-sdk", "no longer updated while .NET Core 1.0 was still supported"),
        (
            "aspnet:8.0-alpine-composite",
            "Microsoft dropped Alpine 3.22 while .NET 8.0 was still supported",
        ),
        ("runtime-deps:8.0iner-amd64", "no longer updated while .NET 8.0 was still supported"),
        (
            "framework/aspnet:4.8-20260714-windowsservercore-ltsc2019",
            "superseded by 4.8-20260811-windowsservercore-ltsc2019",
        ),
        ("monitor:8.0.0", "superseded by 8.0.1"),
        ("core/aspnet:5.0", f"images of .NET 5.0 moved to {MCR}aspnet"),
        ("microsoft/aspnetcore:2.1.0-preview1", f"images of .NET Core 2.1 moved to {MCR}aspnet"),
        (
            "microsoft/aspnet:1.0.0-rc1-update1",
            "images of .NET Core 1.0 moved to docker.io/microsoft/aspnetcore",
        ),
        ("core/runtime:1.1", "images of .NET Core 1.1 are no longer published"),
        ("samples:aspnetapp-8.0", "samples of .NET 8.0 are no longer published"),
    ],
)
def test_says_why_a_tag_was_retired(explainer: Explainer, reference: str, because: str) -> None:
    assert explainer.explain(reference).because == because


@pytest.mark.parametrize(
    ("reference", "step", "caution"),
    [
        (
            "framework/runtime:3.5-windowsservercore-ltsc2022",
            "framework/runtime:4.8.1-windowsservercore-ltsc2022",
            "4.8.1 runs on CLR 4: an app built for 3.5 needs a new target",
        ),
        (
            "aspnet:3.1-nanoserver-1809",
            "aspnet:10.0-nanoserver-ltsc2025",
            "Windows Server 2019 cannot run 10.0-nanoserver-ltsc2025: move the host first",
        ),
        (
            "sdk:3.1",
            "sdk:10.0",
            "10.0 holds no image for Windows: there the tag must name its release",
        ),
    ],
)
def test_says_what_to_mind_of_a_move(
    explainer: Explainer, reference: str, step: str, caution: str
) -> None:
    found = explainer.explain(reference)
    assert found.step == MCR + step
    assert any(note.startswith(caution) for note in found.notes)


def test_a_move_that_changes_no_host_needs_no_caution(explainer: Explainer) -> None:
    assert not [note for note in explainer.explain("sdk:5.0-alpine").notes if "hold" in note]


def test_a_fixed_tag_of_a_product_with_its_own_versions_stays_fixed(explainer: Explainer) -> None:
    found = explainer.explain("aspire-dashboard:9.0.0-amd64")
    assert found.remedy.replacement == MCR + "aspire-dashboard:13.4.2-amd64"


def test_the_first_end_of_several_systems_is_said(explainer: Explainer) -> None:
    found = explainer.explain("framework/aspnet:4.8")
    assert (found.support.status, found.support.ends) == ("supported", None)  # it moves on
    assert "free updates of Windows Server Core ltsc2016 end 2027-01-12" in found.notes


def test_a_digest_that_is_older_than_what_a_copy_points_at_is_said_to_be(
    explainer: Explainer,
) -> None:
    note = "the digest is that of 3.1.403; the one of 3.1.426 is unknown"
    assert note in explainer.explain("core/sdk:3.1").notes
    assert note not in explainer.explain("sdk:3.1").notes


def test_upper_case_is_read_as_what_was_meant(explainer: Explainer) -> None:
    assert explainer.explain(FROZEN.upper()).name.digest == FROZEN
    assert explainer.explain("aspnet@" + FROZEN.upper()[:30]).name.digest == FROZEN
    shouted = explainer.explain("aspnet:8.0-ALPINE")
    assert not shouted.known
    assert shouted.remedy.nearest == (MCR + "aspnet:10.0-alpine", MCR + "aspnet:8.0-alpine")
    assert "the publisher's tags are in lower case" in shouted.notes


def test_a_digest_is_superseded_by_a_later_one(explainer: Explainer) -> None:
    assert explainer.explain("sha256:083a75815ab1").because == "superseded by 10.0.4 on 2026-03-10"


def test_a_platform_or_a_variant_that_a_move_loses_is_said(summer: Explainer) -> None:
    lost = summer.explain("runtime-deps:9.0.7-alpine3.22-aot-amd64")
    assert "10.0.11-alpine3.24-amd64 has no aot" in lost.notes
    kept = summer.explain("aspnet:9.0.10-noble-chiseled-extra-amd64")
    assert not [note for note in kept.notes if "has no" in note]


def test_hosts_are_those_of_the_platforms_it_had_last(explainer: Explainer) -> None:
    found = explainer.explain("framework/sdk:3.5")
    assert found.sentence.startswith(".NET Framework SDK 3.5 on Windows Server Core: ")
    assert [one.release for one in found.inside.hosts] == [
        one.release for one in found.inside.platforms
    ]


def test_what_has_no_release_notes_is_not_said_to_miss_some(explainer: Explainer) -> None:
    assert not [note for note in explainer.explain("samples:aspnetapp").notes if "notes" in note]


@pytest.mark.parametrize("version", ["2.2.6-nanoserver-1809-arm32v7", "2.2-nanoserver-1809-arm32"])
def test_a_dead_image_without_a_successor_is_not_said_to_be_the_newest(
    explainer: Explainer, version: str
) -> None:
    found = explainer.explain(f"core/aspnet:{version}")
    assert (found.step, found.scanner) == (None, "nothing newer is supported")


def test_a_tag_that_only_the_present_home_has_is_named_there(explainer: Explainer) -> None:
    found = explainer.explain("core/aspnet:10.0")
    assert (found.known, found.remedy.nearest) == (False, (MCR + "aspnet:10.0",))


def test_a_tag_that_has_ended_where_it_is_leads_to_a_supported_one(explainer: Explainer) -> None:
    found = explainer.explain("core/sdk:8.0-jammy").remedy
    assert found.nearest == (MCR + "sdk:10.0-noble", MCR + "sdk:8.0-jammy")
    assert found.nearest_status == ("supported", "ended")


@pytest.mark.parametrize(
    ("reference", "nearest"),
    [
        ("sdk:2.2", MCR + "core/sdk:2.2"),
        ("sdk:2.2-alpine", MCR + "core/sdk:2.2-alpine"),
        ("runtime-deps:1.0", MCR + "core/runtime-deps:1.0"),
        ("sdk:2.0", "docker.io/microsoft/dotnet:2.0-sdk"),
        ("sdk:1.1-nanoserver", "docker.io/microsoft/dotnet:1.1-sdk-nanoserver"),
    ],
)
def test_a_tag_that_only_a_former_home_has_is_named_there(
    explainer: Explainer, reference: str, nearest: str
) -> None:
    found = explainer.explain(reference).remedy
    assert found.nearest[-1] == nearest
    assert found.nearest_status[-1] in ("ended", "retired")
    assert found.nearest_status[0] == "supported"


@pytest.mark.parametrize(
    ("reference", "nearest"),
    [
        ("aspnet:10.0-nanoserver-1809", "aspnet:10.0-nanoserver-ltsc2025"),
        ("aspnet:10.0-windows", "aspnet:10.0-nanoserver-ltsc2025"),
        ("aspnet:10.0-ubuntu", "aspnet:10.0-noble"),
        ("aspnet:10.0-26.04", "aspnet:10.0-resolute"),
        ("aspnet:10.0-mariner", "aspnet:10.0-azurelinux3.0"),
        ("sdk:10.0-nanoserver-ltsc2028", "sdk:10.0-nanoserver-ltsc2025"),
        ("aspnet:4.8", "framework/aspnet:4.8"),
        ("framework/sdk:10.0", "sdk:10.0"),
        ("aspnet:nonsense", "aspnet:10.0"),
        ("samples:nonsense", "samples:aspnetapp"),
    ],
)
def test_the_nearest_has_the_system_that_was_asked_for(
    explainer: Explainer, reference: str, nearest: str
) -> None:
    assert explainer.explain(reference).remedy.nearest[0] == MCR + nearest


def test_a_name_of_a_system_that_pick_knows_is_called_none_of_no_system(
    explainer: Explainer,
) -> None:
    for word in ("mariner", "ubuntu", "windows", "nano", "servercore", "debian12"):
        notes = explainer.explain(f"aspnet:10.0-{word}").notes
        assert not [note for note in notes if "not an operating system" in note]
    assert any(
        "not an operating system" in note for note in explainer.explain("aspnet:10.0-qnx").notes
    )


def test_what_is_near_is_supported_or_of_the_kind_that_was_asked_for(
    catalog: Catalog, explainer: Explainer
) -> None:
    systems = [one for one in catalog.systems.values() if one.names and one.type != one.name]
    for system, version in product(systems, ("10.0", "8.0", "2.2")):
        answer = explainer.explain(f"runtime:{version}-{system.name}")
        found = answer.remedy
        if answer.known:
            continue
        assert found.nearest_status[0] == "supported"
        over = [status for status in found.nearest_status if status in ("ended", "retired")]
        assert len(over) < 2
        for reference in found.nearest:
            assert system.type in {one.type for one in explainer.explain(reference).inside.systems}


def test_a_release_that_the_calendar_knows_is_told(explainer: Explainer) -> None:
    out = ".NET 11.0 was due on 2026-11-10"
    assert out in explainer.explain("aspnet:11.0").notes
    assert f"{out}, after the tag data (2026-08-20)" in explainer.explain("sdk:11.0-preview").notes
    later = ".NET 12.0 is due on 2027-11-09"
    assert later in explainer.explain("aspnet:12.0").notes


def test_a_digest_of_another_algorithm_is_not_known(explainer: Explainer) -> None:
    found = explainer.explain("aspnet@sha512:" + "a" * 128)
    assert not found.known
    assert found.sentence.startswith("No .NET image of this digest was ever listed")


def test_a_former_home_names_the_present_one(explainer: Explainer) -> None:
    found = explainer.explain("microsoft/dotnet:2.1-aspnetcore-runtime-alpine")
    assert found.name.repository == "docker.io/microsoft/dotnet"
    assert found.name.era == "docker-hub"
    assert found.sentence.startswith("ASP.NET Core runtime 2.1 on Alpine")
    assert any(note.endswith("these images are now in " + MCR + "aspnet") for note in found.notes)
    assert found.remedy.replacement == MCR + "aspnet:10.0-alpine"
    assert (found.name.digest, found.dates.history) == (None, ())


def test_the_same_tag_of_the_present_home_is_marked_where_it_is_dead_too(
    explainer: Explainer,
) -> None:
    dead = explainer.explain("core/aspnet:5.0").notes
    assert f"the same tag is there: {MCR}aspnet:5.0 (ended)" in dead
    alive = explainer.explain("microsoft/dotnet").notes
    assert f"the same tag is there: {MCR}sdk:latest" in alive


def test_a_digest_that_is_current(explainer: Explainer) -> None:
    found = explainer.explain(CURRENT)
    assert found.sentence == (
        "ASP.NET Core runtime 10.0.11 on Ubuntu 24.04: the index of 3 platforms"
    )
    assert found.scanner == "nothing newer exists: 10.0-noble still points at it"


def test_a_digest_that_was_rebuilt_leads_to_the_tags_digest_of_today(explainer: Explainer) -> None:
    found = explainer.explain(REBUILT[:19])
    assert found.name.digest == REBUILT
    assert found.because == "superseded by a rebuild of the same version on 2026-08-17"
    assert found.step == f"{MCR}aspnet:10.0-noble@{CURRENT}"


def test_a_digest_of_one_platform(explainer: Explainer) -> None:
    child = explainer.explain(FROZEN).inside.platforms[0]
    found = explainer.explain(f"aspnet@{child.digest}")
    assert found.sentence.endswith("Alpine 3.18, amd64 only: the image for amd64")
    assert found.inside.architectures == ("amd64",)
    assert [one.digest for one in found.inside.platforms] == [child.digest]


@pytest.mark.parametrize("reference", [OF_6_0, f"aspnet:latest@{OF_6_0}", f"aspnet:6.0@{OF_6_0}"])
def test_a_digest_that_carried_latest_is_what_it_was_then(
    explainer: Explainer, reference: str
) -> None:
    found = explainer.explain(reference)
    assert found.sentence == (
        "ASP.NET Core runtime 6.0.3 on Debian 11 or Windows: the index of 6 platforms"
    )
    assert found.inside.channel
    assert found.inside.channel.name == "6.0"
    assert "support of .NET 6.0 ended 2024-11-12" in found.notes
    assert found.remedy.patches[0].version == "6.0.36"
    assert (found.step or "").startswith(MCR + "aspnet:10.0@sha256:")


def test_a_tag_that_names_no_version_is_kept_while_it_is_of_the_digests_channel(
    explainer: Explainer,
) -> None:
    found = explainer.explain(f"aspnet:latest@{CURRENT}")
    assert found.scanner == "nothing newer exists: latest still points at it"
    old = explainer.explain(f"aspnet:latest@{REBUILT}")
    assert old.step == f"{MCR}aspnet:latest@{CURRENT}"


@pytest.mark.parametrize(
    ("digest", "system", "hosts"),
    [
        (
            "sdk@sha256:f42d50b78410ca9d62a101e81d00f6b34e65c6dbc4d3284efe10b764823d17f9",
            "buster",
            ["nanoserver-1809", "nanoserver-2004", "nanoserver-20H2"],
        ),
        (
            "framework/sdk@sha256:745f2f7b8455da2ce0936b5a7775b7b359f48691571433c7bab6eb5d521eece2",
            "windowsservercore-ltsc2016",
            [f"windowsservercore-ltsc{year}" for year in (2016, 2019, 2022)],
        ),
    ],
)
def test_an_index_has_the_systems_of_its_own_platforms(
    explainer: Explainer, digest: str, system: str, hosts: list[str]
) -> None:
    found = explainer.explain(digest)
    assert found.inside.systems[0].name == system
    assert [one.release for one in found.inside.hosts] == hosts


def test_a_digest_that_follows_its_own_tag_has_cautions_of_that_move_only(
    explainer: Explainer,
) -> None:
    found = explainer.explain("framework/aspnet@sha256:ae343936b7c2")
    assert "the tag to move to is 4.8" in found.notes
    assert not [note for note in found.notes if "4.8.1" in note]


def test_a_sample_has_no_version_from_its_future(explainer: Explainer) -> None:
    found = explainer.explain("samples@sha256:1d5d0c286fe0")
    assert found.inside.version == ""
    assert found.support.reason == "retired 2024-09-25"
    assert found.sentence == (
        ".NET samples (aspnetapp) 8.0 on Nano Server ltsc2022: the image for amd64"
    )
    assert "the tag to move to is aspnetapp-nanoserver-ltsc2022" in found.notes


def test_an_image_that_channels_shared_is_of_the_one_that_is_named(explainer: Explainer) -> None:
    """Upstream states an image of runtime-deps with the oldest version that it served."""
    shared = "@sha256:08ca8e03d9b23e456bfb82aba7f7c0b8c6586af72154ceb63ebde28d87070d05"
    of_6, of_7 = (explainer.explain(f"runtime-deps{tag}{shared}") for tag in ("", ":7.0-jammy"))
    assert (of_6.inside.version, of_7.inside.version) == ("6.0.31", "7.0.20")
    assert "support of .NET 6.0 ended 2024-11-12" in of_6.notes
    assert of_7.support.reason == "support of .NET 7.0 ended 2024-05-14"
    tag = explainer.explain("runtime-deps:7.0-jammy")
    assert (tag.dates.history[0].version, tag.dates.history[2].version) == ("7.0.20", "7.0.19")
    assert not [note for note in tag.notes if "is not known" in note]


@pytest.mark.parametrize("tag", ["core/runtime-deps:3.1.9", "sdk:8.0.401-1"])
def test_the_digest_of_a_fixed_tag_is_of_its_version(explainer: Explainer, tag: str) -> None:
    """Upstream states the first patch that an image served, and rebuilds without their number."""
    found = explainer.explain(tag)
    assert {one.version for one in found.dates.history} == {found.inside.version}
    assert not [note for note in found.notes if "is not known" in note]


@pytest.mark.parametrize(
    ("reference", "sentence", "runtime"),
    [
        ("sdk:8.0.404", ".NET SDK 8.0.404 on Debian 12: a fixed tag", "8.0.11"),
        ("sdk:8.0.401-1", ".NET SDK 8.0.401-1 on Debian 12: a fixed tag", "8.0.8"),
        ("core/sdk:1.1.14", ".NET SDK 1.1.14 on Debian 8 or Windows: a fixed tag", "1.1.13"),
        (
            "microsoft/dotnet:2.1.502-sdk",
            ".NET SDK 2.1.502 on Debian 9 or Windows: a fixed tag",
            "2.1.6",
        ),
        (
            "microsoft/dotnet:1.0.5-sdk-jessie",
            ".NET SDK (runtime 1.0.5) on Debian 8: a fixed tag",
            "1.0.5",
        ),
        (
            "microsoft/dotnet:1.0.5-sdk-1.0.4",
            ".NET SDK 1.0.4 (runtime 1.0.5) on Debian 8 or Windows: a fixed tag",
            "1.0.5",
        ),
        (
            "microsoft/aspnetcore-build:1.1.4-nanoserver",  # 1.1.4 is also an SDK, with 1.1.4
            ".NET SDK (runtime 1.1.4) on Nano Server: a fixed tag",
            "1.1.4",
        ),
        (
            "microsoft/aspnetcore-build:1.1.12-1.1.13-jessie",  # 1.1.12 is also an SDK, with 1.1.11
            ".NET SDK 1.1.13 (runtime 1.1.12) on Debian 8: a fixed tag",
            "1.1.12",
        ),
        (
            "microsoft/dotnet:1-sdk",
            ".NET SDK 1 on Debian 8 or Windows: a floating tag, last runtime 1.1.11",
            "1.1.11",
        ),
        (
            "microsoft/dotnet:1.0.0-preview2-sdk",
            ".NET SDK 1.0.0-preview2 on Debian 8: a fixed tag",
            "",
        ),
        ("aspnet:8.0.11", "ASP.NET Core runtime 8.0.11 on Debian 12: a fixed tag", ""),
    ],
)
def test_an_sdk_says_its_own_number_and_that_of_its_runtime(
    explainer: Explainer, reference: str, sentence: str, runtime: str
) -> None:
    found = explainer.explain(reference)
    assert (found.sentence, found.inside.runtime) == (sentence, runtime)


def test_an_image_with_two_versions_of_net_framework_says_both(explainer: Explainer) -> None:
    assert explainer.explain("framework/aspnet:4.8-3.5").sentence == (
        "ASP.NET on .NET Framework 4.8 with 3.5 on Windows Server Core: a floating tag"
    )


@pytest.mark.parametrize("text", [FROZEN, FROZEN[:19], FROZEN[7:], FROZEN[7:19]])
def test_a_digest_is_known_by_its_beginning(explainer: Explainer, text: str) -> None:
    assert explainer.explain(text).name.digest == FROZEN
    assert explainer.explain(f"aspnet@{FROZEN[:19]}").name.digest == FROZEN


def test_a_digest_that_is_its_tags_is_no_contradiction(explainer: Explainer) -> None:
    child = explainer.explain(FROZEN).inside.platforms[0].digest
    for reference in (f"aspnet:8.0-alpine3.18@{FROZEN}", f"aspnet:8.0-alpine3.18@{child}"):
        found = explainer.explain(reference)
        assert found.found, reference
        assert found.name.kind == "digest"


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        (f"aspnet:8.0@{FROZEN}", "the tag 8.0 never pointed at this digest, which was "),
        (f"aspnet:9.9@{FROZEN}", "the tag 9.9 was never published"),
        (f"sdk@{FROZEN}", "the digest is of mcr.microsoft.com/dotnet/aspnet, it was never"),
    ],
)
def test_tag_and_digest_that_contradict_each_other(
    explainer: Explainer, reference: str, why: str
) -> None:
    found = explainer.explain(reference)
    assert found.known
    assert not found.found
    assert found.contradiction.startswith(why)


def test_a_beginning_of_several_digests_lists_them(catalog: Catalog) -> None:
    class Twins(Catalog):
        def digests(self, word: str) -> tuple[Digest, ...]:
            return super().digests(FROZEN) + super().digests(CURRENT) if len(word) == 12 else ()

    with pytest.raises(UsageError) as error:
        Explainer(Twins(catalog.folder), DAY).explain("0123456789ab")
    assert str(error.value) == (f"'0123456789ab' matches several digests: {FROZEN}, {CURRENT}")


def test_a_digest_that_no_one_knows(explainer: Explainer) -> None:
    found = explainer.explain("sha256:" + "0" * 64)
    assert not found.known
    assert found.sentence.startswith("No .NET image of this digest was ever listed from 2020-03-10")


def test_other_registries_names_are_known_by_their_digest(explainer: Explainer) -> None:
    path = "contoso.azurecr.io/mcr/dotnet/aspnet"
    found = explainer.explain(f"{path}:8.0.6-alpine3.18@{FROZEN}")
    assert found.found
    assert found.notes[-1] == f"{path} is not in the tables, but the digest is"
    other = explainer.explain(f"{path}:8.0@{FROZEN}")
    assert other.notes[-1].endswith("but the digest is, under other tags than 8.0")


def test_a_mirrors_name_is_ours_with_the_prefix(catalog: Catalog) -> None:
    mirror = Explainer(catalog, DAY, "contoso.azurecr.io/mcr")
    assert mirror.explain("contoso.azurecr.io/mcr/dotnet/aspnet:8.0").known
    assert mirror.explain("contoso.azurecr.io/mcr/microsoft/dotnet:2.1-sdk").known
    assert mirror.explain("aspnet:8.0").known
    found = Explainer(catalog, DAY).explain("contoso.azurecr.io/mcr/dotnet/aspnet:8.0")
    assert found.notes == (
        "if contoso.azurecr.io/mcr is a mirror: --registry contoso.azurecr.io/mcr",
    )


@pytest.mark.parametrize(
    ("reference", "nearest", "note"),
    [
        ("aspnet:8.0.99-alpine3.20", "aspnet:10.0.11-alpine3.24", "8.0.99 on Alpine 3.20"),
        ("aspnet:8.0-nobel-chisled", "aspnet:10.0-noble-chiseled", "8.0 on nobel-chisled"),
        ("sdk:10.0-bookworm-slim", "sdk:10.0", "10.0 on Debian 12"),
        ("runtime:8.0.404", "runtime:10.0.11", "SDK 8.0.404 came with 8.0.11"),
        ("sdk:8.0.11", "sdk:10.0.400", "8.0.11 came with SDK 8.0.404"),
        ("sdk:8.0-amd64", "sdk:10.0", "amd64 only"),
    ],
)
def test_a_tag_that_never_was(
    explainer: Explainer, reference: str, nearest: str, note: str
) -> None:
    found = explainer.explain(reference)
    assert not found.known
    assert found.sentence == (
        f"Never published: {found.name.repository} had no such tag up to 2026-08-20"
    )
    assert found.remedy.nearest[0] == MCR + nearest
    assert note in " ".join(found.notes)


@pytest.mark.parametrize(
    ("reference", "newer"),
    [
        ("aspnet:10.0.12", True),
        ("aspnet:10.0.12-noble-chiseled", True),
        ("aspnet:10.0.99", False),
        ("aspnet:8.0.31", True),  # supported until 2026-11-10
        ("aspnet:7.0.21", False),
        ("aspnet:10.0.9999999999", False),
        ("sdk:10.0.401", True),
        ("sdk:10.0.500", True),
        ("sdk:10.0.999", False),
        ("aspnet:11.0", True),
        ("monitor:11", True),
        ("aspire-dashboard:14", True),
        ("monitor:13", False),
        ("aspnet:11.0.0-rc.1", True),
        ("aspnet:11.0.0-preview.8", True),
        ("aspnet:10.0.0-rc.9", False),
        ("aspnet:12.0-preview", True),
        ("aspnet:22.0", False),
        ("aspnet:10.0-alpine3.25", True),
        ("aspnet:10.0-alpine3.17", False),
        ("aspnet:8..0", False),
        ("core/aspnet:10.0.12", False),
        ("aspire-dashboard:13.6", True),
        ("framework/aspnet:4.8-20260908-windowsservercore-ltsc2019", True),
        ("framework/aspnet:4.8-20250102-windowsservercore-ltsc2019", False),
    ],
)
def test_tells_what_may_be_newer_than_the_catalog(
    explainer: Explainer, reference: str, newer: bool
) -> None:
    found = explainer.explain(reference)
    assert not found.known
    assert ("may be newer" in found.sentence) == newer
    assert ("dotimg pick --live and dotimg digest ask the registry" in found.notes) == newer


@pytest.mark.parametrize(
    ("reference", "sentence"),
    [
        (
            "nginx",
            "Not an official .NET image; `dotimg base docker.io/library/nginx:latest` looks inside",
        ),
        ("mcr.microsoft.com/windows/servercore:ltsc2022", "Not an official .NET image"),
        ("mcr.microsoft.com/dotnet/sdkk:8.0", "No .NET repository is called mcr."),
        ("mcr.microsoft.com/dotnet/nightly/sdk:8.0", "A nightly build of .NET"),
        ("microsoft/dotnet-nightly:2.1-sdk", "A nightly build of .NET"),
    ],
)
def test_what_is_not_in_the_tables(explainer: Explainer, reference: str, sentence: str) -> None:
    found = explainer.explain(reference)
    assert not found.found
    assert found.sentence.startswith(sentence)


@pytest.mark.parametrize(
    ("reference", "notes"),
    [
        ("aspnt:8.0", ("did you mean aspnet:8.0?",)),
        ("8.0-alpine", ("8.0-alpine is a tag: write sdk:8.0-alpine", "no tag means latest")),
        ("postgres:17", ()),
        ("contoso.azurecr.io/aspnt:8.0", ()),
        ("8.0-beos:1", ()),
    ],
)
def test_a_slip_is_answered_with_what_is_meant(
    explainer: Explainer, reference: str, notes: tuple[str, ...]
) -> None:
    assert explainer.explain(reference).notes == notes


def test_a_nightly_build_names_the_stable_image(explainer: Explainer) -> None:
    assert explainer.explain("nightly/sdk:10.0").remedy.replacement == MCR + "sdk:10.0"
    dead = explainer.explain("microsoft/dotnet-nightly:2.1-sdk")
    assert (dead.remedy.replacement, dead.notes) == (
        MCR + "sdk:10.0",
        (f"stable images: {MCR}sdk",),
    )
    assert explainer.explain(MCR + "nightly/foo:1").notes == ()


def test_no_tag_means_latest(explainer: Explainer) -> None:
    found = explainer.explain("aspnet")
    assert found.name.tag == "latest"
    assert "no tag means latest" in found.notes
    assert "no tag means latest" not in explainer.explain("aspnet:latest").notes


def test_windows_hosts(catalog: Catalog) -> None:
    systems = [
        catalog.systems[name] for name in ("noble", "nanoserver-1809", "nanoserver-ltsc2022")
    ]
    old, new = hosts(catalog.traits, tuple(systems))
    assert (old.build, old.process) == (17763, ("Windows Server 2019",))
    assert "Windows Server 2025" in old.hyper_v
    assert (new.process, new.hyper_v) == (("Windows Server 2022", "Windows Server 2025"), ())


def test_every_windows_release_has_hosts(catalog: Catalog) -> None:
    windows = tuple(one for one in catalog.systems.values() if one.type == "windows")
    assert len(hosts(catalog.traits, windows)) == len(windows)


SHARED = Explainer(Catalog(), DAY)  # one for all examples, which hypothesis has no fixture for
PIECES = [
    *("aspnet", "sdk", "8.0", "mcr.microsoft.com", "dotnet", "sha256:", "latest", "noble"),
    *("chiseled", "amd64", FROZEN, FROZEN[:19], "nightly", "\x1b[2J", "10.0.12", *"/:@.-_A "),
]


@given(st.text(max_size=80) | st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_anything_is_explained_or_refused_in_one_line(text: str) -> None:
    try:
        found = SHARED.explain(text)
    except UsageError as error:
        assert str(error).isprintable()  # noqa: PT017
    else:
        assert isinstance(found, Explanation)
        assert found.sentence
        assert json.dumps(found)


def test_the_fields_of_the_parts_can_be_read_from_the_whole(explainer: Explainer) -> None:
    found = explainer.explain("aspnet:8.0-alpine3.18")
    for part in (found.name, found.inside, found.dates, found.remedy):
        for field in part._fields:
            assert getattr(found, field) == getattr(part, field)
    assert not hasattr(found, "retird")


@pytest.mark.parametrize("name", ["myorg/dotnet/sdk:10.0", "docker.io/myorg/dotnet/sdk:10.0"])
def test_a_folder_of_docker_hub_is_no_mirror(explainer: Explainer, name: str) -> None:
    assert not [note for note in explainer.explain(name).notes if "--registry" in note]


def test_a_mirror_is_advised_by_the_prefix_that_helps(catalog: Catalog) -> None:
    name = "contoso.azurecr.io/mcr/dotnet/sdk:10.0"
    (note,) = Explainer(catalog, DAY).explain(name).notes
    prefix = note.rpartition(" ")[2]
    assert prefix == "contoso.azurecr.io/mcr"
    assert Explainer(catalog, DAY, prefix).explain(name).known
    assert Explainer(catalog, DAY, prefix).explain(name.replace("contoso", "Contoso")).known


def test_an_answer_does_not_depend_on_what_was_asked_before(catalog: Catalog) -> None:
    """Of two samples that differ in their version alone each has a substitute of its own."""
    without_version = "sha256:9fa82949986d5326babdece8c6e5f248880cea0ea65ce22e1d255995e4af0b8f"
    with_version = "sha256:8adba18c40ddaf1c3c8a2da0577d0bfcf98689d6e3a2a7770ba1c7f341ccfe01"
    explainer = Explainer(catalog, DAY)
    explainer.explain(without_version)
    alone = Explainer(catalog, DAY).explain(with_version)
    assert explainer.explain(with_version) == alone


def test_an_image_that_cannot_be_pulled_any_more(catalog: Catalog, explainer: Explainer) -> None:
    found = explainer.explain("microsoft/aspnetcore:2.0")
    said = "nothing can be pulled from docker.io/microsoft/aspnetcore since 2021-07-12"
    assert (found.name.removal, found.notes[-1]) == (said, said)
    assert found.support.reason == "support of .NET Core 2.0 ended 2018-10-01"
    assert found.step == MCR + "aspnet:10.0"
    assert explainer.explain("microsoft/aspnetcore:9.9").name.removal == said
    before = Explainer(catalog, "2021-07-11").explain("microsoft/aspnetcore:2.0")
    assert (before.name.removal, said in before.notes) == ("", False)


@pytest.mark.parametrize(
    ("tag", "sentence", "moved_to"),
    [
        (
            "1.0.0-rc1-update1-coreclr",
            "ASP.NET Core runtime (coreclr) 1.0.0-rc1-update1 on Debian 8: a fixed tag",
            "aspnet",
        ),
        (
            "4.7.2-windowsservercore-ltsc2016",
            "ASP.NET on .NET Framework 4.7.2 on Windows Server Core ltsc2016: a floating tag",
            "framework/aspnet",
        ),
    ],
)
def test_of_two_products_in_one_repository_the_tag_tells_which(
    explainer: Explainer, tag: str, sentence: str, moved_to: str
) -> None:
    found = explainer.explain(f"microsoft/aspnet:{tag}")
    assert (found.sentence, found.name.moved_to) == (sentence, MCR + moved_to)


@pytest.mark.parametrize(
    ("reference", "note"),
    [
        ("microsoft/aspnet:windowsservercore", "not in the publisher's lists: known from files"),
        ("microsoft/aspnet:vs-1.0.0-beta4", "not in the publisher's lists, but its Dockerfile"),
        ("microsoft/aspnetcore:1-nanoserver", "in the publisher's readme for at most two days"),
    ],
)
def test_how_a_tag_of_the_docker_hub_years_is_known(
    explainer: Explainer, reference: str, note: str
) -> None:
    found = explainer.explain(reference)
    assert found.notes[0].startswith(note)
    assert found.step or found.remedy.replacement


@pytest.mark.parametrize(
    ("reference", "nearest"),
    [
        ("core/sdk:8.0-jammy", "sdk:10.0-noble"),  # what the present home has is ended itself
        ("core/sdk:10.0-noble", "sdk:10.0-noble"),
        (
            "microsoft/aspnet:4.8-windowsservercore-ltsc2016",
            "framework/aspnet:4.8-windowsservercore-ltsc2016",
        ),
    ],
)
def test_a_tag_that_only_the_present_home_has_leads_there(
    explainer: Explainer, reference: str, nearest: str
) -> None:
    found = explainer.explain(reference)
    assert not found.known
    assert found.remedy.nearest[0] == MCR + nearest
    assert found.remedy.replacement == MCR + nearest


def test_what_a_whole_version_was_left_for_is_why_its_tags_went(explainer: Explainer) -> None:
    # Its system went with it, and was not dropped from under it.
    for tag in ("9.0", "9.0.0"):
        assert (
            explainer.explain(f"{MCR}aspire-dashboard:{tag}").because == "9.0 was replaced by 9.1"
        )
    assert explainer.explain(f"{MCR}monitor:6.1-alpine").because == "6.1 was replaced by 6.2"
    dropped = explainer.explain(f"{MCR}aspnet:8.0-alpine3.18").because
    assert dropped == "Microsoft dropped Alpine 3.18 while .NET 8.0 was still supported"


def test_an_image_without_a_distribution_is_called_so_though_its_tag_is_silent(
    explainer: Explainer,
) -> None:
    for image, said in (
        ("aspire-dashboard:9.1.0", "Aspire dashboard 9.1.0 on Azure Linux 3.0, distroless: "),
        ("monitor:8", "dotnet-monitor 8 on Ubuntu 22.04, chiseled: "),
        ("monitor:8-ubuntu-chiseled", "dotnet-monitor 8 on Ubuntu, chiseled: "),
    ):
        assert explainer.explain(MCR + image).sentence.startswith(said)
