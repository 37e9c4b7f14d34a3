"""CVEs are counted for what an image holds, on its own systems, and within its feature band."""

import pytest

from dotimg.catalog.tables import Catalog
from dotimg.explain import Explainer
from dotimg.explain.vulnerabilities import CARRIED, NO_VERSION
from tests.conftest import DAY

OF_THE_SDK = "CVE-2025-26646"  # fixed in 8.0.116, 8.0.313 and 8.0.410
OF_WPF = "CVE-2024-21409"  # Windows only, fixed in 8.0.4
OF_LINUX = "CVE-2024-21404"  # fixed in 8.0.2
OF_ASPNETCORE = "CVE-2024-21386"  # fixed in 8.0.2
OF_PACKAGES = "CVE-2024-0056"  # fixed in 8.0.1
OF_2_1 = "CVE-2021-26701"  # of ASP.NET Core in 2.1, of the runtime since 3.0


@pytest.fixture(scope="module")
def explainer(catalog: Catalog) -> Explainer:
    return Explainer(catalog, DAY)


# Counted by hand in the publisher's data, which names components, platforms and versions.
@pytest.mark.parametrize(
    ("reference", "count"),
    [
        ("runtime:8.0.25", 9),
        ("runtime:8.0.25-nanoserver-ltsc2022", 9),
        ("aspnet:8.0.25", 18),
        ("runtime:10.0.9", 7),
        ("aspnet:10.0.9", 11),
        ("sdk:10.0.301", 12),
        ("sdk:10.0.301-nanoserver-ltsc2022", 14),
        ("core/runtime:2.1.28", 2),
        ("core/aspnet:2.1.28", 3),
        ("runtime:3.1.31", 0),
        ("sdk:3.1.425-alpine3.16", 0),
        ("sdk:3.1.425", 1),  # an index of both systems, and the CVE is of Windows,
        ("aspnet:5.0.16", 3),
        ("runtime:5.0.16", 1),
    ],
)
def test_counts(explainer: Explainer, reference: str, count: int) -> None:
    assert len(explainer.explain(reference).cves) == count


@pytest.mark.parametrize(
    ("cve", "hit", "spared"),
    [
        (OF_ASPNETCORE, ["aspnet:8.0.1", "sdk:8.0.101"], ["runtime:8.0.1", "aspnet:8.0.2"]),
        (OF_LINUX, ["runtime:8.0.1-alpine3.18", "runtime:8.0.1"], ["runtime:8.0.2"]),
        (OF_LINUX, ["sdk:8.0.101"], ["runtime:8.0.1-nanoserver-ltsc2022"]),
        (OF_WPF, ["sdk:8.0.203-nanoserver-ltsc2022"], ["sdk:8.0.203-alpine3.19", "aspnet:8.0.3"]),
        (OF_THE_SDK, ["sdk:8.0.409", "sdk:9.0.203"], ["sdk:8.0.410", "sdk:9.0.300"]),
        (OF_THE_SDK, ["sdk:8.0.204"], ["aspnet:8.0.15"]),  # a feature band that got no fix
        (OF_PACKAGES, [], ["sdk:8.0.100", "aspnet:8.0.0", "runtime:8.0.0"]),
        (OF_2_1, ["core/aspnet:2.1.25", "runtime:3.1.12"], ["core/runtime:2.1.25"]),
    ],
)
def test_a_cve_hits_only_what_an_image_holds(
    explainer: Explainer, cve: str, hit: list[str], spared: list[str]
) -> None:
    for reference in (*hit, *spared):
        found = explainer.explain(reference)
        assert found.found, reference
        assert (cve in found.cves) == (reference in hit), reference


def test_an_index_of_both_systems_has_the_cves_of_either(explainer: Explainer) -> None:
    found = explainer.explain("core/sdk:3.1.100")
    assert {system.type for system in found.systems} == {"linux", "windows"}
    named = {one.id: one for one in found.fixed_cves}
    assert named["CVE-2020-0605"].components == ("windowsdesktop",)
    assert "CVE-2021-31204" in named  # Linux only


def test_runtime_deps_holds_no_dotnet(explainer: Explainer) -> None:
    found = explainer.explain("runtime-deps:8.0.11")
    assert len(found.patches) == 19
    assert (found.cves, found.remedy.counted, found.remedy.uncounted) == ((), False, CARRIED)


def test_a_component_and_a_version_are_told_of_each(explainer: Explainer) -> None:
    found = {one.id: one for one in explainer.explain("sdk:8.0.409").fixed_cves}
    assert found[OF_THE_SDK].components == ("sdk",)
    assert (found[OF_THE_SDK].kind, found[OF_THE_SDK].fixed_in) == ("spoofing", "8.0.410")
    assert found["CVE-2026-26171"].components == ("aspnetcore",)  # no Windows Desktop on Linux
    assert found["CVE-2026-26171"].fixed_in == "8.0.26"


def test_a_cve_counts_from_the_day_of_its_fix(catalog: Catalog) -> None:
    before, after = (
        Explainer(catalog, day).explain("aspnet:8.0.1").cves for day in ("2024-02-12", "2024-02-13")
    )
    assert OF_ASPNETCORE not in before
    assert OF_ASPNETCORE in after


@pytest.mark.parametrize(
    ("reference", "base"),
    [
        ("monitor:8.0.0", "aspnet:8.0.1"),
        ("monitor/base:8.0.0", "aspnet:8.0.1"),
        ("aspire-dashboard:9.0.0", "aspnet:8.0.13"),
    ],
)
def test_what_has_versions_of_its_own_has_the_cves_of_its_base(
    explainer: Explainer, reference: str, base: str
) -> None:
    found = explainer.explain(reference)
    assert found.history[0].base == base
    assert found.cves == explainer.explain(base).cves != ()


def test_what_is_built_on_something_unknown_is_not_counted(explainer: Explainer) -> None:
    found = explainer.explain("microsoft/dotnet-samples:aspnetapp")
    assert (found.cves, found.remedy.counted, found.remedy.uncounted) == ((), False, NO_VERSION)


def test_releases_of_the_sdk_alone_are_no_patches_of_runtime_images(explainer: Explainer) -> None:
    runtime = [one.version for one in explainer.explain("core/runtime:2.2.4").patches]
    assert runtime == ["2.2.8", "2.2.7", "2.2.6", "2.2.5"]
    sdk = [one.version for one in explainer.explain("core/sdk:2.2.203").patches]
    assert sdk == ["2.2.8", "2.2.7", "2.2.6", "2.2.300", "2.2.204", "2.2.5"]


@pytest.mark.parametrize(
    ("reference", "newest"),
    [
        (
            "microsoft/dotnet:1.1.11-sdk-1.1.12",
            "1.1.13",
        ),  # the runtime's number, and that of an SDK
        ("core/sdk:1.1.13", "1.1.13"),  # the number of the SDK of 1.1.12
    ],
)
def test_numbers_of_old_sdks_are_those_of_their_repository(
    explainer: Explainer, reference: str, newest: str
) -> None:
    versions = [one.version for one in explainer.explain(reference).patches]
    assert versions[0] == newest
    assert ("1.1.12" in versions) == reference.startswith("microsoft")


def test_every_cve_of_every_listed_and_retired_tag_is_held_and_brought_by_a_patch(
    catalog: Catalog,
) -> None:
    explainer = Explainer(catalog, DAY, history=False)
    counted = 0
    for path, _, tag in list(catalog.all_tags())[::40]:
        found = explainer.explain(f"{path}:{tag.name}")
        brought = {one for patch in found.patches for one in (patch.runtime, *patch.sdks)}
        for one in found.fixed_cves:
            assert one.fixed_in in brought, (path, tag.name, one)
            assert "packages" not in one.components
            assert "windowsdesktop" not in one.components or found.purpose == "build"
            counted += 1
    assert counted > 5_000
