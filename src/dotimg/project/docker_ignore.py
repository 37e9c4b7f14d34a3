r"""What a .dockerignore excludes from a build context, by the rules of moby's `patternmatcher`.

A pattern applies to a path and everything below it; the last matching pattern wins. All patterns of
a file are one automaton that takes each character of a path once, however many wildcards there are.
Two oddities of moby are left out, for nobody means them: `\d` is taken for the letter, and `^` for
itself.
"""

import os
import posixpath
import re
from collections.abc import Iterator
from enum import Enum
from typing import TypeAlias

from dotimg.errors import InputError, quoted
from dotimg.files.search import content
from dotimg.named_tuples import NamedTuple

NAME = ".dockerignore"


class DockerRule(NamedTuple):
    """A line of a .dockerignore: its number from 1, what it says, whether it begins with `!`."""

    line: int
    text: str
    keeps: bool


class _CharacterClass(NamedTuple):
    """What stands between brackets."""

    ranges: tuple[tuple[str, str], ...]
    negated: bool

    def takes(self, character: str) -> bool:
        """Whether it accepts a character."""
        return any(low <= character <= high for low, high in self.ranges) != self.negated


class _Mark(Enum):
    """A wildcard, or the end of a pattern."""

    ONE = "?"
    NAME = "*"
    REST = "**"
    FOLDERS = "**/"
    SKIPPED = "what **/ stands for"
    END = ""


_Token: TypeAlias = str | _Mark | _CharacterClass
_WILDCARDS = {"?": _Mark.ONE, "*": _Mark.NAME}


class DockerIgnore:
    """The rules of a file.

    Args:
        rules: Each line with its pattern, cleaned.

    Raises:
        ValueError: A pattern is none; the only argument is its rule.
    """

    def __init__(self, rules: tuple[tuple[DockerRule, str], ...]) -> None:
        tokens: list[_Token] = []
        self._start = 0
        self._rules: dict[int, DockerRule] = {}
        for rule, pattern in rules:
            self._start |= 1 << len(tokens)
            try:
                tokens += _tokens(pattern)
            except ValueError:
                raise ValueError(rule) from None
            tokens.append(_Mark.END)
            self._rules[len(tokens)] = rule
        self._tokens = tokens
        self._ends = self._mask(_Mark.END)
        self._folders = self._mask(_Mark.FOLDERS)
        self._optional = self._mask(_Mark.NAME, _Mark.REST)
        self._stays = self._mask(_Mark.REST, _Mark.SKIPPED)
        self._stays_in_name = self._stays | self._mask(_Mark.NAME)
        self._taking: dict[str, int] = {}
        self._start = self._without_wildcards(self._start)
        self._entered: dict[str, tuple[int, int]] = {"": (self._start, 0)}

    def rule_for(self, path: str) -> DockerRule | None:
        """The rule that counts for a path, given with slashes from the context; None for none."""
        folder, _, name = path.rpartition("/")
        if folder not in self._entered:
            self._entered[folder] = self._in_folder(folder)
        state, matched = self._entered[folder]
        matched |= self._after(state, name) & self._ends
        return self._rules[matched.bit_length()] if matched else None

    def leaves_out(self, path: str) -> bool:
        """Whether a path, given with slashes from the context, is not given to a build."""
        rule = self.rule_for(path)
        return rule is not None and not rule.keeps

    def _in_folder(self, folder: str) -> tuple[int, int]:
        """The state in a folder, and the ends of the patterns that match it or one above it."""
        state, matched = self._start, 0
        for name in folder.split("/"):
            state = self._after(state, name)
            matched |= state & self._ends
            state = self._after(state, "/")
        return state, matched

    def _after(self, state: int, text: str) -> int:
        """The state after some characters; the bit of each token that may come next is set."""
        for character in text:
            taking = self._taking.get(character)
            if taking is None:
                taking = self._taking[character] = self._takers(character)
            stays = self._stays if character == "/" else self._stays_in_name
            state = self._without_wildcards((state & taking) << 1 | state & stays)
        return state

    def _without_wildcards(self, state: int) -> int:
        """A state with those that it also is, since a wildcard may stand for nothing."""
        folders = state & self._folders
        state |= folders << 1 | folders << 2
        return state | (state & self._optional) << 1

    def _takers(self, character: str) -> int:
        """The bits of the tokens that take a character and are done with it."""
        return sum(
            1 << place for place, token in enumerate(self._tokens) if _takes(token, character)
        )

    def _mask(self, *kinds: _Mark) -> int:
        return sum(1 << place for place, token in enumerate(self._tokens) if token in kinds)


def _takes(token: _Token, character: str) -> bool:
    if isinstance(token, str):
        return token == character
    if isinstance(token, _CharacterClass):
        return token.takes(character)
    return token == (_Mark.SKIPPED if character == "/" else _Mark.ONE)


def parse(text: bytes, path: str) -> DockerIgnore:
    """The rules that a file holds.

    Args:
        text: Its content.
        path: How it is called in messages.

    Raises:
        InputError: A line is not a pattern, for which docker does not build.
    """
    try:
        return DockerIgnore(tuple(_lines(text)))
    except ValueError as error:
        rule: DockerRule = error.args[0]
        raise InputError(
            f"{path}: line {rule.line}: {quoted(rule.text)} is not a valid pattern: docker "
            "rejects it"
        ) from None


def in_force(context: str, dockerfile: str) -> str:
    """The path of the file whose rules hold for a build, empty where there is none."""
    own = f"{dockerfile}.dockerignore"
    shared = os.path.join(context, NAME)
    return next((path for path in (own, shared) if os.path.isfile(path)), "")


def leaves_out(context: str, dockerfile: str, path: str) -> bool:
    """Whether a file of a build context is not given to the build.

    Args:
        context: The folder that is built.
        dockerfile: The path of the Dockerfile, which may have rules of its own.
        path: The path of the file.
    """
    rules = in_force(context, dockerfile)
    inside = os.path.relpath(path, context or os.curdir).replace(os.sep, "/")
    try:
        return bool(rules) and parse(content(rules), rules).leaves_out(inside)
    except InputError:
        return False


def _lines(text: bytes) -> Iterator[tuple[DockerRule, str]]:
    """The lines that are rules, each with its pattern."""
    lines = text.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape").split("\n")
    for number, line in enumerate(lines, 1):
        written = line.strip()
        if not written or line.startswith("#"):
            continue
        keeps = written.startswith("!")
        yield DockerRule(number, written, keeps), _cleaned(written.removeprefix("!").strip())


def _cleaned(pattern: str) -> str:
    """A pattern in its shortest form, from the context; empty where there is none."""
    if os.sep == "\\":
        pattern = pattern.replace("\\", "/")
    if not pattern:
        return ""
    clean = posixpath.normpath(pattern)
    return "/" if clean == "//" else clean.lstrip("/") or clean


def _tokens(pattern: str) -> Iterator[_Token]:
    r"""What a pattern is made of.

    Raises:
        ValueError: It is empty, ends with `\`, or has a bracket that is none.
    """
    if not pattern:
        raise ValueError
    # After two stars that no slash and no other wildcard follows, the rest is how a path ends.
    ends_so = re.fullmatch(r"\*\*(?:[^/*?\[\]\\][^*?\[\]\\]*)?", pattern, re.DOTALL)
    place = 0
    skips = False
    while place < len(pattern):
        character = pattern[place]
        place += 1
        if character == "*" and pattern.startswith("*", place):
            place += 2 if pattern.startswith("/", place + 1) else 1
            if place >= len(pattern) or ends_so:
                yield _Mark.REST
            elif not skips:
                yield from (_Mark.FOLDERS, _Mark.SKIPPED)
            skips = True
            continue
        skips = False
        if character == "[":
            characters, place = _bracket(pattern, place)
            yield characters
        elif character == "\\":
            yield _at(pattern, place)
            place += 1
        else:
            yield _WILDCARDS.get(character, character)


def _bracket(pattern: str, place: int) -> tuple[_CharacterClass, int]:
    """The characters that a bracket accepts, and the place behind it."""
    negated = pattern.startswith("^", place)
    place += negated
    ranges: list[tuple[str, str]] = []
    while not ranges or not pattern.startswith("]", place):
        low, place = _bound(pattern, place)
        high = low
        if pattern.startswith("-", place):
            high, place = _bound(pattern, place + 1)
        ranges.append((low, high))
    return _CharacterClass(tuple(ranges), negated), place + 1


def _bound(pattern: str, place: int) -> tuple[str, int]:
    """A character in a bracket, and the place behind it."""
    character = _at(pattern, place)
    if character in "-]":
        raise ValueError
    if character == "\\":
        place += 1
        character = _at(pattern, place)
    return character, place + 1


def _at(pattern: str, place: int) -> str:
    if place >= len(pattern):
        raise ValueError
    return pattern[place]
