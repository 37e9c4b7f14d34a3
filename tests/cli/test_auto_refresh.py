"""`DOTIMG_REFRESH_AUTO=1`: a command first refreshes, once a day, and never fails by that."""

import json
import os
import sys
from pathlib import Path
from threading import Event

import pytest
from pytest_httpserver import HTTPServer

from dotimg.cli import COMPLETE
from dotimg.cli.auto_refresh import VARIABLE
from dotimg.feeds import store
from tests.cli.conftest import Run
from tests.cli.refresh_feeds import Mirror, lay_out
from tests.feeds.releases_of_tables import LISTING, release
from tests.feeds.upstream_world import LATER, RUNTIME, TODAY, World, image, part
from tests.patience import patience
from tests.registry_doubles import Rude
from tests.tables import change

NEWS = f"note: 1 new tags, 0 retired; releases 10.0.9 (tables of {TODAY} to {LATER})\n"
FAILED = "note: the tables were not refreshed, and are next tried tomorrow: "
PICK = ("pick", "--app", "console", "--format", "json")

pytestmark = pytest.mark.usefixtures("stranger")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The catalogs of a user who has the tables of a small world."""
    data = tmp_path / "dotimg"
    world = World(tmp_path / "world")
    world.write()
    lay_out(world.files(), data / "catalogs" / f"{TODAY}-small")
    (data / "current").write_text(f"{TODAY}-small\n", "utf-8")
    return data


@pytest.fixture
def mirror(server: HTTPServer, tmp_path: Path) -> Mirror:
    """Where a release of a later day is."""
    world = World(tmp_path / "newer")
    new = part("noble", created="2026-09-07T11:12:13Z", tags=("10.0.9",))
    world.add(RUNTIME, image("10.0.9", new))
    world.write()
    folder = lay_out(world.files(), tmp_path / "newer-tables")
    change(folder, lambda index: index.update(as_of=LATER))
    return Mirror(server, release({one.name: one.read_bytes() for one in folder.iterdir()}, LATER))


@pytest.fixture
def auto(
    dotimg: Run, data: Path, mirror: Mirror, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Run:
    """Runs dotimg with the variable set, and a cache folder of its own, over these tables."""
    assert data.is_dir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv(VARIABLE, "1")
    monkeypatch.setenv("DOTIMG_REFRESH_SOURCE", f"{mirror.url}/{LISTING}")
    return dotimg


def as_of(out: str) -> str:
    day: str = json.loads(out)["catalog"]["as_of"]
    return day


def test_a_command_first_refreshes_once_a_day(
    auto: Run, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = auto(*PICK)
    assert (first.code, first.err, as_of(first.out)) == (0, NEWS, LATER)
    asked = len(mirror.answers)
    again = auto(*PICK)
    assert (again.code, again.err, as_of(again.out)) == (0, "", LATER)
    assert len(mirror.answers) == asked
    monkeypatch.setattr("dotimg.cli.auto_refresh.day", lambda _: "2026-09-09")
    tomorrow = auto(*PICK)
    assert (tomorrow.code, tomorrow.err) == (0, "")
    assert [path for _, path in mirror.answers[asked:]] == [LISTING]


def test_the_day_to_judge_on_is_not_that_of_the_refresh(auto: Run) -> None:
    for day in ("2024-06-01", "2999-01-01"):
        assert auto("support", "--format", "json", day=day).code == 0
    result = auto(*PICK, "--version", "10", day="2024-06-01")
    assert (result.err, as_of(result.out)) == ("", LATER)


def test_what_fails_is_said_once_and_the_old_tables_are_used(auto: Run, mirror: Mirror) -> None:
    mirror.files[LISTING] = b"<html>log in</html>"
    result = auto(*PICK)
    assert (result.code, as_of(result.out)) == (0, TODAY)
    assert result.err.startswith(f"{FAILED}could not ask for {mirror.url}/{LISTING}: it lists no")
    assert result.err.count("\n") == 1
    assert auto(*PICK).err == ""


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SOURCE", "nowhere", "'nowhere': no such file or folder"),
        ("SOURCE", "ftp://mirror.example", "'ftp://mirror.example' is not an address"),
        ("SOURCE", "http://127.0.0.1:9/" + LISTING, "the connection was refused"),
        ("TIMEOUT", "soon", "Invalid value for '--timeout'"),
        ("PLAIN_HTTP", "http://foo/", "'http://foo/' is not a host"),
    ],
)
def test_settings_of_refresh_that_cannot_be_used_are_named(
    auto: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(f"DOTIMG_REFRESH_{name}", value)
    result = auto(*PICK)
    assert (result.code, as_of(result.out)) == (0, TODAY)
    assert result.err.startswith(FAILED)
    assert said in result.err
    assert result.err.count("\n") == 1


def test_a_server_that_is_slow_is_not_waited_for(
    auto: Run, rude: Rude, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dotimg.cli.auto_refresh._SECONDS", 0.3)
    monkeypatch.setenv("DOTIMG_REFRESH_SOURCE", f"http://{rude(60.0).host}/{LISTING}")
    with patience():
        result = auto(*PICK)
    assert (result.code, as_of(result.out)) == (0, TODAY)
    assert result.err.startswith(FAILED)
    assert "--timeout" not in result.err


def test_one_that_is_late_does_no_harm(
    auto: Run, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, begun, go_on, done = store._point, Event(), Event(), Event()  # noqa: SLF001  its last step

    def late(folder: str, name: str) -> None:
        begun.set()
        go_on.wait()
        real(folder, name)
        done.set()

    monkeypatch.setattr(store, "_point", late)
    monkeypatch.setattr("dotimg.cli.auto_refresh._SECONDS", 1.0)
    with patience():
        result = auto(*PICK)
    assert (result.code, as_of(result.out)) == (0, TODAY)
    assert result.err == f"{FAILED}not done within 1 seconds\n"
    there = begun.is_set()  # or the machine was busy, and it was late before
    go_on.set()
    if there:
        assert done.wait(60)
        assert as_of(auto(*PICK).out) == LATER
    assert (data / "current").is_file()


def test_another_refresh_at_work_is_not_waited_for(auto: Run, data: Path) -> None:
    with store.locked(str(data)):
        result = auto(*PICK)
    assert (result.code, as_of(result.out)) == (0, TODAY)
    assert result.err.startswith(f"{FAILED}another 'dotimg refresh' is running")


def test_a_bug_in_it_costs_no_answer(auto: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("dotimg.feeds.packed.news", stumble)
    result = auto(*PICK)
    assert (result.code, result.err, as_of(result.out)) == (
        0,
        f"{FAILED}ZeroDivisionError\n",
        TODAY,
    )


def test_quiet_says_nothing_of_it(auto: Run, mirror: Mirror) -> None:
    mirror.files.clear()
    result = auto("-q", *PICK)
    assert (result.code, result.err) == (0, "")
    assert mirror.answers


@pytest.mark.skipif(sys.platform != "linux", reason="the cache folder is that of Linux")
def test_where_the_day_cannot_be_kept_nothing_is_asked(
    auto: Run, mirror: Mirror, tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("in the way")
    assert auto(*PICK).code == 0
    assert mirror.answers == []


@pytest.mark.parametrize("value", ["0", "", "false", "off"])
def test_it_is_off(auto: Run, mirror: Mirror, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(VARIABLE, value)
    assert auto(*PICK).code == 0
    assert mirror.answers == []


def test_a_value_that_means_nothing_is_wrong_usage(
    auto: Run, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "daily\x1b[31m")
    result = auto(*PICK)
    assert (result.code, result.out) == (2, "")
    assert result.err == f"dotimg: {VARIABLE} takes 1 or 0, not 'daily\\x1b[31m'\n"
    assert mirror.answers == []


@pytest.mark.parametrize(
    "command",
    [
        ("--help",),
        ("--version",),
        ("pick", "--help"),
        ("completion", "bash"),
        ("schema", "pick"),
        ("rule", "DI101"),
        ("pick", "--no-such-option"),
        ("--catalog", "{}", *PICK),
    ],
)
def test_what_needs_no_newer_tables_asks_nothing(
    auto: Run, mirror: Mirror, data: Path, command: tuple[str, ...]
) -> None:
    folder = str(data / "catalogs" / f"{TODAY}-small")
    assert auto(*(word.format(folder) for word in command)).code in (0, 2)
    assert mirror.answers == []


def test_a_shell_that_completes_a_line_asks_nothing(
    auto: Run, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(COMPLETE, "dotimg pick --version 10")
    assert "10.0" in auto().out
    assert mirror.answers == []


def test_refresh_itself_is_done_once(auto: Run, mirror: Mirror, data: Path) -> None:
    result = auto("refresh", day=LATER)
    assert result.err == NEWS
    assert [path for _, path in mirror.answers].count(LISTING) == 1
    assert len(os.listdir(data / "catalogs")) == 2


def test_no_file_of_a_tree_turns_it_on(
    auto: Run, mirror: Mirror, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv(VARIABLE)
    tree = tmp_path / "tree"
    tree.mkdir()
    monkeypatch.chdir(tree)
    (tree / "Dockerfile").write_text("FROM mcr.microsoft.com/dotnet/runtime:10.0\n")
    (tree / ".env").write_text(f"{VARIABLE}=1\n")
    for text in ("refresh-auto = true\n", "[refresh]\nauto = true\n", f"{VARIABLE} = 1\n"):
        (tree / "dotimg.toml").write_text(text)
        auto("check", ".")
    assert mirror.answers == []


def test_nothing_of_it_is_loaded_without_the_variable(
    auto: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE)
    module = "dotimg.cli.auto_refresh"
    monkeypatch.delitem(sys.modules, module)
    assert auto(*PICK).code == 0
    assert module not in sys.modules
