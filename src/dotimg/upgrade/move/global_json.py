"""Updates the SDK in a `global.json` to one of the new images."""

import os

from dotimg.errors import InputError
from dotimg.files.model import Span
from dotimg.files.search import content as content_of
from dotimg.named_tuples import NamedTuple
from dotimg.names import sdk_versions
from dotimg.names.versions import age, channel
from dotimg.project import global_json

NAME = "global.json"


class SdkEdit(NamedTuple):
    """A `global.json` with the place of its version, and why that cannot be edited.

    Without a `version` there is nothing to edit.
    """

    path: str
    content: bytes = b""
    span: Span = Span(0, 0)
    line: int = 1
    old: str = ""
    version: str = ""
    blocked: str = ""


def edit_of(path: str, shown: str, held: str) -> SdkEdit:
    """What becomes of a `global.json` where the images hold an SDK.

    Args:
        path: The file.
        shown: What to call it.
        held: The SDK, in full.
    """
    try:
        content = content_of(path)
        asked = global_json.parsed(shown, content)
        place = global_json.version_at(content)
    except InputError:  # dotnet ignores what it cannot read
        return SdkEdit(path)
    if not asked.version or not sdk_versions.parse(held) or asked.accepts(held):
        return SdkEdit(path)
    if age(channel(asked.version)) > age(channel(held)):
        return SdkEdit(path)
    if not place:
        return SdkEdit(path, blocked=f"{shown}: line {asked.line}: cannot be edited")
    span = Span(place.start, place.end, shown)
    return SdkEdit(path, content, span, asked.line, asked.version, held)


def nearest(folder: str, root: str) -> str:
    """The `global.json` in a folder, or the nearest one above it in its tree; empty for none."""
    while os.path.join(folder, "").startswith(os.path.join(root, "")):
        path = os.path.join(folder, NAME)
        if os.path.isfile(path):
            return path
        folder = os.path.dirname(folder)
    return ""
