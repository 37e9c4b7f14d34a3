"""All projects of a tree: what each is for, where that is stated, and which refers to which."""

import os
import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from dotimg.errors import InputError
from dotimg.files.model import Span
from dotimg.files.repository import root_of
from dotimg.files.syntax.source import decoded, encoded
from dotimg.files.syntax.xml_tree import Element
from dotimg.named_tuples import NamedTuple
from dotimg.names import frameworks
from dotimg.names.frameworks import Framework
from dotimg.project.facts import Gathering
from dotimg.project.files import Files
from dotimg.project.model import Unknown, listed
from dotimg.project.msbuild import sdks
from dotimg.project.msbuild.evaluation import Evaluation
from dotimg.project.msbuild.properties import Properties
from dotimg.project.project_files import below
from dotimg.project.reader import PROPERTIES, targets_of

_REFERENCE = re.compile(r"\$\((\w+)\)")
_BUNDLED = "$(bundlednetcoreapptargetframeworkversion)"  # that of the SDK that builds
_NAMES = frozenset(name.lower() for name in PROPERTIES)
_DEEPEST = 20  # properties that are set to each other


class Literal(NamedTuple):
    """A text that stands in a file: `span` bears the absolute path, `line` counts from 1."""

    span: Span
    text: str
    line: int


class Node(NamedTuple):
    """A project.

    `frameworks` is None where they are unknown, and `why` tells then why, or why `literal`, which
    states them, is not known. `follows` tells that they are those of the SDK that builds.
    `references` are the projects that it refers to, each with the framework that it does so for.
    `runs` tells that it is a program or holds tests, and `read` are the files that it is made of.
    `base_image` is the file that names its base image, empty where none does.
    """

    path: str
    frameworks: tuple[str, ...] | None
    literal: Literal | None
    why: str
    follows: bool
    references: tuple[tuple[str, str], ...]
    test: bool
    runs: bool
    read: frozenset[str]
    base_image: str

    @property
    def targets(self) -> list[Framework]:
        """The frameworks that are names of some."""
        return [one for one in map(frameworks.parse, self.frameworks or ()) if one]

    @property
    def channel(self) -> str:
        """The channel of .NET that it is for, empty for none and for several."""
        only = self.targets[0] if len(self.targets) == len(self.frameworks or ()) == 1 else None
        return only.channel if only and only.identifier == ".NETCoreApp" else ""


class Graph:
    """The projects in a folder and below.

    Args:
        root: The folder, an absolute path; what is outside of it, or in another repository in it,
            is none of them.
        files: Where files are read.
    """

    def __init__(self, root: str, files: Files) -> None:
        self.root = root
        self.files = files
        self._nodes: dict[str, Node] = {}
        self._repositories: dict[str, str] = {}

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """All projects by their absolute paths."""
        return {path: self.node(path) for path in below(self.root) if self.holds(path)}

    @cached_property
    def referring(self) -> dict[str, dict[str, list[str]]]:
        """For each project those that refer to it, with the frameworks that they do so for."""
        found: dict[str, dict[str, list[str]]] = {}
        for node in self.nodes.values():
            for framework, path in node.references:
                found.setdefault(path, {}).setdefault(node.path, []).append(framework)
        return found

    @cached_property
    def users(self) -> dict[Span, list[str]]:
        """The projects that each literal states the frameworks of."""
        found: dict[Span, list[str]] = {}
        for node in self.nodes.values():
            if node.literal:
                found.setdefault(node.literal.span, []).append(node.path)
        return found

    def holds(self, path: str) -> bool:
        """Whether a file is of the tree, and of no other repository in it."""
        folder = os.path.dirname(path)
        if folder not in self._repositories:
            inside = os.path.join(folder, "").startswith(os.path.join(self.root, ""))
            root = root_of(folder) if inside else ""
            self._repositories[folder] = root or self.root if inside else ""
        return self._repositories[folder] == (root_of(self.root) or self.root)

    def node(self, path: str) -> Node:
        """A project, which need not be in the tree."""
        if path not in self._nodes:
            self._nodes[path] = self._evaluated(path)
        return self._nodes[path]

    def changed(self, contents: Mapping[str, bytes]) -> "Graph":
        """The same projects with other bytes in some files; only what reads these is read again."""
        after = Graph(self.root, self.files.changed(contents))
        after._nodes = {
            path: node for path, node in self._nodes.items() if not contents.keys() & node.read
        }
        return after

    def conditional(self, path: str) -> Iterator[Literal]:
        """What states target frameworks in a file under a condition, and for no project."""
        left = [(self.files.tree(path), False)]
        while left:
            element, outer = left.pop()
            conditional = outer or bool(element.attributes.get("Condition"))
            left += [(one, conditional) for one in element.children]
            if conditional and element.name.lower() in _NAMES and not element.children:
                literal = _literal(self.files, path, element)
                named = literal and frameworks.parse(literal.text.partition(";")[0])
                if literal and named and literal.span not in self.users:
                    yield literal

    def _evaluated(self, path: str) -> Node:
        empty = Node(path, None, None, "", False, (), False, False, frozenset((path,)), "")
        try:
            evaluation = Evaluation(self.files, path, {**sdks.PUBLISHED}, {})
            targets = targets_of(evaluation)
        except InputError as error:
            return empty._replace(why=str(error))
        properties, unknown = evaluation.properties, isinstance(targets, Unknown)
        literal, why = _stated(properties, self.files)
        gathering = Gathering(evaluation, self.files, targets)
        names = () if isinstance(targets, Unknown) else listed(targets)
        references = [(one, ref) for ref in gathering.referred() for one in names or ("",)]
        if len(names) > 1:
            references = list(self._references_of(path, names))
        test = gathering.is_test() is True
        base = properties.stated.get("containerbaseimage")
        return Node(
            path=path,
            frameworks=None if isinstance(targets, Unknown) else names,
            literal=literal,
            why=targets.reason if isinstance(targets, Unknown) else why,
            follows=unknown and _follows(properties),
            references=tuple(references),
            test=test,
            runs=test or str(properties.value("OutputType")).lower() in ("exe", "winexe"),
            read=frozenset(evaluation.read),
            base_image=base.file if base else "",
        )

    def _references_of(self, path: str, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        """What a project of several frameworks refers to for each of them."""
        for name in names:
            given = {**sdks.PUBLISHED, "targetframework": name}
            try:
                evaluation = Evaluation(self.files, path, given, {})
            except InputError:
                continue
            for reference in Gathering(evaluation, self.files, name).referred():
                yield name, reference


def _stated(properties: Properties, files: Files) -> tuple[Literal | None, str]:
    """The literal that the target frameworks come from, or why none is known."""
    name = next((one for one in PROPERTIES if properties.value(one)), "")
    for _ in range(_DEEPEST):
        stated = properties.stated.get(name.lower())
        if not stated:
            return None, f"no file in the tree sets $({name})" if name else ""
        text = stated.element.text.strip()
        names = _REFERENCE.findall(text)
        if "$(" not in text:
            literal = _literal(files, stated.file, stated.element)
            place = f"{files.shown(stated.file)}: line {stated.element.line}"
            return (
                literal,
                "" if literal else f"{place}: {stated.element.name} is written in pieces",
            )
        if len(names) != 1 or text.count("$(") != 1:
            return None, f"{stated.element.name} is made of several properties"
        name = names[0]
    return None, "its properties are set to each other"


def _literal(files: Files, path: str, element: Element) -> Literal | None:
    """The text of an element without white space around it, if its bytes are that text."""
    content = files.read(path)
    whole = Span(element.start, element.end)
    raw, text = decoded(content, whole), element.text.strip()
    if raw.strip() != text or not text.isascii() or not text:
        return None
    before = len(encoded(content, raw[: len(raw) - len(raw.lstrip())]))
    start = element.start + before
    span = Span(start, start + len(encoded(content, text)), path)
    before_text = decoded(content, Span(0, start))
    return Literal(span, text, before_text.count("\n") + 1)


def _follows(properties: Properties) -> bool:
    """Whether the target framework is what the SDK that builds is made for."""
    stated = (properties.stated.get(name.lower()) for name in PROPERTIES)
    return any(one and _BUNDLED in one.element.text.lower() for one in stated)
