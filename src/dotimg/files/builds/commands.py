"""`docker build` and similar commands in any file.

The options are those of the pages "docker buildx build" and "podman-build". A path is relative to
the folder in which the command runs, which no file states for certain: that of the last `cd`, the
folder of the file and the root of the tree are tried.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from dotimg.files.builds import shell
from dotimg.files.builds.model import Build, Given, Problem
from dotimg.files.builds.shell import ShellWord
from dotimg.files.builds.tree import Tree
from dotimg.files.formats.expansion import Finder
from dotimg.files.model import Span
from dotimg.files.syntax.source import DecodedText
from dotimg.named_tuples import NamedTuple

PROGRAM = re.compile(r"(?<![\w./-])(?:docker|podman|nerdctl|buildah)(?:\.exe)?(?=[ \t])")
_BYTES = re.compile(
    rb"\b(?:docker|podman|nerdctl|buildah)(?:\.exe)?[ \t][^\n]{0,200}\b(?:build|bud|b)\b"
)
_COMMENT = re.compile(r"(?:^|[ \t])(?:#|//|(?i:rem)[ \t])|^[ \t]*(?:::|<!--)")
# A text that is only printed.
_SAID = re.compile(
    r"(?i)(?:^|[^\w-])(?:echo|printf?|throw|die|fail|error|warn|log|info|write-\w+)[^\w;|&][^;|&]*$"
)
_SPACES = re.compile(" *")
_CHANGE = re.compile(
    r"(?:^|[\s;&(])(?:(?:cd|chdir|pushd)(?:[ \t]+/d)?"
    r"|(?:set|push)-location(?:[ \t]+-(?:literal)?path)?)"
    r"[ \t]+(\"[^\"\n]*\"|'[^'\n]*'|[^\s;&|()]+)",
    re.MULTILINE | re.IGNORECASE,
)
_GROUPS = ("image", "buildx", "builder")
_VERBS = ("build", "bud", "b")
_REMOTE = re.compile(r"[a-z][a-z0-9+.-]*://|git@|github\.com/")
# Options with a value behind them, besides those that matter here.
_WITH_VALUE = frozenset(
    f"--{name}"
    for name in (
        *("add-host", "allow", "annotation", "arch", "attest", "authfile", "builder"),
        *("cache-from", "cache-to", "call", "cap-add", "cap-drop", "cert-dir", "cgroup-parent"),
        *("cpu-period", "cpu-quota", "cpu-shares", "cpuset-cpus", "cpuset-mems", "creds"),
        *("device", "dns", "env", "format", "ignorefile", "iidfile", "isolation", "jobs"),
        *("label", "logfile", "manifest", "memory", "memory-swap", "metadata-file", "network"),
        *("no-cache-filter", "os", "output", "progress", "provenance", "retry", "retry-delay"),
        *("runtime", "sbom", "secret", "security-opt", "shm-size", "ssh", "storage-driver"),
        *("tag", "timestamp", "ulimit", "unsetenv", "userns", "variant", "volume"),
    )
) | frozenset(("-c", "-m", "-o", "-t", "-v"))
_NAMES = {"-f": "file", "--file": "file", "--dockerfile": "file"} | {
    f"--{name}": name for name in ("build-arg", "build-context", "target", "platform")
}
_STDIN = "-"
_BEFORE_VERB = 8  # words up to the one that builds
_FOLDED_LINES = 100  # of one text that joins its lines
_LONGEST_LINE = 1000  # characters in front of a command that are looked at


class BuildCommand(NamedTuple):
    """A command that builds: the words behind `build`, and the folder of the last `cd`."""

    words: list[ShellWord]
    span: Span
    folder: str


class Options(NamedTuple):
    """What the words of a command say; `context` is None where none is given."""

    values: Mapping[str, list[ShellWord]]
    context: ShellWord | None
    stdin: ShellWord | None


def may_build(content: bytes) -> bool:
    """Whether a command that builds may stand in a file."""
    return _BYTES.search(content) is not None


def find(
    source: DecodedText,
    start: int,
    end: int,
    *,
    yaml: bool = False,
    program: re.Pattern[str] = PROGRAM,
    verb: Callable[[list[ShellWord]], int] | None = None,
) -> Iterator[BuildCommand]:
    """The commands that build in a part of a text, comments left out.

    Args:
        source: The text.
        start: Where the part begins.
        end: Where it ends.
        yaml: Whether the text is YAML, which may join lines.
        program: Finds the names of the programs.
        verb: How many words of a command stand up to and with the one that builds, 0 for none.
    """
    text, at = source.text, start
    folder, seen = "", start
    line, passed = 0, start
    folding: dict[int, bool] = {}
    while match := program.search(text, at, end):
        at = match.end()
        line = text.rfind("\n", passed, match.start()) + 1 or line
        passed = match.start()
        before = text[max(line, start, match.start() - _LONGEST_LINE) : match.start()]
        if _COMMENT.search(before) or _SAID.search(before):
            continue
        folded = yaml and _is_folded(text, line, folding)
        first = shell.words(source, match.start(), end, folded=folded, most=_BEFORE_VERB)
        count = (verb or _verb)(first)
        if not count:
            continue
        words = shell.words(source, match.start(), end, folded=folded)
        for change in _CHANGE.finditer(text, seen, match.start()):
            folder = os.path.join(folder, change[1].strip("\"'"))[-_LONGEST_LINE:]
        seen = match.start()
        at = max(at, _index(source, words[-1].span.end))
        # The next command may stand too many lines below to see from there where its text begins.
        folding[text.rfind("\n", passed, at) + 1 or line] = folded
        yield BuildCommand(words[count:], words[0].span, folder)


def _index(source: DecodedText, offset: int) -> int:
    return (offset - source.start) // source.width


def _is_folded(text: str, line: int, known: dict[int, bool]) -> bool:
    """Whether a line of YAML stands in a text that joins its lines.

    Args:
        text: The whole text.
        line: Where the line begins.
        known: The answers for lines before it, to which its own is added.
    """
    if line not in known:
        known[line] = _is_in_folded(text, line, known)
    return known[line]


def _is_in_folded(text: str, line: int, known: dict[int, bool]) -> bool:
    indent = _indentation(text, line)
    for _ in range(_FOLDED_LINES if indent else 0):
        if line <= 0:
            return False
        before = text.rfind("\n", 0, line - 1) + 1
        own = _indentation(text, before)
        if own == indent and before in known:
            return known[before]
        if own < indent and text[before:line].strip():
            return text[before:line].rstrip().rstrip("-+0123456789").endswith(">")
        line = before
    return False


def _indentation(text: str, line: int) -> int:
    spaces = _SPACES.match(text, line)
    return spaces.end() - line if spaces else 0


def _verb(words: list[ShellWord]) -> int:
    """How many words stand up to and with the one that builds; 0 where nothing is built."""
    value = False
    for number, text in enumerate([word.text for word in words[1:]], 2):
        if text in _VERBS and not (text == "b" and words[number - 2].text != "buildx"):
            return number
        if text.startswith("-"):
            value = "=" not in text
        elif text not in _GROUPS:
            if not value:
                return 0
            value = False
    return 0


def options(words: list[ShellWord]) -> Options:
    """What the words of a command say."""
    values: dict[str, list[ShellWord]] = {name: [] for name in _NAMES.values()}
    plain: list[ShellWord] = []
    stdin = None
    rest = iter(words)
    for word in rest:
        text = word.text
        option, equals, _ = text.partition("=")
        if text == "<":
            stdin = next(rest, None)
        elif not text.startswith("-") or text == _STDIN:
            plain.append(word)
        elif option in _NAMES:
            value = word.behind(len(option) + 1) if equals else next(rest, None)
            values[_NAMES[option]] += [value] if value else []
        elif text.startswith("-f") and not text.startswith("--"):
            values["file"].append(word.behind(2))
        elif text in _WITH_VALUE:
            next(rest, None)
    return Options(values, plain[-1] if plain else None, stdin)


def builds(
    words: list[ShellWord], span: Span, folder: str, path: str, tree: Tree, find: Finder
) -> Iterator[Build | Problem]:
    """The build of a command, by the words behind the one that builds, as of `build`."""
    made = build(options(words), span, folder, path, tree, find)
    yield from [made] if made else ()


def build(
    given: Options, span: Span, folder: str, path: str, tree: Tree, find: Finder
) -> Build | Problem | None:
    """The build of a command; None where it names nothing that can be followed.

    Args:
        given: What the command says.
        span: Where it stands.
        folder: The folder that it runs in, as far as that is known.
        path: The file that it stands in.
        tree: The files that it may name.
        find: Finds the variables of a text.
    """
    values = given.values
    arguments = named(values["build-arg"], find)
    contexts = named(values["build-context"], find)
    target = values["target"][-1].given(find) if values["target"] else None
    platforms = tuple(
        one
        for word in values["platform"]
        for one in word.given(find).text.split(",")
        if one.strip()
    )
    made = Build("", span, arguments, contexts, target, platforms)
    file = values["file"][-1] if values["file"] else None
    first = file or given.context
    if first and first.text == _STDIN:
        file = given.stdin
        if not file:
            return Problem(span, "it builds a Dockerfile from its input, which is not read")
    context = given.context.given(find) if given.context else None
    dockerfile = file.given(find) if file else None
    unresolved = (dockerfile or context or Given((), span)).unknown
    if unresolved:
        matters = bool(arguments or contexts or target)
        reason = f"the Dockerfile that is built is not known: {unresolved}"
        return Problem(span, reason) if matters else None
    if not dockerfile and not context:
        return None
    if not dockerfile and context and _REMOTE.match(context.text):
        return Problem(span, f"it is built from {context.text}, which is not read")
    if dockerfile:
        names = [dockerfile.text]
        if context and not context.unknown:  # podman looks there too
            names.append(os.path.join(context.text, dockerfile.text))
    else:
        own = context.text if context else ""
        names = [os.path.join(own, one) for one in ("Dockerfile", "Containerfile")]
    roots = tree.roots(path)
    unknown = "$" in folder or "%" in folder
    if folder and not unknown:
        roots = (*(os.path.join(root, folder) for root in roots), *roots)
    there = [os.path.normpath(os.path.join(root, name)) for name in names for root in roots]
    found = next(filter(tree.is_file, there), "")
    if unknown and not found:
        reason = "the Dockerfile that is built is not known: it runs in a folder that is not known"
        return Problem(span, reason) if arguments or contexts or target else None
    return made._replace(dockerfile=found or there[0], context=_folder(context, roots, tree))


def _folder(context: Given | None, roots: Sequence[str], tree: Tree) -> str:
    """The folder that is built, empty where nothing tells of it."""
    if not context or context.unknown:
        return ""
    places = (os.path.normpath(os.path.join(root, context.text)) for root in roots)
    return next((one for one in places if os.path.isdir(one) and tree.holds(one)), "")


def named(words: list[ShellWord], find: Finder) -> dict[str, Given]:
    """The values of `NAME=VALUE`; a name alone takes what the machine says, which is not known."""
    found = {}
    for word in words:
        name, equals, _ = word.text.partition("=")
        if equals:
            found[name] = word.behind(len(name) + 1).given(find)
    return found
