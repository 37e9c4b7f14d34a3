"""The builds of Jenkinsfiles: `docker.build(...)`, and the agent `dockerfile`.

As the pages "Using Docker with Pipeline" and "Pipeline Syntax" of Jenkins tell.
"""

import re
from collections.abc import Iterator

from dotimg.files.builds import commands, shell
from dotimg.files.builds.model import Build, Problem
from dotimg.files.builds.shell import Chunk, ShellWord
from dotimg.files.builds.tree import Tree
from dotimg.files.formats.expansion import Finder
from dotimg.files.model import Span
from dotimg.files.syntax.source import DecodedText
from dotimg.files.syntax.tree import Scalar

_TEXT = r"""(?:'''|\"\"\"|'|")(?P<{}>[^'"\n]{{0,2000}})(?:'''|\"\"\"|'|")"""
_CALL = re.compile(
    rf"\bdocker\.build[ \t]*\(?\s*{_TEXT.format('tag')}(?:\s*,\s*{_TEXT.format('args')})?"
)
_AGENT = re.compile(
    r"\bdockerfile\s*\{(?P<inside>[^{}]{0,2000}(?:\{[^{}]{0,200}\}[^{}]{0,2000}){0,9})\}"
)
_FIELD = re.compile(rf"\b(?P<name>filename|dir|additionalBuildArgs)\s+{_TEXT.format('value')}")
_COMMENT = re.compile(r"//[^\n]*$")
_BYTES = re.compile(rb"\bdocker\.build\b|\bdockerfile\s*\{")


def may_build(content: bytes) -> bool:
    """Whether a file may build an image in one of these ways."""
    return _BYTES.search(content) is not None


def read(path: str, source: DecodedText, tree: Tree, find: Finder) -> Iterator[Build | Problem]:
    """The builds of a Jenkinsfile.

    Args:
        path: The file.
        source: Its text.
        tree: The files that it may name.
        find: Finds the variables of a text.
    """
    for match in _CALL.finditer(source.text):
        if not _is_comment(source.text, match.start()):
            words = _words(source, match, "args")
            given = commands.options(words)
            span = source.span(*match.span())
            context = given.context or _word(".", span)
            made = commands.build(given._replace(context=context), span, "", path, tree, find)
            if made:
                yield made
    for match in _AGENT.finditer(source.text):
        if not _is_comment(source.text, match.start()):
            span = source.span(match.start(), match.start("inside"))
            made = commands.build(_of_agent(source, match, span), span, "", path, tree, find)
            if made:
                yield made


def _of_agent(source: DecodedText, agent: re.Match[str], span: Span) -> commands.Options:
    """What the fields of an agent say: its Dockerfile is in the root, or in its folder."""
    fields = {
        match["name"]: match
        for match in _FIELD.finditer(source.text, *agent.span("inside"))
        if not _is_comment(source.text, match.start())
    }
    more = fields.get("additionalBuildArgs")
    given = commands.options(_words(source, more, "value") if more else [])
    folder, name = (
        fields[one]["value"] if one in fields else default
        for one, default in (("dir", "."), ("filename", "Dockerfile"))
    )
    given.values["file"].append(_word(f"{folder}/{name}", span))
    return given


def _words(source: DecodedText, match: re.Match[str], group: str) -> list[ShellWord]:
    if not match[group]:
        return []
    return shell.split(source.scalar(match[group], *match.span(group)), source)


def _word(text: str, span: Span) -> ShellWord:
    scalar = Scalar(text, Span(span.start, span.start, span.path), verbatim=False)
    return ShellWord((Chunk(scalar, literal=False),))


def _is_comment(text: str, place: int) -> bool:
    line = text.rfind("\n", 0, place) + 1
    return _COMMENT.search(text, line, place) is not None
