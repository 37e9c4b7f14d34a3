import time

import pytest

from dotimg.errors import InputError
from dotimg.files.dockerfile import parse, read

SIZE = 200_000


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "line 1: the file is empty: not a Dockerfile"),
        (b" \n\t\r\n", "line 1: the file is empty: not a Dockerfile"),
        (b"\xef\xbb\xbf", "line 1: no FROM in it: not a Dockerfile"),
        (b"# a\nRUN b\n", "line 1: no FROM in it: not a Dockerfile"),
        (b"[package]\nname = 'x'\n", "line 1: no FROM in it: not a Dockerfile"),
        (b"FROM a\n\n\0", "line 3: a NUL byte: not a text file in UTF-8"),
        ("FROM a".encode("utf-16"), "line 1: a NUL byte: not a text file in UTF-8"),
        (b"# a\n\nFROM\n", "line 3: FROM names no image"),
        (b"FROM a\nFROM --platform=x\n", "line 2: FROM names no image"),
        (b"FROM a b\n", "line 1: FROM takes IMAGE or IMAGE AS NAME, nothing else"),
        (b"FROM a # b\n", "line 1: FROM takes IMAGE or IMAGE AS NAME, nothing else"),
        (b"FROM a AS 1\n", "line 1: the name after AS is not valid"),
        (b"FROM a AS \x1b[m\n", "line 1: the name after AS is not valid"),
        (
            b"FROM a\nRUN \\\n <<EOF <<X\nEOF\n\n",
            "line 2: a heredoc is not closed by a line with its name",
        ),
        (b"# escape=x\nFROM a", "line 1: the escape character is \\ or `"),
        (
            b"# syntax=x\n#escape=\\\\\nFROM a",
            "line 2: the escape character is \\ or `",
        ),
        (
            b"# escape=`\n# Escape=`\nFROM a",
            "line 2: the parser directive escape is set twice",
        ),
    ],
)
def test_a_fault_is_told_with_its_line(content: bytes, message: str) -> None:
    for reader in (parse, read):
        with pytest.raises(InputError) as caught:
            reader(content)
        assert str(caught.value) == message


def test_an_unknown_instruction_does_no_harm() -> None:
    content = b"FROM a\nENV x\nENV x=1 y\nLABEL x\nCOPY [1]\nNO --x\n--from=x\nONBUILD\n\\\n"
    assert [use.reference for use in read(content).uses] == ["a"]
    assert [word.text for one in parse(content).instructions for word in one.words] == [
        *("a", "x", "1", "[1]")
    ]


def test_a_value_that_doubles_ten_thousand_times_is_skipped() -> None:
    lines = [f"ARG V{n + 1}=$V{n}$V{n}" for n in range(10_000)]
    found = read(("ARG V0=ab\n" + "\n".join(lines) + "\nFROM $V3\nFROM $V9999\n").encode())
    assert [use.reference for use in found.uses] == ["ab" * 8]
    assert [skipped.reason for skipped in found.skipped] == ["it is too long for an image name"]


def test_a_value_longer_than_any_image_name_is_skipped() -> None:
    found = read(b"ARG V=%b\nFROM x$V\n" % (b"a" * 17_000))
    assert [skipped.reason for skipped in found.skipped] == ["it is too long for an image name"]


def many(count: int, line: str) -> bytes:
    return "".join(line.format(n, n - 1) for n in range(1, count)).encode()


TRAPS = {
    "dollars": b"FROM " + b"$" * SIZE,
    "escapes": b"FROM " + b"\\" * SIZE,
    "escaped blanks": b"FROM a\nRUN " + b"\\ " * (SIZE // 2),
    "heredoc marks": b"FROM a\nRUN " + b"<<" * (SIZE // 2),
    "heredoc marks apart": b"FROM a\nRUN " + b"<< " * (SIZE // 3),
    "open heredocs": b"FROM a\nRUN " + b"<<E " * (SIZE // 4),
    "braces": b"FROM " + b"${" * (SIZE // 2),
    "braces in an argument": b"ARG A=" + b"${A:-" * (SIZE // 5) + b"\nFROM $A",
    "nested defaults": b"FROM a:" + b"${A:-" * 12_000 + b"}" * 12_000,
    "double quotes": b"FROM " + b'"' * SIZE,
    "double quotes of an argument": b"ARG " + b'"' * (SIZE + 1) + b"\nFROM a",
    "single quotes of a flag": b"FROM --a" + b"'" * (SIZE + 1) + b" b",
    "flags": b"FROM " + b"--a " * (SIZE // 4) + b"b",
    "flags in many lines": b"FROM a\nCOPY " + b"--from=$A \\\n" * (SIZE // 12) + b"b c",
    "mounts": b"FROM a\nRUN --mount=" + b"from=a," * (SIZE // 7) + b" b",
    "quotes in a mount": b"FROM a\nRUN --mount=" + b'\\"' * (SIZE // 2) + b" b",
    "empty continuations": b"FROM a" + b"\\\n" * (SIZE // 2),
    "blank lines in a continuation": b"FROM a\\" + b"\n" * SIZE,
    "newlines": b"FROM a" + b"\n" * SIZE,
    "blanks": b"FROM a" + b" " * SIZE + b"b",
    "blanks of Unicode": b"\xc2\xa0" * (SIZE // 2) + b"FROM a" + b"\xc2\xa0" * (SIZE // 2),
    "brackets": b"FROM a\nCMD " + b"[" * SIZE,
    "a list": b"FROM a\nCMD [" + b'"",' * (SIZE // 3) + b"]",
    "hashes": b"#" * SIZE + b"\nFROM a",
    "a directive of blanks": b"#escape=" + b" x" * (SIZE // 2),
    "continued lines": b"FROM a\nRUN b" + b" \\\n  && c" * 10_000,
    "a word in many lines": b"FROM a" + b"\\\nb" * 100_000,
    "stages": b"FROM a AS s0\n" + many(10_000, "FROM s{1} AS s{0}\n"),
    "stages with variables": b"FROM a AS s0\n"
    + many(10_000, "FROM s{1} AS s{0}\nARG A{0}=1\nCOPY --from=$NO a b\n"),
    "copies of a long value": b"ARG A=" + b"a" * 100_000 + b"\n" + b"FROM $A\n" * 50_000,
    "doubled values": b"ARG V0=a\n" + many(10_000, "ARG V{0}=$V{1}$V{1}\n") + b"FROM $V9999",
    "values with one more byte": b"ARG V0=a\n" + many(20_000, "ARG V{0}=$V{1}b\n") + b"FROM $V9",
    "defaults that copy": b"ARG L=%b\nARG " % (b"a" * 8000)
    + b"A=${B:+$L$L} " * 20_000
    + b"\nFROM a",
    "stars": b"ARG A=" + b"a" * 500 + b"\nFROM " + b"${A#*a*a*a*a*a*a*a*a*b}" * 1000,
    "patterns": b"ARG A=%b P=%bb\n" % (b"a" * 1500, b"?" * 1000) + b"FROM x${A#*$P}\n" * 10_000,
    "question marks": b"ARG A=%b\nFROM ${A##*%bb}" % (b"a" * 16_000, b"?" * 60_000),
    "replacements": b"ARG A=%b\nFROM ${A//a/%b}" % (b"a" * 16_000, b"b" * 60_000),
}  # fmt: skip


@pytest.mark.parametrize("content", TRAPS.values(), ids=TRAPS.keys())
def test_no_file_takes_long(content: bytes) -> None:
    start = time.process_time()
    try:
        read(content)
    except InputError:
        pass
    else:
        for instruction in parse(content).instructions:
            assert instruction.words is not None
    assert time.process_time() - start < 5
