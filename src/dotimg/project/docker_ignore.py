"""What a .dockerignore leaves out of a build context.

The patterns are told in "Build context" of the documentation of docker.
"""

import os
import re

from dotimg.errors import InputError
from dotimg.files.search import content

_PART = re.compile(r"\*\*/?|\*|\?|[^*?]+")
_MEANINGS = {"**": ".*", "**/": "(?:.*/)?", "*": "[^/]*", "?": "[^/]"}
_LONGEST = 200  # characters of a pattern


def leaves_out(context: str, dockerfile: str, path: str) -> bool:
    """Whether a file of a build context is not given to the build.

    Args:
        context: The folder that is built.
        dockerfile: The path of the Dockerfile, which may have rules of its own.
        path: The path of the file.
    """
    inside = os.path.relpath(path, context or os.curdir).replace(os.sep, "/")
    left_out = False
    for rules in (f"{dockerfile}.dockerignore", os.path.join(context, ".dockerignore")):
        if os.path.isfile(rules):
            for keeps, pattern in _patterns(rules):
                if pattern.fullmatch(inside):
                    left_out = not keeps
            break
    return left_out


def _patterns(path: str) -> "tuple[tuple[bool, re.Pattern[str]], ...]":
    """Whether a rule keeps what it matches, and its pattern."""
    try:
        lines = content(path).decode("utf-8-sig", "replace").splitlines()
    except InputError:
        return ()
    found = []
    for line in lines:
        rule = line.strip()
        if not rule or rule.startswith("#") or len(rule) > _LONGEST:
            continue
        plain = rule.removeprefix("!").strip().replace("\\", "/").strip("/").removeprefix("./")
        parts = (_MEANINGS.get(part) or re.escape(part) for part in _PART.findall(plain))
        found.append((rule.startswith("!"), re.compile("".join(parts) + "(?:/.*)?")))
    return tuple(found)
