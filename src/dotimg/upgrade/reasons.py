"""Why an image moves, in words."""

from collections.abc import Iterator

from dotimg.explain.records import Records
from dotimg.explain.retirement import cause
from dotimg.explain.subject import Subject
from dotimg.upgrade.decision import Decision


def why(records: Records, decision: Decision) -> str:
    """Why an image moves: its channel, its patch, its system, its repository."""
    old, new = decision.old, decision.new
    if decision.successor:
        return decision.successor.why
    if not old or not new:
        return ""
    if old == new:
        return "the digest of the tag's newest image"
    return "; ".join(_reasons(records, old, new)) or f"{new.tag.name} is the requested target"


def _reasons(records: Records, old: Subject, new: Subject) -> Iterator[str]:
    if old.channel != new.channel and old.channel:
        yield old.ended or f"{new.channel} follows {old.channel}"
    elif old.tag.version != new.tag.version and (old.name.fixed or _is_pinned(records, old)):
        yield f"{new.tag.version} follows {old.tag.version}"
    elif _is_pinned(records, old):
        yield "the image was rebuilt"
    elif retired := cause(records, old):
        yield retired.text
    if old.path != new.path:
        yield f"{old.path} is a former repository"
    before, after = _systems(old), _systems(new)
    if not set(before) & set(after):
        yield f"base system changes from {' and '.join(before)} to {' and '.join(after)}"


def _is_pinned(records: Records, subject: Subject) -> bool:
    """Whether it is what a digest holds, and not what its tag holds today."""
    own = records.find(subject.path, subject.tag.name)
    return own is not None and own.tag != subject.tag


def _systems(subject: Subject) -> list[str]:
    """The releases of Linux, else those of Windows."""
    linux = [system.title for system in subject.systems if system.type == "linux"]
    return linux or [system.title for system in subject.systems]
