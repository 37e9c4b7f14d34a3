"""What a .dockerignore leaves out of a build context.

The patterns are told in "Build context" of the documentation of docker.
"""

import os
import re
from collections.abc import Callable, Iterator

from dotimg.errors import InputError
from dotimg.files.ignore_rules import matcher
from dotimg.files.search import content

_FOLDERS = re.compile(r"\*\*/?(?=.)")
_LONGEST = 200  # characters of a pattern


def leaves_out(context: str, dockerfile: str, path: str) -> bool:
    """Whether a file of a build context is not given to the build.

    Args:
        context: The folder that is built.
        dockerfile: The path of the Dockerfile, which may have rules of its own.
        path: The path of the file.
    """
    inside = os.path.relpath(path, context or os.curdir).replace(os.sep, "/")
    paths = [inside, *(inside[:place] for place, sign in enumerate(inside) if sign == "/")]
    left_out = False
    for rules in (f"{dockerfile}.dockerignore", os.path.join(context, ".dockerignore")):
        if os.path.isfile(rules):
            for keeps, matches in _patterns(rules):
                if any(matches(os.fsencode(one)) for one in paths):
                    left_out = not keeps
            break
    return left_out


def _patterns(path: str) -> Iterator[tuple[bool, Callable[[bytes], object]]]:
    """Whether a rule keeps what it matches, and what tells whether it matches a path."""
    try:
        lines = content(path).decode("utf-8-sig", "replace").splitlines()
    except InputError:
        return
    for line in lines:
        rule = line.strip()
        if not rule or rule.startswith("#") or len(rule) > _LONGEST:
            continue
        plain = rule.removeprefix("!").strip().replace("\\", "/").strip("/").removeprefix("./")
        # "**" stands for folders, also without the slash that git asks for.
        yield rule.startswith("!"), matcher(os.fsencode(_FOLDERS.sub("**/", plain)))
