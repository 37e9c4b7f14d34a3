"""Days on which support ends as a calendar (iCalendar, RFC 5545), each with an alarm before it."""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby

from dotimg.catalog.details import Lifecycle
from dotimg.check.model import InventoryRow
from dotimg.errors import printable
from dotimg.named_tuples import NamedTuple

_LINE = 75  # bytes, section 3.1
_ALARM = "-P90D"


class Event(NamedTuple):
    """A whole day; `key` tells it from others for ever, `text` may have several lines."""

    key: str
    day: str
    title: str
    text: str


def of_lifecycles(lifecycles: Iterable[Lifecycle], today: str) -> Iterator[Event]:
    """The ends of channels and systems that are still to come."""
    for one in lifecycles:
        if one.end and one.end >= today:
            title = f"Support of {one.title} ends"
            yield Event(f"support {one.group} {one.name}", one.end, title, title)


def of_images(rows: Iterable[InventoryRow], today: str) -> Iterator[Event]:
    """The ends of images that files name, with their places, those of one cause together."""

    def cause(row: InventoryRow) -> tuple[str, str]:
        return row.ends or "", row.reason

    coming = sorted((row for row in rows if (row.ends or "") >= today), key=cause)
    for (day, reason), members in groupby(coming, key=cause):
        places = (f"{row.path}:{row.line} {row.image}" for row in members)
        text = "\n".join([reason, *dict.fromkeys(map(printable, places))])
        yield Event(f"image {day} {reason}", day, f".NET images: {reason}", text)


def rendered(events: Iterable[Event], as_of: str) -> str:
    """The calendar; the same for the same events and tables of one day (ISO date)."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//dotimg//dotimg//EN"]
    for event in events:
        lines += _event(event, as_of)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(event: Event, as_of: str) -> Iterator[str]:
    word = hashlib.sha256(event.key.encode("utf-8", errors="replace")).hexdigest()[:32]
    yield "BEGIN:VEVENT"
    yield f"UID:{word}@dotimg"
    yield f"DTSTAMP:{_compact(as_of)}T000000Z"
    yield f"DTSTART;VALUE=DATE:{_compact(event.day)}"
    yield f"SUMMARY:{_escaped(event.title)}"
    yield f"DESCRIPTION:{_escaped(event.text)}"
    yield "TRANSP:TRANSPARENT"
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"TRIGGER:{_ALARM}"
    yield f"DESCRIPTION:{_escaped(event.title)}"
    yield "END:VALARM"
    yield "END:VEVENT"


def _compact(day: str) -> str:
    return day.replace("-", "")


def _escaped(text: str) -> str:
    r"""A text value (section 3.3.11): `\`, `;` and `,` behind a `\`, a new line as `\n`."""
    for special in ("\\", ";", ","):
        text = text.replace(special, f"\\{special}")
    return "\\n".join(map(printable, text.split("\n")))


def _folded(line: str) -> Iterator[str]:
    """The pieces of a line, of at most 75 bytes each, those behind the first with a blank."""
    piece, size = "", 0
    for char in line:
        bytes_of_it = len(char.encode("utf-8", errors="replace"))
        if size + bytes_of_it > _LINE:
            yield piece
            piece, size = " ", 1
        piece += char
        size += bytes_of_it
    yield piece
