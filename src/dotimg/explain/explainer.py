"""Explains a reference, a digest or a CVE."""

from dotimg.catalog.tables import Catalog
from dotimg.explain import tag
from dotimg.explain.homes import RepositoryHome, home
from dotimg.explain.inputs import Query, short_names, understood
from dotimg.explain.model import Explanation
from dotimg.explain.records import Records
from dotimg.explain.subject import Subject
from dotimg.explain.verdict import Verdicts
from dotimg.names.mirror import located

_SEARCHES = 3  # of a section, for whoever pastes a few references


class Explainer:
    """Explains references, one after the other; what it read for one serves the next.

    Args:
        catalog: The tables.
        today: The day to judge on, as an ISO date.
        mirror: A prefix that may stand for the official registry.
        short: Whether repositories may be named without their registry, as people do and files
            do not.
        history: Whether to look up the digests that a tag had, which takes most of the time.
        at: The day on which tags are looked up, as an ISO date; empty for that of the tables.
    """

    def __init__(
        self,
        catalog: Catalog,
        today: str,
        mirror: str | None = None,
        *,
        short: bool = True,
        history: bool = True,
        at: str = "",
    ) -> None:
        self._catalog = catalog
        self._mirror = mirror
        self._short_names = short_names(catalog) if short else frozenset()
        self._history = history
        self._at = at
        self._records = Records(catalog, today, _SEARCHES if history else 0)
        self._verdicts = Verdicts(self._records)
        self._explained: dict[str, Explanation] = {}

    @property
    def records(self) -> Records:
        """What it has read of the tables."""
        return self._records

    def explain(self, text: str) -> Explanation:
        """All that is known of one reference or digest.

        Raises:
            UsageError: It is neither.
        """
        if text in self._explained:  # a team's thousand FROM lines name a few dozen images
            return self._explained[text]
        records, query = self._records, understood(text.strip(), self._short_names, self._mirror)
        place = home(self._catalog, query.path or "")
        if query.digest:
            answer = self._pinned(query, place)
        elif place.kind != "known":
            answer = self._elsewhere(query, place)
        elif (subject := records.find(place.stable, query.tag or "")) and self._at:
            from dotimg.explain import on_day

            answer = on_day.explained(records, self._verdicts, subject, query.text, self._at)
        elif subject:
            answer = self._of_subject(subject, query.text)
        else:
            from dotimg.explain import unknown

            answer = unknown.tag(records, self._verdicts, query)
        if not query.digest and query.tag == "latest" and not text.rstrip().endswith(":latest"):
            answer = answer._replace(notes=(*answer.notes, "no tag means latest"))
        answer = self._placed(answer, place.stable)
        self._explained[text] = answer
        return answer

    def of_subject(self, subject: Subject) -> Explanation:
        """The same for a tag that the records gave, named in whole."""
        text = f"{subject.path}:{subject.tag.name}"
        return self._placed(self._of_subject(subject, text), subject.path)

    def removal(self, path: str) -> str:
        """That nothing can be pulled from a repository, in words; empty where that is not so."""
        return self._catalog.removal(path, self._records.today)

    def goals(self, subject: Subject) -> list[str]:
        """The channels in which to look for what takes the place of an image, the best first."""
        return self._verdicts.replacements.goals(subject)

    def _of_subject(self, subject: Subject, text: str) -> Explanation:
        records = self._records
        history = tag.history(records, subject) if self._history else ()
        return tag.explained(records, subject, self._verdicts.of(subject), text, history)

    def _placed(self, answer: Explanation, path: str) -> Explanation:
        """The same, with what is known of its repository, and named as on the mirror."""
        if removal := self.removal(path):
            name = answer.name._replace(removal=removal)
            answer = answer._replace(name=name, notes=(*answer.notes, removal))
        return _named_as_on(self._mirror, answer) if self._mirror else answer

    def _pinned(self, query: Query, place: RepositoryHome) -> Explanation:
        """A digest, whose repository may be a mirror's name for one of ours."""
        from dotimg.explain import digest

        own = place.kind == "known"
        bare = query if own else query._replace(path=None, tag=None)
        found = digest.explained(self._records, self._verdicts, bare)
        if own or not query.path:
            return found
        if not found.known:
            return self._elsewhere(query, place)
        note = f"{query.path} is not in the tables, but the digest is"
        if query.tag and query.tag not in found.inside.tags:
            note += f", under other tags than {query.tag}"
        return found._replace(notes=(*found.notes, note))

    def _elsewhere(self, query: Query, place: RepositoryHome) -> Explanation:
        if place.kind == "publisher":
            from dotimg.explain import other_publishers

            return other_publishers.explained(self._records, query, self._verdicts.replacements.aim)
        from dotimg.explain import unknown

        return unknown.elsewhere(self._records, self._verdicts, query, place)


def _named_as_on(mirror: str, answer: Explanation) -> Explanation:
    """The same, with what to use instead named as on a mirror."""
    remedy = answer.remedy
    return answer._replace(
        remedy=remedy._replace(
            step=remedy.step and located(remedy.step, mirror),
            replacement=remedy.replacement and located(remedy.replacement, mirror),
            nearest=tuple(located(reference, mirror) for reference in remedy.nearest),
        )
    )
