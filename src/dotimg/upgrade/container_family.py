"""The new ContainerFamily of a project that keeps its target framework.

The new family is one that the channel of the project has, and the channel to go to as well: it
stays right when the target framework follows.
"""

from dotimg.explain.records import Records
from dotimg.explain.replacement import Replacements
from dotimg.explain.subject import Subject
from dotimg.names import tags, versions
from dotimg.names.reference import Reference
from dotimg.upgrade.decision import Decision

_EXTRA = "extra"
_UNKNOWN = "no such tag was published up to the catalog's day"
_FRAMEWORK = "raise the target framework"


class Families:
    """Decides on the images that the SDK takes for projects.

    Args:
        records: The catalog on a day.
        replacements: What takes the place of an image.
    """

    def __init__(self, records: Records, replacements: Replacements) -> None:
        self._records = records
        self._replacements = replacements

    def decide(self, reference: Reference, aim: str | None) -> Decision:
        """What the SDK is to take instead, by another ContainerFamily.

        Args:
            reference: The image.
            aim: The channel to go to, None for the project's own.
        """
        path, name = reference.name, reference.tag or ""
        own = self._records.find(path, name)
        channel = versions.channel(name)
        old = own if own and own.tag.published else self._of_other_channel(path, name)
        if not old:
            return Decision(reason=_UNKNOWN, alone=True)
        for goal in dict.fromkeys((aim, channel)):
            later = goal is None or versions.age(goal) >= versions.age(channel)
            new = self._replacements.of(old, goal or channel).new if later else None
            moved = self._records.find(path, _with_system(name, new)) if new else None
            if moved and moved.tag.published and not moved.tag.retired:
                if moved.tag.name != name:
                    return Decision(old._replace(channel=channel), moved)
                break
        if old.channel == channel and old.ended:
            return Decision(old, reason=f"{old.ended}: {_FRAMEWORK}", alone=True)
        return Decision(old, old, alone=True) if own else Decision(reason=_UNKNOWN, alone=True)

    def _of_other_channel(self, path: str, name: str) -> Subject | None:
        """The image of the same family in the newest channel that has one."""
        catalog, version = self._records.catalog, tags.parse(name).version
        for other in sorted(catalog.channels_of(path), key=versions.age, reverse=True):
            found = self._records.find(path, name.replace(version, other, 1))
            if found and found.tag.published:
                return found
        return None


def _with_system(name: str, new: Subject) -> str:
    """A tag with the system of another one, and its variants but the one that the SDK adds."""
    before, after = tags.parse(name), new.name
    variants = tuple(one for one in after.variants if one != _EXTRA or one in before.variants)
    return str(before._replace(system=after.system, variants=variants, order=()))
