import click

from dotimg.catalog.model import Support
from dotimg.cli.render import live_image
from dotimg.registry.model import ImageSettings, InspectedPlatform, Inspection

DIGEST = f"sha256:{'a1' * 32}"
PATCH = "10.0.20348.2966"
BUILD = InspectedPlatform(
    f"windows/amd64:{PATCH}", "windows", "amd64", "", PATCH, DIGEST, None, None
)
IMAGE = Inspection(
    reference="mcr.microsoft.com/dotnet/aspnet:10.0",
    digest=DIGEST,
    kind="index",
    media_type="application/vnd.docker.distribution.manifest.list.v2+json",
    platforms=(
        InspectedPlatform("linux/arm/v7", "linux", "arm", "v7", "", DIGEST, 89_546_409, 6),
        BUILD,
    ),
    settings=ImageSettings(
        platform="linux/arm/v7",
        created="2026-08-11T18:09:31+00:00",
        user="1654",
        ports=("8080/tcp",),
        env={"PATH": "/bin", "DOTNET_VERSION": "10.0.11", "ASPNETCORE_HTTP_PORTS": "8080"},
        labels={"org.opencontainers.image.description": "long " * 40, "\x1b[31m": "\x1b[2J"},
    ),
    superseded=("2026-05-12", "2026-06-09"),
    errors=(),
)
SUPPORT = Support("supported", "2028-11-14", "support of .NET 10.0 ends 2028-11-14")


def text(found: Inspection, support: Support | None = SUPPORT) -> str:
    return click.unstyle("\n".join(live_image.lines(found, support)))


def test_the_whole() -> None:
    assert text(IMAGE).splitlines() == [
        "mcr.microsoft.com/dotnet/aspnet:10.0",
        f"  {DIGEST}",
        "  type        index, application/vnd.docker.distribution.manifest.list.v2+json",
        "  support     supported (support of .NET 10.0 ends 2028-11-14)",
        "  superseded  2026-05-12, 2026-06-09: a newer image took the place of this",
        "              digest on that day; that is not the end of the product",
        "",
        "  platform                            size  layers  digest",
        "  linux/arm/v7                     89.5 MB       6  sha256:a1a1a1a1a1a1",
        "  windows/amd64:10.0.20348.2966  not given          sha256:a1a1a1a1a1a1",
        "",
        "  linux/arm/v7",
        "  created     2026-08-11 18:09 UTC",
        "  user        1654",
        "  ports       8080/tcp",
        "  DOTNET_VERSION=10.0.11",
        "  ASPNETCORE_HTTP_PORTS=8080",
        "  label org.opencontainers.image.description=long long long long long long lo...",
        "  label \\x1b[31m=\\x1b[2J",
    ]


def test_it_fits_80_columns() -> None:
    assert all(len(line) <= 80 for line in text(IMAGE).splitlines())


def test_what_is_not_known_is_said() -> None:
    bare = IMAGE._replace(superseded=None, settings=None, platforms=())
    shown = text(bare, None)
    assert "support" not in shown
    assert "superseded  request failed" in shown
    assert "created" not in shown
    assert "not conclusive" in text(IMAGE._replace(superseded=()))


def test_an_image_that_says_little_of_itself() -> None:
    settings = ImageSettings("linux/amd64", None, "", (), {}, {})
    shown = text(IMAGE._replace(settings=settings))
    assert "created     not told" in shown
    assert "user        root" in shown
