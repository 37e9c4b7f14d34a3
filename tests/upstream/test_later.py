"""Three made-up months after the shipped tables lead to tables that tell of them."""

import shutil
from pathlib import Path

import pytest

from dotimg.catalog.tables import Catalog
from dotimg.feeds.__main__ import main
from tests.cli.refresh_feeds import lay_out
from tests.upstream import frozen
from tests.upstream.later import NEW_REPOSITORY, Publisher

ASPNET = "mcr.microsoft.com/dotnet/aspnet"


def test_three_months_on_the_tables_tell_what_is_new_and_lose_nothing(
    tmp_path: Path, catalog: Catalog, capsys: pytest.CaptureFixture[str]
) -> None:
    data = Path(shutil.copytree(frozen.SHIPPED, tmp_path / "data"))
    before = Catalog(str(frozen.SHIPPED))
    publisher = Publisher(tmp_path / "world", before)
    oldest, alpine = publisher.oldest("ubuntu"), publisher.newest_alpine()
    for happens in publisher.months():
        happens()
    feeds = lay_out(publisher.feeds(), tmp_path / "feeds")
    update = ["update", "--today", str(publisher.day), "--source", str(feeds), str(data)]
    assert main(update) == 0
    after = Catalog(str(data))

    tags = [tag for path, _, tag in after.all_tags() if path == ASPNET and not tag.retired]
    systems = {system for tag in tags for system in tag.releases}
    following = f"alpine3.{int(alpine.rpartition('.')[2]) + 1}"
    assert oldest not in systems
    assert {alpine, following} <= systems
    assert f"{publisher.newest.name}-{following}" in {tag.name for tag in tags}
    assert any(publisher.variant in tag.name for tag in tags)
    assert after.channels[0].released == str(publisher.day) == after.as_of
    assert NEW_REPOSITORY not in after.paths()
    said = capsys.readouterr().out
    assert said.startswith(f"Update the tables to {publisher.day}\n\n- ")
    assert f"- systems without images now: {oldest}\n" in said
    assert f"left out, as traits.yaml does not name them: {NEW_REPOSITORY}\n" in said

    for name, content in frozen.rewound(after).items():
        assert content == (Path(catalog.folder) / name).read_bytes(), name
