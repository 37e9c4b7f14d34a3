"""The rules of `.gitignore` files, for trees without git, and similar globs.

gitignore(5) tells what a line means, and wildmatch.c of git what a pattern matches: bytes, so that
names need be no text. A pattern becomes an expression that never goes back to a wildcard once the
text after it was found, so that no name takes more steps than the product of both lengths.
"""

import os
import re
import string
from collections.abc import Callable, Iterable, Iterator

from dotimg.errors import InputError, UsageError, quoted
from dotimg.files.side_files import regular_content
from dotimg.named_tuples import NamedTuple

NAME = ".gitignore"

_BOM = b"\xef\xbb\xbf"
_SLASH = ord("/")
_ANY = frozenset(range(256)) - {_SLASH}
_SPECIAL = re.compile(rb"[*?\[\\]")
_STARS = re.compile(rb"\*+")
_CLASSES = {
    name: frozenset(characters.encode())
    for name, characters in {
        "alnum": string.ascii_letters + string.digits,
        "alpha": string.ascii_letters,
        "blank": " \t",
        "cntrl": "".join(map(chr, (*range(0x20), 0x7F))),
        "digit": string.digits,
        "graph": string.ascii_letters + string.digits + string.punctuation,
        "lower": string.ascii_lowercase,
        "print": string.ascii_letters + string.digits + string.punctuation + " ",
        "punct": string.punctuation,
        "space": " \t\n\r",
        "upper": string.ascii_uppercase,
        "xdigit": string.hexdigits,
    }.items()
}


class IgnoreRule(NamedTuple):
    """One line: what it matches, the whole path or the name alone, and whether folders alone.

    `taken` tells that what it matches is taken back in, by a "!".
    """

    matches: Callable[[bytes], object]
    whole: bool
    folders: bool
    taken: bool


class IgnoreRules:
    """The rules that hold in a folder: its own and those above it, for paths from the top.

    Args:
        remark: Told of a file with rules that is not read.
        rules: What each file says, and how many bytes of a path stand for its folder.
    """

    def __init__(
        self,
        remark: Callable[[str], object],
        rules: tuple[tuple[int, tuple[IgnoreRule, ...]], ...] = (),
    ) -> None:
        self._remark = remark
        self._rules = rules

    def entered(self, folder: str, inside: str) -> "IgnoreRules":
        """The rules in a folder; its path from the top ends in a slash unless it is empty."""
        path = os.path.join(folder, NAME)
        try:
            own = tuple(rules_of(regular_content(path, follow=False)))
        except OSError:
            return self
        except InputError as error:
            self._remark(f"{path}: {error}")
            return self
        return IgnoreRules(self._remark, ((len(os.fsencode(inside)), own), *self._rules))

    def takes(self, path: str, *, folder: bool) -> bool:
        """Whether a path from the top is left in, where the folders above it are."""
        if not self._rules:
            return True
        whole = os.fsencode(path)
        name = whole.rpartition(b"/")[2]
        for start, rules in self._rules:
            if rule := _rule_for(rules, whole[start:], name, folder=folder):
                return rule.taken
        return True


def _rule_for(
    rules: Iterable[IgnoreRule], path: bytes, name: bytes, *, folder: bool
) -> IgnoreRule | None:
    """The first of some rules that matches a path, or the name at its end."""
    for rule in rules:
        if (folder or not rule.folders) and rule.matches(path if rule.whole else name):
            return rule
    return None


def rules_of(content: bytes) -> Iterator[IgnoreRule]:
    """The rules of a file, the last first, which is the one that counts."""
    for line in dict.fromkeys(reversed(content.removeprefix(_BOM).split(b"\n"))):
        pattern = _trimmed(line.removesuffix(b"\r").partition(b"\0")[0])
        if not pattern or pattern.startswith(b"#"):
            continue
        taken = pattern.startswith(b"!")
        pattern = pattern[1:] if taken else pattern
        folders = pattern.endswith(b"/")
        pattern = pattern.removesuffix(b"/")
        whole = b"/" in pattern
        yield IgnoreRule(matcher(pattern.removeprefix(b"/")), whole, folders, taken)


class Globs:
    """Patterns of paths that a user gives: each says what it says as a line of a `.gitignore`.

    Args:
        patterns: The patterns; of those that match a path the last counts.

    Raises:
        UsageError: One of them can match nothing.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        lines = []
        for pattern in patterns:
            line = pattern.removeprefix("./")
            lines.append(os.fsencode(f"\\{line}" if line.startswith("#") else line))
            found = tuple(rules_of(lines[-1]))
            if len(found) != 1 or found[0].matches is _no_path or not line.strip("!/"):
                raise UsageError(f"{quoted(pattern)} is not a valid path pattern")
        self._rules = tuple(rules_of(b"\n".join(lines)))

    def match(self, path: str, *, folder: bool) -> bool:
        """Whether they mean a path, given with slashes from the folder where they begin."""
        whole = os.fsencode(path)
        rule = _rule_for(self._rules, whole, whole.rpartition(b"/")[2], folder=folder)
        return rule is not None and not rule.taken


def matcher(pattern: bytes) -> Callable[[bytes], object]:
    """Tells whether a path is one that a pattern means; none is where git cannot use it."""
    if not _SPECIAL.search(pattern):
        return pattern.__eq__
    try:
        segments = _segments(pattern)
    except _UnusableError:
        return _no_path
    *inner, last = segments
    parts = [_segment(segment) for segment in inner]
    # Between two "**/", the first place that fits is as good as any.
    found = [parts[0], *(b"(?>(?:[^/]*/)*?%s)" % part for part in parts[1:])] if parts else []
    tail = b"(?:[^/]*/)*?" if inner else b""
    return re.compile(b"%s%s%s" % (b"".join(found), tail, _segment(last)), re.DOTALL).fullmatch


class _UnusableError(Exception):
    """A pattern that matches nothing."""


_STAR, _REST, _SEPARATOR = b"[^/]*", b".*", b"/"


def _no_path(_path: bytes) -> bool:
    return False


def _segments(pattern: bytes) -> list[list[bytes]]:
    """What stands between the "**/" of a pattern, each an expression a character or wildcard."""
    segments: list[list[bytes]] = [[]]
    first = _SPECIAL.search(pattern)
    start = first.start() if first else 0  # git compares what stands before it by itself
    place = 0
    while place < len(pattern):
        if stars := _STARS.match(pattern, place):
            alone = place == start or pattern[place - 1] == _SLASH
            rest = pattern[stars.end() : stars.end() + 2]
            place = stars.end()
            if len(stars[0]) == 1 or not alone or not rest.startswith((b"/", b"\\/")):
                ends = len(stars[0]) > 1 and alone and not rest
                segments[-1].append(_REST if ends else _STAR)
            else:
                if rest.startswith(b"\\"):  # which asks for a slash, if not for a name before it
                    segments[-1] += [_STAR, _SEPARATOR]
                segments.append([])
                place += rest.index(b"/") + 1
            continue
        expression, place = _character(pattern, place)
        segments[-1].append(expression)
    return segments


def _character(pattern: bytes, place: int) -> tuple[bytes, int]:
    """The expression for one character of a path, and the place behind it in the pattern."""
    one = pattern[place : place + 1]
    if one == b"?":
        return b"[^/]", place + 1
    if one == b"[":
        accepted, place = _bracket(pattern, place + 1)
        if not accepted:
            raise _UnusableError
        return b"[%s]" % b"".join(b"\\x%02x" % byte for byte in sorted(accepted)), place
    if one == b"\\":
        place += 1
        one = pattern[place : place + 1]
        if not one:
            raise _UnusableError
    return re.escape(one), place + 1


def _bracket(pattern: bytes, place: int) -> tuple[frozenset[int], int]:
    """The bytes that a bracket accepts, and the place behind it."""
    negated = pattern[place : place + 1] in (b"!", b"^")
    begin = place = place + negated
    accepted: set[int] = set()
    before = -1  # where a range would begin
    while pattern[place : place + 1] != b"]" or place == begin:
        if pattern.startswith(b"[:", place):
            end = pattern.find(b"]", place + 2)
            if end < 0:
                raise _UnusableError
            if end > place + 2 and pattern[end - 1 : end] == b":":
                name = pattern[place + 2 : end - 1].decode("ascii", "replace")
                if name not in _CLASSES:
                    raise _UnusableError
                accepted |= _CLASSES[name]
                before, place = -1, end + 1
                continue
            before, place = pattern[place], place + 1
            accepted.add(before)
        elif pattern[place : place + 1] == b"-" and before > 0 and _is_range(pattern, place):
            last, place = _literal(pattern, place + 1)
            accepted.update(range(before, last + 1))
            before = -1
        else:
            before, place = _literal(pattern, place)
            accepted.add(before)
    return (_ANY - accepted if negated else _ANY & accepted), place + 1


def _is_range(pattern: bytes, place: int) -> bool:
    return pattern[place + 1 : place + 2] not in (b"", b"]")


def _literal(pattern: bytes, place: int) -> tuple[int, int]:
    """A byte in a bracket, and the place behind it."""
    place += pattern.startswith(b"\\", place)
    if place >= len(pattern):
        raise _UnusableError
    return pattern[place], place + 1


def _segment(pieces: Iterable[bytes]) -> bytes:
    """The expression for what stands between two "**/"."""
    found = []
    component: list[list[bytes]] = [[]]
    for piece in pieces:
        if piece == _STAR:
            component.append([])
        elif piece == _SEPARATOR:
            found += [_component(component), piece]
            component = [[]]
        else:
            component[-1].append(piece)
    return b"".join((*found, _component(component)))


def _component(chunks: list[list[bytes]]) -> bytes:
    """The expression for what stands between two slashes, and between the stars in it."""
    first, *rest = [b"".join(chunk) for chunk in chunks]
    if not rest:
        return first
    *inner, last = rest
    # Each stands as early as it can; only the last has to reach the end.
    return b"".join((first, *(b"(?>[^/]*?%s)" % chunk for chunk in inner), _STAR, last))


def _trimmed(line: bytes) -> bytes:
    r"""A line without the spaces at its end, unless a "\" stands before them."""
    bare = line.rstrip(b" ")
    if bare == line:
        return line
    escapes = len(bare) - len(bare.rstrip(b"\\"))
    return bare + b" " if escapes % 2 else bare
