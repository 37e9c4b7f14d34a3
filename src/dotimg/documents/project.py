"""Project files of MSBuild, where `ContainerBaseImage` names what the SDK builds an image on.

The property is told in "Containerize a .NET app reference". The parser opens no other file, and
a file that declares entities is refused, so that none can grow.
"""

from collections.abc import Mapping
from xml.parsers import expat

from dotimg.documents.definitions import Definitions
from dotimg.documents.images import Images
from dotimg.documents.tree import Scalar
from dotimg.errors import InputError, quoted
from dotimg.uses import Found, Span

_BASE_IMAGE = "containerbaseimage"
# What stands inside of these is not always set.
_CONDITIONAL = {"Choose", "Target"}


def read(content: bytes, arguments: Mapping[str, str]) -> Found:
    """The base images that the project names.

    Raises:
        InputError: It is no XML, or declares entities; the message names the line.
    """
    return _Reader(content, arguments).read()


class _Reader:
    def __init__(self, content: bytes, arguments: Mapping[str, str]) -> None:
        self._content = content
        self._definitions = Definitions(arguments)
        self._base_images: list[Scalar] = []
        self._open: list[tuple[str, bool]] = []  # names, and whether a condition holds around
        self._texts: list[str] | None = None  # of the element that began last, until it ends
        self._start = 0  # where its text begins
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = self._refuse
        self._parser.SkippedEntityHandler = self._refuse

    def read(self) -> Found:
        try:
            self._parser.Parse(self._content, True)
        except expat.ExpatError as error:
            what = expat.ErrorString(error.code)
            raise InputError(f"line {error.lineno}: it is no XML: {what}") from None
        except (LookupError, ValueError):  # an encoding that Python does not have
            raise InputError("line 1: it is in an encoding that cannot be read") from None
        images = Images("base-image", ships=True)
        for image in self._base_images:
            images.add(image, self._definitions.find)
        return images.found()

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        outer = bool(self._open) and self._open[-1][1]
        self._open.append((name, outer or "Condition" in attributes or name in _CONDITIONAL))
        self._texts = []

    def _text(self, text: str) -> None:
        if self._texts is not None:
            if not self._texts:
                self._start = self._parser.CurrentByteIndex
            self._texts.append(text)

    def _end(self, name: str) -> None:
        _, conditional = self._open.pop()
        texts, self._texts = self._texts, None
        if texts is None:  # it has elements of its own
            return
        scalar = self._scalar("".join(texts)) if texts else Scalar("", Span(0, 0), verbatim=False)
        if name.lower() == _BASE_IMAGE:
            self._base_images.append(scalar)
        if self._open and self._open[-1][0] == "PropertyGroup":
            self._definitions.add(name, None if conditional else scalar)

    def _scalar(self, text: str) -> Scalar:
        """The text of the element that ends here, without the white space around it."""
        end = self._parser.CurrentByteIndex
        raw = self._content[self._start : end]
        text = text.strip()
        start = self._start + len(raw) - len(raw.lstrip())
        if text.isascii() and raw.strip() == text.encode():
            return Scalar(text, Span(start, start + len(text)), verbatim=True)
        return Scalar(text, Span(self._start, end), verbatim=False)

    def _refuse(self, name: str, *_rest: object) -> None:
        line = self._parser.CurrentLineNumber
        raise InputError(f"line {line}: write the text itself instead of the entity {quoted(name)}")
