"""Features of a project that need something in its build or image.

Tokens of private feeds, scripts of npm, versions that come from `.git`, certificates and addresses
of Kestrel, health checks.
"""

import os
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from dotimg.errors import InputError, printable
from dotimg.files.search import content
from dotimg.files.syntax import json_tree, xml_tree
from dotimg.files.syntax.tree import Node, fields, text_of
from dotimg.files.syntax.xml_tree import Element
from dotimg.named_tuples import NamedTuple
from dotimg.project.project_files import PROJECTS
from dotimg.scaffold.words import seen_from

_VARIABLE = re.compile(r"%([A-Za-z_]\w*)%")
_FEEDS = ("packagesources", "packagesourcecredentials")
_NPM = re.compile(rb"\b(?:npm|npx|yarn|pnpm|node)\b")
_NPM_WORD = re.compile(r"(?:^|[\s&|;/\"'])(npm|npx|yarn|pnpm|node)(?=\s|$)")
_DEBUG = re.compile(r"==\s*'Debug'")
_FROM_GIT = ("minver", "gitversion.msbuild", "gitversiontask", "nerdbank.gitversioning")
_GIT = re.compile(rb"MinVer|GitVersion", re.IGNORECASE)
_HEALTH = re.compile(rb"\.MapHealthChecks\(\s*\"([^\"]+)\"")
_SETTINGS = re.compile(r"appsettings(?:\.Production)?\.json", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://([^/]*?):(\d{1,5})(?:/|$)")
_LOCAL = ("localhost", "127.0.0.1", "[::1]")
_MOST_SOURCES, _MOST_FOLDERS = 500, 5000
_NO_SOURCES = frozenset(("bin", "obj", "node_modules", "wwwroot", ".git"))
_PROJECT_TEXTS = (*PROJECTS, ".props", ".targets")


class Trace(NamedTuple):
    """What stands in a line of a file, and where; both are printable."""

    what: str
    where: str


def _evidence(path: str, line: int, what: str) -> Trace:
    return Trace(printable(what), printable(f"{path}: line {line}"))


class Endpoint(NamedTuple):
    """An address that Kestrel listens on, and whether only its own machine reaches that."""

    place: Trace
    port: str
    local: bool


class ProjectTraits(NamedTuple):
    """What was found.

    Attributes:
        secrets: The variables of the environment with tokens for feeds, each with its place.
        scripts: The program that a target runs, `npm` or `yarn`, with its place; none for nothing.
        git: The package that takes the version from `.git`, with its place.
        certificates: The files with certificates that Kestrel takes.
        endpoints: The addresses that Kestrel is told to listen on.
        health: The path of each health check.
    """

    secrets: dict[str, Trace]
    scripts: Trace | None
    git: Trace | None
    certificates: tuple[Trace, ...]
    endpoints: tuple[Endpoint, ...]
    health: tuple[Trace, ...]


def traits_of(restored: Iterable[str], folder: str, base: str) -> ProjectTraits:
    """What a project has.

    Args:
        restored: The files that restore takes, as absolute paths.
        folder: The folder of the project, as an absolute path.
        base: The folder from which files are shown.
    """
    secrets: dict[str, Trace] = {}
    scripts: Trace | None = None
    git: Trace | None = None
    for path in restored:
        name = os.path.basename(path).lower()
        here = seen_from(base, path)
        if name == "nuget.config":
            for place in _tokens(path, here):
                secrets.setdefault(place.what, place)
        elif name.endswith(".esproj"):
            scripts = scripts or _evidence(here, 1, "npm")
        elif name.endswith(_PROJECT_TEXTS):
            text = _read(path)
            scripts = scripts or next(_scripts(text, here), None)
            git = git or next(_versions(text, here), None)
    certificates: list[Trace] = []
    endpoints: list[Endpoint] = []
    health: list[Trace] = []
    for path in _sources(folder):
        here = seen_from(base, path)
        if _SETTINGS.fullmatch(os.path.basename(path)):
            kestrel = _kestrel(path)
            certificates += _certificates(kestrel, here)
            endpoints += _endpoints(kestrel, here)
        elif path.endswith(".cs"):
            health += _health(path, here)
    return ProjectTraits(
        secrets, scripts, git, tuple(certificates), tuple(endpoints), tuple(health)
    )


def _read(path: str) -> bytes:
    """The content of a file, empty where it cannot be read."""
    try:
        return content(path)
    except InputError:
        return b""


def _elements(text: bytes) -> Iterator[tuple[Element, tuple[Element, ...]]]:
    """Each element of a file in XML with those around it; none where it is broken."""
    try:
        pending: list[tuple[Element, tuple[Element, ...]]] = [(xml_tree.parse(text), ())]
    except InputError:
        return
    while pending:
        element, around = pending.pop()
        yield element, around
        pending += [(child, (*around, element)) for child in reversed(element.children)]


def _tokens(path: str, shown: str) -> Iterator[Trace]:
    """The variables that a `nuget.config` puts into the addresses and credentials of feeds."""
    for element, around in _elements(_read(path)):
        value = element.attributes.get("value", "")
        names = {one.name.lower() for one in around}
        wanted = "packagesourcecredentials" in names or "://" in value
        if wanted and names.intersection(_FEEDS):
            for name in _VARIABLE.findall(value):
                yield _evidence(shown, element.line, name)


def _scripts(text: bytes, shown: str) -> Iterator[Trace]:
    """The programs of Node that targets run when the release is published."""
    if not _NPM.search(text):
        return
    for element, around in _elements(text):
        conditions = (one.attributes.get("Condition", "") for one in (*around, element))
        command = element.attributes.get("Command", "")
        if element.name == "Exec" and not any(map(_DEBUG.search, conditions)):
            for word in _NPM_WORD.findall(command):
                yield _evidence(shown, element.line, word)


def _versions(text: bytes, shown: str) -> Iterator[Trace]:
    """The packages that take the version from `.git`."""
    if not _GIT.search(text):
        return
    for element, _ in _elements(text):
        if element.name in ("PackageReference", "GlobalPackageReference"):
            name = element.attributes.get("Include", "") or element.attributes.get("Update", "")
            if name.strip().lower() in _FROM_GIT:
                yield _evidence(shown, element.line, name.strip())


def _sources(folder: str) -> Iterator[str]:
    """The sources of a project and its settings, at most so many."""
    left = _MOST_SOURCES
    for place, folders, names in islice(os.walk(folder), _MOST_FOLDERS):
        if place != folder and any(one.lower().endswith(PROJECTS) for one in names):
            folders.clear()
            continue
        folders[:] = sorted(set(folders) - _NO_SOURCES)
        for name in sorted(names):
            if name.endswith(".cs") or (place == folder and _SETTINGS.fullmatch(name)):
                left -= 1
                yield os.path.join(place, name)
        if left <= 0:
            return


def _health(path: str, shown: str) -> Iterator[Trace]:
    text = _read(path)
    for match in _HEALTH.finditer(text):
        yield _evidence(
            shown, text.count(b"\n", 0, match.start()) + 1, match[1].decode("utf-8", "replace")
        )


def _kestrel(path: str) -> dict[str, Node]:
    """What the settings of an app say of Kestrel."""
    try:
        return fields(fields(json_tree.document(_read(path))).get("Kestrel"))
    except InputError:
        return {}


def _certificates(kestrel: dict[str, Node], shown: str) -> Iterator[Trace]:
    endpoints = fields(kestrel.get("Endpoints")).values()
    own = [one for endpoint in endpoints if (one := fields(endpoint).get("Certificate"))]
    for certificate in (*fields(kestrel.get("Certificates")).values(), *own):
        if file := text_of(fields(certificate).get("Path")):
            yield _evidence(shown, _line(certificate), file)


def _endpoints(kestrel: dict[str, Node], shown: str) -> Iterator[Endpoint]:
    for endpoint in fields(kestrel.get("Endpoints")).values():
        address = text_of(fields(endpoint).get("Url"))
        if match := _ADDRESS.match(address):
            place = _evidence(shown, _line(endpoint), address)
            yield Endpoint(place, match[2], match[1].lower() in _LOCAL)


def _line(node: Node) -> int:
    return min(node.lines.values(), default=1) if isinstance(node, json_tree.JsonFields) else 1
