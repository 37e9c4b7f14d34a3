"""Writes a `ContainerBaseImage` into projects that use the SDK's default image."""

from collections.abc import Iterator, Mapping

from dotimg.explain.records import Records
from dotimg.files.lines import Lines
from dotimg.files.model import Span, Use
from dotimg.files.syntax import xml_tree
from dotimg.files.syntax.xml_tree import Element
from dotimg.named_tuples import NamedTuple
from dotimg.names import reference
from dotimg.names.mirror import located
from dotimg.project.images.sdk_image import SdkImages
from dotimg.upgrade.decision import Decider
from dotimg.upgrade.model import FileUpgrade, Left, Move

_GROUP = "propertygroup"
_FRAMEWORKS = ("targetframework", "targetframeworks")
_DEAD = "no supported image fits: change its ContainerFamily, or raise its target framework"
_NO_PLACE = "its file states no target framework without a condition, beside which it could stand"


class Pins(NamedTuple):
    """What is written into a project, what that moves, and what cannot be pinned."""

    values: dict[Span, str]
    moves: tuple[Move, ...]
    left: tuple[Left, ...]

    def told_with(self, file: FileUpgrade) -> FileUpgrade:
        """What is said of a file, with this."""
        images = file.images + len(self.moves) + len(self.left)
        return file._replace(
            moves=(*file.moves, *self.moves), left=(*file.left, *self.left), images=images
        )


class SdkPins:
    """Pins the images that the SDK takes.

    Args:
        records: The catalog on a day.
        images: Finds what the SDK takes.
        decider: Gives the references to write.
        mirror: A prefix that stands for the official registry, which is written too.
    """

    def __init__(
        self, records: Records, images: SdkImages, decider: Decider, mirror: str | None
    ) -> None:
        self._records = records
        self._images = images
        self._decider = decider
        self._mirror = mirror

    def of(self, path: str, content: bytes) -> Pins:
        """What a project is to name; nothing for one that is not published as an image.

        Raises:
            InputError: The project cannot be used.
        """
        uses = dict(self._images.of_frameworks(path, content))
        news = {name: self._image(path, use) for name, use in uses.items()}
        if not uses:
            return Pins({}, (), ())
        line = Lines(content).place(next(iter(uses.values())).span.start)[0]
        place = _place(xml_tree.parse(content), content)
        if not place or not all(news.values()):
            reason = _NO_PLACE if all(news.values()) else _DEAD
            left = (Left(path, line, use.reference, reason) for use in uses.values())
            return Pins({}, (), tuple(dict.fromkeys(left)))
        moves = (
            Move(path, line, use.reference, news[name], _why(use.reference, news[name]), ())
            for name, use in uses.items()
        )
        text = "".join(_elements(news, place))
        return Pins({Span(place.end, place.end, path): text}, tuple(dict.fromkeys(moves)), ())

    def _image(self, path: str, use: Use) -> str:
        """What the SDK takes, or what fits the project where that is dead; empty for none."""
        own = use.reference
        if not self._is_alive(own):
            own = self._images.instead(path, own)
        if not self._is_alive(own):
            return ""
        named = reference.parse(located(own, self._mirror))
        return self._decider.text(named, self._decider.decide(named, None))

    def _is_alive(self, image: str) -> bool:
        name, _, tag = image.rpartition(":")
        subject = self._records.find(name, tag) if name else None
        return subject is not None and subject.tag.published and subject.is_alive


def _why(old: str, new: str) -> str:
    same = old.rpartition(":")[2] == reference.parse(new).tag
    return (
        "it is the SDK's default" if same else "the SDK's default is unsupported or does not exist"
    )


class _Place(NamedTuple):
    """Behind which byte an element is written, and what stands between its neighbour and it."""

    end: int
    between: str


def _place(root: Element, content: bytes) -> _Place | None:
    """Behind what states the target framework, where no condition is on that."""
    groups = (one for one in root.children if one.name.lower() == _GROUP)
    for group in groups if b"\0" not in content else ():  # which is UTF-16
        for element in group.children if "Condition" not in group.attributes else ():
            stated = element.name.lower() in _FRAMEWORKS and element.text
            if stated and "Condition" not in element.attributes:
                line = content.rfind(b"\n", 0, element.start) + 1
                raw = content[line : element.start]
                indent = raw[: len(raw) - len(raw.lstrip())].decode()
                newline = "\r\n" if content[:line].endswith(b"\r\n") else "\n"
                return _Place(content.index(b">", element.end) + 1, f"{newline}{indent}")
    return None


def _elements(news: Mapping[str, str], place: _Place) -> Iterator[str]:
    """One element, or one for each target framework where they need images of their own."""
    alone = len(set(news.values())) == 1
    for framework, new in list(news.items())[: 1 if alone else None]:
        condition = "" if alone else f" Condition=\"'$(TargetFramework)' == '{framework}'\""
        yield f"{place.between}<ContainerBaseImage{condition}>{new}</ContainerBaseImage>"
