"""Reads Dockerfiles that were broken at random, and tells what it took.

`python bench/fuzz_dockerfile.py [COUNT] [SEED]`. Nothing but an InputError may come out, each piece
must stand at its place, and the slowest file is told.
"""

import contextlib
import random
import sys
import time

from dotimg.errors import InputError
from dotimg.files.dockerfile import parse, read

SEEDS = (
    (
        b"# syntax=docker/dockerfile:1\n# escape=`\nARG TAG=8.0 HOST='mcr.microsoft.com'\n"
        b"ARG FULL=${HOST}/dotnet/aspnet:$TAG\nFROM --platform=$BUILDPLATFORM ${FULL%.*} AS base\n"
    ),
    (
        b"FROM a AS b\nRUN --mount=type=bind,from=c:${V:-1},target=/x \\\n # d\n\n  e <<EOF "
        b'<<-"X Y"\nFROM f\nEOF\n\tX Y\nCOPY --link --from="$V" ["g h", "i"]\n'
        b"ONBUILD COPY --from=0 j k\n"
    ),
    (
        b'\xef\xbb\xbfARG A="x\\"$B" B C=${A##*[x]}\r\nENV D=${C//./-} E=f\r\n'
        b"from ${A:+b}\\\r\n@c\r\nARG A\r\nENV D 1 2\r\nUSER x\r\n"
        b"COPY --from=$D\\ $E ${A/b/c} d\r\n\xa0\xff"
    ),
)
SPLINTERS = (
    *(b"$", b"${", b"}", b"\\", b"`", b"'", b'"', b"<<", b"<<E", b"\nE\n", b"\n", b"\r\n", b"\\\n"),
    *(b" ", b"\t", b"#", b"=", b",", b":-", b"%", b"##", b"//", b"*", b"?", b"[", b"]", b"--from="),
    *(
        b"\nFROM a AS b\n",
        b"\nARG ",
        b"$A$A",
        b"${A:-",
        b"\nONBUILD RUN ",
        b"\xc2\xa0",
        b"\xff",
        b"0",
    ),
)


def main() -> None:
    """Break, read, check, print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    some = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)  # noqa: S311, PLR2004
    refused = uses = 0
    slowest = 0.0
    begin = time.perf_counter()
    for _ in range(count):
        content = broken(some)
        arguments = {"V": "2", "A": "$V"} if some.random() < 1 / 2 else {}
        try:
            uses += checked(content, arguments)
        except InputError:
            refused += 1
        except BaseException:
            print(content)
            raise
        if (took := seconds(content, arguments)) > slowest:
            # Once more, since a collection of garbage may have come between.
            slowest = max(slowest, min(took, seconds(content, arguments)))
    print(f"{count:,} files, {refused:,} refused, {uses:,} images, slowest {slowest * 1000:.1f} ms")
    print(f"{time.perf_counter() - begin:.0f} s")


def seconds(content: bytes, arguments: dict[str, str]) -> float:
    """How long it takes to read a file, or to refuse it."""
    start = time.process_time()
    with contextlib.suppress(InputError):
        read(content, arguments)
    return time.process_time() - start


def broken(some: random.Random) -> bytes:
    """One of the seeds, or two of them spliced, with splinters in it and holes."""
    content = some.choice(SEEDS)
    if some.random() < 1 / 4:
        other = some.choice(SEEDS)
        content = content[: some.randrange(len(content))] + other[some.randrange(len(other)) :]
    for _ in range(some.randint(1, 8)):
        at = some.randrange(len(content) + 1)
        gone = some.choice((0, 0, 0, 1, 5, 30))
        splinter = some.choice(SPLINTERS) * some.choice((1, 1, 1, 2, 40))
        content = content[:at] + splinter + content[at + gone :]
    return content


def checked(content: bytes, arguments: dict[str, str]) -> int:
    """Read a file, ask for all that is in it, and hold the pieces against its bytes."""
    found = read(content, arguments)
    for use in found.uses:
        joined = "".join(piece.text for piece in use.pieces)
        there = "".join(
            content[slice(*piece.span[:2])].decode("utf-8", "surrogateescape")
            if piece.span
            else piece.text
            for piece in use.pieces
        )
        if not use.reference == joined == there:
            raise AssertionError(use)
    for instruction in parse(content).instructions:
        spans = [instruction.span, *(word.span for word in instruction.words)]
        if any(not 0 <= start <= end <= len(content) for start, end, _ in spans):
            raise AssertionError(instruction)
    return len(found.uses)


if __name__ == "__main__":
    main()
