from dotimg.mirror import located, official


def test_a_mirror_stands_in_front_of_the_publishers_path() -> None:
    prefix = "contoso.azurecr.io/mcr"
    mirrored = located("mcr.microsoft.com/dotnet/sdk:10.0", prefix)
    assert mirrored == "contoso.azurecr.io/mcr/dotnet/sdk:10.0"
    assert official(mirrored, prefix) == "mcr.microsoft.com/dotnet/sdk:10.0"


def test_what_is_not_mirrored_keeps_its_name() -> None:
    assert located("docker.io/library/nginx", "contoso.azurecr.io") == "docker.io/library/nginx"
    assert official("contoso.azurecr.io-other/dotnet/sdk", "contoso.azurecr.io").count("other")
    assert official("a/dotnet/sdk", None) == "a/dotnet/sdk"


def test_docker_hubs_images_keep_their_path_on_a_mirror() -> None:
    assert official("mirror:5000/microsoft/dotnet:2.1", "mirror:5000") == "microsoft/dotnet:2.1"
