"""Lines for a terminal: broken between words, never within one."""

from textwrap import wrap

_INDENT = "    "


def broken(text: str, columns: int) -> list[str]:
    """The lines of a text; a word that is longer than a line stands alone."""
    return wrap(
        text, columns, subsequent_indent=_INDENT, break_long_words=False, break_on_hyphens=False
    )
