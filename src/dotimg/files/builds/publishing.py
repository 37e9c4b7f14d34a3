"""`dotnet publish` with the target or the profile that makes an image, in any command line.

The ways to ask for one are those of "Containerize a .NET app with dotnet publish".
"""

import os
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from dotimg.files.builds import commands
from dotimg.files.builds.model import Given, Problem, Published
from dotimg.files.builds.shell import ShellWord
from dotimg.files.builds.tree import Tree
from dotimg.files.formats.expansion import Finder
from dotimg.files.model import Span
from dotimg.files.syntax.source import DecodedText

_BYTES = re.compile(rb"PublishContainer|DefaultContainer", re.IGNORECASE)
_PROGRAM = re.compile(r"(?<![\w./-])(?:dotnet|msbuild)(?:\.exe)?(?=[ \t])", re.IGNORECASE)
_ASKS = re.compile(
    r"[-/]{1,2}t(?:arget)?[:=](?:.*;)?PublishContainer(?:;.*)?"
    r"|(?:[-/]{1,2}p(?:roperty)?[:=])?(?:.*;)?PublishProfile=DefaultContainer(?:;.*)?",
    re.IGNORECASE,
)
_VERBS = ("publish", "build", "msbuild")
# The options of `dotnet publish` and its kin that have a value behind them.
_WITH_VALUE = {
    *("-c", "--configuration", "-o", "--output", "-r", "--runtime", "-f", "--framework", "-a"),
    *("--arch", "--os", "-v", "--verbosity", "-s", "--source", "--artifacts-path", "--manifest"),
    *("--logger", "--filter", "--settings", "--launch-profile", "--version-suffix", "--packages"),
    *("--configfile", "--use-current-runtime", "-l"),
}


def may_publish(content: bytes) -> bool:
    """Whether a command that publishes an image may stand in a file."""
    return _BYTES.search(content) is not None


def find(
    source: DecodedText, start: int, end: int, *, yaml: bool = False
) -> Iterator[commands.BuildCommand]:
    """The commands that publish an image in a part of a text, comments left out."""
    for command in commands.find(source, start, end, yaml=yaml, program=_PROGRAM, verb=_verb):
        if is_of_image(word.text for word in command.words):
            yield command


def is_of_image(words: Iterator[str]) -> bool:
    """Whether words behind `dotnet publish` ask for an image."""
    return any(_ASKS.fullmatch(word) for word in words)


def target_of(words: Sequence[str]) -> int | None:
    """Which of the words behind `dotnet publish` names what is published, None where none does."""
    follows = False  # whether a word is the value of the option before it
    for number, word in enumerate(words):
        if not follows and not word.startswith(("-", "/p:", "/t:")):
            return number
        follows = word in _WITH_VALUE
    return None


def published(
    words: list[ShellWord], span: Span, folder: str, path: str, tree: Tree, find: Finder
) -> Iterator[Published | Problem]:
    """What a command publishes as an image; nothing where it is not there.

    Args:
        words: What stands behind `dotnet publish`.
        span: Where the command stands.
        folder: The folder that it runs in, as far as that is known.
        path: The file that it stands in.
        tree: The files that it may name.
        find: Finds the variables of a text.
    """
    number = target_of([word.text for word in words])
    given = Given((), span) if number is None else words[number].given(find)
    if given.unknown or "$" in folder or "%" in folder:
        why = given.unknown or "it runs in a folder that is not known"
        yield Problem(span, f"the project that is published as an image is not known: {why}")
        return
    name = os.path.join(folder, given.text.replace("\\", "/"))
    places = (os.path.normpath(os.path.join(root, name)) for root in tree.roots(path))
    there = (one for one in places if os.path.exists(one) and tree.holds(one))
    yield from (Published(one, span) for one in islice(there, 1))


def _verb(words: list[ShellWord]) -> int:
    """How many words stand up to and with the one that publishes; 0 where nothing is."""
    texts = [word.text.lower() for word in words[:2]]
    if texts[0].startswith("msbuild"):
        return 1
    return 2 if texts[1:] and texts[1] in _VERBS else 0
