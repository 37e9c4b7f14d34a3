"""Regular expressions of .NET that mean the same in Python, and end soon on any text.

None stands for all others.
"""

import re
from functools import lru_cache

from dotimg.project.msbuild.objects import Matched

_LONGEST_PATTERN = 200  # characters
_LONGEST_TEXT = 2000
_MOST_STEPS = 1_000_000  # of a search that goes back as often as it can
# Plain characters, classes, groups without names, anchors and alternatives.
_SAME = re.compile(
    r"(?:[^\\\[\](){}*+?|^$]|\\[dDwWsSbB]|\\[^\w\s]|\[\^?(?:[^\\\[\]]|\\[dDwWsS]|\\[^\w\s])+\]"
    r"|\((?!\?)|\(\?:|[)|^$]|(?<![*+?}|(])[*+?]\??|\{\d{1,3}(?:,\d{0,3})?\})*"
)
_UNBOUNDED = re.compile(r"(?<!\\)(?:[*+]|\{\d+,\})")
_REPEATED_GROUP = re.compile(r"(?<!\\)\)(?:[*+?]|\{)")
_GROUP = re.compile(r"\$(?:(\d)|\{(\d)\}|\$)")


def is_match(text: str, pattern: str) -> bool | None:
    """Whether a pattern is found in a text."""
    own = _compiled(text, pattern)
    return None if own is None else own.search(text) is not None


def match(text: str, pattern: str) -> Matched | None:
    """The first place where a pattern is found in a text."""
    own = _compiled(text, pattern)
    if own is None:
        return None
    found = own.search(text)
    if found is None:
        return Matched(success=False, text="", start=0, groups=("",) * (own.groups + 1))
    groups = tuple(found[number] or "" for number in range(own.groups + 1))
    return Matched(success=True, text=found[0], start=found.start(), groups=groups)


def replaced(text: str, pattern: str, new: str) -> str | None:
    """The text with something else wherever the pattern is found."""
    own = _compiled(text, pattern)
    if own is None or "$" in _GROUP.sub("", new) or len(new) > _LONGEST_PATTERN:
        return None

    def put(found: re.Match[str]) -> str:
        def group(mark: re.Match[str]) -> str:
            number = mark[1] or mark[2]
            if number is None:
                return "$"
            # A group that the pattern does not have stands for itself.
            return mark[0] if int(number) > own.groups else found[int(number)] or ""

        return _GROUP.sub(group, new)

    return own.sub(put, text)


@lru_cache(maxsize=64)
def _known(pattern: str) -> "re.Pattern[str] | None":
    if len(pattern) > _LONGEST_PATTERN or not _SAME.fullmatch(pattern):
        return None
    if _REPEATED_GROUP.search(pattern):
        return None
    try:
        return re.compile(pattern)
    except (re.error, OverflowError):
        return None


def _compiled(text: str, pattern: str) -> "re.Pattern[str] | None":
    steps = (len(text) + 1) ** (len(_UNBOUNDED.findall(pattern)) + 1)
    if len(text) > _LONGEST_TEXT or steps > _MOST_STEPS:
        return None
    return _known(pattern)
