"""Writes the pages of this folder, one for each command, from their help.

python docs/reference/generate.py            writes them here
python docs/reference/generate.py FOLDER     writes them elsewhere
"""

import inspect
import re
import sys
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from dotimg.cli.common_options import CommonOption
from dotimg.cli.group import dotimg

WIDTH = 100
HERE = Path(__file__).parent

_COMMON = """\
# Reference

The arguments, options and exit codes of each command, as in `dotimg COMMAND --help`.

Every option can also be set in the environment. `1` turns a flag on, `0` turns it off. Values of a
repeatable option are separated by spaces. The command line overrides the environment, which
overrides `dotimg.toml`.

One variable belongs to no option: with `DOTIMG_REFRESH_AUTO=1`, commands that use the tables
[refresh them first](../tables.md#once-a-day-by-itself).

"""
_BEFORE = """\
They can be given before or after the command; `--version` only before it.

"""
_ALSO = (
    "And the [common options](README.md#common-options): `--debug`, `-q`, `--color`, `--today`, "
    "`--at`, `--catalog`."
)
_MADE = "_These pages are generated from the commands: `python docs/reference/generate.py`._\n"


def main(folder: Path) -> None:
    """Write all pages into a folder."""
    for name, text in pages():
        (folder / name).write_text(text, "utf-8", newline="\n")


def pages() -> Iterator[tuple[str, str]]:
    """The name and the text of each page."""
    with click.Context(dotimg, info_name="dotimg", auto_envvar_prefix="DOTIMG") as group:
        commands = {name: _command(group, name) for name in dotimg.list_commands(group)}
        yield "README.md", _index(group, commands)
        for name, command in commands.items():
            with click.Context(command, parent=group, info_name=name) as context:
                yield f"{name}.md", _page(context)


def _command(group: click.Context, name: str) -> click.Command:
    command = dotimg.get_command(group, name)
    if command is None:
        raise LookupError(name)
    return command


def _index(group: click.Context, commands: dict[str, click.Command]) -> str:
    rows = [f"| [{name}]({name}.md) | {_summary(one)} |\n" for name, one in commands.items()]
    return "".join(
        [
            _COMMON,
            "## Commands\n\n| command | what it does |\n| --- | --- |\n",
            *rows,
            f"\n## Common options\n\n{_BEFORE}",
            _options(group, group.command.params),
            f"\n## Exit codes\n\n{_exit_codes(dotimg)}\n\n",
            _MADE,
        ]
    )


def _summary(command: click.Command) -> str:
    return _escaped(_paragraphs(command)[0])


def _page(context: click.Context) -> str:
    """The page of one command."""
    command = context.command
    summary, *paragraphs = _paragraphs(command)
    examples = [one for one in paragraphs if _is_example(one)]
    usage = " ".join((context.command_path, *command.collect_usage_pieces(context)))
    parts = [f"# {context.command_path}", _wrapped(summary), _block("text", usage)]
    parts += [_shown(one) for one in paragraphs if not _is_example(one)]
    parts += ["## Examples", *(_block("sh", _verbatim(one)) for one in examples)]
    own = [one for one in command.params if not isinstance(one, CommonOption)]
    parts += ["## Options", _options(context, own).rstrip("\n"), _ALSO]
    parts += ["## Exit codes", _exit_codes(command)]
    return "\n\n".join(parts) + "\n"


def _paragraphs(command: click.Command) -> list[str]:
    return inspect.cleandoc(command.help or "").split("\n\n")


def _is_example(paragraph: str) -> bool:
    return paragraph.startswith("\b") and "dotimg " in paragraph


def _verbatim(paragraph: str) -> str:
    return paragraph.removeprefix("\b").strip("\n")


def _shown(paragraph: str) -> str:
    if paragraph.startswith("\b"):
        return _block("text", _verbatim(paragraph))
    return _wrapped(paragraph)


def _block(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```"


def _options(context: click.Context, parameters: Iterable[click.Parameter]) -> str:
    """A table of the options."""
    rows = "".join(
        _row(context, one)
        for one in parameters
        if isinstance(one, click.Option) and one.name != "help"
    )
    return f"| option | default | environment | description |\n| --- | --- | --- | --- |\n{rows}"


def _row(context: click.Context, option: click.Option) -> str:
    text, default = _described(option)
    names = [_code(f"{one} {_value(option)}".strip()) for one in option.opts]
    names += [_code(one) for one in option.secondary_opts]
    cells = (", ".join(names), default, _variable(context, option), _escaped(text))
    return f"| {' | '.join(cells)} |\n".replace("|  |", "| |")


def _value(option: click.Option) -> str:
    if option.is_flag:
        return ""
    if isinstance(option.type, click.Choice):
        return f"[{'|'.join(option.type.choices)}]"
    return option.metavar or option.type.name.upper()


def _described(option: click.Option) -> tuple[str, str]:
    """What an option says and its default, which may stand in its help."""
    text, _, default = (option.help or "").partition("[default: ")
    if default:
        default = _escaped(default.rstrip("]"))
    elif option.show_default:
        default = _code(str(option.default))
    elif option.is_flag and not option.secondary_opts:
        default = "off"
    return text.strip(), default


def _variable(context: click.Context, option: click.Option) -> str:
    """The variable that click reads for an option."""
    if isinstance(option.envvar, str):
        return _code(option.envvar)
    if not option.allow_from_autoenv or not option.name:
        return ""
    return _code(f"{context.auto_envvar_prefix}_{option.name.upper()}")


def _exit_codes(command: click.Command) -> str:
    said = (command.epilog or "").removeprefix("Exit codes: ")
    return _wrapped(said) + "\n\n[Exit codes in detail](../exit-codes.md)."


def _code(text: str) -> str:
    return f"`{text}`".replace("|", r"\|")


def _escaped(text: str) -> str:
    return re.sub(r"([*_<>|`\[\]])", r"\\\1", " ".join(text.split()))


def _wrapped(text: str) -> str:
    return textwrap.fill(_escaped(text), WIDTH, break_on_hyphens=False, break_long_words=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
