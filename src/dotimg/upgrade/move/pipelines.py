"""The SDKs that workflows install: `actions/setup-dotnet` of GitHub, `UseDotNet@2` of Azure."""

import re
from collections.abc import Collection, Iterator

from dotimg.errors import InputError
from dotimg.files.lines import Lines
from dotimg.files.model import Span
from dotimg.files.syntax import yaml_tree
from dotimg.files.syntax.tree import Node, Scalar, fields, items, text_of, walk
from dotimg.named_tuples import NamedTuple
from dotimg.names import sdk_versions
from dotimg.names.versions import age

KINDS = ("workflow", "azure-pipelines")
_VERSION = re.compile(r"([0-9]+)(?:\.([0-9]+|x|\*))?(?:\.([0-9]+|x|\*|[0-9]xx))?(-[0-9A-Za-z.-]+)?")
_VARIABLE = re.compile(
    r"\$\{\{\s*(env|variables|matrix)\.([\w-]+)\s*\}\}|\$\(([\w.-]+)\)", re.IGNORECASE
)
_ANY = ("x", "*")
_WORDS = re.compile(rb"[^\s'\",;]+")


class Installed(NamedTuple):
    """A version that a step installs; `new` is empty where it is not edited, and `why` says why."""

    span: Span
    line: int
    old: str
    new: str
    why: str


def installed(
    path: str, content: bytes, channels: Collection[str], to: str, sdk: str, kept: str
) -> Iterator[Installed]:
    """The versions of channels that projects leave, in a workflow.

    Args:
        path: What to call the file.
        content: Its bytes.
        channels: The channels that projects move away from.
        to: The channel that they move to.
        sdk: An SDK of it, in full.
        kept: A project that still runs on one of these, empty for none.
    """
    if b"setup-dotnet" not in content and b"UseDotNet" not in content:
        return
    try:
        documents = yaml_tree.documents(content)
    except InputError:
        return
    lines = Lines(content)
    done: set[Span] = set()
    for document in documents:
        for value in _versions(document):
            target, why = _followed(document, value)
            if target.span in done:
                continue
            done.add(target.span)
            words = list(_words(content, target.span))
            old = [(span, text) for span, text in words if _channel(text) in channels]
            if not old and not (why and _names(document, value, channels)):
                continue
            if any(_is_enough(text, to) for _, text in words):
                continue
            if not why and len(words) > 1:
                why = f"it installs {' and '.join(text for _, text in words)}"
            if not why and kept:
                why = f"{kept} still needs {old[0][1]}"
            span, text = old[0] if old else (target.span, target.text)
            new = "" if why else _moved(text, to, sdk)
            place = Span(span.start, span.end, path)
            yield Installed(place, lines.place(span.start)[0], text, new, why)


def _versions(document: Node) -> Iterator[Scalar]:
    """What the steps are told to install, in the order of the file."""
    found = []
    for step in walk(document):
        if text_of(step.get("uses")).startswith("actions/setup-dotnet@"):
            found.append(fields(step.get("with")).get("dotnet-version"))
        if text_of(step.get("task")).startswith("UseDotNet@"):
            found.append(fields(step.get("inputs")).get("version"))
    yield from sorted((one for one in found if isinstance(one, Scalar)), key=lambda one: one.span)


def _followed(document: Node, value: Scalar) -> tuple[Scalar, str]:
    """The text that a value comes from, and why that is not to be edited."""
    variable = _VARIABLE.fullmatch(value.text.strip())
    if not variable:
        return value, f"it comes from {value.text.strip()}" if "$" in value.text else ""
    if variable[1] == "matrix":
        return value, f"it comes from {value.text.strip()}"
    name = variable[2] or variable[3]
    found = list(_definitions(document, name))
    if len(found) == 1:
        return found[0], ""
    return value, f"it comes from {value.text.strip()}"


def _definitions(document: Node, name: str) -> Iterator[Scalar]:
    """The texts that a variable is set to."""
    for mapping in walk(document):
        for key in ("env", "variables"):
            value = fields(mapping.get(key)).get(name)
            if isinstance(value, Scalar):
                yield value
        for one in items(mapping.get("variables")):
            value = fields(one).get("value")
            if text_of(fields(one).get("name")) == name and isinstance(value, Scalar):
                yield value


def _names(document: Node, value: Scalar, channels: Collection[str]) -> bool:
    """Whether a matrix has a channel that projects leave, and a value is taken from elsewhere."""
    variable = _VARIABLE.fullmatch(value.text.strip())
    if not variable or variable[1] != "matrix":
        return True
    texts: list[str] = []
    for mapping in walk(document):
        matrix = fields(mapping.get("matrix"))
        texts += map(text_of, items(matrix.get(variable[2])))
        texts += [text_of(fields(one).get(variable[2])) for one in items(matrix.get("include"))]
    return any(_channel(one) in channels for one in texts)


def _words(content: bytes, span: Span) -> Iterator[tuple[Span, str]]:
    """The versions in a value, of which a text of several lines has several."""
    for match in _WORDS.finditer(content, span.start, span.end):
        text = match[0].decode("latin-1")
        if _VERSION.fullmatch(text):
            yield Span(*match.span()), text


def _channel(text: str) -> str:
    """The channel that a version asks for."""
    match = _VERSION.fullmatch(text)
    if not match:
        return ""
    return f"{match[1]}.{match[2]}" if match[2] and match[2] not in _ANY else f"{match[1]}.0"


def _is_enough(text: str, to: str) -> bool:
    return age(_channel(text)) >= age(to)


def _moved(text: str, to: str, sdk: str) -> str:
    """A version of another channel, as precise as the old one."""
    match = _VERSION.fullmatch(text)
    if not match:
        return ""
    major, minor, patch = to.partition(".")[0], match[2], match[3]
    if minor is None or minor in _ANY:
        return major if minor is None else f"{major}.{minor}"
    if patch is None:
        return to
    if patch.endswith("xx"):
        return sdk_versions.feature_band(sdk) or f"{to}.x"
    return f"{to}.{patch}" if patch in _ANY else sdk
