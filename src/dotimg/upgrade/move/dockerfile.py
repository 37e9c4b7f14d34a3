"""The names of target frameworks in the instructions of a Dockerfile."""

import re
from collections.abc import Collection, Iterator, Mapping

from dotimg.files.dockerfile import Dockerfile, Instruction
from dotimg.files.model import Span
from dotimg.named_tuples import NamedTuple

# What names a framework for `dotnet`, in a shell's line and in a list.
_OPTION = re.compile(
    r"(?:(?<=[\s\"'])(?:-f|--framework)[\"'\s=:,\\]+|[-/]{1,2}p(?:roperty)?:TargetFrameworks?=\"?)$"
)
_OUTPUT = re.compile(r"(?i)(?:^|[/\\_.-])(?:bin|obj|artifacts|release|debug|publish|out|app)[/\\_]")
_IN_PATH = "/\\_"
_WORD = re.compile(r"[^\s\"',;|&()<>]*$")
_REST = re.compile(r"[^\s\"',;|&()<>]*")
_AROUND = 200  # characters before a name that are looked at
_VARIABLE = re.compile(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)")


class Named(NamedTuple):
    """A place where a framework is named; `new` is empty where it is not known what to do."""

    span: Span
    line: int
    old: str
    new: str


def named(
    file: Dockerfile, content: bytes, path: str, names: Mapping[str, str], staying: Collection[int]
) -> Iterator[Named]:
    """The places of some target frameworks in a Dockerfile.

    Args:
        file: The Dockerfile.
        content: Its bytes.
        path: What to call it.
        names: The frameworks, each with the one in its place.
        staying: The stages that are built on images which stay.
    """
    if not names:
        return
    pattern = re.compile(
        rf"(?<![A-Za-z0-9.])({'|'.join(map(re.escape, names))})(?![A-Za-z0-9.])", re.IGNORECASE
    )
    kept = {
        id(one) for stage in file.stages if stage.number in staying for one in stage.instructions
    }
    read = {name for one in file.instructions for name in _variables(one, content)}
    for instruction in file.instructions:
        if instruction.keyword in ("FROM", "LABEL", "MAINTAINER") or id(instruction) in kept:
            continue
        text = content[instruction.start : instruction.end].decode("latin-1")
        for match in pattern.finditer(text):
            line = text.rfind("\n", 0, match.start()) + 1
            if text[line : match.start()].lstrip().startswith("#"):
                continue
            sure = _is_option(text, match.start()) or _is_output(text, match)
            sure = sure or _is_default(instruction, text, match, read)
            span = Span(instruction.start + match.start(), instruction.start + match.end(), path)
            number = instruction.line + text.count("\n", 0, match.start())
            yield Named(span, number, match[1], names[match[1].lower()] if sure else "")


def _is_option(text: str, start: int) -> bool:
    before = text[max(start - _AROUND, 0) : start]
    return "dotnet" in text.lower() and _OPTION.search(before) is not None


def _is_output(text: str, match: re.Match[str]) -> bool:
    """Whether a name is a folder of what a build left."""
    before = _WORD.search(text[max(match.start() - _AROUND, 0) : match.start()])
    after = _REST.match(text, match.end())
    head, tail = before[0] if before else "", after[0] if after else ""
    word = f"{head}{match[1]}{tail}"
    in_path = head[-1:] in tuple(_IN_PATH) or tail[:1] in ("/", "\\")
    return in_path and "://" not in word and _OUTPUT.search(f"/{word}") is not None


def _is_default(
    instruction: Instruction, text: str, match: re.Match[str], read: Collection[str]
) -> bool:
    """Whether it is all of the value of a variable that the file reads."""
    if instruction.keyword not in ("ARG", "ENV"):
        return False
    assigned = re.search(r"([A-Za-z_]\w*)[= ][\"']?$", text[: match.start()])
    whole = text[match.end() : match.end() + 1] in ("", " ", "\t", "\r", "\n", '"', "'")
    return bool(assigned and whole and assigned[1] in read)


def _variables(instruction: Instruction, content: bytes) -> list[str]:
    if (
        instruction.keyword in ("ARG", "FROM")
        or b"$" not in content[instruction.start : instruction.end]
    ):
        return []
    return _VARIABLE.findall(content[instruction.start : instruction.end].decode("latin-1"))
