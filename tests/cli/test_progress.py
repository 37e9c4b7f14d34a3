"""The bar, in a real terminal: there while somebody waits, and gone when the answer is."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from threading import Event

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from dotimg.catalog.tables import Catalog
from tests.registry_doubles import IMAGE

Terminal = pytest.importorskip("tests.terminals", reason="no ptys on Windows").Terminal

pytestmark = pytest.mark.usefixtures("stranger")

FINE = "FROM mcr.microsoft.com/dotnet/aspnet:10.0\n"
CHECK = ("check", "Dockerfile", "pipe")
PROJECT = """<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><ProjectReference Include="{}.csproj" /></ItemGroup>
</Project>
"""
ANSWER = "No problems in 2 .NET images (2 files)"
LONG = 2.0  # seconds; until then a bar would have come
OLD = "note: tag data is "


class Pipe:
    """A file that whoever reads it waits for."""

    def __init__(self, name: str) -> None:
        self._path = Path(name)
        os.mkfifo(name)

    def fill(self, text: str, after: float = 0.0) -> None:
        """Say what is in it, so many seconds after it is read."""
        with self._path.open("w") as file:
            time.sleep(after)
            file.write(text)


@pytest.fixture
def slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pipe:
    """The pipe that `CHECK` waits for, beside the Dockerfile that it has at once."""
    monkeypatch.chdir(tmp_path)
    Path("Dockerfile").write_text(FINE)
    return Pipe("pipe")


def test_a_bar_with_a_count_and_then_the_answer_alone(tmp_path: Path, slow: Pipe) -> None:
    with Terminal(tmp_path, *CHECK, columns=100) as terminal:
        before, bar = terminal.wait_for("1 of 2")
        assert before.startswith(OLD)
        assert bar.startswith("checking files ")
        slow.fill(FINE)
        assert terminal.wait() == 0
        assert terminal.lines() == [before, ANSWER]
        assert terminal.cursor() == (0, 2)


def test_what_is_said_meanwhile_stands_above_it(tmp_path: Path, slow: Pipe) -> None:
    late = Pipe("very late")
    with Terminal(tmp_path, *CHECK, "very late", columns=100) as terminal:
        terminal.wait_for("1 of 3")
        slow.fill("x" * 4_000_001)
        complaint = "dotimg: pipe: is larger than the 4 MB that are read"
        assert terminal.wait_for(complaint)[1] == complaint
        terminal.wait_for("2 of 3")
        late.fill(FINE)
        assert terminal.wait() == 3
        answer = ANSWER.replace("files)", "files that could be read)")
        assert terminal.lines()[1:] == [complaint, answer]


def test_a_long_path_stays_whole(tmp_path: Path, slow: Pipe) -> None:
    late, folder = Pipe("very late"), "pipes, a very long folder, " * 4
    Path(folder).mkdir()
    long = Pipe(f"{folder}/pipe")
    with Terminal(tmp_path, "check", "pipe", f"{folder}/pipe", "very late") as terminal:
        slow.fill(FINE)
        terminal.wait_for("1 of 3")
        long.fill("x" * 4_000_001)
        terminal.wait_for("2 of 3")
        late.fill(FINE)
        assert terminal.wait() == 3
    complaint = f"dotimg: {folder}/pipe: is larger than the 4 MB that are read"
    assert complaint in " ".join(terminal.raw.decode().split())


def test_an_interrupt_leaves_nothing(tmp_path: Path, slow: Pipe) -> None:
    del slow
    with Terminal(tmp_path, *CHECK, columns=100) as terminal:
        terminal.wait_for("1 of 2")
        terminal.type("\x03")
        assert terminal.wait() == 130
        (line,) = terminal.lines()
        assert line.startswith(OLD)
        assert terminal.cursor() == (0, 1)


def test_a_process_that_is_killed_leaves_the_cursor(tmp_path: Path, slow: Pipe) -> None:
    del slow
    with Terminal(tmp_path, *CHECK) as terminal:
        terminal.wait_for("1 of 2")
        terminal.process.terminate()
        assert terminal.wait() == -signal.SIGTERM
        assert b"\x1b[?25l" not in terminal.raw


@pytest.mark.parametrize(
    ("options", "environment"),
    [(["-q"], {}), ([], {"TERM": "dumb"})],
)
def test_no_bar_when_quiet_or_where_no_line_can_be_written_over(
    tmp_path: Path, slow: Pipe, options: list[str], environment: dict[str, str]
) -> None:
    with Terminal(tmp_path, *options, *CHECK, **environment) as terminal:
        slow.fill(FINE, after=LONG)
        assert terminal.wait() == 0
        assert b"\x1b" not in terminal.raw
        assert "rich" not in terminal.modules


def test_what_is_quick_loads_nothing_for_a_bar(tmp_path: Path, slow: Pipe) -> None:
    del slow
    with Terminal(tmp_path, "check", "Dockerfile") as terminal:
        assert terminal.wait() == 0
        assert b"\r\x1b" not in terminal.raw
        assert "rich" not in terminal.modules


def test_no_bar_in_a_pipe(slow: Pipe) -> None:
    code = (
        "import sys; from dotimg.cli import run; run(sys.argv[1:]); "
        "sys.stderr.write(str('rich' in sys.modules))"
    )
    line = [sys.executable, "-c", code, "--color", "check", "Dockerfile", "pipe"]
    with subprocess.Popen(line, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        slow.fill(FINE, after=LONG)
        out, err = process.communicate()
    assert out.decode() == f"{ANSWER}\n"
    assert err.decode().splitlines()[-1] == "False"


@pytest.mark.parametrize(
    ("options", "environment"),
    [(["--no-color"], {}), ([], {"NO_COLOR": "1"})],
)
def test_without_colour_it_is_a_bar_all_the_same(
    tmp_path: Path, slow: Pipe, options: list[str], environment: dict[str, str]
) -> None:
    del slow
    with Terminal(tmp_path, *CHECK) as terminal:
        terminal.wait_for("1 of 2")
        assert "cyan" in terminal.colours()
    with Terminal(tmp_path, *options, *CHECK, **environment) as terminal:
        bar = terminal.wait_for("1 of 2")[-1]
        assert terminal.colours() == set()
        assert bar.count("\N{BOX DRAWINGS HEAVY HORIZONTAL}") == 20  # half of its 40


def test_no_bar_while_a_dockerfile_is_typed(tmp_path: Path) -> None:
    with Terminal(tmp_path, "check", "-", columns=100) as terminal:
        terminal.wait_for(OLD)
        time.sleep(LONG)
        terminal.type(f"{FINE}\x04")
        assert terminal.wait() == 0
        assert terminal.lines()[1:] == [FINE.strip(), "No problems in 1 .NET image (1 file)"]
        assert "rich" not in terminal.modules


@pytest.fixture
def gate(server: HTTPServer) -> Iterator[Event]:
    """What a server waits for before it answers anybody."""
    opened = Event()

    def handle(_: Request) -> Response:
        opened.wait(60)
        return Response(IMAGE.body, headers=IMAGE.headers, content_type=IMAGE.media_type)

    server.expect_request(re.compile(".*")).respond_with_handler(handle)
    yield opened
    opened.set()


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("asking the registry", ["digest", "sdk:10.0", "--registry", "HOST"]),
        ("asking the registry", ["inspect", "sdk:10.0", "--registry", "HOST"]),
        ("asking the registry", ["compare", "sdk:10.0", "sdk:9.0", "--registry", "HOST"]),
        ("asking the registry", ["tags", "sdk", "--registry", "HOST"]),
        ("asking the registry", ["pick", "--live", "--registry", "HOST"]),
        ("asking the registry", ["list", "--version", "10", "--live", "--registry", "HOST"]),
        ("making new tables", ["refresh", "--source", "http://HOST"]),
        ("looking for new data", ["refresh", "--check", "--source", "http://HOST"]),
    ],
)
def test_a_slow_server(
    tmp_path: Path, gate: Event, host: str, words: str, command: list[str]
) -> None:
    line = [word.replace("HOST", host) for word in command]
    with Terminal(tmp_path, "--today", "2026-08-21", *line) as terminal:
        assert terminal.wait_for(words)[0].startswith(words)
        gate.set()
        terminal.wait()
        assert words not in "\n".join(terminal.lines())


def test_upgrade(tmp_path: Path, slow: Pipe) -> None:
    with Terminal(tmp_path, "upgrade", "--check", "Dockerfile", "pipe", columns=100) as terminal:
        assert terminal.wait_for("1 of 2")[-1].startswith("upgrading files ")
        slow.fill(FINE)
        assert terminal.wait() == 0
        assert terminal.lines()[1:] == ["note: 0 images to move in 0 of 2 files"]


@pytest.mark.parametrize("command", [["pick", "--project"], ["scaffold"]])
def test_many_projects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    monkeypatch.chdir(tmp_path)
    for number in range(1000):
        Path(f"{number}.csproj").write_text(PROJECT.format(number + 1))
    Path("1000.csproj").write_text(PROJECT.replace("ProjectReference", "Nothing"))
    with Terminal(tmp_path, *command, "0.csproj", at_once=True) as terminal:
        assert terminal.wait_for("reading projects")[-1].startswith("reading projects ")
        assert terminal.wait() == 0
        assert "reading projects" not in "\n".join(terminal.lines())


def test_page(tmp_path: Path, small: str) -> None:
    target = str(tmp_path / "page.html")
    with Terminal(
        tmp_path, "--catalog", small, "page", "--output", target, at_once=True
    ) as terminal:
        assert terminal.wait_for("answering questions")[-1].startswith("answering questions ")
        assert terminal.wait() == 0
        assert "answering" not in "\n".join(terminal.lines())


EXPLAIN = ("explain", "--format", "json")


@pytest.fixture
def references(catalog: Catalog) -> list[str]:
    """Hundreds of all times."""
    tags = islice(catalog.all_tags(), 0, None, 60)
    return [f"{path}:{tag.name}" for path, _, tag in tags]


def test_references_that_are_explained_to_a_file(tmp_path: Path, references: list[str]) -> None:
    with (
        (tmp_path / "answers").open("wb") as file,
        Terminal(tmp_path, *EXPLAIN, *references, stdout=file, at_once=True) as terminal,
    ):
        assert terminal.wait_for(f" of {len(references):,}")[-1].startswith("explaining ")
        terminal.wait()
        assert "explaining" not in "\n".join(terminal.lines())
    answers = json.loads((tmp_path / "answers").read_bytes())
    assert [one["input"] for one in answers] == references


def test_no_bar_among_answers_that_come_one_by_one(tmp_path: Path, references: list[str]) -> None:
    with Terminal(tmp_path, *EXPLAIN, *references, at_once=True) as terminal:
        terminal.wait()
        answers = json.loads(terminal.raw.partition(b"\n")[2])
        assert [one["input"] for one in answers] == references
        assert "rich" not in terminal.modules
