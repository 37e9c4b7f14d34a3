"""Reads the console examples of Markdown pages, and follows a page as its reader would.

In a block marked `console` a line that begins with `$ ` is a command, lines right below it that
begin with `> ` go on with it, and what follows is all that it prints. The commands of a page run
one after the other in one folder. A file that a page shows by `cat`, and that none of its commands
has made, is there from then on.
"""

import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

_BLOCK = re.compile(r"^```console\n(.*?)^```", re.DOTALL | re.MULTILINE)
_EXAMPLE = re.compile(r"^\$ (.*\n(?:> .*\n)*)((?:(?!\$ ).*\n)*)", re.MULTILINE)
_SHOWN = re.compile(r"cat ([\w./-]+)")


class Example(NamedTuple):
    """A command, and the output that a page says it has."""

    command: str
    output: str


def blocks(page: str, language: str) -> list[str]:
    """The contents of the blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", page, re.DOTALL | re.MULTILINE)


def examples(page: str) -> list[Example]:
    """The examples of a page, from top to bottom."""
    return [
        Example(re.sub(r"^> ", "", command, flags=re.MULTILINE).rstrip("\n"), output)
        for block in _BLOCK.findall(page)
        for command, output in _EXAMPLE.findall(block)
    ]


def follow(page: str, folder: Path, environment: Mapping[str, str]) -> Iterator[Example]:
    """Run the examples of a page in a folder, and give each with the output that it really has."""
    yield from run(examples(page), folder, environment)


def run(some: Iterable[Example], folder: Path, environment: Mapping[str, str]) -> Iterator[Example]:
    """Run examples of a page in a folder, and give each with the output that it really has."""
    for example in some:
        shown = _SHOWN.fullmatch(example.command)
        if shown and not (folder / shown[1]).exists():
            (folder / shown[1]).parent.mkdir(parents=True, exist_ok=True)
            (folder / shown[1]).write_text(example.output)
        done = subprocess.run(
            ["bash", "-c", example.command],
            cwd=folder, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        yield Example(example.command, done.stdout)
