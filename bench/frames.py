"""The deepest stack of dotimg's own frames for each command, by `sys.setprofile`.

    python bench/frames.py [-v]

Each command runs in a process of its own; with -v the frames of the deepest moment are shown.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from types import FrameType

import dotimg
from dotimg.cli import run

PACKAGE = str(Path(dotimg.__file__).parent)
IMAGES = (
    "ARG V=8.0\nFROM mcr.microsoft.com/dotnet/sdk:$V AS b\n"
    "{steps}FROM mcr.microsoft.com/dotnet/aspnet:8.0-alpine3.18\n"
)
FILES = {
    "Dockerfile": IMAGES.format(steps=""),
    "app/Dockerfile": IMAGES.format(steps="COPY . .\nRUN dotnet publish App.csproj\n"),
    "app/App.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup>'
    "<TargetFramework>net8.0</TargetFramework></PropertyGroup></Project>",
}
COMMANDS = (
    ("pick",),
    ("explain", "aspnet:8.0-alpine3.18"),
    ("check", "Dockerfile"),
    ("upgrade", "Dockerfile"),
    ("check", "app/Dockerfile"),
    ("upgrade", "app/Dockerfile"),
)


def own_frames(frame: FrameType | None) -> list[str]:
    """The frames of dotimg from the outermost to this one, as `file:function`."""
    frames = []
    while frame:
        code = frame.f_code
        if code.co_filename.startswith(PACKAGE) and code.co_name != "<module>":
            frames.append(f"{os.path.relpath(code.co_filename, PACKAGE)}:{code.co_name}")
        frame = frame.f_back
    return frames[::-1]


def deepest(arguments: list[str]) -> list[str]:
    """The frames at the deepest moment of one run in this process."""
    found: list[str] = []

    def profile(frame: FrameType, event: str, _argument: object) -> None:
        nonlocal found
        if event == "call" and frame.f_code.co_filename.startswith(PACKAGE):
            frames = own_frames(frame)
            found = max(found, frames, key=len)

    with (
        tempfile.TemporaryFile("w+") as sink,  # a real file, whose number a progress bar asks for
        contextlib.redirect_stdout(sink),
        contextlib.redirect_stderr(sink),
    ):
        sys.setprofile(profile)
        run(["--today", "2026-11-22", *arguments])
        sys.setprofile(None)
    return found


def main() -> None:
    """Print a line a command: its depth, and with -v the frames."""
    if "--one" in sys.argv:
        print("\n".join(deepest(sys.argv[sys.argv.index("--one") + 1 :])))
        return
    with tempfile.TemporaryDirectory() as folder:
        for name, content in FILES.items():
            path = Path(folder, name)
            path.parent.mkdir(exist_ok=True)
            path.write_text(content, encoding="utf-8")
        for command in COMMANDS:
            done = subprocess.run(
                [sys.executable, str(Path(__file__).resolve()), "--one", *command],
                cwd=folder, capture_output=True, text=True, check=True,
                env={**os.environ, "XDG_DATA_HOME": folder},
            )  # fmt: skip
            frames = done.stdout.split("\n")[:-1]
            print(f"{len(frames):3} {' '.join(command)}")
            if "-v" in sys.argv:
                print("\n".join(f"      {frame}" for frame in frames))


if __name__ == "__main__":
    main()
