"""Images that a comment keeps unchanged: `# dotimg: ignore=DI201 reason` above them."""

from collections.abc import Collection, Iterator

from dotimg.catalog.tables import Catalog
from dotimg.check.rules import RULES, Case, Standards
from dotimg.explain import Explainer
from dotimg.explain.policy import Policy
from dotimg.files.dockerfile import Dockerfile
from dotimg.files.model import Use
from dotimg.names import reference
from dotimg.project.of_dockerfile import App
from dotimg.upgrade.model import RuleNumber

_LACKING = ("DI302", "DI304")


class Holds:
    """Tells whether a move would put right what a comment says is meant to be.

    Args:
        catalog: The tables.
        today: The day to judge on, as an ISO date.
        policy: Where to go, with which `check` is to agree.
        mirror: A prefix that may stand for the official registry.
    """

    def __init__(self, catalog: Catalog, today: str, policy: Policy, mirror: str | None) -> None:
        self._catalog = catalog
        self._today = today
        self._standards = Standards(policy.pin, policy.families)
        self._explainer = Explainer(catalog, today, mirror, short=False, history=False)

    def rules(
        self,
        silenced: Collection[str],
        use: Use,
        new: str,
        path: str,
        file: Dockerfile | None,
        app: App | None,
    ) -> tuple[str, ...]:
        """The silenced rules that an image breaks, and its new reference does not.

        Args:
            silenced: The rules that comments at the image name, by number.
            use: The image.
            new: The reference that is to take its place.
            path: The file that it stands in.
            file: The same, read, if it is a Dockerfile.
            app: What that builds, if that is known.
        """
        before, after = (self._case(use, text, path, file, app) for text in (use.reference, new))
        named = (rule for rule in RULES if rule.text.id in silenced)
        return tuple(rule.text.id for rule in named if rule.judge(before) and not rule.judge(after))

    def faults(
        self, use: Use, new: str, path: str, file: Dockerfile | None, app: App
    ) -> Iterator[tuple[str, RuleNumber]]:
        """What an app lacks in the image that it is moved to, with the number of the rule."""
        case = self._case(use, new, path, file, app)
        for rule in RULES:
            complaint = rule.judge(case) if rule.text.id in _LACKING else None
            if complaint and complaint.decides:
                instead = f": {complaint.replacement}" if complaint.replacement else ""
                yield f"{complaint.message}{instead}", RuleNumber(rule.text.id)

    def _case(
        self, use: Use, text: str, path: str, file: Dockerfile | None, app: App | None
    ) -> Case:
        named = reference.parse(text)
        found = self._explainer.explain(str(named))
        own = (self._today, self._standards, app, file, self._catalog)
        return Case(path, use, named, found, *own)
