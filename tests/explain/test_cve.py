"""What is known of a CVE."""

import pytest

from dotimg.catalog.tables import Catalog
from dotimg.errors import NoMatchError, UsageError
from dotimg.explain import Explainer
from dotimg.explain.cve import explained, is_number, required
from tests.conftest import DAY

REQUEST_SMUGGLING = "CVE-2025-55315"
ASPNET = "mcr.microsoft.com/dotnet/aspnet"


def test_a_cve_of_one_component(catalog: Catalog) -> None:
    found = explained(catalog, REQUEST_SMUGGLING.lower(), DAY)
    assert found.known
    assert (found.id, found.components) == (REQUEST_SMUGGLING, ("aspnetcore",))
    assert {fix.channel: (fix.fixed, fix.day) for fix in found.fixes} == {
        "10.0": ("10.0.0-rc.2", "2025-10-14"),
        "9.0": ("9.0.10", "2025-10-14"),
        "8.0": ("8.0.21", "2025-10-14"),
    }
    assert {one.repository.rpartition("/")[2] for one in found.images} == {"aspnet", "sdk"}
    sdks = {one.channel: one.fixed_in for one in found.images if one.repository.endswith("sdk")}
    assert sdks["8.0"] == ("8.0.121", "8.0.318", "8.0.415")


def test_the_cves_of_every_channel_are_told(catalog: Catalog) -> None:
    for channel in catalog.channels:
        for cve in catalog.cves(channel.name)[::15]:
            found = explained(catalog, cve.id, DAY)
            assert found.known
            assert channel.name in {fix.channel for fix in found.fixes}
            assert found.images or set(cve.components) <= {"packages"} or channel.name < "3"


def test_it_agrees_with_what_images_are_told(catalog: Catalog) -> None:
    """An image that is said to hold a CVE is explained so, and the one with the fix is not."""
    explainer = Explainer(catalog, DAY)
    for one in explained(catalog, REQUEST_SMUGGLING, DAY).images:
        for version in one.fixed_in:
            assert REQUEST_SMUGGLING not in explainer.explain(f"{one.repository}:{version}").cves
    assert REQUEST_SMUGGLING in explainer.explain(f"{ASPNET}:8.0.20").cves


def test_the_number_of_an_advisory_is_told_where_to_look(catalog: Catalog) -> None:
    found = explained(catalog, "ghsa-5RRX-jjjq-q2r5", DAY)
    assert not found.known
    (note,) = found.notes
    assert "https://github.com/advisories/GHSA-5rrx-jjjq-q2r5" in note


def test_a_number_that_is_not_there_is_told_what_that_means(catalog: Catalog) -> None:
    found = explained(catalog, "CVE-2026-99999", DAY)
    assert (found.known, found.sentence) == (False, "No release of .NET in the tables fixed it")
    assert any("dotimg refresh" in note for note in found.notes)
    assert len(explained(catalog, "CVE-2026-99999", catalog.as_of).notes) == 1


def test_a_number_of_which_only_a_release_tells(catalog: Catalog) -> None:
    told = {
        cve
        for channel in catalog.channels
        for release in catalog.releases(channel.name)
        for cve in release.cves or ()
    }
    held = {cve.id for channel in catalog.channels for cve in catalog.cves(channel.name)}
    for number in told - held:
        found = explained(catalog, number, DAY)
        assert (found.known, found.sentence[:12]) == (False, "Fixed in .NE")


@pytest.mark.parametrize(
    "text", ["CVE-2025", "CVE-20255-1234", "cve-2025-55315 ", "GHSA-1-2-3", ""]
)
def test_what_is_no_number(text: str) -> None:
    assert not is_number(text)


def test_only_a_number_that_is_there_can_be_asked_for(catalog: Catalog) -> None:
    assert required(catalog, f" {REQUEST_SMUGGLING}", DAY).id == REQUEST_SMUGGLING
    with pytest.raises(UsageError):
        required(catalog, "x", DAY)
    with pytest.raises(NoMatchError):
        required(catalog, "CVE-2026-99999", DAY)
