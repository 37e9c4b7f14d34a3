"""`--msbuild`: facts that `dotnet` tells; a stand-in for it gives what the real one printed."""

import json
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from dotimg.errors import InputError
from dotimg.project import dotnet
from dotimg.project.reader import read
from tests.cli.conftest import Run, dotimg
from tests.project.answers import read_answers
from tests.project.trees import make

__all__ = ["dotimg"]  # the fixture

MCR = "mcr.microsoft.com/dotnet/"
ROWS = {row[0]: row for row in read_answers("msbuild-output.jsonl.gz")}
STAND_IN = """#!{python}
import json, sys
arguments, code, out, err = json.load(open({answer!r}))
given = sys.argv[1:]
if given[: len(arguments)] != arguments:
    sys.exit("other arguments: " + repr(given))
for more in given[len(arguments):]:
    name, _, value = more.removeprefix("-p:").partition("=")
    out["Properties"][name] = value
print(json.dumps(out) if isinstance(out, dict) else out)
sys.stderr.write(err)
sys.exit(code)
"""
pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-in is a script")


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    """A project, with a `dotnet` on the PATH that answers for it."""
    _, text, arguments, *answer = ROWS[request.param]
    folder = make(
        tmp_path / "src", {"app.csproj": text, "answer.json": json.dumps([arguments, *answer])}
    )
    program = tmp_path / "bin" / "dotnet"
    program.parent.mkdir()
    program.write_text(STAND_IN.format(python=sys.executable, answer=str(folder / "answer.json")))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    return str(folder / "app.csproj")


@pytest.mark.parametrize("app", ["web", "native"], indirect=True)
def test_the_facts_are_those_that_are_read(app: str) -> None:
    (told,) = dotnet.ask(app)
    own = read(app)
    same = ("target_frameworks", "output_type", "framework_references", "aot", "test", "web")
    assert [getattr(told, fact) for fact in same] == [getattr(own, fact) for fact in same]
    assert told.told_by == "dotnet msbuild of SDK 10.0.401"


@pytest.mark.parametrize("app", ["two frameworks, none chosen"], indirect=True)
def test_it_is_asked_once_for_each_target_framework(app: str) -> None:
    told = dotnet.ask(app)
    assert [one.framework for one in told] == ["net8.0", "net10.0"]
    assert {one.target_frameworks for one in told} == {("net8.0", "net10.0")}
    (only,) = dotnet.ask(app, "net8.0")
    assert only.framework == "net8.0"


@pytest.mark.parametrize(
    ("app", "message"),
    [
        ("an SDK that is not there", "error : Could not resolve SDK"),
        ("broken", "error MSB4025: The project file could not be loaded."),
        ("a bad condition", "error MSB4105: Found an unexpected character"),
    ],
    indirect=["app"],
)
def test_what_it_refuses_is_one_line(app: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        dotnet.ask(app)
    assert str(caught.value).startswith(f"{app}: dotnet msbuild rejects it: /src/app.csproj")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("app", ["web"], indirect=True)
def test_pick_says_whom_it_asked(dotimg: Run, app: str) -> None:
    found = dotimg("pick", "--project", app, "--msbuild")
    assert found.out == f"{MCR}aspnet:10.0\n"
    assert f"{app}: its properties were read by dotnet msbuild of SDK 10.0.401" in found.err
    assert "facts are those" not in dotimg("pick", "--project", app).err


@pytest.mark.parametrize("app", ["web"], indirect=True)
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("#!/bin/sh\necho hello\n", "dotnet msbuild does not print JSON but 'hello"),
        ("#!/bin/sh\necho '{}'\n", "what dotnet msbuild prints cannot be read"),
        ("#!/bin/sh\necho '[' \n", "dotnet msbuild does not print JSON but"),
        ("#!/no/such/program\n", "dotnet cannot be run: "),
    ],
)
def test_what_it_prints_may_be_anything(app: str, tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "bin" / "dotnet").write_text(text)
    with pytest.raises(InputError, match=r"app\.csproj: ") as caught:
        dotnet.ask(app)
    assert message in str(caught.value)


@pytest.mark.parametrize("app", ["web"], indirect=True)
def test_without_dotnet_it_says_so(
    app: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match="there is no dotnet on the PATH, which --msbuild asks"):
        dotnet.ask(app)


@pytest.mark.parametrize("app", ["web"], indirect=True)
def test_it_is_not_waited_for_without_end(
    app: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bin" / "dotnet").write_text(f"#!{sys.executable}\nimport time\ntime.sleep(60)\n")
    monkeypatch.setattr(dotnet, "SECONDS", 0.2)
    with pytest.raises(InputError, match=r"dotnet msbuild took longer than 0\.2 s"):
        dotnet.ask(app)


@pytest.mark.parametrize("app", ["web"], indirect=True)
@pytest.mark.parametrize("stream", [1, 2])
def test_what_prints_without_end_is_ended(app: str, tmp_path: Path, stream: int) -> None:
    own = tmp_path / "own"
    (tmp_path / "bin" / "dotnet").write_text(
        f"#!{sys.executable}\nimport os\n"
        f"child = os.fork()\nif child: open({str(own)!r}, 'w').write(str(child))\n"
        f"while True: os.write({stream}, b'x' * 1_000_000)\n"
    )
    with pytest.raises(InputError, match=r"app\.csproj: dotnet msbuild prints more than 32 MB$"):
        dotnet.ask(app)
    assert_is_ended(int(own.read_text()))


@pytest.mark.parametrize("app", ["web"], indirect=True)
def test_what_does_not_answer_is_ended(
    app: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    (tmp_path / "bin" / "dotnet").write_text(
        f"#!{sys.executable}\nimport os, time\n"
        f"child = os.fork()\nif child: open({str(own)!r}, 'w').write(str(child))\ntime.sleep(600)\n"
    )
    monkeypatch.setattr(dotnet, "SECONDS", 5)
    with pytest.raises(InputError, match=r"app\.csproj: dotnet msbuild took longer than 5 s$"):
        dotnet.ask(app)
    assert_is_ended(int(own.read_text()))


@pytest.mark.parametrize("app", ["web"], indirect=True)
def test_what_it_leaves_behind_is_not_waited_for(app: str, tmp_path: Path) -> None:
    program = tmp_path / "bin" / "dotnet"
    real = program.with_name("real")
    program.rename(real)
    own = tmp_path / "own"
    program.write_text(f'#!/bin/sh\n/bin/sleep 600 &\necho $! > {own}\nexec {real} "$@"\n')
    program.chmod(0o755)
    (told,) = dotnet.ask(app)
    os.kill(int(own.read_text()), signal.SIGKILL)
    assert told.web


def assert_is_ended(process: int) -> None:
    """Wait for the end of a process that whoever takes in orphans may have to see first."""
    for _ in range(1000):
        try:
            with open(f"/proc/{process}/stat", encoding="utf-8") as file:
                if file.read().rpartition(") ")[2].startswith("Z"):
                    return
            os.kill(process, 0)
        except (ProcessLookupError, FileNotFoundError):
            return
        time.sleep(0.01)
    os.kill(process, signal.SIGKILL)
    pytest.fail("it runs on")
