"""The way from what was pasted to what is known of it."""

from dotimg.catalog.tables import Catalog
from dotimg.explain import digest, tag, unknown
from dotimg.explain.homes import Home, home
from dotimg.explain.inputs import Asked, short_names, understood
from dotimg.explain.model import Explanation
from dotimg.explain.records import Records
from dotimg.explain.substitutes import Substitutes
from dotimg.names.mirror import located


class Explainer:
    """Explains references, one after the other; what it read for one serves the next.

    Args:
        catalog: The tables.
        today: The day to judge on, as an ISO date.
        mirror: A prefix that may stand for the official registry.
        short: Whether repositories may be named without their registry, as people do and files
            do not.
        history: Whether to look up the digests that a tag had, which takes most of the time.
    """

    def __init__(
        self,
        catalog: Catalog,
        today: str,
        mirror: str | None = None,
        *,
        short: bool = True,
        history: bool = True,
    ) -> None:
        self._catalog = catalog
        self._mirror = mirror
        self._short_names = short_names(catalog) if short else frozenset()
        self._history = history
        self._records = Records(catalog, today)
        self._substitutes = Substitutes(self._records)
        self._explained: dict[str, Explanation] = {}

    def explain(self, text: str) -> Explanation:
        """All that is known of one reference or digest.

        Raises:
            UsageError: It is neither.
        """
        # A team's thousand FROM lines name a few dozen images.
        if text not in self._explained:
            self._explained[text] = self._on_mirror(self._explain(text))
        return self._explained[text]

    def _explain(self, text: str) -> Explanation:
        asked = understood(text.strip(), self._short_names, self._mirror)
        place = home(self._catalog, asked.path or "")
        if asked.digest:
            return self._pinned(asked, place)
        if place.kind != "known":
            found = unknown.elsewhere(self._records, self._substitutes, asked, place)
        elif subject := self._records.find(place.stable, asked.tag or ""):
            history = tag.history(self._records, subject) if self._history else ()
            found = tag.explained(self._records, self._substitutes, subject, asked.text, history)
        else:
            found = unknown.tag(self._records, asked)
        if asked.tag == "latest" and not text.rstrip().endswith(":latest"):
            return found._replace(notes=(*found.notes, "no tag means latest"))
        return found

    def _on_mirror(self, found: Explanation) -> Explanation:
        """What to use instead, named as on the mirror."""
        if not self._mirror:
            return found
        return found._replace(
            step=found.step and located(found.step, self._mirror),
            replacement=found.replacement and located(found.replacement, self._mirror),
            nearest=tuple(located(reference, self._mirror) for reference in found.nearest),
        )

    def _pinned(self, asked: Asked, place: Home) -> Explanation:
        """A digest, whose repository may be a mirror's name for one of ours."""
        own = place.kind == "known"
        bare = asked if own else asked._replace(path=None, tag=None)
        found = digest.explained(self._records, self._substitutes, bare)
        if own or not asked.path:
            return found
        if not found.known:
            return unknown.elsewhere(self._records, self._substitutes, asked, place)
        note = f"{asked.path} is not in the tables, but the digest is"
        if asked.tag and asked.tag not in found.tags:
            note += f", under other tags than {asked.tag}"
        return found._replace(notes=(*found.notes, note))
