"""What ARG and ENV do to the variables of a Dockerfile."""

from dotimg.files.dockerfile import words
from dotimg.files.dockerfile.expansion import expand
from dotimg.files.dockerfile.instructions import Instruction
from dotimg.files.dockerfile.text import Text
from dotimg.files.dockerfile.variables import Variables


def assign(instruction: Instruction, variables: Variables) -> None:
    """Do what an ARG or ENV does; all other instructions change no variable."""
    if instruction.keyword == "ARG":
        for word in words.quoted_words(instruction.body, instruction.escape):
            _declare(word, variables, instruction.escape)
    elif instruction.keyword == "ENV":
        pairs = words.pairs(instruction.body, instruction.escape)
        # All values are expanded before the first one is set.
        values = [(name, expand(value, variables, instruction.escape)) for name, value in pairs]
        for name, value in values:
            variables.set(name.raw, value)


def _declare(word: Text, variables: Variables, escape: bytes) -> None:
    equals = word.raw.find(b"=")
    if equals < 0:
        variables.declare(word.raw, None)
    else:
        default = word.cut(equals + 1, len(word.raw))
        variables.declare(word.raw[:equals], expand(default, variables, escape))
