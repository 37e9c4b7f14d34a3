"""Reads a Dockerfile as BuildKit does, and tells which files stand before each command of dotnet.

BuildKit's own parser takes the lines apart. Here its words are read: quotes and backslashes as the
shell of its instructions reads them, sources as patterns of Go's `filepath.Match`.
"""

import posixpath
import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

import dockerfile as buildkit  # type: ignore[import-not-found]

SOURCE = "/source"
_CLASS = re.compile(r"\[\^?[^\]]+\]|.", re.DOTALL)


class Command(NamedTuple):
    """A command of dotnet, and the files of the context that stand where they belong then."""

    text: str
    folder: str
    files: frozenset[str]


def commands(text: str, context: Collection[str]) -> list[Command]:
    """The commands of dotnet in the order of the Dockerfile.

    Args:
        text: The Dockerfile.
        context: The files of the build context that its ignore file lets in, with slashes.

    Raises:
        AssertionError: A COPY names what is not there.
    """
    found = []
    folder, there = "/", set[str]()
    for line in buildkit.parse_string(text):
        kind, words = line.cmd.lower(), [_read(word) for word in line.value]
        if kind == "from":
            folder, there = "/", set()
        elif kind == "workdir":
            folder = posixpath.join(folder, words[0])
        elif kind == "copy" and not any(flag.startswith("--from") for flag in line.flags):
            *sources, target = words
            for source in sources:
                there.update(_copied(source, posixpath.join(folder, target), context))
        elif kind == "run" and "dotnet " in line.value[0]:
            bound = there | _bound(line.flags, folder, context)
            found.append(Command(line.value[0], folder, frozenset(bound)))
    return found


def _copied(source: str, target: str, context: Collection[str]) -> Iterator[str]:
    """The files that a source brings to the place that they have in the context."""
    source = posixpath.normpath(source)
    if source == ".":
        assert posixpath.normpath(target) == SOURCE
        yield from context
        return
    pattern = re.compile("".join(map(_meaning, _CLASS.findall(source))))
    hits = 0
    for path in context:
        parts = path.split("/")
        own = "/".join(parts[: source.count("/") + 1])
        if not pattern.fullmatch(own):
            continue
        hits += 1
        inside = path[len(own) + 1 :] or posixpath.basename(own)
        if posixpath.normpath(posixpath.join(target, inside)) == f"{SOURCE}/{path}":
            yield path
    assert hits, f"COPY {source}: nothing is there"


def _bound(flags: Collection[str], folder: str, context: Collection[str]) -> set[str]:
    """The files that a RUN sees by its mounts."""
    found = set()
    for flag in flags:
        fields = dict(one.partition("=")[::2] for one in flag.removeprefix("--mount=").split(","))
        if fields.get("type") == "bind":
            source, target = fields["source"], posixpath.join(folder, fields["target"])
            assert source in context, f"{source}: nothing is there"
            if target == f"{SOURCE}/{source}":
                found.add(source)
    return found


def _meaning(part: str) -> str:
    """One part of a pattern of Go as a regular expression."""
    if len(part) > 1:
        return "[" + part[1:-1].replace("\\", "\\\\").replace("[", "\\[") + "]"
    return {"*": "[^/]*", "?": "[^/]"}.get(part, re.escape(part))


def _read(word: str) -> str:
    """A word without its quotes and backslashes; a variable has no place in one."""
    found, end, quote = "", 0, ""
    while end < len(word):
        char = word[end]
        if char == "\\" and quote != "'" and end + 1 < len(word):
            end += 1
            found += word[end]
        elif char in "'\"" and quote in ("", char):
            quote = "" if quote else char
        else:
            found += char
        end += 1
    assert not quote, f"{word}: a quote is not closed"
    return found
