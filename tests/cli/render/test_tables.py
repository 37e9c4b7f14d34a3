import io
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import pytest
from rich.console import Console

from dotimg.catalog.tables import Catalog
from dotimg.cli.render import tables
from dotimg.resolver.details import Listing
from dotimg.resolver.listing import Filter, listing


def shown(monkeypatch: pytest.MonkeyPatch, width: int, **wanted: Any) -> str:
    catalog = Catalog()
    return printed(monkeypatch, width, listing(catalog, Filter()._replace(**wanted), "2026-11-22"))


def printed(monkeypatch: pytest.MonkeyPatch, width: int, rows: Iterable[Listing]) -> str:
    out = io.StringIO()
    monkeypatch.setattr(tables, "Terminal", lambda *_, **__: Console(file=out, soft_wrap=True))
    tables.write(rows, None, width)
    return out.getvalue()


def test_reads_well_at_80_columns_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = shown(monkeypatch, 80, version="10", repository="aspnet").splitlines()
    assert lines[0].split() == ["image", "architectures", "size", "until"]
    assert lines[1:3] == ["", "10.0"]
    assert max(map(len, lines)) <= 80
    assert "aspnet:10.0-noble = 10.0" in {
        line[: lines[0].index(" arch")].rstrip() for line in lines
    }
    long = lines.index("aspnet:10.0-azurelinux3.0-distroless-composite-extra")
    assert lines[long + 1].split() == ["amd64", "arm64", "77.4", "MB", "2028-11-14"]
    assert lines[-1] == "The tag after = names the same image."


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("everything", [False, True])
def test_no_line_is_wider_than_it_should_and_each_has_its_columns(
    monkeypatch: pytest.MonkeyPatch, width: int, everything: bool
) -> None:
    lines = shown(monkeypatch, width, version="10", everything=everything).splitlines()
    start = lines[0].index("architectures")
    for line, below in pairwise([*lines[1:], ""]):
        if below.startswith(" " * start):
            assert " " not in line.partition(" = ")[0]  # a long reference, alone
        elif ":" in line or line.startswith(" " * start):
            assert len(line) <= width
            assert not line[start:].strip() or line[start:].startswith(("amd64", "arm", "386"))


def test_channels_come_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = shown(monkeypatch, 100).splitlines()
    titles = [line for before, line in pairwise(lines) if not before and ":" not in line]
    assert titles[:2] == ["11.0", "10.0"]
    assert len(titles) == len(set(titles))


def test_sizes_are_in_the_unit_that_reads_best(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(monkeypatch, 100, version="10", repository="sdk")
    assert " 327.3 MB " in text
    assert " 2.8 GB " in text


def test_ended_support_is_marked_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(monkeypatch, 100, repository="aspnet", version="8", everything=True, os="noble")
    assert "ended 2026-11-10" in text


def test_previews_have_no_day(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(monkeypatch, 100, repository="aspnet", version="11")
    assert "preview" in text.split("aspnet:11.0-preview-resolute ")[1].splitlines()[0]


def test_an_escape_in_a_tag_is_made_visible(monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = Catalog()
    row = next(iter(listing(catalog, Filter(version="10"), "2026-11-22")))
    bad = row._replace(tag=row.tag._replace(name="10.0\x1b[31m"))
    text = printed(monkeypatch, 80, [bad])
    assert r"10.0\x1b[31m" in text
    assert "\x1b" not in text
