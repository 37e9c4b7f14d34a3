"""Literal references in any text: scripts, code, values of any file.

A text is anything, so that only what can be nothing else counts: a registry or a folder, a path,
and a tag or a digest. What lacks its tag, or is put together when the program runs, is skipped
with its known part as `name`: who has the tables tells whether that is of interest.
"""

import codecs
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from dotimg.errors import UsageError
from dotimg.files.kinds import SOUGHT, FileKind
from dotimg.files.model import Found, Piece, Skipped, Span, Use
from dotimg.files.syntax.source import DecodedText, source_of
from dotimg.names import reference

_STRINGS = r""""(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'"""
_HASH = r"(?<![^\s;])#[^\n]*"
_SLASHES = r"(?<!:)//[^\n]*"
_BLOCK = r"/\*[\s\S]*?(?:\*/|\Z)"
_XML = r"<!--[\s\S]*?(?:-->|\Z)"


def _comments(*forms: str) -> re.Pattern[str]:
    """Finds strings, in which nothing is a comment, and comments, as the group of that name."""
    # Behind a string that is not closed, an escaped quote opens none.
    return re.compile(rf"(?P<comment>{'|'.join(forms)})|{_STRINGS}|\\[\\\"']")


_SCRIPT = _comments(_HASH)
_COMMENTS: dict[FileKind, re.Pattern[str]] = {
    "powershell": _comments(_HASH, r"<#[\s\S]*?(?:#>|\Z)"),
    "batch": _comments(r"(?im:^[ \t@]*(?:rem\b|::)[^\n]*)"),
    "bake": _comments(_HASH, _SLASHES, _BLOCK),
    "fsharp": _comments(_SLASHES, r"\(\*(?!\))[\s\S]*?(?:\*\)|\Z)"),
    "terraform": _comments(_HASH, _SLASHES, _BLOCK),
    **dict.fromkeys(("code", "groovy", "json", "devcontainer"), _comments(_SLASHES, _BLOCK)),
    **dict.fromkeys(("xml", "project"), re.compile(rf"(?P<comment>{_XML})")),
}
_CHARACTERS = r"[A-Za-z0-9._/:@-]"
_WORD = re.compile(rf"{_CHARACTERS}*")
_LONGEST = 512  # characters of a name, a tag and a digest
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LOOKED_AT = 8000  # bytes
_IMAGE_SCHEMES = ("docker", "docker-image", "oci")
# A key in front of a name, without a space between: image:mcr.microsoft.com/...
_KEY = re.compile(r"[\w-]+:(?=[\w-]+(?:\.[\w-]+)+/)")
_FILLED_IN = ("$", "{", "%", "(", "[", "*", "#", "<")
_END_OF_VARIABLE = ("$", "}", ")", "%", ">", "]")
_JOINED_BEHIND = re.compile(r"""["'](?:\$|\s{0,9}(?:\+|\.\s{0,9}["'$]))""")
_JOINED_BEFORE = re.compile(r"""\+\s{0,9}[$@]?["']\Z""")
# A tag that is the next argument of a call: ("mcr.microsoft.com/dotnet/sdk", "8.0").
_NEXT_ARGUMENT = re.compile(r"""["']\s{0,99},\s{0,99}["'](?P<tag>[0-9]+\.[0-9][\w.-]*)["']""")
_INSTRUCTION = re.compile(r"[ \t]*(?:#|(?:ARG|FROM)[ \t])", re.IGNORECASE)
_NO_TAG = "it has no tag beside it: write the whole reference so that it can be checked"
_VARIABLE = "a part of it is filled in later: write the whole reference so that it can be checked"


def with_literals(
    found: Found,
    kind: FileKind,
    content: bytes,
    needles: Sequence[bytes],
    known: Iterable[Span] = (),
) -> Found:
    """What a reader of its format found in a file, and what stands in it besides.

    Args:
        found: What was found, whose places are not looked at again.
        kind: What the file is, which tells what a comment is.
        content: Its bytes.
        needles: Texts of which every name of interest holds one.
        known: Further places that are not looked at.
    """
    if kind in SOUGHT and _is_binary(content):
        return Found((), (Skipped(Span(0, len(content)), "it is not text"),))
    if not may_hold(content, needles):
        return found
    uses, skipped = list(found.uses), list(found.skipped)
    covered: _Covered | None = None
    text = _Text(kind, source_of(content))
    for start, end in text.words([needle.decode() for needle in needles]):
        if text.is_left_out(start):
            continue
        literal = text.literal(start, end)
        if not literal:
            continue
        covered = covered or _Covered(found, len(content), known)
        if covered.meets(literal.span):
            continue
        if isinstance(literal, Use):
            uses.append(literal)
        else:
            skipped.append(literal)
    if len(uses) + len(skipped) == len(found.uses) + len(found.skipped):
        return found
    return Found(
        tuple(sorted(uses, key=lambda use: use.span)),
        tuple(sorted(skipped, key=lambda place: place.span)),
    )


class _Covered:
    """The bytes of which all is known, but for a file that could not be read as a whole."""

    def __init__(self, found: Found, size: int, known: Iterable[Span]) -> None:
        spans = {use.span for use in found.uses} | {place.span for place in found.skipped}
        spans.discard(Span(0, size))
        spans |= {piece.span for use in found.uses for piece in use.pieces if piece.span}
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end, path in sorted({*spans, *known}):
            if path:
                continue
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def meets(self, span: Span) -> bool:
        """Whether some of these bytes are among them."""
        before = bisect_right(self._starts, span.end - 1) - 1
        return before >= 0 and span.start < self._ends[before]


class _Text:
    """The text of one file.

    Args:
        kind: What the file is.
        source: Its text.
    """

    def __init__(self, kind: FileKind, source: DecodedText) -> None:
        self._kind = kind
        self.source = source
        self._comments: list[tuple[int, int]] | None = None
        self._line = 0
        self._passed = 0
        self._in_instruction = False

    def words(self, needles: Iterable[str]) -> Iterator[tuple[int, int]]:
        """Where each word with a slash begins and ends that holds one of some texts."""
        text, end = self.source.text, 0
        for place in _places(text, needles):
            if place < end or self._is_in_instruction(place):
                continue
            before = _WORD.match(text[max(place - _LONGEST, end) : place][::-1])
            start = place - (before.end() if before else 0)
            behind = _WORD.match(text, place, place + _LONGEST)
            end = behind.end() if behind else place
            if text.find("/", start, end) >= 0:
                yield start, end

    def _is_in_instruction(self, place: int) -> bool:
        """Whether it is in a line of a Dockerfile that is read as such, or its comment.

        Places are asked for in their order.
        """
        if self._kind != "dockerfile":
            return False
        text = self.source.text
        line = text.rfind("\n", self._passed, place) + 1 or self._line
        if line != self._line or not self._passed:
            self._in_instruction = _INSTRUCTION.match(text, line) is not None
        self._line, self._passed = line, place
        return self._in_instruction

    def is_left_out(self, place: int) -> bool:
        """Whether it is in a comment; the words of Dockerfiles are in none."""
        if self._kind == "dockerfile":
            return False
        if self._comments is None:
            matches = _COMMENTS.get(self._kind, _SCRIPT).finditer(self.source.text)
            self._comments = [match.span() for match in matches if match["comment"] is not None]
        before = bisect_right(self._comments, (place, place)) - 1
        return before >= 0 and place < self._comments[before][1]

    def literal(self, start: int, end: int) -> Use | Skipped | None:
        """What a word is, with what stands around it."""
        text = self.source.text
        scheme, separator, _ = text[start:end].rpartition("://")
        if separator:
            if not scheme.endswith(_IMAGE_SCHEMES):
                return None
            start += len(scheme) + len(separator)
        if key := _KEY.match(text, start, end):
            start = key.end() + (text[key.end()] == "-")  # ${NAME:-default}
        open_start = self._is_open_before(start)
        open_end = self._is_open_behind(end)
        if open_start and open_end:
            return None
        if not open_end:
            end = start + len(text[start:end].rstrip(".-_"))
        word = text[start:end]
        if open_start or open_end:
            return self._partial(start, end, behind=open_end)
        if word[:1] in {"/", ".", ":", "-", "_", "@"}:
            return None
        return self._whole(start, end, word)

    def _is_open_before(self, start: int) -> bool:
        text = self.source.text
        if start and text[start - 1] in _END_OF_VARIABLE:
            return text[start - 1] != ">" or text[start] == "/"
        return _JOINED_BEFORE.search(text, max(start - 12, 0), start) is not None

    def _is_open_behind(self, end: int) -> bool:
        text = self.source.text
        if text.startswith(_FILLED_IN, end):
            return text[end : end + 2] not in {"</", "<!"}
        return _JOINED_BEHIND.match(text, end) is not None

    def _partial(self, start: int, end: int, *, behind: bool) -> Skipped | None:
        """A word that goes on, behind or before it, in what is known only later."""
        word = self.source.text[start:end]
        name = _name_of(word)
        if not behind:  # the registry is missing
            tagged = name != word
            return self._skip(start, end, _VARIABLE, f"$/{name.lstrip('/')}") if tagged else None
        if not word[0].isalnum() or not (reference.states_registry(word) or ":" in word):
            return None
        return self._skip(start, end, _VARIABLE, _canonical(name.rstrip("/")))

    def _whole(self, start: int, end: int, word: str) -> Use | Skipped | None:
        tagless = word.rstrip(":/@")
        try:
            parsed = reference.parse(tagless)
        except UsageError as error:
            official = word.startswith(f"{reference.DOTNET_REGISTRY}/")
            return self._skip(start, end, str(error), _name_of(word)) if official else None
        span = self.source.span(start, end)
        if parsed.tag and parsed.tag.isupper():  # sdk:TAG
            return self._skip(start, end, _VARIABLE, parsed.name)
        if parsed.tag or parsed.digest:
            piece = Piece(word, span if self.source.width == 1 else None)
            return Use(word, span, (piece,), "text", "", ships=False, platform=None)
        # What is elsewhere may be anything, as github.com/dotnet/sdk is.
        if parsed.registry != reference.DOTNET_REGISTRY:
            return None
        argument = _NEXT_ARGUMENT.match(self.source.text, end)
        if argument and word == tagless and self.source.width == 1:
            tag = Piece(argument["tag"], self.source.span(*argument.span("tag")))
            pieces = Piece(word, span), Piece(":", None), tag
            whole = "".join(piece.text for piece in pieces)
            return Use(whole, span, pieces, "text", "", ships=False, platform=None)
        return self._skip(start, end, _NO_TAG, parsed.name)

    def _skip(self, start: int, end: int, reason: str, name: str) -> Skipped:
        return Skipped(self.source.span(start, end), reason, name)


def _name_of(word: str) -> str:
    """A reference without its tag and digest, as far as it goes."""
    name, _, _ = word.partition("@")
    head, colon, tag = name.rpartition(":")
    return name if not colon or "/" in tag else head


def _canonical(name: str) -> str:
    try:
        return reference.parse(name).name
    except UsageError:
        return name


def may_hold(content: bytes, needles: Iterable[bytes]) -> bool:
    """Whether some bytes hold one of the needles, or are in UTF-16, in which they look unlike."""
    for needle in needles:
        if needle in content:
            return True
    return content.startswith(_UTF_16)


def _is_binary(content: bytes) -> bool:
    """Whether some bytes are not text, by git's rule; an empty file is text."""
    return b"\0" in content[:_LOOKED_AT] and not content.startswith(_UTF_16)


def _places(text: str, needles: Iterable[str]) -> list[int]:
    """Where each of some texts stands, in order."""
    found = []
    for needle in needles:
        place = text.find(needle)
        while place >= 0:
            found.append(place)
            place = text.find(needle, place + 1)
    return sorted(found)
