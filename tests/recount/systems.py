"""Operating systems: their names, their ends, and the Windows hosts that run their images."""

import re
from collections.abc import Iterable

from tests.recount.raw import Raw

ARCHITECTURES = {"amd64": "amd64", "arm64": "arm64", "arm32v7": "arm"}

_NO_SYSTEM = {"slim", "chiseled", "distroless", "composite", "extra", "aot"}
_ALPINE = re.compile(r"alpine3\.\d+")
# Families whose releases have codenames, and how the others write a release in a tag.
_CODENAMED = ("debian", "ubuntu")
_RELEASE = r"alpine3|mariner\d|azurelinux\d|(nanoserver|windowsservercore)-(\d|ltsc|sac)"
_WINDOWS = {"nanoserver": "windows-nano-server", "windowsservercore": "windows-server-core"}


def release(stated: str) -> str:
    """What dotimg calls the release that the publisher states as `os_version`."""
    name = "-".join(word for word in stated.split("-") if word not in _NO_SYSTEM)
    return name.replace("-2009", "-20H2").replace("nanoserver-ltsc2016", "nanoserver-sac2016")


def release_in(tags: Iterable[str], stated: str) -> str:
    """The release of Alpine that all tags of an image name, else the stated one.

    In March 2020 images of alpine3.11 were stated as alpine3.12.
    """
    named = {name for tag in tags for name in _ALPINE.findall(tag)}
    of_alpine = _ALPINE.fullmatch(stated) and len(named) == 1
    return named.pop() if of_alpine else stated


def kind(name: str) -> str:
    """`windows` or `linux`."""
    return "windows" if name.startswith(("nanoserver", "windows")) else "linux"


class Systems:
    """What the raw data and the hand-written facts tell of releases."""

    def __init__(self, raw: Raw) -> None:
        self._raw = raw
        self._builds = raw.traits["windows_hosts"]["builds"]
        self._since = raw.traits["windows_hosts"]["compatible_since"]
        self._first_days = self._first_days_of_alpine()
        codenames = [name for of, name in raw.cycles if of in _CODENAMED and name.isalpha()]
        self._release = re.compile("|".join((_RELEASE, *codenames)))

    def family(self, name: str) -> str:
        """`debian` of `bookworm`, empty where no family is known."""
        for of in _CODENAMED:
            if (of, name) in self._raw.cycles:
                return of
        word = re.split(r"[\d-]", name)[0]
        return {"cbl": "azurelinux", "linux": "", "windows": ""}.get(word, word)

    def names_release(self, tag: str) -> bool:
        """Whether a tag names a release of a system, and not none or a family."""
        return bool(self._release.search(tag))

    def end(self, name: str) -> str | None:
        """The day after which a system gets no free updates; None where it is not known."""
        of, number = self.family(name), name.partition("-")[2]
        if stated := self._raw.traits["families"].get(of, {}).get("ends", {}).get(name):
            return str(stated)
        if of == "debian":
            return self._day(of, name, "extended_end") or self._day(of, name, "eol")
        if of == "ubuntu":
            return self._day(of, name, "eol")
        if of == "alpine":
            return self._day("alpine-linux", name.removeprefix(of), "eol")
        if of in _WINDOWS:
            # 1809 of Nano Server lives as long as Server 2019, and sac2016 was version 1607.
            nano = {"1809": "2019", "sac2016": "1607"} if of == "nanoserver" else {}
            cycle = nano.get(number, number.lower().removeprefix("ltsc"))
            return self._day(_WINDOWS[of], cycle, "eol")
        return None

    def title(self, name: str) -> str:
        """`Debian 12` of `bookworm`, `Nano Server 1809` of `nanoserver-1809`."""
        of = self.family(name)
        traits = self._raw.traits["families"].get(of, {})
        for prefix, words in traits.get("prefixes", {}).items():
            if name.startswith(prefix):
                return f"{words['title']} {name.removeprefix(prefix)}"
        cycle = self._raw.cycles.get((of, name))
        return f"{traits['title']} {cycle['cycle']}" if cycle else str(traits.get("title", ""))

    def dropped(self, name: str) -> str | None:
        """The day a release of Alpine is expected to be dropped; None while it is the newest.

        Three months after the next one's first images.
        """
        days = sorted((day, other) for other, day in self._first_days.items())
        later = [
            day for day, _ in days if name in self._first_days and day > self._first_days[name]
        ]
        return _three_months_after(later[0]) if later else None

    def hosts(
        self, releases: Iterable[str]
    ) -> set[tuple[str, int, tuple[str, ...], tuple[str, ...]]]:
        """Of each release of Windows its build, the hosts that run it, those with isolation."""
        return {self._hosts(name) for name in releases if "-" in name and kind(name) == "windows"}

    def _hosts(self, name: str) -> tuple[str, int, tuple[str, ...], tuple[str, ...]]:
        number = name.partition("-")[2]
        (own,) = (row["build"] for row in self._builds if number in row["releases"])
        later = [(row["build"], row["title"]) for row in self._builds if row["build"] >= own]
        process = tuple(title for build, title in later if build == own or own >= self._since)
        isolated = tuple(title for _, title in later if title not in process)
        return name, own, process, isolated

    def _day(self, product: str, cycle: str, field: str) -> str | None:
        day = self._raw.cycles.get((product, cycle), {}).get(field)
        return day if isinstance(day, str) else None

    def _first_days_of_alpine(self) -> dict[str, str]:
        """The first day of a tag that names each release."""
        days: dict[str, str] = {}
        for row in self._raw.tags.values():
            for name in _ALPINE.findall(row["tag"]):
                if row["evidence"] not in ("manifest-only", "pending"):
                    days[name] = min(days.get(name, "9999"), row["first_seen"])
        return days


def _three_months_after(day: str) -> str:
    year, month, date = map(int, day.split("-"))
    months = year * 12 + month + 2
    return f"{months // 12}-{months % 12 + 1:02}-{date:02}"
