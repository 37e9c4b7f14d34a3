"""The frozen program of a runtime identifier: its package for .NET, and a plain archive.

`python -m release.program RUNTIME WHEEL FOLDER [--glibc 2.28]` writes both into the folder, and
says what it wrote. With `--glibc` it fails where the program needs a newer one.
"""

import argparse
import tempfile
from pathlib import Path

from release import archives, freeze, glibc, nuget, own


def write(runtime: str, frozen: Path, to: Path, limit: str = "") -> tuple[Path, Path]:
    """Write the package and the archive of a program that was frozen, and give their paths.

    Raises:
        ValueError: the program asks for a glibc that is newer than `limit`, as `2.28`, or for
            another C library than that of its runtime identifier.
    """
    floor = glibc.floor(frozen)
    _check_floor(runtime, floor, limit)
    files = archives.read(frozen)
    runs_on = f"It runs with glibc {_text(floor)} or newer." if floor else ""
    package = nuget.program_package(runtime, files, runs_on, to)
    start, name = nuget.entry_point(runtime), f"dotimg-{own.version()}-{runtime}"
    inside = {f"{name}/{path}": content for path, content in files.items()}
    if start.endswith(".exe"):
        archive = to / f"{name}.zip"
        archives.write_zip(archive, inside)
    else:
        archive = to / f"{name}.tar.gz"
        archives.write_tar(archive, inside, [f"{name}/{start}"])
    return package, archive


def _check_floor(runtime: str, floor: glibc.Version | None, limit: str) -> None:
    if floor is None:
        if runtime in ("linux-x64", "linux-arm64"):
            raise ValueError(f"the program for {runtime} asks for no glibc")
    elif not runtime.startswith("linux-") or "musl" in runtime:
        raise ValueError(f"the program for {runtime} asks for glibc {_text(floor)}")
    elif limit and floor > _version(limit):
        raise ValueError(f"the program for {runtime} needs glibc {_text(floor)}, not {limit}")


def _version(text: str) -> glibc.Version:
    major, minor = text.split(".")
    return int(major), int(minor)


def _text(version: glibc.Version) -> str:
    return ".".join(map(str, version))


def main() -> None:
    """Freeze, and write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("runtime", choices=nuget.RUNTIMES)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--glibc", default="", help="the newest that the program may need")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        frozen = Path(work) / "dotimg"
        freeze.freeze(asked.wheel, frozen)
        for path in write(asked.runtime, frozen, asked.folder, asked.glibc):
            print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
