"""`docker compose build` with arguments, in any command line.

The options are those of the page "docker compose build"; what it builds is in its compose files.
"""

import os
import re
from collections.abc import Iterator, Mapping

from dotimg.files.builds import commands
from dotimg.files.builds.model import Given, Problem
from dotimg.files.builds.shell import ShellWord
from dotimg.files.builds.tree import Tree
from dotimg.files.formats.expansion import Finder
from dotimg.files.model import Span
from dotimg.files.syntax.source import DecodedText
from dotimg.named_tuples import NamedTuple

FILES = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
_BYTES = re.compile(rb"compose[^\n]{0,200}\sbuild\b")
_PROGRAM = re.compile(r"(?<![\w./-])(?:docker|podman)(?:-compose)?(?:\.exe)?(?=[ \t])")
_COMPOSE = "compose"
_WITH_VALUE = {
    *("-p", "--project-name", "--profile", "--env-file", "--project-directory", "--parallel"),
    *("--progress", "--ansi", "-m", "--memory", "--ssh", "--builder"),
}
_FILE, _ARGUMENT = ("-f", "--file"), "--build-arg"


class ComposeBuild(NamedTuple):
    """A command that builds services of a compose file, all where none is named.

    `arguments` go before what the file gives.
    """

    file: str
    services: frozenset[str]
    arguments: Mapping[str, Given]
    span: Span


def may_build(content: bytes) -> bool:
    """Whether such a command may stand in a file."""
    return _BYTES.search(content) is not None and _ARGUMENT.encode() in content


def find(
    source: DecodedText, start: int, end: int, *, yaml: bool = False
) -> Iterator[commands.BuildCommand]:
    """The commands of compose with build arguments in a part of a text, comments left out."""
    for command in commands.find(source, start, end, yaml=yaml, program=_PROGRAM, verb=_verb):
        if any(word.text.startswith(_ARGUMENT) for word in command.words):
            yield command


def builds(
    words: list[ShellWord], span: Span, folder: str, path: str, tree: Tree, find: Finder
) -> Iterator[ComposeBuild | Problem]:
    """What a command builds.

    Args:
        words: What stands behind `docker compose`.
        span: Where the command stands.
        folder: The folder that it runs in, as far as that is known.
        path: The file that it stands in.
        tree: The files that it may name.
        find: Finds the variables of a text.
    """
    given: dict[str, list[ShellWord]] = {_FILE[0]: [], _ARGUMENT: []}
    plain = []
    rest = iter(words)
    for word in rest:
        option, equals, _ = word.text.partition("=")
        name = _FILE[0] if option in _FILE else option
        if name in given:
            value = word.behind(len(option) + 1) if equals else next(rest, None)
            given[name] += [value] if value else []
        elif word.text in _WITH_VALUE:
            next(rest, None)
        elif not word.text.startswith("-"):
            plain.append(word.text)
    if plain[:1] != ["build"]:
        return
    arguments = commands.named(given[_ARGUMENT], find)
    files = [word.given(find) for word in given[_FILE[0]]]
    unknown = next((one.unknown for one in files if one.unknown), "")
    if unknown or "$" in folder or "%" in folder:
        why = unknown or "it runs in a folder that is not known"
        yield Problem(span, f"the compose file whose builds it makes is not known: {why}")
        return
    names = [one.text for one in files] or list(FILES)
    roots = [os.path.join(root, folder) for root in tree.roots(path)]
    places = [os.path.normpath(os.path.join(root, name)) for root in roots for name in names]
    there = [one for one in places if tree.is_file(one)]
    for file in there if files else there[:1]:
        yield ComposeBuild(file, frozenset(plain[1:]), arguments, span)
    if not there and files:
        yield Problem(span, f"it builds the services of {names[0]}, which is not there")


def _verb(words: list[ShellWord]) -> int:
    """How many words stand up to and with `compose`, 0 where it is another command."""
    texts = [word.text for word in words[:2]]
    if texts[0].removesuffix(".exe").endswith(f"-{_COMPOSE}"):
        return 1
    return 2 if texts[1:] == [_COMPOSE] else 0
