"""What `explain`, `check` and `upgrade` name to be used instead of one reference."""

from collections.abc import Iterator
from typing import NamedTuple

from dotimg.catalog.tables import Catalog
from dotimg.check.checker import Checker, Team
from dotimg.explain import Explainer
from dotimg.upgrade import Policy, Upgrader
from tests.recount.images import is_fixed, repository_of

_FROM = "FROM "
_ANOTHER_NAME = "DI401"  # for latest it names the tag that latest is


class Image(NamedTuple):
    """A reference in its parts, which are empty where it lacks them."""

    path: str
    tag: str
    digest: str

    @property
    def precision(self) -> tuple[bool, bool]:
        """Whether its tag is fixed, and whether it is pinned to a digest."""
        return is_fixed(self.tag, repository_of(self.path, self.tag)), bool(self.digest)


class Named(NamedTuple):
    """What each of the three names instead of an image; None where it names nothing.

    `check` holds what all its findings name, each once. Where the image is named by its digest
    alone, so are those instead of it.
    """

    reference: str
    explain: Image | None
    check: tuple[Image, ...]
    upgrade: Image | None

    def faults(self) -> Iterator[str]:
        """Where they disagree, or where what they name is less precise than the reference."""
        if self.explain != self.upgrade or not set(self.check) <= {self.upgrade}:
            yield f"disagree on {self}"
        for new in {*self.check, self.explain, self.upgrade} - {None}:
            if new and new.precision != _parsed(self.reference).precision:
                yield f"less precise than {self.reference}: {new}"


class Commands:
    """The three commands on one day, each with its default settings."""

    def __init__(self, catalog: Catalog, today: str) -> None:
        self._explainer = Explainer(catalog, today, history=False)
        self._checker = Checker(catalog, today, {})
        self._upgrader = Upgrader(catalog, today, Policy(), None, {})

    def named(self, reference: str) -> Named:
        """What they name instead of a reference, which is all that the file holds."""
        content = f"{_FROM}{reference}\n".encode()
        report = self._checker.check("Dockerfile", "dockerfile", content, Team())
        upgraded = self._upgrader.upgrade("Dockerfile", "dockerfile", content).new
        new = upgraded.decode().removeprefix(_FROM).rstrip()
        tagged = bool(_parsed(reference).tag)
        replacements = (one.replacement for one in report.findings if one.rule != _ANOTHER_NAME)
        return Named(
            reference,
            _named(self._explainer.explain(reference).replacement, tagged=tagged),
            tuple(filter(None, dict.fromkeys(_named(one, tagged=tagged) for one in replacements))),
            _named(None if new == reference else new, tagged=tagged),
        )


def _named(reference: str | None, *, tagged: bool) -> Image | None:
    image = _parsed(reference) if reference else None
    return image._replace(tag="") if image and image.digest and not tagged else image


def _parsed(reference: str) -> Image:
    name, _, digest = reference.partition("@")
    path, _, tag = name.partition(":")
    return Image(path, tag, digest)
