"""The calendar of the days on which support ends, read by another's reader."""

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from dotimg.catalog.details import Lifecycle
from dotimg.check.model import InventoryRow
from dotimg.cli.render.calendar import Event, of_images, of_lifecycles, rendered
from dotimg.errors import printable
from tests.conftest import DAY

TEN = Lifecycle(".NET", "10.0", ".NET 10.0", "lts", "2025-11-11", "2028-11-14", "supported", True)
EVENTS = st.builds(
    Event,
    key=st.text(),
    day=st.dates(date(1, 1, 1)).map(str),
    title=st.text(),
    text=st.text(),
)


def row(**fields: object) -> InventoryRow:
    """A row with those fields, empty but for them."""
    empty = dict.fromkeys(InventoryRow._fields, "")
    return InventoryRow(**{**empty, **fields})  # type: ignore[arg-type]  # each test gives its own


def parts(text: str, name: str = "VEVENT") -> list[Any]:
    return list(Calendar.from_ical(text).walk(name))


def read(text: str) -> list[tuple[date, str, str]]:
    return [
        (one["DTSTART"].dt, str(one["SUMMARY"]), str(one["DESCRIPTION"])) for one in parts(text)
    ]


def test_an_end_is_a_whole_day_with_an_alarm_90_days_before() -> None:
    text = rendered(of_lifecycles([TEN], DAY), "2026-08-20")
    title = "Support of .NET 10.0 ends"
    assert read(text) == [(date(2028, 11, 14), title, title)]
    (alarm,) = parts(text, "VALARM")
    assert alarm["TRIGGER"].dt.days == -90


def test_what_has_ended_or_has_no_end_is_no_event() -> None:
    ended = TEN._replace(end="2020-01-01")
    assert list(of_lifecycles([ended, TEN._replace(end=None)], DAY)) == []
    rows = [row(ends="2020-01-01", reason="ended"), row(ends=None)]
    assert list(of_images(rows, DAY)) == []


def test_images_that_end_together_are_one_event_with_their_places() -> None:
    end = {"ends": "2028-11-14", "reason": "support of .NET 10.0 ends 2028-11-14"}
    rows = [
        row(path="b/Dockerfile", line=2, image="aspnet:10.0", **end),
        row(path="a/Dockerfile", line=1, image="sdk:10.0", **end),
        row(path="a/Dockerfile", line=1, image="sdk:10.0", **end),
        row(path="c", line=1, image="x", ends="2027-01-01", reason="soon"),
    ]
    found = read(rendered(of_images(rows, DAY), "2026-08-20"))
    assert [(day, title) for day, title, _ in found] == [
        (date(2027, 1, 1), ".NET images: soon"),
        (date(2028, 11, 14), ".NET images: support of .NET 10.0 ends 2028-11-14"),
    ]
    assert found[1][2].split("\n")[1:] == ["b/Dockerfile:2 aspnet:10.0", "a/Dockerfile:1 sdk:10.0"]


def test_an_event_stays_the_same_one_as_long_as_its_cause() -> None:
    first, again, other = (
        parts(rendered(of_lifecycles([one], DAY), as_of))[0]["UID"]
        for one, as_of in (
            (TEN, "2026-08-20"),
            (TEN._replace(end="2029-01-01"), "2026-09-01"),
            (TEN._replace(name="11.0"), "2026-08-20"),
        )
    )
    assert first == again != other


@settings(max_examples=50)
@given(st.lists(EVENTS, max_size=3))
def test_any_text_is_read_as_it_is_meant(events: list[Event]) -> None:
    text = rendered(events, "2026-08-20")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    found = parts(text)
    assert len(found) == len(events)
    for one, event in zip(found, events, strict=True):
        if printable(event.text) == event.text != "":
            assert str(one["DESCRIPTION"]) == event.text
        assert one["DTSTART"].dt == date.fromisoformat(event.day)
