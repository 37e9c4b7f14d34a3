"""What `explain` must say of an image, and what it says, in one form that can be compared."""

from collections.abc import Mapping
from typing import Any

from dotimg.cli.render.explanation import document
from dotimg.explain.model import Explanation
from tests.recount import versions
from tests.recount.flaws import Flaws
from tests.recount.images import Image, Images
from tests.recount.raw import Raw
from tests.recount.releases import Releases
from tests.recount.support import Support
from tests.recount.systems import Systems

Answer = Mapping[str, object]

_ERAS = {
    "docker.io/": "docker-hub",
    "mcr.microsoft.com/dotnet/core/": "mcr-core",
    "mcr.microsoft.com/dotnet/framework/": "mcr-framework",
    "mcr.microsoft.com/dotnet/": "mcr-dotnet",
}


class Recount:
    """Answers from the raw data alone."""

    def __init__(self, raw: Raw) -> None:
        self.raw = raw
        self.images = Images(raw)
        self._systems = Systems(raw)
        self._support = Support(raw, self._systems)
        self._releases = Releases(raw)
        self._flaws = Flaws(raw, self._releases)

    def facts(self, image: Image) -> Answer:
        """What must be said of an image on every day."""
        return {
            "known": True,
            "published": image.published,
            "repository": image.path,
            "tag": image.tag,
            "digest": image.digest,
            "kind": image.kind,
            "era": next(era for path, era in _ERAS.items() if image.path.startswith(path)),
            "product_version": image.version or None,
            "channel": None if image.own_versions else self._support.channel(image),
            "first_seen": image.first_seen,
            "last_seen": image.last_seen,
            "retired": image.retired,
            "os": _leading(image),
            "systems": image.releases,
            "variants": image.variants,
            "architectures": {platform.architecture for platform in image.offered},
            "platforms": set(image.platforms),
            "hosts": self._systems.hosts(platform.release for platform in image.platforms),
            "tags": set(image.tags),
            "history": image.history,
            "contradiction": None,
            "sentence": self.words(image),
        }

    def judged(self, image: Image, today: str) -> Answer:
        """What must be said of an image on a day."""
        status, ends = self._support.of(image, today)
        fixes = list(self._flaws.fixed_since(image, today)) if image.published else []
        patches = self._releases.since(image, today) if image.published else ()
        return {
            "support": status,
            "ends": ends,
            "retired_because": image.published and (image.retired or "9999") <= today,
            "cves_fixed_since": {fix.id for fix in fixes},
            "cves": set(fixes),
            "patches_since": set(patches),
        }

    def words(self, image: Image) -> set[str]:
        """The words that the sentence must hold: the version, and the family of a sole system."""
        words = {self._systems.title(name).partition(" ")[0] for name in image.releases}
        if len(image.releases) > 1:
            words = set()
        if image.published and not image.framework:
            words.add(image.version.partition("-")[0])
        return words - {""}


def said(explanation: Explanation, words: set[str]) -> Answer:
    """What `explain --format json` says, in the form of a recount's answer.

    Of the sentence those of some words that it holds.
    """
    told: dict[str, Any] = document(explanation, "")
    channel, sentence = explanation.channel, told["sentence"].lower()
    return {
        **told,
        "channel": channel.name if channel else None,
        "retired_because": told["retired_because"] is not None,
        "os": told["os"]["release"] if told["os"] else None,
        "systems": set(told["systems"]),
        "variants": set(told["variants"]),
        "architectures": set(told["architectures"]),
        "platforms": {
            tuple(one[name] for name in ("os", "architecture", "os_version", "digest", "size"))
            for one in told["platforms"]
        },
        "hosts": {
            (one["release"], one["build"], tuple(one["process"]), tuple(one["hyper_v"]))
            for one in told["hosts"]
        },
        "tags": set(told["tags"]),
        "history": {
            (one["digest"], _short(one["version"]), one["first_seen"], one["last_seen"])
            for one in told["history"]
        },
        "support": told["support"]["status"],
        "ends": told["support"]["ends"],
        "cves_fixed_since": set(told["cves_fixed_since"]),
        "cves": {
            (
                *(one[name] for name in ("id", "title", "kind")),
                frozenset(one["components"]),
                one["fixed_in"],
            )
            for one in told.get("cves", ())
        },
        "patches_since": {one["version"] for one in told["patches_since"]},
        "sentence": {word for word in words if word.lower() in sentence},
    }


def _leading(image: Image) -> str | None:
    """The system that leads: the first one of Linux, where there is one."""
    ordered = sorted(image.offered, key=lambda platform: platform.os != "linux")
    return ordered[0].release if ordered else None


def _short(version: str | None) -> str | None:
    return version and versions.short(version)
