"""Which `global.json` applies to the commands of a Dockerfile, or the steps of a pipeline."""

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dotimg.errors import InputError
from dotimg.files.dockerfile import Dockerfile
from dotimg.files.repository import root_of
from dotimg.named_tuples import NamedTuple
from dotimg.project import docker_ignore
from dotimg.project.build_context import BuildContext
from dotimg.project.build_steps import Copied, DotnetCommand, Steps

if TYPE_CHECKING:
    from dotimg.project.model import GlobalJson

_GLOBAL_JSON = "global.json"
# What runs its steps in an image, in the root of a repository; with commands of dotnet in it.
_PIPELINE = re.compile(r"(?:^|/)(?:\.github/workflows/|\.gitlab-ci|\.devcontainer)")
_RUNS = re.compile(rb"\bdotnet[ \t]+[a-z]")
_OWN_SETUP = re.compile(rb"setup-dotnet|dotnet-install")


class Pin(NamedTuple):
    """A `global.json` that binds a command: the stage whose image it meets, and what it asks for.

    `fault` tells instead why the host of dotnet ignores it.
    """

    stage: int
    asked: "GlobalJson | None"
    fault: str


def of_dockerfile(own: Steps, file: Dockerfile, context: BuildContext, path: str) -> Iterator[Pin]:
    """The `global.json` that each command meets, each once for an image."""
    from dotimg.project import global_json

    known: set[tuple[int, str]] = set()
    bound: dict[tuple[str, tuple[Copied, ...]], str | None] = {}
    for command in own.commands:
        if not command.verb or command.verb == "exec" or command.stage not in own.needed:
            continue
        if command.stage in own.own_sdk:
            continue
        root = file.root(file.stages[command.stage]).number
        place = command.folder, command.copied
        if place not in bound:
            bound[place] = _binding(context, command)
        found = bound[place]
        if (
            not found
            or (root, found) in known
            or docker_ignore.leaves_out(context.folder, path, found)
        ):
            continue
        known.add((root, found))
        try:
            yield Pin(root, global_json.read(found), "")
        except InputError as error:
            yield Pin(root, None, str(error))


def of_pipeline(path: str, content: bytes) -> Pin | None:
    """What binds the steps of a pipeline, which run in the root of their repository."""
    from dotimg.project import global_json

    plain = path.replace(os.sep, "/")
    if not _PIPELINE.search(plain) or not _RUNS.search(content) or _OWN_SETUP.search(content):
        return None
    root = root_of(os.path.dirname(os.path.abspath(path)))
    found = os.path.join(root or os.curdir, _GLOBAL_JSON)
    if not root or not os.path.isfile(found):
        return None
    shown = found if os.path.isabs(path) else os.path.relpath(found)
    try:
        return Pin(0, global_json.read(shown), "")
    except InputError as error:
        return Pin(0, None, str(error))


def _binding(context: BuildContext, command: DotnetCommand) -> str | None:
    """The `global.json` in the folder of a command, or the nearest one above."""
    folder = command.folder.rstrip("/")
    while True:
        if found := context.file(f"{folder}/{_GLOBAL_JSON}", command.copied):
            return found
        if not folder:
            return None
        folder = folder.rpartition("/")[0]
