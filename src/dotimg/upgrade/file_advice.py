"""Advice for a file and the project that it builds."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress

from dotimg.catalog.tables import Catalog
from dotimg.errors import CatalogError, InputError
from dotimg.files.builds.collection import Builds
from dotimg.files.model import Span
from dotimg.project.of_dockerfile import App
from dotimg.upgrade.advice import (
    Change,
    advice,
    other_readers,
    package_edits,
    project_advice,
)
from dotimg.upgrade.decision import Decider, Decision
from dotimg.upgrade.file_decisions import ImageDecision, moves_with_stages
from dotimg.upgrade.held import Holds
from dotimg.upgrade.model import Advice
from dotimg.upgrade.move.model import Beside, Companion
from dotimg.upgrade.reading import ParsedFile, comments_at

STDIN = "-"


class FileAdvisor:
    """Tells what to look at.

    Args:
        catalog: The tables.
        decider: Gives the new references.
        holds: Knows what an app needs of its images.
        builds: The builds that files declare.
        app: Finds what a file builds, None where that is not known; raises InputError.
        goal: Tells the channel that the images of a file go to, empty for none.
        opens_projects: Whether projects may be opened at all.
    """

    def __init__(
        self,
        catalog: Catalog,
        decider: Decider,
        holds: Holds,
        builds: Builds,
        app: Callable[[ParsedFile], App | None],
        goal: Callable[[ParsedFile], str],
        *,
        opens_projects: bool,
    ) -> None:
        self._catalog = catalog
        self._decider = decider
        self._holds = holds
        self._builds = builds
        self._app = app
        self._goal = goal
        self._opens_projects = opens_projects

    def of(
        self,
        file: ParsedFile,
        decided: Mapping[int, ImageDecision],
        moves: Mapping[int, Decision],
        values: Mapping[Span, str],
        beside: Beside,
    ) -> tuple[Advice, ...]:
        """What to look at beside the edits, in the file and in the project that it builds."""
        found: list[Advice] = list(self._of_file(file, moves, values))
        found += beside.advice.get(file.path, ())
        edited = {one.span.start for one in beside.edits if one.kind == "port"}
        if edited and file.parsed:
            exposing = {
                one.line
                for one in file.parsed.instructions
                if one.keyword == "EXPOSE" and any(one.start <= at < one.end for at in edited)
            }
            found = [one for one in found if one.path != file.path or one.line not in exposing]
        changing = [n for n, one in moves.items() if moves_with_stages(file.uses[n], one)]
        # An image of another publisher that stays may be what the app runs on.
        stays = any(one.decision.reason and not one.decision.old for one in decided.values())
        if self._opens_projects and moves and file.path not in beside.known:
            found += self._of_project(file, changing, moves, raises=not stays)
        with suppress(InputError):
            app = self._app(file) if moves else None
            found += self._lacking(file, moves, app) if app else ()
        pinned = {one.span.path for one in beside.edits if one.kind == "global-json"}
        return tuple(dict.fromkeys(one for one in found if one.path not in pinned))

    def renames(
        self, files: Sequence[ParsedFile], moving: Sequence[Mapping[int, Decision]]
    ) -> Iterator[Companion]:
        """The packages that are called otherwise on the systems that images go to."""
        for file, moves in zip(files, moving, strict=True):
            if file.parsed and (changes := _changes(moves, file, file.path)):
                yield from package_edits(self._catalog, file.path, file.parsed, changes)

    def _lacking(
        self, file: ParsedFile, moves: Mapping[int, Decision], app: App
    ) -> Iterator[Advice]:
        """What the app lacks in the images that it is moved to."""
        for number, decision in moves.items():
            use = file.uses[number]
            if not decision.new or use.span.path != file.path:
                continue
            new = self._decider.text(file.references[number], decision)
            line = comments_at(file, use.span, self._builds).lines.place(use.span.start)[0]
            for message, rule in self._holds.faults(use, new, file.path, file.parsed, app):
                yield Advice(file.path, line, message, rule)

    def _of_project(
        self,
        file: ParsedFile,
        changing: Sequence[int],
        moves: Mapping[int, Decision],
        *,
        raises: bool,
    ) -> Iterator[Advice]:
        """What to do about a project that does not move with the images."""
        builds = changing or file.parsed or file.kind == "project"
        try:
            app = self._app(file) if builds and file.path != STDIN else None
        except CatalogError:
            raise
        except InputError as error:
            yield Advice(file.path, 1, f"its project is not looked at: {error}", "project")
            return
        if app:
            yield from project_advice(app, _changes(moves, file), raises=raises)
        if raises and changing and not (app and app.project):
            goal = self._goal(file)
            span = file.uses[changing[0]].place
            place = comments_at(file, span, self._builds).lines.place(span.start)
            what = f"its target framework to net{goal}" if goal else "what it is for"
            message = f"no project was found for it: update {what}, or it may not build or start"
            yield Advice(span.path, place[0], message, "project")

    def _of_file(
        self, file: ParsedFile, moves: Mapping[int, Decision], values: Mapping[Span, str]
    ) -> Iterator[Advice]:
        """What to look at in the file itself."""
        changes = _changes(moves, file, file.path)
        if changes and file.parsed:
            catalog = self._catalog
            yield from advice(catalog, file.path, file.content, file.parsed, changes)
            own = {span: text for span, text in values.items() if span.path == file.path}
            yield from other_readers(file.path, file.content, file.parsed, own)


def _changes(moves: Mapping[int, Decision], file: ParsedFile, path: str = "") -> list[Change]:
    """The images that move; where a path is given, only those that stand there."""
    return [
        Change(file.uses[number], one.old, one.new)
        for number, one in moves.items()
        if one.old and one.new and one.old != one.new
        if not path or file.uses[number].span.path == path
    ]
