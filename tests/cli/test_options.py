"""What holds for the options of all commands."""

import importlib

import click
import pytest

from dotimg.cli.common_options import CommonOption
from dotimg.cli.group import COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_can_be_set_by_its_own_name_in_the_environment(name: str) -> None:
    module = importlib.import_module(f"dotimg.cli.commands.{name}")
    command: click.Command = module.command
    for option in command.params:
        # Those of all commands are read from the environment once, for the group.
        if not isinstance(option, click.Option) or isinstance(option, CommonOption):
            continue
        variable = option.opts[0].removeprefix("--").replace("-", "_").upper()
        own = f"DOTIMG_{name.upper()}_{variable}"
        by_name = f"DOTIMG_{name.upper()}_{(option.name or '').upper()}"
        assert own in (option.envvar or by_name), option.opts
