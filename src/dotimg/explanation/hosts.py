"""Which Windows hosts run the containers of an image."""

from dotimg.catalog.model import System
from dotimg.catalog.traits import Traits
from dotimg.explain.model import Hosts


def hosts(traits: Traits, systems: tuple[System, ...]) -> tuple[Hosts, ...]:
    """The hosts of each release of Windows among some releases."""
    found = (_hosts(traits, system.name) for system in systems if system.type == "windows")
    return tuple(filter(None, found))


def _hosts(traits: Traits, release: str) -> Hosts | None:
    known = traits["windows_hosts"]["builds"]
    name = release.partition("-")[2]
    build = next((one["build"] for one in known if name in one["releases"]), None)
    if build is None:
        return None
    since = traits["windows_hosts"]["compatible_since"]
    newer = [one for one in known if one["build"] >= build]
    process = [one["title"] for one in newer if one["build"] == build or build >= since]
    hyper_v = [one["title"] for one in newer if one["title"] not in process]
    return Hosts(release, build, tuple(process), tuple(hyper_v))
