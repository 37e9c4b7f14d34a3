"""Finds problems with the images in a file. Pure: no clock, no terminal, no disk."""

from collections.abc import Iterator, Mapping
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING

from dotimg.catalog.tables import Catalog
from dotimg.check.inventory import row
from dotimg.check.model import FileReport, Inventory, Skip
from dotimg.check.report import Report
from dotimg.check.rules import (
    Case,
    Complaint,
    Rule,
    Standards,
    di3_native,
    di5_windows,
    judging,
)
from dotimg.check.rules.stages import by_image
from dotimg.check.teams import ignored_numbers
from dotimg.errors import InputError, UsageError, quoted
from dotimg.explain import Explainer
from dotimg.explain.homes import is_dotnets, needles
from dotimg.explain.model import Explanation
from dotimg.files.builds.collection import Builds
from dotimg.files.dockerfile import Dockerfile
from dotimg.files.kinds import FileKind, is_template
from dotimg.files.model import Found, Use
from dotimg.named_tuples import NamedTuple
from dotimg.names import reference
from dotimg.names.mirror import mirror_of
from dotimg.names.reference import Reference
from dotimg.project.build_steps import steps
from dotimg.project.of_dockerfile import App, AppFinder

if TYPE_CHECKING:
    from dotimg.check.team_settings import TeamSettings
    from dotimg.project.images.sdk_image import SdkImages

_WITH_MACHINES = ("workflow", "azure-pipelines", "yaml")
_MOVES = "is another Windows from time to time: whether it runs the image is not checked"
_CHECK = "check what is made of it"
TEMPLATE = "a template: check what it makes"


def placeholder_reason(text: str) -> str:
    """Why a reference that is filled in later is skipped."""
    return f"{quoted(text)} is a placeholder: {_CHECK}"


def mirror_reason(prefix: str) -> str:
    """Why an image of an unknown mirror is skipped."""
    return f"if it is a mirror's .NET image, name the mirror with --registry {prefix}"


def _complaints(case: Case, ignored: frozenset[str]) -> Iterator[tuple[Rule, Complaint]]:
    """What rules have against an image, with one replacement that is right for all of them."""
    found = [
        (rule, complaint)
        for rule in judging(case, ignored)
        if (complaint := rule.judge(case)) is not None
    ]
    decided = next((one.replacement for _, one in found if one.decides and one.replacement), None)
    for rule, complaint in found:
        new = decided if decided and complaint.replacement else complaint.replacement
        yield rule, complaint._replace(replacement=new)


def _machine(kind: FileKind, use: Use, content: bytes) -> str:
    """The machine that an image runs on where that stands around it; else empty."""
    if use.role != "image" or use.origin or kind not in _WITH_MACHINES:
        return ""
    from dotimg.files.formats.machines import machine_at

    return machine_at(content, use.span)


class Team(NamedTuple):
    """What a team has settled for its files.

    `mirror` is a prefix that stands for the official registry; `ignored` are rules, by number.
    """

    mirror: str | None = None
    ignored: frozenset[str] = frozenset()
    standards: Standards = Standards()

    @classmethod
    def settled(cls, own: "TeamSettings", path: str, given: "Team") -> "Team":
        """What holds for a file: what is given, and what the settings of its team say beside.

        Raises:
            SettingsError: The settings name a rule that there is not.
        """
        digest = given.standards.require_digest or bool(own.require_digest)
        return cls(
            given.mirror or own.registry,
            given.ignored | ignored_numbers(own, path),
            Standards(digest, own.families),
        )


class Checker:
    """Checks files, one after the other; what it learned of an image serves the next.

    Args:
        catalog: The tables.
        today: The day to judge on, as an ISO date.
        arguments: Build arguments given from outside, which override the defaults in files.
        target: The stage that ships, None for the last of each file.
        app_of: Finds the app that a Dockerfile of that path builds, None for none.
        builds: The builds that other files declare, None for none.
    """

    def __init__(
        self,
        catalog: Catalog,
        today: str,
        arguments: Mapping[str, str],
        target: str | None = None,
        app_of: AppFinder | None = None,
        builds: Builds | None = None,
    ) -> None:
        self._catalog = catalog
        self._today = today
        self._explainers: dict[str | None, Explainer] = {}
        self._known: dict[tuple[str | None, str], tuple[Reference, Explanation] | str | None] = {}
        self._builds = builds or Builds(arguments, needles=needles(catalog))
        self._target = target
        self._app_of = app_of

    @cached_property
    def _sdk_images(self) -> "SdkImages":
        """What finds the images that the SDK takes; it reads projects as MSBuild does."""
        from dotimg.project.images.sdk_image import SdkImages

        return SdkImages(self._catalog, self._today, self._builds.published.keys())

    def among(self, builds: Builds, app_of: AppFinder) -> "Checker":
        """One for the files of other builds, which shares what was learned of images."""
        other = Checker(self._catalog, self._today, {}, self._target, app_of, builds)
        other._explainers, other._known = self._explainers, self._known
        return other

    def check(self, path: str, kind: FileKind, content: bytes, team: Team) -> FileReport:
        """What is wrong with the images that a file names.

        Args:
            path: What to call the file.
            kind: What it is, as `files.kinds.kind_of` tells.
            content: Its bytes.
            team: What holds for the file.

        Raises:
            InputError: The file cannot be read as what it is; the message begins with the line.
        """
        report, parsed, images = self._images(path, kind, content, team)
        app = self._app(report, parsed, content) if images else None
        native = parsed and di3_native.may_say(content, app)
        done = cache(partial(steps, parsed)) if parsed and native else None
        stages = by_image(parsed) if parsed and images else {}
        for use, named, explained in images:
            case = Case(
                *(path, use, named, explained, self._today, team.standards, app, parsed),
                self._catalog,
                done,
                stages,
                _machine(kind, use, content),
            )
            if di5_windows.moves(case):
                report.skip(use.place, f"{case.machine} {_MOVES}")
            for rule, found in _complaints(case, team.ignored):
                complaint = found
                if use.role == "sdk-image":
                    other = self._sdk_images.instead(path, use.reference)
                    told = f"; set ContainerBaseImage to {other}" if other else ""
                    message = f"the SDK takes {use.reference}: {found.message}{told}"
                    complaint = found._replace(message=message, replacement=None)
                report.complain(rule, use, complaint)
        count = len({(use.place, use.reference) for use, _, _ in images})
        built = app.project.path if parsed and app and app.project else ""
        return FileReport(report.sorted_findings(), report.sorted_skips(), count, built)

    def inventory(self, path: str, kind: FileKind, content: bytes, team: Team) -> Inventory:
        """The .NET images that a file names, whatever is to be said of them.

        Args:
            path: What to call the file.
            kind: What it is, as `files.kinds.kind_of` tells.
            content: Its bytes.
            team: What holds for the file.

        Raises:
            InputError: The file cannot be read as what it is; the message begins with the line.
        """
        report, _, images = self._images(path, kind, content, team)
        rows = dict.fromkeys(
            row(report.place(use.place), use, named, found) for use, named, found in images
        )
        return Inventory(tuple(rows), report.sorted_skips())

    def _images(
        self, path: str, kind: FileKind, content: bytes, team: Team
    ) -> tuple[Report, Dockerfile | None, list[tuple[Use, Reference, Explanation]]]:
        """The .NET images of a file, the file if it is a Dockerfile, and a report that is begun."""
        report = Report(path, content, self._builds)
        try:
            parsed, listed = self._read(path, kind, content)
        except InputError as error:
            if not is_template(content):
                raise
            report.skipped.append(Skip(path, 1, f"{TEMPLATE}: {error}"))
            return report, None, []
        if kind == "project" and self._app_of:
            listed = listed._replace(uses=(*listed.uses, *self._taken_by_sdk(report, content)))
        for place in listed.skipped:
            if not place.name or is_dotnets(self._catalog, place.name):
                report.skip(place.span, place.reason)
        return report, parsed, self._explained(report, listed.uses, team.mirror)

    def _read(self, path: str, kind: FileKind, content: bytes) -> tuple[Dockerfile | None, Found]:
        if kind != "dockerfile":
            return None, self._builds.document(path, kind, content)
        return self._builds.dockerfile(path, content, self._target)

    def _explained(
        self, report: Report, uses: tuple[Use, ...], mirror: str | None
    ) -> list[tuple[Use, Reference, Explanation]]:
        """The .NET images among some uses, each with its name and what is known of it."""
        if mirror not in self._explainers:
            self._explainers[mirror] = Explainer(
                self._catalog, self._today, mirror, short=False, history=False
            )
        images = []
        for use in uses:
            key = mirror, use.reference
            if key not in self._known:
                self._known[key] = self._looked_up(mirror, use.reference)
            found = self._known[key]
            if isinstance(found, str):
                report.skip(use.span, found)
            elif found:
                images.append((use, *found))
        return images

    def _looked_up(
        self, mirror: str | None, text: str
    ) -> tuple[Reference, Explanation] | str | None:
        """A .NET image, why something cannot be judged, or None for what is another's."""
        if reference.is_placeholder(text):
            return placeholder_reason(text)
        try:
            named = reference.parse(text)
            explained = self._explainers[mirror].explain(str(named))
        except UsageError as error:
            return str(error)
        if explained.name.home == "publisher" and not explained.inside.channel:
            return explained.sentence
        if explained.name.home != "foreign":
            return named, explained
        prefix = mirror_of(named.name, self._catalog.paths())
        return mirror_reason(prefix) if prefix else None

    def _taken_by_sdk(self, report: Report, content: bytes) -> tuple[Use, ...]:
        """The images that the SDK takes for a project that is published as one."""
        try:
            return tuple(self._sdk_images.found(report.path, content))
        except InputError as error:
            report.skipped.append(Skip(report.path, 1, f"its image is not checked: {error}"))
            return ()

    def _app(self, report: Report, parsed: Dockerfile | None, content: bytes) -> App | None:
        """What a file builds; a project that cannot be used is told."""
        if not self._app_of:
            return None
        try:
            return self._app_of(report.path, parsed, content)
        except InputError as error:
            report.skipped.append(Skip(report.path, 1, f"its project is not checked: {error}"))
            return None
