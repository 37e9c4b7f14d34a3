"""An option of a command."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., object])


class Option(click.Option):
    """An option whose help is one line, and stays as it is.

    For the help that it is given itself click loads `inspect`, to take indents away.
    """

    def __init__(self, names: list[str], *, help: str, **settings: Any) -> None:  # noqa: ANN401  click's own
        super().__init__(names, **settings)
        self.help = help


def option(*names: str, **settings: Any) -> Callable[[Command], Command]:  # noqa: ANN401  click's
    """What `click.option` is, for an `Option`."""
    return click.option(*names, cls=Option, **settings)
