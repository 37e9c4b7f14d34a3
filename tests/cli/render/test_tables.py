import io
from typing import Any

import pytest
from rich.console import Console

from dotimg.catalog.tables import Catalog
from dotimg.cli.render import tables
from dotimg.resolver.listing import Filter, listing


def shown(monkeypatch: pytest.MonkeyPatch, width: int, **wanted: Any) -> str:
    out = io.StringIO()
    monkeypatch.setattr(tables, "Terminal", lambda _: Console(file=out, width=width))
    catalog = Catalog()
    rows = listing(catalog, Filter()._replace(**wanted), "2026-11-22")
    tables.write(rows, color=None)
    return out.getvalue()


def test_reads_well_at_80_columns_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(monkeypatch, 80, repository="aspnet", version="10")
    lines = text.splitlines()
    assert lines[0] == "mcr.microsoft.com/dotnet/aspnet  10.0.11"
    assert lines[1].split() == ["tag", "architectures", "MB", "until"]
    assert max(map(len, lines)) <= 80
    row = next(
        line for line in lines if line.startswith("10.0-azurelinux3.0-distroless-composite-extra")
    )
    assert row.split() == [
        "10.0-azurelinux3.0-distroless-composite-extra",
        *("amd64", "arm64", "77.4", "2028-11-14"),
    ]


def test_no_tag_of_a_released_channel_is_broken_over_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(monkeypatch, 80, version="10")
    assert all(len(line.split()) >= 4 for line in text.splitlines() if line.startswith("10.0"))


def test_ended_support_is_marked_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(monkeypatch, 100, repository="aspnet", version="8", everything=True, os="noble")
    assert "ended 2026-11-10" in text


def test_previews_have_no_day(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(monkeypatch, 100, repository="aspnet", version="11")
    assert "preview" in text.split("11.0-preview-resolute ")[1].splitlines()[0]


def test_an_escape_in_a_tag_is_made_visible(monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = Catalog()
    row = next(iter(listing(catalog, Filter(version="10"), "2026-11-22")))
    bad = row._replace(tag=row.tag._replace(name="10.0\x1b[31m"))
    out = io.StringIO()
    monkeypatch.setattr(tables, "Terminal", lambda _: Console(file=out, width=80))
    tables.write([bad], color=None)
    assert r"10.0\x1b[31m" in out.getvalue()
    assert "\x1b" not in out.getvalue()
