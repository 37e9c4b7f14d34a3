"""Which flaws were fixed since an image was made, by the components that it holds."""

from collections.abc import Iterator
from typing import NamedTuple

from tests.recount import versions
from tests.recount.images import Image
from tests.recount.raw import Raw, Row
from tests.recount.releases import Releases

_ASPNET = ("runtime", "aspnetcore")
_HELD = {
    "runtime": ("runtime",),
    "aspnet": _ASPNET,
    "sdk": (*_ASPNET, "sdk"),
}


class Fix(NamedTuple):
    """A flaw that was fixed; `components` are those of the image that had it."""

    id: str
    title: str
    kind: str
    components: frozenset[str]
    fixed_in: str


class Flaws:
    """The flaws of `cves.jsonl`."""

    def __init__(self, raw: Raw, releases: Releases) -> None:
        self._flaws = raw.flaws
        self._releases = releases

    def fixed_since(self, image: Image, today: str) -> Iterator[Fix]:
        """The flaws of what an image holds that were fixed after it, up to a day."""
        repository, runtime = self._carried(image)
        channel, held = versions.channel(runtime), set(_HELD.get(repository, ()))
        if repository == "sdk" and "windows" in image.kinds:
            held.add("windowsdesktop")
        for flaw in self._flaws if runtime else ():
            by_channel = flaw.get("components_by_channel", {})
            components = held.intersection(by_channel.get(channel, flaw["components"]))
            fixed = flaw["fixed"].get(channel)
            if not components or not fixed or not _concerns(flaw, image):
                continue
            if self._releases.days[versions.short(fixed)] > today:
                continue
            own, first = runtime, fixed
            if components == {"sdk"} and (sdk := _of_band(flaw, channel, image.version)):
                own, first = image.version, sdk
            if versions.order(own) < versions.order(first):
                kind, title = flaw["kind"], flaw["title"]
                yield Fix(
                    flaw["id"].strip(), title, kind, frozenset(components), versions.short(first)
                )

    def _carried(self, image: Image) -> tuple[str, str]:
        """Whose components an image holds, and the version of their .NET, empty where unknown."""
        if image.own_versions or image.repository.endswith("samples"):
            base, stated = image.base or ("", ""), image.version
            # A tag of samples went on to a .NET of which no digest is known any more.
            left = stated and versions.channel(stated) != versions.channel(base[1])
            return ("", "") if left and not image.own_versions else base
        runtime = self._releases.runtime(image)
        return image.repository, runtime if runtime.count(".") > 1 else ""


def _concerns(flaw: Row, image: Image) -> bool:
    """Whether a flaw is one of the image's systems."""
    return flaw["platforms"] == "all" or bool(image.kinds.intersection(flaw["platforms"]))


def _of_band(flaw: Row, channel: str, sdk: str) -> str:
    """The SDK of the same feature band that fixed a flaw; empty where none is named."""
    named, band = flaw.get("fixed_sdk", {}).get(channel, []), versions.band(sdk)
    return next((one for one in named if band and versions.band(one) == band), "")
