"""The terminal, as rich sees it."""

from rich.console import Console

_UNITS = ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"))


class Terminal(Console):
    """A console that leaves a closed pipe to `cli`, which knows what to do of it.

    Args:
        color: Whether to use colour, None to let the terminal decide.
        stderr: Whether to write to stderr instead of stdout.
        soft_wrap: Whether to leave long lines to the terminal, which keeps them whole.
    """

    def __init__(
        self, color: bool | None, *, stderr: bool = False, soft_wrap: bool = False
    ) -> None:
        no_color = None if color is None else not color
        super().__init__(
            highlight=False,
            no_color=no_color,
            force_terminal=color or None,
            stderr=stderr,
            soft_wrap=soft_wrap,
        )

    def show_cursor(self, show: bool = True) -> bool:
        """Leave the cursor as it is: a process that is killed could not bring it back."""
        del show
        return False

    def on_broken_pipe(self) -> None:
        """Raise what rich would turn into an exit code of its own."""
        raise  # noqa: PLE0704  rich calls this while it handles the BrokenPipeError


def size_text(size: int) -> str:
    """Bytes for people: `95.9 MB`, of a million bytes each."""
    for unit, name in _UNITS:
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} B"
