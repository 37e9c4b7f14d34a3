"""Port 80, on which images before .NET 8.0 listened, where a move goes past that."""

import os
import re
from collections.abc import Collection, Iterator

from dotimg.errors import InputError
from dotimg.files.dockerfile import Dockerfile
from dotimg.files.kinds import kind_of
from dotimg.files.model import Span
from dotimg.files.search import content as content_of
from dotimg.named_tuples import NamedTuple
from dotimg.project.model import Location
from dotimg.project.project_files import search

_SETS = re.compile(
    rb"ASPNETCORE_URLS|DOTNET_URLS|HTTPS?_PORTS|UseUrls|ListenAnyIP|--urls|\"(?:Kestrel|[uU]rls)\""
)
_IS_80 = re.compile(r"(?<![\w.])80(?![\w.])")
# Where the side of the container is 80: "8080:80", `containerPort: 80`, `- "80"`.
_PORT_LINE = re.compile(
    rb"(?m)^.*(?:[\w}]:80(?![\w.:])|\b(?:containerPort|targetPort|target|port|expose)[\"']?:"
    rb"[ \t]*\[?[\"']?80(?![\w.:])|^[ \t]*-[ \t]*[\"']?80[\"']?[ \t\r]*$).*$"
)
_DEFAULT_URL = re.compile(r"https?://[\w.-]+(?::80)?(?:/|\s|\"|'|$)")
_ENDINGS = (
    *(".yml", ".yaml", ".json", ".cs", ".fs", ".vb", ".env", ".sh", ".tf", ".bicep", ".ps1"),
    "dockerfile",
)
_DEPLOYED = ("compose", "yaml")
_OF_CLUSTERS = re.compile(rb"(?m)^(?:apiVersion|services):")


class Ports(NamedTuple):
    """What a tree says of ports: whether it sets one, and where what runs images names port 80."""

    sets: bool
    named: tuple[Location, ...]


def exposed(file: Dockerfile, path: str, stages: Collection[int]) -> Iterator[tuple[Span, int]]:
    """The words `80` of EXPOSE in some stages, with their lines."""
    for stage in file.stages:
        for instruction in stage.instructions if stage.number in stages else ():
            for word in instruction.words if instruction.keyword == "EXPOSE" else ():
                if word.text in ("80", "80/tcp"):
                    start = word.span.start
                    yield Span(start, start + len("80"), path), instruction.line


def health_checks(file: Dockerfile, stages: Collection[int]) -> Iterator[int]:
    """The lines of the health checks that ask port 80."""
    for stage in file.stages:
        for instruction in stage.instructions if stage.number in stages else ():
            text = instruction.body.text
            if instruction.keyword == "HEALTHCHECK" and (
                _DEFAULT_URL.search(text) or _IS_80.search(text)
            ):
                yield instruction.line


def of_tree(root: str) -> Ports:
    """What the files of a tree say; one that was searched in part only sets a port."""
    found, whole = search(root, _ENDINGS)
    sets = not whole
    named: list[Location] = []
    for path in found:
        try:
            content = content_of(path)
        except InputError:
            continue
        sets = sets or _SETS.search(content) is not None
        kind = kind_of(os.path.relpath(path, root).replace(os.sep, "/"))
        if kind in _DEPLOYED and _OF_CLUSTERS.search(content):
            named += [
                Location(path, content.count(b"\n", 0, match.start()) + 1)
                for match in _PORT_LINE.finditer(content)
                if not match[0].lstrip().startswith(b"#")
            ]
    return Ports(sets, tuple(named))
