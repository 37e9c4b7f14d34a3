"""`python -m dotimg.feeds update`: newer tables where they lie, or the old ones."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from dotimg.catalog.tables import Catalog
from dotimg.feeds import update as module
from dotimg.feeds.__main__ import main
from tests.cli.refresh_feeds import lay_out, published
from tests.feeds.upstream_world import (
    MCR,
    RUNTIME,
    SDK,
    TODAY,
    TRAITS,
    World,
    image,
    part,
    release,
)

BUILT = "2026-09-07T11:12:13.1234567Z"
EARLIER = "2026-06-07T11:12:13.1234567Z"
TABLES = 9  # of the small world, the index among them
Edit = Callable[[World], object]


class Killed(BaseException):
    """An update ends here, as by a signal that no program can catch."""


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A small world, whose tables lie in the folder `output`."""
    world = World(tmp_path / "world")
    world.write()
    world.output.mkdir()
    for name, content in world.files().items():
        (world.output / name).write_bytes(content)
    (world.output / "traits.yaml").write_text(yaml.safe_dump(TRAITS), "utf-8")
    return world


def publish(world: World) -> None:
    """A patch on the next Alpine, and a repository that nobody knows."""
    new = image("10.0.9", part("noble", created=BUILT), tags=("10.0", "10.0.9"))
    world.images[RUNTIME] = [new]
    on_alpine = part("alpine3.24", tags=("10.0.303-alpine3.24",), created=BUILT)
    world.images[SDK].append(image("10.0.303", on_alpine))
    world.images[f"{MCR}dotnet/other"] = [image("1.0.0", part("noble", tags=("1.0",)))]
    world.releases["channels"][0]["releases"].insert(0, release("10.0.9", "2026-09-08", "10.0.303"))


def update(world: World, folder: Path | None = None) -> int:
    feeds = lay_out(published(world), world.folder / "feeds")
    return main(["update", "--source", str(feeds), str(folder or world.output)])


def files(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir()}


def test_an_update_makes_newer_tables_and_says_what_is_new(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(world)
    assert update(world) == 0
    catalog = Catalog(str(world.output))
    catalog.verify()
    assert catalog.as_of == "2026-09-07"
    assert capsys.readouterr().out == (
        "Update the tables to 2026-09-07\n"
        "\n"
        "- 2 new tags, 3 retired, 11 in all\n"
        "- releases: 10.0.9\n"
        "- new systems: alpine3.24\n"
        "- left out, as traits.yaml does not name them: mcr.microsoft.com/dotnet/other\n"
    )


def test_the_same_feeds_give_the_same_bytes_wherever_they_lie(world: World, tmp_path: Path) -> None:
    again = Path(shutil.copytree(world.output, tmp_path / "again"))
    publish(world)
    assert update(world) == 0
    world.folder = tmp_path / "elsewhere"
    assert update(world, again) == 0
    assert files(again) == files(world.output)


def test_without_news_nothing_is_written_or_said(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(world)
    update(world)
    before = files(world.output)
    capsys.readouterr()
    assert update(world) == 0
    assert (files(world.output), capsys.readouterr().out) == (before, "")


def test_a_repository_that_the_traits_name_from_now_on_is_taken_in(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(world)
    other = {"title": "Other", "path": f"{MCR}dotnet/other", "own_versions": True}
    traits = {**TRAITS, "repositories": {**TRAITS["repositories"], "other": other}}
    (world.output / "traits.yaml").write_text(yaml.safe_dump(traits), "utf-8")
    assert update(world) == 0
    assert "- new repositories: mcr.microsoft.com/dotnet/other\n" in capsys.readouterr().out
    assert f"{MCR}dotnet/other" in Catalog(str(world.output)).paths()


def go_back(world: World) -> None:
    for path, images in world.images.items():
        version = images[0]["productVersion"]
        tags = tuple(images[0].get("manifest", {}).get("sharedTags", ()))
        world.images[path] = [
            image(version, part("noble", tags=("x",), created=EARLIER), tags=tags)
        ]


def name_twice(world: World) -> None:
    world.images[RUNTIME].append(image("10.0.8", part("noble", tags=("10.0",))))


def rename_system(world: World) -> None:
    world.images[SDK][0]["platforms"][0]["osVersion"] = "alpine3.24"


def lose_notes(world: World) -> None:
    del world.releases["channels"][0]["releases"][0]


REFUSED: dict[str, tuple[Edit, str]] = {
    "back in time": (go_back, "lists older images than the catalog of 2026-08-20"),
    "older notes": (lose_notes, "the release notes of 10.0 are older than the catalog"),
    "no repository": (lambda world: world.images.pop(SDK), f"lists no image of {SDK} any more"),
    "a tag twice": (name_twice, f"the tag {RUNTIME}:10.0 stands on two images"),
    "another system": (
        rename_system,
        f"states alpine3.24 for {SDK}:10.0-alpine3.23, which names alpine3.23",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_feeds_that_cannot_be_right_are_named_and_nothing_is_written(
    kind: str, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    bend, reason = REFUSED[kind]
    bend(world)
    before = files(world.output)
    assert update(world) == 3
    said = capsys.readouterr()
    assert reason in said.err
    assert said.err.count("\n") == 1
    assert (said.out, files(world.output)) == ("", before)


@pytest.mark.parametrize("after", [0, 11, 12, 15, 21])
def test_a_killed_update_leaves_the_old_tables_or_is_finished_by_the_next(
    after: int, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = files(world.output)
    publish(world)
    whole = Path(shutil.copytree(world.output, tmp_path / "whole"))
    update(world, whole)
    steps = iter(range(after))
    real = os.replace

    def replace(source: str, target: str) -> None:
        if next(steps, None) is None:
            raise Killed
        real(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", replace)
        try:
            update(world)
        except Killed:
            (world.output / module.STAGING / "tmp").mkdir()  # which no one could clear away
    module.finish(str(world.output))
    assert files(world.output) == (old if after < TABLES else files(whole))


def test_tables_that_are_damaged_are_named(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    index = json.loads((world.output / "catalog.json").read_bytes())
    (world.output / "catalog.json").write_text(json.dumps({**index, "as_of": TODAY}), "utf-8")
    assert update(world) == 3
    assert "bring back the tables of the last commit" in capsys.readouterr().err


def test_a_day_that_does_not_exist_is_refused(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(Path(world.output))
    with pytest.raises(SystemExit) as left:
        main(["update", "--today", "2026-13-01", str(world.output)])
    assert left.value.code == 2
    assert "'2026-13-01' is not a day such as 2026-08-20" in capsys.readouterr().err
    assert files(Path(world.output)) == before
