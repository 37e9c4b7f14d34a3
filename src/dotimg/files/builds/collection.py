"""Collects the builds in files, which Dockerfiles are checked with."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from types import MappingProxyType

from dotimg.errors import InputError
from dotimg.files import formats
from dotimg.files.builds import places, reading
from dotimg.files.builds.model import Build, Inline, Problem, Published
from dotimg.files.builds.tree import Tree
from dotimg.files.dockerfile import Dockerfile
from dotimg.files.kinds import FileKind
from dotimg.files.literals import may_hold, with_literals
from dotimg.files.model import Found, Skipped, Span
from dotimg.files.search import SourceFile
from dotimg.files.syntax.tree import Scalar

_NOTHING: Mapping[str, bytes] = MappingProxyType({})
_SERVICES = re.compile(rb"^services:", re.MULTILINE)
_OTHER = re.compile(rb"^(?:apiVersion|kind):", re.MULTILINE)
_ENVIRONMENT = ".env"
_MOST_INCLUDED = 50  # compose files, by one
# Kinds of text that run commands.
_WITH_COMMANDS = ("script", "powershell", "batch", "groovy")
_CODE = ("code", "fsharp")  # where words of a text look like commands


class Builds:
    """The builds of a tree, collected file by file.

    Args:
        arguments: Build arguments and variables from outside, which go first.
        folders: The folders whose trees may be opened; none where only the files that are added
            count, and nothing else is looked for.
        contents: The bytes of files that count instead of those on the disk, by their paths.
        needles: Texts of which the name of every image of interest holds one.
    """

    def __init__(
        self,
        arguments: Mapping[str, str],
        folders: Iterable[str] = (),
        contents: Mapping[str, bytes] = _NOTHING,
        needles: tuple[bytes, ...] = (),
    ) -> None:
        self._needles = needles
        self._arguments = arguments
        self._folders = tuple(folders)
        self._tree = Tree(self._folders, contents)
        # The builds of each Dockerfile, with the file that declares them.
        self._builds: dict[str, list[tuple[str, Build]]] = {}
        self._inline: dict[str, list[Build]] = {}
        self._without: dict[str, list[Build]] = {}
        self._paths: dict[str, str] = {}
        self._problems: dict[str, list[Problem]] = {}
        self._contents: dict[str, bytes] = {}
        self._environments: dict[str, dict[str, Scalar]] = {}
        self._given: dict[str, set[Span]] = {}
        self._included: dict[str, tuple[str | Problem, ...]] = {}
        self.declaring: dict[str, FileKind] = {}
        # Projects, folders and solutions that commands publish as images.
        self.published: dict[str, None] = {}

    def may_state(self, kind: FileKind, content: bytes) -> bool:
        """Whether some bytes of text may name an image, or build one."""
        if may_hold(content, self._needles):
            return True
        if kind not in _WITH_COMMANDS:
            return False
        from dotimg.files.builds import pipelines

        return pipelines.may_build(content)

    def add(self, path: str, kind: FileKind, content: bytes) -> None:
        """Collect the builds of a file; what is wrong with one is a problem of the file."""
        if kind == "dockerfile":
            return
        try:
            for one in self._declared(path, kind, content):
                if isinstance(one, Published):
                    self.published[one.path] = None
                    continue
                self.declaring[path] = kind
                self._contents[path] = content
                problem = one if isinstance(one, Problem) else self._placed(path, one)
                if problem:
                    self._problems.setdefault(path, []).append(problem)
        except InputError as error:
            self._contents[path] = content
            reason = f"its builds are not read: {error}"
            self._problems.setdefault(path, []).append(Problem(Span(0, 0, path), reason))

    def ordered(self, sources: Iterable[SourceFile]) -> Iterator[SourceFile]:
        """Files in the order in which they are to be read, with those that only builds name.

        Each file but a Dockerfile has to be added before the next one is asked for: projects and
        Dockerfiles come behind all that may declare a build of them.

        Args:
            sources: The files of a search.
        """
        projects, dockerfiles = [], []
        for source in sources:
            if source.kind == "dockerfile":
                dockerfiles.append(source)
            elif source.kind == "project":
                projects.append(source)
            else:
                yield source
        yield from projects
        yield from dockerfiles
        known = {os.path.realpath(one.path) for one in dockerfiles} if self._paths else set()
        for real, path in sorted(self._paths.items(), key=itemgetter(1)):
            if real not in known:
                yield SourceFile(path, "dockerfile")

    def _declared(
        self, path: str, kind: FileKind, content: bytes
    ) -> Iterator[Build | Problem | Published]:
        from dotimg.files.builds import bake, declared

        if _is_compose(kind, content) and (b"build" in content or b"include" in content):
            yield from self._composed(path, content, {}, {path})
        elif bake.is_bake(path, content):
            yield from bake.read(path, content, self._tree, self._arguments)
        elif kind == "devcontainer":
            yield from declared.of_devcontainer(path, content, self._arguments)
        elif kind == "yaml" and declared.is_skaffold(content):
            yield from declared.of_skaffold(path, content)
        elif kind not in _CODE:
            yield from self._commanded(path, content)

    def _composed(
        self,
        path: str,
        content: bytes,
        outer: Mapping[str, str | Scalar],
        seen: set[str],
    ) -> Iterator[Build | Problem]:
        """The builds of a compose file and of those that it includes, which its variables reach.

        Each of them is read once; `seen` are those that were.
        """
        from dotimg.files.builds import compose

        variables = {**self._variables(path), **outer}
        if b"build" in content:
            yield from compose.read(path, content, self._tree, variables)
        if path not in self._included:
            found = compose.included(path, content, self._tree) if b"include" in content else ()
            self._included[path] = tuple(found)
        for one in self._included[path]:
            if isinstance(one, Problem):
                yield one
            elif one not in seen and len(seen) <= _MOST_INCLUDED:
                seen.add(one)
                try:
                    yield from self._composed(one, self._tree.content(one), variables, seen)
                except InputError as error:
                    yield Problem(Span(0, 0, path), f"it includes {one}: {error}")

    def _commanded(self, path: str, content: bytes) -> Iterator[Build | Problem | Published]:
        """The builds of commands, those of compose with what its files say."""
        from dotimg.files.builds import compose, pipelines
        from dotimg.files.builds.compose_commands import ComposeBuild

        if not pipelines.may_build(content):
            return
        for one in pipelines.read(path, content, self._tree, self._arguments):
            if not isinstance(one, ComposeBuild):
                yield one
                continue
            inside, variables = self._tree.content(one.file), self._variables(one.file)
            for build in compose.read(one.file, inside, self._tree, variables, one.services):
                if isinstance(build, Build):
                    arguments = {**build.arguments, **one.arguments}
                    yield build._replace(arguments=arguments, span=one.span)

    def _placed(self, declaring: str, build: Build) -> Problem | None:
        """Add a build to its Dockerfile; the problem where there is none."""
        if isinstance(build.dockerfile, Inline):
            self._inline.setdefault(build.span.path, []).append(build)
            return None
        path = build.dockerfile
        there = self._tree.is_file(path)
        if not self._folders:
            self._without.setdefault(build.span.path, []).append(build)
            return None
        if not there or not self._tree.holds(path):
            self._without.setdefault(build.span.path, []).append(build)
            why = "outside of the tree" if there else "not there"
            return Problem(build.span, f"it builds {path}, which is {why}")
        real = os.path.realpath(path)
        self._paths.setdefault(real, path)
        self._builds.setdefault(real, []).append((declaring, build))
        for given in (*build.arguments.values(), *build.contexts.values()):
            spans = [given.span, *(piece.span for piece in given.pieces if piece.span)]
            for span in spans:
                own = span._replace(path="")
                self._given.setdefault(span.path or declaring, set()).add(own)
        return None

    def _of(self, path: str) -> list[tuple[str, Build]]:
        return self._builds.get(os.path.realpath(path), []) if self._builds else []

    def contexts(self, path: str) -> tuple[str, ...]:
        """The folders that a Dockerfile is built with, as far as builds tell of them."""
        return tuple(dict.fromkeys(one.context for _, one in self._of(path) if one.context))

    def again(self, contents: Mapping[str, bytes], dockerfiles: Iterable[str]) -> "Builds":
        """The builds of some files as they would be with other bytes in them.

        Args:
            contents: The bytes that files would have, by their paths.
            dockerfiles: The Dockerfiles whose builds count.
        """
        found = Builds(self._arguments, self._folders, contents, self._needles)
        declaring = {path for one in dockerfiles for path, _ in self._of(one)}
        declaring |= self.declaring.keys() & contents.keys()
        for path in sorted(declaring):
            content = contents[path] if path in contents else self.content(path)
            found.add(path, self.declaring[path], content)
        return found

    def problems(self, path: str) -> tuple[Skipped, ...]:
        """What of the builds that a file declares cannot be followed."""
        return tuple(Skipped(*one) for one in self._problems.get(path, ()))

    def content(self, path: str) -> bytes:
        """The bytes of a file that states something of a build.

        Raises:
            InputError: They cannot be read any more.
        """
        if path not in self._contents:
            self._contents[path] = self._tree.content(path)
        return self._contents[path]

    def dockerfile(self, path: str, content: bytes, target: str | None) -> tuple[Dockerfile, Found]:
        """The images that a Dockerfile names, by its defaults and in all of its builds.

        Args:
            path: Of the Dockerfile.
            content: Its bytes.
            target: The stage that is built, whatever builds say.

        Raises:
            InputError: It is not a Dockerfile; the message begins with the line.
        """
        builds = [build for _, build in self._of(path)]
        parsed, found = reading.read(content, builds, self._arguments, target, path)
        return parsed, with_literals(found, "dockerfile", content, self._needles)

    def document(self, path: str, kind: FileKind, content: bytes) -> Found:
        """The images that any other file names, in the Dockerfiles that stand in it too.

        Raises:
            InputError: The file is not of its kind; the message names the line.
        """
        if _is_compose(kind, content):
            from dotimg.files.formats import compose as compose_images

            found = compose_images.read(content, self._variables(path))
        else:
            found = formats.read(kind, content, self._arguments)
        uses, skipped = list(found.uses), [*found.skipped, *self.problems(path)]
        for build in self._inline.get(path, ()):
            if isinstance(build.dockerfile, Inline):
                inner = places.as_own(self._inside(build, build.dockerfile), path)
                uses += inner.uses
                skipped += inner.skipped
        for build in self._without.get(path, ()):
            inner = places.as_own(reading.contexts(build), path)
            uses += inner.uses
            skipped += inner.skipped
        found = Found(tuple(uses), tuple(skipped))
        inside = [use.span for use in uses] + [place.span for place in skipped]
        inside += [piece.span for use in uses for piece in use.pieces if piece.span]
        known = {span._replace(path="") for span in inside if span.path == path}
        known |= self._given.get(path, set())
        return with_literals(found, kind, content, self._needles, known)

    def _inside(self, build: Build, inline: Inline) -> Found:
        try:
            content = places.inline_content(inline)
            _, found = reading.read(content, [build], self._arguments)
        except InputError as error:
            return Found((), (Skipped(build.span, f"the Dockerfile in it: {error}"),))
        return places.in_file(found, inline)

    def _variables(self, path: str) -> Mapping[str, str | Scalar]:
        """The variables of a compose file: those of `.env` beside it, and from outside."""
        own = os.path.normpath(os.path.join(os.path.dirname(path), _ENVIRONMENT))
        if own not in self._environments:
            self._environments[own] = {}
            if self._tree.is_file(own):
                from dotimg.files.formats import dotenv

                try:
                    self._environments[own] = dotenv.read(self._tree.content(own), own)
                except InputError as error:
                    reason = f"{own}: {error}"
                    self._problems.setdefault(path, []).append(Problem(Span(0, 0, path), reason))
        return {**self._environments[own], **self._arguments}


def _is_compose(kind: FileKind, content: bytes) -> bool:
    """Whether it is a compose file; one with another name is known by its services."""
    if kind != "yaml":
        return kind == "compose"
    return _SERVICES.search(content) is not None and not _OTHER.search(content)
