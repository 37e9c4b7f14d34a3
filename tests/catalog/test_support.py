import pytest

from dotimg.catalog.model import Channel, System, Tag
from dotimg.catalog.support import Judge
from dotimg.catalog.tables import Catalog

CHANNEL = Channel(
    "8.0", ".NET", "lts", "maintenance", "2023-11-14", "2026-11-10", "8.0.30", "8.0.424"
)
SYSTEMS = {
    "bookworm": System("bookworm", "debian", "Debian 12", "linux", None, "2026-07-11", ()),
    "noble": System("noble", "ubuntu", "Ubuntu 24.04", "linux", None, "2029-05-31", ()),
    "azurelinux3.0": System(
        "azurelinux3.0", "azurelinux", "Azure Linux 3.0", "linux", None, None, ()
    ),
}


def tag(platforms: str = "noble:amd64", retired: str | None = None, version: str = "8.0.30") -> Tag:
    return Tag("8.0", version, platforms, "", "2023-11-14", retired, retired, True, True, "", "")


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2026-08-11", "supported"),
        ("2026-08-12", "ends-soon"),
        ("2026-11-09", "ends-soon"),
        ("2026-11-10", "ended"),
    ],
)
def test_the_channel_ends_on_its_day_and_soon_is_90_days_before(day: str, status: str) -> None:
    state = Judge(CHANNEL, SYSTEMS, day).support(tag())
    assert (state.status, state.ends) == (status, "2026-11-10")
    assert "support of .NET 8.0 end" in state.reason


def test_the_operating_system_may_end_first() -> None:
    state = Judge(CHANNEL, SYSTEMS, "2026-08-01").support(tag("bookworm:amd64"))
    assert state == ("ended", "2026-07-11", "free updates of Debian 12 ended 2026-07-11")


def test_the_publisher_may_drop_a_tag_first() -> None:
    state = Judge(CHANNEL, SYSTEMS, "2026-08-01").support(
        tag(retired="2024-06-11", version="8.0.6")
    )
    assert state == ("retired", "2024-06-11", "retired 2024-06-11, frozen at 8.0.6")


def test_a_tag_was_not_retired_yet_on_an_earlier_day() -> None:
    state = Judge(CHANNEL, SYSTEMS, "2024-05-01").support(tag(retired="2024-06-11"))
    assert (state.status, state.ends) == ("ends-soon", "2024-06-11")


def test_a_tag_of_several_systems_lives_as_long_as_the_last() -> None:
    state = Judge(None, SYSTEMS, "2026-08-01").support(tag("bookworm:amd64 noble:amd64"))
    assert (state.status, state.ends) == ("supported", "2029-05-31")


def test_a_preview_has_no_end() -> None:
    preview = CHANNEL._replace(name="11.0", phase="preview", end=None)
    state = Judge(preview, SYSTEMS, "2026-08-01").support(tag(version="11.0.0-preview.7"))
    assert (state.status, state.ends) == ("preview", None)


def test_unknown_is_said_where_no_window_is_published() -> None:
    assert (
        Judge(None, SYSTEMS, "2026-08-01").support(tag("azurelinux3.0:amd64")).status == "unknown"
    )


def test_dotnet_framework_has_no_end_of_its_own(catalog: Catalog) -> None:
    judge = Judge(catalog.channel("4.8.1"), {}, "2026-08-01")
    state = judge.support(tag(version="4.8.1"))
    assert state == ("supported", None, ".NET Framework 4.8.1 has no end set")
