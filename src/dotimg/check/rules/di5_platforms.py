"""DI501: an image does not exist for the requested platform."""

import re

from dotimg.check.model import RuleText
from dotimg.check.rules.rule import ERROR, Case, Complaint, Rule
from dotimg.explain.model import Explanation
from dotimg.names import platforms

# linux/arm64, windows/amd64, and with a build as containerd writes it: windows(10.0.17763)/amd64
_PLATFORM = re.compile(r"([a-z]+)(?:\(10\.0\.([0-9]+)[0-9.]*\))?(?:/([A-Za-z0-9_/]+))?")
# Where there is no image for a later variant, a builder takes the plain one.
_LATER = re.compile(r"(?<=amd64)/v[0-9]+$|(?<=arm)/v[0-9]+$")


def _platform_missing(case: Case) -> Complaint | None:
    asked, found = case.use.platform, case.found
    match = _PLATFORM.fullmatch(asked.lower()) if asked else None
    if not match or not found.inside.platforms:
        return None
    kind, build, word = match.groups()
    word = _LATER.sub("", word or "") or None
    if kind not in ("linux", "windows"):  # an architecture alone: the kind is the builder's own
        kind, word = "", asked
    if not _offers(found, kind, platforms.architecture(word) if word else None, word):
        offered = sorted({f"{one.os}/{one.architecture}" for one in found.inside.platforms})
        return Complaint(f"it has no image for {asked}, only for {', '.join(offered)}")
    builds = sorted({host.build for host in found.inside.hosts})
    if build and int(build) not in builds:
        own = ", ".join(map(str, builds))
        return Complaint(f"it has no image for Windows build {build}, only for {own}")
    return None


def _offers(found: Explanation, kind: str, architecture: str | None, word: str | None) -> bool:
    return any(
        (not kind or one.os == kind) and (not word or one.architecture == architecture)
        for one in found.inside.platforms
    )


PLATFORM_MISSING = Rule(
    RuleText(
        "DI501",
        "platform-missing",
        ERROR,
        "The image does not have the platform, or the Windows build, that --platform requests.",
        "Request a platform that the image has, or use an image that has this one.",
    ),
    _platform_missing,
)


RULES = (PLATFORM_MISSING,)
