"""The marks of layers: from the history, and carried on by a snapshot."""

from pathlib import Path

import pytest

from dotimg.catalog.tables import Catalog
from tests.feeds.upstream_world import RUNTIME, SDK, Json, World, image, part

BASE, RUNTIME_LAYER, APP = (f"sha256:{digit * 64}" for digit in "abc")
EMPTY = "sha256:4f4fb700ef54461cfa02571ae0db9a0dc1e0cdb5577484a6d75e68dc38e8acc1"


def history_row(world: World, *layers: str) -> Json:
    """A row of the history of layers, of the image that is not listed any more."""
    return {
        "repository": RUNTIME,
        "digest": world.left_digest.rpartition("@")[2],
        "layers": [layer.removeprefix("sha256:")[:20] for layer in layers],
        "ordered": False,
    }


def found(catalog: Catalog, *layers: str) -> list[str]:
    return [one.version for one in catalog.built_on(layers)[1]]


def with_layers(*layers: str) -> list[Json]:
    return [{"digest": layer, "size": 7} for layer in layers]


def test_the_history_tells_the_layers_of_what_is_not_listed(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.layers = [history_row(world, RUNTIME_LAYER, BASE)]
    catalog = world.catalog()
    assert catalog.built_on([BASE, RUNTIME_LAYER, EMPTY, APP])[0] == 2
    assert found(catalog, BASE, RUNTIME_LAYER, EMPTY, APP) == ["10.0.7"]
    assert found(catalog, BASE, APP) == []
    assert found(catalog, EMPTY) == found(catalog) == []


def test_a_refresh_keeps_the_layers_and_takes_those_that_the_feed_lists(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.layers = [history_row(world, RUNTIME_LAYER, BASE)]
    catalog = world.catalog()
    world.add(RUNTIME, image("10.0.9", part("noble", layers=with_layers(BASE, EMPTY, APP)),
                             tags=("10.0.9",)))  # fmt: skip
    after = world.carried_on(catalog)
    assert found(after, BASE, RUNTIME_LAYER) == ["10.0.7"]
    assert found(after, BASE, APP) == ["10.0.9"]
    assert found(world.carried_on(after), BASE, APP) == ["10.0.9"]


def test_of_images_with_the_same_layers_all_are_found(tmp_path: Path) -> None:
    world = World(tmp_path)
    layers = with_layers(BASE, APP)
    world.add(RUNTIME, image("10.0.9", part("noble", layers=layers), tags=("10.0.9",)))
    world.add(SDK, image("10.0.303", part("noble", layers=layers), tags=("10.0.303",)))
    assert sorted(found(world.catalog(), BASE, APP)) == ["10.0.303", "10.0.9"]


def test_an_image_with_a_layer_of_no_digest_has_no_mark(tmp_path: Path) -> None:
    world = World(tmp_path)
    layers = [*with_layers(BASE), {"size": 3}]
    world.add(RUNTIME, image("10.0.9", part("noble", layers=layers), tags=("10.0.9",)))
    assert not any(map(any, world.catalog().layer_marks()))


def test_images_that_the_history_of_digests_lacks_are_left_out(tmp_path: Path) -> None:
    world = World(tmp_path)
    row = history_row(world, BASE, APP)
    world.layers = [{**row, "repository": "mcr.microsoft.com/dotnet/nightly/runtime"}]
    assert found(world.catalog(), BASE, APP) == []


@pytest.mark.parametrize(
    ("bent", "reason"),
    [
        ({"layers": ["abc"]}, "layers should hold the first 20 hex digits of digests, holds 'abc'"),
        ({"digest": "sha256:ab"}, "digest should be a sha256 digest"),
        ({"layers": 7}, "layers should be a list"),
    ],
)
def test_a_damaged_row_is_refused(tmp_path: Path, bent: Json, reason: str) -> None:
    world = World(tmp_path)
    world.layers = [{**history_row(world, BASE), **bent}]
    assert f"layers-history.jsonl.gz: row 1: {reason}" in world.refused()


def test_a_row_that_stands_twice_is_refused(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.layers = 2 * [history_row(world, BASE)]
    assert "is listed twice" in world.refused()


def test_history_and_snapshot_that_differ_are_refused(tmp_path: Path) -> None:
    world = World(tmp_path)
    listed = part("noble", layers=with_layers(BASE, APP))
    world.add(RUNTIME, image("10.0.9", listed, tags=("10.0.9",)))
    name = listed["digest"].rpartition("@")[2]
    world.layers = [{**history_row(world, BASE), "digest": name}]
    assert "history and snapshot differ on 1 layers" in world.refused()
