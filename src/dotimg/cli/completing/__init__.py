"""Completions for shells; the scripts next to this file call it.

A script puts the line up to the cursor into `_DOTIMG_COMPLETE` and runs dotimg without arguments.
Each line of the answer is a kind, a word and a short help between tabs. The kind is `plain`, `open`
(no space follows, for the word goes on), `file` or `dir` (the shell completes paths itself).
"""

import os

import click
from click.shell_completion import CompletionItem, ShellComplete, split_arg_string

from dotimg.cli.completing.values import offer
from dotimg.cli.context import Settings
from dotimg.errors import CatalogError

# What the shell replaces, the end of the last word, where it does not replace the whole word.
REPLACED = "_DOTIMG_REPLACED"


def answer(group: click.Group, settings: Settings, line: str) -> str:
    """The lines of the answer; empty where nothing is known.

    Args:
        group: The commands.
        settings: Tell which catalog to use; its options before the command are read here.
        line: The command line up to the cursor.

    Raises:
        CatalogError: The tables cannot be used.
    """
    *before, word = _words(line)
    settings.quiet = settings.as_they_are = True
    offer(group)
    try:
        items = _items(group, settings, before, word)
    except CatalogError as error:
        if not settings.falls_back(error):
            raise
        items = _items(group, settings, before, word)
    replaced = os.environ.get(REPLACED, word)
    kept = len(word) - len(replaced) if word.endswith(replaced) else 0
    lines = [(item.type, item.value[kept:], item.help or "") for item in items]
    fields = [line for line in lines if "".join(line).isprintable()]
    return "".join("\t".join(line) + "\n" for line in fields)


def script(shell: str) -> str:
    """The script that makes a shell (`bash`, `zsh`, `fish`, `powershell`) ask."""
    suffix = {"powershell": "ps1"}.get(shell, shell)
    path = os.path.join(os.path.dirname(__file__), f"dotimg.{suffix}")
    with open(path, encoding="utf-8") as file:
        return file.read()


def _words(line: str) -> list[str]:
    """The words behind the name of the program; the last one is to be completed, empty or not."""
    mark = "|"  # makes a word of what follows the last space, quoted or not
    words = split_arg_string(line + mark)
    words[-1] = words[-1].removesuffix(mark)
    return words[1:] or [""]


def _items(
    group: click.Group, settings: Settings, before: list[str], word: str
) -> list[CompletionItem]:
    """What the last word can be; as click has it, which knows commands, options and choices."""
    shell = ShellComplete(group, {"obj": settings}, "dotimg", "")
    items = shell.get_completions(before, word)
    option, equals, _ = word.partition("=")
    if equals and option.startswith("-"):  # click completes the value alone
        for item in items:
            item.value = f"{option}={item.value}"
    return items
