"""DI2xx: an image is out of support, soon will be, is frozen, or is behind its patches."""

from dotimg.catalog.support import soon_after
from dotimg.check.model import RuleText
from dotimg.check.rules.rule import ERROR, NOTE, WARNING, Case, Complaint, Rule, instead
from dotimg.explain.model import Explanation
from dotimg.names.versions import is_prerelease


def _version_ended(case: Case) -> Complaint | None:
    window = case.found.inside.window
    if not window or not window.has_ended(case.today):
        return None
    message = f"support of {window.product} {window.name} ended {window.end}"
    return Complaint(message, instead(case.found))


VERSION_ENDED = Rule(
    RuleText(
        "DI201",
        "version-ended",
        ERROR,
        "Support of the .NET version has ended: it gets no more security fixes.",
        "Move to a supported version, and change the project's target framework too.",
    ),
    _version_ended,
)


def _ends_soon(case: Case) -> Complaint | None:
    found = case.found
    support, window = found.support, found.inside.window
    end = (window.end if window else None) or "9999"
    judged = found.published or found.name.publisher
    if not judged or support.status == "retired" or end <= case.today:
        return None
    if window and end <= soon_after(case.today):
        message = f"support of {window.product} {window.name} ends {end}"
        return Complaint(message, instead(found))
    return Complaint(support.reason, instead(found)) if support.pressing else None


ENDS_SOON = Rule(
    RuleText(
        "DI204",
        "ends-soon",
        NOTE,
        "Support of the .NET version or the operating system ends within 90 days. Or the tables "
        "still list the image, but free updates of its system have ended, or the system has "
        "probably been dropped.",
        "Plan the move.",
    ),
    _ends_soon,
)


def _preview_version(case: Case) -> Complaint | None:
    found = case.found
    if not found.published or not found.inside.channel:
        return None
    channel = found.inside.channel
    if found.support.status == "preview" and channel.preview:
        out = f"; {found.dates.released}" if found.dates.released else ""
        return Complaint(f"{channel.product} {channel.name} is a preview{out}", instead(found))
    stale = is_prerelease(found.inside.version) or (
        found.dates.cause and found.dates.cause.kind == "released"
    )
    if not stale:
        return None
    message = f"{found.inside.version or found.name.tag} is a preview"
    if channel.released:
        message += f" of {channel.product} {channel.name}, which was released {channel.released}"
    return Complaint(message, instead(found))


PREVIEW_VERSION = Rule(
    RuleText(
        "DI205",
        "preview-version",
        WARNING,
        "The image is a preview or release candidate, or has a preview tag that gets no more "
        "updates since the release.",
        "Use a released version, unless the image is only for trials.",
    ),
    _preview_version,
)


# Of other causes other rules tell: DI102, DI201, DI203 and DI205.
_CAUSES = ("system-dropped", "frozen")


def _retired_tag(case: Case) -> Complaint | None:
    found = case.found
    if not found.dates.cause:
        return None
    if dead := _dead_system(case):
        return Complaint(f"retired {found.dates.retired}, and {dead}", instead(found))
    if found.dates.cause.kind not in _CAUSES:
        return None
    frozen = f", frozen at {found.inside.version}" if found.inside.version else ""
    return Complaint(f"retired {found.dates.retired}{frozen}: {found.because}", instead(found))


def _dead_system(case: Case) -> str:
    """Of an image whose repository moved that its systems have all ended, in words."""
    systems, channel = case.found.inside.systems, case.found.inside.channel
    moved = case.found.dates.cause is not None and case.found.dates.cause.kind == "moved"
    alive = moved and not (channel and channel.has_ended(case.today))
    ends = [system.end or "9999" for system in systems]
    if not alive or not ends or max(ends) > case.today:
        return ""
    return f"free updates of {systems[ends.index(max(ends))].title} ended {max(ends)}"


RETIRED_TAG = Rule(
    RuleText(
        "DI202",
        "retired-tag",
        ERROR,
        "The tag can still be pulled but gets no more updates: its operating system was "
        "dropped, or it was frozen.",
        "Move to a tag that is still listed.",
    ),
    _retired_tag,
)


def _superseded_patch(case: Case) -> Complaint | None:
    found = case.found
    pinned = found.name.kind in ("fixed", "digest")
    superseded = found.dates.cause is not None and found.dates.cause.kind == "superseded"
    if not pinned or not (found.remedy.patches or superseded) or _version_ended(case):
        return None  # what has ended gets no patch to move to
    message = _behind(found) if found.remedy.patches else found.because
    return Complaint(message, instead(found))


def _behind(found: Explanation) -> str:
    count, newest = len(found.remedy.patches), found.remedy.patches[0]
    fixed = f"{found.remedy.cve_count} fixed since" if found.remedy.counted else ""
    return (
        f"{count} patch{'' if count == 1 else 'es'} behind {newest.version} of {newest.day}: "
        f"{', '.join(filter(None, (fixed, found.remedy.uncounted)))}"
    )


SUPERSEDED_PATCH = Rule(
    RuleText(
        "DI203",
        "superseded-patch",
        WARNING,
        "A fixed tag or a digest is behind the newest patch or rebuild.",
        "Move to the newest patch, or to the floating tag and rebuild often.",
    ),
    _superseded_patch,
)


RULES = (
    VERSION_ENDED,
    RETIRED_TAG,
    SUPERSEDED_PATCH,
    ENDS_SOON,
    PREVIEW_VERSION,
)
