"""Holds the builds of development containers against the CLI of devcontainers.

    npm install @devcontainers/cli
    python bench/devcontainers.py node_modules/.bin/devcontainer [COUNT]

It makes files, lets both read them, and prints those that differ. A stand-in takes the place of
docker, which `read-configuration` only asks for containers that run.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from dotimg.files.builds import declared
from dotimg.files.builds.model import Build

_VALUES = (
    *("6.0", "8.0-bookworm", "", "a b", "${localEnv:DOTIMG_NO:7.0}", "${localEnv:DOTIMG_SET:x}"),
    *("x-${localEnv:DOTIMG_SET}", "${localEnv:DOTIMG_NO:}", "é", "$A", "a:b"),
)
_ARGUMENTS = {"DOTIMG_SET": "9.0"}


def made(chance: random.Random) -> str:
    """A devcontainer.json, with comments and trailing commas as editors leave them."""
    args = {name: chance.choice(_VALUES) for name in "ABC" if chance.getrandbits(1)}
    build: dict[str, Any] = {"args": args} if args else {}
    if chance.getrandbits(1):
        build["target"] = chance.choice(("dev", "final", "${localEnv:DOTIMG_NO:base}"))
    root: dict[str, Any] = {"name": "x"}
    if chance.getrandbits(1):
        build["dockerfile"] = chance.choice(("Dockerfile", "../Dockerfile", "a/b.Dockerfile"))
        build["context"] = chance.choice((".", ".."))
    else:
        root["dockerFile"] = chance.choice(("Dockerfile", "../x"))
    root["build"] = build
    text = json.dumps(root, indent=2, ensure_ascii=False)
    return text.replace('"name"', '// a comment\n  "name"').replace("\n}", ",\n}")


def theirs(cli: str, folder: Path, docker: Path) -> tuple[object, ...]:
    """What the CLI reads."""
    done = subprocess.run(
        [cli, "read-configuration", "--workspace-folder", folder, "--docker-path", docker],
        capture_output=True, text=True, check=True, env={**os.environ, **_ARGUMENTS},
    )  # fmt: skip
    root = json.loads(done.stdout)["configuration"]
    build = root.get("build", {})
    return (
        build.get("dockerfile", root.get("dockerFile")),
        build.get("args", {}),
        build.get("target"),
    )


def ours(folder: Path) -> tuple[object, ...]:
    """What dotimg reads."""
    path = folder / ".devcontainer" / "devcontainer.json"
    (build,) = declared.of_devcontainer(str(path), path.read_bytes(), _ARGUMENTS)
    if not isinstance(build, Build) or not isinstance(build.dockerfile, str):
        return (build,)
    file = os.path.relpath(build.dockerfile, path.parent)
    given = {name: one.text for name, one in build.arguments.items()}
    return file, given, build.target.text if build.target else None


def main(cli: str, count: int) -> int:
    """Compare, and print what differs."""
    chance = random.Random(17)  # noqa: S311  no secret
    different = 0
    with tempfile.TemporaryDirectory() as name:
        docker = Path(name) / "docker"
        docker.write_text("#!/bin/sh\nexit 0\n")
        docker.chmod(0o755)
        for number in range(count):
            folder = Path(name) / str(number)
            (folder / ".devcontainer").mkdir(parents=True)
            text = made(chance)
            (folder / ".devcontainer" / "devcontainer.json").write_text(text, "utf-8")
            here, there = ours(folder), theirs(cli, folder, docker)
            if here != there:
                different += 1
                print(text, here, there, sep="\n")
    print(f"{count - different} of {count} the same")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]) if sys.argv[2:] else 100))
