"""The items of a project that tell what it needs: references to packages, projects, frameworks."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from dotimg.files.syntax.xml_tree import Element
from dotimg.project.model import Location, Unknown, listed
from dotimg.project.msbuild.evaluation import ItemGroup
from dotimg.project.msbuild.properties import Properties

_KINDS = frozenset(("PackageReference", "PackageVersion", "ProjectReference", "FrameworkReference"))
_ATTRIBUTES = frozenset(("Include", "Exclude", "Update", "Remove", "Condition"))
_LATER = ("@(", "%(", "*", "?")


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

    def __init__(self) -> None:
        self._found: dict[str, dict[str, Item]] = {kind: {} for kind in _KINDS}
        self.doubts: dict[str, list[Doubt]] = {kind: [] for kind in _KINDS}

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
            value = properties.expand(written)
            if isinstance(value, str) and any(mark in value for mark in _LATER):
                value = properties.unknown(written, "names items or files by a pattern")
            own = value if isinstance(value, Unknown) else doubt
            if own and written:
                names = listed(value) if isinstance(value, str) else ()
                if attribute != "Update":
                    self.doubts[element.name].append(Doubt(own, names))
            elif isinstance(value, str):
                for name in listed(value):
                    self._apply(attribute, element.name, Item(name, place, metadata))

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


def evaluate(groups: Iterable[ItemGroup], properties: Properties) -> Items:
    """The items of all groups, once all properties have their final values."""
    items = Items()
    for group in groups:
        elements = [element for element in group.element.children if element.name in _KINDS]
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
