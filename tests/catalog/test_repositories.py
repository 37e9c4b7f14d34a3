"""What the repositories are, by their short names and by the paths they ever had."""

import pytest

from dotimg.catalog.tables import Catalog

HUB = "docker.io/microsoft/"


@pytest.mark.parametrize(
    ("name", "product", "purpose"),
    [
        ("sdk", ".NET", "build"),
        ("aspnet", ".NET", "run"),
        ("samples", ".NET", ""),
        ("framework/sdk", ".NET Framework", "build"),
        ("framework/wcf", ".NET Framework", ""),
        ("monitor", "own", ""),
        ("aspire-dashboard", "own", ""),
    ],
)
def test_a_repository_tells_its_product_and_purpose(
    catalog: Catalog, name: str, product: str, purpose: str
) -> None:
    found = catalog.repositories[name]
    assert (found.product, found.purpose) == (product, purpose)
    assert found.path == f"mcr.microsoft.com/dotnet/{name}"


@pytest.mark.parametrize(
    ("path", "kind", "name"),
    [
        ("mcr.microsoft.com/dotnet/aspnet", "", "aspnet"),
        ("mcr.microsoft.com/dotnet/core/aspnet", "", "aspnet"),
        ("mcr.microsoft.com/dotnet/framework/aspnet", "", "framework/aspnet"),
        (HUB + "dotnet", "", "sdk"),
        (HUB + "dotnet", "runtime-deps", "runtime-deps"),
        (HUB + "dotnet-framework", "framework/runtime", "framework/runtime"),
        (HUB + "aspnet", "aspnet", "aspnet"),
        (HUB + "aspnet", "framework/aspnet", "framework/aspnet"),
        (HUB + "aspnetcore-build", "", "sdk"),
        (HUB + "wcf", "", "framework/wcf"),
    ],
)
def test_a_repository_is_found_by_every_path_it_had(
    catalog: Catalog, path: str, kind: str, name: str
) -> None:
    assert catalog.repository(path, kind).name == name


def test_what_was_removed_can_be_pulled_until_that_day_and_all_else_for_ever(
    catalog: Catalog,
) -> None:
    path = HUB + "aspnetcore"
    assert not catalog.removal(path, "2021-07-11")
    assert (
        catalog.removal(path, "2021-07-12") == f"nothing can be pulled from {path} since 2021-07-12"
    )
    assert not catalog.removal("mcr.microsoft.com/dotnet/aspnet", "9999-12-31")


def test_every_path_with_tags_is_one_of_a_repository(catalog: Catalog) -> None:
    assert all(path in catalog.repository(path).paths for path in catalog.paths())
    with pytest.raises(LookupError):
        catalog.repository("docker.io/library/nginx")


def test_distroless_tags_are_the_chiseled_and_distroless_ones(catalog: Catalog) -> None:
    rows = catalog.listed("mcr.microsoft.com/dotnet/aspnet", "10.0")
    found = {tag.name: tag.distroless for tag in rows}
    names = ("10.0", "10.0-noble", "10.0-noble-chiseled", "10.0-azurelinux3.0-distroless-extra")
    assert [found[name] for name in names] == [False, False, True, True]
