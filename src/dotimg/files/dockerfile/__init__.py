"""Dockerfiles, read without loss: what they say, and which bytes of the file say it.

Agrees with BuildKit's Dockerfile frontend; the Dockerfile reference of docker has the rules.
"""

from collections.abc import Mapping
from types import MappingProxyType

from dotimg.files.dockerfile import instructions, stages
from dotimg.files.dockerfile.images import find
from dotimg.files.dockerfile.instructions import Instruction, Word
from dotimg.files.dockerfile.stages import Contexts, Dockerfile, Stage
from dotimg.files.dockerfile.text import Text, stated_nowhere
from dotimg.files.model import Found

__all__ = ["Dockerfile", "Instruction", "Stage", "Text", "Word", "find", "parse", "read"]

_NO_ARGUMENTS: Mapping[str, str] = MappingProxyType({})


def parse(content: bytes, arguments: Mapping[str, str] = _NO_ARGUMENTS) -> Dockerfile:
    """The instructions and stages of a Dockerfile.

    Args:
        content: The bytes of the file.
        arguments: Build arguments given from outside, which can name the base of a stage.

    Raises:
        InputError: It is not a Dockerfile; the message begins with the line.
    """
    given = {name: stated_nowhere(value) for name, value in arguments.items()}
    return stages.assemble(instructions.read(content), given, Contexts({}))


def read(
    content: bytes, arguments: Mapping[str, str] = _NO_ARGUMENTS, target: str | None = None
) -> Found:
    """The images that a Dockerfile names, in the order in which they stand there.

    Args:
        content: The bytes of the file.
        arguments: Build arguments given from outside.
        target: Name or number of the stage that is built; the last one where there is no such.

    Raises:
        InputError: It is not a Dockerfile; the message begins with the line.
    """
    return find(parse(content, arguments), target)
