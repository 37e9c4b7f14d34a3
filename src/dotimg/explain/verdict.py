"""What to do about an image: nothing, rebuild, or move."""

from dotimg.catalog.details import Digest, Release
from dotimg.explain.cautions import cautions
from dotimg.explain.policy import Policy
from dotimg.explain.records import Records
from dotimg.explain.replacement import Replacements
from dotimg.explain.retirement import successor
from dotimg.explain.subject import Subject
from dotimg.named_tuples import NamedTuple

REBUILD = "rebuild with --pull"
_UNKNOWN = "no release notes name its version, so the patches since are not known"


class Verdict(NamedTuple):
    """The patches since, where to go, and, where nobody needs to go, why it is right to stay.

    `replacement` is what `upgrade` writes; `step` is the smallest move: within the own channel
    while that lives.
    """

    patches: tuple[Release, ...] = ()
    replacement: Subject | None = None
    step: Subject | None = None
    stay: str = ""
    notes: tuple[str, ...] = ()


class Verdicts:
    """Tells what to do about images by the policy that `upgrade` has where none is given."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self.replacements = Replacements(records, Policy())
        self._patches = Replacements(records, Policy("patch"))

    def of(self, subject: Subject, row: Digest | None = None) -> Verdict:
        """What to do about a tag, or about the image of a digest."""
        patches = self._records.release_notes.patches(subject)
        unknown = patches is None and _has_releases(subject)
        notes: tuple[str, ...] = (_UNKNOWN,) if unknown else ()
        verdict = Verdict(patches or (), notes=notes)
        stays = self._stays(subject, patches)
        if stays and subject.support.status != "ends-soon":
            return verdict._replace(stay=_rebuild(subject))
        replacement = self._other(self.replacements, subject, row)
        if stays:
            return verdict._replace(replacement=replacement, stay=_rebuild(subject))
        lives = subject.is_dotnet and not subject.ended
        step = self._other(self._patches, subject, row) if lives else None
        if replacement:
            notes += cautions(self._records.catalog.traits, subject, replacement)
        return verdict._replace(replacement=replacement, step=step or replacement, notes=notes)

    def _stays(self, subject: Subject, patches: tuple[Release, ...] | None) -> bool:
        """Whether nobody needs to move: it is at home, listed, alive, the newest of its kind."""
        if subject.path != subject.present:
            return False
        if not subject.is_alive or subject.tag.is_retired(self._records.today):
            return False
        return not (subject.name.fixed and (patches or self._has_successor(subject)))

    def _has_successor(self, subject: Subject) -> bool:
        found = successor(self._records, subject)
        return found is not None and found.first_seen <= self._records.today

    def _other(
        self, replacements: Replacements, subject: Subject, row: Digest | None
    ) -> Subject | None:
        """What takes the place of an image, where that is another one."""
        if row:
            new = replacements.of_pinned(subject, replacements.aim).new
            return new if new and replacements.digest(new, row) != row.digest else None
        new = replacements.of(subject, replacements.aim).new
        same = new and (new.path, new.tag.name) == (subject.path, subject.tag.name)
        return None if same else new


def _has_releases(subject: Subject) -> bool:
    sample = subject.repository.name.endswith("samples")
    return subject.is_dotnet and not sample and bool(subject.tag.version)


def _rebuild(subject: Subject) -> str:
    what = "its base still gets updates" if subject.name.fixed else "this tag still gets patches"
    return f"{REBUILD}; {what}"
