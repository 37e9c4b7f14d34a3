"""What to do about an image: nothing, rebuild, or move."""

from typing import NamedTuple

from dotimg.catalog.model import Release
from dotimg.explain.cautions import cautions
from dotimg.explain.records import Records, Subject
from dotimg.explain.retirement import successor
from dotimg.explain.substitutes import Substitutes

REBUILD = "rebuild is enough"
_UNKNOWN = "no release notes name its version, so the patches since are not known"


class Verdict(NamedTuple):
    """The patches since, where to go, and, where nobody needs to go, why it is right to stay."""

    patches: tuple[Release, ...]
    replacement: Subject | None
    step: Subject | None
    stay: str
    notes: tuple[str, ...]


def verdict(records: Records, substitutes: Substitutes, subject: Subject) -> Verdict:
    """What to do about a tag."""
    state = subject.support
    patches = records.patches(subject)
    unknown = patches is None and _has_releases(subject)
    notes: tuple[str, ...] = (_UNKNOWN,) if unknown else ()
    listed = not subject.tag.retired or subject.tag.retired > records.today
    newer = subject.name.fixed and (patches or _has_successor(records, subject))
    stays = listed and not newer and not (state.over or state.overdue)
    replacement = None
    if not stays or state.status == "ends-soon":
        best = substitutes.within(subject, substitutes.best_channels(subject))
        replacement = _other(subject, best)
    if stays:
        return Verdict(patches or (), replacement, None, _rebuild(subject), notes)
    nearest = substitutes.within(subject, substitutes.next_channels(subject))
    step = _other(subject, nearest) or replacement
    if step:
        notes += cautions(records.catalog.traits, subject, step)
    return Verdict(patches or (), replacement, step, "", notes)


def _has_successor(records: Records, subject: Subject) -> bool:
    found = successor(records, subject)
    return found is not None and found.first_seen <= records.today


def _has_releases(subject: Subject) -> bool:
    sample = subject.repository.name.endswith("samples")
    return subject.is_dotnet and not sample and bool(subject.tag.version)


def _rebuild(subject: Subject) -> str:
    what = "its base is renewed" if subject.name.fixed else "it moves with each patch"
    return f"{REBUILD}: {what} while it is listed"


def _other(subject: Subject, found: Subject | None) -> Subject | None:
    """What was found, where it is not the subject itself."""
    same = found and (found.path, found.tag.name) == (subject.path, subject.tag.name)
    return None if same else found
