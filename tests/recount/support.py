"""Until when an image is supported, by the contract and the raw days alone."""

from datetime import date, timedelta

from tests.recount import versions
from tests.recount.images import Image
from tests.recount.raw import Raw
from tests.recount.systems import Systems

_SOON = timedelta(days=90)

Answer = tuple[str, str | None]


class Support:
    """Status and end of images on a day."""

    def __init__(self, raw: Raw, known: Systems) -> None:
        self._raw = raw
        self._systems = known
        self._ends = {row["channel-version"]: row["eol-date"] for row in raw.channels}
        self._previews = {
            row["channel-version"] for row in raw.channels if row["support-phase"] == "preview"
        }

    def of(self, image: Image, today: str) -> Answer:
        """The status of the contract, and the day of the end that decides."""
        if not image.published:
            return "unknown", None
        # A tag that names no release of its system moves to the next one.
        fixed = image.kind != "floating"
        stays = fixed or self._systems.names_release(image.tag or "")
        ends = [*self._channel_end(image), *(self._system_end(image) if stays else ())]
        if image.retired and image.retired <= today:
            ends.append((image.retired, "retired"))
        first = min(ends, default=None)
        if first and first[0] <= today:
            return first[1], first[0]
        dropped = self._dropped(image, today) if stays else None
        if dropped and dropped <= today:
            return "unknown", dropped
        if image.channel in self._previews or versions.is_prerelease(image.version):
            return "preview", None
        day = min(filter(None, (dropped, first and first[0])), default=None)
        if day and day <= _soon_after(today):
            return "ends-soon", day
        if not day and not self.channel(image):
            return "unknown", None
        # What is fixed lives until the next patch, whose day nobody knows.
        return "supported", None if fixed else day

    def channel(self, image: Image) -> str | None:
        """The channel of an image, None where the publisher's data know none of that name."""
        samples = image.framework and image.repository.endswith("samples")
        known = image.framework or image.channel in self._ends
        return image.channel if known and image.channel and not samples else None

    def _channel_end(self, image: Image) -> list[tuple[str, str]]:
        if image.framework:
            name = image.channel.replace("3.5", "3.5-sp1")
            end = self._raw.cycles.get(("dotnetfx", name), {}).get("eol")
        else:
            end = self._ends.get(image.channel)
        return [(end, "ended")] if isinstance(end, str) else []

    def _system_end(self, image: Image) -> list[tuple[str, str]]:
        """An image of several systems lives as long as the last one of them."""
        ends = [self._systems.end(name) for name in image.releases]
        known = [end for end in ends if end]
        return [(max(known), "ended")] if known and len(known) == len(ends) else []

    def _dropped(self, image: Image, today: str) -> str | None:
        """When the publisher is expected to drop the one Alpine of an image, where that is soon.

        Or was, and the raw data do not reach that day, and so do not tell.
        """
        day = self._systems.dropped(*image.releases) if len(image.releases) == 1 else None
        known = self._raw.as_of if day and day <= today else today
        return day if day and known < day <= _soon_after(today) else None


def _soon_after(today: str) -> str:
    return (date.fromisoformat(today) + _SOON).isoformat()
