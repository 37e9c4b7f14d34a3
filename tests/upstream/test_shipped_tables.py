"""The tables that are shipped, of whatever day they are; what is true of them is counted here."""

import hashlib
import json

import pytest

import dotimg
from dotimg.catalog.tables import Catalog
from dotimg.explain.explainer import Explainer
from dotimg.names import versions
from tests.upstream import frozen

MCR = "mcr.microsoft.com/dotnet/"


@pytest.fixture(scope="module")
def shipped() -> Catalog:
    return Catalog(str(frozen.SHIPPED))


@pytest.fixture(scope="module")
def index() -> dict[str, object]:
    read: dict[str, object] = json.loads((frozen.SHIPPED / "catalog.json").read_bytes())
    return read


@pytest.fixture(scope="module")
def listed() -> list[tuple[str, str, str]]:
    """Repository, tag and version of all listed images, by the rows of the table alone."""
    sections = json.loads((frozen.SHIPPED / "catalog.json").read_bytes())["sections"]["tags"]
    table = (frozen.SHIPPED / "tags.jsonl").read_bytes()
    found = []
    for path, of_channels in sections.items():
        for start, middle, _ in of_channels.values():
            rows = [json.loads(line) for line in table[start:middle].splitlines()]
            found += [(path, row[0], row[1]) for row in rows]
    return found


def test_every_byte_is_as_it_was_written(index: dict[str, object]) -> None:
    tables = index["tables"]
    assert isinstance(tables, dict)
    for name, noted in tables.items():
        content = (frozen.SHIPPED / name).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (
            noted["bytes"],
            noted["sha256"],
        ), name
    assert not (frozen.SHIPPED / ".update").exists()


def test_pick_answers_with_the_newest_patch_that_is_listed(
    listed: list[tuple[str, str, str]], shipped: Catalog
) -> None:
    patches = [
        version
        for path, tag, version in listed
        if path == f"{MCR}aspnet" and tag == version and "-" not in tag
    ]
    newest = max(patches, key=lambda one: [int(number) for number in one.split(".")])
    for asked in (newest, newest.rpartition(".")[0]):
        picked = dotimg.pick(version=asked, today=shipped.as_of, catalog=shipped)
        assert picked.reference == f"{MCR}aspnet:{asked}"


def test_what_is_listed_is_explained_with_its_version(
    listed: list[tuple[str, str, str]], shipped: Catalog
) -> None:
    explainer = Explainer(shipped, shipped.as_of)
    for path, tag, version in listed[::40]:
        found = explainer.explain(f"{path}:{tag}")
        assert found.known
        assert found.inside
        assert found.inside.version == (version or None), tag


def test_the_channels_are_those_that_have_images(
    listed: list[tuple[str, str, str]], shipped: Catalog
) -> None:
    of_sdk = {versions.channel(version) for path, _, version in listed if path == f"{MCR}sdk"}
    names = {one.name for one in shipped.channels}
    assert of_sdk <= names
