"""Ignore files: they never exclude a file that the build needs.

A .dockerignore that is there stays as it is. Where it hides a file that the build takes, or lets in
what builds left on this machine, a `Dockerfile.dockerignore` replaces it: the same lines, each that
hides too much followed by one that takes it back.
"""

import os
import posixpath
import re
from collections.abc import Iterator, Sequence

from dotimg.errors import InputError, NoMatchError, quoted
from dotimg.files.search import content
from dotimg.named_tuples import NamedTuple
from dotimg.project import docker_ignore
from dotimg.project.docker_ignore import DockerIgnore, DockerRule
from dotimg.scaffold.taken import Taken
from dotimg.scaffold.words import seen_from

_HEAD = "# What tools write, and what no build needs."
_NOT_BUILT = (
    *("**/.git", "**/.vs", "**/.vscode", "**/.idea", "**/*.*proj.user", "**/.env"),
    *("**/node_modules", "**/bin/Debug", "**/bin/Release"),
)
_SPECIAL = re.compile(r"[*?\[\\]")
_SHOWN = 3


class IgnoreFile(NamedTuple):
    """An ignore file to write: its absolute path, its text, and what to say of it."""

    path: str
    text: str
    remark: str = ""


def ignore_file(taken: Taken, dockerfile: str, shown: str) -> IgnoreFile | None:
    """The ignore file that a build needs; None where the one that is there will do.

    For the Dockerfile of the context it is the .dockerignore there, for any other one beside it,
    which holds for its build alone.

    Args:
        taken: What the build takes.
        dockerfile: The Dockerfile, as an absolute path.
        shown: How the one that is there is called before the user.

    Raises:
        NoMatchError: The one that is there is of this Dockerfile, and will not do.
        InputError: It cannot be used.
    """
    own = f"{dockerfile}.dockerignore"
    there = docker_ignore.in_force(taken.context, dockerfile)
    if not there:
        alone = dockerfile == os.path.join(taken.context, "Dockerfile")
        path = os.path.join(taken.context, docker_ignore.NAME) if alone else own
        return IgnoreFile(path, _text([_HEAD, *_ours(taken, dockerfile, path)], taken))
    try:
        written = content(there)
    except InputError as error:
        raise InputError(f"{shown}: {error}") from None
    rules = docker_ignore.parse(written, shown)
    fault, change = _fault(rules, taken)
    if not fault:
        return None
    if there == own:
        raise NoMatchError(f"{shown}: {fault}: {change}, or remove it")
    decoded = written.decode("utf-8-sig", "surrogateescape").removesuffix("\n")
    lines = [line.removesuffix("\r") for line in decoded.split("\n")]
    head = f"# As {docker_ignore.NAME}, plus what this build needs."
    text = _text([head, *lines, "", _HEAD, *_ours(taken, dockerfile, own)], taken)
    return IgnoreFile(own, text, f"{shown} {fault}")


def _ours(taken: Taken, dockerfile: str, path: str) -> Iterator[str]:
    yield from (line for line in _NOT_BUILT if not (taken.git and line == "**/.git"))
    yield from sorted(_pattern(_left(folder)) for folder in taken.projects)
    for one in (dockerfile, path):
        inside = seen_from(taken.context, one)
        if not inside.startswith("../") and not os.path.isabs(inside):
            yield _pattern(inside)


def _left(folder: str) -> str:
    """Where a build leaves what must not meet that of another."""
    return posixpath.join(folder, "obj")


def _fault(rules: DockerIgnore, taken: Taken) -> tuple[str, str]:
    """What is wrong with the rules that are there, and what to change; empty for nothing."""
    hidden = _hidden(rules, taken)
    let_in = [folder for folder in taken.projects if not rules.leaves_out(f"{_left(folder)}/x")]
    faults = [f"lets {_listed(sorted(map(_left, let_in)))} in"] if let_in else []
    changes = [f"add {_listed(sorted(_pattern(_left(one)) for one in let_in))}"] if let_in else []
    for rule, paths in hidden.items():
        faults.append(f"hides {_listed(paths)} (line {rule.line}: {quoted(rule.text)})")
        back = _listed(_taken_back(rules, rule, paths, taken))
        changes.append(f"add {back} behind line {rule.line}")
    return " and ".join(faults), ", ".join(changes)


def _hidden(rules: DockerIgnore, taken: Taken) -> dict[DockerRule, list[str]]:
    """The files that a build takes and rules hide, by the rule that does."""
    found: dict[DockerRule, list[str]] = {}
    for path in taken.paths:
        rule = rules.rule_for(path)
        if rule and not rule.keeps:
            found.setdefault(rule, []).append(path)
    return found


def _text(lines: Sequence[str], taken: Taken) -> str:
    """The lines, those that hide what the build takes followed by what takes it back."""
    joined = "".join(f"{line}\n" for line in lines)
    rules = docker_ignore.parse(joined.encode("utf-8", "surrogateescape"), docker_ignore.NAME)
    back = {
        rule.line: _taken_back(rules, rule, paths, taken)
        for rule, paths in _hidden(rules, taken).items()
    }
    return "".join(
        f"{text}\n"
        for number, line in enumerate(lines, 1)
        for text in (line, *back.get(number, ()))
    )


def _taken_back(
    rules: DockerIgnore, rule: DockerRule, paths: Sequence[str], taken: Taken
) -> list[str]:
    """The lines that take files back which a rule hides: whole folders where it hides those."""
    found: dict[str, None] = {}
    for path in paths:
        top = next((one for one in taken.folders if _is_in(path, one)), None)
        whole = path
        folder = posixpath.dirname(path)
        while top is not None and rules.rule_for(f"{folder}/New{taken.source}".lstrip("/")) == rule:
            whole = folder
            if folder == top:
                break
            folder = posixpath.dirname(folder)
        found[f"!{_pattern(whole)}" if whole else "!**"] = None
    return list(found)


def _is_in(path: str, folder: str) -> bool:
    return not folder or path.startswith(f"{folder}/")


def _pattern(path: str) -> str:
    """The pattern that means a path; in it any character stands for one that no line can hold."""
    escaped = _SPECIAL.sub(r"\\\g<0>", path)
    escaped = "".join(one if one.isprintable() else "?" for one in escaped)
    return f"/{escaped}" if escaped.startswith(("#", "!")) else escaped


def _listed(words: Sequence[str]) -> str:
    more = f" and {len(words) - _SHOWN} more" if len(words) > _SHOWN else ""
    return ", ".join(words[:_SHOWN]) + more
