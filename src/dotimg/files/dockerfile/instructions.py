"""The instructions of a Dockerfile, each with its flags, words and heredocs where they stand."""

from collections.abc import Iterator

from dotimg.errors import InputError
from dotimg.files.dockerfile import heredocs, words
from dotimg.files.dockerfile.heredocs import Heredoc
from dotimg.files.dockerfile.lines import LogicalLines
from dotimg.files.dockerfile.text import Text, decoded
from dotimg.files.model import Span
from dotimg.named_tuples import NamedTuple

_WITH_HEREDOCS = ("ADD", "COPY", "RUN")
_LISTS_OR_WORDS = ("ADD", "COPY", "VOLUME")
_LISTS_OR_TEXT = ("CMD", "ENTRYPOINT", "RUN", "SHELL")
_PAIRS = ("ENV", "LABEL")
_WORDS = ("EXPOSE", "FROM")
# Spares most lines the decoding.
_KEYWORDS = {
    name.encode(): name
    for name in (*_LISTS_OR_WORDS, *_LISTS_OR_TEXT, *_PAIRS, *_WORDS, "ARG", "USER", "WORKDIR")
}


class Word(NamedTuple):
    """One word as the builder reads it, and the bytes it stands in, quotes of a list left out."""

    text: str
    span: Span


class Instruction(NamedTuple):
    """One instruction.

    `keyword` is upper-case, `line` counts from 1; `start` and `end` are the offsets of the keyword
    and behind the last byte, heredocs with their ends included; `flags` have lost their quotes, as
    in `--from=build`; `body` is what stands behind them on joined lines, and `escape` the escape
    character.
    """

    keyword: str
    line: int
    start: int
    end: int
    body: Text
    flags: tuple[Text, ...]
    heredocs: tuple[Heredoc, ...]
    escape: bytes

    @property
    def span(self) -> Span:
        """From the keyword to the last byte."""
        return Span(self.start, self.end)

    @property
    def words(self) -> tuple[Word, ...]:
        """The body cut as its keyword asks for: a shell form is one word, a list its strings."""
        keyword, body = self.keyword, self.body
        if keyword in _WORDS:
            return tuple(_word(text) for text in words.blank_separated(body))
        if keyword == "ARG":
            return tuple(_word(text) for text in words.quoted_words(body, self.escape))
        if keyword in _PAIRS:
            pairs = words.pairs(body, self.escape)
            return tuple(_word(text) for pair in pairs for text in pair)
        strings = self._strings()
        if strings is not None:
            return tuple(Word(decoded(raw), cut.span) for raw, cut in strings)
        if keyword in _LISTS_OR_WORDS:
            return tuple(_word(text) for text in words.blank_separated(body))
        return (_word(body),) if body.raw else ()

    @property
    def is_list(self) -> bool:
        """Whether the body is a JSON list where that has a meaning: the exec form."""
        return self._strings() is not None

    @property
    def script(self) -> str:
        """All that a RUN runs: its body, and the lines of its heredocs."""
        return "\n".join([self.body.text, *(one.text for one in self.heredocs)])

    @property
    def trigger(self) -> "Instruction | None":
        """What an ONBUILD holds back; None for all other instructions."""
        if self.keyword != "ONBUILD" or not self.body.raw:
            return None
        keyword, rest = words.keyword_and_rest(self.body)
        flags, body = words.flags_and_body(rest, self.escape)
        return self._replace(
            keyword=decoded(keyword.raw.upper()),
            start=keyword.span.start,
            body=body,
            flags=flags,
        )

    def _strings(self) -> tuple[tuple[bytes, Text], ...] | None:
        if self.keyword in _LISTS_OR_TEXT or self.keyword in _LISTS_OR_WORDS:
            return words.json_strings(self.body)
        return None


def read(content: bytes) -> Iterator[Instruction]:
    """All instructions in their order, unknown ones too.

    Raises:
        InputError: The file is empty or binary, a parser directive is wrong, a heredoc has no end.
    """
    if not content.strip():
        raise InputError("line 1: the file is empty: not a Dockerfile")
    if (nul := content.find(b"\0")) >= 0:
        number = content.count(b"\n", 0, nul) + 1
        raise InputError(f"line {number}: a NUL byte: not a text file in UTF-8")
    lines = LogicalLines(content)
    escape = lines.escape
    for number, start, end, name, text in lines:
        keyword = _KEYWORDS.get(name) or decoded(name.upper())
        flags: tuple[Text, ...] = ()
        body = text
        if text.raw.startswith(b"--"):
            flags, body = words.flags_and_body(text, escape)
        made = Instruction(keyword, number, start, end, body, flags, (), escape)
        if b"<<" in text.raw and _can_have_heredocs(made):
            found, lines.at = heredocs.read(content, lines.at, text.raw, number)
            if found:
                made = made._replace(heredocs=found, end=found[-1].end.end)
        yield made


def _can_have_heredocs(instruction: Instruction) -> bool:
    # In a list they are quoted, and so are none.
    return (instruction.trigger or instruction).keyword in _WITH_HEREDOCS


def _word(text: Text) -> Word:
    return Word(text.text, text.span)
