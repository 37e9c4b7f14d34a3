"""Whether an image is supported on a day, and which clock decides.

Three clocks run: the end of the channel (the publisher's release notes), the end of the operating
system's free updates (`os-lifecycle.json`), and the day the publisher stopped listing the tag. The
one that stops first decides.
"""

from datetime import date, timedelta
from functools import cache

from dotimg import versions
from dotimg.model import Channel, Support, System, Tag

SOON = timedelta(days=90)


def of_tag(
    tag: Tag, channel: Channel | None, systems: dict[str, System], today: str
) -> Support:
    """The support of a tag on a day.

    Args:
        tag: The tag.
        channel: Its channel, None for products without one (monitor, dashboard).
        systems: All operating-system releases by name.
        today: The day, as an ISO date.
    """
    clocks = _clocks(tag, channel, systems, today)
    ends, status, reason = min(clocks, default=(None, "", ""))
    if ends and ends <= today:
        return Support(status, ends, reason)
    if versions.is_prerelease(tag.version) or (channel and channel.phase == "preview"):
        return Support("preview", ends, f"{tag.version or tag.name} is a preview")
    if ends and ends <= _in_90_days(today):
        return Support("ends-soon", ends, reason)
    if ends:
        return Support("supported", ends, reason)
    if channel and channel.product == ".NET Framework":
        return Support("supported", None, f".NET Framework {channel.name} has no end set")
    return Support("unknown", None, "no support window is published")


def of_channel(channel: Channel, today: str) -> str:
    """Since or until when a channel is supported, in words; empty where no end is set."""
    if not channel.end:
        return ""
    verb = "ended" if channel.end <= today else "ends"
    return f"support of {channel.product} {channel.name} {verb} {channel.end}"


def _clocks(
    tag: Tag, channel: Channel | None, systems: dict[str, System], today: str
) -> list[tuple[str, str, str]]:
    """For each clock that has an end: the day, the status after it, and what to say of it."""
    found = []
    if channel and channel.end:
        found.append((channel.end, "ended", of_channel(channel, today)))
    if tag.retired:
        at = f", frozen at {tag.version}" if tag.version else ""
        found.append((tag.retired, "retired", f"retired {tag.retired}{at}"))
    ends = [system.end for system in _systems(tag, systems) if system.end]
    # A tag of several systems lives as long as the last one of them.
    if ends and len(ends) == len(tag.releases):
        end = max(ends)
        title = next(system.title for system in _systems(tag, systems) if system.end == end)
        verb = "ended" if end <= today else "end"
        found.append((end, "ended", f"free updates of {title} {verb} {end}"))
    return found


def _systems(tag: Tag, systems: dict[str, System]) -> list[System]:
    return [systems[release] for release in tag.releases if release in systems]


@cache
def _in_90_days(today: str) -> str:
    return (date.fromisoformat(today) + SOON).isoformat()
