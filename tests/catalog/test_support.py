import copy
from datetime import date

import pytest

from dotimg.catalog.lifecycles import lifecycles
from dotimg.catalog.model import Support, Tag
from dotimg.catalog.support import Judge
from dotimg.catalog.tables import Catalog
from dotimg.names import tags, versions

ASPNET = "mcr.microsoft.com/dotnet/aspnet"
MONITOR = "mcr.microsoft.com/dotnet/monitor"
FRAMEWORK = "mcr.microsoft.com/dotnet/framework/aspnet"
DASHBOARD = "mcr.microsoft.com/dotnet/aspire-dashboard"
DAYS = ("2018-06-01", "2022-03-01", "2024-09-01", "2026-08-20", "2026-10-01", "2026-11-28")


def tag(
    name: str,
    platforms: str = "noble:amd64",
    retired: str | None = None,
    version: str = "8.0.30",
    evidence: str = "",
) -> Tag:
    days = "2023-11-14", retired, retired
    return Tag(name, version, platforms, "", *days, True, True, evidence, "")


def of_8(catalog: Catalog, day: str) -> Judge:
    return Judge(catalog, ASPNET, "8.0", day)


def state_of(catalog: Catalog, path: str, channel: str, name: str, day: str) -> Support:
    """The support of a tag of the tables."""
    rows = (*catalog.listed(path, channel), *catalog.retired(path, channel))
    found = next(row for row in rows if row.name == name)
    return Judge(catalog, path, channel, day).support(found)


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2026-08-11", "supported"),
        ("2026-08-12", "ends-soon"),
        ("2026-11-09", "ends-soon"),
        ("2026-11-10", "ended"),
    ],
)
def test_the_channel_ends_on_its_day_and_soon_is_90_days_before(
    catalog: Catalog, day: str, status: str
) -> None:
    state = of_8(catalog, day).support(tag("8.0"))
    assert (state.status, state.ends) == (status, "2026-11-10")
    assert "support of .NET 8.0 end" in state.reason


def test_the_operating_system_may_end_first(catalog: Catalog) -> None:
    state = of_8(catalog, "2025-06-01").support(tag("8.0-focal", "focal:amd64"))
    assert state == ("ended", "2025-05-31", "free updates of Ubuntu 20.04 ended 2025-05-31")


@pytest.mark.parametrize(
    ("name", "release"), [("8.0-bookworm-slim", "bookworm"), ("8.0.30", "bookworm")]
)
def test_debian_ends_with_its_lts_and_so_after_8_0(
    catalog: Catalog, name: str, release: str
) -> None:
    assert catalog.systems[release].end == "2028-06-30"
    state = of_8(catalog, "2026-10-01").support(tag(name, f"{release}:amd64"))
    assert state == ("ends-soon", "2026-11-10", "support of .NET 8.0 ends 2026-11-10")


def test_what_ubuntu_and_windows_sell_does_not_count(catalog: Catalog) -> None:
    assert catalog.systems["jammy"].end == "2027-04-01"
    assert catalog.systems["windowsservercore-ltsc2016"].end == "2027-01-12"


@pytest.mark.parametrize("name", ["8.0", "8.0-ubuntu", "latest"])
def test_a_tag_that_moves_outlives_its_system(catalog: Catalog, name: str) -> None:
    state = of_8(catalog, "2025-07-01").support(tag(name, "focal:amd64"))
    assert (state.status, state.ends) == ("supported", "2026-11-10")


def test_a_digest_stays_with_its_system_whatever_its_tag(catalog: Catalog) -> None:
    state = of_8(catalog, "2025-07-01").support(tag("8.0-ubuntu", "focal:amd64"), pinned=True)
    assert (state.status, state.ends) == ("ended", "2025-05-31")


def test_the_publisher_may_drop_a_tag_first(catalog: Catalog) -> None:
    row = tag("8.0", retired="2024-06-11", version="8.0.6")
    state = of_8(catalog, "2026-08-01").support(row)
    assert state == ("retired", "2024-06-11", "retired 2024-06-11, frozen at 8.0.6")


def test_a_tag_was_not_retired_yet_on_an_earlier_day(catalog: Catalog) -> None:
    state = of_8(catalog, "2024-05-01").support(tag("8.0", retired="2024-06-11"))
    assert (state.status, state.ends) == ("supported", "2026-11-10")


def test_a_tag_of_several_systems_lives_as_long_as_the_last(catalog: Catalog) -> None:
    row = tag("10.0.11-noble", "focal:amd64 noble:amd64", version="10.0.11")
    state = Judge(catalog, ASPNET, "10.0", "2026-08-01").support(row)
    assert state.status == "supported"


def test_a_fixed_tag_lives_until_the_next_patch_of_unknown_day(catalog: Catalog) -> None:
    row = tag("10.0.11", version="10.0.11")
    state = Judge(catalog, ASPNET, "10.0", "2026-08-20").support(row)
    assert (state.status, state.ends) == ("supported", None)
    assert state.reason.startswith("until the next patch, in about a month; support of .NET 10.0")


def test_a_preview_has_no_end(catalog: Catalog) -> None:
    row = tag("11.0-preview", version="11.0.0-preview.7")
    state = Judge(catalog, ASPNET, "11.0", "2026-08-01").support(row)
    assert (state.status, state.ends) == ("preview", None)


def test_unknown_is_said_where_no_window_is_published(catalog: Catalog) -> None:
    state = state_of(catalog, DASHBOARD, "13.4", "13", "2026-11-28")
    assert not state.pressing
    assert state == ("unknown", None, "no support dates are published")


def test_what_was_only_defined_has_no_support(catalog: Catalog) -> None:
    state = of_8(catalog, "2026-08-01").support(tag("8.0", evidence="pending"))
    assert state == ("unknown", None, "it was never published")


def test_dotnet_framework_has_no_end_of_its_own(catalog: Catalog) -> None:
    state = Judge(catalog, FRAMEWORK, "4.8.1", "2026-08-01").support(tag("4.8.1", version="4.8.1"))
    assert state == ("supported", None, ".NET Framework 4.8.1 has no end date")


@pytest.mark.parametrize(
    ("name", "day", "status", "ends"),
    [
        ("10.0-alpine3.23", "2026-07-02", "supported", "2027-11-01"),
        ("10.0-alpine3.23", "2026-07-03", "ends-soon", "2026-10-01"),
        ("10.0-alpine3.23", "2026-08-20", "ends-soon", "2026-10-01"),
        ("10.0-alpine3.23", "2026-10-01", "unknown", "2026-10-01"),
        ("10.0-alpine3.23", "2026-11-28", "unknown", "2026-10-01"),
        ("10.0.11-alpine3.23", "2026-11-28", "unknown", "2026-10-01"),
        ("10.0-alpine3.23", "2027-11-01", "ended", "2027-11-01"),  # Alpine's own end
        ("10.0-alpine3.24", "2026-11-28", "supported", "2028-06-01"),
        ("10.0-alpine", "2026-11-28", "supported", "2028-11-14"),
    ],
)
def test_a_release_of_alpine_is_dropped_three_months_after_the_next(
    catalog: Catalog, name: str, day: str, status: str, ends: str
) -> None:
    state = state_of(catalog, ASPNET, "10.0", name, day)
    assert (state.status, state.ends) == (status, ends)
    assert state.pressing == (status != "supported")
    if state.overdue:
        expected = "Alpine 3.23 is expected to be dropped about 2026-10-01; the tag data is older"
        assert state.reason == expected


def test_newer_tables_that_still_list_a_release_know_better(catalog: Catalog) -> None:
    newer = copy.copy(catalog)
    newer.as_of = "2026-10-01"
    state = state_of(newer, ASPNET, "10.0", "10.0-alpine3.23", "2026-11-28")
    assert (state.status, state.ends) == ("supported", "2027-11-01")


def test_the_publisher_kept_its_rule_with_all_releases_of_alpine_since_3_10(
    catalog: Catalog,
) -> None:
    """None was dropped over a day before it was expected, or over 90 days after.

    By the tags of released channels that went on; previews move to the next Alpine at once.
    """
    late: dict[str, set[int]] = {}
    for path, channel, row in catalog.all_tags():
        known, name = catalog.channel(channel), tags.parse(row.name)
        expected = catalog.systems[row.releases[0]].expected_drop
        if path.endswith("monitor") or name.fixed or name.system not in row.releases:
            continue
        if not known or not expected or not row.retired:
            continue
        if (known.released or "9999") < row.retired < (known.end or "9999"):
            gap = date.fromisoformat(row.retired) - date.fromisoformat(expected)
            late.setdefault(name.system, set()).add(gap.days)
    kept = {name: gaps for name, gaps in late.items() if versions.order(name[6:]).minor >= 10}
    assert len(kept) == 13
    assert all(-1 <= gap <= 90 for gaps in kept.values() for gap in gaps), kept


@pytest.mark.parametrize(
    ("channel", "name", "end"),
    [("8.1", "8", "2026-11-10"), ("9.0", "9", "2026-11-10"), ("10.0", "10", "2028-11-14")],
)
@pytest.mark.parametrize("path", [MONITOR, f"{MONITOR}/base"])
def test_monitor_ends_with_the_dotnet_of_its_number(
    catalog: Catalog, path: str, channel: str, name: str, end: str
) -> None:
    state = state_of(catalog, path, channel, name, "2026-11-28")
    verb, status = ("ended", "ended") if end < "2026-11-28" else ("ends", "supported")
    number = channel.partition(".")[0]
    said = f"support of .NET {number}.0, which it follows, {verb} {end}"
    assert state == (status, end, said)


@pytest.mark.parametrize("day", DAYS)
def test_what_lived_on_a_day_is_shown_on_that_day(catalog: Catalog, day: str) -> None:
    """By tags that never move: what has one listed is listed, what has none of any kind is not."""
    shown = {one.name for one in lifecycles(catalog, day, everything=False) if one.listed}
    fixed, any_kind = set(), set()
    for path, channel, row in catalog.all_tags():
        if row.published and "" < row.first_seen <= day < (row.retired or "9999"):
            known = catalog.channel(channel) if catalog.repository(path).product != "own" else None
            names = {*row.releases, *([known.name] if known else [])}
            any_kind |= names
            fixed |= names if tags.parse(row.name).fixed else set()
    fixed -= {"linux", "windows", *catalog.traits["families"]}
    assert fixed <= shown <= any_kind


def test_a_tag_of_an_unknown_first_day_does_not_show_what_it_is_of(catalog: Catalog) -> None:
    assert not [one for one in lifecycles(catalog, "2010-01-01", everything=False) if one.listed]


def test_a_channel_of_later_years_is_not_shown_for_an_earlier_day(catalog: Catalog) -> None:
    shown = {one.name: one.status for one in lifecycles(catalog, "2021-01-01", everything=False)}
    assert {"5.0", "3.1", "2.1", "focal", "alpine3.12"} <= shown.keys()
    assert not {"6.0", "8.0", "10.0", "noble", "alpine3.16"} & shown.keys()
    assert shown["3.1"] == "supported"
