"""What a project has that its build or its image needs besides, told only where it is there.

Tokens of private feeds, scripts of npm, versions that come from `.git`, certificates and addresses
of Kestrel, health checks.
"""

import os
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dotimg.errors import InputError, printable
from dotimg.files.search import content
from dotimg.files.syntax import json_tree, xml_tree
from dotimg.files.syntax.tree import fields, text_of
from dotimg.files.syntax.xml_tree import Element
from dotimg.project.project_files import PROJECTS

_VARIABLE = re.compile(r"%([A-Za-z_]\w*)%")
_FEEDS = ("packagesources", "packagesourcecredentials")
_NPM = re.compile(rb"\b(?:npm|npx|yarn|pnpm|node)\b")
_NPM_WORD = re.compile(r"(?:^|[\s&|;/\"'])(npm|npx|yarn|pnpm|node)(?=\s|$)")
_DEBUG = re.compile(r"==\s*'Debug'")
_FROM_GIT = re.compile(
    rb"<(?:Global)?PackageReference\s[^>]*(?:Include|Update)\s*=\s*[\"']"
    rb"(MinVer|GitVersion\.MsBuild|GitVersionTask|Nerdbank\.GitVersioning)[\"']",
    re.IGNORECASE,
)
_HEALTH = re.compile(rb"\.MapHealthChecks\(\s*\"([^\"]+)\"")
_SETTINGS = re.compile(r"appsettings(?:\.Production)?\.json", re.IGNORECASE)
_PORT = re.compile(r"(https?)://[^/]*?:(\d+)(?:/|$)")
_MOST_SOURCES = 500
_PROJECT_TEXTS = (*PROJECTS, ".props", ".targets")


class Place(NamedTuple):
    """A line of a file, the path as it is shown, and what stands there."""

    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return printable(f"{self.path}: line {self.line}: {self.what}")


class Advice(NamedTuple):
    """What was found.

    Attributes:
        secrets: The variables of the environment with tokens for feeds, each with its place.
        scripts: The program that a target runs, `npm` or `yarn`, with its place; none for nothing.
        git: The package that takes the version from `.git`, with its place.
        kestrel: What Kestrel is told: certificates, and addresses but that of port 8080.
        health: The path of each health check.
    """

    secrets: dict[str, Place]
    scripts: Place | None
    git: Place | None
    kestrel: tuple[Place, ...]
    health: tuple[Place, ...]


def advice_of(restored: Iterable[str], folder: str, shown: str) -> Advice:
    """What a project has.

    Args:
        restored: The files that restore takes, as absolute paths.
        folder: The folder of the project, as an absolute path.
        shown: How that folder is called before the user.
    """
    secrets: dict[str, Place] = {}
    scripts: Place | None = None
    git: Place | None = None
    for path in restored:
        name = os.path.basename(path).lower()
        here = os.path.normpath(os.path.join(shown, os.path.relpath(path, folder)))
        if name == "nuget.config":
            for place in _tokens(path, here):
                secrets.setdefault(place.what, place)
        elif name.endswith(".esproj"):
            scripts = scripts or Place(here, 1, "npm")
        elif name.endswith(_PROJECT_TEXTS):
            text = _read(path)
            scripts = scripts or next(_scripts(text, here), None)
            git = git or next(_versions(text, here), None)
    kestrel: list[Place] = []
    health: list[Place] = []
    for path, here in _sources(folder, shown):
        if _SETTINGS.fullmatch(os.path.basename(path)):
            kestrel += _kestrel(path, here)
        elif path.endswith(".cs"):
            health += _health(path, here)
    return Advice(secrets, scripts, git, tuple(kestrel), tuple(health))


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


def _tokens(path: str, shown: str) -> Iterator[Place]:
    """The variables that a `nuget.config` puts into the addresses and credentials of feeds."""
    for element, around in _elements(_read(path)):
        value = element.attributes.get("value", "")
        names = {one.name.lower() for one in around}
        wanted = "packagesourcecredentials" in names or "://" in value
        if wanted and names.intersection(_FEEDS):
            for name in _VARIABLE.findall(value):
                yield Place(shown, element.line, name)


def _scripts(text: bytes, shown: str) -> Iterator[Place]:
    """The programs of Node that targets run when the release is published."""
    if not _NPM.search(text):
        return
    for element, around in _elements(text):
        conditions = (one.attributes.get("Condition", "") for one in (*around, element))
        command = element.attributes.get("Command", "")
        if element.name == "Exec" and not any(map(_DEBUG.search, conditions)):
            for word in _NPM_WORD.findall(command):
                yield Place(shown, element.line, word)


def _versions(text: bytes, shown: str) -> Iterator[Place]:
    for match in _FROM_GIT.finditer(text):
        yield Place(shown, text.count(b"\n", 0, match.start()) + 1, match[1].decode())


def _sources(folder: str, shown: str) -> Iterator[tuple[str, str]]:
    """The sources of a project and its settings, at most so many, each as it is shown."""
    left = _MOST_SOURCES
    for place, folders, names in os.walk(folder):
        if place != folder and any(one.lower().endswith(PROJECTS) for one in names):
            folders.clear()
            continue
        folders[:] = sorted(
            one for one in folders if one not in ("bin", "obj", "node_modules", "wwwroot", ".git")
        )
        for name in sorted(names):
            if name.endswith(".cs") or (place == folder and _SETTINGS.fullmatch(name)):
                left -= 1
                path = os.path.join(place, name)
                yield path, os.path.normpath(os.path.join(shown, os.path.relpath(path, folder)))
        if left <= 0:
            return


def _health(path: str, shown: str) -> Iterator[Place]:
    text = _read(path)
    for match in _HEALTH.finditer(text):
        yield Place(
            shown, text.count(b"\n", 0, match.start()) + 1, match[1].decode("utf-8", "replace")
        )


def _kestrel(path: str, shown: str) -> Iterator[Place]:
    """What Kestrel is told in the settings of an app."""
    try:
        document = json_tree.document(_read(path))
    except InputError:
        return
    kestrel = fields(fields(document).get("Kestrel"))
    endpoints = fields(kestrel.get("Endpoints"))
    certificates = [*fields(kestrel.get("Certificates")).values()]
    for endpoint in endpoints.values():
        certificates += [one for one in [fields(endpoint).get("Certificate")] if one]
        if address := _PORT.match(text_of(fields(endpoint).get("Url"))):
            yield Place(shown, _line(endpoint), f"port {address[2]} ({address[1]})")
    for certificate in certificates:
        if file := text_of(fields(certificate).get("Path")):
            yield Place(shown, _line(certificate), f"the certificate {file}")


def _line(node: object) -> int:
    return min(node.lines.values(), default=1) if isinstance(node, json_tree.JsonFields) else 1
