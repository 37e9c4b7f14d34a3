"""The items of a project that tell what it needs: references to packages, projects, frameworks."""

from collections.abc import Iterable
from typing import NamedTuple

from dotimg.files.syntax.xml_tree import Element
from dotimg.project.model import Location, Unknown, listed
from dotimg.project.msbuild.evaluation import ItemGroup
from dotimg.project.msbuild.properties import Properties

_KINDS = frozenset(("PackageReference", "ProjectReference", "FrameworkReference"))
_LATER = ("@(", "%(", "*", "?")


class Doubt(NamedTuple):
    """Items that may be there or not; without names they may be any."""

    cause: Unknown
    names: tuple[str, ...]


class Items:
    """Items by kind, in their order, and those in doubt."""

    def __init__(self) -> None:
        self._found: dict[str, dict[str, tuple[str, Location]]] = {kind: {} for kind in _KINDS}
        self.doubts: dict[str, list[Doubt]] = {kind: [] for kind in _KINDS}

    def names(self, kind: str) -> tuple[str, ...]:
        """What the items of a kind include, as written first."""
        return tuple(name for name, _ in self._found[kind].values())

    def place(self, kind: str) -> Location | None:
        """Where the first item of a kind stands."""
        return next((place for _, place in self._found[kind].values()), None)

    def add(self, properties: Properties, element: Element, doubt: Unknown | None) -> None:
        """Apply one item element."""
        place = properties.at(element)
        for attribute in ("Include", "Remove"):
            written = element.attributes.get(attribute, "")
            value = properties.expand(written)
            if isinstance(value, str) and any(mark in value for mark in _LATER):
                value = properties.unknown(written, "names items or files by a pattern")
            own = value if isinstance(value, Unknown) else doubt
            if own and written:
                names = listed(value) if isinstance(value, str) else ()
                self.doubts[element.name].append(Doubt(own, names))
            elif isinstance(value, str):
                self._apply(attribute, element.name, listed(value), place)

    def _apply(self, attribute: str, kind: str, names: Iterable[str], place: Location) -> None:
        found = self._found[kind]
        for name in names:
            if attribute == "Include":
                found.setdefault(name.lower(), (name, place))
            else:
                found.pop(name.lower(), None)


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
