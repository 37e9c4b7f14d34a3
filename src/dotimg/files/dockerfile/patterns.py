"""Shell patterns in `${V#p}`, `${V%p}` and `${V/p/r}`: `?` is one character, `*` any number.

Matched part by part between the stars, so that no pattern takes longer than its length times that
of the value.
"""

import re
from collections.abc import Iterable

# The escape of a pattern is the backslash, whatever the escape character of the file.
_TOKEN = re.compile(r"\\([*?\\/}])|([*?])|([^*?\\]+)")
_ANY = ""


def without_prefix(value: str, pattern: str, *, longest: bool) -> str | None:
    """The value without what the pattern matches at its beginning; None for a broken pattern."""
    parts = _parts(pattern)
    if parts is None:
        return None
    return value[_end(value, _compiled(parts, longest=longest), 0) or 0 :]


def without_suffix(value: str, pattern: str, *, longest: bool) -> str | None:
    """The value without what the pattern matches at its end; None for a broken pattern."""
    parts = _parts(pattern)
    if parts is None:
        return None
    mirrored = _compiled((part[::-1] for part in reversed(parts)), longest=longest)
    return value[: len(value) - (_end(value[::-1], mirrored, 0) or 0)]


def replaced(value: str, pattern: str, other: str, *, everywhere: bool) -> str | None:
    """The value with `other` where the pattern matches; None for a broken pattern."""
    parts = _parts(pattern)
    if parts is None:
        return None
    first, *rest = _compiled(parts, longest=True)
    if not rest:
        return first.sub(lambda _: other, value, count=0 if everywhere else 1)
    # The last star takes all it can, so nothing is left to match again.
    begin = first.search(value)
    end = _end(value, rest, begin.end()) if begin else None
    if not begin or end is None:
        return value
    return value[: begin.start()] + other + value[end:]


def _parts(pattern: str) -> list[list[str]] | None:
    """What stands between the stars, character by character, `_ANY` for a question mark."""
    parts: list[list[str]] = [[]]
    at = 0
    while at < len(pattern):
        match = _TOKEN.match(pattern, at)
        if not match:
            return None
        at = match.end()
        if match[2] == "*":
            parts.append([])
        else:
            parts[-1].extend([_ANY] if match[2] else match[1] or match[3])
    return parts


def _compiled(parts: Iterable[list[str]], *, longest: bool) -> list[re.Pattern[str]]:
    """One expression a part; each but the first takes along what its star stands for."""
    sources = ["".join(re.escape(char) or "." for char in part) for part in parts]
    last = len(sources) - 1
    stars = ("" if n == 0 else ".*" if longest and n == last else ".*?" for n in range(last + 1))
    return [
        re.compile(star + source, re.DOTALL) for star, source in zip(stars, sources, strict=True)
    ]


def _end(value: str, parts: Iterable[re.Pattern[str]], at: int) -> int | None:
    """Where the parts end that follow each other from `at` on; None if they do not."""
    for part in parts:
        match = part.match(value, at)
        if not match:
            return None
        at = match.end()
    return at
