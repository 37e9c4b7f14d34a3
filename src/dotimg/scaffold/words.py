"""Quotes file names for Dockerfile instructions.

`COPY` reads quotes, `$` and backslashes as a shell does, also in its JSON form, and then takes its
sources for patterns of Go's `filepath.Match`; `RUN` hands its words to a shell.
"""

import json
import os
import re
import shlex
from collections.abc import Sequence

_PLAIN = re.compile(r"[\w./+@=:~-]+")
_PATTERN = re.compile(r"[\[*?$]")
_QUOTES = re.compile(r"""['"\\]""")
_READ = re.compile(r"""['"\\$]""")


def copy(sources: Sequence[str], to: str) -> str:
    """A COPY of some files to a folder."""
    if all(_PLAIN.fullmatch(word) for word in (*sources, to)):
        return f"COPY {' '.join(no_option(word) for word in (*sources, to))}"
    words = [*(source(no_option(word)) for word in sources), target(no_option(to))]
    return f"COPY {json.dumps(words, ensure_ascii=False)}"


def is_plain(path: str) -> bool:
    """Whether a path can stand anywhere without quotes."""
    return bool(_PLAIN.fullmatch(path)) and "," not in path


def source(path: str) -> str:
    """A source of COPY: what means something in a pattern is put in brackets, a quote is any."""
    return _QUOTES.sub("?", _PATTERN.sub(lambda match: f"[{match[0]}]", path))


def target(path: str) -> str:
    """A folder that COPY or WORKDIR names."""
    return _READ.sub(lambda match: f"\\{match[0]}", path)


def argument(path: str, *, windows: bool) -> str:
    """A word of a command of RUN."""
    own = no_option(path)
    if windows:
        return own if _PLAIN.fullmatch(own) else f'"{own}"'
    return shell(own)


def shell(word: str) -> str:
    """A word for a shell of Linux, in single quotes where it needs them."""
    return word if _PLAIN.fullmatch(word) else shlex.quote(word)


def no_option(path: str) -> str:
    """A path that no command takes for one of its options."""
    return f"./{path}" if path.startswith("-") else path


def seen_from(folder: str, path: str) -> str:
    """An absolute path as it is seen from a folder, with slashes; on another drive as it is."""
    try:
        return os.path.relpath(path, folder).replace(os.sep, "/")
    except ValueError:
        return path
