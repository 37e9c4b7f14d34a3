"""The help of an option is taken as it is written."""

from importlib import import_module
from inspect import cleandoc

import click
import pytest

from dotimg.cli.group import COMMANDS, dotimg
from dotimg.cli.option import Option


@pytest.mark.parametrize("name", ["", *sorted(COMMANDS)])
def test_every_option_is_one_whose_help_needs_no_cleaning(name: str) -> None:
    command = import_module(f"dotimg.cli.commands.{name}").command if name else dotimg
    options = [one for one in command.params if isinstance(one, click.Option)]
    for one in options:
        assert isinstance(one, Option), one.name
        assert one.help == cleandoc(one.help or ""), one.name
