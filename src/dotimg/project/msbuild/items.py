"""The items of a project that tell what it needs: references to packages, projects, frameworks."""

import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from dotimg.files.syntax.xml_tree import Element
from dotimg.named_tuples import NamedTuple
from dotimg.project.files import native, resolve
from dotimg.project.model import Location, Unknown, listed
from dotimg.project.msbuild import globs
from dotimg.project.msbuild.evaluation import ItemGroup
from dotimg.project.msbuild.properties import Properties

_KINDS = frozenset(("PackageReference", "PackageVersion", "ProjectReference", "FrameworkReference"))
_NO_FILES = _KINDS - {"ProjectReference"}
_ATTRIBUTES = frozenset(("Include", "Exclude", "Update", "Remove", "Condition"))
_LATER = ("@(", "%(", "*", "?")
# The entries of a list; those between brackets or quotes may hold semicolons.
_PIECE = re.compile(r"""(?:@\((?:'[^']*'|[^()']|\([^()]*\))*\)|[^;])+""")
_MADE = re.compile(r"@\(\s*(\w+(?:-\w+)*)\s*(?:->\s*'([^']*)'\s*)?(?:,\s*'[^']*'\s*)?\)")
_ASKED = re.compile(r"@\(\s*(\w+(?:-\w+)*)")
_MOST = 2000  # items that others are made of; real ones are hundreds
_METADATA = re.compile(r"%\((\w+)\)")
# Metadata that tells where the file of an item is.
_OF_THE_DISK = frozenset(
    ("rootdir", "directory", "recursivedir", "modifiedtime", "definingprojectfullpath")
)


class Doubt(NamedTuple):
    """Items that may be there or not; without names they may be any."""

    cause: Unknown
    names: tuple[str, ...]


class Item(NamedTuple):
    """One item: what it includes as written, where, and its metadata by names in lower case."""

    name: str
    place: Location
    metadata: Mapping[str, str]


class Items:
    """Items by kind, in their order, and those in doubt."""

    def __init__(self, kinds: Collection[str] = _KINDS) -> None:
        self._found: dict[str, dict[str, Item]] = {kind: {} for kind in kinds}
        self.doubts: dict[str, list[Doubt]] = {kind: [] for kind in kinds}

    def all(self, kind: str) -> tuple[Item, ...]:
        """The items of a kind."""
        return tuple(self._found[kind].values())

    def find(self, kind: str, name: str) -> Item | None:
        """The item of a kind that includes a name, in any letter case."""
        return self._found[kind].get(name.lower())

    def names(self, kind: str) -> tuple[str, ...]:
        """What the items of a kind include, as written first."""
        return tuple(one.name for one in self._found[kind].values())

    def place(self, kind: str) -> Location | None:
        """Where the first item of a kind stands."""
        return next((one.place for one in self._found[kind].values()), None)

    def add(self, properties: Properties, element: Element, doubt: Unknown | None) -> None:
        """Apply one item element."""
        place = properties.at(element)
        metadata = _metadata(properties, element)
        for attribute in ("Include", "Update", "Remove"):
            written = element.attributes.get(attribute, "")
            if not written:
                continue
            names = self._named(properties, element, written)
            own = names if isinstance(names, Unknown) else doubt
            if own:
                known = () if isinstance(names, Unknown) else names
                if attribute != "Update":
                    self.doubts[element.name].append(Doubt(own, known))
            elif not isinstance(names, Unknown):
                for name in names:
                    self._apply(attribute, element.name, Item(name, place, metadata))

    def _named(
        self, properties: Properties, element: Element, written: str
    ) -> tuple[str, ...] | Unknown:
        """What an attribute names: texts, items of other kinds, and the files of patterns."""
        value = properties.expand(written)
        if isinstance(value, Unknown):
            return value
        if not any(mark in value for mark in _LATER):
            return listed(value)
        found: list[str] = []
        for piece in _PIECE.findall(value):
            names = self._piece(properties, element, piece.strip())
            if names is None:
                return properties.unknown(written, "names items or files by a pattern")
            found += names
        excluded = {name.lower() for name in self._excluded(properties, element)}
        return tuple(name for name in dict.fromkeys(found) if name.lower() not in excluded)

    def _piece(self, properties: Properties, element: Element, piece: str) -> Sequence[str] | None:
        """What one entry of a list names; None where that is not known."""
        if made := _MADE.fullmatch(piece):
            kind, pattern = made[1], made[2]
            names = self.names(kind) if kind in self._found else ()
            if self.doubts.get(kind, [None]) or len(names) > _MOST:
                return None
            if pattern is None:
                return names
            own = self._found[kind]
            folder = properties.project_folder
            texts = [_transformed(own[name.lower()], pattern, folder) for name in names]
            return None if None in texts else [text for text in texts if text]
        if "@(" in piece or "%(" in piece:
            return None
        if not globs.MARKS.search(piece):
            return listed(piece)
        if element.name in _NO_FILES:
            return None
        folder = properties.project_folder
        found = globs.matching(folder, piece)
        return None if found is None else [os.path.relpath(path, folder) for path in found]

    def _excluded(self, properties: Properties, element: Element) -> Iterator[str]:
        value = properties.expand(element.attributes.get("Exclude", ""))
        for piece in _PIECE.findall(value) if isinstance(value, str) else ():
            yield from self._piece(properties, element, piece.strip()) or ()
            yield os.path.normpath(native(piece.strip()))

    def _apply(self, attribute: str, kind: str, item: Item) -> None:
        found, key = self._found[kind], item.name.lower()
        if attribute == "Include":
            found.setdefault(key, item)
        elif attribute == "Remove":
            found.pop(key, None)
        elif key in found:
            metadata = {**found[key].metadata, **item.metadata}
            found[key] = found[key]._replace(metadata=metadata)


def _metadata(properties: Properties, element: Element) -> dict[str, str]:
    """What attributes and elements inside say of an item; what is unknown is left out."""
    if len(element.attributes) == 1 and not element.children:
        return {}
    stated = {name: text for name, text in element.attributes.items() if name not in _ATTRIBUTES}
    for child in element.children:
        if properties.holds(child) is True:
            stated[child.name] = child.text
    expanded = {name.lower(): properties.expand(text) for name, text in stated.items()}
    return {name: text.strip() for name, text in expanded.items() if isinstance(text, str)}


def _transformed(item: Item, pattern: str, folder: str) -> str | None:
    """What a transform makes of an item; None where only a build can tell."""
    path = native(item.name)
    stem, extension = os.path.splitext(os.path.basename(path))
    parts = {
        "identity": item.name,
        "filename": stem,
        "extension": extension,
        "fullpath": resolve(folder, item.name),
        "relativedir": path[: len(path) - len(os.path.basename(path))],
        **item.metadata,
    }
    names = [name.lower() for name in _METADATA.findall(pattern)]
    if any(name in _OF_THE_DISK for name in names):
        return None
    return _METADATA.sub(lambda match: parts.get(match[1].lower(), ""), pattern)


def _with_named(groups: Sequence[ItemGroup], asked: Collection[str]) -> frozenset[str]:
    """The kinds that are asked about, and those whose items they are made of."""
    kinds, left = set(asked), set(asked)
    while left:
        written = {
            kind
            for group in groups
            for element in group.element.children
            if element.name in left
            for text in element.attributes.values()
            if "@(" in text
            for kind in _ASKED.findall(text)
        }
        left = written - kinds
        kinds |= left
    return frozenset(kinds)


def evaluate(
    groups: Sequence[ItemGroup], properties: Properties, asked: Collection[str] = _KINDS
) -> Items:
    """The items of all groups of the kinds that are asked about.

    All properties must have their final values.
    """
    kinds = _with_named(groups, asked)
    items = Items(kinds)
    for group in groups:
        elements = [element for element in group.element.children if element.name in kinds]
        if not elements:
            continue
        with properties.reading(group.file):
            holds = properties.holds(group.element)
            if not holds:
                continue
            outer = group.doubt or (holds if isinstance(holds, Unknown) else None)
            for element in elements:
                own = properties.holds(element)
                if own:
                    doubt = outer or (own if isinstance(own, Unknown) else None)
                    items.add(properties, element, doubt)
    return items
