"""Picks as plain lines and as the JSON document of the contract."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from dotimg.catalog.model import Support, System
from dotimg.errors import NoMatchError, printable
from dotimg.named_tuples import NamedTuple
from dotimg.names import tags
from dotimg.resolver.model import Pick

if TYPE_CHECKING:
    from dotimg.catalog.details import Platform
    from dotimg.project.model import GlobalJson, Project

SCHEMA = 1
_FACTS = (
    *("path", "target_frameworks", "framework", "sdks", "output_type", "test", "web"),
    *("framework_references", "runtime_identifier", "runtime_identifiers"),
    *("container_runtime_identifier", "container_runtime_identifiers", "self_contained"),
    *("single_file", "trimmed", "ready_to_run", "aot", "invariant_globalization"),
    *("container_base_image", "container_family"),
)


class Place(NamedTuple):
    """Where an image is found, mirror included; `pinned` adds the digest to the reference."""

    repository: str
    tag: str
    digest: str | None = None
    pinned: bool = False

    def __str__(self) -> str:
        return f"{self.repository}:{self.tag}{self._pin()}"

    def tag_text(self) -> str:
        """The tag, with the digest where pinned."""
        return self.tag + self._pin()

    def _pin(self) -> str:
        return f"@{self.digest}" if self.pinned else ""


def _env(place: Place) -> list[str]:
    lines = [
        f"DOTNET_IMAGE={place}",
        f"DOTNET_IMAGE_REPOSITORY={place.repository}",
        f"DOTNET_IMAGE_TAG={place.tag}",
    ]
    return [*lines, f"DOTNET_IMAGE_DIGEST={place.digest}"] if place.digest else lines


PLAIN: dict[str, Callable[[Place], list[str]]] = {
    "ref": lambda place: [str(place)],
    "tag": lambda place: [place.tag_text()],
    "from": lambda place: [f"FROM {place}"],
    "env": _env,
}


def pick(
    found: Pick,
    place: Place,
    platforms: "tuple[Platform, ...]",
    system: System,
    as_of: str,
    purpose: str,
) -> dict[str, object]:
    """The JSON document of a pick."""
    return {
        "schema": SCHEMA,
        "reference": str(place),
        "registry": place.repository.partition("/")[0],
        "repository": place.repository.partition("/")[2],
        "tag": place.tag,
        "digest": place.digest,
        "purpose": purpose,
        "channel": found.channel,
        "version": found.tag.version,
        "os": os(system),
        "variants": found.tag.variants.split(),
        "platforms": [platform(one) for one in platforms],
        "support": support(found.support),
        "why": list(found.why),
        "notes": [*found.warnings, *found.notes],
        "catalog": {"as_of": as_of},
    }


def refusal(error: NoMatchError) -> dict[str, object]:
    """The JSON document of a "no": why there is nothing, and the nearest images that exist."""
    return {
        "schema": SCHEMA,
        "reference": None,
        "reason": printable(error.reason),
        "nearest": list(error.nearest),
        "nearest_status": list(error.statuses),
    }


def os(system: System) -> dict[str, str]:
    """An operating-system release."""
    return {"type": system.type, "family": system.family, "release": system.name}


def platform(one: "Platform") -> dict[str, object]:
    """A platform; `size` is compressed bytes, `os_version` the release."""
    return {
        "os": one.os,
        "architecture": one.architecture,
        "os_version": one.release,
        "digest": one.digest,
        "size": one.size,
    }


def support(state: Support) -> dict[str, str | None]:
    """The support of an image on a day."""
    return {"status": state.status, "ends": state.ends, "reason": state.reason}


def until(tag: str, state: Support) -> str:
    """When the support of a tag ends, in a word or two."""
    if state.status == "preview":
        return "preview"
    if state.ends:
        return f"~{state.ends}" if state.overdue else state.ends
    fixed = state.status == "supported" and tags.parse(tag).fixed
    return "next patch" if fixed else "not set"


def facts(project: "Project", asked: "GlobalJson | None", sdk_version: str) -> dict[str, object]:
    """The facts that were read; null is what is unknown, and `unknown` says why.

    Args:
        project: The project.
        asked: Its `global.json`.
        sdk_version: The SDK that publishes it, empty where none was found.
    """
    return {
        **{name: getattr(project, name) for name in _FACTS},
        "told_by": project.told_by or None,
        "brought": [one._asdict() for one in project.brought],
        "unknown_packages": project.unknown_packages,
        "where": {
            name: {"path": place.path, "line": place.line} for name, place in project.where.items()
        },
        "global_json": asked._asdict() if asked else None,
        "sdk_version": sdk_version or None,
        "unknown": [one._asdict() for one in project.unknown],
    }
