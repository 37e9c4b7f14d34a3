"""The edits other than images."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from dotimg.files.model import Span
from dotimg.named_tuples import NamedTuple
from dotimg.upgrade.model import Advice

Kind = Literal["target-framework", "global-json", "framework-option", "port", "workflow", "package"]

_NO_BYTES: Mapping[str, bytes] = MappingProxyType({})
_NO_WORDS: Mapping[str, str] = MappingProxyType({})
_NO_ADVICE: Mapping[str, tuple[Advice, ...]] = MappingProxyType({})


class Companion(NamedTuple):
    """A text that moves with images: its place, with the path of its file, and the new text."""

    span: Span
    text: str
    kind: Kind
    why: str


class Beside(NamedTuple):
    """What belongs to files whose images move together.

    `contents` are the bytes of the files of `edits` that name no images. `blocked` tells of files
    why their images stay in their channel. `known` are the files whose project is known, and moves
    or need not; `advice` is what else to look at, by file.
    """

    edits: tuple[Companion, ...] = ()
    contents: Mapping[str, bytes] = _NO_BYTES
    blocked: Mapping[str, str] = _NO_WORDS
    known: frozenset[str] = frozenset()
    advice: Mapping[str, tuple[Advice, ...]] = _NO_ADVICE


ALONE = Beside()
