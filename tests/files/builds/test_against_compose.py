"""The builds of compose files are those that docker-compose itself resolves.

Debian's docker-compose is of version 1. What the Compose specification, which version 2 follows,
settles otherwise is left out of what is made here: numbers without quotes as values (version 2
writes 6.0 as 6), names without a value that no environment has (version 2 gives nothing for them,
version 1 an empty text), `!reset` and `!override`, `include`, `additional_contexts`, Dockerfiles
that stand in the file, and a file to extend that is in another folder with an `.env` of its own. A
variable without a value is empty to both; to dotimg it is not known, since the shell may have one.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dotimg.files.builds import compose
from dotimg.files.builds.model import Build
from dotimg.files.builds.tree import Tree
from dotimg.files.formats import dotenv
from tests.needs import need

_READER = """
import json, sys
from compose.cli.command import get_config_from_options
for line in sys.stdin:
    folder = line.rstrip("\\n")
    try:
        config = get_config_from_options(folder, {"--file": [folder + "/compose.yaml"]})
        print(json.dumps({one["name"]: one.get("build") for one in config.services}), flush=True)
    except Exception as error:
        print(json.dumps({"error": str(error)}), flush=True)
"""
NAMES = ("A", "B", "VERSION")
_VALUES = st.sampled_from(
    (
        *("6.0", "8.0-alpine", "", "a b", "x=y", "$A", "${B}", "${A:-6.0}", "${NO:-7.0}", "${B-b}"),
        *("$$A", "${A}-${B}", "${NO-}", "it's", "# no", "0123", "true", "é"),
    )
)
_PATHS = st.sampled_from((".", "./app", "b/", "app"))
_LINES = st.sampled_from(
    (
        *("A=6.0", "B=7.0 # seven", "export A=5.0", "A='6.0'", 'B="8.0"', "B=", "# A=1", ""),
        *("A = 3.1", "B='a $A'", 'B="a b"', "C", "A=6.0#x", "B=${A}-alpine", 'B="${A}"'),
    )
)

_BOOLEANS = st.booleans()


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


@st.composite
def arguments(draw: st.DrawFn) -> str:
    """The `args` of a build as they stand in YAML."""
    pairs = draw(st.dictionaries(st.sampled_from(NAMES), _VALUES | st.none(), max_size=3))
    if draw(_BOOLEANS):
        items = [name if value is None else f"{name}={value}" for name, value in pairs.items()]
        return f"[{', '.join(map(_text, items))}]"
    fields = [f"{name}: {'' if value is None else _text(value)}" for name, value in pairs.items()]
    shared = draw(_BOOLEANS)
    merged = ["<<: *shared"] if shared else []
    return f"{{{', '.join((*merged, *fields))}}}"


@st.composite
def services(draw: st.DrawFn, name: str, bases: list[str]) -> str:
    """A service as it stands in YAML."""
    lines = [f"  {name}:"]
    if draw(_BOOLEANS) and bases:
        base = draw(st.sampled_from(bases))
        extends = base
        if draw(_BOOLEANS):
            extends = f"{{service: {base}, file: ./compose.yaml}}"
        lines.append(f"    extends: {extends}")
        if draw(_BOOLEANS):
            return "\n".join(lines)
    context = draw(_PATHS)
    if draw(_BOOLEANS):
        return "\n".join((*lines, f"    build: {context}"))
    lines += ["    build:", f"      context: {context}"]
    if draw(_BOOLEANS):
        lines.append(f"      dockerfile: {draw(st.sampled_from(('x.Dockerfile', '../D${A}')))}")
    if draw(_BOOLEANS):
        lines.append(f"      target: {draw(st.sampled_from(('final', '${B:-base}')))}")
    if draw(_BOOLEANS):
        lines.append(f"      args: {draw(arguments())}")
    return "\n".join(lines)


@st.composite
def projects(draw: st.DrawFn) -> tuple[str, bytes]:
    """A compose file and the `.env` beside it."""
    made: list[str] = []
    names = ["one", "two", "three"][: draw(st.integers(1, 3))]
    for number, name in enumerate(names):
        made.append(draw(services(name, names[:number])))
    end = draw(st.sampled_from(("\n", "\r\n")))
    environment = end.join(("A=1.0", "B=2.0", *draw(st.lists(_LINES, max_size=4)), ""))
    head = 'version: "3.9"\nx-shared: &shared {VERSION: "9.0", A: "${A:-a}"}\nservices:\n'
    return head + "\n".join(made) + "\n", environment.encode()


@pytest.fixture(scope="module")
def reader() -> Iterator["subprocess.Popen[str]"]:
    python = Path(need("docker-compose")).read_text("utf-8").splitlines()[0].removeprefix("#!")
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    with subprocess.Popen(
        [*python.split(), "-c", _READER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        text=True,
    ) as process:
        yield process
        process.stdin.close()  # type: ignore[union-attr]


def _theirs(process: "subprocess.Popen[str]", folder: Path) -> dict[str, Any]:
    assert process.stdin
    assert process.stdout
    process.stdin.write(f"{folder}\n")
    process.stdin.flush()
    read: dict[str, Any] = json.loads(process.stdout.readline())
    return read


_numbers = count()


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(project=projects())
def test_builds_are_those_of_docker_compose(
    project: tuple[str, bytes], reader: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    folder = tmp_path / str(next(_numbers))
    for name in ("app", "b"):
        (folder / name).mkdir(parents=True)
    text, environment = project
    (folder / "compose.yaml").write_text(text, "utf-8")
    (folder / ".env").write_bytes(environment)
    theirs = _theirs(reader, folder)
    assume("error" not in theirs)
    variables = dotenv.read(environment, ".env")
    path = str(folder / "compose.yaml")
    ours = list(compose.read(path, text.encode(), Tree([str(folder)], {}), variables))
    assert all(isinstance(one, Build) for one in ours), ours
    assert [_facts(one) for one in ours if isinstance(one, Build)] == [
        (
            os.path.normpath(os.path.join(build["context"], build.get("dockerfile", "Dockerfile"))),
            {name: value for name, value in build.get("args", {}).items() if value},
            build.get("target"),
        )
        for name in ("one", "two", "three")
        if (build := theirs.get(name))
    ]


def _facts(build: Build) -> tuple[object, dict[str, str], str | None]:
    given = {name: value.text for name, value in build.arguments.items() if value.text}
    return build.dockerfile, given, build.target.text if build.target else None
