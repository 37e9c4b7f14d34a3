"""The official images of the tables as bases: what they are called, and what to do about them."""

from collections.abc import Iterable
from datetime import date

from dotimg.base.environment import ToldVersion
from dotimg.base.model import Base, Fix
from dotimg.catalog import support
from dotimg.catalog.model import Digest, Repository, Support
from dotimg.catalog.tables import Catalog
from dotimg.errors import UsageError
from dotimg.explain import Explainer
from dotimg.explain.digest import identified
from dotimg.explain.model import Explanation
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
        self._present = {repository.path for repository in catalog.repositories.values()}
        self._bases: dict[Digest, Base] = {}

    def of_digest(self, row: Digest) -> Base:
        """An image of the tables as a base."""
        if row not in self._bases:  # a registry's thousand images have a few dozen bases
            followed = self._explain(row.repository, _telling(row, fixed=False))
            built = (row.created or row.first_seen)[:_DAY]
            self._bases[row] = Base(
                reference=self.reference(row),
                digest=row.digest,
                version=row.version,
                explained=self._identified(row),
                support=followed.support,
                fix=_fix(row, followed),
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
        found = identified(self._explainer.records, row._replace(tags=tags_of_all))
        return found._replace(inside=found.inside._replace(tags=row.tags))

    def _parsed(self, name: str) -> Reference | None:
        try:
            return official(parse(name), self._mirror)
        except UsageError:
            return None

    def _explain(self, path: str, tag: str) -> Explanation:
        return self._explainer.explain(f"{path}:{self._whole(path, tag)}")

    def _whole(self, path: str, tag: str) -> str:
        """The tag of the image for all architectures, where there is one."""
        whole, records = _without_architecture(tag), self._explainer.records
        likely = records.section(path, versions.channel(tags.parse(tag).version))
        return whole if whole in likely or records.find(path, whole) else tag


def _without_architecture(tag: str) -> str:
    return str(tags.parse(tag)._replace(architecture=""))


def _telling(row: Digest, *, fixed: bool) -> str:
    """The longest of its tags, of those that are fixed, or that move, where there are some."""

    def rank(tag: str) -> tuple[bool, bool, int]:
        name = tags.parse(tag)
        own = bool(name.version) and versions.within(row.version, name.version)
        return name.fixed == fixed, own, len(tag)

    return max(row.tags, key=rank)


def _fix(row: Digest, followed: Explanation) -> Fix:
    """What to do about an image, as the tag that it came from is now."""
    if followed.remedy.stay:
        now = {followed.name.digest, *(one.digest for one in followed.inside.platforms)}
        if row.digest in now:
            return _CURRENT
        version = followed.inside.version
        if version != row.version:
            return Fix("rebuild", f"rebuild: the base has moved to {version}")
        return Fix("rebuild", f"rebuild: the base {version} was built anew")
    if followed.remedy.replacement:
        return Fix("move", f"move to {followed.remedy.replacement}")
    return Fix("unknown", followed.scanner or "not known")


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
