"""How the catalog is written: its rows, their order, and the sections that tell their places."""

import hashlib
import json
import zlib
from pathlib import Path

import pytest

from dotimg.catalog.tables import Catalog
from dotimg.errors import InputError
from dotimg.feeds import encode
from dotimg.feeds.encode import channel_of
from tests.feeds.upstream_world import (
    FRAMEWORK,
    HUB,
    RUNTIME,
    SDK,
    TRAITS,
    World,
    image,
    part,
    retired,
    row,
)

ALL_FILES = [
    *("catalog.json", "cves.json", "digests.bin", "digests.idx", "digests.jsonl"),
    *("images.jsonl", "layers.bin", "publishers.json", "releases.json", "tags.jsonl"),
]


def names(catalog: Catalog, repository: str, channel: str) -> list[str]:
    return [tag.name for tag in catalog.listed(repository, channel)]


def test_a_catalog_has_its_files_and_no_more(tmp_path: Path) -> None:
    catalog = World(tmp_path).catalog()
    assert sorted(path.name for path in Path(catalog.folder).iterdir()) == ALL_FILES


def test_tags_stand_by_repository_and_channel(tmp_path: Path) -> None:
    catalog = World(tmp_path).catalog()
    assert catalog.paths() == (HUB, FRAMEWORK, RUNTIME, SDK)
    assert catalog.channels_of(RUNTIME) == ("10.0",)
    assert catalog.channels_of(FRAMEWORK) == ("4.8.1",)


def test_listed_tags_stand_before_retired_ones_and_the_newest_first(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.add(RUNTIME, image("10.0.9", part("noble", tags=("10.0.9", "10.0.9-noble"))))
    world.history.append(retired(RUNTIME, "10.0.10", "10.0.10"))
    world.history.append(retired(RUNTIME, "10.0.0-rc.1", "10.0.0-rc.1"))
    catalog = world.catalog()
    assert names(catalog, RUNTIME, "10.0") == [
        *("10.0.9", "10.0.9-noble"),
        *("10.0", "10.0-noble-amd64", "10.0-noble-arm64v8", "10.0.8"),
    ]
    assert [tag.name for tag in catalog.retired(RUNTIME, "10.0")] == [
        "10.0.10",
        "10.0.7",
        "10.0.0-rc.1",
    ]


@pytest.mark.parametrize(
    ("repository", "tag", "version", "channel"),
    [
        (RUNTIME, "10.0.8-noble", "10.0.8", "10.0"),
        (RUNTIME, "5.0-buster-slim", "3.1.15", "5.0"),
        (RUNTIME, "8", "8.0.30", "8.0"),
        (RUNTIME, "1.0", "1.1.13", "1.1"),  # it went on to the later channel
        (RUNTIME, "latest", "10.0.8", "10.0"),
        (RUNTIME, "nightly", None, ""),
        (FRAMEWORK, "4.8-20260811-windowsservercore-ltsc2022", "4.8", "4.8"),
        (FRAMEWORK, "latest", "4.8.1", "4.8.1"),
    ],
)
def test_a_tag_stands_with_the_channel_of_its_name_or_else_of_its_version(
    tmp_path: Path, repository: str, tag: str, version: str | None, channel: str
) -> None:
    world = World(tmp_path)
    world.history.append(retired(repository, tag, version))
    catalog = world.catalog()
    assert tag in [found.name for found in catalog.retired(repository, channel)]
    (found,) = [one for path, _, one in catalog.all_tags() if (path, one.name) == (repository, tag)]
    assert channel_of(TRAITS, (repository, tag), found.version) == channel


def test_every_section_follows_the_one_before_to_the_end_of_the_table(tmp_path: Path) -> None:
    files = build_files(tmp_path)
    sections = json.loads(files["catalog.json"])["sections"]
    for table in ("tags", "images"):
        position = 0
        for channels in sections[table].values():
            for start, *middle, end in channels.values():
                assert start == position
                assert all(start <= between <= end for between in middle)
                position = end
        assert position == len(files[f"{table}.jsonl"])


def test_every_section_of_digests_tells_its_place_and_the_number_of_its_first_row(
    tmp_path: Path,
) -> None:
    files = build_files(tmp_path)
    rows = files["digests.jsonl"]
    position = 0
    for channels in json.loads(files["catalog.json"])["sections"]["digests"].values():
        for start, end, first in channels.values():
            assert (start, first) == (position, rows[:start].count(b"\n"))
            position = end
    assert position == len(rows)


def test_each_table_has_its_size_and_checksum(tmp_path: Path) -> None:
    files = build_files(tmp_path)
    noted = json.loads(files.pop("catalog.json"))["tables"]
    assert noted == {
        name: {
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "crc32": "".join(f"{zlib.crc32(content[at : at + 65536]):08x}" for at in blocks),
        }
        for name, content in files.items()
        for blocks in [range(0, len(content), 65536)]
    }


def test_the_index_has_its_own_checksum_in_front(tmp_path: Path) -> None:
    content = build_files(tmp_path)["catalog.json"]
    head, _, rest = content.partition(b",\n")
    assert head == b'{\n "crc32": "%08x"' % zlib.crc32(rest)


def test_tables_are_ascii_with_bare_line_ends(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.releases["channels"][0]["product"] = ".NET\u00ae"
    world.write()
    texts = [content for name, content in world.files().items() if ".json" in name]
    assert len(texts) == sum(".json" in name for name in ALL_FILES)
    for content in texts:
        assert content.isascii()
        assert b"\r" not in content
        assert content.endswith(b"\n")


def test_an_image_stands_with_its_digests_and_all_its_tags(tmp_path: Path) -> None:
    world = World(tmp_path)
    catalog = world.catalog()
    index = world.images[RUNTIME][0]
    contents = catalog.contents(RUNTIME, "10.0")
    digest, platforms = contents["10.0.8"]
    assert index["manifest"]["digest"].endswith(f"@{digest}")
    assert [one.architecture for one in platforms] == ["amd64", "arm64"]
    digest, platforms = contents["10.0-noble-arm64v8"]
    assert index["platforms"][1]["digest"].endswith(f"@{digest}")
    assert [(one.architecture, one.size) for one in platforms] == [("arm64", 742)]


def test_writing_replaces_what_stood_there(tmp_path: Path) -> None:
    for name in ALL_FILES:
        (tmp_path / name).write_text("old", encoding="utf-8")
    encode.write(str(tmp_path), dict.fromkeys(ALL_FILES, b"new"))
    assert [(tmp_path / name).read_text(encoding="utf-8") for name in ALL_FILES] == ["new"] * len(
        ALL_FILES
    )


def test_writing_makes_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "down"
    encode.write(str(folder), {"catalog.json": b"{}"})
    assert (folder / "catalog.json").read_bytes() == b"{}"


def test_a_folder_below_a_file_cannot_be_written(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        encode.write(str(file / "catalog"), {"catalog.json": b"{}"})
    assert str(caught.value).startswith(f"{file / 'catalog'}: cannot be written")
    assert file.read_text(encoding="utf-8") == "mine"


def test_a_file_in_place_of_the_folder_cannot_be_written(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be written"):
        encode.write(str(file), {"catalog.json": b"{}"})
    assert file.read_text(encoding="utf-8") == "mine"


def test_nothing_is_replaced_before_all_is_written(tmp_path: Path) -> None:
    (tmp_path / "tags.jsonl").write_text("old", encoding="utf-8")
    cannot_be_written = "absent/catalog.json"
    with pytest.raises(InputError, match="cannot be written"):
        encode.write(str(tmp_path), {"tags.jsonl": b"new", cannot_be_written: b"new"})
    assert [path.name for path in tmp_path.iterdir()] == ["tags.jsonl"]
    assert (tmp_path / "tags.jsonl").read_text(encoding="utf-8") == "old"


def test_a_write_that_fails_leaves_no_half_written_file(tmp_path: Path) -> None:
    (tmp_path / "tags.jsonl").mkdir()
    (tmp_path / "catalog.json").write_text("old", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be written"):
        encode.write(str(tmp_path), {"tags.jsonl": b"new", "catalog.json": b"new"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["catalog.json", "tags.jsonl"]
    assert (tmp_path / "catalog.json").read_text(encoding="utf-8") == "old"


def test_a_tag_without_any_version_sorts_last(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.history += [
        row(HUB, "new", None, evidence="pending"),
        retired(HUB, "b"),
        retired(HUB, "a"),
    ]
    catalog = world.catalog()
    assert names(catalog, HUB, "") == ["new"]
    assert [tag.name for tag in catalog.retired(HUB, "")] == ["a", "b"]


def build_files(folder: Path) -> dict[str, bytes]:
    world = World(folder)
    world.write()
    return world.files()


def test_the_order_of_the_rows_of_the_history_does_not_matter(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.write()
    files = world.files()
    world.history.reverse()
    world.write()
    assert world.files()["tags.jsonl"] == files["tags.jsonl"]
