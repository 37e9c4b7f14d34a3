import pytest

from dotimg.catalog.tables import Catalog
from dotimg.names.mirror import located, mirrored, official


def test_a_mirror_stands_in_front_of_the_publishers_path() -> None:
    prefix = "contoso.azurecr.io/mcr"
    there = located("mcr.microsoft.com/dotnet/sdk:10.0", prefix)
    assert there == "contoso.azurecr.io/mcr/dotnet/sdk:10.0"
    assert official(there, prefix) == "mcr.microsoft.com/dotnet/sdk:10.0"


def test_what_is_not_mirrored_keeps_its_name() -> None:
    assert located("docker.io/library/nginx", "contoso.azurecr.io") == "docker.io/library/nginx"
    assert official("contoso.azurecr.io-other/dotnet/sdk", "contoso.azurecr.io").count("other")
    assert official("a/dotnet/sdk", None) == "a/dotnet/sdk"


def test_docker_hubs_images_keep_their_path_on_a_mirror() -> None:
    assert official("mirror:5000/microsoft/dotnet:2.1", "mirror:5000") == "microsoft/dotnet:2.1"


@pytest.mark.parametrize(
    ("text", "prefix"),
    [
        ("contoso.azurecr.io/mcr/dotnet/sdk:10.0", "contoso.azurecr.io/mcr"),
        ("localhost:5000/dotnet/framework/aspnet", "localhost:5000"),
        ("contoso.azurecr.io/dotnet/runtime-deps@sha256:00", "contoso.azurecr.io"),
        ("contoso.azurecr.io/dotnet/sdks:10.0", ""),
        ("contoso/dotnet/sdk:10.0", ""),
        ("contoso.azurecr.io/sdk:10.0", ""),
        ("localhost/dotnet/sdk", "localhost"),
        ("mcr.microsoft.com/other/dotnet/sdk:10.0", ""),
        ("nginx", ""),
    ],
)
def test_what_looks_like_a_mirrors_is_known_by_the_path_behind(
    catalog: Catalog, text: str, prefix: str
) -> None:
    assert mirrored(text, catalog.paths()) == prefix
