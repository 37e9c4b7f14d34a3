import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

DAY = "2026-11-22"


def test_it_writes_a_feed_for_each_repository_and_the_preset(dotimg: Run, tmp_path: Path) -> None:
    folder = tmp_path / "feed"
    url = "https://renovate.contoso.com/dotnet/"
    done = dotimg("renovate", "--output", str(folder), "--url", url, day=DAY)
    assert (done.code, done.out) == (0, f"{folder / 'default.json'}\n")
    preset = json.loads((folder / "default.json").read_bytes())
    feed = "https://renovate.contoso.com/dotnet/{{packageName}}.json"
    assert preset["customDatasources"]["dotimg"]["defaultRegistryUrlTemplate"] == feed
    for name in preset["packageRules"][0]["matchPackageNames"]:
        releases = json.loads((folder / f"{name}.json").read_bytes())["releases"]
        assert all(one["version"] for one in releases)


def test_without_an_address_it_is_a_folder_of_the_repository(
    dotimg: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert dotimg("renovate", "--output", "./feed", day=DAY).code == 0
    preset = json.loads((tmp_path / "feed" / "default.json").read_bytes())
    place = preset["customDatasources"]["dotimg"]["defaultRegistryUrlTemplate"]
    assert place == "file://feed/{{packageName}}.json"


def test_a_folder_that_cannot_be_made_is_one_line(dotimg: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = dotimg("-q", "renovate", "--output", str(tmp_path / "file" / "feed"), day=DAY)
    assert (done.code, done.out) == (3, "")
    assert len(done.err.splitlines()) == 1
    assert "cannot be written" in done.err
