"""The help of a command is its docstring without the indent."""

from importlib import import_module
from inspect import cleandoc

import pytest

from dotimg.cli.command import without_indent
from dotimg.cli.group import COMMANDS, dotimg


@pytest.mark.parametrize("name", ["", *sorted(COMMANDS)])
def test_a_command_s_help_loses_its_indent_as_python_s_own_tool_takes_it(name: str) -> None:
    command = import_module(f"dotimg.cli.commands.{name}").command if name else dotimg
    assert without_indent(command.help or "") == cleandoc(command.help or "")
