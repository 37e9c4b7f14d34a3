"""What the stages say that are built on an image."""

from collections.abc import Iterator

from dotimg.check.rules.rule import Case
from dotimg.files.dockerfile import Instruction


def environment(case: Case, name: str) -> str:
    """The last value that ENV gives a variable behind an image that ships; empty without one."""
    found = ""
    for instruction in _shipped(case):
        if instruction.keyword == "ENV":
            words = [word.text for word in instruction.words]
            for own, value in zip(words[::2], words[1::2], strict=False):
                found = value if own == name else found
    return found


def commands(case: Case) -> str:
    """What is run behind an image that ships, as one text."""
    runs = (one for one in _shipped(case) if one.keyword == "RUN")
    return "\n".join(one.body.text for one in runs)


def _shipped(case: Case) -> Iterator[Instruction]:
    """The instructions from the image that ships up to the end of the last stage."""
    if not case.file:
        return
    stage = case.file.stages[-1]
    chain = [stage]
    while stage.parent is not None:
        stage = case.file.stages[stage.parent]
        chain.append(stage)
    for one in reversed(chain):
        yield from one.instructions
