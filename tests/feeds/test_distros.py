"""The names of .NET's dependencies, as the publisher's lists have them."""

import json
from pathlib import Path
from typing import Any

import pytest

from dotimg.catalog.tables import Catalog
from dotimg.errors import InputError
from dotimg.feeds import distros


def put(folder: Path, name: str, **packages: str) -> None:
    place = folder / distros.FOLDER
    place.mkdir(exist_ok=True)
    rows = [{"id": what, "name": called} for what, called in packages.items()]
    releases: list[dict[str, Any]] = [{"name": "Any", "release": "3.0", "dependencies": rows}]
    (place / name).write_text(json.dumps({"releases": releases}))


def test_channels_are_joined_and_a_family_is_called_as_in_tags(tmp_path: Path) -> None:
    assert distros.in_folder(str(tmp_path)) == {}
    put(tmp_path, "10.0-azure_linux.json", libicu="icu", openssl="openssl-libs")
    put(tmp_path, "11.0-azure_linux.json", libicu="icu-new")
    put(tmp_path, "README.md")
    assert distros.in_folder(str(tmp_path)) == {
        "azurelinux3.0": {"libicu": ["icu", "icu-new"], "openssl": ["openssl-libs"]}
    }


@pytest.mark.parametrize("name", ["", "-x", "a b", "a;b", "\u00fc"])
def test_what_is_no_name_is_refused(tmp_path: Path, name: str) -> None:
    put(tmp_path, "10.0-debian.json", libicu=name)
    with pytest.raises(InputError, match=r"10.0-debian.json.*name should be the name of a package"):
        distros.in_folder(str(tmp_path))


def test_the_tables_know_the_releases_that_10_0_runs_on(catalog: Catalog) -> None:
    table = catalog.dependencies()
    assert table["debian12"]["libicu"] == ["libicu72"]
    assert table["ubuntu24.04"]["libicu"] == ["libicu74"]
    names = {name for system in catalog.systems.values() for name in system.names}
    assert {"debian12", "ubuntu24.04", "alpine3.23", "azurelinux3.0"} <= names & table.keys()
