"""Images that are meant to be of their channel stay, and it is said."""

import pytest

from dotimg.catalog.tables import Catalog
from dotimg.upgrade import Policy, Upgrader
from dotimg.upgrade.model import FileUpgrade
from dotimg.upgrade.move.stays import holds_channel

MCR = "mcr.microsoft.com/dotnet/"
SHARED = "/usr/share/dotnet/shared"


def moved(catalog: Catalog, *lines: str) -> FileUpgrade:
    upgrader = Upgrader(catalog, "2026-11-27", Policy("10.0"), None, {})
    return upgrader.upgrade("Dockerfile", "dockerfile", "\n".join(lines).encode())


@pytest.mark.parametrize(
    "lines",
    [
        (
            f"FROM {MCR}aspnet:8.0 AS old",
            f"FROM {MCR}aspnet:9.0",
            f"COPY --from=old {SHARED} {SHARED}",
        ),
        (f"FROM {MCR}sdk:9.0", f"COPY --from={MCR}aspnet:8.0 {SHARED} {SHARED}", "RUN true"),
        (
            f"FROM {MCR}sdk:9.0",
            f"RUN --mount=from={MCR}runtime:8.0,source=/usr/share/dotnet,target=/old true",
        ),
        (
            "FROM ubuntu",
            *(f"COPY --from={MCR}aspnet:{one} {SHARED} {SHARED}" for one in ("8.0", "9.0")),
        ),
        (f"FROM {MCR}sdk:9.0", f'COPY --from={MCR}sdk:8.0 ["{SHARED}", "{SHARED}"]'),
    ],
)
def test_what_only_gives_its_runtime_away_stays(catalog: Catalog, lines: tuple[str, ...]) -> None:
    found = moved(catalog, *lines)
    new = found.new.decode()
    assert [one.image for one in found.left if "only its runtime is copied" in one.reason]
    assert ":8.0" in new
    if "ubuntu" not in new:
        assert "FROM mcr.microsoft.com/dotnet/sdk:10.0" in new or ":10.0" in new


@pytest.mark.parametrize(
    "lines",
    [
        # The only runtime of its stage, and one that is of its stage's own channel.
        ("FROM ubuntu", f"COPY --from={MCR}aspnet:8.0 {SHARED} {SHARED}"),
        (f"FROM {MCR}runtime:8.0", f"COPY --from={MCR}aspnet:8.0 {SHARED} {SHARED}"),
        # What it gives is not a runtime.
        (f"FROM {MCR}sdk:8.0 AS build", f"FROM {MCR}runtime:9.0", "COPY --from=build /app /app"),
        # Members of a family that differ by what is not a channel.
        (
            f"FROM {MCR}aspnet:8.0 AS base-amd64",
            f"FROM {MCR}aspnet:8.0-alpine AS base-arm64",
            "FROM base-${TARGETARCH}",
        ),
    ],
)
def test_what_the_app_needs_moves(catalog: Catalog, lines: tuple[str, ...]) -> None:
    found = moved(catalog, *lines)
    assert not found.left
    assert ":8.0" not in found.new.decode()


def test_stages_among_which_a_from_chooses_stay_with_all_others(catalog: Catalog) -> None:
    found = moved(
        catalog,
        "ARG V=a",
        f"FROM {MCR}sdk:8.0 AS sdk-a",
        f"FROM {MCR}sdk:9.0 AS sdk-b",
        "FROM sdk-${V} AS build",
        f"FROM {MCR}aspnet:8.0",
        "COPY --from=build /app /app",
    )
    assert found.new == found.old
    why = "FROM sdk-${V} chooses among stages of several channels"
    assert [one.reason for one in found.left][:2] == [why, why]
    assert found.left[2].reason.startswith("all stages move together, and ")


@pytest.mark.parametrize(
    "name", ["sdk-8.0", "net8", "web_net80", "dotnet8_0", "8.0", "aspnet8-base"]
)
def test_a_name_that_holds_a_channel(name: str) -> None:
    assert holds_channel(name, "8.0")
    assert not holds_channel(name, "9.0")


@pytest.mark.parametrize("name", ["build", "sdk-18", "base-2", "net48", "x86", "base-arm64v8"])
def test_a_name_that_holds_none(name: str) -> None:
    assert not holds_channel(name, "8.0")
