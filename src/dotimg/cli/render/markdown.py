"""Escapes foreign text for Markdown: it cannot mention users, link, or end a table."""

import re

from dotimg.errors import printable

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def code(text: str) -> str:
    """A span of code; nothing for nothing."""
    if not text:
        return ""
    text = printable(text).replace("|", "\\|")
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    edge = " " if longest else ""
    return f"{fence}{edge}{text}{edge}{fence}"


def escaped(text: str) -> str:
    """Plain text; an `@` and the `://` of an address are spelled so that they stay text."""
    text = _SPECIAL.sub(r"\\\1", printable(text))
    return text.replace("@", "&#64;").replace("://", "&#58;//")
