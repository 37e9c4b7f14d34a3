"""The Markdown pages of the rules and of the advice of `upgrade`."""

import os
import re
from collections.abc import Iterator

from dotimg.check.model import RulePage
from dotimg.errors import UsageError, quoted

# To other pages, which an installation lacks; what they are called stays.
_LINK = re.compile(r"\[([^\]]+)\]\((?!https?://)[^)]*\)")
_PAGE = re.compile(
    r"# (?P<id>\S+)(?: (?P<name>\S+))?\n\n\*\*(?P<kind>\w+)\*\*\n\n(?P<what>.+?)\n\n", re.DOTALL
)
_INDEX = "README.md"


def pages() -> Iterator[RulePage]:
    """All pages, rules first, by number and name."""
    for name in sorted(os.listdir(folder())):
        if name.endswith(".md") and name != _INDEX:
            yield _read(os.path.join(folder(), name))


def page(word: str) -> RulePage:
    """The page of a rule by its number or name, or of advice by its name, in any case.

    Raises:
        UsageError: There is none; the message names the nearest.
    """
    known = {name.lower(): one for one in pages() for name in (one.id, one.name)}
    if found := known.get(word.strip().lower()):
        return found
    from difflib import get_close_matches

    close = get_close_matches(word.strip().lower(), known, n=1)
    hint = f"; did you mean {_shown(known[close[0]], close[0])}?" if close else ""
    raise UsageError(f"no rule or advice is called {quoted(word)}{hint} ('dotimg rule' lists all)")


def folder() -> str:
    """The pages of this installation: inside the package, or in `docs` beside `src`."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    inside = os.path.join(package, "rules")
    if os.path.isdir(inside):
        return inside
    return os.path.join(os.path.dirname(os.path.dirname(package)), "docs", "rules")


def _read(path: str) -> RulePage:
    with open(path, encoding="utf-8") as file:
        text = _LINK.sub(r"\1", file.read())
    head = _PAGE.match(text)
    if not head:
        raise ValueError(f"{path} does not begin as the page of a rule")
    what = " ".join(head["what"].split())
    return RulePage(head["id"], head["name"] or head["id"], head["kind"], what, text)


def _shown(found: RulePage, word: str) -> str:
    return found.id if word == found.id.lower() else found.name
