"""BuildKit's own parser, in Go, on the same files: same instructions, flags, words, heredocs.

What it does differently is of old: it knows no `# check=`, takes `<< EOF` for no heredoc, looks for
backslashes in flags whatever the escape character, and lets text stand behind a JSON list.
"""

import re
from typing import NamedTuple

import dockerfile as buildkit  # type: ignore[import-not-found]
import pytest
from hypothesis import assume, given, settings

from dotimg.errors import InputError
from dotimg.files.dockerfile import Instruction, instructions

from .generated import DOCKERFILES

KNOWN = {
    *("ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "LABEL", "MAINTAINER"),
    *("RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"),
}
# Faults that cannot change which images a file names.
FORGIVEN = ("must have two arguments", "can't find =", "arrays must be comprised of strings only")
OLD_WAYS = re.compile(
    r"""<<-?[\s\xa0] | <<\S*[\\`]              # a blank or an escape behind the heredoc
    | \][^\n]*\S                             # text behind a list
    | escape\ =\ `.*(?:\\.*--|--.*\\)         # a backslash in a flag
    | --.*[\xa0é] | [\xa0é].*--               # flags were read byte by byte
    | [ \t\n]=                              # a name may not be empty any more
    | <<.*\$\{(?!X\}) | \$\{(?!X\}).*<<       # operators are newer than heredocs""",
    re.VERBOSE | re.DOTALL,
)

CASES = {
    "one line": "FROM a",
    "no final newline behind a continuation": "FROM a\\",
    "Windows line ends": "FROM a\r\nRUN b \\\r\n  c\r\nRUN <<EOF\r\nx\r\nEOF\r\nRUN d\r\n",
    "byte order mark": "\ufeffFROM a\nRUN b\n",
    "lone carriage returns": "FROM a\nRUN b\rc\n",
    "any case": "from a As b\nrUn c\nonbuild Copy d e\n",
    "leading blanks": "  FROM a\n\t RUN b\n",
    "blanks of Unicode at both ends": "\u3000FROM a\u00a0\n\u00a0RUN b\u2003\u2003\n",
    "comments and blank lines in a continuation": "FROM a\nRUN b \\\n# c \\\n\n   \\\n  # d\n  e\n",
    "blanks behind the escape": "FROM a\nRUN b \\ \t\n  c\n",
    "two escapes are none": "FROM a\nRUN b \\\\\nRUN c\n",
    "an escape alone": "FROM a\n\\\nRUN b\n\\\n",
    "a keyword in two": "FR\\\nOM a\n",
    "a word in two": "FROM mcr.microsoft.com/\\\ndotnet/\\\n# c\naspnet:8.0\n",
    "backtick": "# escape=`\nFROM a`\nb\nRUN c \\\nRUN d\n",
    "backtick in any case with blanks": "#  eScApE =  `  \nFROM a`\nb\n",
    "backtick behind syntax": "# syntax=x\n# escape=`\nFROM a`\nb\n",
    "no directive behind a comment": "# a\n# escape=`\nFROM a`\nRUN b\n",
    "no directive behind a blank line": "\n# escape=`\nFROM a`\nRUN b\n",
    "no directive behind an unknown one": "# x=y\n# escape=`\nFROM a`\nRUN b\n",
    "a shebang": "#!/usr/bin/env docker\n# escape=`\nFROM a`\nRUN b\n",
    "a directive twice": "# escape=`\n# escape=`\nFROM a\n",
    "no such escape": "# escape=x\nFROM a\n",
    "heredoc": "FROM a\nRUN <<EOF\nFROM b\n\\\nEOF\nRUN c\n",
    "heredoc with tabs": "FROM a\nRUN <<-EOF\n\tb\n\tEOF\nRUN c\n",
    "tabs do not end another": "FROM a\nRUN <<EOF\n\tEOF\nEOF\nRUN c\n",
    "quoted heredocs": "FROM a\nRUN <<\"A B\" <<'C'\nA\nA B\nx\nC\nRUN c\n",
    "heredoc with a number": "FROM a\nRUN cat 3<<EOF 4<<-E >f\nx\nEOF\n\tE\nRUN c\n",
    "no heredocs in quotes": "FROM a\nRUN echo \"<<EOF\" '<<EOF' \\<<EOF\nRUN b\n",
    "no heredoc inside a word": "FROM a\nRUN cat<<EOF\nRUN b<<<c\n",
    "no heredoc with an open quote": "FROM a\nRUN it's <<EOF\nRUN <<EOF it's\nRUN b\n",
    "no heredoc in a list": 'FROM a\nRUN ["<<EOF"]\nCMD <<EOF\nRUN b\n',
    "heredoc of files": "FROM a\nCOPY <<a <<b /c/\n1\na\n2\nb\nADD <<x y\nx\nRUN c\n",
    "heredoc behind a continuation": "FROM a\nRUN b \\\n# c\n <<EOF\nd\nEOF\nRUN e\n",
    "heredoc behind ONBUILD": "FROM a\nONBUILD RUN <<EOF\nFROM b\nEOF\nRUN c\n",
    "heredoc without its end": "FROM a\nRUN <<EOF\nEOF \n",
    "flags": "FROM --platform=a/b --x c AS d\nRUN --mount=type=bind,from=e --network=none f --g\n",
    "flags in quotes": "FROM a\nCOPY --from=\"b c\" --chown='d e' --x\\ y=z f g\n",
    "a quote in other quotes of a flag": "FROM a\nCOPY --x=\"b'c\" --y='d\"e' f g\n",
    "end of flags": "FROM a\nCOPY --link -- --from=b c\n",
    "a flag in two": "FROM a\nCOPY --from=\\\nb \\\n --link c d\n",
    "lists": 'FROM a\nCOPY ["b c", "d\\u0041\\"\\\\"]\nCMD [ ]\nSHELL ["a", "b"\nVOLUME ["x"]',
    "pairs": "FROM a\nENV a=\"b c\" d='e f' g=h\\ i\nENV j  k  l \nLABEL m=n o=\"$p\"\n",
    "arguments": "ARG a=1 b c=\"d e\" 'f g'=h i=j\\\nFROM $a\n",
    "nothing escapes a single quote": "FROM a\nARG b='c\\' d='e f'\n",
    "an open quote with an escape behind it": 'FROM a\nARG b="c \\\\\\\nRUN d\n',
    "no words": "ARG\nFROM a\nRUN\nCOPY \nONBUILD\nENV\n",
    "an unknown instruction": "FROM a\nNOTHING b c\nRUN d\n",
}  # fmt: skip


class Read(NamedTuple):
    """What both parsers can be asked for."""

    keyword: str
    line: int
    flags: tuple[str, ...] | None
    words: tuple[str, ...] | None
    heredocs: tuple[tuple[str, str], ...] | None


def by_buildkit(text: str) -> list[Read]:
    found = []
    for one in buildkit.parse_string(text):
        keyword = upper(one.cmd)
        # Of what ONBUILD holds back, the wheel hands out the words alone.
        whole = keyword != "ONBUILD"
        heredocs = tuple((heredoc.name, heredoc.content) for heredoc in one.heredocs)
        words = one.value if upper(one.sub_cmd or keyword) in KNOWN else None
        if keyword:
            found.append(
                Read(keyword, one.start_line, one.flags if whole else None, words,
                     heredocs if whole else None)
            )  # fmt: skip
    return found


def by_us(text: str) -> list[Read]:
    content = text.encode()
    return [as_read(one, content) for one in instructions.read(content)]


def as_read(one: Instruction, content: bytes) -> Read:
    whole = one.keyword != "ONBUILD"
    inner = one.trigger or one
    return Read(
        one.keyword,
        one.line,
        tuple(flag.text for flag in one.flags) if whole else None,
        tuple(word.text for word in inner.words) if inner.keyword in KNOWN else None,
        tuple((doc.name, content[slice(*doc.lines[:2])].decode()) for doc in one.heredocs)
        if whole
        else None,
    )


def upper(keyword: str | None) -> str:
    return (keyword or "").encode().upper().decode()


def read_by_both(text: str) -> tuple[object, object]:
    """What each makes of a file, None for one that it refuses."""
    theirs: list[Read] | None = None
    try:
        theirs = by_buildkit(text)
    except buildkit.GoParseError as error:
        if any(words in str(error) for words in FORGIVEN):
            return None, None
    try:
        ours = by_us(text)
    except InputError:
        return theirs, None
    # Without instructions: that there is no FROM is found out later.
    return (theirs or [], ours) if not ours else (theirs, ours)


@pytest.mark.parametrize("text", CASES.values(), ids=CASES.keys())
def test_reads_what_buildkit_reads(text: str) -> None:
    theirs, ours = read_by_both(text)
    assert ours == theirs


@given(DOCKERFILES)
@settings(max_examples=300)
def test_reads_what_buildkit_reads_in_files_that_nobody_would_write(text: str) -> None:
    assume(not OLD_WAYS.search(text))
    theirs, ours = read_by_both(text)
    assert ours == theirs
