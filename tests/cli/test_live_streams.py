"""What is loaded and what is shown: nothing heavy without need, colour on terminals."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from tests.patience import PATIENCE
from tests.real_registry import REPOSITORY, RealRegistry
from tests.registry_doubles import Rude

pytestmark = pytest.mark.usefixtures("stranger")

RUN = "import sys; from dotimg.cli import run; code = run(sys.argv[1:]); "
OnTerminal = Callable[..., tuple[str, str]]


def loaded(*arguments: str) -> set[str]:
    code = RUN + "sys.stderr.write('\\n'.join(sys.modules))"
    line = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(line, capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in done.stderr.split()}


def test_pick_without_live_loads_no_network_and_no_terminal_library() -> None:
    assert loaded("-q", "pick") & {"requests", "urllib3", "rich", "platformdirs"} == set()


def test_digest_loads_no_terminal_library(real: RealRegistry) -> None:
    modules = loaded("digest", f"{real.host}/{REPOSITORY}:8.0")
    assert "requests" in modules
    assert "rich" not in modules


@pytest.fixture
def on_terminal() -> OnTerminal:
    """Runs dotimg with one stream on a terminal; gives that stream and the other."""
    pty = pytest.importorskip("pty")

    def run(stream: str, *arguments: str) -> tuple[str, str]:
        ours, theirs = pty.openpty()
        other = "stdout" if stream == "stderr" else "stderr"
        streams = {stream: theirs, other: subprocess.PIPE}
        code = RUN + "sys.exit(code)"
        environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80"}
        environment.pop("NO_COLOR", None)
        with subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            env=environment,
            **streams,
        ) as process:
            os.close(theirs)
            seen = b""
            try:
                while more := os.read(ours, 65536):
                    seen += more
            except OSError:
                pass  # so a terminal ends on Linux
            out, err = process.communicate()
        os.close(ours)
        return seen.decode(), (out or err).decode()

    return run


def test_a_table_on_a_terminal(on_terminal: OnTerminal, real: RealRegistry) -> None:
    seen, _ = on_terminal("stdout", "-q", "tags", "aspnet", "--registry", real.host)
    assert "not in the catalog" not in seen
    assert "retired" in seen
    assert "\x1b[" in seen


def test_no_color_is_honoured(on_terminal: OnTerminal, real: RealRegistry) -> None:
    arguments = ("inspect", "aspnet:8.0", "--registry", real.host)
    assert "\x1b[" in on_terminal("stdout", "-q", *arguments)[0]
    assert "\x1b[" not in on_terminal("stdout", "-q", "--no-color", *arguments)[0]


@pytest.mark.skipif(sys.platform == "win32", reason="there an interrupt is no signal")
def test_an_interrupt_ends_it_at_once(rude: Rude) -> None:
    silent = rude(10.0 * PATIENCE)
    places = [f"{silent.host}/dotnet/sdk:{number}.0" for number in range(8)]
    line = [sys.executable, "-m", "dotimg", "digest", "--timeout", "600", *places]
    with subprocess.Popen(line, stderr=subprocess.PIPE) as process:
        while not silent.visits:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130


def test_a_reader_that_leaves_is_no_error(real: RealRegistry) -> None:
    line = f"{sys.executable} -m dotimg tags {real.host}/{REPOSITORY} | head -1"
    done = subprocess.run(line, shell=True, capture_output=True, text=True, check=True)  # noqa: S602
    assert (done.stdout, done.stderr) == ("10.0-noble-chiseled\n", "")
