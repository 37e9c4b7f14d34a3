"""How the time that each reader takes grows when its input doubles.

`python bench/growth.py [KIND...]`. Each shape is one that some reader could take too long for.
The limit is 2.6 times; each figure is the best of five, and a shape that takes under 20 ms is made
larger.
"""

import contextlib
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import get_args

from dotimg.check.teams import Teams
from dotimg.errors import InputError
from dotimg.files import dockerfile, formats
from dotimg.files.builds.collection import Builds
from dotimg.files.formats import any_tree, dotenv
from dotimg.files.ignore_rules import rules_of
from dotimg.files.kinds import FileKind
from dotimg.files.literals import with_literals
from dotimg.files.model import Found
from dotimg.files.side_files import LARGEST

LIMIT = 2.6
ENOUGH = 0.02  # seconds
IMAGE = b" mcr.microsoft.com/dotnet/sdk:8.0 "
NEEDLE = b"dotnet/"
# Shapes of files that declare builds, and of text: how a file of them is called.
BUILDING: dict[str, tuple[str, FileKind]] = {
    "bake": ("docker-bake.hcl", "bake"),
    "bake.json": ("docker-bake.json", "bake"),
    "builds of compose": ("compose.yaml", "compose"),
    "skaffold": ("skaffold.yaml", "yaml"),
    "commands": ("build.sh", "script"),
    "steps": (".github/workflows/a.yml", "workflow"),
}
TEXTS: dict[str, FileKind] = {
    "literals": "script",
    "code": "code",
    "text of a Dockerfile": "dockerfile",
    "xml": "xml",
}
PATH = b"a" * 200 + b"/" + b"a/" * 100 + b"a" * 200
SHAPES: dict[str, dict[str, Callable[[int], bytes]]] = {
    "dockerfile": {
        "stages": lambda n: b"FROM a AS b\n" * n,
        "stages that copy": lambda n: b"".join(
            b"FROM a AS b%d\nCOPY --from=b0 c d\n" % i for i in range(n)
        ),
        "variables": lambda n: b"ARG A=1\nFROM a:$A\n" * n,
        "continued lines": lambda n: b"FROM a\nRUN b" + b" \\\n c" * n,
        "heredocs": lambda n: b"FROM a\n" + b"RUN <<E\nb\nE\n" * n,
        "braces": lambda n: b"ARG A\nFROM " + b"${A:-" * n + b"}" * n,
    },
    "compose": {
        "services": lambda n: (
            b"services:\n" + b"".join(b"  a%d: {image: b}\n" % i for i in range(n))
        ),
        "braces": lambda n: b"services: {a: {image: '" + b"${A:-" * n + b"}" * n + b"'}}",
        "one long line": lambda n: b"services: {a: {image: '" + b"b" * n + b"'}}",
        "aliases": lambda n: b"a: &a [1]\nb: [" + b"*a, " * n + b"]",
        "brackets": lambda n: b"[" * n,
        "unprintable": lambda n: b"a: " + b"\xff" * n,
    },
    "workflow": {
        "jobs": lambda n: b"jobs:\n" + b"".join(b"  a%d: {container: b}\n" % i for i in range(n)),
        "expressions": lambda n: b"jobs: {a: {container: '" + b"${{ a }}" * n + b"'}}",
    },
    "azure-pipelines": {
        "jobs": lambda n: b"jobs:\n" + b"- {job: a, container: b}\n" * n,
        "variables": lambda n: (
            b"variables: {A: b}\njobs:\n- {job: a, container: '" + b"$(A)" * n + b"'}"
        ),
    },
    "gitlab-ci": {
        "jobs": lambda n: b"".join(b"a%d: {image: b}\n" % i for i in range(n)),
        "variables": lambda n: b"variables: {A: b}\nimage: '" + b"$A" * n + b"'",
    },
    "yaml": {
        "documents": lambda n: (
            b"kind: Pod\napiVersion: v1\nspec: {containers: [{image: a}]}\n---\n" * n
        )
    },
    "devcontainer": {
        "fields": lambda n: b"{" + b'"a": 1,' * n + b"}",
        "fields in lines": lambda n: b"{" + b'"a": 1,\n' * n + b"}",
        "variables": lambda n: b'{"image": "' + b"${localEnv:A:b}" * n + b'"}',
        "comments": lambda n: b"/*a*/" * n + b"{}",
        "open comments": lambda n: b"/*" * n,
        "escapes": lambda n: b'{"image": "' + b"\\u0041" * n + b'"}',
    },
    "project": {
        "images": lambda n: (
            b"<Project>" + b"<ContainerBaseImage>a</ContainerBaseImage>" * n + b"</Project>"
        ),
        "properties": lambda n: (
            b"<Project><PropertyGroup>"
            + b"<A>$(A)b</A>" * n
            + b"<ContainerBaseImage>$(A)</ContainerBaseImage></PropertyGroup></Project>"
        ),
        "attributes": lambda n: b"<Project " + b"".join(b'a%d="b" ' % i for i in range(n)) + b"/>",
    },
    "settings": {
        "a dotted key": lambda n: b"a." * n + b"a = 1",
        "a quoted key": lambda n: b'"a\\"".' * n + b"a = 1",
        "a key in a table": lambda n: b"b = {" + b"'a' . " * n + b"a = 1}",
        "a dotted table": lambda n: b"[" + b"a." * n + b"a]",
        "long keys": lambda n: b"".join(b"a." * 48 + b"b%d = 1\n" % i for i in range(n)),
        "brackets": lambda n: b"a = " + b"[" * n,
        "words": lambda n: b"ignore = [" + b'"DI401", ' * n + b"]",
        "quotes": lambda n: b'"' * n,
    },
    "bake": {
        "targets": lambda n: b"".join(b'target "a%d" { args = { B = C } }\n' % i for i in range(n)),
        "a diamond": lambda n: (
            b'target "a0" {}\n'
            + b"".join(
                b'target "a%d" { inherits = ["a%d", "a%d"] }\n' % (i, i - 1, i - 1)
                for i in range(1, n)
            )
        ),
        "a long value": lambda n: b'target "a" { args = { A = "' + b"b" * n + b'" } }',
        "open comments": lambda n: b'target "a" { b = c(' + b"/*" * n,
        "calls": lambda n: b'target "a" { b = ' + b"c(" * n + b")" * n + b" }",
        "sums": lambda n: b'target "a" { b = 1' + b" + 1" * n + b" }",
        "brackets": lambda n: b'target "a" { b = ' + b"[" * n,
        "templates": lambda n: b'target "a" { b = "' + b"${" * n + b"}" * n + b'" }',
        "heredocs": lambda n: b'target "a" {\n' + b"b = <<E\nc\nE\n" * n + b"}",
        "a heredoc of many lines": lambda n: (
            b'target "a" {\ndockerfile-inline = <<E\nFROM b\n' + b"RUN c\n" * n + b"E\n}"
        ),
        "matrices": lambda n: b"".join(
            b'target "a%d" { matrix = { B = ["1", "2"], C = ["1", "2"] } }\n' % i for i in range(n)
        ),
        "an open text": lambda n: b'target "' + b'a" "' * n,
    },
    "bake.json": {
        "targets": lambda n: (
            b'{"target": {'
            + b",".join(b'"a%d": {"args": {"B": "c"}}' % i for i in range(n))
            + b"}}"
        ),
    },
    "builds of compose": {
        "services": lambda n: (
            b"services:\n" + b"".join(b"  a%d: {build: {args: [A=b]}}\n" % i for i in range(n))
        ),
        "a long chain": lambda n: (
            b"services:\n  a0: {build: .}\n"
            + b"".join(b"  a%d: {extends: a%d}\n" % (i, i - 1) for i in range(1, n))
        ),
        "arguments": lambda n: (
            b"services:\n  a:\n    build:\n      args:\n"
            + b"".join(b"        A%d: $B\n" % i for i in range(n))
        ),
        "lines of a Dockerfile": lambda n: (
            b"services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM b\n"
            + b"        RUN c\n" * n
        ),
    },
    "skaffold": {
        "artifacts": lambda n: (
            b"apiVersion: skaffold/v4\nbuild:\n  artifacts:\n"
            + b"  - {image: a, docker: {buildArgs: {B: c}}}\n" * n
        ),
    },
    "commands": {
        "lines": lambda n: b"docker build --build-arg A=b .\n" * n,
        "one line": lambda n: b"docker build --build-arg A=b .; " * n,
        "one quoted word": lambda n: b'docker build "docker "' * n,
        "open quotes": lambda n: b'docker build .\nA="' + b'\\"' * n,
        "variables": lambda n: b"docker build --build-arg A=" + b"${A}" * n + b" .",
        "many words": lambda n: b"docker build" + b" --build-arg A=$A" * n,
        "spaces behind =": lambda n: b"docker build --build-arg A=$A .\nA=" + b" " * n + b'"b',
        "blank lines": lambda n: b"docker build --build-arg A=$A ." + b"\n" * n,
        "folders": lambda n: b"cd a\ndocker build .\n" * n,
        "printed": lambda n: b"echo docker build .\n" * n,
    },
    "steps": {
        "folded lines": lambda n: (
            b"jobs:\n a:\n  steps:\n  - run: >\n" + b"     docker build --build-arg A=b .\n" * n
        ),
        "an indented line": lambda n: (
            b"jobs:\n a:\n  steps:\n  - run: |\n" + b" " * n + b"docker build .;" * n
        ),
        "actions": lambda n: (
            b"jobs:\n a:\n  steps:\n"
            + b"  - {uses: docker/build-push-action@v6, with: {build-args: A=b}}\n" * n
        ),
        "open expressions": lambda n: (
            b"jobs: {a: {steps: ["
            b'{run: "docker build --build-arg A=${{'
            + b" " * min(n, 4000)
            + b' ."},' * (n // 1000 + 1)
            + b"]}}"
        ),
    },
    "dotenv": {
        "variables": lambda n: b"".join(b"A%d=$A%d\n" % (i, i - 1) for i in range(n)),
        "one name": lambda n: b"A=${A}b\n" * n,
        "quotes": lambda n: b'A="' * n,
        "single quotes": lambda n: b"A='\nB=\"\n" * n,
        "escapes": lambda n: b'A="' + b'\\"' * n,
        "spaces": lambda n: b"A=" + b" " * n + b"b",
        "export": lambda n: b"export " * n,
        "no values": lambda n: b"A\n" * n,
    },
    "trees": {
        "pairs": lambda n: b"a:\n" + b"- {repository: b/c, tag: d}\n" * n,
        "blank lines": lambda n: b"pool: a\nimage: b" + b"\n" * n,
        "deep": lambda n: b"image: a\nb: " + b"[" * n,
        "minified JSON": lambda n: b'{"image": [' + b'{"image":"a/b:1"},' * n + b"1]}",
    },
    "literals": {
        "words": lambda n: IMAGE * n,
        "lines": lambda n: (IMAGE + b"\n") * n,
        "one word": lambda n: IMAGE.strip() + b"/a" * n,
        "joined": lambda n: IMAGE.strip() * n,
        "comments": lambda n: b"# a\n" * n + IMAGE,
        "open strings": lambda n: b'"' + b'\\"' * n + IMAGE,
        "mixed quotes": lambda n: b"\"'" * n + IMAGE,
        "dashes": lambda n: b"-" * n + IMAGE,
        "arguments": lambda n: b'"mcr.microsoft.com/dotnet/sdk",     ' * n,
    },
    "code": {
        "slashes": lambda n: b"//" * n + IMAGE,
        "open comments": lambda n: b"/*" * n + IMAGE,
        "closed comments": lambda n: b"/**/" * n + IMAGE,
        "escaped": lambda n: b"'" + b"\\'" * n + IMAGE,
    },
    "text of a Dockerfile": {
        "one line": lambda n: b"FROM a\nRUN b" + IMAGE * n,
        "an indented line": lambda n: b"FROM a\nRUN \\\n" + b" " * n + IMAGE * n,
    },
    "xml": {
        "open comments": lambda n: b"<!--" * n + IMAGE,
        "closed comments": lambda n: b"<!---->" * n + IMAGE,
    },
    "rules": {
        "lines": lambda n: b"".join(b"a%d\n" % i for i in range(n)),
        "wildcards": lambda n: b"".join(b"*a%d*\n" % i for i in range(n)),
        "stars": lambda n: b"*a" * n + b"b",
        "folders": lambda n: b"**/a/" * n + b"b",
        "stars in folders": lambda n: b"**/*a*a/" * n + b"b",
        "brackets": lambda n: b"[!b]*" * n,
        "an open bracket": lambda n: b"[" * n,
        "spaces": lambda n: b"\\ " * n + b" " * n,
    },
}


def main() -> None:
    """Measure and print."""
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for kind, shapes in SHAPES.items():
            if sys.argv[1:] and kind not in sys.argv[1:]:
                continue
            for name, shape in shapes.items():
                size, ratio = measured(kind, shape, folder)
                worst = max(worst, ratio)
                print(f"{kind:16} {name:20} {size:10,} bytes {ratio:6.2f}", flush=True)
    print(f"at most {worst:.2f} times, the limit is {LIMIT}")
    sys.exit(worst > LIMIT)


def measured(kind: str, shape: Callable[[int], bytes], folder: str) -> tuple[int, float]:
    """The size that is doubled, and how many times as long twice of it takes."""
    number = 250
    # What is refused at once, as the too large is, never takes long.
    while seconds(kind, shape(number), folder) < ENOUGH and len(shape(number * 4)) < LARGEST:
        number *= 2
    once, twice = shape(number), shape(2 * number)
    times = list(pairs(kind, once, twice, folder))
    return len(once), min(two for _, two in times) / max(min(one for one, _ in times), 0.001)


def pairs(kind: str, once: bytes, twice: bytes, folder: str) -> Iterator[tuple[float, float]]:
    """The seconds of both, five times."""
    for _ in range(5):
        yield seconds(kind, once, folder), seconds(kind, twice, folder)


def seconds(kind: str, content: bytes, folder: str) -> float:
    """How long it takes to read a file, or to refuse it."""
    if kind == "settings":
        with open(os.path.join(folder, "dotimg.toml"), "wb") as file:
            file.write(content)
    re.purge()  # expressions that were compiled before would be found
    start = time.process_time()
    with contextlib.suppress(InputError):
        if kind == "rules":
            for rule in rules_of(content):
                rule.matches(PATH)
        elif kind == "settings":
            Teams(("alpine",)).of(folder)
        elif kind == "dockerfile":
            dockerfile.read(content, {})
        elif kind in BUILDING:
            builds = Builds({}, [folder], needles=(NEEDLE,))
            builds.add(os.path.join(folder, BUILDING[kind][0]), BUILDING[kind][1], content)
        elif kind in TEXTS:
            with_literals(Found((), ()), TEXTS[kind], content, (NEEDLE,))
        elif kind == "dotenv":
            dotenv.read(content, ".env")
        elif kind == "trees":
            (any_tree.read_json if content[:1] == b"{" else any_tree.read_yaml)(content, {})
        else:
            formats.read(next(one for one in get_args(FileKind) if one == kind), content, {})
    return time.process_time() - start


if __name__ == "__main__":
    main()
