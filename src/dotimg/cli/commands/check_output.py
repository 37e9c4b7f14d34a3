"""What `check` prints and writes, in each of its formats."""

import os
import sys
from collections.abc import Iterable
from importlib import import_module

from dotimg.cli.render.findings.answer import CheckAnswer
from dotimg.errors import InputError, UsageError, quoted

# Each is a module of `cli/render/findings`, whose `rendered` makes the text.
FORMATS = (
    *("text", "json", "sarif", "github", "gitlab", "azure", "junit", "rdjson", "markdown"),
    *("checkstyle", "msbuild"),
)
WITH_FIXES = frozenset({"sarif", "rdjson"})  # which show the edits of `upgrade`
Output = tuple[str, str]


def outputs(words: Iterable[str]) -> tuple[Output, ...]:
    """The formats and files that `--output FORMAT=FILE` names.

    Raises:
        UsageError: A word is no such pair, or two name one file.
    """
    found: dict[str, Output] = {}
    for word in words:
        name, _, path = word.partition("=")
        if name not in FORMATS or not path:
            known = ", ".join(FORMATS)
            raise UsageError(f"--output {quoted(word)} is not FORMAT=FILE, with one of {known}")
        if os.path.abspath(path) in found:
            raise UsageError(f"--output names {quoted(path)} twice")
        found[os.path.abspath(path)] = name, path
    return tuple(found.values())


def write(answer: CheckAnswer, format: str, files: Iterable[Output]) -> None:
    """Write an answer to stdout, and in other formats to files, which are whole or untouched.

    Raises:
        InputError: A file cannot be written; the message names it. All others are.
    """
    from dotimg.files.writing import put

    sys.stdout.write(_text(answer, format))
    sys.stdout.flush()
    failed: InputError | None = None
    for other, path in files:
        try:
            put(
                path,
                _text(answer._replace(color=False, columns=0), other).encode("utf-8", "replace"),
            )
        except InputError as error:
            failed = failed or error
    if failed:
        raise failed


def _text(answer: CheckAnswer, format: str) -> str:
    text: str = import_module(f"dotimg.cli.render.findings.{format}").rendered(answer)
    return text
