import pytest

from dotimg.catalog.tables import Catalog
from dotimg.names.mirror import located, mirror_of, official
from dotimg.names.reference import parse


def test_a_mirror_stands_in_front_of_the_publishers_path() -> None:
    prefix = "contoso.azurecr.io/mcr"
    there = located("mcr.microsoft.com/dotnet/sdk:10.0", prefix)
    assert there == "contoso.azurecr.io/mcr/dotnet/sdk:10.0"
    assert str(official(parse(there), prefix)) == "mcr.microsoft.com/dotnet/sdk:10.0"


def test_what_is_not_mirrored_keeps_its_name() -> None:
    assert located("docker.io/library/nginx", "contoso.azurecr.io") == "docker.io/library/nginx"
    for text in ("contoso.azurecr.io.other/dotnet/sdk", "a/dotnet/sdk"):
        for mirror in ("contoso.azurecr.io", None):
            assert official(parse(text), mirror) == parse(text)


def test_docker_hubs_images_keep_their_path_on_a_mirror() -> None:
    there = parse("mirror:5000/microsoft/dotnet:2.1")
    assert str(official(there, "mirror:5000")) == "docker.io/microsoft/dotnet:2.1"


@pytest.mark.parametrize(
    ("text", "prefix"),
    [
        ("contoso.azurecr.io/mcr/dotnet/sdk:10.0", "contoso.azurecr.io/mcr"),
        ("localhost:5000/dotnet/framework/aspnet", "localhost:5000"),
        (f"contoso.azurecr.io/dotnet/runtime-deps@sha256:{'0' * 64}", "contoso.azurecr.io"),
        ("contoso.azurecr.io/microsoft/dotnet:2.0-sdk", "contoso.azurecr.io"),
        ("contoso.azurecr.io/dotnet/sdks:10.0", ""),
        ("contoso/dotnet/sdk:10.0", ""),
        ("docker.io/contoso/dotnet/sdk:10.0", ""),
        ("contoso.azurecr.io/sdk:10.0", ""),
        ("localhost/dotnet/sdk", "localhost"),
        ("mcr.microsoft.com/other/dotnet/sdk:10.0", ""),
        ("nginx", ""),
    ],
)
def test_what_looks_like_a_mirrors_is_known_by_the_path_behind(
    catalog: Catalog, text: str, prefix: str
) -> None:
    assert mirror_of(parse(text).name, catalog.paths()) == prefix
