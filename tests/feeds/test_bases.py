"""What monitor, the dashboard and samples are built on, from the digests of their bases."""

from pathlib import Path

from dotimg.catalog.tables import Catalog
from tests.feeds.upstream_world import MCR, World, all_digests, image, part

ASPNET, BASE, MONITOR = (MCR + f"dotnet/{name}" for name in ("aspnet", "monitor/base", "monitor"))


def with_monitor(world: World) -> None:
    """List monitor on its own base, which stands on aspnet."""
    aspnet = part("noble", tags=("10.0.8-noble-amd64",))
    base = part("noble", tags=("10.0-noble-amd64",), baseImageDigest=aspnet["digest"])
    top = part("noble", tags=("10.0-noble-amd64",), baseImageDigest=base["digest"])
    world.images[ASPNET] = [image("10.0.8", aspnet, tags=("10.0.8",))]
    world.images[BASE] = [image("10.0.3", base, tags=("10.0",))]
    world.images[MONITOR] = [image("10.0.3", top, tags=("10.0",))]


def bases(catalog: Catalog, repository: str) -> set[str]:
    """What the digests of a repository are built on."""
    return {one.base for (path, _), one in all_digests(catalog).items() if path == repository}


def test_bases_are_followed_to_an_image_that_tells_its_dotnet(tmp_path: Path) -> None:
    world = World(tmp_path)
    catalog = world.catalog()
    with_monitor(world)
    later = world.carried_on(catalog)
    assert bases(later, MONITOR) == bases(later, BASE) == {"aspnet:10.0.8"}
    assert bases(later, ASPNET) == {""}


def test_a_base_stays_known_after_the_one_it_names_is_gone(tmp_path: Path) -> None:
    world = World(tmp_path)
    with_monitor(world)
    later = world.carried_on(World(tmp_path / "before").catalog())
    world.images[MONITOR] = [image("10.0.4", part("noble", tags=("10.0-noble-amd64",)))]
    assert bases(world.carried_on(later, "2026-10-13"), MONITOR) == {"aspnet:10.0.8", ""}


def test_bases_that_lead_in_a_circle_are_unknown(tmp_path: Path) -> None:
    world = World(tmp_path)
    catalog = world.catalog()
    with_monitor(world)
    (base,) = world.images[BASE][0]["platforms"]
    base["baseImageDigest"] = base["digest"]
    assert bases(world.carried_on(catalog), MONITOR) == {""}


def test_every_shipped_image_of_monitor_and_the_dashboard_names_its_dotnet() -> None:
    silent = {MONITOR, BASE, MCR + "dotnet/aspire-dashboard"}
    found = [one for one in Catalog().all_digests() if one.repository in silent]
    assert len(found) > 4_000
    assert {one.base.partition(":")[0] for one in found} <= {"aspnet", ""}
    # Of an index whose platforms were built on two patches, none is told.
    unknown = [one for one in found if not one.base]
    assert {one.kind for one in unknown} <= {"index"}
    assert len(unknown) < len(found) // 100
