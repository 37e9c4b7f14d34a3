"""The words of an instruction inside a stage that name a stage or an image."""

import re
from collections.abc import Iterator

from dotimg.files.dockerfile.instructions import Instruction
from dotimg.files.dockerfile.text import Text

_FROM = b"--from="
_MOUNT = b"--mount="
# Comma-separated values; quotes hold a value together.
_FIELD = re.compile(rb'"([^"]*+)"|([^",]++)')


def sources(instruction: Instruction) -> Iterator[tuple[str, Text]]:
    """Each word of `COPY --from` and `RUN --mount`, also behind ONBUILD, with its role."""
    instruction = instruction.trigger or instruction
    for flag in instruction.flags:
        if instruction.keyword == "COPY" and flag.raw.startswith(_FROM):
            yield "copy", flag.cut(len(_FROM), len(flag.raw))
        elif instruction.keyword == "RUN" and (source := _from_of_mount(flag)):
            yield "mount", source


def _from_of_mount(flag: Text) -> Text | None:
    source = None
    if not flag.raw.startswith(_MOUNT):
        return source
    for match in _FIELD.finditer(flag.raw, len(_MOUNT)):
        start, end = match.span(match.lastindex or 0)
        key, equals, _ = flag.raw[start:end].partition(b"=")
        if equals and key.lower() == b"from":
            source = flag.cut(start + len(key) + 1, end)
    return source
