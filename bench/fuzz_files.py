"""Reads files of all formats and side files that were broken at random, and tells what it took.

`python bench/fuzz_files.py [COUNT] [SEED]`. Nothing but an InputError may come out, which repeats
nothing of the file, and each piece of an image must stand at its place. `fuzz_dockerfile.py` does
the same for Dockerfiles, `growth.py` measures how time grows with size.
"""

import contextlib
import os
import random
import sys
import tempfile
import time
from collections import Counter
from typing import get_args

from dotimg.check.teams import Teams
from dotimg.errors import InputError
from dotimg.files import formats
from dotimg.files.ignore_rules import rules_of
from dotimg.files.kinds import FileKind

MARK = b"Zx9Mark"
SEEDS: dict[str, bytes] = {
    "azure-pipelines": b"resources:\n  containers:\n  - {container: a, image: 'b:$(T)'}\n"
    b"variables: {T: 1}\njobs:\n- job: c\n  container: a\n  steps:\n  - script: d\n",
    "compose": b"x-a: &Zx9Mark {image: 'b:${T:-1}'}\nservices:\n  c:\n    <<: *Zx9Mark\n"
    b'    platform: e\n  d: {image: "f:$T", build: .}\n',
    "devcontainer": b'{"image": "Zx9Mark:${localEnv:T:1}", // b\n'
    b' "Zx9Mark": [1, true, null, "\\u0041"],}',
    "gitlab-ci": b"image: Zx9Mark:$T\nvariables: {T: '1'}\n"
    b"b:\n  image: {name: c}\n  services: [d, e]\n",
    "project": b'<?xml version="1.0"?>\n<Project Sdk="a"><PropertyGroup Condition="b">'
    b"<T>Zx9Mark</T><ContainerBaseImage>c:$(T)</ContainerBaseImage></PropertyGroup></Project>",
    "workflow": b"on: push\nenv: {T: 1}\njobs:\n  a:\n    runs-on: b\n    strategy: {matrix: "
    b"{v: [1, 2]}}\n    container: 'c:${{ matrix.v }}'\n    services: {d: {image: e}}\n",
    "yaml": b"apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - {image: 'b:1'}\n---\nc\n",
    "settings": b'[d."e".f]\ng = {h.i = 1}\n[tool.dotimg]\nregistry = "a.example/b"\n'
    b'ignore = ["DI401"] # c\nfamilies = ["alpine"]\n',
    "rules": b"# a\n*.b\n!/c/**/d*e[!f-h]/\n\\#i\nj[[:space:]]k \\ \n**/l\nm/**\n",
}
SPLINTERS = (
    *(b"'", b'"', b"\\", b"{", b"}", b"[", b"]", b"(", b")", b"<", b">", b"&", b"*", b"!", b"$"),
    *(b"#", b"%", b"-", b"?", b":", b",", b".", b"=", b"/", b"|", b"\n", b"\r\n", b"\t", b" "),
    *(b"\x00", b"\xff", b"\xc2\xa0", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80"),
    *(b": ", b"- ", b"<<: ", b"&a ", b"*a", b"!!", b"${", b"${{", b"}}", b"$(", b"]]>", b"<!--"),
    *(b"**/", b"*a", b"[z-a]", b"[[:x:]]", b"[!", b"a.", b"'''", b'"""', b"\\u0041", b"\\ud800"),
    *(b"&#0;", b"<!DOCTYPE a>", b"%TAG ! a\n", b"1e999", b"0x", b"1979-05-27", b"\x1b[m", MARK),
)


def main() -> None:
    """Break, read, check, print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    some = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)  # noqa: S311, PLR2004
    read: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    slowest: dict[str, float] = dict.fromkeys(SEEDS, 0.0)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            kind = list(SEEDS)[number % len(SEEDS)]
            content = broken(some, SEEDS[kind])
            start = time.process_time()
            try:
                checked(kind, content, folder)
                read[kind] += 1
            except InputError as error:
                refused[kind] += 1
                # Settings that are TOML may be told what is wrong with a value.
                unread = kind != "settings" or "is no TOML" in str(error)
                if unread and MARK.decode() in str(error):
                    raise AssertionError(kind, content) from error
            except BaseException:
                print(kind, content)
                raise
            slowest[kind] = max(slowest[kind], time.process_time() - start)
    for kind in SEEDS:
        print(
            f"{kind:16}{read[kind]:9,} read {refused[kind]:9,} refused, "
            f"slowest {slowest[kind] * 1000:.1f} ms"
        )


def broken(some: random.Random, content: bytes) -> bytes:
    """A seed with splinters in it and holes."""
    for _ in range(some.choice((1, 1, 2, 3, 5))):
        at = some.randrange(len(content) + 1)
        gone = some.choice((0, 0, 0, 1, 5, 30))
        splinter = some.choice(SPLINTERS) * some.choice((1, 1, 1, 2, 40))
        content = content[:at] + splinter + content[at + gone :]
    return content


def checked(kind: str, content: bytes, folder: str) -> None:
    """Read a file, and hold what was found against its bytes."""
    if kind == "rules":
        for rule in rules_of(content):
            for path in (b"a/b/c", b"aaaa", MARK, b"\xff", b""):
                rule.matches(path)
    elif kind == "settings":
        with open(os.path.join(folder, "pyproject.toml"), "wb") as file:
            file.write(content)
        Teams(("alpine",)).of(folder)
    else:
        found = formats.read(next(one for one in get_args(FileKind) if one == kind), content, {})
        for span in (*(use.span for use in found.uses), *(one.span for one in found.skipped)):
            if not 0 <= span.start <= span.end <= len(content):
                raise AssertionError(span)
        for piece in (piece for use in found.uses for piece in use.pieces):
            if piece.span:
                with contextlib.suppress(UnicodeDecodeError):
                    if piece.text != content[piece.span.start : piece.span.end].decode():
                        raise AssertionError(piece)


if __name__ == "__main__":
    main()
