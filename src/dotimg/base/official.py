"""Official images as bases: their names, and what to do about them."""

from collections.abc import Iterable
from datetime import date

from dotimg.base.environment import ToldVersion
from dotimg.base.model import Base, Fix
from dotimg.catalog import support
from dotimg.catalog.details import Digest
from dotimg.catalog.model import Repository, Support
from dotimg.catalog.tables import Catalog
from dotimg.errors import UsageError
from dotimg.explain import Explainer
from dotimg.explain.digest import identified
from dotimg.explain.model import Explanation
from dotimg.explain.subject import Subject
from dotimg.explain.verdict import Verdicts
from dotimg.names import tags, versions
from dotimg.names.mirror import located, official
from dotimg.names.reference import Reference, parse

_DAY = len("2026-08-20")
_CURRENT = Fix("current", "current")


class Officials:
    """Names and judges official images on a day.

    Args:
        catalog: The tables.
        today: The day, as an ISO date.
        mirror: A prefix that may stand for the official registry.
    """

    def __init__(self, catalog: Catalog, today: str, mirror: str | None) -> None:
        self._catalog = catalog
        self._today = today
        self._mirror = mirror
        self._explainer = Explainer(catalog, today, mirror, history=False)
        self._records = self._explainer.records
        self._verdicts = Verdicts(self._records)
        self._present = {repository.path for repository in catalog.repositories.values()}
        self._bases: dict[Digest, Base] = {}

    def of_digest(self, row: Digest) -> Base:
        """An image of the tables as a base."""
        if row not in self._bases:  # a registry's thousand images have a few dozen bases
            followed = self._followed(row)
            built = (row.created or row.first_seen)[:_DAY]
            self._bases[row] = Base(
                reference=self.reference(row),
                digest=row.digest,
                version=row.version,
                explained=self._identified(row),
                support=followed.support,
                fix=self._fix(row, followed),
                built=built,
                age=(date.fromisoformat(self._today) - date.fromisoformat(built)).days,
            )
        return self._bases[row]

    def of_version(self, told: ToldVersion) -> Base:
        """An image of which only the version is known."""
        path = self._catalog.repositories[told.repository].path
        found = self._explainer.explain(f"{path}:{told.version}")
        channel = self._catalog.channel(versions.channel(told.version))
        judged = support.of_channel(channel, self._today) if channel else found.support
        fix = _fix_of_version(told, found, judged)
        return Base("", "", told.version, found, judged, fix)

    def reference(self, row: Digest) -> str:
        """The name of an image by the tag that tells most of it, without an architecture."""
        name = f"{row.repository}:{self._whole(row.repository, _telling(row, fixed=True))}"
        return located(name, self._mirror)

    def repository(self, row: Digest) -> Repository:
        """What an image is one of."""
        return self._catalog.repository(row.repository)

    def parts(self, row: Digest) -> tuple[Digest, ...]:
        """The platforms of a row that the tables gave: itself, or those of an index."""
        return (row,) if row.kind == "platform" else self._catalog.children(row)

    def at_home(self, rows: Iterable[Digest]) -> list[Digest]:
        """Each digest once, in the repository that holds such images today."""
        found: dict[str, Digest] = {}
        for row in rows:
            if row.digest not in found or row.repository in self._present:
                found[row.digest] = row
        return list(found.values())

    def is_official(self, name: str) -> bool:
        """Whether a reference is into a repository of the tables."""
        found = self._parsed(name)
        return found is not None and found.name in self._catalog.paths()

    def had_name(self, row: Digest, name: str) -> bool:
        """Whether an image ever was what a reference with a tag names, as one of its platforms."""
        found = self._parsed(name)
        if not found or found.name != row.repository or not found.tag:
            return False
        channel = versions.channel(tags.parse(found.tag).version)
        history = self._catalog.digest_history(found.name, channel, found.tag)
        return any(row.digest in (one.digest, *one.children) for one in history)

    def _identified(self, row: Digest) -> Explanation:
        """What an image is, called by the tags that it has for all architectures."""
        tags_of_all = tuple(map(_without_architecture, row.tags))
        found = identified(self._records, row._replace(tags=tags_of_all))
        return found._replace(inside=found.inside._replace(tags=row.tags))

    def _parsed(self, name: str) -> Reference | None:
        try:
            return official(parse(name), self._mirror)
        except UsageError:
            return None

    def _followed(self, row: Digest) -> Subject:
        """The tag that an image came from: of those it had, one that moves."""
        tag = self._whole(row.repository, _telling(row, fixed=False))
        found = self._records.find(row.repository, tag)
        if not found:
            raise LookupError(tag)  # the builder holds digests and tags against each other
        return found

    def _fix(self, row: Digest, followed: Subject) -> Fix:
        """What to do about an image, as the tag that it came from is now."""
        decided = self._verdicts.of(followed)
        if decided.stay:
            listed = self._records.contents(followed.path, followed.channel)
            digest, platforms = listed.get(followed.tag.name, (None, ()))
            if row.digest in (digest, *(one.digest for one in platforms)):
                return _CURRENT
            version = followed.tag.version
            if version != row.version:
                return Fix("rebuild", f"rebuild: the base has moved to {version}")
            return Fix("rebuild", f"rebuild: the base {version} was rebuilt")
        if new := decided.replacement:
            return Fix("move", f"move to {located(f'{new.path}:{new.tag.name}', self._mirror)}")
        over = followed.support.over
        return Fix("unknown", "nothing newer is supported" if over else "nothing newer exists")

    def _whole(self, path: str, tag: str) -> str:
        """The tag of the image for all architectures, where there is one."""
        whole = _without_architecture(tag)
        likely = self._records.section(path, versions.channel(tags.parse(tag).version))
        return whole if whole in likely or self._records.find(path, whole) else tag


def _without_architecture(tag: str) -> str:
    return str(tags.parse(tag)._replace(architecture=""))


def _telling(row: Digest, *, fixed: bool) -> str:
    """The longest of its tags, of those that are fixed, or that move, where there are some."""

    def rank(tag: str) -> tuple[bool, bool, int]:
        name = tags.parse(tag)
        own = bool(name.version) and versions.within(row.version, name.version)
        return name.fixed == fixed, own, len(tag)

    return max(row.tags, key=rank)


def _fix_of_version(told: ToldVersion, found: Explanation, judged: Support) -> Fix:
    """What to do about an image of which only the version is known."""
    instead = found.remedy.replacement
    if judged.over:
        return Fix("move", f"move to {instead}") if instead else Fix("unknown", judged.reason)
    if not found.published or found.name.kind != "fixed":
        return Fix("unknown", f"not known: the tables do not have {told.version}")
    if patches := found.remedy.patches:
        return Fix("rebuild", f"rebuild: the newest patch is {patches[0].version}")
    return _CURRENT
