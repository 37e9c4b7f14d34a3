import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from dotimg.catalog.tables import Catalog, bundled_folder
from dotimg.errors import CatalogError, InputError
from tests.tables import change, note

BLOCK = 64 * 1024  # bytes, what is checked at once
ASPNET = "mcr.microsoft.com/dotnet/aspnet"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(bundled_folder(), tmp_path / "tables"))


def test_reads_a_folder_that_is_named(copy: Path) -> None:
    assert Catalog(str(copy)).as_of == Catalog().as_of


def test_a_question_reads_only_its_own_section(copy: Path) -> None:
    catalog = Catalog(str(copy))
    table = copy / "tags.jsonl"
    content = table.read_bytes()
    index = json.loads((copy / "catalog.json").read_text("utf-8"))
    start, middle, _ = index["sections"]["tags"][ASPNET]["10.0"]
    begin, end = start // BLOCK * BLOCK, -(-middle // BLOCK) * BLOCK
    table.write_bytes(b"\0" * begin + content[begin:end] + b"\0" * (len(content) - end))
    assert catalog.listed(ASPNET, "10.0")[0].name.startswith("10.0")
    with pytest.raises(InputError, match="damaged: its checksum"):
        catalog.listed("mcr.microsoft.com/dotnet/sdk", "10.0")


def test_listed_and_retired_tags_are_apart(catalog: Catalog) -> None:
    assert {tag.retired for tag in catalog.listed(ASPNET, "8.0")} == {None}
    assert all(tag.retired for tag in catalog.retired(ASPNET, "8.0"))


def test_what_is_not_there_is_empty(catalog: Catalog) -> None:
    assert catalog.listed("docker.io/library/nginx", "1.0") == []
    assert catalog.contents(ASPNET, "3.1") == {}


def test_tells_digest_and_platforms_of_a_listed_tag(catalog: Catalog) -> None:
    digest, platforms = catalog.contents(ASPNET, "10.0")["10.0-noble"]
    assert digest is not None
    assert [one.architecture for one in platforms] == ["amd64", "arm", "arm64"]
    assert all(one.size and one.size > 10**7 for one in platforms)
    single, own = catalog.contents(ASPNET, "10.0")["10.0-noble-arm64v8"]
    assert own == (platforms[2],)
    assert single == platforms[2].digest


def test_the_newest_patch_is_known_from_images_where_notes_lag(catalog: Catalog) -> None:
    newest, before = catalog.releases("8.0")[:2]
    assert (newest.version, newest.day, newest.sdks, newest.cves) == (
        "8.0.30", "2026-08-11", ("8.0.424",), None,
    )  # fmt: skip
    assert before.version == "8.0.29"
    assert len(before.cves or ()) == 17


def test_finds_the_release_that_brought_an_sdk(catalog: Catalog) -> None:
    found = catalog.release_of_sdk("2.1.101")
    assert found
    assert (found[0], found[1].runtime) == ("2.0", "2.0.6")
    assert catalog.release_of_sdk("8.0.999") is None


def damage_missing(folder: Path) -> None:
    (folder / "catalog.json").unlink()


def damage_missing_table(folder: Path) -> None:
    (folder / "tags.jsonl").unlink()


def damage_cut(folder: Path) -> None:
    path = folder / "tags.jsonl"
    path.write_bytes(path.read_bytes()[:-1])


def damage_cut_index(folder: Path) -> None:
    path = folder / "catalog.json"
    path.write_bytes(path.read_bytes()[:-100])


def damage_foreign(folder: Path) -> None:
    (folder / "catalog.json").write_text('{"packages": []}', "utf-8")


def damage_list(folder: Path) -> None:
    (folder / "catalog.json").write_text("[]", "utf-8")


def damage_newer(folder: Path) -> None:
    (folder / "catalog.json").write_text('{"schema": 99}', "utf-8")


def damage_older(folder: Path) -> None:
    """As tables were before the Docker Hub years came into them."""
    change(folder, lambda index: index["traits"].pop("removed"))


def damage_without_holdings(folder: Path) -> None:
    """As tables were before CVEs were counted by what an image holds."""
    index = json.loads((folder / "catalog.json").read_text("utf-8"))
    for repository in index["traits"]["repositories"].values():
        repository.pop("holds", None)
    (folder / "catalog.json").write_text(json.dumps(index), "utf-8")


def damage_without_drops(folder: Path) -> None:
    """As tables were before they told when a system is expected to be dropped."""
    index = json.loads((folder / "catalog.json").read_text("utf-8"))
    index["systems"] = {name: row[:-1] for name, row in index["systems"].items()}
    (folder / "catalog.json").write_text(json.dumps(index), "utf-8")


def damage_garbled_traits(folder: Path) -> None:
    index = json.loads((folder / "catalog.json").read_text("utf-8"))
    index["traits"]["removed"] = {"docker.io/microsoft/aspnetcore": 2021}
    (folder / "catalog.json").write_text(json.dumps(index), "utf-8")


def damage_binary(folder: Path) -> None:
    (folder / "catalog.json").write_bytes(b"\xff\xfe\x00")


def damage_half(folder: Path) -> None:
    (folder / "catalog.json").write_text('{"schema": 1, "as_of": "2026-08-20"}', "utf-8")


@pytest.mark.parametrize(
    "damage",
    [
        *(damage_missing, damage_missing_table, damage_cut, damage_cut_index, damage_foreign),
        *(damage_list, damage_newer, damage_older, damage_binary, damage_half),
        *(damage_without_holdings, damage_without_drops, damage_garbled_traits),
    ],
)
def test_a_damaged_catalog_is_refused_with_its_path(
    copy: Path, damage: Callable[[Path], None]
) -> None:
    damage(copy)
    with pytest.raises(InputError) as caught:
        Catalog(str(copy))
    assert str(caught.value).startswith(f"the catalog {copy} cannot be used: ")


def test_tables_of_an_older_dotimg_are_named_as_such(copy: Path) -> None:
    change(copy, lambda index: index["tables"].pop("cves.json"))
    with pytest.raises(CatalogError, match=r"it was made by an older dotimg, without cves\.json"):
        Catalog(str(copy))


def test_a_garbled_table_of_cves_is_refused_when_it_is_read(copy: Path) -> None:
    table = copy / "cves.json"
    table.write_bytes(b"[" + table.read_bytes()[1:-2] + b"]\n")
    with pytest.raises(CatalogError, match=r"cves\.json is damaged: its checksum does not match"):
        Catalog(str(copy)).cves("8.0")


@pytest.mark.parametrize(
    ("column", "value"),
    [(0, 5), (3, "aspnetcore"), (3, ["kestrel"]), (4, [7]), (5, None), (5, "newest"), (6, 1)],
)
def test_a_garbled_row_of_a_cve_is_refused(copy: Path, column: int, value: object) -> None:
    row: list[object] = ["CVE-2025-55315", "A title", "other", ["aspnetcore"], [], "8.0.21", []]
    row[column] = value
    (copy / "cves.json").write_text(json.dumps({"8.0": [row]}), "utf-8")
    note(copy, "cves.json")
    with pytest.raises(CatalogError, match=r"cves\.json is garbled"):
        Catalog(str(copy)).cves("8.0")


def test_a_folder_that_is_not_there_is_refused_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        Catalog(str(tmp_path / "nowhere"))


def test_tables_without_checksums_are_of_an_older_dotimg_too(copy: Path) -> None:
    path = copy / "catalog.json"
    index = json.loads(path.read_bytes())
    path.write_text(json.dumps({**index, "crc32": None}), "utf-8")
    with pytest.raises(
        CatalogError, match=r"catalog\.json is damaged: its checksum does not match"
    ):
        Catalog(str(copy))
    del index["crc32"]
    path.write_text(json.dumps(index), "utf-8")
    with pytest.raises(CatalogError, match="it was made by an older dotimg, without checksums"):
        Catalog(str(copy))
