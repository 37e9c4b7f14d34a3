"""What a Dockerfile starts, and whether that is a program of .NET."""

import re
from collections.abc import Iterator

from dotimg.files.dockerfile import Dockerfile, Instruction
from dotimg.project.build_steps import Steps

_LEFT = re.compile(r"(?:^|/)(?:bin|obj|publish)(?:/|$)")  # folders of a build's output


def is_of_dotnet(file: Dockerfile, own: Steps) -> bool:
    """Whether a Dockerfile builds or starts a program of .NET, or copies what a build left."""
    copied = (one.source for stage in own.copied.values() for one in stage if one.stage is None)
    started = (
        text
        for one in file.stages[-1].instructions
        if one.keyword in ("ENTRYPOINT", "CMD")
        for text in _texts(one)
    )
    return (
        bool(own.commands)
        or any(_LEFT.search(one) for one in copied)
        or any("dotnet" in one or ".dll" in one for one in started)
    )


def programs(file: Dockerfile) -> Iterator[str]:
    """What the last stage starts, without its ending: `App` for `App.dll`."""
    for instruction in reversed(file.stages[-1].instructions):
        if instruction.keyword in ("ENTRYPOINT", "CMD"):
            for word in " ".join(_texts(instruction)).split():
                name = word.strip("\"'").replace("\\", "/").rpartition("/")[2]
                name = name.removesuffix(".dll").removesuffix(".exe")
                if name and name != "dotnet":
                    yield name


def _texts(instruction: Instruction) -> list[str]:
    if instruction.is_list:
        return [" ".join(word.text for word in instruction.words)]
    return [instruction.body.text]
