"""`global.json`, which says which SDKs may build a repository.

The format is that of "global.json overview" in the .NET documentation: JSON with comments. `dotnet`
ignores an unusable file with a warning; here it is an error.
"""

import codecs
import os
import re

from dotimg.errors import InputError, quoted
from dotimg.files.model import Span
from dotimg.files.repository import folder_of, up_to_root
from dotimg.files.syntax import json_tree
from dotimg.files.syntax.json_tree import JsonFields
from dotimg.files.syntax.tree import Node, Scalar, fields
from dotimg.project.files import opened
from dotimg.project.model import KEPT, GlobalJson, RollForward

_NAME = "global.json"
_LONE = re.compile("[\ud800-\udfff]")  # bytes that are not UTF-8, and halves of pairs

# As .NET's host takes it apart: no number begins with 0, also in the labels of a preview.
_VERSION = re.compile(
    r"(?:(?:0|[1-9][0-9]*)\.){2}(?:0|[1-9][0-9]*)"
    r"(?:-(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
    r"(?:\.(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*))*)?"
    r"(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
)
_TRUTHS = {"": None, "true": True, "false": False}
_WORDS = {word.lower(): word for word in KEPT}  # dotnet does not mind their letter case


def nearest(path: str) -> GlobalJson | None:
    """The nearest `global.json` in a folder, or that of a file, and the folders above.

    The root of a repository, where `.git` is, is the last folder that is looked at.

    Raises:
        InputError: It cannot be used; the message begins with its path.
    """
    files, start = opened(path)
    for folder in up_to_root(folder_of(start)):
        found = os.path.join(folder, _NAME)
        if files.is_file(found):
            return parsed(files.shown(found), files.content(found))
    return None


def read(path: str) -> GlobalJson:
    """What a `global.json` says.

    Raises:
        InputError: It cannot be used; the message begins with its path.
    """
    files, absolute = opened(path)
    return parsed(files.shown(absolute), files.content(absolute))


def version_at(content: bytes) -> Span | None:
    """The bytes of the version, quotes left out; None where they are not the very text.

    Raises:
        InputError: The file is not JSON.
    """
    document = json_tree.document(content, as_dotnet=True)
    version = fields(fields(document).get("sdk")).get("version")
    return version.span if isinstance(version, Scalar) and version.verbatim else None


def parsed(path: str, content: bytes) -> GlobalJson:
    """What the bytes of a `global.json` say.

    Raises:
        InputError: It cannot be used; the message begins with its path.
    """
    sdk = _SdkFields(path, content)
    version = sdk.text("version")
    if sdk.states("version") and not _VERSION.fullmatch(version):
        what = (
            f"{quoted(version)} is not a full SDK version such as 10.0.100, so dotnet uses any SDK"
        )
        raise sdk.fault("version", what)
    word = sdk.text("rollForward")
    policy: RollForward | None = "patch" if version else "latestMajor"
    if sdk.states("rollForward"):
        policy = _WORDS.get(word.lower())
    if not policy or (not version and policy != "latestMajor"):
        fault = "needs a version" if policy else f"is not one of {', '.join(KEPT)}"
        raise sdk.fault("rollForward", f"rollForward {quoted(word)} {fault}")
    previews = sdk.truth("allowPrerelease")
    line = sdk.line("version") if version else 1
    return GlobalJson(path, line, version, policy, previews is not False or "-" in version)


class _SdkFields:
    """The fields of `sdk`, and the lines where they stand.

    Raises:
        InputError: The file is not JSON as dotnet reads it, or holds something else.
    """

    def __init__(self, path: str, content: bytes) -> None:
        self._path = path
        self._content = content
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise InputError(f"{path}: line 1: is not valid JSON: it is in UTF-16")
        try:
            document = json_tree.document(content, as_dotnet=True)
        except InputError as error:
            line, _, what = str(error).partition(": ")
            raise InputError(f"{path}: {line}: is not valid JSON: {what}") from None
        if not isinstance(document, JsonFields):
            raise InputError(f"{path}: line 1: must be a JSON object")
        sdk = document.get("sdk")
        self._nodes = sdk if isinstance(sdk, JsonFields) else document
        if self._nodes is document and sdk is not None and self._plain(sdk) != "":
            raise self.fault("sdk", "sdk must be a JSON object")
        if self._nodes is document:
            self._nodes = JsonFields()

    def text(self, name: str) -> str:
        """A text in quotes; empty where there is none."""
        node = self._nodes.get(name)
        if node is None or self._plain(node) == "":
            return ""
        if not isinstance(node, Scalar) or self._plain(node) is not None:
            raise self.fault(name, f"{name} must be a string")
        return _LONE.sub("\ufffd", node.text)

    def states(self, name: str) -> bool:
        """Whether a field holds something, be it an empty text."""
        node = self._nodes.get(name)
        return node is not None and self._plain(node) != ""

    def truth(self, name: str) -> bool | None:
        """True or false; None where there is neither."""
        node = self._nodes.get(name)
        word = "" if node is None else self._plain(node)
        if word not in _TRUTHS:
            raise self.fault(name, f"{name} must be true or false")
        return _TRUTHS[word]

    def line(self, name: str) -> int:
        """The line, from 1, where a field stands."""
        return self._nodes.lines[name]

    def fault(self, name: str, what: str) -> InputError:
        """What is wrong with a field, with its line."""
        return InputError(f"{self._path}: line {self.line(name)}: {what}")

    def _plain(self, node: Node) -> str | None:
        """A word that has no quotes, empty for `null`; None for anything else."""
        quotes = isinstance(node, Scalar) and self._content[node.span.start - 1 : node.span.start]
        return node.text if isinstance(node, Scalar) and quotes != b'"' else None
