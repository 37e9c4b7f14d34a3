"""Presses keys in a real shell on a pseudo-terminal, as a person does."""

import os
import select
import subprocess
import sys
import time
from pathlib import Path

from tests.needs import need

TAB, LINE_START, LINE_END = "\t", "\x01", "\x05"
SETUP = {
    "bash": 'eval "$(dotimg completion bash)"',
    "zsh": 'autoload -U compinit; compinit -u -D; bindkey -e; eval "$(dotimg completion zsh)"',
}
PROGRAMS = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
}
_PROMPT = "READY> "
_PATIENCE = 60  # seconds, after which a shell hangs


def environment(home: Path) -> dict[str, str]:
    """The variables of a new user, with this dotimg in front of all others."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DOTIMG_")}
    kept = {name: value for name, value in kept.items() if "XDG" not in name}
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}"
    return {**kept, "PATH": path, "HOME": str(home), "DOTIMG_TODAY": "2026-11-22"}


def completed(shell: str, keys: str, folder: Path, *setup: str) -> list[str]:
    """The words of the line after some keys, as the shell then has them.

    Args:
        shell: `bash` or `zsh`.
        keys: What is typed.
        folder: Where to type it, and the home of who types.
        setup: Lines that are run before; those that install the completions where there are none.
    """
    answer = folder / "answer"
    end = f"{LINE_START}printf '%s\\n' {LINE_END} > {answer}; exit\r"
    _session(shell, setup or (SETUP[shell],), keys + end, folder)
    return answer.read_text("utf-8").splitlines()


def shown(shell: str, keys: str, folder: Path) -> str:
    """What the terminal shows after some keys."""
    return _session(shell, (SETUP[shell],), f"{keys}\x15exit\r", folder)


def _session(shell: str, setup: tuple[str, ...], keys: str, folder: Path) -> str:
    need(shell)
    need("setsid")
    ours, its = os.openpty()
    prompt = {"PS1": _PROMPT, "TERM": "dumb", "COLUMNS": "200", "LINES": "100"}
    with subprocess.Popen(
        ["setsid", "--ctty", "--wait", *PROGRAMS[shell]],
        stdin=its, stdout=its, stderr=its, cwd=folder, env={**environment(folder), **prompt},
    ) as process:  # fmt: skip
        os.close(its)
        try:
            for line in setup:
                _read_until(ours, _PROMPT)
                os.write(ours, f"{line}\r".encode())
            _read_until(ours, _PROMPT)
            os.write(ours, keys.encode())
            return _read_until(ours, None)
        finally:
            process.kill()
            os.close(ours)


def _read_until(terminal: int, mark: str | None) -> str:
    """What is written up to a mark, or up to the end of the shell."""
    found, end = "", time.monotonic() + _PATIENCE
    while mark is None or mark not in found:
        if not select.select([terminal], [], [], max(0, end - time.monotonic()))[0]:
            raise TimeoutError(found)
        try:
            found += os.read(terminal, 65536).decode("utf-8", "replace")
        except OSError:  # Linux's word for the other end being closed
            return found
    return found
