"""Images that must be moved by hand: lists of versions, and expected test results.

A list of several channels says which versions to test; after a move, its entries would be the same.
A literal in test code is often an expected result.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from dotimg.files.kinds import FileKind
from dotimg.files.model import Span, Use
from dotimg.upgrade.decision import Decision

TEST_CODE = "it is in test code: change it by hand unless it is an expected result"
_LISTED = "it is next to {}: change a list of versions by hand"
_CODE: tuple[FileKind, ...] = ("code", "fsharp")
_SCRIPTS = (".py", ".rb", ".php")  # code that shares its kind with scripts
# Folders, projects and files of tests by the habits of .NET, JavaScript, Go, Java and Python.
_TESTS = re.compile(
    r"(?:^|/)(?:(?:[\w.-]*[.-])?(?i:tests?)|e2e|specs?|__tests__|[\w.-]*Tests?)/"
    r"|(?:Tests?|[._-](?:tests?|spec))\.\w+$|(?:^|/)test_[^/]*$"
)
_WORDS = re.compile(r"[\w.:/@\[({-]+")
_BETWEEN = re.compile(r"[ \t]*(?:(?://|#)[^\n]*)?\r?")  # a line that says nothing
_CLOSE = 2000  # bytes between two entries of a list


def is_test_code(path: str, kind: FileKind) -> bool:
    """Whether a file is code of a test, by its folders or its name."""
    plain = path.replace("\\", "/")
    code = kind in _CODE or plain.endswith(_SCRIPTS)
    return code and _TESTS.search(plain) is not None


def reasons(
    path: str,
    kind: FileKind,
    content: bytes,
    uses: Mapping[int, Use],
    decided: Mapping[int, Decision],
) -> dict[int, str]:
    """Why images that could move stay, by their numbers.

    Args:
        path: Of the file, which is not a Dockerfile.
        kind: What it is.
        content: Its bytes.
        uses: The images, by their numbers.
        decided: What is to become of them.
    """
    if is_test_code(path, kind):
        return {number: TEST_CODE for number in decided if uses[number].role == "text"}
    own = {number: one for number, one in decided.items() if one.old and one.old.is_dotnet}
    found: dict[int, str] = {}
    for first, second in _neighbours(path, kind, content, uses, own):
        one, other = own[first].old, own[second].old
        if one and other and one.present == other.present and one.channel != other.channel:
            for number, beside in ((first, second), (second, first)):
                if own[number].changes_channel:
                    found.setdefault(number, _LISTED.format(uses[beside].reference))
    return found


def _neighbours(
    path: str,
    kind: FileKind,
    content: bytes,
    uses: Mapping[int, Use],
    numbers: Mapping[int, Decision],
) -> Iterator[tuple[int, int]]:
    """The images that stand side by side, in pairs: in a list, or in the matrix of a job."""
    places = sorted((_place(uses[number], path), number) for number in numbers)
    for (before, first), (after, second) in pairwise(places):
        if kind == "workflow" and uses[first].role == uses[second].role == "image":
            if uses[first].stage == uses[second].stage != "":
                yield first, second
        elif before.path == after.path == path and _is_one_list(content, before, after):
            yield first, second


def _place(use: Use, path: str) -> Span:
    """Where the version of an image stands, as far as one place tells."""
    spans = [piece.span for piece in use.pieces if piece.span]
    span = spans[-1] if spans else use.span
    return span if span.path else span._replace(path=path)


def _is_one_list(content: bytes, before: Span, after: Span) -> bool:
    """Whether two values are entries of a list: on one line, or on two that look alike."""
    if not before.end <= after.start <= before.end + _CLOSE:
        return False
    between = content[before.end : after.start].decode("utf-8", "replace")
    if "\n" not in between:
        return "," in between
    _, *lines, own = between.split("\n")
    begin = content.rfind(b"\n", 0, before.start) + 1
    above = content[begin : before.start].decode("utf-8", "replace")
    return all(map(_BETWEEN.fullmatch, lines)) and _shape(above) == _shape(own)


def _shape(text: str) -> str:
    """What is left of a line up to its value, without words and what opens a list."""
    return "".join(_WORDS.sub("", text).split())
