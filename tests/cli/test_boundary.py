"""Errors, streams and exit codes, in a process of their own where that matters."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest

import dotimg.cli
from dotimg.cli import group
from dotimg.cli.commands import pick
from dotimg.cli.common_options import CommonOption
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]
DOTIMG = [sys.executable, "-m", "dotimg"]


def run(*arguments: str, **options: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        [*DOTIMG, *arguments], text=True, capture_output="stdout" not in options, check=False,
        encoding="utf-8", **options,
    )  # fmt: skip


def test_a_closed_pipe_is_no_error() -> None:
    command = f"{sys.executable} -m dotimg -q list --all --tags | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("mcr.microsoft.com/dotnet/sdk:11.0-preview")


@pytest.mark.parametrize(
    ("error", "platform", "code"),
    [
        (OSError(errno.EPIPE, ""), "linux", 0),
        (OSError(errno.EINVAL, ""), "win32", 0),
        (OSError(errno.EINVAL, ""), "linux", 3),
        (OSError(errno.EINVAL, "", "a?b"), "win32", 3),
    ],
)
def test_only_windows_tells_a_closed_pipe_by_a_wrong_argument(
    error: OSError, platform: str, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: str) -> None:
        raise error

    with open(os.devnull, "w", encoding="utf-8") as output, monkeypatch.context() as patch:
        patch.setattr(output, "write", refuse)
        patch.setattr(sys, "stdout", output)
        patch.setattr(sys, "platform", platform)
        assert dotimg.cli.run(["-q", "--catalog", str(ROOT / "data"), "pick"]) == code


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has /dev/full")
@pytest.mark.parametrize("command", ["pick", "support", "list", "explain sdk:8.0"])
def test_a_full_disk_is_said_in_one_line(command: str) -> None:
    buffered = {name: text for name, text in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with open("/dev/full", "w", encoding="utf-8") as full:
        line = ["-q", *command.split()]
        done = run(*line, stdout=full, stderr=subprocess.PIPE, env=buffered)
    assert done.returncode == 3
    assert done.stderr == "dotimg: cannot read or write: [Errno 28] No space left on device\n"


def test_a_bug_gives_one_line_and_code_70(dotimg: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a\nb\x1b[0m")

    monkeypatch.setattr("dotimg.resolver.pick", broken)
    result = dotimg("pick")
    assert result.code == 70
    assert result.err == (
        r"dotimg: a bug in dotimg, please report it: ZeroDivisionError: a b\x1b[0m "
        "(--debug shows where)\n"
    )


def test_debug_shows_where_a_bug_is(dotimg: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("dotimg.resolver.pick", broken)
    result = dotimg("--debug", "pick")
    assert result.code == 70
    assert "Traceback" in result.err


def test_an_interrupt_gives_130(dotimg: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("dotimg.resolver.pick", interrupted)
    assert dotimg("pick") == (130, "", "")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_ctrl_c_ends_a_running_list_quietly() -> None:
    process = subprocess.Popen(
        [*DOTIMG, "-q", "list", "--all", "--tags"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.readline()  # it runs, and waits for us to read on
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, b"")


def test_a_catalog_that_is_not_there_is_named(dotimg: Run, tmp_path: Path) -> None:
    result = dotimg("--catalog", str(tmp_path / "none"), "pick")
    assert result.code == 3
    assert result.err.startswith(f"dotimg: the catalog {tmp_path / 'none'} cannot be used")
    assert result.err.endswith("; use a folder with tables, such as 'dotimg refresh' prints\n")


def test_the_catalog_can_be_named_in_the_environment(
    dotimg: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DOTIMG_CATALOG", str(tmp_path))
    assert dotimg("list").code == 3


@pytest.mark.parametrize("day", ["", "tomorrow", "2026-02-30", "20261122x", "\x1b[0m"])
def test_a_day_that_is_none_is_wrong_usage(dotimg: Run, day: str) -> None:
    result = dotimg("pick", day=day)
    assert result.code == 2
    assert "is not a date; expected a form such as 2026-08-20" in result.err
    assert result.err[:-1].isprintable()


def test_the_day_can_be_set_in_the_environment() -> None:
    environment = {**os.environ, "DOTIMG_TODAY": "2024-01-01"}
    assert run("pick", env=environment).stdout == "mcr.microsoft.com/dotnet/aspnet:8.0\n"


def test_an_unknown_command_is_wrong_usage(dotimg: Run) -> None:
    result = dotimg("pikc\x1b[0m")
    assert result.code == 2
    assert r"no command is called 'pikc\x1b[0m'" in result.err


def test_an_unknown_command_is_answered_with_the_one_that_is_meant(dotimg: Run) -> None:
    assert "'chekc'; did you mean check?" in dotimg("chekc", ".").err
    assert "did you mean" not in dotimg("nothing").err


def test_no_command_shows_the_help() -> None:
    done = run()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: dotimg")


def test_prints_its_version(dotimg: Run) -> None:
    assert dotimg("--version") == (0, f"dotimg {dotimg_version()}\n", "")


def dotimg_version() -> str:
    return dotimg.__version__


def test_the_table_of_commands_tells_what_the_commands_tell() -> None:
    context = click.Context(group.dotimg)
    for name, text in group.COMMANDS.items():
        command = group.dotimg.get_command(context, name)
        assert command is not None
        assert command.get_short_help_str(limit=100) == text


@pytest.mark.parametrize("name", [None, *group.COMMANDS])
def test_help_fits_80_columns_and_names_exit_codes(dotimg: Run, name: str | None) -> None:
    result = dotimg(*([name] if name else []), "--help")
    assert result.code == 0
    assert max(map(len, result.out.splitlines())) <= 80
    assert "Exit codes: 0" in result.out
    assert name is None or f"dotimg {name}" in result.out.split("Options:")[0].split("\n", 1)[1]


def test_every_option_is_named_as_its_environment_variable(dotimg: Run) -> None:
    assert dotimg("pick").code == 0
    for parameter in pick.command.params:
        if isinstance(parameter, CommonOption):
            continue  # these have theirs before the command, such as DOTIMG_TODAY
        long = next(name for name in parameter.opts if name.startswith("--"))
        assert parameter.name == long[2:].replace("-", "_")


def test_a_console_of_another_encoding_gets_an_answer() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    done = run("pick", "--os", "Jürgen\u4e2d", env=environment)
    assert done.returncode == 2
    assert "Jürgen" in done.stderr


def test_a_closed_stdout_is_said() -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m dotimg -q pick >&-"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert done.stderr == ("dotimg: cannot write the answer: stdout is closed\n")


def test_a_lost_stderr_changes_no_exit_code() -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m dotimg pick --os beos 2>&-"], check=False
    )
    assert done.returncode == 2


def test_a_full_stderr_loses_no_answer() -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m dotimg pick --version 5.0 2>/dev/full"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "mcr.microsoft.com/dotnet/aspnet:5.0\n")


def test_a_table_into_a_closed_pipe_is_no_error() -> None:
    command = f"{sys.executable} -m dotimg -q list --all --format table | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["table", "csv", "refs"])
def test_nothing_is_written_before_a_no_is_known(dotimg: Run, name: str) -> None:
    assert dotimg("list", "--version", "5.0", "--format", name)[:2] == (1, "")
    assert dotimg("list", "--os", "beos", "--format", name)[:2] == (2, "")


def test_a_far_day_is_a_day_too(dotimg: Run) -> None:
    assert dotimg("pick", "--version", "8", day="9999-12-31").code == 0


def test_the_version_of_dotimg_is_asked_for_before_the_command(dotimg: Run) -> None:
    result = dotimg("check", "--version")
    assert result.code == 2
    assert "write --version before the command" in result.err


# A request that nobody waits for any more, and OpenSSL, which frees at its end what that uses.
LATE = """
import atexit, sys, threading
import dotimg.cli
from dotimg.__main__ import main

def run(_arguments):
    threading.Thread(target=threading.Event().wait, daemon=True).start()
    atexit.register(print, "freed")
    print("answer")
    print("remark", file=sys.stderr)
    return 4

dotimg.cli.run = run
main()
"""


def test_a_request_that_still_goes_on_does_not_crash_the_end() -> None:
    done = subprocess.run([sys.executable, "-c", LATE], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (4, "answer\n", "remark\n")
