"""The whole builder: the same bytes every time, and nothing written of contradictory input."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dotimg.errors import EXIT_INPUT, EXIT_OK
from tests.feeds.upstream_world import (
    FIRST,
    MCR,
    RUNTIME,
    SDK,
    TODAY,
    TRAITS,
    World,
    image,
    part,
    retired,
    row,
)

HASH_SEEDS = ("1", "2026")
BUILD = """
import hashlib, sys
from dotimg.catalog.tables import Catalog
from dotimg.feeds import build
for name, content in build.from_history(sys.argv[1], Catalog().traits).items():
    print(name, hashlib.sha256(content).hexdigest())
"""


def built_with(hash_seed: str, folder: Path) -> str:
    settings = {**os.environ, "PYTHONHASHSEED": hash_seed}
    command = [sys.executable, "-c", BUILD, str(folder)]
    return subprocess.run(command, env=settings, capture_output=True, text=True, check=True).stdout


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.write()
    assert world.files() == world.files()


def test_the_bytes_do_not_depend_on_the_seed_of_hashes(tmp_path: Path) -> None:
    world = World(tmp_path)
    tags = ("10.0-noble-chiseled-composite-extra", "10.0-noble-chiseled-extra", "10.0-noble-aot")
    world.add(SDK, *(image("10.0.302", part("noble-chiseled", tags=(tag,))) for tag in tags))
    world.write()
    one, other = (built_with(seed, world.folder) for seed in HASH_SEEDS)
    assert one == other
    assert len(one.splitlines()) == len(world.files())


def test_the_day_is_the_last_that_the_history_covers(tmp_path: Path) -> None:
    assert World(tmp_path).catalog().as_of == TODAY


def test_the_catalog_carries_the_traits_and_names_its_sources(tmp_path: Path) -> None:
    world = World(tmp_path)
    catalog = world.catalog()
    assert catalog.traits == TRAITS
    index = (world.output / "catalog.json").read_text(encoding="utf-8")
    assert "endoflife-date/endoflife.date" in index
    assert "0e9eb882" in index


def test_a_repository_that_the_traits_do_not_name_is_refused(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.add(f"{MCR}dotnet/brand-new", image("1.0.0", part("noble"), tags=("1.0", "1.0.0")))
    assert "the traits name no repository 'mcr.microsoft.com/dotnet/brand-new'" in world.refused()


def test_only_systems_that_an_image_was_seen_on_are_in_the_catalog(tmp_path: Path) -> None:
    catalog = World(tmp_path).catalog()
    assert list(catalog.systems) == ["noble", "alpine3.23", "windowsservercore-ltsc2022", "stretch"]


def test_a_history_that_lists_a_tag_which_the_snapshot_lacks_is_refused(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.history.append(row(RUNTIME, "10.0-jammy", "10.0.8"))
    assert world.refused() == (
        f"{world.folder}: history and snapshot differ on 1 tags, the first: {RUNTIME}:10.0-jammy"
    )


def test_a_snapshot_that_lists_a_tag_which_the_history_lacks_is_refused(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.images[RUNTIME].append(image("10.0.9", part("noble", tags=("10.0.9",))))
    assert f"differ on 1 tags, the first: {RUNTIME}:10.0.9" in world.refused()


def test_a_snapshot_that_lists_a_tag_which_the_history_retired_is_refused(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.row(RUNTIME, "10.0.8").update(last_seen=TODAY, delisted=TODAY)
    assert f"differ on 1 tags, the first: {RUNTIME}:10.0.8" in world.refused()


@pytest.mark.parametrize(
    "bent",
    [
        {"product_version": "10.0.7"},
        {"platforms": ["linux/amd64/noble"]},
        {"platforms": ["linux/amd64/noble", "linux/arm64/jammy"]},
        {"os_versions": ["noble-chiseled"]},
        {"shared": False},
    ],
    ids=lambda bent: next(iter(bent)),
)
def test_a_tag_that_history_and_snapshot_tell_differently_is_refused(
    tmp_path: Path, bent: dict[str, object]
) -> None:
    world = World(tmp_path)
    world.row(RUNTIME, "10.0").update(bent)
    assert f"differ on 1 tags, the first: {RUNTIME}:10.0" in world.refused()


def test_only_the_first_contradictions_are_named(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.history += [row(RUNTIME, f"10.0.8-{name}", "10.0.8") for name in "dcba"]
    said = world.refused()
    assert "differ on 4 tags" in said
    assert said.endswith(", ".join(f"{RUNTIME}:10.0.8-{name}" for name in "abc"))


def test_platforms_in_another_order_are_no_contradiction(tmp_path: Path) -> None:
    world = World(tmp_path)
    parts = part("noble"), part("noble", "arm64"), part("nanoserver-ltsc2022")
    world.add(RUNTIME, image("10.0.9", *parts, tags=("10.0.9",)))
    world.row(RUNTIME, "10.0.9")["platforms"].reverse()
    assert "10.0.9" in [tag.name for tag in world.catalog().listed(RUNTIME, "10.0")]


def test_a_listed_rebuild_is_no_contradiction(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.add(SDK, image("10.0.302", part("noble", tags=("10.0.302-1", "10.0.302-1-noble"))))
    versions = {tag.name: tag.version for tag in world.catalog().listed(SDK, "10.0")}
    assert versions["10.0.302-1"] == versions["10.0.302-1-noble"] == "10.0.302-1"


def test_an_awaited_tag_is_no_contradiction(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.history.append(row(RUNTIME, "11.0", "11.0.0", evidence="pending", sources={}))
    assert "11.0" in world.catalog().channels_of(RUNTIME)


def test_an_awaited_tag_that_the_snapshot_lists_is_refused(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.row(RUNTIME, "10.0")["evidence"] = "pending"
    assert f"the first: {RUNTIME}:10.0" in world.refused()


def test_a_history_that_image_info_never_covered_is_refused(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.images = {RUNTIME: []}
    world.history = [retired(RUNTIME, "1.0", "1.0.0", evidence="manifest", sources={})]
    assert "the history names no day of image info" in world.refused()


@pytest.mark.parametrize("field", ["source", "commit", "as_of"])
def test_input_that_does_not_name_its_source_is_refused(tmp_path: Path, field: str) -> None:
    world = World(tmp_path)
    del world.lifecycle[field]
    assert f"os-lifecycle.json: the file: {field} should be a text" in world.refused()


class TestCommand:
    """`python -m dotimg.feeds`, which reads the traits with PyYAML."""

    @staticmethod
    def run(world: World) -> tuple[int, str]:
        command = [sys.executable, "-m", "dotimg.feeds", str(world.folder), str(world.output)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert not done.stdout
        return done.returncode, done.stderr

    @staticmethod
    def put_traits(world: World, content: str) -> None:
        world.output.mkdir(exist_ok=True)
        (world.output / "traits.yaml").write_text(content, encoding="utf-8")

    def test_good_input_is_written_silently(self, tmp_path: Path) -> None:
        world = World(tmp_path)
        world.write()
        self.put_traits(world, _as_yaml())
        assert self.run(world) == (EXIT_OK, "")
        written = {name: (world.output / name).read_bytes() for name in world.files()}
        assert written == world.files()

    def test_bad_input_is_one_line_and_leaves_the_catalog_as_it_was(self, tmp_path: Path) -> None:
        world = World(tmp_path)
        world.catalog()
        before = {path.name: path.read_bytes() for path in world.output.iterdir()}
        self.put_traits(world, _as_yaml())
        world.history[1]["first_seen"] = FIRST + "\x1b[31m\n"
        world.write()
        code, said = self.run(world)
        assert code == EXIT_INPUT
        assert said.startswith(f"dotimg.feeds: {world.folder / 'tags-history.jsonl.gz'}: row 2: ")
        assert said.removesuffix("\n").isprintable()
        after = {path.name: path.read_bytes() for path in world.output.iterdir()}
        assert {**before, "traits.yaml": after["traits.yaml"]} == after

    @pytest.mark.parametrize("content", ["", "[]", "families: {}", "a: [", "\x00", "8"])
    def test_bad_traits_are_one_line(self, tmp_path: Path, content: str) -> None:
        world = World(tmp_path)
        world.write()
        self.put_traits(world, content)
        code, said = self.run(world)
        assert code == EXIT_INPUT
        assert said.startswith(f"dotimg.feeds: {world.output}/traits.yaml: ")
        assert said.count("\n") == 1

    def test_missing_traits_are_one_line(self, tmp_path: Path) -> None:
        world = World(tmp_path)
        world.write()
        code, said = self.run(world)
        assert code == EXIT_INPUT
        assert said.startswith(f"dotimg.feeds: {world.output}/traits.yaml: cannot be read")


def _as_yaml() -> str:
    import yaml

    return yaml.safe_dump(TRAITS, sort_keys=False)
