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
from collections.abc import Callable
from pathlib import Path

from dotimg.check import baseline
from dotimg.check.teams import Teams
from dotimg.errors import InputError
from dotimg.files.builds.collection import Builds
from dotimg.files.ignore_rules import rules_of
from dotimg.files.kinds import kind_of
from dotimg.files.model import Found
from dotimg.names.frameworks import Framework
from dotimg.project import docker_ignore, global_json
from dotimg.project import reader as project_reader
from dotimg.project.brought import assets
from dotimg.project.of_dockerfile import Finder

MARK = b"Zx9Mark"
IMAGE = b"mcr.microsoft.com/dotnet/sdk:8.0"
DOCKERFILE = b"ARG V=1\nARG W\nFROM a/dotnet/sdk:$V$W AS b\nFROM c AS d\nCOPY --from=b e f\n"
NEEDLES = (b"dotnet/", MARK)
# The files that are broken, by their paths: they are read as a search and its checks read them.
FILES: dict[str, bytes] = {
    "azure-pipelines.yml": b"resources:\n  containers:\n  - {container: a, image: 'b:$(T)'}\n"
    b"variables: {T: 1}\njobs:\n- job: c\n  container: a\n  steps:\n  - script: d\n"
    b"  - task: Docker@2\n    inputs: {command: build, arguments: --build-arg V=$(T)}\n"
    b"  - bash: >\n      docker build\n      --build-arg V=Zx9Mark .\n",
    "compose.yaml": b"x-a: &Zx9Mark {image: 'b:${T:-1}'}\nservices:\n  c:\n    <<: *Zx9Mark\n"
    b'    platform: e\n  d: {image: "f:$T", build: .}\n  g:\n    extends: d\n'
    b"    build: {args: [V=1, W], target: b, additional_contexts: {h: 'docker-image://i'}}\n"
    b"  j:\n    build:\n      args: {V: $T}\n      dockerfile_inline: |\n        FROM k:$V\n",
    ".env": b"export T=1 # a\nV='Zx9Mark'\nW=\"$T\\n\n${V:-b}\"\nX=a/dotnet/sdk:1\n",
    ".devcontainer/devcontainer.json": b'{"image": "Zx9Mark:${localEnv:T:1}", // b\n'
    b' "Zx9Mark": [1, true, null, "\\u0041"],'
    b' "build": {"dockerfile": "../Dockerfile", "args": {"V": "${localEnv:T:1}"}},}',
    ".gitlab-ci.yml": b"image: Zx9Mark:$T\nvariables: {T: '1'}\n"
    b"b:\n  image: {name: c}\n  services: [d, e]\n  script: [docker build --build-arg V=$T .]\n",
    "a.csproj": b'<?xml version="1.0"?>\n<Project Sdk="a"><PropertyGroup Condition="true">'
    b"<T>Zx9Mark</T><ContainerBaseImage>c:$(T)</ContainerBaseImage></PropertyGroup></Project>",
    ".github/workflows/a.yml": b"on: push\nenv: {T: 1}\njobs:\n  a:\n    runs-on: b\n"
    b"    strategy: {matrix: {v: [1, 2]}}\n    container: 'c:${{ matrix.v }}'\n"
    b"    services: {d: {image: e}}\n    steps:\n    - run: docker build --build-arg V=$T .\n"
    b"    - {uses: docker/build-push-action@v6, with: {build-args: V=1, context: .}}\n",
    "pod.yaml": b"apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - {image: 'b:1'}\n---\nc\n"
    b"---\n{repository: d/e, tag: 1.0}\n---\nkustomize: {images: [{name: f/g, newTag: h}]}\n",
    "skaffold.yaml": b"apiVersion: skaffold/v4\nkind: Config\nbuild:\n  artifacts:\n"
    b"  - {image: a, context: ., docker: {buildArgs: {V: Zx9Mark}, target: b}}\n",
    "values.json": b'{"image": {"repository": "a/b", "tag": "1"}, "c": ["Zx9Mark", 1e5, null],\n'
    b' "d": "mcr.microsoft.com/dotnet/sdk:8.0"}',
    "docker-bake.hcl": b'variable "T" { default = "Zx9Mark" }\n'
    b'target "a" {\n  args = { V = "${T}", W = upper("b") }\n  contexts = { c = "target:d" }\n}\n'
    b'target "d" {\n  inherits = ["a"]\n  matrix = { e = ["1", "2"] }\n  name = "d-${e}"\n'
    b'  dockerfile-inline = <<E\nFROM f\nE\n}\n# g\ngroup "h" { targets = ["a"] } // i\n',
    "docker-bake.json": b'{"variable": {"T": {"default": "Zx9Mark"}},\n'
    b' "target": {"a": {"args": {"V": "${T}"}, "inherits": ["b"]}, "b": {"context": "."}}}',
    "build.sh": b"# Zx9Mark\nT=1\nif a; then cd b && docker build --build-arg V=${T:-2} \\\n  -f "
    b"Dockerfile .; fi\ndocker pull " + IMAGE + b' "$T"\ncat <<E\nc\nE\n',
    "build.ps1": b"$T = 'Zx9Mark' <# a #>\n& docker build `\n  --build-arg V=$T .; docker pull "
    b'"' + IMAGE + b'"\n',
    "build.cmd": b"rem Zx9Mark\nset T=1\ndocker build ^\n --build-arg V=%T% . & docker pull "
    b"" + IMAGE + b"\n",
    "Jenkinsfile": b"/* Zx9Mark */ node { docker.image('" + IMAGE + b"').inside {\n"
    b'  sh "docker build --build-arg V=${T} ." // a\n} }\n',
    "Makefile": b"T := 1\na:\n\tdocker build --build-arg V=$(T) \\\n\t  . # Zx9Mark\n",
    "a.cs": b'var a = "mcr.microsoft.com/dotnet/sdk" + ":8.0"; // Zx9Mark\n/* b */ C("'
    b'mcr.microsoft.com/dotnet/sdk", "8.0"); var d = @"'
    + IMAGE
    + b'"; var e = $"'
    + IMAGE
    + b'{f}";',
    "a.fs": b'let a = "' + IMAGE + b'" (* Zx9Mark *) // b\n',
    "main.tf": b'a = "' + IMAGE + b'" # Zx9Mark\n/* b */ c = "mcr.microsoft.com/dotnet/sdk:${d}"\n',
    "a.props": b"<a><!-- Zx9Mark --><b c='" + IMAGE + b"'>mcr.microsoft.com/dotnet/sdk</b></a>",
}
# Files beside, each by what reads it.
SIDE_FILES: dict[str, bytes] = {
    "settings": b'[d."e".f]\ng = {h.i = 1}\n[tool.dotimg]\nregistry = "a.example/b"\n'
    b'ignore = ["DI401"] # c\nfamilies = ["alpine"]\n',
    "rules": b"# a\n*.b\n!/c/**/d*e[!f-h]/\n\\#i\nj[[:space:]]k \\ \n**/l\nm/**\n",
    "facts": b'<Project Sdk="Microsoft.NET.Sdk"><Import Project="../a.props"/>'
    b"<PropertyGroup Condition=\" '$(A)' != '' and $([MSBuild]::VersionLessThan('1', '2')) \">"
    b"<A>$([System.IO.Path]::Combine('c', '..'))</A></PropertyGroup><PropertyGroup>"
    b"<TargetFrameworks>net8.0;net$(NETCoreAppMaximumVersion)</TargetFrameworks>"
    b"<RuntimeIdentifiers>linux-x64</RuntimeIdentifiers></PropertyGroup><ItemGroup>"
    b"<ProjectReference Include='d/*.csproj;$(A)e.csproj' Exclude='f'/>"
    b"<PackageReference Include='g' Version='1'/><PackageReference Remove='@(h)'/></ItemGroup>"
    b"<Choose><When Condition=\"'$(A)'=='1'\"/><Otherwise/></Choose></Project>",
    "file-based": b"#!/usr/bin/env dotnet\n#:sdk Microsoft.NET.Sdk.Web@1\n#:property A=b\n"
    b"#:package c@1.0\n#:project d\nConsole.WriteLine(1); // Zx9Mark\n",
    "assets": b'{"version": 3, "targets": {"net8.0": {"a/1.0": {"type": "package", "dependencies": '
    b'{"b": "1"}, "frameworkReferences": ["c"]}, "d/1.0": {"type": "project"}}}, "project": '
    b'{"restore": {"projectPath": "/e/assets.csproj"}, "frameworks": {"net8.0": {"dependencies": '
    b'{"a": {"target": "Package"}}, "frameworkReferences": {"f": {}}}}},'
    b' "libraries": {"a/1.0": {"type": "package"}}}',
    "global.json": b'{"sdk": {"version": "8.0.100", // a\n "rollForward": "latestFeature",'
    b' "allowPrerelease": false}}',
    "solution": b'<Solution><Folder Name="/a/"><Project Path="b.csproj"/></Folder></Solution>',
    "docker-ignore": b"**/bin\n!a/*.csproj\n# b\nc?d\\\n../e\n",
    "baseline": b'{"schema": 1, "baseline": [\n{"path": "a", "rule": "DI201", "stage": "", '
    b'"repository": "b", "count": 1}]}',
}
SPLINTERS = (
    *(b"'", b'"', b"\\", b"{", b"}", b"[", b"]", b"(", b")", b"<", b">", b"&", b"*", b"!", b"$"),
    *(b"#", b"%", b"-", b"?", b":", b",", b".", b"=", b"/", b"|", b"\n", b"\r\n", b"\t", b" "),
    *(b"\x00", b"\xff", b"\xc2\xa0", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80"),
    *(b": ", b"- ", b"<<: ", b"&a ", b"*a", b"!!", b"${", b"${{", b"}}", b"$(", b"]]>", b"<!--"),
    *(b"**/", b"*a", b"[z-a]", b"[[:x:]]", b"[!", b"a.", b"'''", b'"""', b"\\u0041", b"\\ud800"),
    *(b"docker build ", b" --build-arg A=", b" && ", b"<<E\n", b"//", b"/*", b"$((", b"%A%", b"`"),
    *(IMAGE, b"$[", b"/" * 50, b"../", b"extends: ", b"inherits = ", b"\\\n", b"A" * 300),
    *(b"&#0;", b"<!DOCTYPE a>", b"%TAG ! a\n", b"1e999", b"0x", b"1979-05-27", b"\x1b[m", MARK),
)
# What may be told of a value in them.
OPEN = frozenset(("settings", "facts", "file-based", "solution", "global.json"))


def main() -> None:
    """Break, read, check, print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    some = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)  # noqa: S311, PLR2004
    seeds = FILES | SIDE_FILES
    read: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    slowest: dict[str, float] = dict.fromkeys(seeds, 0.0)
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for path, content in {**FILES, "Dockerfile": DOCKERFILE}.items():
            put(path, content)
        for number in range(count):
            name = list(seeds)[number % len(seeds)]
            content = broken(some, seeds[name])
            start = time.process_time()
            try:
                (checked if name in FILES else SIDE_READERS[name])(name, content)
                read[name] += 1
            except InputError as error:
                refused[name] += 1
                # Settings that are TOML may be told what is wrong with a value.
                unread = name not in OPEN or "is no TOML" in str(error)
                if unread and MARK.decode() in str(error):
                    raise AssertionError(name, content) from error
            except BaseException:
                print(name, content)
                raise
            slowest[name] = max(slowest[name], time.process_time() - start)
    for name in seeds:
        print(
            f"{name:32}{read[name]:9,} read {refused[name]:9,} refused, "
            f"slowest {slowest[name] * 1000:.1f} ms"
        )


def put(path: str, content: bytes) -> None:
    """Write a file below the folder where this runs."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(content)


def broken(some: random.Random, content: bytes) -> bytes:
    """A seed with splinters in it and holes."""
    for _ in range(some.choice((1, 1, 2, 3, 5))):
        at = some.randrange(len(content) + 1)
        gone = some.choice((0, 0, 0, 1, 5, 30))
        splinter = some.choice(SPLINTERS) * some.choice((1, 1, 1, 2, 40))
        content = content[:at] + splinter + content[at + gone :]
    return content


def checked(path: str, content: bytes) -> None:
    """Read a file and what it builds, and hold what was found against the bytes."""
    kind = kind_of(path) or "yaml"
    builds = Builds({}, [os.curdir], {path: content}, NEEDLES)
    builds.may_state(kind, content)
    builds.add(path, kind, content)
    if path == ".env":  # whose variables are those of the file beside it
        builds.add("compose.yaml", "compose", FILES["compose.yaml"])
    hold("Dockerfile", path, content, builds.dockerfile("Dockerfile", DOCKERFILE, None)[1])
    with contextlib.suppress(InputError):  # the project beside it is a whole one
        Finder().app_of(path, None, content)
    hold(path, path, content, builds.document(path, kind, content))


def hold(own: str, path: str, content: bytes, found: Found) -> None:
    """Compare the places in what was found in a file, those in the broken one, with its bytes."""
    contents = {"Dockerfile": DOCKERFILE, path: content}
    spans = [*(use.span for use in found.uses), *(one.span for one in found.skipped)]
    pieces = [piece for use in found.uses for piece in use.pieces]
    spans += [piece.span for piece in pieces if piece.span]
    for span in spans:
        there = contents.get(span.path or own)
        if there is not None and not 0 <= span.start <= span.end <= len(there):
            raise AssertionError(own, span)
    for piece in pieces:
        if piece.span and (there := contents.get(piece.span.path or own)) is not None:
            with contextlib.suppress(UnicodeDecodeError):
                if piece.text != there[piece.span.start : piece.span.end].decode():
                    raise AssertionError(own, piece)


def read_settings(_name: str, content: bytes) -> None:
    """Read the settings of a team."""
    put("pyproject.toml", content)
    Teams(("alpine",)).of(os.curdir)
    os.remove("pyproject.toml")


def read_rules(_name: str, content: bytes) -> None:
    """Read a `.gitignore`."""
    for rule in rules_of(content):
        for path in (b"a/b/c", b"aaaa", MARK, b"\xff", b""):
            rule.matches(path)


def read_facts(_name: str, content: bytes) -> None:
    """Read a project that others beside it belong to."""
    put("facts/facts.csproj", content)
    project_reader.read("facts/facts.csproj")


def read_program(_name: str, content: bytes) -> None:
    """Read a program of one file."""
    put("program/program.cs", content)
    project_reader.read("program/program.cs", program="net10.0")


def read_solution(_name: str, content: bytes) -> None:
    """Read a solution in both of its formats."""
    for ending in ("sln", "slnx"):
        put(f"solution/a.{ending}", content)
        with contextlib.suppress(InputError):
            project_reader.read_all(f"solution/a.{ending}")


def read_assets(_name: str, content: bytes) -> None:
    """Read what restore left for a project."""
    project = Path("assets.csproj")
    project.touch()
    os.utime(project, (0, 0))
    put("obj/project.assets.json", content)
    try:
        assets.read(str(project), [str(project)], Framework(".NETCoreApp", (8, 0)))
    except assets.AssetsError as error:
        raise InputError(str(error)) from None


def read_global_json(_name: str, content: bytes) -> None:
    """Read what names an SDK."""
    put("sdk/global.json", content)
    global_json.read("sdk/global.json")


def read_docker_ignore(_name: str, content: bytes) -> None:
    """Read what a build leaves out."""
    put(".dockerignore", content)
    for path in ("a/b.csproj", "a" * 200, "c/bin"):
        docker_ignore.leaves_out("", "Dockerfile", path)
    os.remove(".dockerignore")


def read_baseline(_name: str, content: bytes) -> None:
    """Read a baseline and compare with it."""
    put("baseline.json", content)
    baseline.opened("baseline.json").compare((), ("a",))


SIDE_READERS: dict[str, Callable[[str, bytes], None]] = {
    "settings": read_settings,
    "rules": read_rules,
    "facts": read_facts,
    "file-based": read_program,
    "assets": read_assets,
    "global.json": read_global_json,
    "solution": read_solution,
    "docker-ignore": read_docker_ignore,
    "baseline": read_baseline,
}


if __name__ == "__main__":
    main()
